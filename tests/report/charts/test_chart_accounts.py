"""The heat map of segments and accounts: its cells are the statement's, and readable."""

from __future__ import annotations

import pytest
from matplotlib.patches import Rectangle
from pictured import DESIGN, made, small_result, texts

from sim.accounts.chart_of_accounts import Account
from sim.experiment.analysis.bridge import GROUPS
from sim.report.charts import segment_accounts
from sim.report.charts.style import READABLE, contrast


def cells(chart):
    """Text by row and column."""
    axes = chart.axes[0]
    return {
        (int(t.get_position()[1]), int(t.get_position()[0])): t
        for t in texts(chart)
        if t in axes.texts
    }


def number(text):
    plain = text.split("\n")[0].replace(",", "").replace("–", "0")
    return -float(plain.strip("()")) if plain.startswith("(") else float(plain)


def earned(*profits, draw=1.0):
    def fill(design, replication, cube, *_):
        for segment, profit in enumerate(profits):
            own = profit if design == DESIGN else 100
            noise = draw * (-1) ** (replication + segment)
            cube[0, segment, 0, Account.REVENUE] = 100 * (own + 50 + noise)
            cube[0, segment, 0, Account.SERVICE] = -100 * 50

    return made(fill)


def test_cells_are_those_of_the_statement():
    result = small_result()
    chart, statement = segment_accounts(result, DESIGN), result.pnl(DESIGN)
    shown = cells(chart)
    unit = {"k": 1e3, "m": 1e6}[chart.header.subject.split("EUR ")[1][0]]
    for column, accounts in enumerate(GROUPS.values()):
        sums = statement.loc[[account.label for account in accounts]].sum() / unit
        for row, amount in enumerate(sums):
            written = shown[row, column].get_text()
            assert number(written) == pytest.approx(
                amount, abs=0.51 if "." not in written else 0.051
            )
    profit = statement.loc["Operating profit"] / unit
    for row, amount in enumerate(profit):
        assert number(shown[row, len(GROUPS)].get_text()) == pytest.approx(amount, abs=0.51)
        assert "±" in shown[row, len(GROUPS)].get_text()


def test_shared_and_firm_have_rows_and_costs_parentheses():
    chart = segment_accounts(small_result(), DESIGN)
    labels = [t.get_text() for t in chart.axes[0].get_yticklabels()]
    assert labels[-2:] == ["Shared", "Firm"]
    assert cells(chart)[0, 1].get_text().startswith("(")


def test_differences_are_signed():
    shown = cells(segment_accounts(earned(130, 100, 80), DESIGN, "today"))
    assert shown[0, 0].get_text().startswith("+30")
    assert shown[2, 0].get_text().startswith("-20")
    assert shown[1, 2].get_text() == "–"


@pytest.mark.parametrize("base", [None, "today"])
def test_no_text_is_dark_on_dark(base):
    chart = segment_accounts(small_result(), DESIGN, base)
    patches = [p for p in chart.axes[0].patches if isinstance(p, Rectangle)]
    colour = {(int(p.get_y()), int(p.get_x())): p.get_facecolor()[:3] for p in patches}
    for place, text in cells(chart).items():
        assert contrast(text.get_color(), colour[place]) >= READABLE, text.get_text()


@pytest.mark.parametrize(
    ("profits", "message"),
    [
        ((300, 200, 50), "Highest profit: Young, EUR 300 before shared cost"),
        (
            (300, 200, -50),
            "Highest profit: Young, EUR 300 before shared cost; largest loss: Firms, EUR 50.0",
        ),
        (
            (300, 300, 50),
            "Highest profit: Young, EUR 300 before shared cost, too close to call with Families",
        ),
        (
            (-50, -300, -200),
            "Smallest loss: Young, EUR 50.0 before shared cost; largest loss: Families, EUR 300",
        ),
        (
            (-50, -50, -50),
            "Smallest loss: Young, EUR 50.0 before shared cost, too close to "
            "call with 2 other segments",
        ),
        (
            (0, 0, -50),
            "No segment earns anything before shared cost; largest loss: Firms, EUR 50.0",
        ),
    ],
)
def test_the_message_on_who_earns_is_true(profits, message):
    assert segment_accounts(earned(*profits), DESIGN).header.message == message


def test_a_loss_that_is_not_clear_is_not_called_one():
    stated = segment_accounts(earned(300, 200, -5, draw=50), DESIGN).header.message
    wanted = "Highest profit: Young, EUR 300 before shared cost, too close to call with Families"
    assert stated == wanted


@pytest.mark.parametrize(
    ("profits", "message"),
    [
        ((300, 100, 50), "Largest gain: Young, +EUR 200 before shared cost"),
        ((90, 80, 50), "No segment clearly earns more"),
        ((100, 100, 100), "No segment's profit and loss changes"),
    ],
)
def test_the_message_on_who_gains_is_true(profits, message):
    assert segment_accounts(earned(*profits), DESIGN, "today").header.message == message
