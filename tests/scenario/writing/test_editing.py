"""Editing a file's text: values change, everything else stays."""

from __future__ import annotations

from sim.scenario.reading.loading import load
from sim.scenario.writing.editing import edited

FILE = """\
# A town.
extends: retail_bank
market:
  people: 3_000_000   # census
segments:
  - name: Families    # with children
    penetration: 0.2
  - {name: "St. Gallen", share: 0.1}
"""


def test_values_change_and_comments_and_spelling_stay():
    text = edited(FILE, {"segments.Families.penetration": 0.31, 'segments."St. Gallen".share': 0.2})
    assert text == FILE.replace("penetration: 0.2", "penetration: 0.31").replace(
        "share: 0.1", "share: 0.2"
    )


def test_what_was_inherited_is_said(tmp_path):
    changes = {
        "market.norm_start": 0.7,
        "segments.Affluent.churn_yearly": 0.2,
        "products.Lending.margin": 0.5,
        "levers.recruiting_budget": 0.05,
    }
    (tmp_path / "mine.yaml").write_text(edited("extends: retail_bank\n", changes), encoding="utf-8")
    mine, bank = load(tmp_path / "mine.yaml"), load("retail_bank")
    assert mine == bank.override(changes)


def test_nothing_to_change_changes_nothing():
    assert edited(FILE, {}) == FILE
