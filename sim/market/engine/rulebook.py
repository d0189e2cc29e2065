"""Exchanging a rule: the same engine, compiled anew around another rulebook.

The stages and kernels find rules in the module `rules`. To exchange one, copies of these modules
are made whose functions look up a copy of `rules` with the other function in it: no one has to
fork the engine, and the engine does not pay for the possibility.
"""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Callable, Mapping
from functools import lru_cache
from types import FunctionType, ModuleType
from typing import Any

import numba

from ...errors import RunError
from ..rules import rules
from ..rules.compiled import anew, is_rule_or_loop, rule_in_single
from . import changes, columns, leaving, stages, trouble, word_of_mouth

Rules = Mapping[str, Callable[..., Any]]
OF_OWNERS = {
    "lifetime_months",
    "expected_fit",
    "norm_level",
    "weight_of_size",
    "weight_of_the_rest",
}
"""Rules that people do not live by, and that are therefore not exchanged."""


def names() -> list[str]:
    """Rules that can be exchanged."""
    found = [name for name, value in vars(rules).items() if _defined_in(value, rules)]
    return sorted(set(found) - OF_OWNERS)


def engine(mine: Rules | None = None) -> Any:
    """The columns' kernel `month`, and the `rules` it lives by.

    Args:
        mine: functions of single-precision numbers by the name of the rule that they replace, each
            with as many arguments; None for the rulebook as it is.

    Raises:
        RunError: a rule that does not exist, is no function, takes another number of arguments or
            cannot be compiled.
    """
    if not mine:
        return columns
    for name, function in mine.items():
        _check(name, function)
    return _exchanged(tuple(sorted(mine.items(), key=lambda item: item[0])))


@lru_cache(maxsize=16)
def _exchanged(mine: tuple[tuple[str, Callable[..., Any]], ...]) -> ModuleType:
    replaced = {name: _compiled(name, function) for name, function in mine}
    copies: dict[str, ModuleType] = {}
    for module in (rules, stages, trouble, word_of_mouth, leaving, changes, columns):
        copies[module.__name__] = _copy(module, copies, replaced if module is rules else {})
    return copies[columns.__name__]


def _copy(
    module: ModuleType, copies: Mapping[str, ModuleType], replaced: Mapping[str, Any]
) -> ModuleType:
    """A module whose compiled functions look up copies made before instead of the originals."""
    copy = ModuleType(module.__name__)
    vars(copy).update(vars(module))
    for name, value in vars(module).items():
        if isinstance(value, ModuleType) and value.__name__ in copies:
            setattr(copy, name, copies[value.__name__])
        elif is_rule_or_loop(value):
            home = copies.get(value.py_func.__module__)
            if home is not None:
                setattr(copy, name, getattr(home, name))
            elif _defined_in(value, module):
                setattr(copy, name, _rebuilt(value, vars(copy)))
    vars(copy).update(replaced)
    return copy


def _rebuilt(compiled: Any, looked_up: dict[str, Any]) -> Any:
    """The same function, to be compiled again, finding what it calls somewhere else."""
    plain = compiled.py_func
    function = FunctionType(
        plain.__code__, looked_up, plain.__name__, plain.__defaults__, plain.__closure__
    )
    function.__module__ = plain.__module__
    return anew(compiled, function)


def _defined_in(value: Any, module: ModuleType) -> bool:
    return is_rule_or_loop(value) and value.py_func.__module__ == module.__name__


def _check(name: str, function: Any) -> None:
    if name not in names():
        near = difflib.get_close_matches(name, names(), 1)
        hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(names())}"
        raise RunError(f"rules: no rule is called {name!r}; {hint}")
    expected = list(inspect.signature(getattr(rules, name).py_func).parameters)
    if not inspect.isfunction(function) or function.__code__.co_argcount != len(expected):
        raise RunError(
            f"rules: {name!r} must be a plain function of {len(expected)} numbers "
            f"({', '.join(expected)}), got {function!r}"
        )


def _compiled(name: str, function: Callable[..., Any]) -> Any:
    try:
        return rule_in_single(function)
    except numba.core.errors.NumbaError as error:
        reason = str(error).strip().splitlines()[-1]
        raise RunError(
            f"rules: {name!r} cannot be compiled; use numbers, + - * /, comparisons and functions "
            f"of the module math only ({reason})"
        ) from None
