"""In how many model forms the recommendation holds: a table, a few sentences, and data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ...experiment.analysis.forms import InForm, in_forms
from ...experiment.statistics.estimates import Estimate
from ...scenario.notation.problems import listed
from ...text.alignment import aligned
from ...text.numbers import interval, money, plain
from .phrases import named

if TYPE_CHECKING:
    from ...experiment.compared import ComparedDesigns


def in_forms_shown(result: ComparedDesigns) -> str:
    """What each form says, and what follows from it.

    Args:
        result: a comparison that was repeated in other forms.
    """
    rows = in_forms(result)
    return f"{_table(result, rows)}\n{recommendation(result, rows)}"


def recommendation(result: ComparedDesigns, rows: Sequence[InForm]) -> str:
    """In how many forms the recommendation holds, and with which it changes.

    Args:
        result: a comparison that was repeated in other forms.
        rows: what it says in each, the scenario's own first.
    """
    own, others = rows[0], rows[1:]
    same = sum(row.leader == own.leader for row in rows)
    count = f"{same} of {len(rows)}" if same < len(rows) else f"all {same}"
    changes = [row for row in others if row.leader != own.leader]
    if own.winner is None:
        return _undecided(own, others, count, changes)
    holds = f"The recommendation holds in {count} model forms"
    if changes:
        holds += f"; it changes with {_named(changes)}"
    told = [f"{holds}."]
    slight = [row for row in changes if row.against_runner_up.sign == 0]
    if slight:
        told.append(
            f"With {_named(slight)} the two designs differ by no more than sampling error "
            "(the 95 % CI contains 0)."
        )
    close = [row for row in others if row.leader == own.leader and row.winner is None]
    if close:
        told.append(f"With {_named(close)} it is too close to call.")
    return " ".join(told)


def as_data(result: ComparedDesigns) -> dict[str, Any]:
    """The same as plain values."""
    rows = in_forms(result)
    return {
        "design": rows[0].leader,
        "recommendation": recommendation(result, rows),
        "holds_in": sum(row.leader == rows[0].leader for row in rows),
        "compared": [
            {
                "form": row.form,
                "leader": row.leader,
                "winner": row.winner,
                "against_today": None if row.against_today is None else plain(row.against_today),
                "runner_up": row.runner_up,
                "against_runner_up": plain(row.against_runner_up),
            }
            for row in rows
        ],
    }


def _undecided(own: InForm, others: Sequence[InForm], count: str, changes: Sequence[InForm]) -> str:
    """What forms say where the scenario's own form recommends nothing."""
    first = named(own.leader)
    order = f"{first[0].upper()}{first[1:]} has the highest mean NPV in {count} model forms"
    if changes:
        order += f"; another design has it with {_named(changes)}"
    told = ["No design is recommended, since the comparison is too close to call.", f"{order}."]
    for winner in dict.fromkeys(row.winner for row in others if row.winner is not None):
        wins = [row for row in others if row.winner == winner]
        told.append(f"With {_named(wins)} {named(winner)} wins.")
    return " ".join(told)


def _named(rows: Sequence[InForm]) -> str:
    return listed([f"`{row.form}`" for row in rows], "and")


def _table(result: ComparedDesigns, rows: Sequence[InForm]) -> str:
    currency, chosen = result.scenario.currency, rows[0].leader
    head = ["model form", "leader", "vs today, 95 % CI", "vs runner-up, 95 % CI", "runner-up"]
    cells = [
        [
            row.form,
            row.leader,
            "is today" if row.against_today is None else _gap(row.against_today, currency),
            _gap(row.against_runner_up, currency),
            row.runner_up,
        ]
        for row in rows
    ]
    note = f"NPV of {named(chosen)} less that of today, and of the best other design in each form."
    return f"{note}\n{aligned([head, *cells])}"


def _gap(gap: Estimate, currency: str) -> str:
    reach = interval(gap, lambda value: money(value, currency, True))
    return f"{money(gap.mean, currency, True)} ({reach})"
