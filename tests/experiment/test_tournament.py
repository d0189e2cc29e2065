"""Designs as rivals: nothing gets lost, names decide nothing, one firm is a comparison."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sim
from sim import Entrant, RunError
from sim.accounts.chart_of_accounts import Account
from sim.experiment.tournament import one_round
from sim.market.people.population import Status
from sim.market.rules.tally import Count
from sim.model.figures import FIGURES
from sim.model.model import OrganisationModel
from sim.model.month import market_moves
from sim.scenario.schema.design import PRESETS

DESIGNS = sorted(PRESETS)
QUICK = {"months": 12, "burn_in": 3, "market.simulated": 2000}


@pytest.fixture(scope="module")
def three(small_scenario):
    """Two incumbents and a challenger who enters in month 5, ten rounds."""
    firms = {
        "north": DESIGNS[0],
        "south": PRESETS[DESIGNS[3]],
        "late": Entrant(PRESETS[DESIGNS[1]], 5),
    }
    return sim.tournament(small_scenario(**QUICK), firms, replications=10, seed=4, jobs=1)


def test_a_tournament_of_one_is_the_comparison_to_the_bit(small_scenario):
    scenario = small_scenario(**QUICK)
    design = PRESETS["product_led/incremental"]
    alone = sim.tournament(scenario, {"only": design}, replications=2, seed=3, jobs=1)
    compared = sim.compare(scenario, {"same": design}, replications=2, seed=3, jobs=1)
    for each, replication in zip(alone.rounds, compared.replications, strict=True):
        one, other = each.runs["only"], replication.runs["same"]
        assert one.figures.tobytes() == other.figures.tobytes()
        assert one.cube.tobytes() == other.cube.tobytes()
        assert one.decisions == other.decisions
    assert alone.values("only")["npv"].tolist() == compared.values("same")["npv"].tolist()
    assert (alone.share("only") == 1).all()


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_swapping_names_swaps_results_and_nothing_else(small_scenario, three, order):
    scenario, names = small_scenario(**QUICK), list(three.firms)
    renamed = {names[i]: three.firms[name] for i, name in zip(order, names, strict=True)}
    again = one_round(scenario, renamed, 4, 1)
    for i, name in zip(order, names, strict=True):
        was, now = three.rounds[1].runs[name], again.runs[names[i]]
        assert was.figures.tobytes() == now.figures.tobytes()
        assert was.cube.tobytes() == now.cube.tobytes()
        assert was.decisions == now.decisions


def test_the_same_bits_whatever_the_jobs(small_scenario, three):
    scenario = small_scenario(**QUICK)
    firms = {name: three.firms[name] for name in three.firms}
    again = sim.tournament(scenario, firms, replications=10, seed=4, jobs=2, alone=False)
    for one, other in zip(three.rounds, again.rounds, strict=True):
        for name in firms:
            assert one.runs[name].cube.tobytes() == other.runs[name].cube.tobytes()


@settings(max_examples=25)
@given(
    designs=st.lists(st.sampled_from([None, *DESIGNS]), min_size=2, max_size=4),
    late=st.integers(1, 4),
    seed=st.integers(0, 2**32 - 1),
    kind=st.sampled_from(["ties", "mixed"]),
    poaching=st.floats(0, 1),
    outside=st.floats(0, 10),
    crowded=st.tuples(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1)),
    fastest=st.sampled_from([0.0, 0.5]),
    leaving=st.sampled_from(["independent", "contagious"]),
)
def test_people_and_cents_are_conserved_between_rivals(
    small_scenario, designs, late, seed, kind, poaching, outside, crowded, fastest, leaving
):
    size, voice, winback, growth = crowded
    scenario = small_scenario(
        **{
            "months": 5,
            "burn_in": 1,
            "market.simulated": 900,
            "market.network.kind": kind,
            "rivalry.poaching": poaching,
            "rivalry.outside_option": outside,
            "rivalry.weight_of_size": size,
            "rivalry.share_of_voice": voice,
            "rivalry.winback_of_any": winback,
            "costs.platform_growth": growth,
            "forms.prices": "free",
            "forms.leaving": leaving,
            "pricing.fastest": fastest,
            "levers.recruiting_reach": 0.05,
        }
    )
    chosen = [PRESETS[name] if name else scenario.today for name in designs]
    rivals = [Entrant(design, late) for design in chosen[1:]]
    model = OrganisationModel(scenario, chosen[0], seed, rivals=rivals)
    for row in range(5):
        before = model.market.people.copy()
        model.step()
        check_people(model, before)
        for firm in model.firms:
            cube, control = firm.ledger.cube[row], firm.ledger.control[row]
            assert cube.sum(axis=(0, 1)).tolist() == control.tolist()
            assert control[Account.PLATFORM] <= 0


def check_people(model, before):
    """Everybody's change of firm is counted once at the firm left and once at the firm joined."""
    after, firms = model.market.people, len(model.firms)
    counts = [firm.base.tally.counts.sum(axis=0) for firm in model.firms]
    was, customer = before.status == Status.CUSTOMER, after.status == Status.CUSTOMER
    began = after.relationships > before.relationships
    for f in range(firms):
        mine, mine_now = was & (before.firm == f), customer & (after.firm == f)
        stayed = mine & mine_now & ~began
        assert counts[f][Count.PAYING] == mine.sum()
        assert counts[f][Count.CUSTOMERS] == mine_now.sum()
        assert counts[f][Count.LEFT] == (mine & ~stayed).sum()
        assert counts[f][Count.JOINED] == (mine_now & began).sum()
        assert counts[f][Count.LOST] == (mine & began).sum()
        assert counts[f][Count.GAINED] == (mine_now & was & began).sum()
        assert not (mine & mine_now & began).any()  # nobody comes back in the month they leave
    assert sum(c[Count.GAINED] for c in counts) == sum(c[Count.LOST] for c in counts)
    everybody = sum(c[Count.CUSTOMERS] for c in counts) + counts[0][Count.PROSPECTS]
    assert everybody == len(after.status)


def test_incumbents_share_the_customers_there_are_and_a_challenger_has_none(small_scenario, three):
    scenario = small_scenario(**QUICK)
    shares = np.array([three.share(name) for name in three.firms])
    assert shares.sum(axis=0) == pytest.approx(1)
    assert shares[:2, :, 0] == pytest.approx(0.5, abs=0.06)
    assert (shares[2, :, :4] == 0).all()
    # a handful of some 700 customers: whom size attracts, few choose a newcomer
    assert (shares[2, :, 4:].mean(axis=0) > 0).all()
    assert (shares[2, :, 7:] > 0).all()
    late = three.rounds[0].runs["late"]
    assert not late.figures[:4].any()
    assert not late.cube[:4].any()
    alone = sim.run(scenario, seed=4)
    together = sum(run.series("customers")[0] for run in three.rounds[0].runs.values())
    assert together == pytest.approx(alone.series()[0, FIGURES.index("customers")], rel=0.05)


def test_a_firm_costs_its_share_of_what_todays_firm_costs(small_scenario):
    scenario = small_scenario(**QUICK)
    design = PRESETS["product_led/perfection"]
    model = OrganisationModel(scenario, design, 1, rivals=[Entrant(scenario.today)])
    alone = OrganisationModel(scenario, design, 1)
    assert model.firm.company.base_revenue == alone.firm.company.base_revenue / 2
    assert model.firm.company.cost_of_effort == alone.firm.company.cost_of_effort / 2


def test_rivals_take_customers_the_more_the_better_they_are_heard_to_deliver(small_scenario):
    lost = []
    for poaching in (0.0, 0.5):
        scenario = small_scenario(
            **QUICK,
            **{
                "rivalry.poaching": poaching,
                "rivalry.outside_option": 1000.0,
            },
        )
        model = OrganisationModel(scenario, None, 1, rivals=[Entrant(scenario.today)]).run()
        lost.append(model.series()[:, FIGURES.index("lost")].sum())
    assert lost[1] > 2 * lost[0]


def test_nobody_goes_over_where_the_outside_option_is_all(neutral_scenario):
    scenario = neutral_scenario(
        **QUICK,
        **{
            "rivalry.poaching": 0.0,
            "rivalry.outside_option": 1000.0,
            "rivalry.choice_sensitivity": 0.0,
        },
    )
    model = OrganisationModel(scenario, None, 1, rivals=[Entrant(scenario.today)]).run()
    figures = dict(zip(FIGURES, model.series().sum(axis=0), strict=True))
    assert figures["left"] > 0
    assert figures["lost"] < 0.02 * figures["left"]


def test_the_norm_is_what_the_best_rival_delivers(small_scenario):
    scenario = small_scenario(**QUICK, **{"market.norm_start": 0.2, "market.norm_cap": 0.2})
    model = OrganisationModel(scenario, None, 1, rivals=[Entrant(PRESETS[DESIGNS[0]])]).run(3)
    delivers = [firm.delivers() for firm in model.firms]
    market_moves(model)
    assert [firm.norm for firm in model.firms] == delivers[::-1]
    alone = OrganisationModel(scenario, None, 1).run(3)
    market_moves(alone)
    assert alone.firm.norm == alone.market.norm == pytest.approx(0.2)


def test_a_challenger_wins_customers_and_earns_revenue(three):
    late = three.rounds[0].runs["late"]
    assert late.series("joined").sum() > 0
    assert late.series("gained").sum() > 0
    assert late.cube[5:, ..., 0].sum() > 0


def test_what_a_tournament_says(three):
    assert set(three.summary().index) == {"north", "south", "late"}
    assert sum(three.probability_best().values()) == pytest.approx(1)
    assert three.winner in {None, "north", "south", "late"}
    lead = three.difference("north", "late")
    assert lead.low <= lead.mean <= lead.high
    assert three.verdict.startswith("Too close to call in competition. On average ")
    assert "Alone in the market" in three.verdict
    with pytest.raises(RunError, match="no firm is called 'east'"):
        three.values("east")


@pytest.mark.parametrize(
    ("firms", "words"),
    [
        ({}, "0 firms; name 1 to 4"),
        (dict.fromkeys("abcde", "today"), "5 firms; name 1 to 4"),
        ({"a": "nobody_led"}, "no design is called 'nobody_led'"),
        ({"a": 3}, "firm 'a' is a int"),
        ({"a": Entrant("today", 2)}, "no firm is in the market in month 1"),
        ({"a": "today", "b": Entrant("today", 0)}, "enters in month 0; use 1 to 12"),
        ({"a": "today", "b": Entrant("today", 13)}, "enters in month 13; use 1 to 12"),
        ({"a": "today", "b": Entrant("today", 1.5)}, "use a whole number"),
        ({"today": DESIGNS[0]}, "a firm is called 'today'"),
        (
            {"north": "today", "NORTH ": "today"},
            "the firms 'north' and 'NORTH ' look alike; rename one",
        ),
        (
            {"Caf\u00e9": "today", "Cafe\u0301": "today"},
            "the firms 'Caf\\xe9' and 'Cafe\\u0301' look alike; rename one",
        ),
        ({"Today": "today"}, "the firms 'Today' and 'today' look alike; rename one"),
    ],
)
def test_a_tournament_that_makes_no_sense_is_refused_with_the_cure(small_scenario, firms, words):
    with pytest.raises(RunError) as refused:
        sim.tournament(small_scenario(**QUICK), firms, replications=2)
    assert words in str(refused.value)


def test_a_run_is_a_replication_of_the_comparison(small_scenario):
    scenario = small_scenario(**QUICK)
    compared = sim.compare(scenario, replications=3, seed=5, jobs=1)
    model = sim.run(scenario, "product_led/perfection", seed=5, replication=2)
    run = compared.replications[2].runs["product_led/perfection"]
    assert model.series().tobytes() == run.figures.tobytes()
    assert model.firm.decisions == run.decisions


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ({"design": "x"}, "no design is called 'x'"),
        ({"replication": -1}, "replication is -1"),
        ({"seed": 1.5}, "seed is 1.5"),
        ({"threads": 0}, "threads is 0"),
        ({"engine": "quantum"}, "engine is 'quantum'"),
    ],
)
def test_a_run_that_makes_no_sense_is_refused_with_the_cure(small_scenario, choices, words):
    with pytest.raises(RunError) as refused:
        sim.run(small_scenario(**QUICK), **choices)
    assert words in str(refused.value)
