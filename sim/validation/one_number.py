"""The one number that firms need: what satisfaction and net promoters say of the years to come.

Firms that differ in design, quality, cost and loyalty of their customers, all departing from the
shipped bank and left as they are: what they score in one year is held against how they do in the
two years after it. How firms differ was written down before the experiment was run.
"""

from __future__ import annotations

from math import atanh, exp, sqrt, tanh
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..accounts.chart_of_accounts import Account
from ..experiment.statistics.estimates import Estimate
from ..model.figures import FIGURES
from ..model.model import OrganisationModel, after_burn_in
from ..scenario.scenario import Scenario
from ..scenario.schema.design import PRESETS, Basis
from .effort import Effort
from .fact import Fact, Figure
from .markets import bank

Array = NDArray[np.float64]
YEAR, AFTERWARDS = 12, 24
"""Months in which firms are scored, and months after them."""

LITTLE = 0.3
"""A correlation within this of 0 predicts little: a tenth of the variance at most."""


def firm(people: int, number: int, seed: int) -> Scenario:
    """One of many firms: the bank with other levers and levels.

    Each numeric lever of the design lies evenly between those of the presets; half of the firms
    serve segments by need, the others everybody alike and without segments' leaders. Failures are
    exp(-0.7) to exp(0.7) times the bank's, contacts 0.7 to 1.4 times as dear, base churn 0.7 to 1.3
    times as high, margins up to 5 points apart from the bank's.

    Args:
        people: simulated.
        number: which firm.
        seed: the user's seed.
    """
    draw = np.random.default_rng(np.random.SeedSequence([seed, number, 25]))
    one, other = PRESETS["product_led/perfection"], PRESETS["segment_led/incremental"]
    design: dict[str, Any] = {}
    for section in ("organisation", "delivery"):
        low, high = (getattr(each, section).model_dump() for each in (one, other))
        for name, start in low.items():
            if name != "basis" and start != high[name]:
                value = start + draw.random() * (high[name] - start)
                whole = isinstance(start, int)
                design[f"today.{section}.{name}"] = round(value) if whole else value
    if draw.random() < 0.5:
        design["today.organisation.basis"] = str(Basis.NEED)
    else:
        design |= {"today.organisation.basis": str(Basis.NONE), "today.organisation.authority": 0.0}
    usual = bank(**{"market.simulated": people, "months": AFTERWARDS})
    worse, dear, loyal = (
        exp(draw.uniform(-0.7, 0.7)),
        draw.uniform(0.7, 1.4),
        draw.uniform(0.7, 1.3),
    )
    richer = draw.uniform(-0.05, 0.05)
    levels: dict[str, Any] = {"costs.contact": dear * usual.costs.contact}
    for kind, items in (("products", usual.products), ("touchpoints", usual.touchpoints)):
        levels |= {f"{kind}.{i.name}.quality": 1 - worse * (1 - i.quality) for i in items}
    levels |= {f"products.{p.name}.margin": p.margin + richer for p in usual.products}
    levels |= {f"segments.{s.name}.churn_yearly": loyal * s.churn_yearly for s in usual.segments}
    return usual.override(design | levels)


def scored(people: int, number: int, seed: int, own_seed: int) -> Array:
    """Satisfaction and net promoters of a year, growth and profit of the two after it, [4].

    Growth is the logarithm of the last year's revenue over the scored year's; profit is the margin
    of both years.

    Args:
        people, number, seed: as for `firm`.
        own_seed: the replication's seed.
    """
    given = firm(people, number, seed)
    opening = after_burn_in(given, own_seed)
    model = OrganisationModel(given, seed=own_seed, opening=opening).run()
    before, after = opening.starting_year, model.series()
    revenue_before = opening.starting_ledger[..., Account.REVENUE].sum()
    revenue = model.ledger.cube[:AFTERWARDS, ..., Account.REVENUE].sum(axis=(1, 2)) / 100
    growth = np.log(revenue[-YEAR:].sum() / (revenue_before / 100))
    margin = after[:, FIGURES.index("profit")].sum() / revenue.sum()
    scores = [before[:, FIGURES.index(name)].mean() for name in ("satisfaction", "nps")]
    return np.array([*scores, growth, margin])


def correlation(one: Array, other: Array) -> Estimate:
    """Pearson's correlation with Fisher's 95 % interval: tanh(atanh r -+ 1.96 / sqrt(n - 3)).

    Args:
        one, other: [firms].
    """
    r = float(np.corrcoef(one, other)[0, 1])
    reach = 1.96 / sqrt(len(one) - 3)
    return Estimate(r, tanh(atanh(r) - reach), tanh(atanh(r) + reach))


def predictors(effort: Effort) -> list[Figure]:
    """V25's correlations."""
    people, count = effort.people(5000), effort.replications(200, 24)
    tasks = [(people, n, effort.seed, own) for n, own in enumerate(effort.seeds(count))]
    satisfaction, promoters, growth, margin = np.array(effort.each(scored, tasks)).T
    outcomes = (("growth", growth), ("profit", margin))
    return [
        Figure(
            f"Correlation of satisfaction with the next two years' {name}",
            "",
            "positive",
            correlation(satisfaction, outcome),
            0.0,
            1.0,
        )
        for name, outcome in outcomes
    ] + [
        Figure(
            f"Correlation of net promoters with the next two years' {name}",
            "",
            "little or none",
            correlation(promoters, outcome),
            -LITTLE,
            LITTLE,
        )
        for name, outcome in outcomes
    ]


FACTS = (
    Fact(
        "V25",
        "Satisfaction predicts how a firm will do, net promoters little or not",
        "predicted",
        "Morgan & Rego 2006; Keiningham et al. 2007, 21 firms",
        "S",
        f"satisfaction above 0; net promoters within {LITTLE:g} of 0",
        predictors,
        "a score here is satisfaction and how generously a person rates, which scatters alike in "
        "every firm, and every customer is asked. So net promoters say what satisfaction says. "
        "Profit hangs on cost and margin, which differ between firms by more than scores do",
    ),
)
