"""Everything that the schema declares with a role: parameters, choices, tables and facts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from typing import Any, Literal, NamedTuple

from ..scenario import Scenario
from ..schema.parameter import ASSUMPTION
from ..schema.specification import Spec

Footing = Literal["published", "published, default another", "computed", "assumption", "books"]
_MARK = re.compile(r"\(([SRC])\b[^)]*\)")
_DEFAULT_ANOTHER = ("prototype", ASSUMPTION)


class Declared(NamedTuple):
    """One value of the schema and what is declared of it.

    Attributes:
        path: dotted path, with `*` for every item of a list.
        spec: kind, unit and bounds.
        default: its value where a file says nothing; None where a file must say it.
        description, source, role: as declared, see `parameter`.
        section: what the section that holds it is for.
    """

    path: str
    spec: Spec
    default: Any
    description: str
    source: str
    role: str
    section: str

    @property
    def home(self) -> str:
        """The path of the section that holds it; empty at the top."""
        return self.path.rpartition(".")[0]

    @property
    def mark(self) -> str:
        """S for a source seen, R recalled, C computed; empty for none."""
        found = _MARK.search(self.source)
        return found[1] if found else ""

    @property
    def footing(self) -> Footing:
        """What the default rests on.

        A source may give a figure and the default be another, or give a kind and no level: then it
        says so after the figure, with the word assumption or prototype.
        """
        if self.role == "fact":
            return "books"
        if self.mark in ("", "C"):
            return "computed" if self.mark else "assumption"
        chosen = any(word in self.source for word in _DEFAULT_ANOTHER)
        return "published, default another" if chosen else "published"


def declared() -> list[Declared]:
    """Every value that has a role, in the order of the schema."""
    return list(_below(Spec(Scenario), ""))


def _below(spec: Spec, prefix: str) -> Iterator[Declared]:
    """What a section declares, and the sections in it."""
    section = spec.section
    assert section is not None
    for name, field in section.model_fields.items():
        inside = spec.below(name)
        assert inside is not None
        item = inside.below(0)
        if inside.section:
            yield from _below(inside, f"{prefix}{name}.")
        elif item is not None and item.section:
            yield from _below(item, f"{prefix}{name}.*.")
        elif isinstance(extra := field.json_schema_extra, dict) and "role" in extra:
            default = None if field.is_required() else field.get_default(call_default_factory=True)
            yield Declared(
                f"{prefix}{name}",
                inside,
                default.value if isinstance(default, Enum) else default,
                field.description or "",
                str(extra["source"]),
                str(extra["role"]),
                (section.__doc__ or "").split("\n")[0],
            )
