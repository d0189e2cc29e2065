"""The model: a Mesa model of one firm in one market, month by month."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import mesa
import numpy as np
import pandas as pd

from . import booking, valuation
from .errors import RunError
from .firm import levers
from .firm.firm import Firm
from .ledger import Account
from .market.market import Market, Treatment
from .market.network import Ties
from .market.objects import Crowd
from .market.population import Standing, standing
from .market.world import Count
from .opening import Opening, first_day
from .scenario_file.design import Design
from .scenario_file.scenario import Scenario

MONTH = (
    "market_moves", "reports_arrive", "levers_are_set", "teams_deliver", "capabilities_age",
    "people_live", "ledger_closes", "month_is_collected",
)  # fmt: skip
"""What happens in a month, in this order."""

FIGURES = (
    "customers", "joined", "advocated", "returned", "left", "paying", "nps", "satisfaction",
    "expectation", "delivered", "quality", "promise", "complaints", "resolved", "offers",
    "cross_sold", "dropped", "contacts", "failures", "resolved_fast", "releases", "incidents",
    "rollbacks", "idle", "variants", "norm", "profit", "structure",
)  # fmt: skip
"""What is collected every month."""


class OrganisationModel(mesa.Model):
    """One firm with one design in one market.

    `model.step()` lives one month, `model.run(months)` several. `model.agents` are the leaders,
    teams, promise maker and executive; `model.datacollector` holds the monthly `FIGURES`;
    customers are columns in `model.market.people`.

    Args:
        scenario: the market and the firm as it is today.
        design: the design to run; today's when missing.
        seed: seed of the replication, 0 to 2^32 - 1.
        opening: where to depart from; when missing, the burn-in under today's design is lived
            first (`after_burn_in`).
        ties: a given network instead of a generated one; only without `opening`.
        engine: "columns", or "objects" for one Mesa agent (`CustomerAgent`) a person: the same
            lives to the bit, slower, to be read and checked. The burn-in always runs in columns.
    """

    def __init__(
        self, scenario: Scenario, design: Design | None = None, seed: int = 0,
        opening: Opening | None = None, ties: Ties | None = None, engine: str = "columns",
    ) -> None:  # fmt: skip
        if design is not None and not isinstance(design, Design):
            raise RunError(f"design is {design!r}; pass a sim.Design, e.g. sim.PRESETS[...]")
        if not 0 <= seed < 2**32:
            raise RunError(f"seed is {seed}; use a whole number from 0 to 2^32 - 1")
        if engine not in ("columns", "objects"):
            raise RunError(f"engine is {engine!r}; use 'columns' or 'objects'")
        super().__init__(rng=int(seed))
        self.given, self.design, self.seed = scenario, design or scenario.today, int(seed)
        self.opening = opening or after_burn_in(scenario, self.seed, ties)
        self.clock = self.first_clock = self.opening.clock
        self.market = Market(scenario, self.seed, self.opening.market.copy())
        self.firm = Firm(
            self, scenario, self.design, self.seed, self.opening.firm.copy(), self.market
        )
        self.ledger = self.firm.ledger
        if engine == "objects":
            self.market.crowd = Crowd(self, self.market.people, self.market.ties, self.seed)
        self.figures: dict[str, float] = dict.fromkeys(FIGURES, 0.0)
        self.datacollector = mesa.DataCollector(
            model_reporters={name: _reporter(name) for name in FIGURES}
        )

    @property
    def month(self) -> int:
        """The month being lived: 1 is the first of the comparison, 0 and below the burn-in."""
        return self.clock - self.given.burn_in + 1

    def step(self) -> None:
        """One month, in the order of `MONTH`.

        Raises:
            RunError: every month that the scenario covers has been lived.
        """
        if self.clock - self.first_clock >= len(self.ledger.cube):
            raise RunError(
                f"{self.given.name}: all months have been lived; set `months` higher than "
                f"{self.given.months}"
            )
        self.market_moves()
        self.reports_arrive()
        self.levers_are_set()
        self.teams_deliver()
        self.capabilities_age()
        self.people_live()
        self.ledger_closes()
        self.month_is_collected()

    def run(self, months: int | None = None) -> OrganisationModel:
        """Live several months.

        Args:
            months: how many; all that the scenario covers when missing.

        Returns:
            the model itself.
        """
        for _ in range(self.given.months if months is None else months):
            self.step()
        return self

    def market_moves(self) -> None:
        """1. Needs drift, shocks strike, the norm rises."""
        self.market.move(self.clock, self.month)
        for shock in self.given.shocks:
            if shock.month == self.month:
                self.firm.offers.quality *= 1 - shock.quality
        self.firm.begin(self.clock, self.market.norm, self.market.ideal)

    def reports_arrive(self) -> None:
        """2. Leaders hear of needs, through layers and noise."""
        self.firm.hear()

    def levers_are_set(self) -> None:
        """3. Promise, recruiting, recovery, retention offers, cross-selling."""
        basis = self.design.organisation.basis
        self.firm.books.prospects = self.market.prospects(basis)
        self.firm.decide()

    def teams_deliver(self) -> None:
        """4. Capacity is split, teams build and ship."""
        self.firm.deliver()

    def capabilities_age(self) -> None:
        """5. What is not maintained fails more often."""
        self.firm.age()

    def people_live(self) -> None:
        """6. Everybody lives the month; the books take down what was seen."""
        firm, given = self.firm, self.given.levers
        settings = firm.settings
        attract = levers.attraction(firm.promise_maker.promise, firm.books.heard, firm.norm, given)
        treatment = Treatment(
            firm.offers.met_position(), firm.offers.working_quality(), firm.promise_maker.promise,
            levers.recruiting_hazard(settings.recruiting, attract, given),
            levers.resolved_share(settings.recovery, given),
            levers.offer_cut(settings.offer, given),
            levers.cross_sell_chance(settings.cross_sell, given),
            self.design.organisation.visibility,
        )  # fmt: skip
        self.tally = self.market.live(self.clock, self.design.organisation.basis, treatment)
        booking.keep_books(firm, self.market, self.tally)

    def ledger_closes(self) -> None:
        """7. What the month brought and cost, where it was caused."""
        booking.book_customers(self.firm, self.market, self.tally)
        booking.book_company(self.firm, self.month)
        self.ledger.close(self.clock - self.first_clock)

    def month_is_collected(self) -> None:
        """8. Figures of the month, for the data collector."""
        counts = self.tally.counts.sum(axis=0)
        customers = max(counts[Count.CUSTOMERS], 1.0)
        row = self.clock - self.first_clock
        size = self.given.represents
        self.figures = {
            name: counts[Count[name.upper()]] * size
            for name in ("customers", "joined", "advocated", "returned", "left", "paying",
                         "complaints", "resolved", "offers", "cross_sold", "dropped", "contacts",
                         "failures", "resolved_fast")
        }  # fmt: skip
        self.figures |= {
            "nps": 100 * (counts[Count.PROMOTERS] - counts[Count.DETRACTORS]) / customers,
            "satisfaction": counts[Count.SATISFACTION] / customers,
            "expectation": counts[Count.EXPECTATION] / customers,
            "delivered": self.tally.value.sum() / max(counts[Count.MOMENTS], 1.0),
            "quality": float(self.firm.offers.met_quality().mean()),
            "promise": float(self.firm.promise_maker.promise.mean()),
            "releases": self.firm.month.releases, "incidents": self.firm.month.incidents,
            "rollbacks": self.firm.month.rollbacks, "idle": self.firm.month.idle,
            "variants": self.firm.offers.variants_live(), "norm": self.firm.norm,
            "profit": self.ledger.cube[row].sum() / 100,
            "structure": self.ledger.structure()[row],
        }  # fmt: skip
        self.datacollector.collect(self)
        self.clock += 1

    def departure(self) -> Opening:
        """This moment, for other designs to depart from."""
        rows = slice(max(0, self.clock - self.first_clock - 12), self.clock - self.first_clock)
        series = np.array([self.datacollector.model_vars[name] for name in FIGURES]).T
        return Opening(
            self.market.state(), self.firm.state(), self.clock, series[rows],
            self.ledger.cube[rows].copy(),
        )  # fmt: skip

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
        out = {f"{a.name.lower()}_cost": -float(cube[a]) for a in Account}
        out |= {name: float(np.mean(series[name])) for name in FIGURES}
        out |= {a.name.lower(): float(cube[a]) for a in Account if a.name.lower() not in out}
        profit = self.ledger.profit()[:months]
        out["operating_profit"] = float(profit.sum())
        one_off = self.ledger.cube[:months, ..., Account.RESTRUCTURING].sum(axis=(1, 2)) / 100
        out["npv"] = valuation.net_present_value(
            profit, self.given.costs.discount_yearly, self.given.costs.terminal_fade, one_off
        )
        return out


def _reporter(name: str) -> Any:
    """A data collector's function that reads one figure of the month."""
    return lambda model: model.figures[name]


def after_burn_in(scenario: Scenario, seed: int, ties: Ties | None = None) -> Opening:
    """The market and the firm after `scenario.burn_in` months under today's design.

    Args:
        scenario: the market and the firm as it is today.
        seed: the replication's seed.
        ties: a given network instead of a generated one.
    """
    start = settled_day(scenario, seed, ties)
    if scenario.burn_in == 0:
        return start
    model = OrganisationModel(scenario, scenario.today, seed, start)
    return model.run(scenario.burn_in).departure()


def settled_day(scenario: Scenario, seed: int, ties: Ties | None = None) -> Opening:
    """The first day of the burn-in, with customers who stand as years with the firm left them.

    Args:
        scenario: the market and the firm as it is today.
        seed: the replication's seed.
        ties: a given network.
    """
    return first_day(scenario, seed, ties, _settled(scenario.model_dump_json()))


PILOT_PEOPLE, PILOT_MONTHS, PILOT_SEED = 20_000, 60, 1


@lru_cache(maxsize=32)
def _settled(scenario_json: str) -> Standing:
    """How customers stand after years under today's design: found by a pilot run, once.

    Without it customers would start content, take years to find out, and the customer base would
    go on ageing, so that churn falls under every design.
    """
    scenario = Scenario.model_validate_json(scenario_json)
    people = min(scenario.market.simulated, PILOT_PEOPLE)
    pilot = scenario.override({"market.simulated": people, "burn_in": PILOT_MONTHS})
    start = first_day(pilot, PILOT_SEED)
    model = OrganisationModel(pilot, pilot.today, PILOT_SEED, start).run(pilot.burn_in)
    return standing(model.market.people, pilot)
