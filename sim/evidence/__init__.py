"""The simulator held against published facts: each an experiment on the real engine.

`sim.evidence("V8", share=0.1)` runs some of them: the package itself can be called, so that one
name serves for the command, the function and the place. `fact` says what a fact is, `effort` how
big its experiment is, `facts` lists them all; the other modules hold the experiments by theme.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .findings import Evidence


class _Evidence(ModuleType):
    """A package that can be called."""

    def __call__(
        self,
        *ids: str,
        share: float = 1.0,
        seed: int = 1,
        jobs: int | None = None,
        progress: bool = False,
    ) -> Evidence:
        """Run the experiments of some facts, see `findings.found`."""
        from .findings import found

        return found(*ids, share=share, seed=seed, jobs=jobs, progress=progress)


here = sys.modules[__name__]
here.__class__ = _Evidence
