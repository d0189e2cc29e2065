"""What every test may use: golden files, hypothesis profiles, a small scenario."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from neutral import NEUTRAL

from sim.scenario.reading.loading import load
from sim.scenario.scenario import Scenario

HERE = Path(__file__).parent
GOLDEN = HERE / "golden"

# A shrinking example may run a whole market, so only the count of examples limits the time.
UNHURRIED = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("ci", max_examples=60, derandomize=True, **UNHURRIED)
settings.register_profile("thorough", max_examples=600, print_blob=True, **UNHURRIED)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write the golden files anew from what the code says now",
    )


class Golden:
    """Compares values with files that were written from an earlier state of the code.

    Attributes:
        folder: where the files are.
        update: whether to write them instead of comparing.
    """

    def __init__(self, folder: Path, update: bool) -> None:
        self.folder, self.update = folder, update

    def __call__(self, name: str, value: Any, relative: float = 1e-9) -> None:
        """Compare with, or write, the file of this name.

        Args:
            name: name of the file, without its ending.
            value: anything that JSON can hold.
            relative: how far numbers may differ, relative to the file's.
        """
        file = self.folder / f"{name}.json"
        if self.update:
            self.folder.mkdir(parents=True, exist_ok=True)
            text = json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False)
            file.write_text(text + "\n", encoding="utf-8")
            return
        cure = "run `make update-golden`, read the diff, and note it in CHANGELOG.md"
        if not file.is_file():
            pytest.fail(f"there is no {file.name}; {cure}")
        expected = json.loads(file.read_text(encoding="utf-8"))
        found = differences(expected, json.loads(json.dumps(value)), relative)
        if found:
            listing = "\n".join(found[:20])
            pytest.fail(f"{file.name} differs in {len(found)} places:\n{listing}\nmeant? {cure}")


def differences(expected: Any, got: Any, relative: float, place: str = "") -> list[str]:
    """One sentence for each place at which two JSON values differ."""
    if isinstance(expected, dict) and isinstance(got, dict):
        pairs = [(k, expected.get(k), got.get(k)) for k in sorted({*expected, *got})]
    elif isinstance(expected, list) and isinstance(got, list) and len(expected) == len(got):
        pairs = [(n, e, g) for n, (e, g) in enumerate(zip(expected, got, strict=True))]
    else:
        number = isinstance(expected, float) and isinstance(got, int | float)
        same = got == pytest.approx(expected, rel=relative) if number else got == expected
        return [] if same else [f"{place or 'value'}: {expected!r} in the file, {got!r} now"]
    return [d for k, e, g in pairs for d in differences(e, g, relative, f"{place}.{k}".strip("."))]


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """`golden("name", value)` holds a value to tests/golden/name.json."""
    return Golden(GOLDEN, bool(request.config.getoption("--update-golden")))


@pytest.fixture
def golden_kind() -> type[Golden]:
    """The class behind `golden`, for the test of itself."""
    return Golden


@pytest.fixture(scope="session")
def small_scenario() -> Callable[..., Scenario]:
    """`small_scenario(**{"work.capacity": 4})`: tests/scenarios/small.yaml, some values changed."""
    base = load(HERE / "scenarios" / "small.yaml")

    def changed(**overrides: Any) -> Scenario:
        return base.override(overrides) if overrides else base

    return changed


@pytest.fixture(scope="session")
def neutral_scenario(small_scenario: Callable[..., Scenario]) -> Callable[..., Scenario]:
    """`small_scenario` with every mechanism off that can be switched off; see `neutral`."""

    def changed(**overrides: Any) -> Scenario:
        return small_scenario(**(NEUTRAL | overrides))

    return changed
