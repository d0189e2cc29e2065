"""A result's folder from a stranger: it opens as it was written, or is refused with the cure."""

from __future__ import annotations

import io
import re
import sys
import sysconfig
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import HERE
from tampering import (
    Damage,
    Special,
    all_damages,
    assert_equal,
    held,
    laid_out,
    said_by,
    sealed,
    written,
)

from sim.cli import main
from sim.errors import RunError
from sim.report.folder import saving
from sim.report.folder.reading import opened
from sim.results.comparison import compare

CURE = re.compile(
    r"; (restore the file as it was written|run it again with the same --out|name (a|the) folder)"
)
ALLOWED = (
    sys.prefix,
    sys.base_prefix,
    str(HERE.parent),
    "/sys/fs/cgroup",
    sysconfig.get_path("stdlib"),
)
"""Where Python and this package may read from."""
_heard: list[list[str]] = []


def _hear(event, given):
    if event == "open" and _heard and isinstance(given[0], str | bytes):
        _heard[-1].append(given[0] if isinstance(given[0], str) else given[0].decode())


sys.addaudithook(_hear)  # for good, so it listens only while somebody asks


YEAR = {"months": 12, "burn_in": 3, "market.people": 30_000, "market.simulated": 300}


@pytest.fixture(scope="module")
def whole(small_scenario, tmp_path_factory):
    """A result of a year, two replications and two forms; what its folder holds; the folder."""
    result = compare(small_scenario(**YEAR), replications=2, seed=7, jobs=1, forms="leaders")
    folder = tmp_path_factory.mktemp("whole") / "result"
    return result, held(saved(result, folder)), folder


def saved(result, folder):
    """A folder with the result; one chart stands for all."""
    every = saving.charts
    with pytest.MonkeyPatch.context() as few:
        few.setattr(saving, "charts", lambda result: dict([*every(result).items()][:1]))
        result.save(folder)
    return folder


@pytest.fixture(scope="module")
def outside(whole, tmp_path_factory):
    """A whole result that nothing may be read from."""
    return laid_out(whole[1], tmp_path_factory.mktemp("outside") / "bait")


def opens_of(folder, act):
    """What is opened outside the folder while something is done."""
    _heard.append([])
    try:
        act()
    finally:
        files = _heard.pop()
    inside = (str(folder), *ALLOWED)
    return [f for f in files if not str(Path(f).absolute()).startswith(inside)]


DAMAGES = {damage.name: damage for damage in all_damages(Path("bait"))}


def test_there_are_many_kinds_of_damage():
    assert len(DAMAGES) == len(all_damages(Path("bait")))
    assert len(DAMAGES) > 400


@pytest.mark.parametrize("part", range(4))
def test_a_damaged_folder_is_refused_or_opens_as_it_was_written(part, whole, outside, tmp_path):
    result, contents, _ = whole
    wrong = {}
    for n, damage in enumerate(all_damages(outside)[part::4]):
        folder = laid_out(damage.apply(contents), tmp_path / str(n))
        opening = Opening(folder)
        files = opens_of(folder, opening)
        if files:
            wrong[damage.name] = f"reads {files}"
        elif damage.harmless:
            if opening.found is None:
                wrong[damage.name] = opening.stated
            else:
                assert_equal(opening.found.comparison, result)
        elif not opening.refused_well():
            wrong[damage.name] = opening.stated
    assert wrong == {}


class Opening:
    """An attempt to open a folder."""

    def __init__(self, folder):
        self.folder, self.found, self.stated = folder, None, "opens"

    def __call__(self):
        try:
            self.found = opened(self.folder)
        except RunError as error:
            self.stated = str(error)
        except Exception as error:
            self.stated = f"trace: {error!r}"

    def refused_well(self):
        """Whether the message is one line with the place and a cure."""
        begins = self.stated.startswith(str(self.folder))
        short = self.stated.isprintable() and len(self.stated) < 1000
        return begins and short and CURE.search(self.stated)


def test_verbs_refuse_without_a_traceback(whole, outside, tmp_path, capsys):
    damages = all_damages(outside)[::23]
    for n, damage in enumerate(d for d in damages if not d.harmless):
        folder = laid_out(damage.apply(whole[1]), tmp_path / str(n))
        for verb in ("statement", "explain", "reproduce"):
            assert main([verb, str(folder)]) == 2, damage.name
            shown = capsys.readouterr()
            assert shown.out == ""
            assert shown.err.startswith(f"sim: {folder}")
            assert shown.err.count("\n") == 1


def test_a_result_of_another_scenario_of_the_same_shape_is_refused(whole, small_scenario, tmp_path):
    """Tables, checksums and the scenario's hash fit, and yet today's design is another one."""
    other = small_scenario(**YEAR, **{"today.delivery.batch_size": 2})
    theirs = held(saved(compare(other, replications=2, seed=7, jobs=1), tmp_path / "other"))
    stated = {**said_by(whole[1]), "hash": other.hash}
    mixed = sealed({**whole[1], "scenario.yaml": theirs["scenario.yaml"]}, stated)
    with pytest.raises(RunError, match="the first design is not today's"):
        opened(laid_out(mixed, tmp_path / "mixed"))


def test_books_and_figures_that_do_not_fit_together_are_refused(whole, tmp_path):
    contents = whole[1]
    ledger = pq.read_table(io.BytesIO(contents["ledger.parquet"])).to_pandas()
    ledger.loc[0, "cents"] += 1
    forged = sealed({**contents, "ledger.parquet": written(ledger)})
    with pytest.raises(RunError, match=r"monthly\.parquet: has another profit than the ledger"):
        opened(laid_out(forged, tmp_path / "forged"))


def test_fifty_million_rows_in_a_megabyte_are_refused_unread(whole, tmp_path, monkeypatch):
    contents = whole[1]
    file, piece = io.BytesIO(), 10_000_000
    schema = pq.read_schema(io.BytesIO(contents["promised.parquet"]))
    word = pa.DictionaryArray.from_arrays(np.zeros(piece, np.int8), ["today"])
    columns = {
        field.name: pa.array(np.zeros(piece), field.type, safe=False)
        if pa.types.is_primitive(field.type)
        else word
        for field in schema
    }
    rows = pa.table(columns)
    with pq.ParquetWriter(file, rows.schema, compression="zstd", data_page_size=1 << 30) as writer:
        for _ in range(5):
            writer.write_table(rows, row_group_size=piece)
    assert len(file.getvalue()) < 1_000_000
    read = pq.ParquetFile.read

    def watched(file):
        assert file.metadata.num_rows < 100_000
        return read(file)

    monkeypatch.setattr(pq.ParquetFile, "read", watched)
    folder = laid_out(sealed({**contents, "promised.parquet": file.getvalue()}), tmp_path / "big")
    with pytest.raises(
        RunError, match=r"promised\.parquet: has 50,000,000 rows; its scenario requires"
    ):
        opened(folder)


def test_what_no_machine_holds_is_refused(whole, tmp_path, monkeypatch):
    monkeypatch.setattr("sim.report.folder.reading.memory_of_machine", lambda: 1000)
    with pytest.raises(RunError, match="open it on a larger machine"):
        opened(whole[2])


def test_a_tournament_is_no_comparison(whole, tmp_path):
    stated = {**said_by(whole[1]), "kind": "tournament"}
    with pytest.raises(RunError, match="holds a tournament; name the folder of a comparison"):
        opened(laid_out(sealed(whole[1], stated), tmp_path / "rivals"))


@pytest.mark.parametrize("kind", ["link", "pipe", "folder"])
def test_out_refuses_a_manifest_that_is_no_file_before_it_runs(kind, tmp_path, outside, capsys):
    laid_out({"result.json": Special(kind, str(outside / "result.json"))}, tmp_path / "out")
    small = str(HERE / "scenarios" / "small.yaml")
    assert main(["compare", small, "--replications", "2", "--out", str(tmp_path / "out")]) == 2
    assert "holds 'result.json' but no result" in capsys.readouterr().err


def test_a_damage_is_a_pure_function(whole):
    before = dict(whole[1])
    assert all(isinstance(damage, Damage) for damage in DAMAGES.values())
    DAMAGES["ledger doubled"].apply(whole[1])
    assert whole[1] == before
