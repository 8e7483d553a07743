"""Acquisition: who asked, who signed."""

from tenure.catalogue.algebra import answered_leads, channel_signings, panel, signings, touches, trials
from tenure.catalogue.algebra import leads as inquiries
from tenure.catalogue.case import Case
from tenure.catalogue.family import Family
from tenure.catalogue.measure import Better, Median, Ratio, Running, Total, Unit
from tenure.words import later

TOUCHES, VISITED, ASKED = ("touches",), ("visits",), ("inquiries",)
VISITS = touches.quantity.where(touches.kind.equals("visit"))


class Acq(Family):
    """Conversion is counted by cohort: of what started in the period, what ended well inside a fixed window."""

    title = ("Acquisition", "获客")

    visits = Total(
        en="Visits",
        zh="访问量",
        says="Visits in the period, as loaded.",
        says_zh="当期访问量（以导入数据为准）。",
        edges=later("Robots are to be left out before the import."),
        of=VISITS,
        better=Better.MORE,
        needs=VISITED,
        priority=2,
        cases=(Case("2024-02", "400", "300 by the ads and 100 at ten to midnight on the 29th, local time"),),
    )
    leads = Total(
        en="Leads (inquiries)",
        zh="线索数（咨询量）",
        says="Leads whose first inquiry lies in the period.",
        says_zh="首次咨询落在当期的线索数。",
        of=inquiries.lead_id.known,
        better=Better.MORE,
        needs=ASKED,
        priority=2,
        cases=(Case("2023-11", "2", "L1 and L2; L2 asking again in December is no new lead"),),
    )
    visit_signup_rate = Ratio(
        en="Visit-to-sign-up rate",
        zh="访问注册转化率",
        says="Sign-ups over visits of the same period; it can exceed 1 where visits are tracked in part only.",
        says_zh="同期注册数与访问量之比；访问未完整追踪时可大于 1。",
        source=later("web analytics divide by sessions or users; here by visits as imported"),
        published=("GA-CTR",),
        numerator=touches.quantity.where(touches.kind.equals("signup")),
        denominator=VISITS,
        unit=Unit.SHARE,
        better=Better.MORE,
        needs=("visits", "signups"),
        priority=2,
        cases=(
            Case("2024-02", "8 of 400", "6 sign-ups by the ads and 2 from the web, over the 400 visits of the month"),
            Case("2024-06", "0 of 0", "no visit in June: unknown, not 0 %", status="undefined"),
        ),
    )
    visit_purchase_rate = Ratio(
        en="Visit-to-purchase rate",
        zh="访问购买转化率",
        says="Customers that signed for the first time ever, over visits of the same period.",
        says_zh="同期历史首次签约客户数与访问量之比。",
        edges=later("Customers that come back are left out: they come from the public pool, not from a visit."),
        numerator=signings.first,
        denominator=VISITS,
        unit=Unit.SHARE,
        better=Better.MORE,
        needs=VISITED,
        priority=2,
        cases=(
            Case("2024-02", "1 of 400", "cid signs for the first time"),
            Case(
                "2024-07",
                "0 of 50",
                "bob signs, but he was a customer before: he came from the public pool, not from a visit",
            ),
        ),
    )
    channel_conversion_rate = Ratio(
        en="Channel conversion rate",
        zh="推广转化率",
        says="Customers won by a channel that signed for the first time ever, over visits of the channel.",
        says_zh="某渠道带来的首次签约客户数与该渠道访问量之比。",
        numerator=signings.first,
        denominator=VISITS,
        unit=Unit.SHARE,
        better=Better.MORE,
        needs=VISITED,
        params=("channel",),
        priority=2,
        cases=(
            Case(
                "2024-02",
                "1 of 300",
                "cid signs and came by the ads, which brought 300 of the 400 visits",
                where={"channel": "ads"},
            ),
            Case("2024-02", "0 of 100", "nobody who came by the web signs: a measured 0", where={"channel": "web"}),
        ),
    )
    inquiry_deal_rate = Ratio(
        en="Inquiry-to-deal rate",
        zh="咨询转化率",
        says="Inquiries whose lead signed its first contract within the inquiry window, of the inquiries of the period.",
        says_zh="当期咨询中，其线索在转化窗口内首次签约的占比。",
        source=later("agrees with conversion by cohort; deals of a month over leads of the month are `.period`"),
        published=("LC-COHORT",),
        numerator=inquiries.converted,
        denominator=inquiries.each,
        open=inquiries.converted.undecided,
        mature=inquiries.mature,
        unit=Unit.SHARE,
        better=Better.MORE,
        running=Running.MEMBERS,
        needs=ASKED,
        variants={
            "period": {
                "says": "New logos signed in the period, of the inquiries of the period; not a probability, it can exceed 1.",
                "says_zh": "当期首次签约客户数与当期咨询量之比；并非概率，可大于 1。",
                "numerator": panel.new_logo,
                "open": None,
                "mature": None,
                "unit": Unit.TIMES,
                "running": Running.PARTIAL,
            }
        },
        cases=(
            Case("2023-11", "1 of 2", "L1 signs on day 89 of its 90; L2 asks twice, is one inquiry, and never signs"),
            Case("2023-12", "0 of 0", "L2 asking again is no new inquiry", status="undefined"),
            Case(
                "2023-11",
                "0 of 2",
                "read at the end of 2023 both windows are open: not known yet, anything from none to both",
                status="immature",
                low="0 of 2",
                high="2 of 2",
                as_of="2023-12-31",
            ),
        ),
    )
    trial_paid_rate = Ratio(
        en="Trial-to-paid rate",
        zh="试用转化率",
        says="Trials whose lead signed its first contract within the trial window, of the trials begun in the period.",
        says_zh="当期开始的试用中，其线索在试用窗口内首次签约的占比。",
        published=("ST-TRIAL",),
        numerator=trials.converted,
        denominator=trials.each,
        open=trials.converted.undecided,
        mature=trials.mature,
        unit=Unit.SHARE,
        better=Better.MORE,
        running=Running.MEMBERS,
        needs=TOUCHES,
        priority=3,
        source=later("departs from Stripe, which rolls over 30 days"),
        cases=(
            Case("2024-01", "1 of 2", "L1 signs on 8 February, 29 days into its trial; L2 never signs"),
            Case(
                "2024-01",
                "1 of 1",
                "on 15 March the 60 days of L1 are over and those of L2 are not: L1 alone is told, L2 may still sign",
                status="provisional",
                low="1 of 2",
                high="2 of 2",
                as_of="2024-03-15",
            ),
        ),
    )
    new_customers = Total(
        en="New customers (new signs)",
        zh="新签客户数",
        says="Relationships signed in the period, returns after the win-back window included.",
        says_zh="当期签约的客户关系数，包括挽回期之后重新签约的客户。",
        edges=later(
            "A renewal inside the window is no new sign, even under a new contract number; a signature after it is one, whatever contract it follows."
        ),
        source=later(
            "departs from ChartMogul, Baremetrics and Stripe, which call a returner a reactivation: `.new_logo` is theirs"
        ),
        published=("CM-MOV", "BM-REACT", "ST-GLOSS"),
        of=panel.new_sign,
        better=Better.MORE,
        variants={
            "new_logo": {
                "says": "Customers that signed for the first time ever.",
                "says_zh": "历史上首次签约的客户数。",
                "of": panel.new_logo,
                "source": later("ChartMogul: New Business"),
                "cases": (Case("2024-07", "0", "bob was a customer before"),),
            }
        },
        cases=(
            Case(
                "2024-07",
                "1",
                "bob signs half an hour after his window: a new sign on the local day, though it is the day before in UTC",
            ),
            Case("2024-06", "0", "ann signs inside her window: a renewal, not a new sign"),
            Case("2022-12", "1", "dan counts in the month of his signature, not in January when he starts"),
        ),
    )
    channel_share = Ratio(
        en="Acquisition channel share",
        zh="获客渠道占比",
        says="New signs of a channel, of all new signs of the period.",
        says_zh="某渠道的新签客户占当期全部新签客户的比例。",
        numerator=channel_signings.by_channel,
        denominator=channel_signings.each,
        unit=Unit.SHARE,
        params=("channel",),
        priority=2,
        cases=(
            Case("2023-03", "1 of 2", "ann came by the ads, bob by a referral", where={"channel": "ads"}),
            Case(
                "2024-07",
                "1 of 1",
                "bob, who comes back after his window, comes from the public pool",
                where={"channel": "public_sea"},
            ),
        ),
    )
    referral_share = Ratio(
        en="Word-of-mouth acquisition share",
        zh="口碑获客占比",
        says="Customers that signed for the first time and were referred by another, of all new signs of the period.",
        says_zh="由其他客户推荐而首次签约的客户，占当期全部新签客户的比例。",
        numerator=signings.referred,
        denominator=signings.each,
        unit=Unit.SHARE,
        better=Better.MORE,
        priority=3,
        cases=(
            Case("2023-03", "1 of 2", "of ann and bob, bob was brought by ann"),
            Case("2024-07", "0 of 1", "bob signs again: that ann once brought him does not count twice"),
        ),
    )
    lead_conversion_days = Median(
        en="Lead conversion time",
        zh="线索转化周期",
        says="Median days from the inquiry to the first signature, of the inquiries of the period that converted in the window.",
        says_zh="当期咨询中，在转化窗口内签约者自咨询至首次签约的天数中位数。",
        published=("LC-COHORT",),
        of=inquiries.signed_on.days_after(inquiries.day).among(inquiries.converted.yes),
        undecided=inquiries.converted.undecided,
        unit=Unit.DAYS,
        better=Better.LESS,
        running=Running.MEMBERS,
        needs=ASKED,
        priority=3,
        cases=(Case("2023-11", "89", "L1, from 11 November to 8 February; L2 never signs"),),
    )
    lead_response_time = Median(
        en="Speed to lead",
        zh="咨询首次响应时间",
        says="Median minutes from the inquiry to the first contact by us, of the leads that were contacted.",
        says_zh="自咨询至我方首次主动联系的分钟数中位数（仅含已联系的线索）。",
        published=("ZD-FRT",),
        of=answered_leads.reply_minutes,
        unit=Unit.MINUTES,
        better=Better.LESS,
        needs=("inquiries", "interactions"),
        priority=3,
        cases=(
            Case(
                "2023-11", "45", "L1 asks at 10:00 and we call at 10:45; nobody has turned to L2 yet, which is left out"
            ),
        ),
    )
