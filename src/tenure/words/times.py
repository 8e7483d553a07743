"""Days, periods and durations as people write them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tenure.periods import Period
from tenure.words.language import Language

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day_text(day: date, lang: Language) -> str:
    """A day in running text: Oct 3, 2026, 2026年10月3日; tables write 2026-10-03 in both."""
    if lang == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"


def period_text(period: Period, lang: Language) -> str:
    """A period in running text: Oct 2026, 2026年10月."""
    year, month = period.start.year, period.start.month
    zh = lang == "zh"
    if period.is_stretch:
        return " – ".join(day_text(day, lang) for day in (period.start, period.last))
    match period.grain:
        case "day":
            return day_text(period.start, lang)
        case "week":
            name, _, week = str(period).partition("-W")
            return f"{name}年第{int(week)}周" if zh else f"week {int(week)} of {name}"
        case "month":
            return f"{year}年{month}月" if zh else f"{_MONTHS[month - 1]} {year}"
        case "quarter":
            quarter = (month + 2) // 3
            return f"{year}年第{quarter}季度" if zh else f"Q{quarter} {year}"
        case "half":
            if zh:
                return f"{year}年{'上' if month == 1 else '下'}半年"
            return f"H{1 if month == 1 else 2} {year}"
        case "year":
            return f"{year}年" if zh else str(year)


def duration_text(minutes: Decimal, lang: Language) -> str:
    """Minutes in the two largest units that fit: 55 min, 2 h 30 min, 3 d 4 h."""
    names = ("天", "小时", "分钟") if lang == "zh" else ("d", "h", "min")
    sign, left = ("−" if minutes < 0 else ""), abs(int(minutes.to_integral_value()))
    days, left = divmod(left, 24 * 60)
    hours, rest = divmod(left, 60)
    parts = [(days, names[0]), (hours, names[1]), (rest, names[2])]
    first = next((place for place, (number, _name) in enumerate(parts) if number), 2)
    shown = [(number, name) for number, name in parts[first : first + 2] if number or first == 2]
    return sign + " ".join(f"{number:,} {name}" for number, name in shown)
