"""The statement: worked by hand on a small case, tied to the ledger to the cent on real runs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.accounts.chart_of_accounts import Account
from sim.errors import RunError
from sim.experiment.analysis.statement import (
    CLOSING,
    DIRECT,
    JOINED,
    KEYS,
    LEFT,
    OPENING,
    PAID_MONTHS,
    RESTRUCTURING,
    SHARED_COST,
    lines,
    shared_out,
)
from sim.experiment.figures.customer_value import VALUE_LABELS, customer_value
from sim.experiment.run.runner import ObservedRun, Replication
from sim.experiment.run.stopping import Stopping
from sim.market.rules.tally import Count
from sim.model.figures import FIGURES
from sim.model.observation import Observations
from sim.results.comparison import Comparison, compare
from sim.scenario.scenario import Scenario
from sim.scenario.schema.design import PRESETS

MONTHS, SEGMENTS, PRODUCTS = 14, 2, 2


@pytest.fixture(scope="module")
def two_by_two(small_scenario) -> Scenario:
    """Two segments and two products, 14 months: a whole year and two months."""
    segments = [{"name": "Homes", "share": 0.6}, {"name": "Firms", "share": 0.4}]
    products = [{"name": "Line"}, {"name": "Cloud"}]
    return small_scenario(
        segments=segments,
        products=products,
        months=MONTHS,
        name="Two by two",
        **{"costs.discount_yearly": 0.0},
    )


KEPT = [[[1.0, 1.0, 1.0], [1.0, 1.0, 1.0]], [[60.0, 50.0, 54.0], [40.0, 30.0, 30.0]]]
"""Of a first and of the last whole year: before, at most as before, kept; by segment."""


LIFETIMES = [[114 * 20.0, 36 * 14.0], [36 * 25.0, 0.0]]
"""People-months that customers at the end will pay, 20 and 25 each, and joiners could, 14 each."""


def simulated(extra: int) -> ObservedRun:
    """A made-up run: every month alike. `extra` cents are added to the firm's platform cost.

    A month: Homes pays 60.00 for Line, Firms 30.00 for Line and 10.00 for Cloud; cost of sales is
    half. Contacts cost Homes 6.00, Firms 2.00 (both Line). Recruiting: Homes 5.00. Firms' own
    delivery costs 1.00, its leader 2.00. The firm's platform 10.01, coordination 1.00, a product
    leader of Line 3.00. Restructuring 4.00 in the first month.
    """
    cube = np.zeros((MONTHS, SEGMENTS + 1, PRODUCTS + 1, len(Account)), dtype=np.int64)
    cube[:, 0, 0, Account.REVENUE], cube[:, 0, 0, Account.COST_OF_SALES] = 6000, -3000
    cube[:, 1, 0, Account.REVENUE], cube[:, 1, 0, Account.COST_OF_SALES] = 3000, -1500
    cube[:, 1, 1, Account.REVENUE], cube[:, 1, 1, Account.COST_OF_SALES] = 1000, -500
    cube[:, 0, 0, Account.SERVICE], cube[:, 1, 0, Account.SERVICE] = -600, -200
    cube[:, 0, 0, Account.RECRUITING] = -500
    cube[:, 1, 1, Account.DELIVERY], cube[:, 1, -1, Account.LEADERSHIP] = -100, -200
    cube[:, -1, -1, Account.PLATFORM] = -1001 - extra
    cube[:, -1, -1, Account.COORDINATION], cube[:, -1, 0, Account.LEADERSHIP] = -100, -300
    cube[0, -1, -1, Account.RESTRUCTURING] = -400
    counts = np.zeros((MONTHS, SEGMENTS, len(Count)))
    counts[:, 0, Count.JOINED], counts[:, 0, Count.LEFT] = 3, 2
    counts[:, 0, Count.CUSTOMERS] = 101 + np.arange(MONTHS)
    counts[:, 0, Count.PAYING] = 100
    counts[:, 1, Count.JOINED], counts[:, 1, Count.LEFT] = 0, 1
    counts[:, 1, Count.CUSTOMERS] = 49 - np.arange(MONTHS)
    counts[:, 1, Count.PAYING] = 50
    holders = np.zeros((3, SEGMENTS, PRODUCTS))
    holders[:, 0, 0], holders[:, 1, 0], holders[:, 1, 1] = (
        [100, 112, 114],
        [50, 38, 36],
        [20, 18, 18],
    )
    kept = np.array(KEPT)
    seen = Observations(
        counts,
        np.zeros((MONTHS, 2)),
        np.zeros((MONTHS, 2)),
        np.zeros((4, 2, 5)),
        holders,
        kept,
        np.zeros((3, 101)),
        np.array(LIFETIMES),
    )
    figures = np.zeros((MONTHS, len(FIGURES)))
    figures[:, FIGURES.index("profit")] = cube.sum(axis=(1, 2, 3)) / 100
    figures[:, FIGURES.index("paying")] = 150
    figures[:, FIGURES.index("joined")] = 3
    return ObservedRun(figures, cube, [], seen)


def of_runs(scenario, today, other, markets=1):
    """A comparison of made-up runs."""
    designs = {"today": scenario.today, "other": PRESETS["product_led/perfection"]}
    done = [
        Replication(n, np.empty((0, 0)), np.empty(0), {"today": base, "other": own})
        for n, (base, own) in enumerate(zip(today, other, strict=True))
    ]
    return Comparison(scenario, 1, designs, done, Stopping(None, 0.0, len(done)), markets)


@pytest.fixture(scope="module")
def made(two_by_two) -> Comparison:
    return of_runs(two_by_two, [simulated(0)] * 2, [simulated(100)] * 2)


def test_firm_by_hand(made):
    frame = made.statement("today").to_frame()
    assert list(frame.columns[:3]) == ["year 1", "year 2 (2 months)", "total"]
    by_hand = {  # year 1, two months, total
        "Opening customers": (150, 150, 150),
        "Joined": (36, 6, 42),
        "Left": (-36, -6, -42),
        "Closing customers": (150, 150, 150),
        "Revenue per customer and year": (8, 8, 8),  # 100 a month from 150 customers
        "Revenue": (1200, 200, 1400),
        "Cost of sales": (-600, -100, -700),
        "Gross margin": (600, 100, 700),
        "Cost to serve": (-96, -16, -112),
        "Acquisition": (-60, -10, -70),
        "Cross-selling": (0, 0, 0),
        "Own delivery and leadership": (-36, -6, -42),
        "Segment contribution": (408, 68, 476),
        "Shared cost": (-168.12, -28.02, -196.14),  # 14.01 a month
        "Restructuring": (-4, 0, -4),
        "Operating profit": (235.88, 39.98, 275.86),
        "Operating margin": (235.88 / 1200, 39.98 / 200, 275.86 / 1400),
    }
    assert list(frame.index) == list(by_hand)
    for line, values in by_hand.items():
        assert frame.loc[line].iloc[:3].to_list() == pytest.approx(values, abs=1e-9), line


def test_shared_cost_by_each_key_by_hand(made):
    # Year 1: 168.12 and 4.00 of restructuring. Revenue 720 : 480, customers 100 : 50,
    # contribution 720 - 360 - 72 - 60 = 228 and 480 - 240 - 24 - 36 = 180.
    for key, homes in {"revenue": 0.6, "customers": 2 / 3, "contribution": 228 / 408}.items():
        frame = made.statement("today", by="segment", key=key).to_frame()["year 1"]
        assert frame["Homes", "Segment contribution"] == pytest.approx(228)
        assert frame["Homes", SHARED_COST] == pytest.approx(round(-168.12 * homes, 2))
        assert frame["Firms", SHARED_COST] == pytest.approx(-168.12 - round(-168.12 * homes, 2))
        assert frame["Homes", RESTRUCTURING] == pytest.approx(round(-4.0 * homes, 2))
        assert frame["All segments", "Operating profit"] == pytest.approx(235.88)


def test_products_by_hand(made):
    frame = made.statement("today", by="product", key="customers").to_frame()["year 1"]
    assert frame["Line", "Opening holders"] == 150
    assert frame["Line", "Net change"] == 0
    assert frame["Cloud", "Net change"] == -2
    assert frame["Cloud", "Closing holders"] == 18
    assert frame["Cloud", "Revenue per holder and year"] == pytest.approx(120 / 19)
    # Line: 1080 - 540 - 96 - 60 and its product leader 36; Cloud: 120 - 60 and delivery 12.
    assert frame["Line", "Product contribution"] == pytest.approx(348)
    assert frame["Cloud", "Product contribution"] == pytest.approx(48)
    # Platform, coordination, the segment leader: 14.01 - 3 + 2 a month; by 150 and 19 holders.
    assert frame["Line", SHARED_COST] == pytest.approx(round(-156.12 * 150 / 169, 2))


def test_segments_by_hand_in_every_year(made):
    frame = made.statement("today", by="segment").to_frame()
    assert list(frame.index.names) == ["segment", "line"]
    by_hand = {  # year 1, two months, total
        ("Homes", "Opening customers"): (100, 112, 100),
        ("Homes", "Joined"): (36, 6, 42),
        ("Homes", "Left"): (-24, -4, -28),
        ("Homes", "Closing customers"): (112, 114, 114),
        ("Homes", "Revenue per customer and year"): (7.2, 7.2, 7.2),
        ("Firms", "Opening customers"): (50, 38, 50),
        ("Firms", "Joined"): (0, 0, 0),
        ("Firms", "Left"): (-12, -2, -14),
        ("Firms", "Closing customers"): (38, 36, 36),
        ("Firms", "Revenue"): (480, 80, 560),
        ("Firms", "Own delivery and leadership"): (-36, -6, -42),
        ("All segments", "Closing customers"): (150, 150, 150),
    }
    for row, values in by_hand.items():
        assert frame.loc[row].iloc[:3].to_list() == pytest.approx(values), row


def test_products_by_hand_in_every_year(made):
    frame = made.statement("today", by="product").to_frame()
    by_hand = {
        ("Cloud", "Opening holders"): (20, 18, 20),
        ("Cloud", "Net change"): (-2, 0, -2),
        ("Cloud", "Closing holders"): (18, 18, 18),
        # 19 and 18 holders on average, for twelve months and for two
        ("Cloud", "Revenue per holder and year"): (
            120 / 19,
            12 * 20 / 36,
            12 * 140 / (12 * 19 + 36),
        ),
        ("Line", "Opening holders"): (150, 150, 150),
        ("All products", "Net change"): (-2, 0, -2),
    }
    for row, values in by_hand.items():
        assert frame.loc[row].iloc[:3].to_list() == pytest.approx(values), row


def test_ratios_of_what_sold_nothing_are_not_known():
    names = [OPENING, JOINED, LEFT, CLOSING, PAID_MONTHS, *DIRECT, SHARED_COST, RESTRUCTURING]
    amounts = {name: np.zeros((1, 2)) for name in names} | {
        SHARED_COST: np.array([[-5.0, -5.0]]),
        "Revenue": np.array([[0.0, 1.0]]),
        PAID_MONTHS: np.array([[0.0, 1.0]]),
    }
    found = lines(amounts, "segment")
    assert found["Operating margin"][0] == pytest.approx([np.nan, -4], nan_ok=True)
    assert found["Revenue per customer and year"][0] == pytest.approx([np.nan, 12], nan_ok=True)


@pytest.mark.parametrize(
    ("weights", "parts"),
    [
        ((0, 0, 0), (34, 33, 33)),  # nobody counts for more
        ((-5, 0, -1), (34, 33, 33)),
        ((0.125, 0.125, 0.25), (25, 25, 50)),
        ((3, -7, 1), (75, 0, 25)),
    ],
)
def test_sharing_out_by_hand(weights, parts):
    found = shared_out(np.array([100]), np.array(weights, dtype=float)[:, None])
    assert found[:, 0].tolist() == list(parts)


def test_differences_to_today_by_hand(made):
    frame = made.statement("other").to_frame()
    row = frame.loc["Operating profit"]
    assert row["Δ to today"] == pytest.approx(-14)
    assert (row["low"], row["high"]) == pytest.approx((-14, -14))
    assert row["Δ %"] == pytest.approx(-100 * 14 / 275.86)
    assert frame.loc[SHARED_COST, "Δ %"] == pytest.approx(-100 * 14 / 196.14)
    assert np.isnan(frame.loc["Operating margin", "Δ %"])
    assert np.isnan(frame.loc["Cross-selling", "Δ %"]), "no percentage of nothing"


def test_customer_value_by_hand(two_by_two):
    worth = customer_value(two_by_two, simulated(0))
    # Homes: (60 - 30 - 6) / 100 a customer and month, 14 months for who joins and 20 for who is
    # there. Firms: (40 - 20 - 2 - 1 for delivery - 2 for the leader) / 50, 25 months.
    assert worth["clv"][[0, 2]] == pytest.approx([0.24 * 14, 0.24 * 14])
    assert np.isnan(worth["clv"][1]), "nobody joined"
    firm = (114 * 0.24 * 20 + 36 * 0.3 * 25) / 150
    assert worth["clv_of_base"] == pytest.approx([0.24 * 20, 0.3 * 25, firm])
    assert worth["acquisition_cost"][[0, 2]] == pytest.approx([5 / 3, 5 / 3])
    assert np.isnan(worth["acquisition_cost"][1]), "nobody joined"
    assert worth["clv_to_acquisition_cost"][0] == pytest.approx(0.24 * 14 / (5 / 3))
    assert worth["gross_revenue_retention"] == pytest.approx([50 / 60, 30 / 40, 80 / 100])
    assert worth["net_revenue_retention"] == pytest.approx([54 / 60, 30 / 40, 84 / 100])


def test_customer_value_is_of_the_last_twelve_months_and_counts_every_cost(two_by_two):
    run = simulated(0)
    run.cube[:2] *= 3
    run.observed.counts[:2] += 7
    assert customer_value(two_by_two, run)["clv"][0] == pytest.approx(0.24 * 14)
    before_customers = (Account.RECRUITING, Account.RESTRUCTURING)
    for account in set(Account) - {Account.REVENUE, Account.COST_OF_SALES, Account.SERVICE}:
        if account in before_customers:
            continue
        dearer = simulated(0)
        dearer.cube[:, 0, 0, account] = -100
        worth = customer_value(two_by_two, dearer)
        assert worth["clv"][0] == pytest.approx((0.24 - 0.01) * 14), account
        assert worth["acquisition_cost"][0] == pytest.approx(5 / 3)


def test_worth_by_segment_is_beside_todays(two_by_two):
    dearer = simulated(0)
    dearer.cube[:, 0, 0, Account.SERVICE] -= 200
    result = of_runs(two_by_two, [simulated(0)] * 2, [dearer] * 2)
    worth = result.statement("other", "segment").worth
    row = worth.loc[("Homes", "Lifetime value, newcomer")]
    wanted = (0.22 * 14, 0.24 * 14, -0.02 * 14)
    assert (row["mean"], row["today"], row["Δ to today"]) == pytest.approx(wanted)
    assert list(worth.index.get_level_values(0).unique()) == ["Homes", "Firms", "All segments"]


def test_lifetime_value_over_acquisition_cost_is_that_of_the_means(two_by_two):
    """Where hardly anybody joined acquisition costs the earth; a mean of ratios would mind."""
    scarce = simulated(0)
    scarce.observed.counts[:, 0, Count.JOINED] = 0.01
    scarce.observed.lifetimes[0, 1] = 14 * 0.12
    found = of_runs(two_by_two, [simulated(0), scarce], [simulated(0), scarce]).estimates("today")
    value, cost = found["clv"].mean, found["acquisition_cost"].mean
    assert cost == pytest.approx(120 / 36.12)
    assert found["clv_to_acquisition_cost"].mean == pytest.approx(value / cost)
    assert found["clv_to_acquisition_cost"].low <= value / cost


def test_what_nobody_joined_for_is_not_known_and_said_so(two_by_two):
    alone = simulated(0)
    alone.observed.counts[:, 0, Count.JOINED] = 0
    alone.observed.lifetimes[:, 1] = 0
    result = of_runs(two_by_two, [alone] * 2, [alone] * 2)
    shown = str(result.statement("other"))
    (line,) = [x for x in shown.splitlines() if x.startswith("Acquisition cost per joiner")]
    assert line.split("  ")[-1].strip() == "not known" or "not known" in line
    assert np.isnan(result.estimates("other")["clv_to_acquisition_cost"].mean)


def test_interval_of_a_difference_by_hand(two_by_two):
    """Two replications lose 14 and 42: -28, and 12.7062 standard errors of 14 to each side."""
    result = of_runs(two_by_two, [simulated(0)] * 2, [simulated(100), simulated(300)])
    row = result.statement("other").to_frame().loc["Operating profit"]
    assert row["Δ to today"] == pytest.approx(-28)
    wanted = (-28 - 12.7062 * 14, -28 + 12.7062 * 14)
    assert (row["low"], row["high"]) == pytest.approx(wanted, rel=1e-5)


def test_interval_of_a_difference_is_paired(two_by_two):
    """Today's luck of 140 a run is the other design's, too: what is left are the same 14 and 42."""
    today = [simulated(0), simulated(1000)]
    result = of_runs(two_by_two, today, [simulated(100), simulated(1300)])
    row = result.statement("other").to_frame().loc["Operating profit"]
    assert row["total"] == pytest.approx(275.86 - 98)
    assert row["Δ to today"] == pytest.approx(-28)
    assert row["high"] - row["low"] == pytest.approx(2 * 12.7062 * 14, rel=1e-5)


def test_intervals_are_over_markets_where_there_are_several(two_by_two):
    """Four replications of two markets have the interval of two values, wherever it is said."""
    own = [simulated(100), simulated(300), simulated(100), simulated(300)]
    result = of_runs(two_by_two, [simulated(0)] * 4, own, markets=2)
    row = result.statement("other").to_frame().loc["Operating profit"]
    reported = result.differences("other")["operating_profit"]
    assert (row["Δ to today"], row["low"], row["high"]) == pytest.approx(tuple(reported))
    assert row["high"] - row["low"] == pytest.approx(2 * 12.7062 * 14, rel=1e-5)
    depth = result.shortfall("other").depth
    assert tuple(depth) == pytest.approx((reported.mean, reported.low, 0)), (
        "and no depth is above 0"
    )


def test_text_has_costs_in_parentheses_and_says_what_it_leaves_out(made):
    shown = str(made.statement("other"))
    lines = {line[:24].strip(): line for line in shown.splitlines()}
    assert "(600.0)" in lines["Cost of sales"]
    assert "-0" not in lines["Cross-selling"]
    assert "-14.0" in lines["Operating profit"]
    assert "Before tax, working capital and financing" in shown
    assert "not within 14 months" in lines["Payback"]
    assert "Δ to today" not in str(made.statement("today"))
    assert "All segments" in made.statement("other", "segment")._repr_html_()


def test_headlines_by_hand(made):
    found = {h.label: h for h in made.statement("other").headlines}
    shortfall = found["Deepest cumulative shortfall against today"]
    assert shortfall.own.mean == pytest.approx(-14)
    assert shortfall.note == "in month 14"
    assert found["Payback"].own is None
    assert found["Payback"].note == "not within 14 months"
    assert found["Lifetime value over acquisition cost"].difference.mean == 0


def test_headlines_stand_in_order_with_their_own_and_todays_figure(two_by_two):
    result = of_runs(two_by_two, [simulated(0), simulated(40)], [simulated(100), simulated(200)])
    value, shortfall, payback, *worth = result.statement("other").headlines
    own, today = (result.values(name)["npv"].mean() for name in ("other", "today"))
    assert own < today
    assert (value.label, value.unit) == ("Net present value, with terminal value", "currency")
    assert (value.own.mean, value.today.mean) == pytest.approx((own, today))
    assert value.difference.mean == pytest.approx(own - today)
    assert shortfall.label.startswith("Deepest cumulative shortfall")
    assert shortfall.own.mean == pytest.approx(-(14 + 22.4) / 2)
    assert (shortfall.today, shortfall.difference) == (None, None)
    assert payback.label == "Payback"
    assert [figure.label for figure in worth] == [label for label, _ in VALUE_LABELS.values()]
    of_today = result.statement("today").headlines
    assert [figure.label for figure in of_today] == [value.label, *(x.label for x in worth)]


@pytest.fixture(scope="module")
def real(small_scenario) -> Comparison:
    return compare(small_scenario(months=19), replications=2, jobs=1)


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("by", ["firm", "segment", "product"])
def test_ties_to_the_ledger_to_the_cent(real, by, key):
    """Every design, every member, every year, every replication."""
    axis = {"firm": (1, 2), "segment": 2, "product": 1}[by]
    for design in real.designs:
        statement = real.statement(design, by, key)
        for n, replication in enumerate(real.replications):
            cube = replication.runs[design].cube
            for year, months in enumerate([slice(0, 12), slice(12, 19), slice(0, 19)]):
                booked = cube[months].sum(axis=0)
                own = {k: np.rint(100 * v[n, :, year]) for k, v in statement.own.items()}
                total = sum(own[line] for line in [*DIRECT, SHARED_COST, RESTRUCTURING])
                assert total[-1] == booked.sum()
                if by == "firm":
                    caused = booked[:-1].sum(axis=(0, 1))[None]
                else:
                    assert total[:-1].sum() == total[-1], "members add up to the firm"
                    caused = booked.sum(axis=axis - 1)[:-1]
                for line, accounts in DIRECT.items():
                    wanted = caused[:, list(accounts)].sum(axis=1)
                    assert own[line][: len(wanted)].tolist() == wanted.tolist()


def test_key_moves_segments_and_never_the_firm(real):
    frames = [real.statement("today", "segment", key).to_frame()["total"] for key in KEYS]
    for one in frames[1:]:
        assert one["All segments"].to_list() == pytest.approx(frames[0]["All segments"].to_list())
        moved = (one - frames[0]).abs()
        assert moved.xs("Operating profit", level="line").iloc[:-1].max() > 1
        assert moved.xs("Segment contribution", level="line").max() < 1e-6


def test_opening_plus_joined_less_left_is_closing_and_the_next_opening(real):
    frame = real.statement("segment_led/perfection", "segment").to_frame()
    rows = frame.xs("Opening customers", level=1), frame.xs("Closing customers", level=1)
    changes = frame.xs("Joined", level=1) + frame.xs("Left", level=1)
    for column in ("year 1", "year 2 (7 months)", "total"):
        assert (rows[0] + changes)[column].to_list() == pytest.approx(rows[1][column].to_list())
    assert rows[1]["year 1"].to_list() == rows[0]["year 2 (7 months)"].to_list()


@given(
    total=st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=4),
    weights=st.lists(st.floats(-10, 1e9), min_size=1, max_size=8),
)
def test_sharing_out_adds_up_and_is_within_a_cent_of_its_share(total, weights):
    amounts, column = np.array(total), np.array(weights)[:, None] * np.ones(len(total))
    out = shared_out(amounts, column)
    assert out.sum(axis=0).tolist() == total
    positive = np.maximum(column, 0)
    if positive.sum() > 0:
        exact = amounts * (positive / positive.sum(axis=0))
        assert np.abs(out - exact).max() <= 1 + 1e-3


def test_mistakes_are_explained(real):
    with pytest.raises(RunError, match="by='segment'"):
        real.statement("today", by="region")
    with pytest.raises(RunError, match="'contribution'"):
        real.statement("today", key="headcount")
    with pytest.raises(RunError, match="no design is called 'best'"):
        real.statement("best")
