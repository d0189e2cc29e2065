"""A move to another design: capacity and service dip for a while, and restructuring is paid."""

from __future__ import annotations

from ...accounts.chart_of_accounts import Account
from ..business import Business
from .mechanism import Mechanism


def capacity_lost(dip: float, distance: float, month: int, months: int) -> float:
    """Share of capacity lost to the move: min(1, dip distance) (1 - (month - 1) / months).

    Args:
        dip: share lost at the start of moving the whole distance.
        distance: between the two designs, see `designs.distance`.
        month: month of the comparison; 0 and below are the burn-in, in which no firm moves.
        months: how long the move takes.
    """
    fading = max(0.0, 1 - (month - 1) / months) if month >= 1 else 0.0
    return min(1.0, dip * distance) * fading


def restructuring(share: float, revenue: float, distance: float, month: int, months: int) -> float:
    """Cost of the move in a month, currency: share 12 revenue distance / months, while it lasts.

    Args:
        share: cost of moving the whole distance, share of yearly revenue.
        revenue: currency a month at the start.
        distance, month, months: as for `capacity_lost`.
    """
    if not 1 <= month <= months:
        return 0.0
    return share * 12 * revenue * distance / months


def slow_down(firm: Business) -> None:
    """Take from the month what the move costs of it: capacity, and what customers feel of that.

    Working quality loses `transition.quality_dip` times the share of capacity lost, the help desk
    `transition.help_dip` times it.
    """
    given, month = firm.scenario.transition, firm.month
    lost = capacity_lost(given.dip, firm.company.distance, month.number, given.months)
    month.capacity_lost += lost
    month.quality_lost += given.quality_dip * lost
    month.help_lost += given.help_dip * lost


def pay(firm: Business) -> None:
    """Book the month's restructuring."""
    given, company = firm.scenario.transition, firm.company
    cost = restructuring(
        given.restructuring_share,
        company.base_revenue,
        company.distance,
        firm.month.number,
        given.months,
    )
    firm.ledger.book(Account.RESTRUCTURING, -cost)


MOVE = Mechanism("transition", before={"teams_deliver": slow_down, "ledger_closes": pay})
