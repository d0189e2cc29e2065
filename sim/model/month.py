"""A month, in order: what happens to the market and to every firm in it.

1. `market_moves`: needs drift, shocks strike, the norm rises.
2. `reports_arrive`: leaders hear of needs.
3. `levers_are_set`: promise, recruiting, recovery, retention offers, cross-selling.
4. `teams_deliver`: capacity is split, teams build and ship.
5. `capabilities_age`: what is not maintained fails more often.
6. `people_live`: everybody lives the month; the books take down what was seen.
7. `ledger_closes`: what the month brought and cost.
8. `month_is_collected`: figures of the month.

Each of `MECHANISMS` acts before the phases that it names.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from ..firm import voice
from ..firm.firm import Firm
from ..firm.mechanisms.mechanism import Act, Mechanism
from ..firm.mechanisms.move import MOVE
from ..firm.mechanisms.pricing import PRICING
from ..firm.treatment import treatment_of
from ..market.market import Market
from ..scenario.scenario import Scenario
from . import booking
from .figures import MonthlyFigures, figures_of


class Living(Protocol):
    """What a month is simulated with; `OrganisationModel` states what each is."""

    given: Scenario
    market: Market
    firms: list[Firm]
    figures_by_firm: list[dict[str, float]]
    datacollector: MonthlyFigures
    clock: int
    first_clock: int

    @property
    def month(self) -> int:
        """The month being simulated: 1 is the first of the comparison."""

    @property
    def present(self) -> list[Firm]:
        """The firms that are in the market this month."""


def market_moves(model: Living) -> None:
    """1. Needs drift, shocks strike, the norm rises: to what the best rival delivers."""
    model.market.move(model.clock, model.month)
    present = model.present
    delivers = [firm.delivers() for firm in present] if len(present) > 1 else []
    for number, firm in enumerate(present):
        norm = max([model.market.norm, *delivers[:number], *delivers[number + 1 :]])
        for shock in model.given.shocks:
            if shock.month == model.month:
                firm.offers.quality *= 1 - shock.quality
        firm.begin(model.clock, norm, model.market.ideal)


def reports_arrive(model: Living) -> None:
    """2. Leaders hear of needs, through layers and noise."""
    for firm in model.present:
        firm.hear()


def levers_are_set(model: Living) -> None:
    """3. Promise, recruiting, recovery, retention offers, cross-selling."""
    for firm in model.present:
        firm.books.prospects = firm.base.prospects()
        firm.decide()


def teams_deliver(model: Living) -> None:
    """4. Capacity is split, teams build and ship."""
    for firm in model.present:
        firm.deliver()


def capabilities_age(model: Living) -> None:
    """5. What is not maintained fails more often."""
    for firm in model.present:
        firm.age()


def people_live(model: Living) -> None:
    """6. Everybody lives the month; the books take down what was seen."""
    present = model.present
    treatments = [treatment_of(f) if f in present else None for f in model.firms]
    voice.shared(model.firms, treatments)
    model.market.live(model.clock, treatments)
    for firm in present:
        firm.revenue = firm.base.revenue()
        booking.keep_books(firm, firm.base.tally, firm.revenue)


def ledger_closes(model: Living) -> None:
    """7. What the month brought and cost, where it was caused."""
    for firm in model.present:
        booking.book_customers(firm, firm.base.tally, firm.revenue)
        booking.book_growth(firm)
        booking.book_incidents(firm)
        firm.ledger.close(model.clock - model.first_clock)


def month_is_collected(model: Living) -> None:
    """8. Figures of the month, for the data collector."""
    row, present = model.clock - model.first_clock, model.present
    for number, firm in enumerate(model.firms):
        if firm in present:
            model.figures_by_firm[number] = figures_of(firm, row)
    model.datacollector.collect(model)
    model.clock += 1


Phase = Callable[[Living], None]

MONTH: tuple[Phase, ...] = (
    market_moves,
    reports_arrive,
    levers_are_set,
    teams_deliver,
    capabilities_age,
    people_live,
    ledger_closes,
    month_is_collected,
)
"""What happens in a month, in this order."""

MECHANISMS = (MOVE, PRICING)
"""What may happen to a firm besides, in the order in which they act before the same phase."""


def name_of(phase: Phase) -> str:
    """A phase's name, as mechanisms and `docs/model.md` write it."""
    return str(getattr(phase, "__name__", phase))


def with_mechanisms(month: Sequence[Phase], mechanisms: Sequence[Mechanism]) -> tuple[Phase, ...]:
    """A month in which mechanisms act before the phases that they name.

    Args:
        month: phases in order.
        mechanisms: who acts, in order where several act before the same phase.
    """
    phases: list[Phase] = []
    for phase in month:
        name = name_of(phase)
        phases += [_each_firm(m.before[name]) for m in mechanisms if name in m.before]
        phases.append(phase)
    return tuple(phases)


def _each_firm(act: Act) -> Phase:
    """A phase in which a mechanism acts on every firm in the market."""

    def phase(model: Living) -> None:
        for firm in model.present:
            act(firm)

    return phase


PHASES = with_mechanisms(MONTH, MECHANISMS)
"""All that happens in a month, in this order."""
