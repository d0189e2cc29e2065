"""What tests of charts share: a small result, client's names of every kind, a reader of texts."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from itertools import combinations, product

import numpy as np
from conftest import HERE
from matplotlib.text import Text

from sim import compare, load
from sim.accounts.chart_of_accounts import Account
from sim.experiment.run.runner import ObservedRun, Replication
from sim.experiment.run.stopping import Stopping
from sim.market.rules.tally import Count
from sim.model.observation import Observations
from sim.report.charts.style import SIZES
from sim.results.comparison import Comparison
from sim.scenario.scenario import Scenario
from sim.scenario.schema.design import PRESETS

DESIGN = "product_led/incremental"
PLAIN = {
    "client name": "Small market",
    "Young": "Young",
    "Families": "Families",
    "Firms": "Firms",
    "Account": "Account",
    "Loan": "Loan",
    "onboard": "onboard",
    "help": "help",
    "bill": "bill",
    DESIGN: DESIGN,
}
LONG = {
    "client name": "Österreichische Genossenschaft für Bankdienste, Versicherung in Stadt u. Land",
    "Young": "Young professionals in their first job who rent in a city with $5_000 to 10_000",
    "Families": "Families with two incomes, a mortgage & 50 % of their savings in a fund",
    "Firms": "Kleinstunternehmerinnenundkleinstunternehmersowieselbstständigefreieberufe",
    "Account": "Current account with card, overdraft, insurance and everything_else_in_one",
    "Loan": "Consumer loan, mortgage or leasing contract at a fixed or variable rate",
    "onboard": "Opening the account with a video identification and a signed contract",
    "help": "Asking for help on the telephone, in a branch, by letter or in a chat",
    "bill": "Receiving the statement of account and the yearly certificate of tax",
    DESIGN: "Product lines own their profit and loss, and ship $mall_steps every other week",
}
FOREIGN = {
    "client name": "日本の銀行とその顧客",
    "Young": "Νέοι πελάτες του δικτύου",
    "Families": "العائلات والشركات",
    "Firms": "小企业与个体户",
    "Account": "Текущий счёт",
    "Loan": "ऋण और बचत",
    "onboard": "הצטרפות",
    "help": "고객 지원 센터",
    "bill": "請求書",
    DESIGN: "قيادة حسب شرائح العملاء",
}
NAMES = {"plain": PLAIN, "long": LONG, "foreign": FOREIGN}


@cache
def small_result() -> Comparison:
    """The small market, three replications."""
    return compare(load(HERE / "scenarios" / "small.yaml"), replications=3, jobs=1)


@cache
def result_named(kind: str) -> Comparison:
    """The small result as of a client with names of a kind."""
    return renamed(small_result(), NAMES[kind])


@cache
def crowded_result() -> Comparison:
    """As many segments, products and touchpoints as a scenario may have, with long names."""
    data = json.loads(small_result().scenario.model_dump_json())
    segment, product, touchpoint = (data[k][0] for k in ("segments", "products", "touchpoints"))
    data["products"] = [product | {"name": f"{LONG['Account']} {n}"} for n in range(6)]
    data["touchpoints"] = [touchpoint | {"name": f"{LONG['help']} {n}"} for n in range(12)]
    holdings = {each["name"]: 0.4 for each in data["products"]}
    plain = segment | {"share": 1 / 16, "needs": {}, "frequency": {}, "holdings": holdings}
    data["segments"] = [plain | {"name": f"{LONG['Young']} {n}"} for n in range(16)]
    scenario = Scenario.model_validate(data)
    return compare(scenario, {DESIGN: PRESETS[DESIGN]}, replications=2, jobs=1)


def renamed(result: Comparison, names: dict[str, str]) -> Comparison:
    """The same result with other names of segments, products, touchpoints and a design."""

    def other(value):
        if isinstance(value, dict):
            return {other(key): other(each) for key, each in value.items()}
        if isinstance(value, list):
            return [other(each) for each in value]
        if not isinstance(value, str):
            return value
        use = value.startswith("use ")
        bare = value.removeprefix("use ")
        return ("use " if use else "") + names.get(bare, bare)

    data = other(json.loads(result.scenario.model_dump_json())) | {"name": names["client name"]}
    designs = {names.get(name, name): design for name, design in result.designs.items()}
    replications = [
        replace(
            each,
            runs={
                names.get(name, name): _renamed_run(run, other) for name, run in each.runs.items()
            },
        )
        for each in result.replications
    ]
    return replace(
        result,
        scenario=Scenario.model_validate(data),
        designs=designs,
        replications=replications,
    )


def _renamed_run(run, other):
    return replace(
        run,
        decisions=[
            replace(
                d,
                touchpoint=other(d.touchpoint),
                variant=other(d.variant),
                owner=" ".join(other(word) for word in d.owner.split(" ")),
            )
            for d in run.decisions
        ],
    )


def in_size(chart, size):
    """The chart drawn anew in a size."""
    return type(chart)(chart.header, chart._recipe, chart._names, size)


def words(figure) -> str:
    """Everything that is written, line breaks as spaces."""
    return " ".join(" ".join(text.get_text().split()) for text in texts(figure))


def texts(figure) -> list[Text]:
    """All texts that a reader sees: titles, labels, legends, ticks within their axes."""
    unseen = set()
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            drawn = axis._update_ticks() if axes.get_visible() and axes.axison else []
            shown = {label for tick in drawn for label in (tick.label1, tick.label2)}
            every = axis.get_ticklabels(which="both") + axis.get_ticklabels(minor=True)
            unseen |= set(every) - shown
            if not (axes.get_visible() and axes.axison):
                unseen |= {axis.label, axis.offsetText}
    return [
        text
        for text in figure.findobj(Text)
        if text not in unseen
        and text.get_visible()
        and text.get_text().strip()
        and (text.axes is None or text.axes.get_visible())
    ]


def faults(figure, tolerance: float = 0.5) -> list[str]:
    """What is wrong with the texts: overlapping each other, cut by the edge, on others' panels.

    Args:
        figure: drawn anew here.
        tolerance: pixels that may overlap.
    """
    figure.canvas.draw()
    renderer = figure.canvas.get_renderer()
    boxes = [(text, text.get_window_extent(renderer).padded(-tolerance)) for text in texts(figure)]
    width, height = figure.canvas.get_width_height()
    found = [
        f"cut by the edge: {text.get_text()!r}"
        for text, box in boxes
        if box.x0 < 0 or box.y0 < 0 or box.x1 > width or box.y1 > height
    ]
    found += [
        f"overlap: {one.get_text()!r} and {other.get_text()!r}"
        for (one, a), (other, b) in combinations(boxes, 2)
        if a.overlaps(b)
    ]
    found += [
        f"on another panel: {text.get_text()!r}"
        for (text, box), axes in product(boxes, figure.axes)
        if text.axes is not axes
        and axes.get_visible()
        and box.overlaps(axes.get_window_extent(renderer).padded(-tolerance))
    ]
    return found


SIZE_NAMES = list(SIZES)


def made(fill, replications=4) -> Comparison:
    """A comparison of today and `DESIGN` worked by hand.

    Args:
        fill: called with design, replication, cube (cents), observations and decisions of each
            run, all nought or empty, to change them.
        replications: how many.
    """
    scenario = load(HERE / "scenarios" / "small.yaml")
    months, segments, quarters = scenario.months, len(scenario.segments), scenario.months // 3
    designs = {"today": scenario.today, DESIGN: PRESETS[DESIGN]}
    done = []
    for number in range(replications):
        runs = {}
        for design in designs:
            cube = np.zeros((months, segments + 1, len(scenario.products) + 1, len(Account)))
            seen = Observations(
                counts=np.zeros((months, segments, len(Count))),
                promised=np.zeros((months, segments)),
                delivered=np.zeros((months, segments)),
                cohorts=np.zeros((quarters, segments, 1 + quarters)),
                holders=np.empty(0),
                kept_revenue=np.empty(0),
                contribution=np.zeros((segments + 1, 101)),
                lifetimes=np.zeros((segments, 2)),
            )
            decisions = []
            fill(design, number, cube, seen, decisions)
            runs[design] = ObservedRun(np.empty(0), cube.astype(np.int64), decisions, seen)
        done.append(Replication(number, np.empty(0), np.empty(0), runs))
    return Comparison(scenario, 1, designs, done, Stopping(None, 0.01, replications))
