"""The second process that compiles the firm's loops before the first run needs them."""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import HERE

from sim import head_start
from sim.cli import main
from sim.experiment import single_run as run
from sim.market.rules.compiled import is_shared
from sim.scenario.scenario import Scenario

SMALL = str(HERE / "scenarios" / "small.yaml")


def recorded(monkeypatch: pytest.MonkeyPatch, folder: Path) -> list[list[str]]:
    """Where commands are put down instead of being started, with a given cache folder."""
    commands: list[list[str]] = []
    monkeypatch.setattr(head_start, "cache_folder", lambda: folder)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.setattr(subprocess, "Popen", lambda command, **_: commands.append(command))
    monkeypatch.setattr(atexit, "register", lambda *_: None)
    return commands


def started(monkeypatch: pytest.MonkeyPatch, folder: Path) -> list[list[str]]:
    """Commands that two runs in a row start."""
    commands = recorded(monkeypatch, folder)
    head_start.take()
    head_start.take()
    return commands


def test_it_is_taken_once_for_a_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = tmp_path / "segment-pnl-simulator" / "0123"
    folder.mkdir(parents=True)
    commands = started(monkeypatch, folder)
    assert [command[0] for command in commands] == [sys.executable]


def test_a_private_folder_gets_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert not is_shared(tmp_path)
    assert started(monkeypatch, tmp_path) == []


def test_a_folder_that_cannot_be_written_gets_none(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert started(monkeypatch, tmp_path / "segment-pnl-simulator" / "missing") == []


def test_the_library_takes_none_and_the_command_line_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, small_scenario: Callable[..., Scenario]
) -> None:
    folder = tmp_path / "segment-pnl-simulator" / "0123"
    folder.mkdir(parents=True)
    commands = recorded(monkeypatch, folder)
    tiny = small_scenario(**{"months": 1, "burn_in": 0, "market.simulated": 500})
    run.run(tiny)
    assert commands == []
    main(["run", SMALL, "--set", "months=1", "--set", "burn_in=0"])
    assert len(commands) == 1
