"""Which channel a signature is owed to, by four rules, and how far these lie apart."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from tenure.pages.analysis import Analysis, Asked
from tenure.pages.blocks import Block, Cell, Chart, Column, Series, Table, Tone
from tenure.pages.options import Option
from tenure.stages.analyses.journeys import Attribution, Credit, attribution
from tenure.words import later, number_text

RULES = {
    "first": later("First touch"),
    "last": later("Last touch"),
    "linear": later("Linear"),
    "removal": later("Data-driven"),
}
_TONES: tuple[Tone, ...] = ("first", "second", "third", "fourth", "fifth", "quiet")
_DIGITS = Decimal("0.0001")
_TOLD = 0.01  # a smaller difference is not worth a sentence


def _make(asked: Asked) -> Sequence[Block]:
    window = asked.whole("window", asked.shop.policies.whole("inquiry_window_days"))
    found = attribution(asked.shop, asked.stretch, window)
    if not found.signed:
        return [asked.note("none", asked.say("No lead with a known channel signed after a touch in this time."))]
    return [_chart(asked, found), _table(asked, found)]


def _table(asked: Asked, found: Attribution) -> Table:
    columns = [Column("channel", asked.say("Channel"))]
    columns += [Column(name, asked.say(title), "times") for name, title in RULES.items()]
    columns.append(Column("apart", asked.say("Most less least"), "times"))
    rows: list[tuple[Cell, ...]] = [
        (one.channel, *(_exact(getattr(one, name)) for name in RULES), _exact(one.apart)) for one in _ordered(found)
    ]
    sums: list[Cell] = [_exact(sum(getattr(one, name) for one in found.credits)) for name in RULES]
    return Table(
        "attribution",
        asked.say("Signatures by channel"),
        tuple(columns),
        tuple(rows),
        (asked.say("All channels"), *sums, None),
    )


def _ordered(found: Attribution) -> list[Credit]:
    return sorted(found.credits, key=lambda one: (-one.linear, one.channel))


def _exact(credit: float) -> Decimal:
    return Decimal(repr(credit)).quantize(_DIGITS)


def _chart(asked: Asked, found: Attribution) -> Chart:
    """One bar for each rule, cut into channels; the smallest channels together."""
    ordered = _ordered(found)
    shown = ordered if len(ordered) <= len(_TONES) else ordered[: len(_TONES) - 1]
    layers = [(one.channel, [one]) for one in shown]
    layers += [(asked.say("Others"), ordered[len(shown) :])] if len(shown) < len(ordered) else []
    series = []
    for place, (title, members) in enumerate(layers):
        values = tuple(_exact(sum(getattr(one, name) for one in members)) for name in RULES)
        series.append(Series(f"channel_{place}", title, values, _TONES[place]))
    places = tuple(asked.say(title) for title in RULES.values())
    title = asked.say("The same signatures under four rules")
    summary = _summary(asked, found)
    return Chart("attribution_rules", title, summary, "stacked", "count", asked.say("Rule"), places, tuple(series))


def _summary(asked: Asked, found: Attribution) -> str:
    """Whether the rules agree, and where they agree least."""
    most = max(found.credits, key=lambda one: one.apart)
    if most.apart < _TOLD:
        return asked.say("{signed} signatures. The four rules agree.", signed=f"{found.signed:,}")
    share = number_text(found.disagreement, "share", asked.lang)
    summary = asked.say(
        "{signed} signatures. The two rules that differ most give {share} of them to different channels.",
        signed=f"{found.signed:,}", share=share,
    )  # fmt: skip
    told = {name: number_text(_exact(getattr(most, name)), "times", asked.lang) for name in RULES}
    least = asked.say(
        "Least agreed is {channel}: {first} by first touch, {last} by last, {linear} linear, {removal} data-driven.",
        channel=most.channel, **told,
    )  # fmt: skip
    return f"{summary}{least}" if asked.lang == "zh" else f"{summary} {least}"


ANALYSIS = Analysis(
    name="attribution",
    title=later("Attribution"),
    question=later("Which channel are signatures owed to, and how much does the answer depend on the rule?"),
    method=(
        later("First and last touch give all to one channel, linear gives each touch of the path an equal part."),
        later(
            "Data-driven: by how many signatures would be missing without the channel, by a Markov chain over all paths, won and lost (Anderl and others 2016)."
        ),
        later("Under each rule the credits sum to the signatures. Leads that may still sign count neither way."),
        later("No rule tells a cause: what a channel adds, only an experiment can tell."),
    ),
    make=_make,
    needs=("touches",),
    options=(
        Option("window", later("Days before the last touch that a path goes back; else the policy inquiry_window_days.")),
    ),
)  # fmt: skip
