"""Exponential, logarithm and cosine in single precision, made of additions and multiplications.

The C library's functions stop a loop from being vectorised, and differ in the last bit between
systems. These are polynomials (Cephes, Moshier 1992, for the coefficients of exp and log), so every
processor and every Python gives the same bits. Inside compiled code `exp(x)`, `expm1(x)` and
`log(x)` take the polynomial for single precision and the C library's function for double.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numba import float32, int32, types
from numba.extending import overload

from .compiled import AS_PYTHON, scalar

_SINGLE: Any = {"forceinline": True, "error_model": "numpy"}


def exp(x: float) -> float:
    """e^x; in compiled single precision within 1e-7 of it, for x held to -87..88."""
    return exp_single(x) if _is_single(x) else np.float64(math.exp(x))


def log(x: float) -> float:
    """Natural logarithm; in compiled single precision within 1e-7, -87 at zero and below."""
    return log_single(x) if _is_single(x) else np.float64(math.log(x))


def expm1(x: float) -> float:
    """e^x - 1; in compiled single precision within 2e-7 of it, relatively."""
    return expm1_single(x) if _is_single(x) else np.float64(math.expm1(x))


def _is_single(x: object) -> bool:
    """Whether a number is to be taken as in compiled code where nothing is compiled."""
    return AS_PYTHON and isinstance(x, np.float32)


# Not strict: Numba would compare annotations, and a lambda cannot carry any.
@overload(exp, jit_options=_SINGLE, strict=False)
def _exp(x: types.Type) -> Callable[[float], float]:
    if x == types.float32:
        return lambda x: exp_single(x)
    return lambda x: math.exp(x)


@overload(expm1, jit_options=_SINGLE, strict=False)
def _expm1(x: types.Type) -> Callable[[float], float]:
    if x == types.float32:
        return lambda x: expm1_single(x)
    return lambda x: math.expm1(x)


@overload(log, jit_options=_SINGLE, strict=False)
def _log(x: types.Type) -> Callable[[float], float]:
    if x == types.float32:
        return lambda x: log_single(x)
    return lambda x: math.log(x)


@scalar
def exp_single(x: float) -> float:
    """e^x = 2^n e^r with |r| <= ln(2) / 2, e^r by a polynomial of degree 7."""
    held = min(max(x, -87.0), 88.0)
    n = int32(held * 1.44269504088896341 + 128.5) - int32(128)  # type: ignore[call-overload]
    power = float32(n)
    r = held - power * 0.693359375 + power * 2.12194440e-4  # ln 2 in two parts
    p = 1.9875691500e-4
    p = p * r + 1.3981999507e-3
    p = p * r + 8.3334519073e-3
    p = p * r + 4.1665795894e-2
    p = p * r + 1.6666665459e-1
    p = p * r + 5.0000001201e-1
    p = p * r * r + r + 1.0
    return p * np.int32((n + int32(127)) << int32(23)).view(np.float32)


@scalar
def expm1_single(x: float) -> float:
    """e^x - 1 without losing the digits of a small x, by its series for |x| < 1/4."""
    p = x * 1.3888889e-3 + 8.3333333e-3
    p = p * x + 4.1666667e-2
    p = p * x + 0.16666667
    p = p * x + 0.5
    small = p * x * x + x
    return small if abs(x) < 0.25 else exp_single(x) - 1.0


@scalar
def log_single(x: float) -> np.float32:
    """ln(x) = n ln 2 + ln(m) with m from sqrt(1/2) to sqrt(2), ln(m) by a polynomial."""
    bits = np.float32(max(x, 1.6e-38)).view(np.int32)
    n = (bits - int32(0x3F3504F3)) >> int32(23)  # 0x3F3504F3 is sqrt(1/2)
    power = float32(n)
    m = np.int32(bits - (n << int32(23))).view(np.float32) - 1.0
    p = 7.0376836292e-2
    p = p * m - 1.1514610310e-1
    p = p * m + 1.1676998740e-1
    p = p * m - 1.2420140846e-1
    p = p * m + 1.4249322787e-1
    p = p * m - 1.6668057665e-1
    p = p * m + 2.0000714765e-1
    p = p * m - 2.4999993993e-1
    p = p * m + 3.3333331174e-1
    square = m * m
    small = p * m * square - power * 2.12194440e-4 - 0.5 * square
    return m + small + power * 0.693359375


@scalar
def cosine_of_turn(turn: float) -> float:
    """cos(2 pi turn) for a turn from 0 to 1, by symmetry from the first quarter."""
    away = abs(turn - 0.5)  # cos(2 pi turn) = -cos(2 pi away)
    flipped = away > 0.25
    quarter = (0.5 - away if flipped else away) * 6.28318530717958648
    s = quarter * quarter
    p = -2.605e-7
    p = p * s + 2.47609e-5
    p = p * s - 1.3888397e-3
    p = p * s + 4.16666418e-2
    p = p * s - 4.9999999963e-1
    p = p * s + 1.0
    return p if flipped else -p


@scalar
def whole(x: float) -> float:
    """The whole part of a number from 0 to 2^31."""
    return float32(int32(x))  # type: ignore[call-overload, return-value]
