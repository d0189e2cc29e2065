"""The model: a Mesa model of one or more firms in one market, month by month."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import mesa
import numpy as np
import pandas as pd

from ..accounts import valuation
from ..accounts.chart_of_accounts import Account, Line
from ..errors import RunError
from ..firm.firm import Firm
from ..market.engine.rulebook import Rules
from ..market.market import Market
from ..market.people.network import Ties
from ..market.people.population import Standing, standing
from ..market.rules.tally import Tally
from ..scenario.scenario import Scenario
from ..scenario.schema.design import Design
from . import booking
from .figures import FIGURES, NOTHING, MonthlyFigures, column
from .month import PHASES, Phase
from .opening import Opening, first_day

MOST_FIRMS = 4


class Entrant(NamedTuple):
    """A firm that enters a market.

    Attributes:
        design: how it is organised.
        month: month of the comparison in which it enters; 1 for those who are there from the
            start and share today's customers, later for a challenger who has none.

    Example:
        >>> import sim
        >>> bank = sim.load("retail_bank").override({"market.simulated": 2000, "months": 12})
        >>> firms = {"first": "today", "late": sim.Entrant(bank.today, month=7)}
        >>> result = sim.tournament(bank, firms, replications=2, jobs=1, alone=False)
        >>> (result.share("late")[0] > 0).tolist().index(True) + 1  # the first month with customers
        7
    """

    design: Design
    month: int = 1


class OrganisationModel(mesa.Model):
    """One firm with one design in one market, or up to four that compete for its people.

    `model.step()` simulates one month, `model.run(months)` several. `model.agents` are the leaders,
    teams, promise maker and executive; `model.datacollector` holds the monthly `FIGURES`;
    customers are columns in `model.market.people`.

    Args:
        scenario: the market and the firm as it is today.
        design: the design to run; today's when missing.
        seed: seed of the replication, 0 to 2^32 - 1.
        opening: where to depart from; when missing, the burn-in under today's design is
            simulated first (`after_burn_in`).
        ties: a given network instead of a generated one; only without `opening`.
        engine: "columns", or "objects" for one Mesa agent (`CustomerAgent`) a person: the same
            results to the bit, slower, to be read and checked. The burn-in always runs in columns.
        rivals: further firms. Those present from the start share today's customers at random with
            the first; a later one has none, and plans by the size of the others.
        rules: functions that take the place of the rulebook's, by name; see `rulebook.engine`.
        threads: how many processors share the people; the bits are the same.
        keep_opening: whether `opening` is left as it is, for others to depart from, which takes a
            copy of all people.

    Attributes:
        phases: what happens in a month, in this order.
        firms: every firm; `firm` is the first, `ledger` and `figures` are its own.

    Example:
        >>> import sim
        >>> bank = sim.load("retail_bank").override({"market.simulated": 2000, "months": 12})
        >>> model = sim.OrganisationModel(bank, seed=1).run(3)
        >>> model
        <OrganisationModel of Retail bank, one firm, before month 4>
        >>> months = model.monthly()
        >>> (months["customers"].diff() == months["joined"] - months["left"]).tolist()[1:]
        [True, True]
    """

    phases: Sequence[Phase] = PHASES

    def __init__(
        self,
        scenario: Scenario,
        design: Design | None = None,
        seed: int = 0,
        opening: Opening | None = None,
        ties: Ties | None = None,
        engine: str = "columns",
        *,
        rivals: Sequence[Entrant] = (),
        rules: Rules | None = None,
        threads: int = 1,
        keep_opening: bool = True,
    ) -> None:
        _check(design, seed, engine, rivals, threads)
        super().__init__(rng=int(seed))
        self.given, self.design, self.seed = scenario, design or scenario.today, int(seed)
        if opening is None:
            keep_opening = False
            opening = after_burn_in(scenario, self.seed, ties, rules=rules, threads=threads)
        people = opening.market.copy() if keep_opening else opening.market
        self.clock = self.first_clock = opening.clock
        self.entrants = [Entrant(self.design), *rivals]
        self.market = Market(
            scenario,
            self.seed,
            people,
            [e.design.organisation.basis for e in self.entrants],
            rules,
            threads,
        )
        incumbents = [n for n, e in enumerate(self.entrants) if e.month <= 1]
        self._from_the_start = len(incumbents) == len(self.entrants)
        self.market.share_out(incumbents)
        self.firms = [
            Firm(
                self,
                scenario,
                entrant.design,
                self.seed,
                opening.firm.copy(),
                base,
                1 / len(incumbents),
                newcomer=entrant.month > 1,
            )
            for entrant, base in zip(self.entrants, self.market.bases, strict=True)
        ]
        for each in self.firms:
            booking.book_standing_costs(each)
        self.firm, self.ledger = self.firms[0], self.firms[0].ledger
        if engine == "objects":
            self.market.become_agents(self)
        # Mesa before 3.4 counts agents in a table that would keep every model for ever.
        getattr(mesa.Agent, "_ids", {}).pop(self, None)
        self.figures_by_firm = [dict(NOTHING) for _ in self.firms]
        self.datacollector = MonthlyFigures(len(self.firms))

    def __repr__(self) -> str:
        firms = "one firm" if len(self.firms) == 1 else f"{len(self.firms)} firms"
        return f"<OrganisationModel of {self.given.name}, {firms}, before month {self.month}>"

    @property
    def month(self) -> int:
        """The month being simulated: 1 is the first of the comparison, 0 and below the burn-in."""
        return self.clock - self.given.burn_in + 1

    @property
    def figures(self) -> dict[str, float]:
        """The last month's figures of the first firm."""
        return self.figures_by_firm[0]

    @property
    def tally(self) -> Tally:
        """What happened last month to the people of the first firm."""
        return self.firm.base.tally

    @property
    def present(self) -> list[Firm]:
        """The firms that are in the market this month."""
        if self._from_the_start:
            return self.firms
        return [f for f, e in zip(self.firms, self.entrants, strict=True) if self._entered(e)]

    def _entered(self, entrant: Entrant) -> bool:
        return entrant.month <= 1 or entrant.month <= self.month

    def step(self) -> None:
        """One month, in the order of `phases`.

        Raises:
            RunError: every month that the scenario covers has been simulated.
        """
        if self.clock - self.first_clock >= len(self.ledger.cube):
            raise RunError(
                f"{self.given.name}: all months have been simulated; set `months` higher than "
                f"{self.given.months}"
            )
        for phase in self.phases:
            phase(self)

    def run(self, months: int | None = None) -> OrganisationModel:
        """Simulate several months.

        Args:
            months: how many; all that the scenario covers when missing.

        Returns:
            the model itself.
        """
        for _ in range(self.given.months if months is None else months):
            self.step()
        return self

    def departure(self, copied: bool = True) -> Opening:
        """This moment, for other designs to depart from.

        Args:
            copied: whether this model may go on; people are handed over otherwise.
        """
        rows = slice(max(0, self.clock - self.first_clock - 12), self.clock - self.first_clock)
        state = self.market.state()
        return Opening(
            state.copy() if copied else state,
            self.firm.state(),
            self.clock,
            self.series()[rows],
            self.ledger.cube[rows].copy(),
        )

    def series(self, firm: int = 0) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
        """The monthly `FIGURES` of a firm, counted from 0: [months simulated, figures]."""
        collected = self.datacollector.model_vars
        return np.array([collected[column(firm, name)] for name in FIGURES], dtype=float).T

    def monthly(self) -> pd.DataFrame:
        """The collected figures, one row a month of this run."""
        frame: pd.DataFrame = self.datacollector.get_model_vars_dataframe()
        frame.index = pd.RangeIndex(1, len(frame) + 1, name="month")
        return frame

    def outputs(self) -> dict[str, float]:
        """One number for each figure and account: sums over months, or means of levels."""
        months = self.clock - self.first_clock
        cube = self.ledger.cube[:months].sum(axis=(0, 1, 2)) / 100
        series = self.datacollector.model_vars
        out = {f"{a.key}_cost": -float(cube[a]) for a in Account}
        out |= {name: float(np.mean(series[name])) for name in FIGURES}
        out |= {a.key: float(cube[a]) for a in Account if a.key not in out}
        profit = self.ledger.profit()[:months]
        out["operating_profit"] = float(profit.sum())
        one_off = self.ledger.amount(Line.RESTRUCTURING)[:months]
        out["npv"] = valuation.net_present_value(
            profit, self.given.costs.discount_yearly, self.given.costs.terminal_fade, one_off
        )
        return out


def _check(
    design: Design | None, seed: int, engine: str, rivals: Sequence[Entrant], threads: int
) -> None:
    if design is not None and not isinstance(design, Design):
        raise RunError(f"design is {design!r}; pass a sim.Design, e.g. sim.PRESETS[...]")
    if not 0 <= seed < 2**32:
        raise RunError(f"seed is {seed}; use a whole number from 0 to 2^32 - 1")
    if engine not in ("columns", "objects"):
        raise RunError(f"engine is {engine!r}; use 'columns' or 'objects'")
    if len(rivals) >= MOST_FIRMS:
        raise RunError(f"{len(rivals) + 1} firms; at most {MOST_FIRMS} can share a market")
    if not 1 <= threads <= 256:
        raise RunError(f"threads is {threads}; use a number from 1 to the number of processors")


def after_burn_in(
    scenario: Scenario,
    seed: int,
    ties: Ties | None = None,
    rules: Rules | None = None,
    threads: int = 1,
) -> Opening:
    """The market and the firm after `scenario.burn_in` months under today's design.

    Args:
        scenario: the market and the firm as it is today.
        seed: the replication's seed.
        ties: a given network instead of a generated one.
        rules, threads: as for `OrganisationModel`.
    """
    start = settled_day(scenario, seed, ties, rules)
    if scenario.burn_in == 0:
        return start
    model = OrganisationModel(
        scenario, scenario.today, seed, start, rules=rules, threads=threads, keep_opening=False
    )
    return model.run(scenario.burn_in).departure(copied=False)


def settled_day(
    scenario: Scenario, seed: int, ties: Ties | None = None, rules: Rules | None = None
) -> Opening:
    """The first day of the burn-in, with customers who stand as years with the firm left them.

    Args:
        scenario: the market and the firm as it is today.
        seed: the replication's seed.
        ties: a given network.
        rules: as for `OrganisationModel`.
    """
    mine = tuple(sorted((rules or {}).items()))
    return first_day(scenario, seed, ties, _settled(scenario.model_dump_json(), mine))


PILOT_PEOPLE, PILOT_MONTHS, PILOT_SEED = 20_000, 60, 1


@lru_cache(maxsize=32)
def _settled(scenario_json: str, rules: tuple[tuple[str, Callable[..., Any]], ...]) -> Standing:
    """How customers stand after years under today's design: found by a pilot run, once.

    Without it customers would start content, take years to find out, and the customer base would
    go on ageing, so that churn falls under every design.
    """
    scenario = Scenario.model_validate_json(scenario_json)
    people = min(scenario.market.simulated, PILOT_PEOPLE)
    pilot = scenario.override({"market.simulated": people, "burn_in": PILOT_MONTHS})
    start = first_day(pilot, PILOT_SEED)
    model = OrganisationModel(
        pilot, pilot.today, PILOT_SEED, start, rules=dict(rules), keep_opening=False
    )
    return standing(model.run(pilot.burn_in).market.people, pilot)
