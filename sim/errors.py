"""What the simulator says when its input is wrong: where, why, and the cure."""

from __future__ import annotations

from typing import Any


class SimulatorError(Exception):
    """A mistake of the user's that the program explains instead of crashing.

    The command line prints the message and ends with exit code 2.
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
    """


class DataError(_SeveralProblems):
    """Tables of data that a scenario cannot be fitted to.

    Args:
        problems: one sentence per problem, each with file, line, reason and cure.
    """


class RunError(SimulatorError):
    """A request that cannot be run: unknown design, bad number of replications, ..."""
