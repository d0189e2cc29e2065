"""The second process that compiles the firm's loops before the first run needs them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim import head_start
from sim.market.compiled import is_shared


def started(monkeypatch: pytest.MonkeyPatch, folder: Path) -> list[list[str]]:
    """Commands that two openings in a row start, with a given cache folder."""
    commands: list[list[str]] = []
    monkeypatch.setattr(head_start, "cache_folder", lambda: folder)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.setattr(subprocess, "Popen", lambda command, **_: commands.append(command))
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
