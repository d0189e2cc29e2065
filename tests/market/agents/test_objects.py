"""One agent a person and columns: the same lives, person by person, to the bit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from neutral import NEUTRAL

from sim import RunError
from sim.accounts.chart_of_accounts import Account
from sim.market.agents.customer import CustomerAgent
from sim.model.figures import FIGURES
from sim.model.model import Entrant, OrganisationModel, after_burn_in
from sim.scenario.reading.loading import load, shipped
from sim.scenario.schema.design import PRESETS
from sim.scenario.schema.forms import Forms, alternatives

FEW = {"market.people": 4000, "market.simulated": 400, "burn_in": 3}
LIVELY = {
    "levers.cross_sell_reach": 0.2,
    "levers.recruiting_reach": 0.05,
    "rivalry.poaching": 0.3,
    "advocacy.promoter_incidence": 0.8,
    "experience.product_drop": 3.0,
}
"""Much happens in few months."""

TROUBLED = {
    "experience.repeat_contacts": 1.0,
    "experience.misfit_contacts": 1.0,
    "experience.onboarding_contacts": 1.0,
    "experience.recovery_on": "hazard",
    "levers.deal_proneness": 0.25,
    "products.*.loss_rate": 0.02,
    "products.*.loss_size": 6.0,
}
"""Failures cause contacts, recovery acts on the hazard, low spenders are bought, losses strike."""

RIVALS = (
    Entrant(PRESETS["segment_led/incremental"]),
    Entrant(PRESETS["product_led/perfection"], 3),
)


CROWDED = {
    "rivalry.weight_of_size": 1.0,
    "rivalry.share_of_voice": 1.0,
    "rivalry.winback_of_any": 1.0,
    "costs.platform_growth": 0.7,
}
"""Rivals share prospects and leavers."""
PRICED = {"forms.prices": "free", "pricing.fastest": 0.5, "pricing.felt": 2.0}
"""Prices move fast and are felt."""

BASES = pytest.mark.parametrize("base", [{}, NEUTRAL], ids=["everything on", "neutral"])
"""With the mechanisms that the schema switches on, and without them."""

LIVELIEST = "segment_led/incremental"
"""The design in which every lever, variant and basis is in use."""


def both(scenario, design, seed, rivals=(), **choices):
    opening = after_burn_in(scenario, seed)
    return [
        OrganisationModel(scenario, design, seed, opening, engine=engine, rivals=rivals, **choices)
        for engine in ("columns", "objects")
    ]


def assert_same(columns, objects):
    for name, values in columns.market.people._asdict().items():
        assert np.array_equal(values, getattr(objects.market.people, name)), name
    for one, other in zip(columns.firms, objects.firms, strict=True):
        for name, values in one.base.tally._asdict().items():
            assert np.array_equal(values, getattr(other.base.tally, name)), name
        assert np.array_equal(one.base.waiting, other.base.waiting)
        assert one.decisions == other.decisions
        assert one.ledger.cube.tobytes() == other.ledger.cube.tobytes()
    assert columns.figures_by_firm == objects.figures_by_firm


def assert_same_lives(columns, objects, months=24):
    for _ in range(months):
        columns.step()
        objects.step()
        assert_same(columns, objects)


@BASES
@pytest.mark.parametrize("rivals", [(), RIVALS], ids=["one firm", "three firms"])
@pytest.mark.parametrize("design", sorted(PRESETS))
def test_objects_live_as_columns_do_in_every_design(design, rivals, base, small_scenario):
    columns, objects = both(small_scenario(**base, **FEW, **LIVELY), PRESETS[design], 3, rivals)
    assert_same_lives(columns, objects)
    figures = sum(columns.series(f) for f in range(len(columns.firms)))
    happened = ("joined", "left", "complaints", "resolved_fast", "offers", "cross_sold", "dropped")
    for name in happened + (("gained", "lost") if rivals else ()):
        assert figures[:, FIGURES.index(name)].sum() > 0, name


@pytest.mark.parametrize("kind", ["ties", "mixed"])
def test_objects_live_as_columns_do_where_rivals_share_a_market(small_scenario, kind):
    scenario = small_scenario(**FEW, **LIVELY, **CROWDED, **{"market.network.kind": kind})
    columns, objects = both(scenario, None, 3, RIVALS)
    assert_same_lives(columns, objects, 12)
    assert columns.series()[:, FIGURES.index("gained")].sum() > 0


@pytest.mark.parametrize("rivals", [(), RIVALS], ids=["one firm", "three firms"])
@pytest.mark.parametrize("design", [LIVELIEST, "product_led/perfection"])
def test_objects_live_as_columns_do_where_prices_move(small_scenario, design, rivals):
    scenario = small_scenario(**FEW, **LIVELY, **PRICED)
    columns, objects = both(scenario, PRESETS[design], 3, rivals)
    assert_same_lives(columns, objects, 12)
    assert (columns.firm.prices().price != 1).any()
    stays = both(small_scenario(**FEW, **LIVELY), PRESETS[design], 3, rivals)[0].run(12)
    for name in ("satisfaction", "contribution", "status"):  # what prices do to people
        same = getattr(columns.market.people, name) == getattr(stays.market.people, name)
        assert not same.all(), name


@pytest.mark.parametrize("rivals", [(), RIVALS], ids=["one firm", "three firms"])
@pytest.mark.parametrize("kind", ["ties", "mixed"])
def test_objects_live_as_columns_do_with_trouble(kind, rivals, small_scenario):
    scenario = small_scenario(**FEW, **LIVELY, **TROUBLED, **{"market.network.kind": kind})
    columns, objects = both(scenario, PRESETS[LIVELIEST], 3, rivals)
    assert_same_lives(columns, objects)
    for firm in columns.firms:
        assert firm.base.tally.caused.sum() > 0
    assert columns.ledger.cube[..., Account.LOSSES].sum() < 0


CONTAGIOUS = {"forms.leaving": "contagious", "advocacy.contagion": 3.0}
"""A friend who leaves is missed."""


@pytest.mark.parametrize("rivals", [(), RIVALS], ids=["one firm", "three firms"])
@pytest.mark.parametrize("kind", ["ties", "mixed"])
def test_objects_live_as_columns_do_where_leaving_is_contagious(kind, rivals, small_scenario):
    network = {"market.network.kind": kind}
    scenario = small_scenario(**FEW, **LIVELY, **CONTAGIOUS, **network)
    columns, objects = both(scenario, PRESETS[LIVELIEST], 3, rivals)
    assert_same_lives(columns, objects)
    people = columns.market.people
    assert (people.departures > 0).any()
    assert set(people.left) == ({0, 1, 2, 3} if rivals else {0, 1})
    alone = both(small_scenario(**FEW, **LIVELY, **network), PRESETS[LIVELIEST], 3, rivals)[0]
    assert not np.array_equal(alone.run(24).market.people.status, people.status)


@pytest.mark.parametrize("rivals", [(), RIVALS], ids=["one firm", "three firms"])
def test_objects_live_as_columns_do_with_everything_at_once(rivals, small_scenario):
    scenario = small_scenario(**FEW, **LIVELY, **TROUBLED, **CROWDED, **PRICED, **CONTAGIOUS)
    columns, objects = both(scenario, PRESETS[LIVELIEST], 3, rivals)
    assert_same_lives(columns, objects, 12)


@pytest.mark.parametrize("path", sorted(TROUBLED))
def test_objects_live_as_columns_do_with_one_trouble_at_a_time(path, neutral_scenario):
    changes = {path: TROUBLED[path]}
    if "loss" in path:
        changes = {p: v for p, v in TROUBLED.items() if "loss" in p}
    scenario = neutral_scenario(**FEW, **LIVELY, **changes)
    columns, objects = both(scenario, PRESETS[LIVELIEST], 3)
    assert_same_lives(columns, objects, 12)


@settings(max_examples=8)
@given(
    seed=st.integers(0, 2**32 - 1),
    repeat=st.floats(0, 1.2),
    misfit=st.floats(0, 1),
    onboarding=st.floats(0, 12),
    proneness=st.floats(-0.5, 0.5),
    queue=st.booleans(),
    silent=st.floats(0, 1),
    rivals=st.sampled_from([(), RIVALS]),
)
def test_objects_live_as_columns_do_with_any_trouble(
    small_scenario, seed, repeat, misfit, onboarding, proneness, queue, silent, rivals
):
    given = {
        **FEW,
        **LIVELY,
        **TROUBLED,
        "months": 6,
        "experience.repeat_contacts": repeat,
        "experience.misfit_contacts": misfit,
        "experience.onboarding_contacts": onboarding,
        "experience.recovered_silent": silent,
        "levers.deal_proneness": proneness,
        "touchpoints.help.queue": queue,
    }
    columns, objects = both(small_scenario(**given), None, seed, rivals)
    assert_same_lives(columns, objects, 6)


@pytest.mark.slow
@pytest.mark.parametrize("rivals", [(), RIVALS], ids=["one firm", "three firms"])
@pytest.mark.parametrize(
    ("name", "design"),
    [("retail_bank", design) for design in ["today", *sorted(PRESETS)]]
    + [(name, LIVELIEST) for name in shipped() if name != "retail_bank"],
)
def test_objects_live_as_columns_do_in_every_shipped_scenario(name, design, rivals):
    scenario = load(name).override({"market.simulated": 2000})
    columns, objects = both(scenario, PRESETS.get(design), 3, rivals)
    assert_same_lives(columns, objects)


@settings(max_examples=12)
@given(
    seed=st.integers(0, 2**32 - 1),
    kind=st.sampled_from(["ties", "mixed"]),
    drop=st.floats(0, 5),
    winback=st.floats(0, 2),
    visibility=st.floats(0.1, 1),
    basis=st.sampled_from(["need", "circumstance"]),
    poaching=st.floats(0, 1),
    shock=st.floats(0, 1),
    crowded=st.tuples(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1)),
    fastest=st.sampled_from([0.0, 1.0]),
    leaving=st.sampled_from(["independent", "contagious"]),
    rivals=st.sampled_from([(), RIVALS]),
    base=st.sampled_from([{}, NEUTRAL]),
)
def test_objects_live_as_columns_do_in_random_markets(
    small_scenario,
    base,
    seed,
    kind,
    drop,
    winback,
    visibility,
    basis,
    poaching,
    shock,
    crowded,
    fastest,
    leaving,
    rivals,
):
    scenario = small_scenario(
        **{
            **base,
            **FEW,
            **LIVELY,
            **dict(zip(CROWDED, crowded, strict=True)),
            "forms.prices": "free",
            "pricing.fastest": fastest,
            "forms.leaving": leaving,
            "months": 6,
            "market.network.kind": kind,
            "advocacy.winback": winback,
            "experience.product_drop": drop,
            "today.organisation.visibility": visibility,
            "today.organisation.basis": basis,
            "rivalry.poaching": poaching,
            "shocks": [{"month": 2, "needs": 0.5, "trust": shock}],
        }
    )
    columns, objects = both(scenario, None, seed, rivals)
    assert_same_lives(columns, objects, 6)


OTHER_FORMS = {f"forms.{question}": answer for question, answer in alternatives(Forms())}


@BASES
@pytest.mark.parametrize("rivals", [(), RIVALS], ids=["one firm", "three firms"])
def test_objects_live_as_columns_do_in_other_model_forms(rivals, base, small_scenario):
    drifting = {"market.needs_drift": 0.1}  # so that offers move and leaders learn
    scenario = small_scenario(**base, **FEW, **LIVELY, **OTHER_FORMS, **drifting)
    columns, objects = both(scenario, PRESETS[LIVELIEST], 3, rivals)
    assert columns.firm.scenario.experience.recovery_lift > 0
    assert_same_lives(columns, objects)
    assert columns.series()[:, FIGURES.index("resolved_fast")].sum() > 0
    assert columns.firm.beliefs.shown < 1


def test_everybody_is_an_agent_of_the_model(small_scenario):
    model = both(small_scenario(**FEW), None, 1)[1]
    people = [agent for agent in model.agents if isinstance(agent, CustomerAgent)]
    assert len(people) == 400
    assert {p.number for p in people} == set(range(400))


def test_another_engine_is_refused(small_scenario):
    with pytest.raises(RunError, match="'columns' or 'objects'"):
        OrganisationModel(small_scenario(), engine="quantum")
