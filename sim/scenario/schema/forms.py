"""Model forms: what the literature leaves open, each open question with its named answers.

A form holds some parameters at a value, e.g. at the one that switches a mechanism off. So the model
reads numbers only, and a comparison can be repeated with every other answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from pydantic import Field

from .experience import FAST
from .parameter import ASSUMPTION, Section


class Disconfirmation(StrEnum):
    """How shortfalls weigh against equal gains."""

    ASYMMETRIC = "asymmetric"
    LINEAR = "linear"


class Recovery(StrEnum):
    """What the fast resolution of a failure does to satisfaction."""

    UNDOES = "undoes"
    MAY_DELIGHT = "may_delight"


class Overrun(StrEnum):
    """How actual effort scatters around what it should be."""

    LOGNORMAL = "lognormal"
    FAT_TAILED = "fat_tailed"


class Leaders(StrEnum):
    """Whether leaders find out that reports shrink on their way up."""

    NAIVE = "naive"
    LEARNING = "learning"


class Leaving(StrEnum):
    """Whether customers draw their friends along when they leave."""

    INDEPENDENT = "independent"
    CONTAGIOUS = "contagious"


class Prices(StrEnum):
    """Whether leaders move prices."""

    FROZEN = "frozen"
    FREE = "free"


def _form(
    default: StrEnum,
    other: StrEnum,
    source: str,
    description: str,
    given: Mapping[str, float] | None = None,
) -> Any:
    """Declare an open question.

    Args:
        default: the answer when a scenario states none.
        other: the answer that the witness tries against it.
        source: who gives which answer.
        description: what each answer means.
        given: settings, by dotted path, with which the witness tries them.
    """
    return Field(
        default,
        description=description,
        json_schema_extra={
            "unit": "choice",
            "source": source,
            "role": "uncertainty",
            "witness": {
                "low": default.value,
                "high": other.value,
                "moves": "nps",
                "given": dict(given or {}),
            },
        },
    )


class Forms(Section):
    """Model forms: which answer the model gives to a question that the literature leaves open."""

    disconfirmation: Disconfirmation = _form(
        Disconfirmation.ASYMMETRIC,
        Disconfirmation.LINEAR,
        "Anderson & Sullivan 1993: shortfalls weigh more (S); Mittal et al. 1998: usually taken "
        "as linear and symmetric (S)",
        "asymmetric: shortfalls weigh `experience.loss_aversion` times as much as equal gains; "
        "linear: as much.",
    )
    recovery: Recovery = _form(
        Recovery.UNDOES,
        Recovery.MAY_DELIGHT,
        "de Matos et al. 2007: recovered customers are more satisfied than before, but neither "
        "stay nor recommend more (S)",
        "undoes: recovery never lifts satisfaction above what it was before the failure; "
        "may_delight: a fast resolution may, by `experience.recovery_lift`.",
        FAST,
    )
    overrun: Overrun = _form(
        Overrun.LOGNORMAL,
        Overrun.FAT_TAILED,
        "Flyvbjerg & Budzier 2011: one project in six is a black swan (R)",
        "lognormal: effort scatters by `work.effort_sd`; fat_tailed: also, a share "
        "`work.black_swan_share` of programmes takes many times as much, with the same mean.",
    )
    leaders: Leaders = _form(
        Leaders.NAIVE,
        Leaders.LEARNING,
        ASSUMPTION,
        "naive: leaders never learn that reports shrink; learning: every moved offer that works "
        "shows them how far, at `insight.learning_speed`.",
        {"market.needs_drift": 0.1},
    )
    leaving: Leaving = _form(
        Leaving.INDEPENDENT,
        Leaving.CONTAGIOUS,
        "Fader & Hardie 2007: customers leave by hazards of their own (S); Nitzan & Libai 2011: "
        "a neighbour's defection raises the hazard by 80 % (S)",
        "independent: friends who leave do not matter; contagious: a friend who leaves the same "
        "firm raises the base hazard by `advocacy.contagion`, which fades.",
    )
    prices: Prices = _form(
        Prices.FROZEN,
        Prices.FREE,
        "Bijmolt, van Heerde & Pieters 2005; Tellis 1988: customers respond to prices (R); whether "
        "leaders move them: assumption",
        "frozen: prices stay as they are; free: leaders move them towards what their KPI likes "
        "best, at most by `pricing.fastest` a year.",
    )

    def held(self) -> dict[str, float]:
        """The parameters that these forms hold at a value, by dotted path."""
        found: dict[str, float] = {}
        for question, answers in HELD.items():
            found |= answers.get(str(getattr(self, question)), {})
        return found


HELD: dict[str, dict[str, dict[str, float]]] = {
    "disconfirmation": {Disconfirmation.LINEAR: {"experience.loss_aversion": 1.0}},
    "recovery": {Recovery.UNDOES: {"experience.recovery_lift": 0.0}},
    "overrun": {Overrun.LOGNORMAL: {"work.black_swan_share": 0.0, "work.black_swan_cost": 1.0}},
    "leaders": {Leaders.NAIVE: {"insight.learning_speed": 0.0}},
    "leaving": {Leaving.INDEPENDENT: {"advocacy.contagion": 0.0}},
    "prices": {Prices.FROZEN: {"pricing.fastest": 0.0}},
}
"""By question and answer, the parameters that the answer holds at a value, whatever is set.
An answer that is missing leaves every parameter as the scenario states it."""


def alternatives(forms: Forms) -> list[tuple[str, str]]:
    """Every other answer to every question: question and answer, in the order of the schema.

    Args:
        forms: the answers of a scenario, which are left out.
    """
    found = []
    for question, field in Forms.model_fields.items():
        answers: Any = field.annotation
        found += [
            (question, str(answer)) for answer in answers if answer != getattr(forms, question)
        ]
    return found
