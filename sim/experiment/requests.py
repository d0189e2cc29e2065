"""What may be asked of an experiment: designs that have a name, numbers that make sense."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from numbers import Integral

from ..errors import RunError, ScenarioError
from ..scenario.notation.problems import is_one_line, listed, nearest
from ..scenario.scenario import Scenario
from ..scenario.schema.design import PRESETS, Design
from ..scenario.schema.forms import alternatives
from ..text.letters import alike, distinguished
from .run.stopping import CAP, MOST

TODAY = "today"
"""The name of the design that a firm has."""
USUAL = 30
"""Replications where nothing is asked for."""


def known_designs(scenario: Scenario) -> dict[str, Design]:
    """Designs that have a name: today's and the presets."""
    return {TODAY: scenario.today, **PRESETS}


def different_designs(scenario: Scenario) -> dict[str, Design]:
    """Today's design, and the presets that differ from it."""
    others = {name: design for name, design in PRESETS.items() if design != scenario.today}
    return {TODAY: scenario.today, **others}


def design_called(name: str, scenario: Scenario, place: str = "") -> Design:
    """A design by its name.

    Args:
        name: "today" or a preset's.
        scenario: whose today.
        place: what a message begins with.

    Raises:
        RunError: no design has this name; lists the names.
    """
    known = known_designs(scenario)
    if name not in known:
        near = nearest(name, known)
        cure = f", did you mean {near!r}?" if near else f"; use {', '.join(known)}"
        raise RunError(f"{place}no design is called {name!r}{cure}")
    return known[name]


ALL_FORMS = "all"
"""Asks for every answer to every open question."""


def form_called(question: str, answer: str) -> str:
    """What a model form is called: "overrun: fat_tailed"."""
    return f"{question}: {answer}"


def other_forms(scenario: Scenario) -> dict[str, tuple[str, str]]:
    """Every model form that differs from a scenario's by one answer: question and answer."""
    return {form_called(*each): each for each in alternatives(scenario.forms)}


def asked_forms(
    scenario: Scenario, designs: Mapping[str, Design], forms: str | Iterable[str]
) -> dict[str, tuple[str, str]]:
    """The model forms that a comparison is to be repeated in, as `other_forms` has them.

    Args:
        scenario: whose own form is left out.
        designs: what is compared.
        forms: "all"; or open questions ("overrun") or single forms ("overrun: fat_tailed"), as a
            list or as one text with commas between.

    Raises:
        RunError: no such question or form, or nothing that could differ; names the cure.
    """
    known = other_forms(scenario)
    questions = list(dict.fromkeys(question for question, _ in known.values()))
    cure = f"use {ALL_FORMS}, or {listed(questions, 'and')}, with commas between"
    names = forms.split(",") if isinstance(forms, str) else forms
    if not isinstance(names, Iterable):
        raise RunError(f"forms is {forms!r}; {cure}")
    asked = [str(name).strip() for name in names]
    if not any(asked):
        raise RunError(f"forms: nothing is named; {cure}")
    own = {form_called(*each) for each in scenario.forms.model_dump(mode="json").items()}
    for name in asked:
        if name in own:
            raise RunError(f"forms: {name!r} is the scenario's own form; leave it out")
        if name not in (ALL_FORMS, *questions, *known):
            near = nearest(name, [ALL_FORMS, *questions])
            meant = f", did you mean {near!r}?" if near else f"; {cure}"
            raise RunError(f"forms: no model form is called {name!r}{meant}")
    _checked_choice(scenario, designs, "forms", "form")
    return {f: each for f, each in known.items() if {ALL_FORMS, f, each[0]} & set(asked)}


def twice_as_long(
    scenario: Scenario, designs: Mapping[str, Design], twice: bool
) -> Scenario | None:
    """The scenario with twice as many months; None where it is not asked for.

    Args:
        scenario: what is compared in.
        designs: what is compared.
        twice: whether it is asked for.

    Raises:
        RunError: so many months cannot be simulated, or nothing could differ; names the cure.
    """
    if not isinstance(twice, bool):
        raise RunError(f"twice is {twice!r}; use True or False")
    if not twice:
        return None
    _checked_choice(scenario, designs, "twice", "horizon")
    try:
        return scenario.override({"months": 2 * scenario.months})
    except ScenarioError as error:
        raise RunError(
            f"twice: {2 * scenario.months} months, twice the scenario's {scenario.months}, cannot "
            f"be simulated ({error.problems[0]}); leave twice out, or set fewer months"
        ) from None


def _checked_choice(
    scenario: Scenario, designs: Mapping[str, Design], asked: str, varied: str
) -> None:
    """Refuse to vary what no choice hangs on."""
    if all(design == scenario.today for design in designs.values()):
        raise RunError(
            f"{asked}: every design equals today's, so no {varied} could change the "
            f"recommendation; leave {asked} out, or compare a design that differs"
        )


def checked_names(kind: str, names: Iterable[str]) -> None:
    """Make sure that a reader can tell things apart by their names.

    Args:
        kind: what they are the names of, for the message.
        names: in the order in which they are given.

    Raises:
        RunError: a name that looks like another one.
    """
    seen: dict[str, str] = {}
    for name in names:
        bare = alike(str(name))
        if bare in seen:
            before, now = distinguished(seen[bare], name)
            raise RunError(f"the {kind}s {before} and {now} look alike; rename one")
        seen[bare] = name


def checked_request(
    replications: int | None, precision: float | None, seed: int, jobs: int | None, markets: int
) -> None:
    """Refuse numbers that make no sense; arguments as for `compare`.

    Raises:
        RunError: names it, and the cure.
    """
    whole = {"replications": replications, "seed": seed, "jobs": jobs, "markets": markets}
    for name, value in whole.items():
        if value is not None and (not isinstance(value, Integral) or isinstance(value, bool)):
            raise RunError(f"{name} is {value!r}; use a whole number")
    if replications is not None and precision is not None:
        raise RunError("give either replications or precision, not both")
    if replications is not None and replications < 2:
        raise RunError(f"replications is {replications}; an interval needs at least 2")
    if replications is not None and replications > MOST:
        raise RunError(
            f"replications is {replications}, more than fit into memory; use {MOST} or fewer, or "
            "ask for a precision like 2%, which takes as many as it needs"
        )
    if precision is not None and not 0 < precision < 1:
        raise RunError(f"precision is {precision}; use a share above 0 and below 1, like 2%")
    if not 0 <= seed < 2**63:
        raise RunError(f"seed is {seed}; use a whole number from 0 to 2^63 - 1")
    if jobs is not None and not 1 <= jobs <= 4 * (os.cpu_count() or 1) + 60:
        raise RunError(f"jobs is {jobs}; use a number from 1 to a few times the processors")
    if not 1 <= markets <= CAP:
        raise RunError(f"markets is {markets}; use 1 or more, and no more than {CAP}")
    count = USUAL if replications is None else replications
    if precision is None and count % markets:
        even = sorted({max(count - count % markets, markets), count + markets - count % markets})
        raise RunError(
            f"replications is {count} but markets is {markets}: every market needs the same number "
            f"of replications; use {' or '.join(map(str, even))} replications"
        )


def checked_market(scenario: Scenario, designs: Mapping[str, Design], markets: int) -> None:
    """Refuse designs and markets that make no sense in a scenario; arguments as for `compare`.

    Raises:
        RunError: names it, and the cure.
    """
    for name, design in designs.items():
        checked_name(name, "design")
        if not isinstance(design, Design):
            raise RunError(f"design {name!r} is a {type(design).__name__}; pass a sim.Design")
    checked_names("design", dict.fromkeys((*designs, TODAY)))
    if markets > 1 and not scenario.draws_needs:
        raise RunError(
            f"markets is {markets} but {scenario.name} states every need, so all markets would be "
            "the same; leave out needs of the scenario, or use 1"
        )


def checked_name(name: object, what: str) -> None:
    """Refuse what cannot stand as a name in tables, charts and files.

    Args:
        name: what is given.
        what: what it should name.

    Raises:
        RunError: it is not a single line of text.
    """
    if not isinstance(name, str) or not name.strip() or not is_one_line(name):
        raise RunError(
            f"{name!r} is not a name for a {what}; use a single line of text, as tables and charts "
            "show it"
        )
