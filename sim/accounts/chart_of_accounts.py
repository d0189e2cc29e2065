"""The chart of accounts: every account once, with its group and its line of the statement.

A new account is a line here and a booking; the ledger, statements, bridges, charts and saved tables
follow. The order of the accounts is the order in which the ledger stores them and reports print
them, and no other code knows it: amounts are asked for by account, group or line.
"""

from __future__ import annotations

from enum import Enum, IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray


class Line(Enum):
    """Lines of the statement that are sums of accounts, in its order."""

    REVENUE = "Revenue"
    COST_OF_SALES = "Cost of sales"
    COST_TO_SERVE = "Cost to serve"
    ACQUISITION = "Acquisition"
    CROSS_SELLING = "Cross-selling"
    OWN = "Own delivery and leadership"
    RESTRUCTURING = "Restructuring"

    @property
    def label(self) -> str:
        """The line as statements print it."""
        return str(self.value)

    @property
    def accounts(self) -> tuple[Account, ...]:
        """The accounts that the line adds up, in order."""
        return tuple(account for account in Account if account.line is self)


class Group(Enum):
    """Groups of accounts within a line, finer than it, in the order in which reports print them.

    Attributes:
        label: the group as reports print it.
        line: of the statement.
        structure: whether it is what an organisation costs by its structure; verdicts are also
            given gross of it.
    """

    label: str
    line: Line
    structure: bool

    REVENUE = "Revenue", Line.REVENUE
    COST_OF_SALES = "Cost of sales", Line.COST_OF_SALES
    COST_TO_SERVE = "Cost to serve", Line.COST_TO_SERVE
    ACQUISITION = "Acquisition", Line.ACQUISITION
    CROSS_SELLING = "Cross-selling", Line.CROSS_SELLING
    DELIVERY = "Delivery", Line.OWN
    PLATFORM = "Platform and incidents", Line.OWN
    LEADERSHIP = "Leadership and coordination", Line.OWN, True
    RESTRUCTURING = "Restructuring", Line.RESTRUCTURING, True

    def __init__(self, label: str, line: Line, structure: bool = False) -> None:
        self.label, self.line, self.structure = label, line, structure

    @property
    def accounts(self) -> tuple[Account, ...]:
        """The accounts of the group, in order."""
        return tuple(account for account in Account if account.group is self)


class Account(IntEnum):
    """The accounts of the ledger, in the order of a statement.

    Attributes:
        label: the account as reports print it.
        group: whose it is; the group says which line of the statement it belongs to.
    """

    label: str
    group: Group

    REVENUE = "Revenue", Group.REVENUE
    COST_OF_SALES = "Cost of sales", Group.COST_OF_SALES
    LOSSES = "Losses", Group.COST_OF_SALES
    SERVICE = "Service", Group.COST_TO_SERVE
    COMPLAINTS = "Complaints", Group.COST_TO_SERVE
    RETENTION_OFFERS = "Retention offers", Group.COST_TO_SERVE
    CROSS_SELLING = "Cross selling", Group.CROSS_SELLING
    RECRUITING = "Recruiting", Group.ACQUISITION
    DELIVERY = "Delivery", Group.DELIVERY
    RELEASES = "Releases", Group.DELIVERY
    PLATFORM = "Platform", Group.PLATFORM
    LEADERSHIP = "Leadership", Group.LEADERSHIP
    COORDINATION = "Coordination", Group.LEADERSHIP
    RESTRUCTURING = "Restructuring", Group.RESTRUCTURING
    INCIDENTS = "Incidents", Group.PLATFORM

    def __new__(cls, label: str, group: Group) -> Account:
        """An account at the next free place along the last axis of the ledger."""
        place = len(cls.__members__)
        account = int.__new__(cls, place)
        account._value_ = place
        account.label, account.group = label, group
        return account

    @property
    def key(self) -> str:
        """The account as tables and programs call it."""
        return self.name.lower()

    @property
    def line(self) -> Line:
        """The line of the statement that it belongs to."""
        return self.group.line

    @property
    def accounts(self) -> tuple[Account, ...]:
        """The account itself, so that one can be asked for wherever several can."""
        return (self,)


Accounts = Account | Group | Line
"""One account, or those of a group or of a line."""

STRUCTURE = tuple(account for account in Account if account.group.structure)
"""What an organisation costs by its structure."""


def amount_of(amounts: NDArray[Any], wanted: Accounts) -> NDArray[Any]:
    """What accounts sum up to.

    Args:
        amounts: by account along the last axis, of any unit.
        wanted: an account, a group or a line.

    Returns:
        the shape of `amounts` without its last axis.
    """
    return np.asarray(amounts[..., list(wanted.accounts)].sum(axis=-1))


def amount_without(amounts: NDArray[Any], *left_out: Accounts) -> NDArray[Any]:
    """What all accounts but some sum up to; arguments and result as for `amount_of`."""
    places = [account for each in left_out for account in each.accounts]
    return np.asarray(np.delete(amounts, places, axis=-1).sum(axis=-1))
