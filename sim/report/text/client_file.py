"""A client's scenario file: a dozen numbers that a firm knows of itself, each in plain words."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from ...errors import RunError
from ...scenario.reading.loading import shipped
from ...scenario.scenario import Scenario
from ...scenario.schema.facts import Facts
from ...scenario.writing.client_scenario import LISTS, OWN
from ...text.letters import in_double_quotes
from ..formats.places import as_typed
from .starting_year import typed

COLUMN = 32
"""Where comments begin."""

WORDS = {
    "share": "of the market's people, all add up to 1: market research",
    "penetration": "share of them who are customers today: customer list",
    "spend": "revenue per customer, 1 is that of the average one: invoices",
    "churn_yearly": "share of newcomers who leave within a year: cancellations",
    "contacts": "calls, visits and chats per customer and month: service desk",
    "churn_shape": "how unlike newcomers are in loyalty: keep, or as advised",
    "spend_sd": "scatter of revenue within the segment: keep, or invoices",
    "use": "how often it is used, against the others: usage data, or keep",
    "quality": "how often using it works: service desk, or keep",
    "holdings": "chance that a customer holds each product: contracts",
    "revenue": "from an average holder, {currency} a month: invoices",
    "margin": "share of revenue left after cost of sales: cost accounting",
    "authority": "who decides: 0 product leaders, 1 segment leaders, 0.5 both",
    "basis": "how the firm distinguishes segments: none, need or circumstance",
    "incentive": "leaders are paid for: 0 their product, 1 their segment",
    "horizon_months": "how far ahead leaders' targets look, months",
    "layers": "levels of hierarchy between customers and whoever decides",
    "visibility": "share of what could be known of customers that data shows",
    "batch_size": "changes that are shipped together in one release",
    "quality_bar": "how often a change must work before it may ship",
    "customers": "at the end of the year: customer list",
    "revenue_per_customer": "{currency} a month: invoices",
    "gross_margin": "revenue left after cost of sales: profit and loss",
    "nps": "net promoter score, -100 to 100: survey",
    "acquisition_cost": "{currency}: spent on winning customers over those won",
    "operating_margin": "operating profit over revenue: profit and loss",
    "advocacy": "share of joiners sent by customers: joiners' survey",
}
"""What each key is, its unit, and where in a client's books it is found."""

CHURN_OF_ALL = "left in the year over customers at its start"

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?: [A-Za-z0-9_]+)*")
_NO_WORDS = {"y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"}


def client_file(scenario: Scenario, facts: Facts, base: Scenario, extends: str, file: Path) -> str:
    """The text of the file.

    Args:
        scenario: what it says, as `client_scenario` makes it.
        facts: the simulated starting year of that scenario.
        base: what it extends.
        extends: how `extends` names that.
        file: where it is to stand.
    """
    parts = (
        _opening(scenario, base, extends, file),
        _segments(scenario),
        _products(scenario),
        _today(scenario),
        _facts(scenario, facts, base.facts),
    )
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def _opening(scenario: Scenario, base: Scenario, extends: str, file: Path) -> Iterator[str]:
    command = printable(as_typed(file.name))
    yield f"# {printable(scenario.name)}: what a firm knows about itself, and no more."
    yield "#"
    yield "# Put your own numbers and names in place of these; keep the words before the colons."
    yield "# Then:"
    yield f"#   sim check {command}     does the simulated starting year look like the firm?"
    yield f"#   sim compare {command}   which organisation has the highest NPV, and how surely"
    yield ""
    yield _line(f"extends: {quoted(extends)}", "what is not stated here is as there")
    yield _line(f"replace: [{', '.join(LISTS)}]", "these lists are this file's alone")
    yield ""
    yield _line(f"name: {quoted(scenario.name)}", "title of charts and reports")
    yield f"description: {quoted(scenario.description)}"
    yield _line("sources: []", "where your figures come from, in quotes")
    yield _line(f"currency: {quoted(scenario.currency)}", "of every amount in this file")
    if scenario.burn_in != base.burn_in:
        yield _line(f"burn_in: {scenario.burn_in}", "months simulated before designs are compared")
    yield "market:"
    people = f"  people: {scenario.market.people:_}"
    yield _line(people, "who are customers or could be: market research, census")


def _segments(scenario: Scenario) -> Iterator[str]:
    touchpoints = printable(", ".join(scenario.touchpoint_names))
    yield "# Customers, by the segments that your firm uses; at most 16."
    yield "# What a segment needs is not stated here. It is drawn, as one of many possible markets,"
    yield "# and `sim compare ... --markets 30` averages over them. Where you know a need, state it"
    yield "# as a position, mostly from -1 to 1: one offer serves segments with similar positions"
    yield "# well, and segments far apart badly. Needs can be stated for:"
    yield f"#   {touchpoints}"
    yield "segments:"
    for n, segment in enumerate(scenario.segments):
        yield from _item("segments", segment, scenario, explained=n == 0)
        yield _line("    holdings:", WORDS["holdings"]) if n == 0 else "    holdings:"
        for name, chance in segment.holdings.items():
            yield f"      {quoted(name)}: {number(chance)}"
        if n == 0:
            place = quoted(scenario.touchpoint_names[-1])
            yield f"    # needs: {{{place}: 0.5}}  if you know a need of this segment"
            yield "    # facts: {churn_yearly: 0.1}  if your books report this segment"


def _products(scenario: Scenario) -> Iterator[str]:
    yield "# What the firm sells; at most 6."
    yield "products:"
    for n, product in enumerate(scenario.products):
        yield from _item("products", product, scenario, explained=n == 0)


def _today(scenario: Scenario) -> Iterator[str]:
    yield "# The organisation as it is today, which every other one is compared with."
    yield "today:"
    for name in ("organisation", "delivery"):
        yield f"  {name}:"
        section = getattr(scenario.today, name)
        for key in OWN[name]:
            yield _line(f"    {key}: {_value(getattr(section, key))}", WORDS[key])


def _facts(scenario: Scenario, simulated: Facts, known: Facts) -> Iterator[str]:
    yield "# What the firm's books report of last year. No result depends on them: `sim check` puts"
    yield "# them beside the simulated year. VALUES MARKED simulated COME FROM THE LINES ABOVE:"
    yield "# replace them with your own, and remove those that you do not know."
    yield "facts:"
    for key, made in simulated:
        stated = getattr(known, key)
        value = made if stated is None else stated
        if value is not None:
            words = CHURN_OF_ALL if key == "churn_yearly" else WORDS[key]
            words = words.format(currency=scenario.currency)
            marked = f"simulated; {words}" if stated is None else words
            yield _line(f"  {key}: {typed(value)}", marked)


def _item(key: str, item: Any, scenario: Scenario, explained: bool) -> Iterator[str]:
    """What a client knows of one segment or product; the first one is explained."""
    yield f"  - name: {quoted(item.name)}"
    for field in OWN[key][1:]:
        text = f"    {field}: {_value(getattr(item, field))}"
        words = WORDS[field].format(currency=scenario.currency)
        yield _line(text, words) if explained else text


def _line(text: str, comment: str) -> str:
    return f"{text:<{COLUMN}}  # {printable(comment)}"


def printable(text: str) -> str:
    """A text as a comment takes it: on one line, without characters that YAML refuses."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _value(value: Any) -> str:
    return number(value) if isinstance(value, int | float) else quoted(str(value))


def number(value: float) -> str:
    """A number that reads back as itself."""
    return np.format_float_positional(value, trim="-")


def quoted(text: str) -> str:
    """A text that YAML reads as itself, quoted where it would be taken for something else."""
    if _PLAIN.fullmatch(text) and text.lower() not in _NO_WORDS:
        return text
    return in_double_quotes(json.dumps(text, ensure_ascii=False))


def title(file: Path) -> str:
    """A scenario's title from its file's name: `north_bank.yaml` is "North bank"."""
    words = printable(re.sub(r"[_-]+", " ", file.stem))
    return words[:1].upper() + words[1:] if words else "My client"


def extended(base: str, file: Path) -> str:
    """What `extends` says: a shipped scenario's name, or the path from the new file's folder.

    Raises:
        RunError: the new file would extend itself.
    """
    if base in shipped():
        return base
    given = Path(base)
    if given.resolve() == file.resolve():
        raise RunError(f"{file}: would extend itself; choose another name for the new file")
    return Path(os.path.relpath(given.resolve(), file.parent.resolve())).as_posix()


def written(scenario: Scenario, file: Path) -> str:
    """What a terminal shows when the file is there."""
    place = as_typed(file)
    return (
        f"Written: {file}, with {len(scenario.segments)} segments and {len(scenario.products)} "
        "products.\nOpen it in an editor and replace the numbers there with your client's. Next:\n"
        f"  sim check {place}\n  sim compare {place}"
    )
