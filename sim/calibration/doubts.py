"""What to doubt about a fit: a firm of another size, churn that contradicts itself, bounds."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..experiment.check.advice import growth_reported
from ..experiment.check.starting_year import FIRM, TOLERANCES
from ..scenario.scenario import Scenario
from ..scenario.schema.specification import Spec, targets
from .fit.hazards import SegmentHazard, paths_of
from .fit.left_out import FICTION
from .fitted import FittedScenario, Search, Value
from .tables.client_books import Fact
from .tables.data_table import MONTHS

OTHER_SIZE = 1.5
"""Factor between the customers of the books and the scenario's from which on it is another market:
penetrations that make up for it make joining and leaving absurd."""


def notes(fitted: FittedScenario) -> list[str]:
    """Notes on a fit, a sentence each.

    Args:
        fitted: a scenario and what it was fitted to.
    """
    known = {each.segment for each in fitted.hazards}
    left = [s.name for s in fitted.base.segments if s.name not in known]
    stated = [note for each in fitted.hazards for note in each.notes]
    if left and known:
        moved = {value.path for value in fitted.values}
        still = not any(path in moved for name in left for path in paths_of(name))
        what = "is unchanged" if still else "was fitted to the firm's as a whole"
        stated.append(f"No cohorts of {', '.join(left)}: their churn {what}.")
    fiction = [path for path, why in fitted.left_out.items() if why == FICTION]
    if fiction:
        stated.append(
            f"Left out and not fitted to, because no table states them and the shipped scenario's "
            f"firm is not yours: {', '.join(fiction)}."
        )
    return [*stated, *doubts(fitted)]


def doubts(fitted: FittedScenario) -> list[str]:
    """What to doubt, a sentence or two each, with the cure; the growth of the firm first.

    Args:
        fitted: a scenario and what it was fitted to.
    """
    stated = list(_size(fitted.base, fitted.facts))
    if fitted.search is not None:
        stated.append(growth_reported(fitted.search.year))
        stated += _books_churn(fitted.search)
        stated += _cohorts_churn(fitted.search, fitted.hazards)
    return [*stated, *_bounds(fitted.scenario, fitted.values)]


def _size(base: Scenario, facts: list[Fact]) -> Iterator[str]:
    """Whether the market described holds a firm of the size that the books report."""
    known = {fact.segment: fact.value for fact in facts if fact.figure == "customers"}
    named = [s for s in base.segments if s.name in known]
    share = sum(s.share * s.penetration for s in named or base.segments)
    books = sum(known[s.name] for s in named) if named else known.get(FIRM, 0.0)
    described = share * base.market.people
    if not books or not described or 1 / OTHER_SIZE <= books / described <= OTHER_SIZE:
        return
    yield (
        f"The books have {books:,.0f} customers and the scenario {described:,.0f}, so this market "
        f"is not yours. Set market.people to {float(f'{books / share:.3g}'):,.0f} (now "
        f"{base.market.people:,}), which keeps the scenario's own penetration, and calibrate again."
    )


def _books_churn(search: Search) -> Iterator[str]:
    """Churn that nothing was moved for, and that is not what the books say."""
    for line in search.year.judged:
        if line.figure != "churn_yearly" or line in search.aims or line.verdict != "off":
            continue
        if line.simulated is not None and line.typed is not None:
            yield (
                f"{line.who or 'The firm'}: {100 * line.simulated.mean:.1f} % of customers leave "
                f"in the simulated year and {100 * line.typed:.1f} % by the books. The hazards "
                "come from the cohorts: find out where the two definitions differ."
            )


def _cohorts_churn(search: Search, hazards: list[SegmentHazard]) -> Iterator[str]:
    """Churn above that of newcomers in their first year, when most leave."""
    first = {
        each.segment: 1 - float(each.observed.survival(np.array([float(MONTHS)]))[0])
        for each in hazards
    }
    for line in search.year.lines:
        if line.figure != "churn_yearly" or line.who not in first or line.simulated is None:
            continue
        if line.simulated.mean > first[line.who] + TOLERANCES[line.figure].size:
            yield (
                f"{line.who}: {100 * line.simulated.mean:.1f} % of customers leave in the "
                f"simulated year, but only {100 * first[line.who]:.1f} % of the cohorts' newcomers "
                "in their first year, when churn is highest. Check the growth of the customer base "
                "and market.people."
            )


def _bounds(scenario: Scenario, values: list[Value]) -> Iterator[str]:
    """Parameters that were moved as far as the schema allows; hazards have their own notes."""
    data = scenario.model_dump()
    for value in values:
        if value.low is not None:
            continue
        for _, spec in targets(data, Spec(Scenario), value.path):
            if value.now in (spec.low, spec.high):
                most = "least" if value.now == spec.low else "most"
                yield (
                    f"{value.path} stands at {value.now:g}, the {most} allowed, and still misses "
                    "its aim: another value in the scenario does not match your firm."
                )
