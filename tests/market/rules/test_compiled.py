"""Where compiled code is kept."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from sim.market.rules.compiled import cache_folder, kernel, rule_in_single


@pytest.fixture
def found(monkeypatch, tmp_path):
    """The folder's place, found anew in a home and a working folder of one's own."""
    home, here = tmp_path / "home", tmp_path / "here"
    for folder in (home, here):
        folder.mkdir()
    monkeypatch.chdir(here)
    monkeypatch.setenv("HOME", str(home))
    cache_folder.cache_clear()
    yield lambda: cache_folder().parents[1]
    cache_folder.cache_clear()
    assert list(here.iterdir()) == []


def test_code_that_a_full_disk_does_not_take_runs_all_the_same(found, monkeypatch):
    """A kernel is compiled when first called, a rule at once; neither can be kept."""
    import numpy as np
    from numba.core.caching import IndexDataCacheFile

    asked = []

    def full(*_):
        asked.append(1)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(IndexDataCacheFile, "save", full)
    assert kernel(lambda values: values.sum())(np.arange(4.0)) == 6
    assert rule_in_single(lambda x: x * 2, kept=True)(1.5) == 3
    assert len(asked) == 2


def test_a_whole_path_is_taken(found, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert found() == tmp_path / "cache"


@pytest.mark.parametrize("stated", ["cache", "./cache", "~/cache", ""])
def test_a_relative_path_is_ignored_as_its_specification_says(stated, found, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", stated)
    assert found() == tmp_path / "home" / ".cache"


def test_a_user_without_a_home_gets_the_folder_of_temporary_files(found, monkeypatch, tmp_path):
    def none():
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(Path, "home", none)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    assert found() == tmp_path / "temporary"
