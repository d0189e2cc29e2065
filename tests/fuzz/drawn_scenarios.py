"""Scenarios drawn from the schema itself, at its bounds, near them and in between.

The schema says what may be written; so whatever is added to it is drawn, too. A number stands for
one scenario, for ever as long as the schema is the same.
"""

from __future__ import annotations

import math
import random
from typing import Any, get_origin

from sim.scenario.scenario import Scenario
from sim.scenario.schema.consistency import USE
from sim.scenario.schema.design import Design
from sim.scenario.schema.specification import Spec

NEAR = 1e-9
SMALL = {
    # what only makes a run longer, or a market larger, is kept small
    "months": 8,
    "burn_in": 14,
    "market.simulated": 700,
    "shocks.month": 8,
}
NEEDED = {"shocks.month"}
LEFT_OUT = {"facts", "uncertain", "sources", "description", "currency", "name", "market_seed"}
NAMES = ["Old", "Új ügyfelek", "学生", "A & B", "=1+1", "x" * 80, "Ärzte", "0", "nan", "St. Gallen"]


def drawn_scenario(number: int) -> dict[str, Any]:
    """A scenario as maps and lists; most are valid, and what is not must be refused at loading."""
    chance = random.Random(number)
    wild = chance.choice([0.03, 0.1, 0.3, 1.0])
    data = _section(Spec(Scenario), "", chance, wild)
    data["name"] = f"Drawn {number}"
    data.setdefault("market", {}).setdefault("simulated", chance.choice([200, 300, 700]))
    data["market"].setdefault("people", 20_000)
    data.setdefault("months", chance.randint(1, 6))
    data.setdefault("burn_in", chance.randint(0, 3))
    _name_and_share(data, chance)
    _make_consistent(data)
    if chance.random() < 0.7:  # else calls that cause too many others are often refused
        repeated = data["experience"].get("repeat_contacts", 1.0)
        data["experience"]["repeat_contacts"] = min(repeated, 0.69)
    return data


def drawn_design(number: int) -> dict[str, Any]:
    """Another design to live the market with."""
    chance = random.Random(f"design {number}")
    return _led(_section(Spec(Design), "today.", chance, chance.choice([0.1, 0.5, 1.0])))


def _section(spec: Spec, path: str, chance: random.Random, wild: float) -> dict[str, Any]:
    out: dict[str, Any] = {}
    fields = spec.section.model_fields if spec.section else {}
    for key in fields:
        inside = spec.below(key)
        assert inside is not None
        place = f"{path}{key}"
        if key in LEFT_OUT:
            continue
        if inside.section:
            out[key] = _section(inside, f"{place}.", chance, wild)
        elif get_origin(inside.kind) is list:
            item = inside.below(0)
            assert item is not None
            out[key] = [
                _section(item, f"{place}.", chance, wild) for _ in range(_length(key, chance))
            ]
        elif get_origin(inside.kind) is not dict and (place in NEEDED or chance.random() < wild):
            out[key] = _value(inside, SMALL.get(place), chance)
    return out


def _length(key: str, chance: random.Random) -> int:
    few, most = {"segments": (1, 16), "products": (1, 6), "touchpoints": (0, 12)}.get(key, (0, 3))
    return (
        chance.choice([few, few + 1, few + 2, few + 3, most])
        if key != "shocks"
        else (chance.choice([0, 0, 1, 3]))
    )


def _value(spec: Spec, most: float | None, chance: random.Random) -> Any:
    """A value at a bound, just inside of it, or in between, evenly or by size."""
    if spec.kind is bool:
        return chance.random() < 0.5
    if spec.kind not in (int, float):
        return chance.choice(spec.choices())
    low, high = spec.low, min(spec.high, math.inf if most is None else most)
    small = max(low, 1e-12 * max(high, 1.0))
    by_size = math.exp(chance.uniform(math.log(small), math.log(high))) if high > 0 else high
    value = chance.choice(
        [
            low,
            high,
            low + NEAR * (high - low),
            high - NEAR * (high - low),
            by_size,
            by_size,
            chance.uniform(low, high),
            chance.uniform(low, high),
        ]
    )
    value = min(max(value, low), high)
    return round(value) if spec.kind is int else value


def _name_and_share(data: dict[str, Any], chance: random.Random) -> None:
    """Names that no other item has, shares that add up to 1, tables by name."""
    for label in ("segments", "products", "touchpoints"):
        names = chance.sample(NAMES, min(len(NAMES), len(data[label])))
        names += [f"{label} {n}" for n in range(len(data[label]) - len(names))]
        for item, name in zip(data[label], names, strict=True):
            item["name"] = name
    weights = [chance.choice([1.0, chance.random() + 0.01, 0.01]) for _ in data["segments"]]
    weights = [max(weight / sum(weights), 0.0011) for weight in weights]
    for segment, weight in zip(data["segments"], weights, strict=True):
        segment["share"] = weight / sum(weights)
    queues = [t for t in data["touchpoints"] if t.get("queue")]
    for more in queues[1:]:
        more["queue"] = False
    products = [p["name"] for p in data["products"]]
    places = [USE + name for name in products] + [t["name"] for t in data["touchpoints"]]
    for segment in data["segments"]:
        segment["needs"] = _table(places, [-50.0, -3.0, 0.0, 1.0, 50.0], chance)
        segment["holdings"] = _table(products, [0.0, 1e-9, 0.5, 1.0], chance)
        segment["frequency"] = _table(places, [0.0, 1e-9, 1.0, 100.0], chance)


def _table(names: list[str], values: list[float], chance: random.Random) -> dict[str, float]:
    return {name: chance.choice(values) for name in names if chance.random() < 0.3}


def _make_consistent(data: dict[str, Any]) -> None:
    """Mend what the rules between values refuse, so that most scenarios are lived."""
    market, work = data["market"], data["work"]
    if {"norm_start", "norm_cap"} & set(market):
        start, cap = market.get("norm_start", 0.85), market.get("norm_cap", 0.85)
        market["norm_start"], market["norm_cap"] = min(start, cap), max(start, cap)
    hit, harm = work.get("hit_rate", 1 / 3), work.get("harm_rate", 1 / 3)
    if hit + harm > 1:
        work["hit_rate"], work["harm_rate"] = hit / (hit + harm), harm / (hit + harm)
    for product in data["products"]:
        rate, cost = product.get("loss_rate", 0.0), 1 - product.get("margin", 0.62)
        if rate * product.get("loss_size", 0.0) > cost:
            product["loss_size"] = 0.99 * cost / rate  # cost of sales contains expected losses
    _led(data["today"])
    if data["market"]["people"] % 4:
        _make_countable(data)


def _make_countable(data: dict[str, Any]) -> None:
    """Make amounts small enough to be counted, as a scenario in another currency would."""
    for segment in data["segments"]:
        for key, most in (("spend_sd", 1.8), ("contacts", 8.0), ("spend", 5.0)):
            segment[key] = min(segment.get(key, 1.0), most)
    if "contact_sd" in data["experience"]:
        data["experience"]["contact_sd"] = min(data["experience"]["contact_sd"], 1.4)
    most = 1e9 / data["market"]["people"]
    for items, keys in (
        (data["products"], ("revenue",)),
        ([data["costs"]], ("contact", "complaint")),
        ([data["levers"]], ("recovery_scale", "offer_scale", "cross_sell_scale")),
    ):
        for item in items:
            item.update({key: max(min(item[key], most), 0.01) for key in keys if key in item})


def _led(design: dict[str, Any]) -> dict[str, Any]:
    """The design with segments to act on wherever it has segment leaders."""
    organisation = design["organisation"]
    if organisation.get("authority", 0) > 0 and organisation.get("basis", "none") == "none":
        organisation["basis"] = "need"
    return design
