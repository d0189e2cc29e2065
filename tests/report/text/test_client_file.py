"""The file that `sim init` writes: it says what it should, and reads back as what it says."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from sim.errors import RunError
from sim.report.formats.places import file_named
from sim.report.text.client_file import WORDS, client_file, extended, number, quoted, title
from sim.scenario.reading.loading import load
from sim.scenario.scenario import validate
from sim.scenario.schema.facts import Facts
from sim.scenario.writing.client_scenario import LISTS, OWN, client_scenario

FACTS = Facts(customers=12_345, revenue_per_customer=35.26, churn_yearly=0.0934, nps=-4.55)


def text_for(base, name="Mine", extends="small.yaml", file="mine.yaml"):
    return client_file(client_scenario(base, name), FACTS, base, extends, Path(file))


def expanded(text, base):
    """The scenario that a file says which extends another and replaces lists of it."""
    own = YAML(typ="safe").load(text)
    replaced, data = own.pop("replace"), base.model_dump(mode="json")
    assert own.pop("extends")

    def merge(lower, upper, path=()):
        for key, value in upper.items():
            if isinstance(value, dict) and isinstance(lower.get(key), dict):
                merge(lower[key], value, (*path, key))
            else:
                assert not value or not isinstance(value, list) or key in replaced
                lower[key] = value

    merge(data, own)
    return validate(data, "expanded")


@pytest.mark.parametrize("which", ["small", "bank"])
def test_the_file_says_what_the_clients_scenario_is(small_scenario, which):
    base = small_scenario() if which == "small" else load("retail_bank")
    stated = expanded(text_for(base), base)
    wanted = client_scenario(base, "Mine").model_dump(exclude={"facts"})
    assert stated.model_dump(exclude={"facts"}) == wanted
    simulated = Facts(customers=12_340, revenue_per_customer=35.3, churn_yearly=0.0934, nps=-4.55)
    typed = base.facts.model_dump(exclude_none=True)
    assert len(typed) == (7 if which == "bank" else 0)
    assert stated.facts.model_dump(exclude_none=True) == {
        **simulated.model_dump(exclude_none=True),
        **typed,
    }


def test_the_file_says_no_more_than_a_client_knows(small_scenario):
    own = YAML(typ="safe").load(text_for(small_scenario(burn_in=12)))
    assert list(own) == [
        "extends",
        "replace",
        "name",
        "description",
        "sources",
        "currency",
        "market",
        "segments",
        "products",
        "today",
        "facts",
    ]
    assert own["replace"] == list(LISTS)
    assert set(own["segments"][0]) == {*OWN["segments"], "holdings"}
    assert list(own["market"]) == ["people"]
    longer = YAML(typ="safe").load(text_for(small_scenario()))
    assert longer["burn_in"] == 24


def test_every_key_is_explained_in_plain_words_on_its_line(small_scenario):
    lines = text_for(small_scenario()).splitlines()
    explained = [line.split(":")[0].strip() for line in lines if "  # " in line]
    keys = {*WORDS, "extends", "replace", "people"} - {
        "gross_margin",
        "acquisition_cost",
        "operating_margin",
        "advocacy",
    }
    assert keys - set(explained) == set()
    assert not [line for line in lines if "{currency}" in line]
    assert [line for line in lines if "VALUES MARKED simulated" in line]
    assert max(len(line) for line in lines) <= 100


def test_what_the_books_said_already_is_kept_and_the_rest_is_marked(small_scenario):
    text = text_for(small_scenario(**{"facts.nps": 12, "facts.gross_margin": "41%"}))
    facts = {line.split(":")[0].strip(): line for line in text.split("facts:\n")[1].splitlines()}
    assert "12" in facts["nps"]
    assert "simulated" not in facts["nps"]
    assert "0.41" in facts["gross_margin"]
    assert "simulated" in facts["customers"]


@pytest.mark.parametrize(
    "name",
    [
        "no",
        "A: b",
        "x # y",
        "- a",
        "12",
        "1e5",
        "'",
        'say "hi"',
        "{a}",
        "[b]",
        "*x",
        "&y",
        "!z",
        "%d",
        "@a",
        "`b`",
        "a,b",
        " lead",
        "trail ",
        "Überflüssig",
        "東京",
        "عربي",
        "a\nb",
        "a\tb",
        "null",
        "~",
        "?",
        "|",
        ">",
        "\x85",
        "\u2028",
        "use Account",
        "y",
        "Off",
        "🙂",
    ],
)
def test_any_name_reads_back_as_itself(name):
    assert YAML(typ="safe").load(f"a: {quoted(name)}\n") == {"a": name}
    assert YAML(typ="safe").load(f"{quoted(name)}: 1\n") == {name: 1}


def test_odd_names_make_no_odd_file(small_scenario):
    base = small_scenario(
        **{
            "products.0.name": "A: #'\"b",
            "segments.0.name": "no",
            "segments.2.holdings": {},
            "currency": "#",
        }
    )
    text = text_for(base, "Sales: #", extends="odd name.yaml", file="a\nb.yaml")
    stated = expanded(text, base)
    assert [p.name for p in stated.products] == ["A: #'\"b", "Loan"]
    assert stated.segments[0].name == "no"


@given(st.floats(min_value=-1e12, max_value=1e12))
def test_numbers_read_back_as_themselves(value):
    assert float(number(value)) == value


def test_short_numbers_are_written_short():
    assert [number(v) for v in (0.0, 1.0, 0.27, 14, 1e-4)] == ["0", "1", "0.27", "14", "0.0001"]


@pytest.mark.parametrize(
    ("name", "file", "called"),
    [
        ("my_client", "my_client.yaml", "My client"),
        ("north-bank.yaml", "north-bank.yaml", "North bank"),
        ("a/ACME.yml", "a/ACME.yml", "ACME"),
        ("v1.2", "v1.2.yaml", "V1.2"),
        ("__", "__.yaml", "My client"),
    ],
)
def test_files_are_named_with_or_without_their_ending(name, file, called):
    assert file_named(name) == Path(file)
    assert title(file_named(name)) == called


def test_extends_is_a_shipped_name_or_a_path_from_the_new_files_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "new").mkdir()
    assert extended("retail_bank", Path("new/mine.yaml")) == "retail_bank"
    assert extended("base.yaml", Path("new/mine.yaml")) == "../base.yaml"
    assert extended(str(tmp_path / "base.yaml"), Path("mine.yaml")) == "base.yaml"
    with pytest.raises(RunError, match="would extend itself"):
        extended("new/../mine.yaml", Path("mine.yaml"))
