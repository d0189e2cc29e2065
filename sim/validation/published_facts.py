"""Every published fact that the simulator is held against, in order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from string import ascii_lowercase

from ..errors import RunError
from . import (
    breach,
    cohorts,
    complaints,
    contagion,
    delivery,
    diffusion,
    elasticity,
    end_markets,
    experience,
    failure_demand,
    information,
    moves,
    one_number,
    overruns,
    recommenders,
    referral,
    reorganisation,
    value,
    whale,
    word_of_mouth,
)
from .fact import Fact

THEMES: tuple[Sequence[Fact], ...] = (
    cohorts.FACTS,
    diffusion.FACTS,
    reorganisation.FACTS,
    information.FACTS,
    value.FACTS,
    referral.FACTS,
    whale.FACTS,
    experience.FACTS,
    word_of_mouth.FACTS,
    delivery.FACTS,
    contagion.FACTS,
    recommenders.FACTS,
    complaints.FACTS,
    failure_demand.FACTS,
    overruns.FACTS,
    breach.FACTS,
    elasticity.FACTS,
    moves.FACTS,
    one_number.FACTS,
    end_markets.FACTS,
)


def _order(fact: Fact) -> tuple[int, str]:
    return int("".join(re.findall(r"\d+", fact.id))), fact.id


FACTS: list[Fact] = sorted((fact for theme in THEMES for fact in theme), key=_order)
"""V1 to V27; what is one line in print and two kinds of evidence has two letters, V1a and V1b."""


def chosen(ids: Sequence[str]) -> list[Fact]:
    """Facts by their ids, in the order of `FACTS`; all when none is named.

    Args:
        ids: e.g. "V8", in any case; "V1" stands for V1a and V1b.

    Raises:
        RunError: no fact has this id; names the nearest.
    """
    wanted = {fact.id for each in ids for fact in _called(each)}
    return [fact for fact in FACTS if not ids or fact.id in wanted]


def _called(text: str) -> list[Fact]:
    name = text.lower()
    found = [
        fact for fact in FACTS if name in (fact.id.lower(), fact.id.lower().rstrip(ascii_lowercase))
    ]
    if not found:
        known = [fact.id for fact in FACTS]
        close = get_close_matches(text.upper(), known, 1, cutoff=0)
        raise RunError(
            f"no fact is called {text!r}; did you mean {close[0]}? There are {', '.join(known)}"
        )
    return found
