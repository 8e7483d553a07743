"""What tells who a person is, or how to reach them: marked, so that a caller can have it masked."""

from __future__ import annotations

import re

from tenure.pages.blocks import Contact, Personal

# Words in the names of columns that sources use for people and their addresses.
_NAMES = re.compile(
    r"name|mail|phone|mobile|\btel|fax|address|street|contact|wechat|weixin|whatsapp|birth|passport"
    r"|姓名|名字|昵称|称呼|电话|手机|座机|传真|邮箱|邮件|地址|联系|微信|生日|身份证|证件",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE = re.compile(r"(?<!\d)(?:\+\d[\d\s().-]{7,}\d|1[3-9]\d{9})(?!\d)")


def is_personal(text: str, name: str = "") -> bool:
    """Whether a text is an address or a telephone number, or stands under a name that says so."""
    told = text.startswith("name:") or _EMAIL.search(text) or _PHONE.search(text)
    return bool(told or (name and _NAMES.search(name)))


def without_addresses(text: str, mask: str) -> str:
    """A text with a mask in place of each address and telephone number in it."""
    return _PHONE.sub(mask, _EMAIL.sub(mask, text))


def marked(text: str | None, name: str = "") -> str | None:
    """The text, as a contact where it is one."""
    return Contact(text) if text is not None and is_personal(text, name) else text


def person(text: str | None) -> Personal | None:
    """The name of somebody."""
    return None if text is None else Personal(text)


def contact(text: str | None) -> Contact | None:
    """A text that is an address in any case, or what somebody wrote."""
    return None if text is None else Contact(text)
