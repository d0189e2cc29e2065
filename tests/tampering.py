"""Ways in which a stranger, a disk or an editor damages the folder of a result.

Every damage is a pure function from what a whole folder holds to what a damaged one does. Sealed
ones have all checksums right, so that nothing but what the files say can give them away.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sim.experiment.tables.codebook import OF_REPLICATIONS, OF_RUNS
from sim.report.folder.manifest import checksum_of

TABLES = (*(table.name for table in (*OF_RUNS, *OF_REPLICATIONS)), "decisions", "forms")
SPARSE = {table.name for table in (*OF_RUNS, *OF_REPLICATIONS) if table.sparse} | {"decisions"}
UNKNOWN = {table.name for table in OF_RUNS if table.unknown}
OUTPUTS = ("answer.txt", "summary.json", "statements.csv", "codebook.csv", "cumulative_profit.png")


class Special(NamedTuple):
    """What is no regular file: a link to a path, a pipe or a folder."""

    kind: str
    to: str = ""


Contents = dict[str, bytes | Special]


class Damage(NamedTuple):
    """One way to damage a folder.

    Attributes:
        name: what is done to what.
        apply: from what a whole folder holds to what a damaged one does.
        harmless: whether nothing is damaged that is read.
    """

    name: str
    apply: Callable[[Contents], Contents]
    harmless: bool = False


def held(folder: Path) -> Contents:
    """What a folder holds."""
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def laid_out(contents: Contents, folder: Path) -> Path:
    """A new folder with these contents."""
    folder.mkdir()
    for name, content in contents.items():
        place = folder / name
        if isinstance(content, bytes):
            place.write_bytes(content)
        elif content.kind == "link":
            place.symlink_to(content.to)
        elif content.kind == "pipe":
            os.mkfifo(place)
        else:
            place.mkdir()
    return folder


def said_by(contents: Contents) -> dict[str, Any]:
    content = contents["result.json"]
    assert isinstance(content, bytes)
    return json.loads(content)


def sealed(contents: Contents, stated: dict[str, Any] | None = None) -> Contents:
    """The same with every checksum as it would be, had this been written."""
    stated = said_by(contents) if stated is None else stated
    if isinstance(stated.get("files"), dict):
        files = {
            name: hashlib.sha256(content).hexdigest()
            for name in stated["files"]
            if isinstance(content := contents.get(name), bytes)
        }
        stated = {**stated, "files": {**stated["files"], **files}}
    stated = {**stated, "checksum": checksum_of(stated)}
    return {**contents, "result.json": json.dumps(stated).encode()}


def all_damages(outside: Path) -> list[Damage]:
    """Every damage.

    Args:
        outside: a folder that nothing may be read from, with files that would fit.
    """
    draw = random.Random(11)
    return [
        *_of_tables(outside, draw),
        *_of_the_manifest(outside),
        *_of_the_scenario(outside),
        *_of_outputs(outside),
    ]


# Tables


def written(frame: pd.DataFrame | pa.Table) -> bytes:
    file = io.BytesIO()
    table = frame if isinstance(frame, pa.Table) else pa.Table.from_pandas(frame, None, False)
    pq.write_table(table, file, compression="zstd")
    return file.getvalue()


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    """The same with plain text in place of categories, so that any word may stand there."""
    return frame.astype({n: "str" for n in frame if frame[n].dtype == "category"})


def _key(frame: pd.DataFrame, value: Any, last: bool) -> pd.DataFrame:
    """Another value in the first row of the first or last key that is of its kind."""
    wanted = "iu" if isinstance(value, int) else "O"
    keys = [n for n in frame if ("iu" if frame[n].dtype.kind in "iu" else "O") == wanted]
    keys = [n for n in keys if frame[n].dtype.kind != "f" and n != "cents"]
    if not keys:
        return frame.iloc[1:]
    frame = _plain(frame)
    frame.loc[0, keys[-1 if last else 0]] = value
    return frame


def _value(frame: pd.DataFrame, value: float) -> pd.DataFrame:
    """Another value in the first row of the last column of figures."""
    name = [n for n in frame if frame[n].dtype.kind == "f" or n == "cents"][-1]
    if name == "cents":
        value = frame[name].iloc[0] + 5_000
    frame = frame.copy()
    frame.loc[0, name] = value
    return frame


def _retyped(frame: pd.DataFrame, kinds: str, to: dict[str, str]) -> pd.DataFrame:
    """Another type for the columns whose type is of some kinds."""
    return frame.astype({n: to[frame[n].dtype.kind] for n in frame if frame[n].dtype.kind in kinds})


CHANGES: dict[str, Callable[[pd.DataFrame], pd.DataFrame | pa.Table]] = {
    "emptied": lambda f: f.iloc[:0],
    "doubled": lambda f: pd.concat([f, f], ignore_index=True),
    "with its first row twice": lambda f: pd.concat([f.iloc[:1], f], ignore_index=True),
    "without its first row": lambda f: f.iloc[1:],
    "turned round": lambda f: f.iloc[::-1],
    "with its first rows exchanged": lambda f: f.iloc[[1, 0, *range(2, len(f))]],
    "with another column name": lambda f: f.rename(columns={f.columns[-1]: "more"}),
    "without its last column": lambda f: f.iloc[:, :-1],
    "with a column more": lambda f: f.assign(more=1.0),
    "with its columns turned round": lambda f: f.iloc[:, ::-1],
    "with text for figures": lambda f: _retyped(f, "if", {"i": "str", "f": "str"}),
    "with short numbers": lambda f: _retyped(f, "if", {"i": "int32", "f": "float32"}),
    "with unending figures": lambda f: _value(f, np.inf),
    "with figures that are none": lambda f: _value(f, np.nan),
    "with an unknown first key": lambda f: _key(f, 999, last=False),
    "with an unknown last key": lambda f: _key(f, -999, last=True),
    "with an unknown first word": lambda f: _key(f, "nobody", last=False),
    "with an unknown last word": lambda f: _key(f, "nobody", last=True),
    "with lists in it": lambda f: pa.Table.from_pandas(f, None, False).set_column(
        0, f.columns[0], pa.array([[1]] * len(f))
    ),
    "with empty cells": lambda f: pa.Table.from_pandas(f, None, False).set_column(
        0, f.columns[0], pa.nulls(len(f), pa.int64() if f.columns[0] != "design" else pa.string())
    ),
    "of a thousand rows for each": lambda f: pd.concat([f] * 1000, ignore_index=True).iloc[
        :300_000
    ],
}
"""What may be done to a table."""
NOT_FOR: dict[str, set[str]] = {
    # Rows of nothing are left out, and a decision may be one fewer: a forger's work, no damage.
    "emptied": {"decisions", "cohorts"},
    "doubled": {"decisions"},
    "with its first row twice": {"decisions"},
    "without its first row": {"decisions", "cohorts"},
    "with its first rows exchanged": {"decisions"},
    "with figures that are none": UNKNOWN,
    "of a thousand rows for each": {"decisions"},
    # Without words there is nothing to replace, and the first row goes instead.
}


def _of_tables(outside: Path, draw: random.Random) -> Iterator[Damage]:
    for table in TABLES:
        file = f"{table}.parquet"
        for kind, change in CHANGES.items():
            if table not in NOT_FOR.get(kind, ()):
                yield Damage(f"{table} {kind}", _changed(file, change))
        other = f"{TABLES[TABLES.index(table) - 1]}.parquet"
        replaced: dict[str, Callable[[Contents], bytes | Special]] = {
            "cut off": lambda c, f=file: c[f][: len(c[f]) // 2],
            "of nothing": lambda c: b"",
            "of text": lambda c: b"design,replication\ntoday,0\n",
            "of two marks": lambda c: b"PAR1PAR1",
            "of another table": lambda c, o=other: c[o],
            "as a link to outside": lambda c, f=file: Special("link", str(outside / f)),
            "as a link to a device": lambda c: Special("link", "/dev/zero"),
            "as a pipe": lambda c: Special("pipe"),
            "as a folder": lambda c: Special("folder"),
        }
        for kind, content in replaced.items():
            yield Damage(f"{table} {kind}", _replaced(file, content))
        yield Damage(f"{table} missing", lambda c, f=file: _without(c, f))
        yield Damage(f"{table} not named", lambda c, f=file: _unnamed(c, f))
        for n in range(2):
            place, bit = draw.random(), 1 << draw.randrange(8)
            yield Damage(f"{table} with a bit flipped {n}", _flipped(file, place, bit))


def _changed(file: str, change: Callable[[pd.DataFrame], Any]) -> Callable[[Contents], Contents]:
    def apply(contents: Contents) -> Contents:
        frame = pd.read_parquet(io.BytesIO(contents[file]))
        return sealed({**contents, file: written(change(frame))})

    return apply


def _replaced(
    file: str, content: Callable[[Contents], bytes | Special]
) -> Callable[[Contents], Contents]:
    return lambda contents: sealed({**contents, file: content(contents)})


def _without(contents: Contents, file: str) -> Contents:
    return {name: content for name, content in contents.items() if name != file}


def _unnamed(contents: Contents, file: str) -> Contents:
    stated = said_by(contents)
    del stated["files"][file]
    return sealed(contents, stated)


def _flipped(file: str, place: float, bit: int) -> Callable[[Contents], Contents]:
    def apply(contents: Contents) -> Contents:
        content = bytearray(contents[file])
        content[int(place * len(content))] ^= bit
        return {**contents, file: bytes(content)}

    return apply


# The manifest

WRONG: dict[str, list[Any]] = {
    "format": ["segment-pnl-simulator result 1", "segment-pnl-simulator result 99", 2, None],
    "state": ["running", "being replaced", "incomplete", "done", None, 7],
    "kind": ["tournament", "something", None, ["comparison"]],
    "scenario": ["Another", "", None, 5],
    "hash": ["0" * 64, "0", None, 5],
    "seed": ["x", "7", -1, 2**63, 1e9, 1.5, True, None, [1]],
    "replications": [[], [0], [1, 0], [0, 0], [0, 1, 2], [0, 2], ["0", "1"], 2, None, [0, 1e9]],
    "markets": [0, -1, 10**9, "1", 1.5, True, None, 2**70],
    "stopping": [
        {},
        None,
        [],
        {"target": 2.0, "reached": 0.1, "replications": 2},
        {"target": None, "reached": -1.0, "replications": 2},
        {"target": None, "reached": 0.1, "replications": 3},
        {"target": None, "reached": "x", "replications": 2},
        {"target": None, "reached": 0.1, "replications": 2, "more": 1},
    ],
    "designs": [{}, [], None, "today", {"today": {}}, {"today": None}, {"other": {}}],
    "forms": [
        [],
        ["overrun: fat_tailed"],
        ["leaders: naive"],
        ["leaders: learning", "leaders: learning"],
        ["leaders"],
        "all",
        None,
        [1],
    ],
    "versions": [None, [], {"simulator": 3}, "0.1.0"],
    "files": [None, [], {}, {"scenario.yaml": "0" * 64}, "scenario.yaml"],
}
"""Values that no result has, by key of the manifest."""
NAMES = (
    "../bait.parquet",
    "../../bait.parquet",
    "/etc/hostname",
    "a/b.png",
    "a\\b.png",
    ".hidden",
    "..",
    "",
    "bait.parquet",
    "more.yaml",
    "CON.",
    "a\0.png",
    "\u202egnp.txt",
    "x" * 5000 + ".png",
)
"""Names that no file of a result has."""


EDITS: dict[str, Callable[[dict[str, Any]], object]] = {
    "another seed": lambda stated: stated.update(seed=8),
    "another precision": lambda stated: stated["stopping"].update(reached=0.001),
    "a wanted precision": lambda stated: stated["stopping"].update(target=0.02),
    "another hierarchy": lambda stated: _habits(stated)["organisation"].update(layers=3.0),
    "another batch": lambda stated: _habits(stated)["delivery"].update(batch_size=5),
    "another version": lambda stated: stated["versions"].update(numpy="1.0"),
}
"""Edits of a manifest that another result could have."""


def _habits(stated: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return stated["designs"]["product_led/perfection"]


def _of_the_manifest(outside: Path) -> Iterator[Damage]:
    for key, values in WRONG.items():
        for value in values:
            yield Damage(f"{key} is {value!r}"[:80], _saying({key: value}))
        yield Damage(f"{key} is missing", lambda c, k=key: _silent(c, k))
        yield Damage(f"{key} is changed without a seal", lambda c, k=key: _unsealed(c, k))
    for kind, edit in EDITS.items():
        yield Damage(f"{kind}, without a seal", _edited(edit))
    for name in NAMES:
        yield Damage(f"a file is called {name[:40]!r}", _naming(name))
    yield Damage("a key more", _saying({"more": 1}))
    for place in (("organisation", "authority"), ("delivery", "batch_size")):
        for value in (99, -1, "0.5", None, [1]):
            yield Damage(f"{place[1]} is {value!r}", _designing(*place, value))
    yield Damage("a design has a key more", _designing("delivery", "more", 1))
    yield Damage("a design is called by control characters", _renamed("a\x1b[31m"))
    yield Damage("a design is called by nothing", _renamed(" "))
    texts: dict[str, Callable[[bytes], bytes | Special]] = {
        "of brackets": lambda t: b"[" * 100_000,
        "of brackets that close": lambda t: b"[" * 100_000 + b"]" * 100_000,
        "of maps": lambda t: b'{"a":' * 100_000,
        "with brackets in it": lambda t: t.replace(b'"seed": ', b'"more": ' + b"[" * 100_000, 1),
        "with a key twice": lambda t: t.replace(b'"seed": ', b'"seed": 9, "seed": ', 1),
        "with no number": lambda t: t.replace(b'"seed": ', b'"more": NaN, "seed": ', 1),
        "with endless digits": lambda t: t.replace(b'"seed": ', b'"seed": ' + b"9" * 5000, 1),
        "with a huge number": lambda t: t.replace(b'"reached": ', b'"reached": 1e999, "x": ', 1),
        "in other bytes": lambda t: t.replace(b"Small", b"Sm\xffll"),
        "in UTF-16": lambda t: t.decode().encode("utf-16"),
        "cut off": lambda t: t[: len(t) // 2],
        "of nothing": lambda t: b"",
        "of zeros": lambda t: b"\0" * 1000,
        "too large": lambda t: t + b" " * 5_000_000,
        "as a link to outside": lambda t: Special("link", str(outside / "result.json")),
        "as a link to a device": lambda t: Special("link", "/dev/zero"),
        "as a link to nothing": lambda t: Special("link", "nothing"),
        "as a link to itself": lambda t: Special("link", "result.json"),
        "as a pipe": lambda t: Special("pipe"),
        "as a folder": lambda t: Special("folder"),
    }
    for kind, content in texts.items():
        yield Damage(
            f"manifest {kind}",
            lambda c, make=content: {**c, "result.json": make(c["result.json"])},
        )
    yield Damage("manifest missing", lambda c: _without(c, "result.json"))


def _saying(what: dict[str, Any]) -> Callable[[Contents], Contents]:
    return lambda contents: sealed(contents, {**said_by(contents), **what})


def _silent(contents: Contents, key: str) -> Contents:
    stated = said_by(contents)
    del stated[key]
    return sealed(contents, stated)


def _unsealed(contents: Contents, key: str) -> Contents:
    stated = said_by(contents)
    stated[key] = WRONG[key][0]
    return {**contents, "result.json": json.dumps(stated).encode()}


def _edited(edit: Callable[[dict[str, Any]], object]) -> Callable[[Contents], Contents]:
    def apply(contents: Contents) -> Contents:
        stated = said_by(contents)
        edit(stated)
        return {**contents, "result.json": json.dumps(stated).encode()}

    return apply


def _naming(name: str) -> Callable[[Contents], Contents]:
    def apply(contents: Contents) -> Contents:
        stated = said_by(contents)
        stated["files"][name] = "0" * 64
        return sealed(contents, stated)

    return apply


def _designing(part: str, key: str, value: Any) -> Callable[[Contents], Contents]:
    def apply(contents: Contents) -> Contents:
        stated = said_by(contents)
        stated["designs"]["product_led/perfection"][part][key] = value
        return sealed(contents, stated)

    return apply


def _renamed(name: str) -> Callable[[Contents], Contents]:
    def apply(contents: Contents) -> Contents:
        stated = said_by(contents)
        stated["designs"][name] = stated["designs"].pop("product_led/perfection")
        return sealed(contents, stated)

    return apply


# The scenario


def _of_the_scenario(outside: Path) -> Iterator[Damage]:
    file = "scenario.yaml"
    changes: dict[str, Callable[[bytes], bytes | Special]] = {
        "with other people": lambda t: t.replace(b"people: 30000", b"people: 20000"),
        "with other months": lambda t: t.replace(b"months: 12\n", b"months: 13\n"),
        "with another name": lambda t: t.replace(b"Small market", b"Large market"),
        "that extends another": lambda t: f"extends: {outside / file}\n".encode() + t,
        "that extends a shipped one": lambda t: b"extends: retail_bank\n" + t,
        "that is the shipped one": lambda t: b"extends: retail_bank\n",
        "with a key more": lambda t: t + b"more: 1\n",
        "of brackets": lambda t: b"[" * 100_000,
        "of aliases": lambda t: (
            b"a: &a [x, x]\n"
            + b"".join(
                b"b%d: &b%d [*%s, *%s]\n" % (n, n, *([b"b%d" % (n - 1) if n else b"a"] * 2))
                for n in range(40)
            )
        ),
        "of nothing": lambda t: b"",
        "of a word": lambda t: b"word",
        "too large": lambda t: t + b"#" * 2_000_000,
        "in other bytes": lambda t: t.replace(b"Small", b"Sm\xffll"),
        "with a tag": lambda t: b"!!python/object/apply:os.system ['true']\n",
        "as a link to outside": lambda t: Special("link", str(outside / file)),
        "as a link to a device": lambda t: Special("link", "/dev/zero"),
        "as a pipe": lambda t: Special("pipe"),
        "as a folder": lambda t: Special("folder"),
    }
    for kind, change in changes.items():
        yield Damage(f"scenario {kind}", _replaced(file, lambda c, make=change: make(c[file])))
    yield Damage("scenario missing", lambda c: _without(c, file))
    yield Damage("scenario not named", lambda c: _unnamed(c, file))


# What people read


def _of_outputs(outside: Path) -> Iterator[Damage]:
    for file in OUTPUTS:
        changes: dict[str, Callable[[Contents], Contents]] = {
            "changed": lambda c, f=file: {**c, f: b"we win"},
            "changed and sealed": _replaced(file, lambda c: b"we win"),
            "missing": lambda c, f=file: _without(c, f),
            "not named": lambda c, f=file: _unnamed(c, f),
            "as a link to outside": lambda c, f=file: {**c, f: Special("link", str(outside / f))},
            "as a link to a device": lambda c, f=file: {**c, f: Special("link", "/dev/zero")},
            "as a pipe": lambda c, f=file: {**c, f: Special("pipe")},
            "as a folder": lambda c, f=file: {**c, f: Special("folder")},
        }
        for kind, change in changes.items():
            yield Damage(f"{file} {kind}", change, harmless=True)
    for name in ("my_notes.txt", "more.parquet", ".writing-1", "scenario2.yaml"):
        yield Damage(f"{name} lies beside", lambda c, n=name: {**c, n: b"mine"}, harmless=True)
    yield Damage(
        "other versions", _saying({"versions": {"simulator": "9", "numpy": "1"}}), harmless=True
    )


def assert_equal(one, other):
    assert (one.scenario, one.seed, one.designs) == (other.scenario, other.seed, other.designs)
    assert (one.stopping, one.markets) == (other.stopping, other.markets)
    for mine, others in ((one.in_forms, other.in_forms), (one.at_twice, other.at_twice)):
        assert list(mine) == list(others)
        for case, found in mine.items():
            assert list(found) == list(others[case])
            for name, values in found.items():
                assert np.array_equal(values, others[case][name])
    for a, b in zip(one.replications, other.replications, strict=True):
        assert a.number == b.number
        assert np.array_equal(a.starting_year, b.starting_year)
        assert np.array_equal(a.starting_ledger, b.starting_ledger)
        assert list(a.runs) == list(b.runs)
        for name, run in a.runs.items():
            assert np.array_equal(run.figures, b.runs[name].figures)
            assert np.array_equal(run.cube, b.runs[name].cube)
            assert run.decisions == b.runs[name].decisions
            for mine, theirs in zip(run.observed, b.runs[name].observed, strict=True):
                assert mine.shape == theirs.shape
                assert np.array_equal(mine, theirs)
