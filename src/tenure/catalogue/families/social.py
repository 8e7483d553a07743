"""Social media: who follows, what posts stir, how fast we reply."""

from tenure.catalogue.algebra import accounts, posts, settled_posts, tickets
from tenure.catalogue.case import Case
from tenure.catalogue.family import Family
from tenure.catalogue.measure import Better, Median, Ratio, Running, Total, Unit
from tenure.words import later

SNAPSHOTS = ("social_snapshots",)
TICKETS = ("ticket_events",)
OF_SEEN = posts.engaged.where(posts.impressions.known)
HERE = tickets.channel.equals("social")


class Social(Family):
    """Counters are snapshots that the platform may restate: a day has the latest known version."""

    title = ("Social media", "社交媒体")

    followers = Total(
        en="Followers",
        zh="社交媒体关注者数",
        says="Followers of all accounts on the last day, by the last snapshot; people who follow several count in each.",
        says_zh="期末各账号关注者数之和（取最近一次快照）；同时关注多个账号者重复计入。",
        of=accounts.followers,
        told=accounts.followers.known,
        better=Better.MORE,
        running=Running.IMMATURE,
        needs=SNAPSHOTS,
        priority=2,
        cases=(
            Case("2024-06", "unknown", "the first snapshot is of July: unknown, not 0", status="undefined"),
            Case(
                "2024-09",
                "1600",
                "no snapshot of September: those of August stand, 1100 of the shop and 500 of the club",
            ),
        ),
    )
    follower_growth = Ratio(
        en="Follower growth",
        zh="关注者增长率",
        says="Closing less opening followers, of the opening followers.",
        says_zh="期末与期初关注者数之差占期初关注者数的比例。",
        numerator=(accounts.followers - accounts.followers_open).where(accounts.followers_open.known),
        denominator=accounts.followers_open,
        bounded=False,
        unit=Unit.SHARE,
        better=Better.MORE,
        running=Running.IMMATURE,
        needs=SNAPSHOTS,
        priority=2,
        cases=(
            Case(
                "2024-08",
                "100 of 1000",
                "the shop from 1000 to 1100, ten minutes before the end of August; the club is told since August only, so its 500 are no growth",
            ),
        ),
    )
    engagement_rate = Ratio(
        en="Engagement rate",
        zh="互动率",
        says="Likes, comments, shares and saves of the posts of the period, over their impressions, on the last day.",
        says_zh="当期发布内容的点赞、评论、转发、收藏之和与展示次数之比（期末计数）。",
        edges=later("Sums over all posts, not a mean of the rates of posts."),
        source=later("Hootsuite: by impressions; by reach, the most common form, is `.reach`"),
        published=("HS-ER",),
        numerator=OF_SEEN,
        denominator=posts.impressions,
        bounded=False,
        unit=Unit.SHARE,
        better=Better.MORE,
        needs=SNAPSHOTS,
        priority=2,
        variants={
            "reach": {
                "says": "Over reach.",
                "says_zh": "以触达人数为分母。",
                "numerator": posts.engaged.where(posts.reach.known),
                "denominator": posts.reach,
            },
            "followers": {
                "says": "Over mean followers of the period.",
                "says_zh": "以当期平均关注者数为分母。",
                "numerator": posts.engaged,
                "denominator": accounts.mean_followers,
                "cases": (
                    Case(
                        "2024-08",
                        "39 of 1550",
                        "of all three posts, over 1050 of the shop, midway between 1000 and 1100, and 500 of the club",
                    ),
                ),
            },
            "count": {
                "shape": Total(of=posts.engaged),
                "en": "Engagements",
                "zh": "互动数",
                "says": "The reactions themselves.",
                "says_zh": "互动次数本身。",
                "unit": Unit.COUNT,
            },
            "d7": {
                "says": "Counters as they stood 7 days after posting.",
                "says_zh": "以发布后第 7 天的计数为准。",
                "numerator": settled_posts.engaged.where(settled_posts.impressions.known),
                "denominator": settled_posts.impressions,
                "open": ~settled_posts.settled,
                "mature": settled_posts.settled,
                "running": Running.MEMBERS,
            },
        },
        cases=(
            Case(
                "2024-08",
                "30 of 1000",
                "20 likes and 4 comments of the first post, 6 shares of the second, over 800 + 200 impressions; the third tells no impressions, and the likes of September came later",
            ),
        ),
    )
    content_quality = Ratio(
        en="Content quality index",
        zh="社交媒体内容质量",
        says="Reactions weighted by kind, as the policy content_weights says, per impression.",
        says_zh="按 content_weights 策略加权的互动与展示次数之比。",
        numerator=posts.weighed.where(posts.impressions.known),
        denominator=posts.impressions,
        unit=Unit.TIMES,
        better=Better.MORE,
        needs=SNAPSHOTS,
        priority=3,
        cases=(Case("2024-08", "62 of 1000", "20 likes × 1 + 4 comments × 3 + 6 shares × 5, over 1000 impressions"),),
    )
    reply_time = Median(
        en="Social reply time",
        zh="社交媒体回复速度",
        says="Median minutes to the first reply of a person to messages that came by social media, of those answered.",
        says_zh="社交媒体消息至人工首次回复的分钟数中位数（仅含已回复）。",
        source=later("agrees with Sprout Social"),
        published=("SP-TEAM",),
        of=tickets.reply_minutes.among(HERE),
        unit=Unit.MINUTES,
        better=Better.LESS,
        needs=TICKETS,
        priority=2,
        cases=(
            Case(
                "2024-08",
                "20",
                "ann is answered by a person after 20 minutes, the bot does not count; eve waits without an answer and is left out",
            ),
        ),
    )
    reply_rate = Ratio(
        en="Social reply rate",
        zh="社交媒体回复率",
        says="Messages by social media that a person has answered, of all of the period; to date.",
        says_zh="当期社交媒体消息中，截至目前已获人工回复的占比。",
        source=later("agrees with Sprout Social"),
        published=("SP-TEAM",),
        numerator=tickets.answered & HERE,
        denominator=HERE,
        unit=Unit.SHARE,
        better=Better.MORE,
        needs=TICKETS,
        priority=2,
        variants={
            "window": {
                "says": "Answered inside the window.",
                "says_zh": "在观察期内获人工回复的占比。",
                "numerator": tickets.answer_in_time.yes & HERE,
                "open": tickets.answer_in_time.undecided & HERE,
                "mature": tickets.answer_mature,
                "running": Running.MEMBERS,
            }
        },
        cases=(Case("2024-06", "0 of 0", "no ticket came by social media", status="undefined"),),
    )
