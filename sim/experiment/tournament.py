"""Designs as rivals: two to four firms serve one market."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..errors import RunError
from ..market.rules.draws import replication_seed
from ..measures import HEADLINES, MONTHLY, RIVALRY, Totals, by_month, figures, ratio
from ..model.model import MOST_FIRMS, Entrant, OrganisationModel, after_burn_in
from ..scenario.reading.loading import load
from ..scenario.scenario import Scenario
from ..scenario.schema.design import Design
from .compare import compare
from .compared import ComparedDesigns
from .figures.headlines import totals
from .requests import TODAY, checked_name, checked_names, checked_request, design_called
from .run.parallel import in_parallel
from .run.runner import Run, drawn_for, prepared
from .statistics.estimates import Estimate, estimate, probability_best, share_best
from .statistics.sample import Sample
from .statistics.winner import sure_winner

Array = NDArray[np.float64]
MEASURES = HEADLINES | RIVALRY
RATIOS, FIGURES = figures(MEASURES), tuple(MEASURES)
"""Figures of a firm in a tournament: those of a comparison, its share of all customers at the end,
customers won from rivals and lost to them."""


@dataclass(frozen=True)
class Round:
    """One market with all firms together.

    Attributes:
        number: which replication.
        runs: what each firm did.
    """

    number: int
    runs: dict[str, Run]


@dataclass(frozen=True, repr=False)
class ComparedFirms:
    """Several firms in one market.

    Attributes:
        scenario, seed: what was run.
        firms: each firm's design and month of entry.
        rounds: everything that every firm did, by replication.
        alone: the same designs, each the only firm in the market, with common random numbers;
            None when not asked for.
    """

    scenario: Scenario
    seed: int
    firms: dict[str, Entrant]
    rounds: list[Round]
    alone: ComparedDesigns | None
    _totals: dict[str, Totals] = field(default_factory=dict, init=False, compare=False)

    def _check(self, firm: str) -> None:
        if firm not in self.firms:
            known = ", ".join(self.firms)
            raise RunError(f"no firm is called {firm!r}; this tournament holds {known}")

    def values(self, firm: str) -> pd.DataFrame:
        """Headline figures of a firm, one row a replication.

        They are those of a comparison, and `share`: its share of all customers at the end, `gained`
        and `lost`: customers won from rivals and lost to them.
        """
        self._check(firm)
        found = self.totals(firm)
        return pd.DataFrame(
            {n: RATIOS[n](found) if n in RATIOS else found[n] for n in FIGURES},
            index=pd.Index([each.number for each in self.rounds], name="replication"),
        )

    def totals(self, firm: str) -> Totals:
        """What the headline figures of a firm are worked out from, [replications] each."""
        if firm not in self._totals:
            rows = [
                totals(self.scenario, each.runs[firm])
                | {n: MONTHLY[n].over(each.runs[firm].series(n)) for n in by_month(RIVALRY)}
                | {"everybody": sum(float(r.series("customers")[-1]) for r in each.runs.values())}
                for each in self.rounds
            ]
            self._totals[firm] = {name: np.array([row[name] for row in rows]) for name in rows[0]}
        return self._totals[firm]

    @cached_property
    def sample(self) -> Sample:
        """How figures are estimated from these replications."""
        return Sample([each.number for each in self.rounds], 1, self.seed)

    def estimates(self, firm: str) -> dict[str, Estimate]:
        """Each headline figure of a firm with its 95 % interval; ratios are those of means."""
        self._check(firm)
        return {name: self._estimate(name, firm) for name in FIGURES}

    def difference(self, firm: str, other: str, figure: str = "npv") -> Estimate:
        """Paired difference of a figure between two firms, with 95 % interval."""
        return self._estimate(figure, firm, other)

    def _estimate(self, figure: str, firm: str, base: str | None = None) -> Estimate:
        """A figure of a firm, or its difference to a base's."""
        own, other = self.totals(firm), None if base is None else self.totals(base)
        if figure not in RATIOS:
            if other is not None:
                return estimate(own[figure] - other[figure])
            return estimate(own[figure]).within(*MEASURES[figure].bounds)
        if other is None:
            return self.sample.estimate(RATIOS[figure], own, bounds=MEASURES[figure].bounds)
        return self.sample.estimate(lambda a, b: RATIOS[figure](a) - RATIOS[figure](b), own, other)

    def share(self, firm: str) -> Array:
        """A firm's share of all firms' customers, [replications, months]; nan where none has any.

        Raises:
            RunError: the firm is not in the tournament.
        """
        self._check(firm)
        customers = {
            name: np.array([each.runs[name].series("customers") for each in self.rounds])
            for name in self.firms
        }
        return ratio(customers[firm], np.sum(list(customers.values()), axis=0))

    def probability_best(self, figure: str = "npv") -> dict[str, float]:
        """Chance of each firm to be best by a figure, as `Comparison.probability_best` has it."""
        return self._chances(self.values, figure, 2)

    def _chances(self, values: Callable[[str], Any], figure: str, stream: int) -> dict[str, float]:
        """Chance of each firm to be best by some values, resampled from a stream of its own."""
        table = np.array([np.asarray(values(name)[figure]) for name in self.firms])
        if self.scenario.uncertain:
            chances = share_best(table)
        else:
            draw = np.random.default_rng(np.random.SeedSequence([self.seed, stream]))
            chances = probability_best(table, draw)
        return {name: float(c) for name, c in zip(self.firms, chances, strict=True)}

    @property
    def winner(self) -> str | None:
        """The firm that is worth most, or None when it is too close to call."""
        return self._sure_winner(self.totals, 2)

    @property
    def winner_alone(self) -> str | None:
        """The firm whose design is worth most when it is alone in the market, among the firms."""
        if self.alone is None:
            return None
        return self._sure_winner(self.alone.totals, 3)

    def _sure_winner(self, totals: Callable[[str], Totals], stream: int) -> str | None:
        """Who wins on NPV by some totals."""
        means = {name: float(totals(name)["npv"].mean()) for name in self.firms}
        return sure_winner(self._chances(totals, "npv", stream), means, len(self.rounds))

    def summary(self) -> pd.DataFrame:
        """Means of the headline figures, one row a firm."""
        return pd.DataFrame(
            {name: {k: e.mean for k, e in self.estimates(name).items()} for name in self.firms}
        ).T

    def to_frame(self) -> pd.DataFrame:
        """Every figure of every firm by `firm` and `figure`: `mean`, `low` and `high`."""
        rows = {
            (name, figure): tuple(own)
            for name in self.firms
            for figure, own in self.estimates(name).items()
        }
        frame = pd.DataFrame.from_dict(rows, orient="index", columns=["mean", "low", "high"])
        frame.index = pd.MultiIndex.from_tuples(rows, names=["firm", "figure"])
        return frame


def tournament(
    scenario: Scenario | str | Path,
    firms: Mapping[str, Design | Entrant | str],
    *,
    replications: int = 30,
    seed: int = 1,
    jobs: int | None = None,
    progress: bool = False,
    alone: bool = True,
) -> ComparedFirms:
    """Let firms compete for the people of one market.

    Firms that are there from the start share today's customers at random, each a copy of today's
    firm that departs towards its own design in month 1, with company-wide costs of its share of
    today's revenue. A challenger enters later, without customers. People join, leave and switch on
    their own experience, on what friends report, and on promises; see `Rivalry` in the schema.

    Args:
        scenario: the market and the firm as it is today; or its name or path.
        firms: one to four by name: a design, the name of a preset or "today", or an `Entrant` with
            the month in which it enters. Which name goes with which design changes nothing else.
        replications: how many; every arrangement of firms has common random numbers.
        seed: the user's seed; the same seed gives the same bits whatever `jobs`.
        jobs: processes; all processors when missing.
        progress: show a bar on standard error.
        alone: whether to run each design alone in the market, too.

    Raises:
        RunError: a request that makes no sense; names the cure.

    Example:
        >>> import sim
        >>> bank = sim.load("retail_bank").override({"market.simulated": 2000, "months": 12})
        >>> firms = {"north": "segment_led/incremental", "south": "today"}
        >>> sim.tournament(bank, firms, replications=2, jobs=1, alone=False)
        <Tournament of Retail bank, 2 firms, 2 replications, simulated: too close to call>
    """
    if not isinstance(scenario, Scenario):
        scenario = load(scenario)
    checked_request(replications, None, seed, jobs, 1)
    seed = int(seed)  # NumPy's numbers are no JSON
    entrants = {name: _entrant(name, firm, scenario) for name, firm in firms.items()}
    _check(entrants, scenario)
    tasks = (
        (drawn_for(scenario, seed, number), entrants, seed, number)
        for number in range(replications)
    )
    rounds = in_parallel(
        one_round, tasks, jobs, progress, partial(prepared, scenario, seed), replications
    )
    designs = {name: entrant.design for name, entrant in entrants.items()}
    comparison = (
        compare(
            scenario, designs, replications=replications, seed=seed, jobs=jobs, progress=progress
        )
        if alone
        else None
    )
    return ComparedFirms(scenario, seed, entrants, rounds, comparison)


def one_round(scenario: Scenario, firms: Mapping[str, Entrant], seed: int, number: int) -> Round:
    """Simulate one market with all firms, from the opening that a comparison departs from.

    Firms take their places in the order of what they are, not of what they are called: so random
    streams, which belong to places, follow the design when names are swapped.
    """
    own_seed = replication_seed(seed, number)
    names = sorted(firms, key=lambda name: _place(firms[name]))
    first, *rivals = (firms[name] for name in names)
    opening = after_burn_in(scenario, own_seed)
    model = OrganisationModel(
        scenario, first.design, own_seed, opening, rivals=rivals, keep_opening=False
    ).run()
    simulated = dict(zip(names, enumerate(model.firms), strict=True))
    runs = {
        name: Run(model.series(place), firm.ledger.cube[: scenario.months], firm.decisions)
        for name, (place, firm) in simulated.items()
    }
    return Round(number, {name: runs[name] for name in firms})


def parsed(name: str, words: str) -> Entrant:
    """A firm as the command line writes it: "segment_led/incremental", or with "@13" behind it.

    Raises:
        RunError: a month that is not a whole number.
    """
    design, at, month = words.partition("@")
    if at and not month.isdecimal():
        raise RunError(f"--firm {name}={words}: {month!r} is not a month; write {design}@13")
    return Entrant(design, int(month) if at else 1)  # type: ignore[arg-type]


def _place(entrant: Entrant) -> tuple[int, str]:
    return max(entrant.month, 1), entrant.design.model_dump_json()


def _entrant(name: str, firm: Design | Entrant | str, scenario: Scenario) -> Entrant:
    entrant = firm if isinstance(firm, Entrant) else Entrant(firm)  # type: ignore[arg-type]
    design: object = entrant.design
    if isinstance(design, str):
        design = design_called(design, scenario, place=f"firm {name!r}: ")
    if not isinstance(design, Design):
        raise RunError(f"firm {name!r} is a {type(design).__name__}; pass a sim.Design or a name")
    return Entrant(design, entrant.month)


def _check(firms: Mapping[str, Entrant], scenario: Scenario) -> None:
    if not 1 <= len(firms) <= MOST_FIRMS:
        raise RunError(f"{len(firms)} firms; name 1 to {MOST_FIRMS}")
    checked_names("firm", dict.fromkeys((*firms, TODAY)))
    if TODAY in firms and firms[TODAY].design != scenario.today:
        raise RunError("a firm is called 'today' but has another design; give it another name")
    for name, entrant in firms.items():
        checked_name(name, "firm")
        if isinstance(entrant.month, bool) or not isinstance(entrant.month, int):
            raise RunError(f"firm {name!r} enters in month {entrant.month!r}; use a whole number")
        if not 1 <= entrant.month <= scenario.months:
            raise RunError(
                f"firm {name!r} enters in month {entrant.month}; use 1 to {scenario.months}"
            )
    if all(entrant.month > 1 for entrant in firms.values()):
        raise RunError("no firm is in the market in month 1; let at least one enter in month 1")
