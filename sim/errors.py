"""What the simulator says when its input is wrong: where, why, and the cure."""

from __future__ import annotations


class SimulatorError(Exception):
    """A mistake of the user's that the program explains instead of crashing.

    The command line prints the message and ends with exit code 2.
    """


class ScenarioError(SimulatorError):
    """A scenario that cannot be used.

    Args:
        problems: one sentence per problem, each with place, reason and cure.
    """

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


class DataError(SimulatorError):
    """Tables of data that a scenario cannot be fitted to.

    Args:
        problems: one sentence per problem, each with file, line, reason and cure.
    """

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


class RunError(SimulatorError):
    """A request that cannot be run: unknown design, bad number of replications, ..."""
