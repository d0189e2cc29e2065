"""What people meet of a firm this month: its offers, and what its levers do to people."""

from __future__ import annotations

from ..market.customer_base import Treatment
from . import levers
from .firm import Firm
from .offers import value_of_scope


def treatment_of(firm: Firm) -> Treatment:
    """How a firm treats the people of each segment that it acts on, with its levers as they stand.

    Args:
        firm: after its teams delivered and its capabilities aged.
    """
    state, offers = firm.settings, firm.offers
    promise, heard = firm.promise_maker.promise, firm.books.heard
    attract, recruiting, resolve, offer_cut, cross_sell = levers.effects(
        state.recovery,
        state.offer,
        state.cross_sell,
        state.recruiting,
        promise,
        heard,
        firm.norm,
        firm.company.response,
    )
    return Treatment(
        position=offers.met_position(),
        quality=firm.working_quality(),
        scope=value_of_scope(offers.met_scope()),
        promise=promise,
        recruiting=recruiting,
        resolve=resolve,
        offer_cut=offer_cut,
        cross_sell=cross_sell,
        seen=firm.design.organisation.visibility,
        norm=firm.norm,
        heard=heard,
        attract=attract,
        prices=firm.prices() if firm.scenario.pricing.fastest > 0 else None,
    )
