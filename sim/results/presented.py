"""From what was computed to what a user holds: the same fields, and more to ask for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from functools import wraps
from typing import Any, ParamSpec, Protocol, TypeVar

Given = ParamSpec("Given")


class Presented(Protocol):
    """A result that is made of a computed one."""

    @classmethod
    def of(cls, computed: Any) -> Any:
        """The result that holds the same."""


Result = TypeVar("Result", bound=Presented)


def parts_of(computed: Any) -> dict[str, Any]:
    """The fields of a dataclass that its maker gave, by name.

    Args:
        computed: an instance of a dataclass.
    """
    return {each.name: getattr(computed, each.name) for each in fields(computed) if each.init}


def giving(
    kind: type[Result], function: Callable[Given, Any], name: str
) -> Callable[Given, Result]:
    """The same function, whose result is presented.

    Args:
        kind: what the user holds.
        function: computes what it is made of; its signature and documentation stay.
        name: what it is called in the module of `kind`, so that other processes find it.
    """

    @wraps(function)
    def presented(*given: Given.args, **named: Given.kwargs) -> Result:
        result: Result = kind.of(function(*given, **named))
        return result

    presented.__annotations__ = function.__annotations__ | {"return": kind.__name__}
    presented.__module__, presented.__name__, presented.__qualname__ = kind.__module__, name, name
    return presented
