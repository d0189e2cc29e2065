"""What the simulator says when its input is wrong: where, why, and the cure."""

from __future__ import annotations

from typing import Any


class SimulatorError(Exception):
    """A mistake of the user's that the program explains instead of crashing.

    The command line prints the message and ends with exit code 2.

    Example:
        >>> import sim
        >>> try:
        ...     sim.load("retail_bnak")
        ... except sim.SimulatorError as error:
        ...     print(error)
        retail_bnak: no such file or shipped scenario; did you mean 'retail_bank'?
    """


class _SeveralProblems(SimulatorError):
    """A mistake of several sentences, which is the same after it came from another process."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.problems,), self.__dict__


class ScenarioError(_SeveralProblems):
    """A scenario that cannot be used.

    Args:
        problems: one sentence per problem, each with place, reason and cure.

    Example:
        >>> import sim
        >>> sim.load("retail_bank").override({"work.hit_rat": 0.2})
        Traceback (most recent call last):
        sim.errors.ScenarioError: work.hit_rat: unknown key 'hit_rat', did you mean 'hit_rate'?
    """


class DataError(_SeveralProblems):
    """Tables of data that a scenario cannot be fitted to.

    Args:
        problems: one sentence per problem, each with file, line, reason and cure.

    Example:
        >>> import pandas as pd
        >>> import sim
        >>> pd.DataFrame({"month": ["2024-11"], "nps": [112]}).to_csv("nps.csv", index=False)
        >>> sim.calibrate("retail_bank", nps="nps.csv")
        Traceback (most recent call last):
        sim.errors.DataError: nps.csv:2: nps is 112; a score lies between -100 and 100: correct it
    """


class RunError(SimulatorError):
    """A request that cannot be run: unknown design, bad number of replications, ...

    Example:
        >>> import sim
        >>> sim.compare("retail_bank", replications=0)
        Traceback (most recent call last):
        sim.errors.RunError: replications is 0; an interval needs at least 2
    """
