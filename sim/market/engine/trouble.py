"""Trouble, in short loops over a block of people: calls that failures cause, answers, losses.

As in `stages`, whose rows these are. A loop here is run only where a scenario asks for it.
"""

from __future__ import annotations

import numpy as np

from ..people.world import Behaviour, Single
from ..rules import rules
from ..rules.compiled import scalar, stage
from ..rules.draws import RandomStream
from ..rules.tally import fixed
from .scratch import BLOCK, Totals, Whole
from .stages import (
    BACK,
    CELL,
    CONTACTS,
    CONTRIBUTION,
    EXPECTATION,
    FAILED,
    FELT,
    FIXED,
    HAD,
    HELD,
    LOSS,
    LOST,
    NORM,
    OFFER,
    OUTCOME,
    PENDING,
    RANDOM,
    SATISFACTION,
    SPEND,
    TOUCHPOINT,
    VALUE,
    after_moment,
    felt,
    looked_up,
)

_TOUCHPOINT_STREAM, _LOSES_STREAM = (
    np.int64(RANDOM + BLOCK * int(draw)) for draw in (RandomStream.TOUCHPOINT, RandomStream.LOSES)
)


# Contacts that earlier trouble causes


@stage
def calling(found: int, real: Single) -> None:
    """Contacts of the month, those that earlier trouble causes included."""
    for j in range(found):
        real[CONTACTS + j] = rules.contacts_of(real[CONTACTS + j], real[PENDING + j])


@stage
def calling_back(found: int, real: Single) -> None:
    """Whose moment would be a call for help; the same number then says where others are met."""
    for j in range(found):
        draw = real[_TOUCHPOINT_STREAM + j]
        share = rules.pending_share(real[PENDING + j], real[CONTACTS + j])
        real[BACK + j] = np.float32(draw < share)
        real[_TOUCHPOINT_STREAM + j] = rules.draw_beyond(draw, share)


@stage
def answered_by_desk(
    found: int, desk: np.int32, touchpoints: np.int32, real: Single, whole: Whole
) -> None:
    """Calls for help reach the help desk, wherever others are met."""
    for j in range(found):
        back = real[BACK + j] > np.float32(0.5)
        whole[TOUCHPOINT + j] = desk if back else whole[TOUCHPOINT + j]
        whole[OFFER + j] = whole[CELL + j] * touchpoints + whole[TOUCHPOINT + j]


@stage
def repeating(found: int, behaviour: Behaviour, real: Single, whole: Whole) -> None:
    """Contacts that stay pending after the moment and what followed it."""
    for j in range(found):
        outcome = whole[OUTCOME + j]
        short = rules.shortness(
            np.float32(outcome >= np.int32(FAILED)),
            real[VALUE + j],
            behaviour.contact_effort,
            behaviour.misfit_contacts,
        )
        resolved = np.float32(outcome >= np.int32(FAILED + 2))
        further = rules.further_contacts(
            real[CONTACTS + j], short, resolved, behaviour.repeat_contacts
        )
        real[PENDING + j] = further if whole[HAD + j] > 0 else np.float32(0.0)


@stage
def counted_pending(found: int, caused: Totals, s: int, real: Single, whole: Whole) -> None:
    """Contacts that earlier trouble causes."""
    total = 0
    for j in range(found):
        total += fixed(real[PENDING + j])
    caused[s] += total


# Answers that undo a share of the hazard


@scalar
def _undone(outcome: np.int32, behaviour: Behaviour) -> np.float32:
    """Share that was undone of what failed; 0 where nothing did."""
    share = rules.undone_share(
        np.float32(outcome - np.int32(FAILED)),
        behaviour.recovered_silent,
        behaviour.recovered_unresolved,
        behaviour.recovered_resolved,
        behaviour.recovered_fast,
    )
    return share if outcome >= FAILED else np.float32(0.0)


@stage
def feeling_by_hazard(found: int, behaviour: Behaviour, real: Single, whole: Whole) -> None:
    """As `stages.feeling`, where an answer undoes a share of the hazard that a failure adds."""
    for j in range(found):
        before, expected = real[SATISFACTION + j], real[EXPECTATION + j]
        value, outcome = real[VALUE + j], whole[OUTCOME + j]
        after = after_moment(before, value, expected, behaviour)
        answered = rules.loyalty_recovered(
            after, before, _undone(outcome, behaviour), behaviour.churn_sensitivity
        )
        followed = np.float32(outcome - np.int32(FAILED))
        answered = rules.delighted(answered, followed, behaviour.recovery_lift)
        after = answered if outcome >= FAILED else after
        real[FELT + j] = felt(value, expected, behaviour)
        real[SATISFACTION + j] = after if whole[HAD + j] > 0 else before


@stage
def expecting_by_hazard(found: int, behaviour: Behaviour, real: Single, whole: Whole) -> None:
    """As `stages.expecting`, where what an answer has undone of a failure is not learnt."""
    for j in range(found):
        before = real[EXPECTATION + j]
        speed = rules.unanswered_learning(
            behaviour.expectation_learning, _undone(whole[OUTCOME + j], behaviour)
        )
        learnt = rules.expectation(before, real[VALUE + j], speed)
        learnt = learnt if whole[HAD + j] > 0 else before
        real[EXPECTATION + j] = rules.expectation_of_anybody(
            learnt, real[NORM + j], behaviour.norm_pull
        )


# Losses


@stage
def losing(
    found: int, chances: Single, products: np.int32, losses: Single, real: Single, whole: Whole
) -> None:
    """Who causes a loss in which product: as `stages.meeting`; and everybody's profit after it.

    Args:
        chances: [M * P], cumulative by product.
        products: P.
        losses: [P], of one segment.
    """
    for j in range(found):
        whole[FIXED + j] = whole[HELD + j] * products
        whole[LOST + j] = np.int32(0)
        real[LOSS + j] = np.float32(0.0)
    for _ in range(products):
        looked_up(chances, found, real, VALUE, whole, FIXED)
        for j in range(found):
            whole[LOST + j] += np.int32(real[_LOSES_STREAM + j] >= real[VALUE + j])
            whole[FIXED + j] += np.int32(1)
    for p in range(products):
        for j in range(found):
            real[LOSS + j] = losses[p] if whole[LOST + j] == np.int32(p) else real[LOSS + j]
    for j in range(found):
        real[CONTRIBUTION + j] = rules.contribution_after_loss(
            real[CONTRIBUTION + j], real[SPEND + j], real[LOSS + j]
        )


@stage
def counted_losses(found: int, losses: Totals, real: Single, whole: Whole) -> None:
    """Spend of the customers who caused a loss, by product."""
    for j in range(found):
        whole[FIXED + j] = fixed(real[SPEND + j])
    for p in range(len(losses)):
        total, product = 0, np.int32(p)
        for j in range(found):
            total += whole[FIXED + j] if whole[LOST + j] == product else np.int32(0)
        losses[p] += total
