"""Every kind of bad file: place, reason and cure, exit code 2, never a traceback."""

from __future__ import annotations

import os
import re
import socket
from pathlib import Path

import pytest
from bad_files import EDITS, GOOD

from sim.cli import main
from sim.errors import ScenarioError
from sim.scenario.reading.loading import load

NO_SETTINGS = "1:1: holds no settings; start with 'name: ...' on a line"
WHOLE: dict[str, tuple[bytes, str]] = {
    # kind: (the whole file, all that is said)
    "empty": (b"", NO_SETTINGS),
    "comments only": (b"# name: Town bank\n", NO_SETTINGS),
    "a list": (b"- name: Town bank\n", NO_SETTINGS),
    "words": (b"Town bank\n", NO_SETTINGS),
    "nothing but a document mark": (b"---\n", NO_SETTINGS),
    "UTF-16": (GOOD.encode("utf-16"), "1:1: is UTF-16 text; save the file as UTF-8"),
    "UTF-16 without a mark": (
        GOOD.encode("utf-16-le"),
        "1:2: a NUL byte stands here, which text cannot contain; save the file as UTF-8 text",
    ),
    "Latin-1": (
        GOOD.replace("Town", "Caf\u00e9").encode("latin-1"),
        "1:10: the byte 0xe9 is not UTF-8; save the file as UTF-8 text",
    ),
    "Latin-1 below a byte order mark": (
        b"\xef\xbb\xbf" + GOOD.replace("Town", "Caf\u00e9").encode("latin-1"),
        "1:10: the byte 0xe9 is not UTF-8; save the file as UTF-8 text",
    ),
    "a picture": (
        b"\x89PNG\r\n\x1a\n\x00\x00",
        "1:1: the byte 0x89 is not UTF-8; save the file as UTF-8 text",
    ),
    "too large": (
        GOOD.encode() + b"#" * 1_000_000,
        "1:1: is larger than 1,000,000 bytes, and a scenario has about 10,000; give another file",
    ),
    "Windows line ends": (
        GOOD.replace("24", "many").replace("\n", "\r\n").encode(),
        "2:9: months: is 'many'; use a whole number from 1 to 600 (month)",
    ),
    "old Mac line ends": (
        GOOD.replace("24", "many").replace("\n", "\r").encode(),
        "2:9: months: is 'many'; use a whole number from 1 to 600 (month)",
    ),
    "line ends of Unicode": (
        GOOD.replace("Town bank", "Town bank\ndescription: 'a\u2028b\u0085c'")
        .replace("24", "many")
        .encode(),
        "3:9: months: is 'many'; use a whole number from 1 to 600 (month)",
    ),
}
CONTENTS: dict[str, tuple[bytes, list[str]]] = {
    **{kind: (content, [line]) for kind, (content, line) in WHOLE.items()},
    **{
        kind: (GOOD.replace(old, new, 1).encode(), lines)
        for kind, (old, new, lines) in EDITS.items()
    },
}


def problems_of(path):
    with pytest.raises(ScenarioError) as error:
        load(path)
    return error.value.problems


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_there_are_many_kinds_and_the_good_file_is_good(here):
    assert len(CONTENTS) >= 75
    assert all(GOOD.count(old) >= 1 and old != new for old, new, _ in EDITS.values())
    (here / "market.yaml").write_text(GOOD, encoding="utf-8")
    assert load("market.yaml").name == "Town bank"


@pytest.mark.parametrize("kind", CONTENTS)
def test_a_bad_file_is_answered_with_place_reason_and_cure(kind, here, capsys):
    content, lines = CONTENTS[kind]
    (here / "market.yaml").write_bytes(content)
    assert problems_of("market.yaml") == [f"market.yaml:{line}" for line in lines]
    assert main(["show", "market.yaml"]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err == "sim: " + "\n".join(f"market.yaml:{line}" for line in lines) + "\n"


def pipe(path):
    os.mkfifo(path)


def dangling(path):
    path.symlink_to("nowhere.yaml")


def looping(path):
    path.symlink_to(path.name)


def unix_socket(path):
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path.name)


PLACES = {
    "a folder": (Path.mkdir, "is a folder; give the path of a .yaml file in it"),
    "a pipe": (pipe, "is a pipe; save its content as a .yaml file and give that file"),
    "a dangling link": (dangling, "is a broken link to nowhere.yaml; repair the link"),
    "a link to itself": (looping, "is a broken link to odd.yaml; repair the link"),
    "a socket": (unix_socket, "is a socket; give the path of a .yaml file"),
}


@pytest.mark.parametrize("kind", PLACES)
def test_what_is_no_file_is_refused_without_waiting_for_it(kind, here, capsys):
    make, message = PLACES[kind]
    make(here / "odd.yaml")
    assert main(["show", "odd.yaml"]) == 2
    assert capsys.readouterr().err == f"sim: odd.yaml:1:1: {message}\n"


def test_a_device_is_refused_without_reading_it(capsys):
    assert main(["show", os.devnull]) == 2
    assert "is a device; give the path of a .yaml file" in capsys.readouterr().err


def test_an_unreadable_file_is_refused(here, monkeypatch):
    (here / "market.yaml").write_text(GOOD, encoding="utf-8")

    def refused(*_args, **_kind):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refused)
    assert problems_of("market.yaml") == [
        "market.yaml:1:1: cannot be read (Permission denied); check the path and its permissions"
    ]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (
            "retail_bnak",
            "retail_bnak: no such file or shipped scenario; did you mean 'retail_bank'?",
        ),
        (
            "zzzzzz",
            "zzzzzz: no such file or shipped scenario; the shipped scenarios are b2b_saas, ",
        ),
        (
            "market.yml",
            "market.yml: no such file or shipped scenario; did you mean 'market.yaml'?",
        ),
        ("market.yaml/x", "no such file"),
        ("x" * 300, "no such file or shipped scenario"),
        ("a\0b", "a\\x00b: no such file"),
        ("", "is a folder"),
    ],
)
def test_a_name_of_nothing_is_answered_with_what_there_is(name, words, here, capsys):
    (here / "market.yaml").write_text(GOOD, encoding="utf-8")
    assert main(["show", name]) == 2
    assert words in capsys.readouterr().err


# All at once


def test_every_problem_is_said_at_once_in_the_order_of_the_file(here):
    text = GOOD
    for old, new in (
        ("name: Town bank", "title: Town bank\nname: !x Town bank"),
        ("months: 24", "months: 0"),
        ("share: 0.4", "share: 60%"),
        ("spend: 0.8", "spend: 0.8\n    spend: 0.9"),
        ("{help: 0.8}", "{halp: 0.8}"),
        ("margin: 0.5", "margin: 2"),
        ("5}", "5, queue: true}"),
        ("basis: need", "authority: 1"),
        ("batch_size", "batch_sise"),
    ):
        assert old in text
        text = text.replace(old, new, 1)
    (here / "market.yaml").write_text(text, encoding="utf-8")
    found = [
        re.match(r"market\.yaml:(\d+):\d+: ([\w.]*):", p).groups()
        for p in problems_of("market.yaml")
    ]
    assert found == [
        ("1", "title"),
        ("2", "name"),
        ("3", "months"),
        ("5", "segments"),
        ("9", "segments.Young.spend"),
        ("10", "segments.Young.needs.halp"),
        ("16", "products.Loan.margin"),
        ("19", "touchpoints.help.queue"),
        ("23", "today.organisation.authority"),
        ("25", "today.delivery.batch_sise"),
    ]


def test_of_very_many_problems_the_first_are_said_and_how_many_follow(here):
    lines = "".join(f"unknown{n}: 1\n" for n in range(500))
    (here / "market.yaml").write_text(GOOD + lines, encoding="utf-8")
    problems = problems_of("market.yaml")
    assert len(problems) == 51
    assert problems[0].startswith("market.yaml:24:1: unknown0: unknown key")
    assert problems[-1].endswith("and 450 more problems up to here; correct the ones above first")


def test_of_very_many_doubled_keys_the_first_are_said(here):
    (here / "market.yaml").write_text(GOOD + "months: 1\n" * 5000, encoding="utf-8")
    assert "there may be more problems than these" in problems_of("market.yaml")[-1]


def test_an_item_is_named_by_its_name_and_a_name_with_a_dot_in_quotes(here):
    text = GOOD.replace("name: Young", 'name: "St. Gallen"').replace("spend: 0.8", "spend: -1")
    (here / "market.yaml").write_text(text, encoding="utf-8")
    (problem,) = problems_of("market.yaml")
    assert problem.startswith('market.yaml:7:12: segments."St. Gallen".spend: is -1; use')


def test_a_mistake_in_what_an_alias_repeats_is_placed_at_the_alias(here):
    text = GOOD.replace("capacity: 8", "capacity: &much 2000").replace("size: 5", "size: *much")
    (here / "market.yaml").write_text(text, encoding="utf-8")
    assert [p.split(": is")[0] for p in problems_of("market.yaml")] == [
        "market.yaml:19:13: work.capacity",
        "market.yaml:23:17: today.delivery.batch_size",
    ]


def test_a_message_is_short_and_on_one_line_whatever_the_file_holds(here):
    names = [f"{kind}\\n" * 500 for kind in ("a", "b")]
    text = GOOD.replace("name: Young", f'name: "{names[0]}"').replace("Account: 0.9", "x: 2")
    text = text.replace("help: 0.8", f'? "{names[1]}"\n      : [0.8]')
    text = text.replace(
        "batch_size: 5", f'? "{names[0]}"\n    : 5\n    reality_check: "{names[1]}"'
    )
    (here / "market.yaml").write_text(text, encoding="utf-8")
    problems = problems_of("market.yaml")
    assert len(problems) == 5
    assert all(len(problem) < 1010 and problem.isprintable() for problem in problems)


def test_a_file_of_many_mistakes_is_answered_soon(here):
    many = ", ".join(f"t{n}: 1" for n in range(9000))
    text = GOOD.replace("{help: 0.8}", f"{{{many}}}")
    (here / "market.yaml").write_text(text, encoding="utf-8")
    last = problems_of("market.yaml")[-1]
    assert last.endswith("and 8950 more problems up to here; correct the ones above first")
