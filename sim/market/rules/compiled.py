"""How rules and loops are compiled, and where the compiled code is kept.

Numba's file cache watches only the file a compiled loop stands in, not the files of the functions
it calls: after an edit of a rule it would go on giving the old answer. So the cache folder is named
after a hash of every source that is compiled.

Numba's events, its dispatcher and the flags in `PLAIN` and `BORROWING` are internals, which a minor
version may change: `pyproject.toml` takes the one that this is tested with.
"""

from __future__ import annotations

import gc
import hashlib
import os
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from functools import cache, update_wrapper
from pathlib import Path
from types import FunctionType
from typing import Any

import numba
import numpy as np
from numba.core import event
from numba.core.registry import CPUDispatcher

PLAIN: dict[str, Any] = {"error_model": "numpy", "no_cfunc_wrapper": True}
"""Division by zero gives infinity instead of an exception, which no vector unit can raise; and no
entry for callers in C, which takes a tenth of the time to compile and which no one uses."""

_NAME = "segment-pnl-simulator"

BORROWING: dict[str, Any] = {**PLAIN, "_nrt": False}
"""For what creates no arrays: references are not counted, which only an array's maker needs.
Counting was two thirds of the month's instructions before they were optimised."""


class _WithoutLookingForGarbage(event.Listener):
    """While anything is compiled, Python does not look for garbage: it saves a sixth of the time.

    A compiler makes millions of objects, keeps most of them, and Python walks through all again
    and again. What is compiled inside of something else counts once.
    """

    depth, before = 0, False

    def on_start(self, event: event.Event) -> None:
        """Compiling begins."""
        if self.depth == 0:
            self.before = gc.isenabled()
            gc.disable()
        self.depth += 1

    def on_end(self, event: event.Event) -> None:
        """Compiling is over, well or not."""
        self.depth -= 1
        if self.depth == 0 and self.before:
            gc.enable()


event.register("numba:compile", _WithoutLookingForGarbage())  # type: ignore[no-untyped-call]


AS_PYTHON = bool(getattr(numba.config, "DISABLE_JIT", 0))
"""Whether nothing is compiled, so that a debugger and coverage see the rules: NUMBA_DISABLE_JIT=1.
Every step then has the type that it has when compiled, so that the bits are the same."""


def is_rule_or_loop(value: object) -> bool:
    """Whether something was made by one of the functions below."""
    return isinstance(value, CPUDispatcher | _Interpreted)


class _Interpreted:
    """A function that would have been compiled, and what can be asked of a compiled one.

    Args:
        function: of numbers and arrays.
        takes, gives: types of arguments and result; whatever comes when missing.
    """

    targetoptions: Mapping[str, Any] = {}

    def __init__(self, function: Callable[..., Any], takes: Any = None, gives: Any = None) -> None:
        self.py_func, self._takes, self._gives = function, takes, gives
        update_wrapper(self, function)

    def __call__(self, *given: Any) -> Any:
        """Call it; as in compiled code, overflow and division by zero give no warning."""
        given = tuple(map(self._takes or _typed, given))
        with np.errstate(all="ignore"):
            answer = self.py_func(*given)
        return (self._gives or _typed)(answer)


def _typed(value: Any) -> Any:
    """A number of Python as compiled code has it: double, where NumPy would take any precision."""
    if type(value) is float:
        return np.float64(value)
    if isinstance(value, tuple) and any(type(each) is float for each in value):
        return type(value)(*map(_typed, value)) if hasattr(value, "_fields") else value
    return value


class ForKernels(CPUDispatcher):
    """A compiled function without an entry for Python: the entries took a tenth of the time."""

    def __call__(self, *_: Any) -> Any:
        """Refuse: only compiled code can call it."""
        raise TypeError(f"{self.py_func.__name__} is called by kernels only, not by Python")


def scalar(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a small pure function of numbers; loops that call it absorb it.

    It is always inlined, because a loop with a call in it is not vectorised, and the numbers
    written in it are single precision, because one double makes the whole loop double.
    """
    compiled = _compiled(in_single(function), {"forceinline": True, **PLAIN})
    compiled.__wrapped__ = function
    return compiled


def rule_in_single(
    function: Callable[..., Any],
    kept: bool = False,
    takes: Any = numba.float32,
    gives: Any = numba.float32,
) -> Callable[..., Any]:
    """Compile a function of numbers so that it takes and returns single precision, no other.

    Called from Python it converts whatever number it is given, and is quicker than one that
    first has to look at the types.

    Args:
        function: what to compile.
        kept: whether to keep the result in the cache, for functions of these sources only.
        takes, gives: another type of all arguments, of the result.
    """
    if AS_PYTHON:
        compiled: Any = _Interpreted(in_single(function), _of_numpy(takes), _of_numpy(gives))
    else:
        signature = gives(*[takes] * function.__code__.co_argcount)
        options = {"forceinline": True, "cache": kept, **PLAIN}
        with _kept() if kept else nullcontext():
            compiled = _compiled(in_single(function), options)
            compiled.compile(signature)
            compiled.disable_compile()
    compiled.__wrapped__ = function
    return compiled


def in_single(function: Callable[..., Any]) -> Callable[..., Any]:
    """The same function with every number written in it as a single-precision one."""
    return _with_numbers(np.float32, function)


def _with_numbers(kind: type, function: Callable[..., Any]) -> Callable[..., Any]:
    """The same function with every fraction written in it as a number of a kind."""
    constants = tuple(kind(c) if type(c) is float else c for c in function.__code__.co_consts)
    code = function.__code__.replace(co_consts=constants)
    single = FunctionType(
        code, function.__globals__, function.__name__, function.__defaults__, function.__closure__
    )
    single.__module__, single.__doc__ = function.__module__, function.__doc__
    return single


def stage(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile one short loop over a block of people, to be called by a kernel."""
    options: dict[str, Any] = {**BORROWING, "no_cpython_wrapper": True}
    compiled = _compiled(in_single(function), options)
    if not AS_PYTHON:
        compiled.__class__ = ForKernels
    return compiled


def loop(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a short loop that agents call from Python as kernels call it."""
    return _compiled(in_single(function), PLAIN)


def part(function: Callable[..., Any]) -> Callable[..., Any]:
    """Weave a piece of a kernel into it: for what is called from one place and takes many columns.

    Handing fifty columns to a function of its own takes longer to compile than the function.
    """
    return _compiled(in_single(function), {"inline": "always", **BORROWING})


def kernel(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a loop over many people, releasing the interpreter lock, and keep the result."""
    return _kernel(function, PLAIN)


def borrowing_kernel(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a kernel that only fills in arrays which it is given, and creates none."""
    return _kernel(function, BORROWING)


def _kernel(function: Callable[..., Any], options: dict[str, Any]) -> Callable[..., Any]:
    with _kept():
        return _compiled(function, {"cache": True, "nogil": True, **options})


def anew(compiled: Any, function: Callable[..., Any]) -> Any:
    """Compile another function as one was compiled.

    Args:
        compiled: what one of the functions above has made.
        function: the other.
    """
    options = {k: v for k, v in compiled.targetoptions.items() if k != "nopython"}
    made = _compiled(function, options)
    if not AS_PYTHON:
        made.__class__ = type(compiled)
    if hasattr(compiled, "__wrapped__"):
        made.__wrapped__ = compiled.__wrapped__
    return made


def _compiled(function: Callable[..., Any], options: Mapping[str, Any]) -> Any:
    if AS_PYTHON:  # what is single by now stays so
        return _Interpreted(_with_numbers(np.float64, function))
    made = numba.njit(**options)(function)
    if options.get("cache"):
        _keep_what_fits(made)
    return made


def _keep_what_fits(compiled: Any) -> None:
    """Let compiled code run that cannot be kept: a full disk costs time, and not the answer."""
    keep = compiled._cache.save_overload

    def attempt(*code: Any) -> None:
        with suppress(OSError):
            keep(*code)

    compiled._cache.save_overload = attempt


def _of_numpy(kind: Any) -> Any:
    """NumPy's type of the same name as one of Numba's."""
    return getattr(np, kind.name)


_ONE_AT_A_TIME = threading.RLock()
"""The folder is a setting of the whole process: two threads would put back each other's."""


@contextmanager
def _kept() -> Iterator[None]:
    """Whatever is compiled inside is kept in this source's own cache folder."""
    config: Any = numba.config
    with _ONE_AT_A_TIME:
        before, config.CACHE_DIR = config.CACHE_DIR, str(cache_folder())
        try:
            yield
        finally:
            config.CACHE_DIR = before


@cache
def cache_folder() -> Path:
    """Folder of compiled code for exactly these sources; created when missing.

    These are all of the market's files, and every other that compiles something.
    """
    digest = hashlib.sha256()
    market = Path(__file__).parents[1]
    for source in sorted(market.parent.rglob("*.py")):
        text = source.read_bytes()
        if market in source.parents or b"compiled import" in text:
            digest.update(text)
    for base in _cache_homes():
        folder = base / _NAME / digest.hexdigest()[:16]
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if os.access(folder, os.W_OK):
                return folder
        except OSError:
            continue
    return Path(tempfile.mkdtemp(prefix=f"{_NAME}-"))


def _cache_homes() -> Iterator[Path]:
    """Where programs keep what they can make again, the usual place first.

    A relative XDG_CACHE_HOME is to be ignored, as its specification says: it would leave a cache in
    whatever folder a command is run from.
    """
    stated = os.environ.get("XDG_CACHE_HOME", "")
    if os.path.isabs(stated):
        yield Path(stated)
    else:
        with suppress(RuntimeError):  # a user without a home, as in some containers
            yield Path.home() / ".cache"
    yield Path(tempfile.gettempdir())


def is_shared(folder: Path) -> bool:
    """Whether other processes use a cache folder too; one made for want of any other is private."""
    return folder.parent.name == _NAME
