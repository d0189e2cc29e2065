"""What the values of a scenario must be to each other: shares that add up, names that exist.

The checks take plain data, in which values may be missing or wrong; those are refused elsewhere,
and a check that needs them is left out. So everything can be reported at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ...text.letters import alike, distinguished, look_alike
from ..notation.paths import Steps
from ..notation.problems import Problem, is_one_line, listed, nearest, printable
from ..notation.scalars import number
from .design import Organisation, leaders_without_segments
from .magnitudes import excesses
from .market import Market
from .specification import Spec
from .uncertainty import highest, unfit_ranges
from .work import Work
from .worst_ends import worst_ends

USE = "use "
"""Prefix of the touchpoint at which a product is used: "use Current account"."""

RESERVED: dict[str, dict[str, str]] = {
    "segments": {
        "shared": "what no single segment caused",
        "all": "all segments together",
        "All segments": "all segments together",
        "firm": "the whole firm",
    },
    "products": {
        "shared": "what no single product caused",
        "All products": "all products together",
        "firm": "the whole firm",
    },
}
"""Names that stand for something else beside those of segments and products in reports."""


def contradictions(data: Mapping[str, Any], root: Spec, valid: bool = True) -> list[Problem]:
    """Everything in which values of a scenario contradict each other.

    Args:
        data: a scenario as maps, lists and single values; what is missing has its default.
        root: the scenario's declaration.
        valid: whether each value by itself is what the schema asks for; only then, and where
            nothing else is wrong, can it be stated how large amounts may become.
    """
    found = _between_values(data, root)
    if found or not valid:
        return found
    return [*worst_ends(data, root), *excesses(highest(data, root))]


def _between_values(data: Mapping[str, Any], root: Spec) -> list[Problem]:
    lists = {label: _items(data, label) for label in ("segments", "products", "touchpoints")}
    return [
        *(problem for label, items in lists.items() for problem in _doubled(label, items)),
        *_reserved(lists),
        *_broken(data, lists),
        *_uses(lists),
        *_shares(lists["segments"]),
        *_unknown_names(lists),
        *_queues(lists["touchpoints"]),
        *_norms(data),
        *_leaders(data),
        *_ideas(data),
        *unfit_ranges(data, root),
    ]


Item = tuple[int, Mapping[str, Any]]


def _items(data: Mapping[str, Any], label: str) -> list[Item]:
    """Positions and settings of a list's items."""
    items = data.get(label)
    if not isinstance(items, list):
        return []
    return [(n, item) for n, item in enumerate(items) if isinstance(item, Mapping)]


def _name(item: Mapping[str, Any]) -> str:
    """An item's name; empty where it has none."""
    name = item.get("name")
    return name if isinstance(name, str) else ""


def _doubled(label: str, items: list[Item]) -> Iterator[Problem]:
    """Names that are the same, or that a reader takes for the same."""
    first: dict[str, tuple[int, str]] = {}
    for n, item in items:
        name = _name(item)
        seen = alike(name)
        if name and seen in first:
            position, before = first[seen]
            message = same_names(before, name)
            yield Problem((label, n, "name"), message, involved=((label, position, "name"),))
        first[seen] = n, name


def same_names(one: str, other: str) -> str:
    """What to report of two names that no one can tell apart.

    Args:
        one: the name that was there first.
        other: a name that is the same, or looks the same.
    """
    if one == other:
        return f"the name {other!r} is used twice; rename one"
    before, now = distinguished(one, other)
    return f"the name {now} looks like {before}, which already exists; rename one"


def _reserved(lists: Mapping[str, list[Item]]) -> Iterator[Problem]:
    """Names that would make the rows of a report ambiguous."""
    for label, meanings in RESERVED.items():
        for n, item in lists[label]:
            meant = look_alike(_name(item), meanings)
            if meant is not None:
                stated = repr(meant)
                if _name(item).strip() != meant:
                    stated = "{} looks like {}, which".format(*distinguished(_name(item), meant))
                message = f"{stated} stands in reports for {meanings[meant]}; rename it"
                yield Problem((label, n, "name"), message)


def _broken(data: Mapping[str, Any], lists: Mapping[str, list[Item]]) -> Iterator[Problem]:
    """Names that are no line of text, which tables, charts and other programs need."""
    places: list[tuple[Steps, object]] = [((key,), data.get(key)) for key in ("name", "currency")]
    places += [
        ((label, n, "name"), item.get("name"))
        for label, items in lists.items()
        for n, item in items
    ]
    for path, name in places:
        if isinstance(name, str) and not is_one_line(name):
            message = (
                f"{printable(name)!r} is not a single line of text; remove line breaks, tabs and "
                "the like"
            )
            yield Problem(path, message)
        elif isinstance(name, str) and name and not alike(name):
            message = f"{name!a} shows no visible character; write a name that can be seen"
            yield Problem(path, message)


def _uses(lists: Mapping[str, list[Item]]) -> Iterator[Problem]:
    """Touchpoints named as the use of a product."""
    uses: dict[str, tuple[str, Steps]] = {
        alike(f"{USE}{_name(item)}"): (_name(item), ("products", n, "name"))
        for n, item in lists["products"]
    }
    for n, item in lists["touchpoints"]:
        name = _name(item)
        if alike(name) in uses:
            product, path = uses[alike(name)]
            message = f"{name!r} is the touchpoint at which {product!r} is used; rename this one"
            yield Problem(("touchpoints", n, "name"), message, involved=(path,))


def _shares(segments: list[Item]) -> Iterator[Problem]:
    shares = {n: number(item.get("share")) for n, item in segments}
    total = sum(share for share in shares.values() if share is not None)
    if shares and None not in shares.values() and abs(total - 1) > 1e-6:
        yield Problem(
            ("segments",),
            f"the shares add up to {total:.6g}, not to 1; change a segment's share",
            at_key=True,
            involved=tuple(("segments", n, "share") for n in shares),
        )


def _unknown_names(lists: Mapping[str, list[Item]]) -> Iterator[Problem]:
    """Needs, holdings and frequencies of what is not there."""
    products: dict[str, Steps] = {
        _name(item): ("products", n, "name") for n, item in lists["products"]
    }
    places: dict[str, Steps] = {f"{USE}{name}": path for name, path in products.items()}
    places |= {_name(item): ("touchpoints", n, "name") for n, item in lists["touchpoints"]}
    both: tuple[Steps, ...] = (("products",), ("touchpoints",))
    for n, segment in lists["segments"]:
        for field, kind, known, lists_named in (
            ("needs", "touchpoint", places, both),
            ("holdings", "product", products, both[:1]),
            ("frequency", "touchpoint", places, both),
        ):
            given = segment.get(field)
            for name in given if isinstance(given, Mapping) else ():
                if name in known or not isinstance(name, str):
                    continue
                names = sorted(known)
                close = nearest(name, names)
                called, *meant = distinguished(name, close) if close else [repr(name)]
                cure = f", did you mean {meant[0]}?" if meant else ""
                cure = cure or f"; use {listed(names)}"
                yield Problem(
                    ("segments", n, field, name),
                    f"no {kind} is called {called}{cure}",
                    at_key=True,
                    involved=(*lists_named, *known.values()),
                )


def _queues(touchpoints: list[Item]) -> Iterator[Problem]:
    queues = [(n, item) for n, item in touchpoints if item.get("queue") is True]
    if len(queues) > 1:
        names = listed([_name(item) for _, item in queues], "and")
        message = (
            f"more than one touchpoint has queue: true ({names}); keep it for one, the help desk"
        )
        first, *others = (("touchpoints", n, "queue") for n, _ in queues)
        yield Problem(others[0], message, involved=(first, *others[1:]))


def _section(data: Mapping[str, Any], *keys: str) -> Mapping[str, Any] | None:
    """A section's settings; none of them where the section is missing, None where it is wrong."""
    section: Any = data
    for key in keys:
        section = section.get(key, {})
        if not isinstance(section, Mapping):
            return None
    return section


def _norms(data: Mapping[str, Any]) -> Iterator[Problem]:
    market = _section(data, "market")
    if market is None:
        return
    default = Market()
    start = number(market.get("norm_start", default.norm_start))
    cap = number(market.get("norm_cap", default.norm_cap))
    if start is not None and cap is not None and cap < start:
        given = "norm_cap" if "norm_cap" in market else "norm_start"
        other = ("market", "norm_start" if given == "norm_cap" else "norm_cap")
        message = f"norm_cap is {cap}, below norm_start ({start}); raise norm_cap"
        yield Problem(("market", given), message, involved=(other,))


def _ideas(data: Mapping[str, Any]) -> Iterator[Problem]:
    """Ideas that work and ideas that do harm are different ones."""
    work = _section(data, "work")
    if work is None:
        return
    default = Work()
    hit = number(work.get("hit_rate", default.hit_rate))
    harm = number(work.get("harm_rate", default.harm_rate))
    if hit is not None and harm is not None and hit + harm > 1 + 1e-9:
        given, other = (
            ("hit_rate", "harm_rate") if "hit_rate" in work else ("harm_rate", "hit_rate")
        )
        message = (
            f"hit_rate and harm_rate are shares of the same ideas but add up to {hit + harm:.4g}, "
            "above 1; lower one of them"
        )
        yield Problem(("work", given), message, involved=(("work", other),))


def _leaders(data: Mapping[str, Any]) -> Iterator[Problem]:
    organisation = _section(data, "today", "organisation")
    if organisation is None:
        return
    authority = number(organisation.get("authority", Organisation().authority))
    message = leaders_without_segments(authority or 0, organisation.get("basis", "none"))
    if message:
        path = ("today", "organisation")
        yield Problem((*path, "authority"), message, involved=((*path, "basis"),))
