"""What is measured: every measure once, with its name, label, unit, kind and direction.

Reports, tables and tests see subsets of this registry, in its order. A new measure is an entry
here; one that is a ratio of things counted every month needs no more. What else it is made of is
worked out where that is known: figures of a month in `sim.model.figures`, totals of a run in
`sim.experiment.figures.headlines`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import Enum

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Totals = Mapping[str, Array]
"""Sums of single runs by name, [replications, ...] each, or means of them."""
Bounds = tuple[float, float]
"""Lowest and highest that a figure can be."""

ANYTHING: Bounds = (-np.inf, np.inf)
FROM_0: Bounds = (0.0, np.inf)
UP_TO_1: Bounds = (-np.inf, 1.0)
SHARE: Bounds = (0.0, 1.0)
SCORE: Bounds = (-100.0, 100.0)


class Kind(Enum):
    """What a measure is."""

    COUNT = "count"
    LEVEL = "level"
    RATIO = "ratio"
    MONEY = "money"


class Months(Enum):
    """How a measure is added up over months."""

    SUM = "sum"
    MEAN = "mean"
    LAST = "last"


class Better(Enum):
    """Which way is better for the firm."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


@dataclass(frozen=True)
class Figure:
    """Works a measure out from totals of any shape; not a number where it cannot be known.

    Attributes:
        totals: names of the totals that it is made of.
        of: makes it of these, in this order.
    """

    totals: tuple[str, ...]
    of: Callable[..., Array]

    def __call__(self, totals: Totals) -> Array:
        """The measure, of the totals' shape."""
        return self.of(*(totals[name] for name in self.totals))


@dataclass(frozen=True)
class Measure:
    """One thing that is measured.

    Attributes:
        name: what programs call it.
        label: what reports call it.
        unit: "currency", "share", "points", "people" and the like.
        kind: what it is.
        better: which way is better.
        months: how it is added up over months; None where a figure says how.
        figure: works it out from totals; None where it is one itself.
        bounds: lowest and highest that it can be.
        meaning: in a sentence; the codebook's.
    """

    name: str
    label: str
    unit: str
    kind: Kind
    better: Better
    months: Months | None = None
    figure: Figure | None = None
    bounds: Bounds = ANYTHING
    meaning: str = ""

    def over(self, months: Array) -> float:
        """One number for several months.

        Args:
            months: [months], the measure by month.
        """
        if self.months is Months.LAST:
            return float(months[-1])
        return float(months.mean() if self.months is Months.MEAN else months.sum())


Measures = dict[str, Measure]
"""Measures by name, in the order in which reports print them."""


def ratio(above: Array, below: Array) -> Array:
    """One amount over another; not a number where the other is 0."""
    return np.divide(above, below, out=np.full(np.shape(above), np.nan), where=below > 0)


def yearly_churn(left: Array, paying: Array) -> Array:
    """How likely a customer is to leave within a year: 1 - (1 - c)^12, c = left / paying.

    c is the mean monthly churn, so that it suits runs of any length. The share of a year's
    customers who left, as books have it, is `churn_yearly`.
    """
    return np.asarray(1 - (1 - ratio(left, paying)) ** 12)


def labels(measures: Measures) -> dict[str, tuple[str, str]]:
    """Label and unit by name."""
    return {name: (measure.label, measure.unit) for name, measure in measures.items()}


def meanings(measures: Measures) -> dict[str, tuple[str, str]]:
    """Unit and meaning by name."""
    return {name: (measure.unit, measure.meaning) for name, measure in measures.items()}


def figures(measures: Measures) -> dict[str, Figure]:
    """How measures are worked out that are made of several totals, by name."""
    return {name: m.figure for name, m in measures.items() if m.figure is not None}


def bounds(measures: Measures) -> dict[str, Bounds]:
    """What measures can be, where not anything, by name."""
    return {name: m.bounds for name, m in measures.items() if m.bounds != ANYTHING}


def by_month(measures: Measures) -> tuple[str, ...]:
    """Monthly measures which these are, or whose sums over months these are made of."""
    parts = {name for figure in figures(measures).values() for name in figure.totals}
    summed = {
        name
        for name in parts & set(MONTHLY)
        if (MONTHLY[name].kind, MONTHLY[name].months) == (Kind.COUNT, Months.SUM)
    }
    themselves = {name for name in set(measures) & set(MONTHLY) if not measures[name].figure}
    return tuple(name for name in MONTHLY if name in summed | themselves)


def _by_name(*measures: Measure) -> dict[str, Measure]:
    return {measure.name: measure for measure in measures}


def _count(
    name: str,
    meaning: str,
    better: Better = Better.NEITHER,
    label: str = "",
    unit: str = "people",
    months: Months = Months.SUM,
) -> Measure:
    """Something counted in a month, or at its end."""
    label = label or name.replace("_", " ").capitalize()
    return Measure(name, label, unit, Kind.COUNT, better, months, None, FROM_0, meaning)


def _level(
    name: str,
    meaning: str,
    unit: str = "share",
    better: Better = Better.NEITHER,
    label: str = "",
    bounds: Bounds = SHARE,
) -> Measure:
    """How something is at the end of a month, or on average within it."""
    label = label or name.capitalize()
    return Measure(name, label, unit, Kind.LEVEL, better, Months.MEAN, None, bounds, meaning)


MONTHLY: Measures = _by_name(
    _count(
        "customers",
        "customers at the end of the month",
        Better.HIGHER,
        months=Months.LAST,
    ),
    _count("joined", "who joined in the month", Better.HIGHER),
    _count("advocated", "joiners whom a friend's word brought", Better.HIGHER),
    _count("returned", "joiners who had been customers before", Better.HIGHER),
    _count("left", "who left in the month", Better.LOWER),
    _count("gained", "joiners won from rivals", Better.HIGHER),
    _count("lost", "leavers lost to rivals", Better.LOWER),
    _count("paying", "who paid for the month", Better.HIGHER),
    _level(
        "nps",
        "net promoter score of the customers at the end of the month",
        "points",
        Better.HIGHER,
        "Net promoter score",
        SCORE,
    ),
    _level(
        "satisfaction",
        "mean satisfaction of the customers at the end of the month",
        "0 to 1",
        Better.HIGHER,
    ),
    _level("expectation", "mean expectation of the customers at the end of the month", "0 to 1"),
    _level("delivered", "mean value delivered at a moment of truth", better=Better.HIGHER),
    _level(
        "quality",
        "mean over segments and touchpoints of how often the offer works",
        better=Better.HIGHER,
    ),
    _level("promise", "mean over segments of the value promised"),
    _count("complaints", "who complained", Better.LOWER),
    _count("resolved", "complaints that were resolved", Better.HIGHER),
    _count("offers", "who were made a retention offer"),
    _count("cross_sold", "who took a further product", Better.HIGHER),
    _count("dropped", "who dropped a product and stayed", Better.LOWER),
    _count("contacts", "contacts with the firm", Better.LOWER, unit="contacts"),
    _level(
        "failure_demand",
        "share of contacts that failures, misfits and unprepared starts before the month caused",
        better=Better.LOWER,
        label="Contacts caused by failures",
    ),
    _count("moments", "moments of truth", unit="moments"),
    _count("failures", "moments of truth that failed", Better.LOWER, unit="moments"),
    _count("resolved_fast", "complaints that were resolved at once", Better.HIGHER),
    _count("releases", "releases shipped", unit="releases"),
    _count("incidents", "releases that broke something", Better.LOWER, unit="releases"),
    _count("rollbacks", "harmful items that were noticed and taken back", unit="items"),
    _level("idle", "capacity that stood idle", "effort", Better.LOWER, bounds=FROM_0),
    _level("staff", "effort that delivery teams are paid for", "effort", bounds=FROM_0),
    _level("scope", "share of what the state of the art could do that offers can do"),
    _count(
        "variants",
        "variants of offers that somebody is served with",
        unit="variants",
        months=Months.LAST,
    ),
    _level("norm", "value that people expect of any firm"),
    Measure(
        "profit",
        "Operating profit",
        "currency",
        Kind.MONEY,
        Better.HIGHER,
        Months.SUM,
        meaning="operating profit",
    ),
    Measure(
        "structure",
        "Cost of structure",
        "currency",
        Kind.MONEY,
        Better.LOWER,
        Months.SUM,
        bounds=FROM_0,
        meaning="cost of leadership, coordination and restructuring",
    ),
)
"""What is collected of a firm every month."""

COUNTED_BY_SEGMENT: Measures = _by_name(
    _count(
        "promoters",
        "customers at the end of the month who rate 9 or 10",
        Better.HIGHER,
        months=Months.LAST,
    ),
    _count(
        "detractors",
        "customers at the end of the month who rate 6 or less",
        Better.LOWER,
        months=Months.LAST,
    ),
    _count(
        "satisfaction",
        "satisfaction added up over the customers at the end of the month",
        Better.HIGHER,
        unit="0 to 1",
        months=Months.LAST,
    ),
    _count(
        "expectation",
        "expectation added up over the customers at the end of the month",
        unit="0 to 1",
        months=Months.LAST,
    ),
    _count("prospects", "who belong to no firm at the start of the month", months=Months.LAST),
    _count(
        "load",
        "contacts that the customers at the end of the month make",
        unit="contacts",
        months=Months.LAST,
    ),
)
"""What is counted by segment every month beside the counts among `MONTHLY`, or otherwise."""


def _money(name: str, label: str, bounds: Bounds = ANYTHING) -> Measure:
    """An amount over the horizon, the more the better."""
    return Measure(name, label, "currency", Kind.MONEY, Better.HIGHER, Months.SUM, None, bounds)


def _ratio(
    name: str,
    label: str,
    unit: str,
    better: Better,
    figure: Figure,
    bounds: Bounds = ANYTHING,
) -> Measure:
    """A figure that is worked out from several totals."""
    return Measure(name, label, unit, Kind.RATIO, better, None, figure, bounds)


_NPS = _ratio(
    "nps",
    "Net promoter score",
    "points",
    Better.HIGHER,
    Figure(("score", "customer_months"), ratio),
    SCORE,
)
_ADVOCACY = _ratio(
    "advocacy",
    "Joiners through advocacy",
    "share",
    Better.HIGHER,
    Figure(("advocated", "joined"), ratio),
    SHARE,
)
_OPERATING_MARGIN = _ratio(
    "operating_margin",
    "Operating margin",
    "share",
    Better.HIGHER,
    Figure(("profit", "revenue"), ratio),
    UP_TO_1,
)
_CUSTOMERS = Measure(
    "customers",
    "Customers at the end",
    "people",
    Kind.COUNT,
    Better.HIGHER,
    Months.LAST,
    bounds=FROM_0,
)
_CHURN = _ratio(
    "churn",
    "Chance to leave within a year",
    "share",
    Better.LOWER,
    Figure(("left", "paying"), yearly_churn),
    SHARE,
)
_ACQUISITION_COST = _ratio(
    "acquisition_cost",
    "Acquisition cost per joiner",
    "currency",
    Better.LOWER,
    Figure(("recruiting", "joined_last_year"), ratio),
    FROM_0,
)

HEADLINES: Measures = _by_name(
    _money("npv", "Net present value, with terminal value"),
    _money("npv_cash", "Net present value, cash within the horizon"),
    _money("npv_terminal", "Net present value, terminal value"),
    _money("npv_gross", "Net present value before cost of structure"),
    _money("operating_profit", "Operating profit over the horizon"),
    _money("operating_profit_gross", "Operating profit before cost of structure"),
    _money("revenue", "Revenue over the horizon", FROM_0),
    replace(
        _OPERATING_MARGIN, name="margin", figure=Figure(("operating_profit", "revenue"), ratio)
    ),
    _ratio(
        "retention",
        "Customers kept, a year",
        "share",
        Better.HIGHER,
        Figure(("left", "paying"), lambda left, paying: 1 - yearly_churn(left, paying)),
        SHARE,
    ),
    replace(_NPS, label="Net promoter score, last year"),
    _ADVOCACY,
    _ratio(
        "cost_to_serve",
        "Cost to serve, customer and month",
        "currency",
        Better.LOWER,
        Figure(("serving", "paying"), ratio),
        FROM_0,
    ),
    _CUSTOMERS,
    _ratio(
        "delivered",
        "Value delivered at a moment of truth",
        "share",
        Better.HIGHER,
        Figure(("value", "moments"), ratio),
        SHARE,
    ),
    replace(MONTHLY["idle"], label="Capacity standing idle", unit="effort / month", meaning=""),
)
"""The headline figures of a run; totals are over the horizon, NPS is of the last twelve months."""

CUSTOMER_VALUE: Measures = _by_name(
    _ratio(
        "clv",
        "Lifetime value, newcomer",
        "currency",
        Better.HIGHER,
        Figure(("worth_of_joiners", "joined_last_year"), ratio),
    ),
    _ratio(
        "clv_of_base",
        "Lifetime value, present customer",
        "currency",
        Better.HIGHER,
        Figure(("worth_of_base", "base"), ratio),
    ),
    _ACQUISITION_COST,
    _ratio(
        "clv_to_acquisition_cost",
        "Lifetime value over acquisition cost",
        "ratio",
        Better.HIGHER,
        Figure(
            ("worth_of_joiners", "recruiting", "joined_last_year"),
            lambda worth, recruiting, joined: ratio(
                ratio(worth, joined), ratio(recruiting, joined)
            ),
        ),
    ),
    _ratio(
        "gross_revenue_retention",
        "Gross revenue retention",
        "share",
        Better.HIGHER,
        Figure(("revenue_at_most", "revenue_before"), ratio),
        SHARE,
    ),
    _ratio(
        "net_revenue_retention",
        "Net revenue retention",
        "share",
        Better.HIGHER,
        Figure(("revenue_kept", "revenue_before"), ratio),
        FROM_0,
    ),
)
"""What customers are worth and cost to win.

Lifetime value is m times the expected discounted months that a customer pays (`market.lifetime`),
newcomers and those who are customers at the end apart. m is a customer's contribution a month
before acquisition: the segment contribution of a statement without acquisition, over the months
paid, both of the last twelve months. Acquisition cost is recruiting over everybody who joined.
Gross revenue retention counts at most as much from each customer as a year before, net all that
those pay who stayed. Not a number where one cannot be known: no one joined, or no whole year.
"""

RIVALRY: Measures = _by_name(
    _ratio(
        "share",
        "Share of all customers at the end",
        "share",
        Better.HIGHER,
        Figure(("customers", "everybody"), ratio),
        SHARE,
    ),
    replace(MONTHLY["gained"], label="Customers won from rivals"),
    replace(MONTHLY["lost"], label="Customers lost to rivals"),
)
"""What a firm in a tournament is measured by beside the headline figures."""

OF_YEAR: Measures = _by_name(
    replace(_CUSTOMERS, figure=Figure(("at_end",), np.asarray)),
    _ratio(
        "revenue_per_customer",
        "Revenue per customer a month",
        "currency",
        Better.HIGHER,
        Figure(("revenue", "paying"), ratio),
        FROM_0,
    ),
    _ratio(
        "gross_margin",
        "Gross margin",
        "share",
        Better.HIGHER,
        Figure(("revenue", "cost_of_sales"), lambda revenue, cost: ratio(revenue + cost, revenue)),
        UP_TO_1,
    ),
    _ratio(
        "churn_yearly",
        "Customers leaving in a year",
        "share",
        Better.LOWER,
        Figure(("left", "at_start"), ratio),
        FROM_0,
    ),
    _NPS,
    replace(
        _ACQUISITION_COST,
        figure=Figure(
            ("recruiting", "joined"), lambda recruiting, joined: ratio(-recruiting, joined)
        ),
    ),
    _OPERATING_MARGIN,
    _ADVOCACY,
)
"""What a firm's books say of a year; not a number where nothing is there to divide by.

Customers are those at the end. Churn is the year's leavers, among them those who joined in it, over
the customers at its start. NPS is promoters less detractors over customers, of all its months,
acquisition cost recruiting spend over joiners.
"""

BEFORE: Measures = _by_name(_CHURN, _NPS, replace(_OPERATING_MARGIN, name="margin"), _ADVOCACY)
"""What a comparison says of the year before it; churn is the chance to leave within a year."""

BY_SEGMENT: Measures = _by_name(
    Measure(
        "contribution",
        "Profit before shared cost",
        "currency",
        Kind.MONEY,
        Better.HIGHER,
        Months.SUM,
    ),
    MONTHLY["customers"],
    replace(_NPS, figure=Figure(("score", "customers"), ratio)),
    replace(_CHURN, label="Customers who leave in a year"),
)
"""What charts show of every segment by month."""

REGISTRY: dict[str, Measures] = {
    "month": MONTHLY,
    "month by segment": COUNTED_BY_SEGMENT,
    "horizon": HEADLINES,
    "customer value": CUSTOMER_VALUE,
    "tournament": RIVALRY,
    "year": OF_YEAR,
    "year before": BEFORE,
    "segment": BY_SEGMENT,
}
"""All that is measured, by what it is measured of."""
