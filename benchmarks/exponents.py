"""How cost grows with people, months, replications, segments and firms: one thing at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sim.experiment.run.runner import replicate
from sim.model.model import Entrant, OrganisationModel, after_burn_in
from sim.scenario.scenario import Scenario
from sim.scenario.schema.design import PRESETS

from .engines import COLUMNS, SEED, Months, retail_bank
from .timing import Line, exponent, interleaved


def lines(months: Months, people: int, quick: bool) -> list[Line]:
    """Fitted exponents, and what four firms cost over one.

    Args:
        months: times of the engines by number of people.
        people: how many there are while segments and firms vary.
        quick: fewer turns and smaller sizes.
    """
    rounds = 2 if quick else 4
    sizes = {n: time for n, time in months[COLUMNS].items() if n >= (0 if quick else 10**5)}
    by_people = exponent(list(sizes), [n * time for n, time in sizes.items()])
    spans = (6, 12, 24) if quick else (15, 30, 60, 120)
    runs, firms = (1, 2, 4), (1, 2, 3, 4)
    segments = (2, 4, 8, 12)
    by_span = timed(living, spans, rounds, calls=1)
    by_runs = timed(lambda n: replicating(n, quick), runs, rounds, calls=1)
    by_segments = timed(lambda n: firms_stepping(with_segments(people, n), 1), segments, rounds)
    by_firms = timed(lambda n: firms_stepping(retail_bank(people), n), firms, rounds)
    market = f"a whole month, {people:,} people"
    return [
        Line(
            "Growth with people",
            by_people,
            "exponent",
            note=f"the columns' month, one thread, {min(sizes):,} to {max(sizes):,} people",
        ),
        Line(
            "Growth with months",
            exponent(spans, by_span),
            "exponent",
            note=f"{spans[0]} to {spans[-1]} months of a run, 20,000 people",
        ),
        Line(
            "Growth with replications",
            exponent(runs, by_runs),
            "exponent",
            note=f"{runs[0]} to {runs[-1]} replications of one design, one process",
        ),
        Line(
            "Growth with segments",
            exponent(segments, by_segments),
            "exponent",
            note=f"{segments[0]} to {segments[-1]} segments, {market}",
        ),
        Line(
            "Growth with firms",
            exponent(firms, by_firms),
            "exponent",
            note=f"1 to 4 firms, {market}",
        ),
        Line("Four firms over one", by_firms[-1] / by_firms[0], "times", 2.5, note=market),
    ]


def timed(
    make: Callable[[int], Callable[[], Any]], sizes: Sequence[int], rounds: int, calls: int = 4
) -> list[float]:
    """Shortest time at each size, the sizes taking turns."""
    tasks = {str(size): make(size) for size in sizes}
    times = interleaved(tasks, rounds, calls)
    return [times[str(size)] for size in sizes]


def living(months: int) -> Callable[[], Any]:
    """A call that lives a run of so many months, from a first day that is there already."""
    scenario = retail_bank(20_000, months=months)
    opening = after_burn_in(scenario, SEED)
    return lambda: OrganisationModel(scenario, seed=SEED, opening=opening).run()


def replicating(number: int, quick: bool) -> Callable[[], Any]:
    """A call that makes so many replications of one design, in one process."""
    scenario = retail_bank(20_000, months=12 if quick else 60)
    designs = {"segment_led/incremental": PRESETS["segment_led/incremental"]}
    return lambda: replicate(scenario, designs, SEED, range(number), jobs=1)


def firms_stepping(scenario: Scenario, firms: int) -> Callable[[], None]:
    """A call that lives a month of a market whose people some firms share from the start."""
    rivals = [Entrant(design) for design in list(PRESETS.values())[: firms - 1]]
    model = OrganisationModel(
        scenario.override({"months": 240}), scenario.today, seed=SEED, rivals=rivals
    )
    model.run(2)
    return model.step


def with_segments(people: int, number: int) -> Scenario:
    """The retail bank with so many segments of equal size, its own taken over and over."""
    given = retail_bank(people).model_dump(mode="json")
    own = given["segments"]
    given["segments"] = [
        {**own[n % len(own)], "name": f"Segment {n + 1}", "share": 1 / number}
        for n in range(number)
    ]
    return Scenario.model_validate(given)
