"""What retention curves come to: survival at a time, volatility, plateau, season."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from tenure.catalogue.measure import Alike, Concluded
from tenure.errors import UsageError
from tenure.policies import Policies
from tenure.stats.curves import mean, slope, standard_deviation
from tenure.stats.durations import survival_at

MONTHS = 12
Shares = dict[Hashable, Fraction]


def exactly(number: Fraction) -> Decimal:
    """A fraction to 28 digits."""
    return Decimal(number.numerator) / Decimal(number.denominator)


def survival(rows: Sequence[Alike], where: Mapping[str, str], _policies: Policies) -> Concluded | None:
    """The share of relationships that lasts beyond t days."""
    ended: dict[int, int] = defaultdict(int)
    lasting: dict[int, int] = defaultdict(int)
    for row in rows:
        (ended if row["ended"] else lasting)[int(row["length"])] += int(row["n"])
    found = survival_at(ended, lasting, _number("t", where))
    return None if found is None else Concluded(exactly(found.share), found.interval)


def volatility(rows: Sequence[Alike], _where: Mapping[str, str], policies: Policies) -> Concluded | None:
    """How much the retention of the first month after differs among the first cohorts."""
    shares = _mature_shares(rows)
    first = [shares[cohort] for cohort in sorted(shares, key=str)][: policies.whole("retention_points")]
    spread = standard_deviation(first) if len(first) == policies.whole("retention_points") else None
    return None if spread is None else Concluded(Decimal(repr(spread)))


def season(rows: Sequence[Alike], where: Mapping[str, str], _policies: Policies) -> Concluded | None:
    """The mean retention of the cohorts of one month of the year over the mean of all; it takes all 24 months."""
    month = _number("month", where)
    if not 1 <= month <= MONTHS:
        raise UsageError("month is {month}.", "Say --where month=1 to month=12.", month=month)
    shares = _mature_shares(rows)
    if len(shares) < 2 * MONTHS:
        return None
    every = mean(list(shares.values()))
    own = mean([share for cohort, share in shares.items() if isinstance(cohort, date) and cohort.month == month])
    return Concluded(exactly(own / every)) if every else None


def plateau(rows: Sequence[Alike], _where: Mapping[str, str], policies: Policies) -> Concluded | None:
    """The mean of the last mature points of the curve, where they are level."""
    members = sum(int(row["n"]) for row in rows if row["age"] < 0)
    seen: dict[int, int] = defaultdict(int)
    active: dict[int, int] = defaultdict(int)
    for row in rows:
        seen[int(row["age"])] += int(row["n"])
        active[int(row["age"])] += int(row["n"]) if row["active"] else 0
    points = [Fraction(active[age], members) for age in sorted(seen) if age > 0 and seen[age] == members]
    wanted = policies.whole("retention_points")
    last = points[-wanted:]
    if len(last) < max(2, wanted) or abs(slope(last)) > Fraction(policies.number("plateau_tolerance")):
        return None
    return Concluded(exactly(mean(last)))


def _mature_shares(rows: Sequence[Alike]) -> Shares:
    """The share that was active, of each cohort whose month is over for all its members; of those whose use was recorded."""
    rows = [row for row in rows if row["recorded"]]
    sizes: dict[Hashable, int] = defaultdict(int)
    active: dict[Hashable, int] = defaultdict(int)
    young = {row["cohort"] for row in rows if not row["mature"]}
    for row in rows:
        if row["cohort"] not in young:
            sizes[row["cohort"]] += int(row["n"])
            active[row["cohort"]] += int(row["n"]) if row["active"] else 0
    return {cohort: Fraction(active[cohort], size) for cohort, size in sizes.items()}


def _number(word: str, where: Mapping[str, str]) -> int:
    try:
        return int(where[word])
    except ValueError as error:
        raise UsageError(
            "{word} is '{text}', which is not a whole number.", "Say --where {word}=7.", word=word, text=where[word]
        ) from error
