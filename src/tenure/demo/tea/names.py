"""Invented people of the tea shop: nicknames no register holds, regions, reasons to buy."""

from __future__ import annotations

_MOODS = (
    "听雨", "慢煮", "半盏", "山前", "浅酌", "晴窗", "闲坐", "松下", "踏青", "拾叶", "枕溪", "临风",
    "微醺", "清欢", "知味", "归云", "小满", "谷雨", "霜降", "立秋", "望月", "扫雪", "问山", "煨炉",
)  # fmt: skip
_TEAS = (
    "龙井", "毛峰", "瓜片", "银针", "白露", "岩韵", "单丛", "观音", "正山", "金骏", "熟普", "生普",
    "茉莉", "桂花", "寿眉", "老枞", "碧螺", "云雾", "雀舌", "陈皮",
)  # fmt: skip

CHANNELS = ("wechat", "douyin", "xiaohongshu", "store", "referral", "search")
REGIONS = ("华东", "华南", "华北", "华中", "西南", "西北", "东北")
REASONS = ("自饮", "送礼", "尝鲜", "企业")  # what a customer mostly buys for
LEVELS = ("普通", "银叶", "金叶")
PROMOTER_WORDS = ("茶很香，包装也用心", "会推荐给朋友", "回甘明显，物有所值", "客服耐心，发货快")
PASSIVE_WORDS = ("还可以", "口味不错，价格略高", "物流一般")
DETRACTOR_WORDS = ("不如从前", "等了很久才回复", "和描述有差距")
DAMP_WORDS = ("茉莉花茶受潮了，有霉味", "这一批花茶不对，已申请退款", "茶叶软塌，像是返潮")


def nickname(number: int) -> str:
    """The invented nickname of the customer of that number; no two are the same."""
    mood, tea = _MOODS[number % len(_MOODS)], _TEAS[number * 7 // len(_MOODS) % len(_TEAS)]
    return f"{mood}的{tea}{number:04d}"
