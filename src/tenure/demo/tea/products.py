"""What the tea shop sells, for how much, and in which months."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tenure.demo.clock import Floats, civil
from tenure.demo.tea.seasons import MID_AUTUMNS, PRICE_RISE, SPRING_FESTIVALS


@dataclass(frozen=True)
class Product:
    """One thing on the shelf; price and cost in fen."""

    name: str
    category: str
    price: int
    cost: int

    def price_on(self, number: int) -> int:
        """What it costs on a day, in fen: whole tenths of a yuan."""
        if number < PRICE_RISE or self.category == "尝鲜装":
            return self.price
        return (self.price * 109 + 500) // 1000 * 10


CATEGORIES = ("绿茶", "红茶", "乌龙茶", "白茶", "普洱茶", "花茶", "茶具", "礼盒", "尝鲜装")
PRODUCTS = (
    Product("明前龙井 50克", "绿茶", 16800, 7600),
    Product("雨前龙井 100克", "绿茶", 12800, 5200),
    Product("云雾绿茶 125克", "绿茶", 6800, 2700),
    Product("碧螺春 100克", "绿茶", 9800, 4100),
    Product("正山小种 100克", "红茶", 7800, 3200),
    Product("祁门红茶 100克", "红茶", 8800, 3700),
    Product("滇红金芽 100克", "红茶", 9600, 4000),
    Product("铁观音清香 125克", "乌龙茶", 8600, 3500),
    Product("凤凰单丛 100克", "乌龙茶", 11800, 5000),
    Product("武夷岩茶 100克", "乌龙茶", 13800, 6000),
    Product("白牡丹 100克", "白茶", 9900, 4200),
    Product("老寿眉 150克", "白茶", 7900, 3100),
    Product("白毫银针 50克", "白茶", 15800, 7300),
    Product("熟普小青柑 150克", "普洱茶", 8800, 3600),
    Product("古树生普 200克", "普洱茶", 12600, 5400),
    Product("宫廷熟普 200克", "普洱茶", 10800, 4500),
    Product("茉莉银毫 100克", "花茶", 6600, 2500),
    Product("桂花乌龙 100克", "花茶", 6900, 2700),
    Product("玫瑰红茶 80克", "花茶", 5900, 2300),
    Product("盖碗 130毫升", "茶具", 8800, 3900),
    Product("玻璃茶壶 500毫升", "茶具", 9900, 4600),
    Product("旅行茶具一套", "茶具", 16800, 8200),
    Product("四季礼盒", "礼盒", 26800, 12400),
    Product("团圆礼盒", "礼盒", 32800, 15600),
    Product("四味尝鲜装", "尝鲜装", 1990, 1450),
)
DAMP_PRODUCT = next(number for number, product in enumerate(PRODUCTS) if product.name.startswith("茉莉银毫"))
TASTING_BOX = len(PRODUCTS) - 1
SHELVES = tuple(tuple(n for n, product in enumerate(PRODUCTS) if product.category == name) for name in CATEGORIES)
_YEAR = (  # weight of each category by month, January first; the tasting box is bought in the live rooms only
    (4, 3, 9, 22, 15, 9, 8, 8, 6, 4, 4, 4),
    (9, 8, 6, 4, 4, 4, 4, 4, 6, 9, 10, 10),
    (7, 7, 6, 5, 6, 6, 6, 6, 7, 8, 8, 7),
    (5, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 5),
    (8, 8, 5, 3, 3, 3, 3, 3, 5, 8, 10, 10),
    (3, 3, 4, 5, 7, 10, 11, 10, 7, 5, 3, 3),
    (4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 5, 4),
    (4, 4, 2, 2, 2, 3, 2, 2, 4, 3, 3, 4),
    (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
)


def shares(number: int) -> Floats:
    """The cumulative share of each category on a day, gifts before festivals included."""
    weights = np.array([row[civil(number).month - 1] for row in _YEAR], dtype=float)
    if any(0 <= festival - number <= 30 for festival in (*SPRING_FESTIVALS, *MID_AUTUMNS)):
        weights[CATEGORIES.index("礼盒")] += 16
    cumulative: Floats = np.cumsum(weights) / weights.sum()
    return cumulative
