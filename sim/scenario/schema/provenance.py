"""Where each value of a scenario came from: a line of a file, `--set`, or the schema's default."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..notation.paths import Steps, leaves

DEFAULT = "default"
"""Origin of a value that a file leaves to the schema."""


@dataclass(frozen=True, eq=False)
class Provenance:
    """Origins of values. Scenarios of the same content are equal wherever their values came from.

    Attributes:
        origins: by path, for the values that something gave.
        otherwise: the origin of all others.
    """

    origins: Mapping[Steps, str] = field(default_factory=dict)
    otherwise: str = "given in Python"

    def of(self, path: Steps) -> str:
        """Origin of one value: "bank.yaml:12", "--set", "default"."""
        return self.origins.get(path, self.otherwise)

    def after(self, changes: Mapping[Steps, Any], origin: str) -> Provenance:
        """Origins when values at some paths, with all below them, come from somewhere else."""
        origins = {
            path: old
            for path, old in self.origins.items()
            if not any(path[: len(changed)] == changed for changed in changes)
        }
        for changed, value in changes.items():
            origins |= {(*changed, *path): origin for path, _ in leaves(value)}
        return Provenance(origins, self.otherwise)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Provenance)

    def __hash__(self) -> int:
        return hash(Provenance)
