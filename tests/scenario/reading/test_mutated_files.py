"""Ten thousand spoilt files: each is a scenario or is refused with its place, never a crash."""

from __future__ import annotations

import random
import re

import pytest
from bad_files import GOOD
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import ScenarioError
from sim.scenario.reading.loading import load

PARTS, EACH = 4, 2500
ODD = [
    "\0",
    "\x07",
    "\x1b[31m",
    "\x7f",
    "\x85",
    "\u2028",
    "\ufeff",
    "\u202e",
    "\U0001f600",
    "\ufffe",
    "\t",
    "\r",
    "\r\n",
    "\n\n",
    " ",
    "   ",
    "'",
    '"',
    '"""',
    "\\",
    "\\x",
    '"\\ud800"',
    "#",
    " #",
    ":",
    ": ",
    "::",
    "-",
    "- ",
    "---",
    "\n---\n",
    "\n...\n",
    "?",
    "? ",
    "|",
    ">",
    "|9",
    ">-",
    "[",
    "]",
    "{",
    "}",
    "[[",
    "{{",
    "[" * 30,
    "{a: " * 30,
    ",",
    "&a",
    "&a ",
    "*a",
    "*a ",
    "<<: *a",
    "!",
    "!!",
    "!!python/object:os.system ",
    "!!int ",
    "!<x> ",
    "!a!b ",
    "%",
    "%YAML 1.1\n---\n",
    "%TAG ! x\n",
    "@",
    "`",
    "~",
    "=",
    "null",
    "true",
    "no",
    "yes",
    "on",
    "NaN",
    ".nan",
    ".inf",
    "-.inf",
    "1e999",
    "9" * 400,
    "0x" + "f" * 50,
    "0o17",
    "010",
    "1_000",
    "1__0",
    "2%",
    "-5 %",
    "1e5%",
    "%%",
    "2026-01-31",
    "12:30:00",
    "extends: retail_bank\n",
    "extends: market.yaml\n",
    "extends: [other.yaml, retail_bank]\n",
    "replace: [segments]\n",
    "replace: segments.Young\n",
    "remove: true",
    "{name: Young, remove: true}",
    "name: Young",
    "share: 1",
    "\nsegments:\n",
]
EXTREME = [
    "0",
    "-1",
    "1e308",
    "-1e308",
    "1e-320",
    "0.5%",
    "101%",
    "''",
    "[]",
    "{}",
    "[{}]",
    "{name: x}",
    "null",
    "false",
    "Young",
    "Account",
    "use Account",
    "help",
    "x" * 300,
]
PLACED = re.compile(r"(market\.yaml|retail_bank\.yaml):\d+:\d+: \S")


def spoilt(text: str, draw: random.Random) -> str:
    """The text after one mutation."""
    lines = text.split("\n")
    n, m = draw.randrange(len(lines)), draw.randrange(len(lines))
    at = draw.randrange(len(text) + 1)
    until = min(len(text), at + draw.randint(1, 12))
    words = list(re.finditer(r"[\w.%]+", text)) or [re.match("", text)]
    word = draw.choice(words)
    match draw.randrange(9):
        case 0:
            lines = lines[:n] + lines[n + 1 :]
        case 1:
            lines.insert(m, lines[n])
        case 2:
            lines[n] = lines[m]
        case 3:
            lines[n] = " " * draw.randint(0, 8) + lines[n].lstrip()
        case 4:
            return text[:at] + text[until:]
        case 5:
            return text[:at] + draw.choice(ODD) + text[at:]
        case 6:
            return text[:at] + draw.choice(ODD) + text[until:]
        case 7:
            return text[: word.start()] + draw.choice(EXTREME + ODD) + text[word.end() :]
        case 8:
            other = draw.choice(words)
            return text[: word.start()] + other[0] + text[word.end() :]
    return "\n".join(lines)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_a_spoilt_file_is_a_scenario_or_is_refused_with_its_place(part, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "market.yaml"
    outcomes = {"loaded": 0, "refused": 0}

    @settings(max_examples=EACH)
    @given(seed=st.integers(0, 2**32), mutations=st.integers(1, 6))
    def lives(seed, mutations):
        draw = random.Random(f"{part} {seed}")
        text = GOOD
        for _ in range(mutations):
            text = spoilt(text, draw)
        file.write_bytes(text.encode("utf-8", errors="surrogatepass"))
        try:
            scenario = load("market.yaml")
        except ScenarioError as error:
            problems = error.problems or ["nothing is said"]
            outcomes["refused"] += 1
        else:
            problems = []
            outcomes["loaded"] += 1
            assert len(scenario.hash) == 64
        assert [p for p in problems if not PLACED.match(p) or "\n" in p] == []

    lives()
    assert outcomes["loaded"] > EACH / 50
    assert outcomes["refused"] > EACH / 2
    assert sum(outcomes.values()) >= EACH
