"""Tickets and their clocks."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, cast
from zoneinfo import ZoneInfo

import ibis
import pyarrow as pa
from ibis import _
from ibis.expr.types import IntegerValue, Table, TimestampValue, Value

from tenure.errors import RejectedData
from tenure.periods import ONE_DAY

if TYPE_CHECKING:
    from tenure.stages.workshop import Workshop

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def tickets(shop: Workshop) -> Table:
    """One row per ticket, dated by its first event.

    Minutes run from there and are whole; the business clock counts working hours only. A bot does not answer; a solve stands
    until the ticket is reopened. Windows of n days are over when the as-of day's end reaches them.
    """
    events = shop.facts.table("ticket_events")
    order = {"group_by": "ticket_id", "order_by": ["happened_at", "ticket_event_id"]}
    placed = events.mutate(place=ibis.row_number().over(**order))
    opened = placed.filter(_.place == 0, _.kind == "opened").select(
        "ticket_id",
        "customer_id",
        "channel",
        "topic",
        day="happened_on",
        opened_at="happened_at",
        opened_local="happened_local",
    )
    reply = (_.kind == "public_reply") & (_.actor == "agent")
    clocks = events.group_by("ticket_id").agg(
        replied_at=_.happened_at.min(where=reply),
        replied_local=_.happened_local.min(where=reply),
        first_solved_at=_.happened_at.min(where=_.kind == "solved"),
        last_solved_at=_.happened_at.max(where=_.kind == "solved"),
        last_solved_local=_.happened_local.max(where=_.kind == "solved"),
        last_reopened_at=_.happened_at.max(where=_.kind == "reopened"),
        reopened=(_.kind == "reopened").any(),
    )
    rows = opened.join(clocks, "ticket_id")
    standing = _.last_reopened_at.isnull() | (_.last_reopened_at < _.last_solved_at)
    never = ibis.null("timestamp")
    rows = rows.mutate(
        solved_at=ibis.ifelse(standing, _.last_solved_at, never),
        solved_local=ibis.ifelse(standing, _.last_solved_local, never),
    )
    now = ibis.literal(end_of(shop.as_of, shop.facts.zone))
    rows = _business_minutes(shop, rows, "replied_local", "reply_business")
    rows = _business_minutes(shop, rows, "solved_local", "solved_business")
    rows = _business_minutes(
        shop, rows.mutate(now_local=ibis.literal(local_end(shop.as_of))), "now_local", "open_business"
    )
    target = shop.policies.whole("frt_target_business_minutes")
    return rows.mutate(now=now).mutate(
        reply_minutes=minutes(_.opened_at, _.replied_at),
        first_solved_minutes=minutes(_.opened_at, _.first_solved_at),
        solved_minutes=minutes(_.opened_at, _.solved_at),
        open_minutes=minutes(_.opened_at, _.now),
        answered=_.replied_at.notnull(),
        in_target=ibis.cases(
            (_.reply_business <= target, True),
            (_.reply_business > target, False),
            (_.open_business > target, False),
            else_=ibis.null("boolean"),
        ),
        target_over=_.open_business > target,
        **_within(shop, "unanswered_window_days", "replied_at", "answer", now),
        **_within(shop, "resolution_window_days", "solved_at", "resolution", now),
        **_within(shop, "feedback_close_days", "solved_at", "closure", now),
    )


def _within(shop: Workshop, policy: str, clock: str, name: str, now: Value) -> dict[str, Value]:
    """Columns <name>_in_time (null while open) and <name>_mature for a window of so many days."""
    end = _.opened_at + ibis.interval(days=shop.policies.whole(policy))
    in_time = (_[clock] < end).fill_null(False)
    over = end <= now
    return {
        f"{name}_in_time": ibis.cases((in_time, True), (over, False), else_=ibis.null("boolean")),
        f"{name}_mature": over,
    }


def minutes(start: TimestampValue, end: TimestampValue) -> IntegerValue:
    """Whole minutes between two instants; null where one is."""
    return ((end.epoch_seconds() - start.epoch_seconds()) / 60).floor().cast("int64")


def end_of(day: date, zone: str) -> datetime:
    """The first instant after a civil day, in UTC without a zone."""
    local = datetime.combine(day + ONE_DAY, time(), ZoneInfo(zone))
    return local.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)


def local_end(day: date) -> datetime:
    """Midnight after a civil day, on the wall clock."""
    return datetime.combine(day + ONE_DAY, time())


def _business_minutes(shop: Workshop, rows: Table, until: str, name: str) -> Table:
    """Working minutes from the opening until a wall-clock time, each day counted in whole minutes."""
    calendar = _calendar(shop)
    rows = rows.mutate(reply_day=_[until].date())
    first = calendar.select(d0="day", open0="opens", close0="closes", cum0="before", width0="width")
    last = calendar.select(d1="day", open1="opens", close1="closes", cum1="before")
    rows = rows.left_join(first, [("day", "d0")]).left_join(last, [("reply_day", "d1")])
    # in whole seconds: of parts of a minute as floats, two equal ones may leave a little less than nothing
    x0, x1 = _second_of_day(_.opened_local), _second_of_day(_[until])
    open0, close0, open1, close1 = (_[name] * 60 for name in ("open0", "close0", "open1", "close1"))
    same = ibis.greatest(ibis.least(x1, close0) - ibis.greatest(x0, open0), 0) // 60
    head = ibis.greatest(close0 - ibis.greatest(x0, open0), 0) // 60
    tail = ibis.greatest(ibis.least(x1, close1) - open1, 0) // 60
    whole = _.cum1 - _.cum0 - _.width0
    business = ibis.ifelse(_.day == _.reply_day, same, head + whole + tail).cast("int64")
    return rows.mutate(**{name: ibis.ifelse(_[until].isnull(), ibis.null("int64"), business)}).drop(
        "d0", "open0", "close0", "cum0", "width0", "d1", "open1", "close1", "cum1", "reply_day"
    )


def _second_of_day(local: TimestampValue) -> Value:
    return local.hour() * 3600 + local.minute() * 60 + local.second()


def _calendar(shop: Workshop) -> Table:
    """(day, opens, closes, width, before): working minutes of each day, and of all the days before it."""
    events = shop.facts.table("ticket_events").agg(first=_.happened_on.min(), last=_.happened_on.max())
    edges = shop.engine.rows(events)[0]
    hours = working_hours(shop)
    days, before = [], 0
    if isinstance(edges["first"], date):
        day, last = edges["first"], max(cast(date, edges["last"]), shop.as_of + ONE_DAY)
        while day <= last:
            opens, closes = hours(day)
            days.append((day, opens, closes, closes - opens, before))
            before += closes - opens
            day += ONE_DAY
    names = ("day", "opens", "closes", "width", "before")
    types = (pa.date32(), *(pa.int64(),) * 4)
    columns = zip(*days, strict=True) if days else ((),) * 5
    return ibis.memtable(pa.table({n: pa.array(c, t) for n, c, t in zip(names, columns, types, strict=True)}))


class working_hours:  # noqa: N801  reads as the function it is used as
    """Opening and closing minute of a civil day: by the calendar facts, else by the weekly hours and holidays."""

    def __init__(self, shop: Workshop) -> None:
        text = shop.policies.text("business_hours")
        found = re.fullmatch(r"(\w{3})-(\w{3}) (\d\d):(\d\d)-(\d\d):(\d\d)", text.strip())
        if not found or found[1] not in _DAYS or found[2] not in _DAYS:
            raise RejectedData("Policy business_hours is '{text}'.", "Write it like Mon-Fri 09:00-18:00.", text=text)
        self.first, self.last = _DAYS.index(found[1]), _DAYS.index(found[2])
        self.hours = (int(found[3]) * 60 + int(found[4]), int(found[5]) * 60 + int(found[6]))
        self.off = {date.fromisoformat(day) for day in shop.policies.words("holidays")}
        self.on = {date.fromisoformat(day) for day in shop.policies.words("make_up_days")}
        self.told = {str(row["date"]): row for row in shop.engine.rows(shop.facts.table("business_calendar"))}

    def __call__(self, day: date) -> tuple[int, int]:
        """Minutes of the day from and to which it is worked; equal on a day off."""
        told = self.told.get(day.isoformat())
        if told is not None:
            return (_clock(told["open_from"]), _clock(told["open_to"])) if told["open_from"] else (0, 0)
        weekday = self.first <= day.weekday() <= self.last
        return self.hours if (weekday and day not in self.off) or day in self.on else (0, 0)


def _clock(text: object) -> int:
    moment = datetime.strptime(str(text), "%H:%M") - datetime(1900, 1, 1)  # noqa: DTZ001, DTZ007  a wall-clock time
    return int(moment / timedelta(minutes=1))
