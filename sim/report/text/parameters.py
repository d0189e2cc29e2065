"""The page of all parameters, docs/parameters.md, from the schema: nothing on it is typed twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from math import isinf
from typing import Any, get_origin

from ...scenario.notation.problems import listed
from ...scenario.schema.design import PRESETS
from ...scenario.schema.specification import Spec
from ...scenario.writing.declared import Declared, declared

HEAD = """\
# Parameters

Every number, choice and table that a scenario file may set, from the schema (`sim/scenario/`).
Generated: `make update-golden` writes this page anew, and a test fails while it differs. How they
act is in [model.md](model.md), how files set them in [scenario_files.md](scenario_files.md).

## What they rest on

{counts}

*Published*: the default is a published figure or lies within a published range. *Published, default
another*: a publication gives the kind or a figure, and the default is not that figure. *Computed*:
it follows from other defaults. *Assumption*: no measurement is known; many "behaved in an earlier
prototype", which is no evidence. The mark behind a source says how the figure was found: **S** seen
in a stored page or paper, often a secondary one, **R** recalled and not verified, **C** computed.
`sim doctor` lists those with the most influence on the shipped bank's verdict.

*Uncertainty*: its exact value is not known, and a file may declare a range (`uncertain`). *Lever*:
the firm chooses it. *Constant*: a convention of the model or of the calculation. A path with `*`
stands for every item of a list. `sim show retail_bank --origin` prints what a shipped scenario sets
instead. Numbers in the code that no file can set are listed in [model.md](model.md).
"""
COUNTED = ("published", "published, default another", "computed", "assumption")
PLURALS = {"uncertainty": "uncertainties", "lever": "levers", "constant": "constants"}
TITLES = {
    "": "The run",
    "products.*": "Products",
    "segments.*": "Segments",
    "touchpoints.*": "Touchpoints",
    "shocks.*": "Shocks",
}


def written() -> str:
    """The page as the text of a file."""
    known = declared()
    facts = [each for each in known if each.role == "fact"]
    parameters = [each for each in known if each.role in PLURALS]
    parts = [HEAD.format(counts=_counts(parameters))]
    parts += [_section(home, list(group)) for home, group in _by_home(parameters)]
    parts.append(_presets(parameters))
    parts.append(_facts(facts))
    return "\n".join(parts)


def _counts(parameters: Sequence[Declared]) -> str:
    """How many parameters rest on what, by role."""
    rows = [["", *COUNTED, "together"]]
    for role, plural in PLURALS.items():
        of_role = [each for each in parameters if each.role == role]
        rows.append([plural, *_numbers(of_role)])
    rows.append(["**all**", *(f"**{number}**" for number in _numbers(parameters))])
    published, assumed = (
        sum(each.footing == footing for each in parameters)
        for footing in ("published", "assumption")
    )
    sentence = (
        f"Of {len(parameters)} parameters, **{published} have a published source for their "
        f"default, and {assumed} are assumptions**."
    )
    return f"{sentence}\n\n{_table(rows)}".rstrip()


def _numbers(parameters: Sequence[Declared]) -> list[str]:
    found = [sum(each.footing == footing for each in parameters) for footing in COUNTED]
    return [str(number) for number in (*found, len(parameters))]


def _by_home(known: Sequence[Declared]) -> Iterable[tuple[str, Iterable[Declared]]]:
    """Parameters by the section that holds them, sections in the order of the schema."""
    homes = list(dict.fromkeys(each.home for each in known))
    return groupby(sorted(known, key=lambda each: homes.index(each.home)), lambda each: each.home)


def _section(home: str, known: Sequence[Declared]) -> str:
    rows = [["Parameter", "Default", "Unit", "Bounds", "Role", "Meaning", "Source"]]
    rows += [
        [
            f"`{each.path}`",
            _value(each),
            _unit(each),
            _bounds(each.spec),
            each.role,
            each.description,
            each.source,
        ]
        for each in known
    ]
    return f"## {TITLES.get(home, f'`{home}`')}\n\n{known[0].section}\n\n{_table(rows)}"


def _presets(parameters: Sequence[Declared]) -> str:
    """The settings of the designs that every comparison runs."""
    rows = [["Setting", *(f"`{name}`" for name in PRESETS)]]
    for each in parameters:
        place, _, field = each.path.removeprefix("today.").rpartition(".")
        if each.path.startswith("today."):
            values = [getattr(getattr(design, place), field) for design in PRESETS.values()]
            rows.append([f"`{place}.{field}`", *(_plain(value) for value in values)])
    words = (
        "## The four designs\n\nPoints in the space of `today.organisation` and `today.delivery`; "
        "all their values are\nassumptions, and no rule depends on a design's name. Designs "
        "between them are equally valid."
    )
    return f"{words}\n\n{_table(rows)}"


def _facts(facts: Sequence[Declared]) -> str:
    rows = [["Fact", "Unit", "Bounds", "Meaning"]]
    rows += [
        [f"`{each.path}`", each.spec.unit, _bounds(each.spec), each.description] for each in facts
    ]
    words = (
        "## Facts\n\nWhat the firm's own books report of last year. They are not parameters: no "
        "result depends on them\n(a test shows it), and `sim check` puts them beside the simulated "
        "year."
    )
    return f"{words}\n\n{_table(rows)}"


def _unit(each: Declared) -> str:
    if each.spec.unit != "choice":
        return each.spec.unit
    return "true or false" if each.spec.kind is bool else f"one of {listed(each.spec.choices())}"


def _value(each: Declared) -> str:
    return "required" if each.default is None else _plain(each.default)


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return "none named"
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _bounds(spec: Spec) -> str:
    inside = spec.below("") if get_origin(spec.kind) is dict else spec
    assert inside is not None
    low, high = (f"{bound:,.6g}".replace("e+0", "e") for bound in (inside.low, inside.high))
    if isinf(inside.high):
        return "" if isinf(inside.low) else f"{low} up"
    return f"{low} to {high}"


def _table(rows: Sequence[Sequence[str]]) -> str:
    """Rows of cells as a table of Markdown, the first row its head."""
    lines = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]]) + "\n"
