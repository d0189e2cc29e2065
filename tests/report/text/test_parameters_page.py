"""The page of parameters: it is what the schema says, and counts honestly."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from test_witness import LEAVES

from sim.report.text.parameters import written
from sim.scenario.writing.declared import declared

PAGE = Path(__file__).resolve().parents[3] / "docs" / "parameters.md"
KNOWN = {each.path: each for each in declared() if each.role != "range"}


def test_the_page_in_the_repository_is_what_the_schema_says(golden):
    if golden.update:
        PAGE.write_text(written(), encoding="utf-8")
    cure = "the schema has changed; run `make update-golden`"
    assert PAGE.read_text(encoding="utf-8") == written(), cure


def test_every_leaf_of_the_schema_has_one_row():
    rows = re.findall(r"^\| `([a-z_.*]+)` \|", written(), re.MULTILINE)
    leaves = [path for path, extra in LEAVES.items() if extra.get("role", "range") != "range"]
    assert sorted(path for path in rows if path in KNOWN) == sorted(KNOWN) == sorted(leaves)


@pytest.mark.parametrize(
    ("path", "footing", "mark"),
    [
        ("work.hit_rate", "published", "S"),
        ("segments.*.churn_shape", "published, default another", "S"),
        ("advocacy.promoter_incidence", "published, default another", "S"),
        ("today.delivery.batch_size", "published, default another", "R"),
        ("experience.reference", "computed", "C"),
        ("market.network.homophily", "assumption", ""),
        ("work.coordination", "assumption", ""),
        ("facts.nps", "books", ""),
    ],
)
def test_a_default_rests_on_what_its_source_says(path, footing, mark):
    each = KNOWN[path]
    assert (each.footing, each.mark) == (footing, mark)


def test_the_counts_at_the_head_add_up():
    page = written()
    parameters = [each for each in KNOWN.values() if each.role != "fact"]
    assumed = [each for each in parameters if not re.search(r"\([SRC]\b", each.source)]
    stated = re.search(r"Of (\d+) parameters, \*\*(\d+) have .*? and (\d+) are assumptions", page)
    assert stated
    total, published, assumptions = map(int, stated.groups())
    assert total == len(parameters)
    assert published + assumptions < total
    assert assumptions == len(assumed)
    assert all("assumption" in each.source for each in assumed)
    rows = re.findall(r"^\| (?:\*\*all\*\*|\w+) ((?:\| \**\d+\** ){5})\|$", page, re.MULTILINE)
    table = [[int(number) for number in re.findall(r"\d+", row)] for row in rows]
    assert len(table) == 4
    assert table[-1] == [sum(column) for column in zip(*table[:-1], strict=True)]
    assert all(sum(row[:-1]) == row[-1] for row in table)
    assert table[-1][0] == published
    assert table[-1][-1] == total
