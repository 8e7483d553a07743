"""Group chats: which services there are, how each is told something, and what its answer means."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.utils import timezone

from tenure.desk.outside import Reply, parted, post
from tenure.desk.remembering.models import Channel
from tenure.desk.sayings import both_of
from tenure.errors import RemoteFailure, TenureError, UsageError
from tenure.texts import Text

Body = Mapping[str, Any]
_SLACK = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})  # else a name could call everybody
_FEISHU = str.maketrans({"<": "＜", ">": "＞"})  # as there: <at …> is a mark of its own
_WORD = re.compile(r"[a-z_]{3,40}")  # what Slack says instead of JSON
_SHORT = 8  # signs: a shorter piece of an address proves nothing


@dataclass(frozen=True)
class Service:
    """A sort of group chat: what it is called, whose hosts its addresses name, and how it wants a text."""

    title: Text
    hosts: tuple[str, ...]
    body: Callable[[str], Body]


SERVICES: Mapping[str, Service] = {
    "wecom": Service(
        Text("WeCom"), ("qyapi.weixin.qq.com",), lambda text: {"msgtype": "text", "text": {"content": text}}
    ),
    "dingtalk": Service(
        Text("DingTalk"), ("oapi.dingtalk.com",), lambda text: {"msgtype": "text", "text": {"content": text}}
    ),
    "feishu": Service(
        Text("Feishu or Lark"), ("open.feishu.cn", "open.larksuite.com"),
        lambda text: {"msg_type": "text", "content": {"text": text.translate(_FEISHU)}},
    ),
    "slack": Service(Text("Slack"), ("hooks.slack.com",), lambda text: {"text": text.translate(_SLACK)}),
    "teams": Service(
        Text("Microsoft Teams"), (".logic.azure.com", ".powerplatform.com", ".webhook.office.com"),
        lambda text: {
            "type": "message",
            "attachments": [{"contentType": "application/vnd.microsoft.card.adaptive", "content": _card(text)}],
        },
    ),
}  # fmt: skip


def _card(text: str) -> Body:
    """Runs of text, which no sign in them turns into anything else."""
    lines = [
        {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": line or " "}]} for line in text.split("\n")
    ]
    return {"type": "AdaptiveCard", "version": "1.4", "body": lines}


def service_of(address: str, told: str = "") -> str:
    """The service of an address: the one that is told, else that whose hosts it names.

    Raises: UsageError for an address that none can have, and for one of a host that no service is known by.
    """
    host = parted(address).hostname or ""
    found = [key for key, one in SERVICES.items() if any(_names(host, known) for known in one.hosts)]
    if not told and not found:
        raise UsageError("No service is known by the host of this address.", "Say which one it speaks like.")
    return told or found[0]


def _names(host: str, known: str) -> bool:
    return host.endswith(known) if known.startswith(".") else host == known


def tell(channel: Channel, text: str) -> None:
    """Send a text to a group chat; what went wrong is kept with it, until something arrives.

    Raises: RemoteFailure where it did not arrive, Unanswered where nobody knows; UsageError where its address leads inside.
    """
    address = channel.address
    try:
        wrong = _refusal(post(address, SERVICES[channel.service].body(text)), address)
        if wrong:
            raise RemoteFailure(
                "{service} refused the message: {cause}.",
                "Look at the rules of the robot there: as a keyword take Tenure, with which each message begins; it cannot sign them.",
                service=SERVICES[channel.service].title, cause=wrong,
            )  # fmt: skip
    except TenureError as error:
        Channel.objects.filter(pk=channel.pk).update(failure=both_of(error), failed_at=timezone.now())
        raise
    Channel.objects.filter(pk=channel.pk).update(failure={}, failed_at=None, used_at=timezone.now())


def _refusal(reply: Reply, address: str) -> str:
    """Why a service did not take a message, in its own words where they name nothing secret; empty where it took it."""
    try:
        told = json.loads(reply.text)
    except ValueError:
        told = None
    told = told if isinstance(told, dict) else {}
    code = told.get("errcode", told.get("code", 0))
    words = str(told.get("errmsg") or told.get("msg") or (reply.text if _WORD.fullmatch(reply.text) else ""))
    if 200 <= reply.status < 300 and code in (0, "0", None):
        return ""
    number = f"HTTP {reply.status}" if not 200 <= reply.status < 300 else str(code)[:20]
    return f"{number} {_safe(words, address)}".strip()


def _safe(words: str, address: str) -> str:
    """Some of what was answered; nothing where it repeats a piece of the address."""
    parts = urlsplit(address)
    pieces = re.split(r"[/?&=]", f"{parts.path}?{parts.query}")
    secret = any(piece in words for piece in pieces if len(piece) >= _SHORT)
    return "" if secret else "".join(sign for sign in words if sign.isprintable())[:120]
