"""What a firm carries from month to month, and what it has of a single month."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from .books import Books, Seen
from .delivery import Programme
from .insight import Beliefs
from .offers import Offers
from .outcomes import RollBack
from .planning import Lane
from .tariff import Tariff

Array = NDArray[np.float64]


@dataclass
class FirmState:
    """What a firm carries from one month to the next, whatever its design.

    Attributes:
        offers, beliefs, books: what it offers, believes and sees.
        promise: [S], what customers are promised.
        staff: effort a month that the delivery teams are paid for.
        programmes, unchecked: work under way, by lane, and harm to be found, by leader.
        tariff: its prices.
    """

    offers: Offers
    beliefs: Beliefs
    books: Books
    promise: Array
    staff: float
    programmes: dict[str, dict[Lane, Programme]]
    unchecked: dict[str, list[RollBack]]
    tariff: Tariff

    def copy(self) -> FirmState:
        """A state that can go on without touching this one."""
        return FirmState(
            self.offers.copy(),
            self.beliefs.copy(),
            self.books.copy(),
            self.promise.copy(),
            self.staff,
            {
                name: {lane: replace(programme) for lane, programme in lanes.items()}
                for name, lanes in self.programmes.items()
            },
            {name: list(harm) for name, harm in self.unchecked.items()},
            self.tariff.copy(),
        )


@dataclass
class View:
    """What stays the same for a firm's people all month.

    Attributes:
        clock: months since the burn-in began; part of the key of the random draws.
        norm: what people expect of any firm.
        true_ideal: [A, K], what the people taken for each segment like best.
        seen: what owners decide on.
        weights: [S], weight of a gain beside credited revenue, see `stakes.of_gains`.
        weighed: [S, 1], revenue of people taken for each segment, by its weight; filled in, as
            `stakes`, when first asked for.
        stakes: revenue credited to a leader, [S, K].
    """

    clock: int
    norm: float
    true_ideal: Array
    seen: Seen
    weights: Array
    weighed: Array | None = None
    stakes: dict[object, Array] = field(default_factory=dict)


@dataclass
class FirmMonth:
    """What the firm did this month, and what was done to it.

    Attributes:
        number: month of the comparison; 0 and below are the burn-in.
        releases, incidents, rollbacks: made, failed, taken back.
        staff, idle: effort that was paid for, and that found nothing to do.
        capacity_lost, quality_lost, help_lost: shares of capacity, of working quality and of the
            quality of help that mechanisms take away.
    """

    number: int = 0
    releases: int = 0
    incidents: int = 0
    rollbacks: int = 0
    staff: float = 0.0
    idle: float = 0.0
    capacity_lost: float = 0.0
    quality_lost: float = 0.0
    help_lost: float = 0.0
