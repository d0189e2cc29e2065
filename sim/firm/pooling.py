"""What leaders of one kind do together in a month: a vision, and idle effort that is lent."""

from __future__ import annotations

from collections.abc import Sequence

from .leaders import Leader
from .planning import Lane


def pursue(leaders: Sequence[Leader], effort: float) -> float:
    """Work on one vision at a time with what all leaders of a kind commit to it.

    The next step is the one of most believed benefit among theirs: a vision is committed to, and
    not ranked by benefit for effort, by which the largest would always come last.

    Args:
        leaders: of one kind.
        effort: what they have for it.

    Returns:
        effort that found no step worth taking.
    """
    while effort > 1e-12:
        busy = next((each for each in leaders if Lane.VISION in each.team.programmes), None)
        if busy is None:
            free = [each for each in leaders if each.team.can_begin]
            plans = [(each.plan(Lane.VISION), each) for each in free]
            proposed = [(items, each) for items, each in plans if items]
            if not proposed:
                return effort
            items, busy = max(proposed, key=lambda proposal: proposal[0][0].benefit)
            busy.team.started += 1
            busy.team.begin(Lane.VISION, items)
        effort = busy.team.advance(Lane.VISION, effort)
    return 0.0


def lend(leaders: Sequence[Leader], share: float) -> None:
    """Let idle effort work for those leaders of the same kind who have something under way.

    Args:
        leaders: of one kind.
        share: of the idle effort, each of the three times that it is offered.
    """
    for _ in range(3):  # what one cannot use either goes on to the next
        spare = sum(each.team.idle for each in leaders) * share
        busy = [each for each in leaders if each.team.idle <= 1e-12]
        if spare <= 1e-9 or not busy:
            return
        for each in leaders:
            each.capacity -= each.team.idle * share
            each.team.idle -= each.team.idle * share
        for each in busy:
            each.capacity += spare / len(busy)
            each.team.idle += each.team.build(Lane.CHANGE, spare / len(busy))


def work_together(leaders: Sequence[Leader], committed: float, lending: float) -> None:
    """The vision first, with what is committed to it; idle effort is lent, or joins the vision.

    Args:
        leaders: of one kind, whose teams have had their month.
        committed: effort kept for the vision.
        lending: share of idle effort that may work elsewhere.
    """
    left = pursue(leaders, committed)
    if left > 1e-12:
        for each in leaders:
            each.team.idle += each.team.build(Lane.CHANGE, left / len(leaders))
    if lending > 0:
        lend(leaders, lending)
        spare = lending * sum(each.team.idle for each in leaders)
        if committed > 0 and spare > 1e-9:
            used = 1 - pursue(leaders, spare) / spare
            for each in leaders:
                each.team.idle -= lending * each.team.idle * used
