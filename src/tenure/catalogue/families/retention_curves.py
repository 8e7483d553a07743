"""What the curves of retention come to: how long relationships last, how curves begin, where they level off, their season."""

from tenure.catalogue import curves
from tenure.catalogue.algebra import cohort_ages, first_returns, lasting, two_years_of_returns
from tenure.catalogue.case import Case
from tenure.catalogue.measure import Better, Running, Summary, Unit
from tenure.words import later

survival = Summary(
    en="Relationship survival",
    zh="关系存续率（生存曲线）",
    says="The probability that a relationship lasts beyond t days, of all relationships known, by Kaplan and Meier; not known past the longest.",
    says_zh="合作关系存续超过 t 天的概率（Kaplan–Meier 法，含全部已知关系）；超出最长观察时间则未知。",
    edges=later("The win-back window moves a loss to its end: yearly contracts drop after a year and the window."),
    source=later("Kaplan and Meier; what is still to come is a matter of models (Fader and Hardie)"),
    published=("FH-21",),
    counted=lasting.each,
    columns={"length": lasting.length, "ended": lasting.ended},
    conclude=curves.survival,
    unit=Unit.SHARE,
    better=Better.MORE,
    running=Running.MEMBERS,
    params=("t",),
    priority=2,
    cases=(
        Case(
            "2024",
            "0.8",
            "cid's relationship ends after 218 days, one of five that were followed so long; the rest last beyond a year, and bob's second has run for 168 days only",
            where={"t": "365"},
        ),
        Case(
            "2024",
            "unknown",
            "the longest, dan's, has lasted 730 days: what comes after is not known",
            where={"t": "731"},
            status="undefined",
        ),
    ),
)

early_volatility = Summary(
    en="Early volatility",
    zh="初期留存波动",
    says="Standard deviation of calendar retention in the first month after, among the first monthly cohorts of the period.",
    says_zh="当期最初几个月度同期群次月留存率的标准差。",
    obeys=("retention_points",),
    counted=first_returns.recorded,
    columns={
        "cohort": first_returns.cohort,
        "active": first_returns.active,
        "mature": first_returns.mature,
        "recorded": first_returns.recorded,
    },
    unseen=~first_returns.recorded,
    conclude=curves.volatility,
    unit=Unit.POINTS,
    running=Running.MEMBERS,
    needs=("usage_events",),
    priority=3,
    cases=(
        Case(
            "2024",
            "unknown",
            "cid alone signs first in 2024, in a month after which no use was told yet",
            status="unavailable",
        ),
    ),
)

plateau = Summary(
    en="Plateau level",
    zh="长期稳定水平",
    says="Mean of the last months of the calendar retention of the period's new logos that are over for all of them, where they are level.",
    says_zh="当期首次签约客户月留存曲线末段（已全部成熟且平稳）的均值。",
    obeys=("retention_points", "plateau_tolerance"),
    counted=cohort_ages.age.at_most(-1),
    columns={"age": cohort_ages.age, "active": cohort_ages.active},
    conclude=curves.plateau,
    unit=Unit.SHARE,
    running=Running.MEMBERS,
    needs=("usage_events",),
    priority=3,
    cases=(
        Case(
            "2023-03",
            "0.5",
            "of ann and bob, ann alone is active in each of the last three months: level at a half",
        ),
    ),
)

seasonality_index = Summary(
    en="Seasonality index",
    zh="季节性指数",
    says="Mean retention in the first month after of the cohorts begun in one month of the year, over that of all cohorts of the 24 months up to the period.",
    says_zh="截至期末 24 个月内，起始于某自然月的同期群次月留存均值与全部同期群均值之比。",
    counted=two_years_of_returns.recorded,
    columns={
        "cohort": two_years_of_returns.cohort,
        "active": two_years_of_returns.active,
        "mature": two_years_of_returns.mature,
        "recorded": two_years_of_returns.recorded,
    },
    unseen=~two_years_of_returns.recorded,
    conclude=curves.season,
    unit=Unit.TIMES,
    running=Running.MEMBERS,
    needs=("usage_events",),
    params=("month",),
    priority=3,
    cases=(
        Case(
            "2024",
            "unknown",
            "all who signed first in the 24 months up to December did so before any use was told",
            where={"month": "2"},
            status="unavailable",
        ),
    ),
)
