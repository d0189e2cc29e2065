"""What a client's file keeps of its base: what the client knows, and nothing else of the lists."""

from __future__ import annotations

from sim.scenario.reading.loading import load
from sim.scenario.schema.portfolio import Product, Segment
from sim.scenario.writing.client_scenario import BURN_IN, client_scenario


def test_what_a_client_knows_is_kept_and_the_rest_of_the_lists_is_not():
    bank = load("retail_bank")
    mine = client_scenario(bank, "Mine")
    families = bank.segments[1]
    assert mine.segments[1] == Segment(
        name="Families",
        share=families.share,
        penetration=families.penetration,
        spend=families.spend,
        churn_yearly=families.churn_yearly,
        contacts=families.contacts,
        holdings=families.holdings,
        churn_shape=families.churn_shape,
        spend_sd=families.spend_sd,
    )
    assert mine.products[2] == Product(
        name="Lending", revenue=26.5, margin=0.62, use=0.7, quality=0.95
    )
    assert mine.draws_needs
    assert not bank.draws_needs


def test_all_else_is_the_base(small_scenario):
    base = small_scenario(**{"facts.nps": 12, "burn_in": 18})
    mine = client_scenario(base, "Mine")
    changed = {"name", "description", "sources", "segments", "products", "facts"}
    assert mine.model_dump(exclude=changed) == base.model_dump(exclude=changed)
    assert (mine.name, mine.sources, mine.facts.nps) == ("Mine", [], None)


def test_holdings_not_named_are_said(small_scenario):
    mine = client_scenario(small_scenario(), "Mine")
    assert mine.segments[0].holdings == {"Account": 0.5, "Loan": 0.5}
    assert mine.segments[2].holdings == {"Account": 0.9, "Loan": 0.3}


def test_a_burn_in_too_short_for_a_year_is_made_long_enough(small_scenario):
    assert small_scenario().burn_in == 6
    assert client_scenario(small_scenario(), "Mine").burn_in == BURN_IN
    assert client_scenario(small_scenario(burn_in=12), "Mine").burn_in == 12
