"""The words after `sim`: what argparse makes of them, and the messages where it cannot."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from ..scenario.notation.problems import listed, nearest
from ..text.letters import on_one_line
from .streams import say

USER_ERROR = 2
DASHES = "-\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{EN DASH}\N{EM DASH}\N{HORIZONTAL BAR}\N{MINUS SIGN}"
"""What a word processor makes of the hyphens before an option."""


class Parser(argparse.ArgumentParser):
    """A parser that suggests what a wrong word may have meant."""

    def error(self, message: str) -> NoReturn:
        """Say how the verb is used and what is wrong, and end."""
        say(f"{self.format_usage()}{self.prog}: error: {_in_plain_words(message, self)}")
        self.exit(USER_ERROR)

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Take the words of this parser, the program's or a verb's; of a verb, every word."""
        words = list(sys.argv[1:] if args is None else args)
        verb = next((n for n, word in enumerate(words) if word[:1] not in DASHES), len(words))
        self._check_options(words[:verb] if self.verbs() else words)
        found, extra = super().parse_known_args(args, namespace)
        if extra and not self.verbs():
            self.error(_too_many(extra, found))
        return found, extra

    def verbs(self) -> dict[str, Parser]:
        """The parsers of verbs by name; none of them for the parser of a verb."""
        for action in self._actions:
            if isinstance(action, argparse._SubParsersAction):
                return dict(action.choices)
        return {}

    def _check_options(self, words: Sequence[str]) -> None:
        """Refuse options that the verb does not have."""
        for word in words:
            if word == "--":
                return
            name = word.split("=")[0]
            if word[:1] not in DASHES or len(word) < 2 or " " in name or self._is_number(word):
                continue
            known = list(self._option_string_actions)
            if any(each == name or (name[:2] == "--" and each.startswith(name)) for each in known):
                continue
            if any(name in verb._option_string_actions for verb in self.verbs().values()):
                self.error(f"{name} is an option of verbs; write it after the verb")
            self.error(f"unknown option {name!r}{_meant(name, known, word)}")

    def _is_number(self, word: str) -> bool:
        return bool(self._negative_number_matcher.match(word))


def _meant(name: str, known: list[str], word: str) -> str:
    """What to do about an option that is not there."""
    bare = name.strip(DASHES).casefold()
    options = {each.strip("-"): each for each in known if each.startswith("--")}
    close = nearest(bare, options)
    likely = [close] if close else [each for each in options if _shortens(bare, each)]
    if likely:
        return f"; did you mean {listed([options[each] for each in likely])}?"
    if word.startswith("-") and (Path(word).suffix or Path(word).exists()):
        return f"; write a file of this name as ./{word}"
    return f"; the options are {listed(list(options.values()), 'and')}"


def _shortens(word: str, name: str) -> bool:
    """Whether a word holds letters of a name in their order, from the first: reps, replications."""
    letters = iter(name)
    return word[:1] == name[:1] and all(letter in letters for letter in word)


def _too_many(extra: Sequence[str], found: argparse.Namespace) -> str:
    """What to say of words that nothing takes."""
    for change in getattr(found, "changes", []):
        if "=" not in change:
            meant = f"--set {change.rstrip(':')}={extra[0].lstrip('=')}"
            return f"--set {change}: has no '='; write {meant}"
    words = listed([repr(word) for word in extra], "and")
    return f"unexpected: {words}; leave this out, or put words that belong together in quotes"


def _in_plain_words(message: str, parser: Parser) -> str:
    """What argparse says, with the cure that it leaves out."""
    missing = message.partition("the following arguments are required: ")[2]
    if missing:
        verb = parser.prog.partition(" ")[2]
        return f"{on_one_line(missing)}: missing; sim help {verb} shows what {verb} takes"
    start, option, rest = message.partition("argument ")
    name, _, reason = rest.partition(": ")
    if start or not option:
        return on_one_line(message)
    action = next((a for a in parser._actions if _label(a) == name), None)
    if action is not None and reason.startswith("invalid choice") and parser.verbs():
        return _no_verb(reason, parser.verbs())
    if action is not None and reason.startswith("ignored explicit argument"):
        return f"{name} takes no value; write {name} alone"
    if action is not None and reason == "expected one argument":
        option = action.option_strings[0]
        return f"{option} has no value; write {option} {action.metavar}"
    return on_one_line(f"{name}: {reason}")


def _label(action: argparse.Action) -> str:
    return "/".join(action.option_strings) or str(action.metavar or action.dest)


def _no_verb(reason: str, verbs: Iterable[str]) -> str:
    """What to say of a verb that is not there."""
    word = reason.partition("invalid choice: ")[2].partition(" (choose")[0]
    names = list(verbs)
    return f"there is no verb {on_one_line(word)}{_near_verb(word.strip(chr(39)), names)}"


def _near_verb(word: str, names: list[str]) -> str:
    close = nearest(word.casefold(), names)
    begun = [name for name in names if name.startswith(word.casefold())] if word else []
    likely = ["--version"] if word == "version" else [close] if close else begun
    if likely:
        return f"; did you mean {listed(likely)}?"
    return f"; the verbs are {listed(names, 'and')}"


def add_help(verbs: Any, parser: Parser) -> None:
    """Declare the verb that describes the others.

    Args:
        verbs: what `add_subparsers` gave.
        parser: the program's.
    """
    asked = verbs.add_parser("help", help="show what a verb does and takes, as in sim help compare")
    asked.add_argument("verb", nargs="?", metavar="VERB", help="verb to describe (all)")

    def tell(options: argparse.Namespace) -> None:
        known = parser.verbs()
        if options.verb is None:
            parser.print_help()
        elif options.verb in known:
            known[options.verb].print_help()
        else:
            parser.error(
                f"there is no verb {options.verb!r}{_near_verb(options.verb, list(known))}"
            )

    asked.set_defaults(run=tell)


def describe(verbs: Any) -> None:
    """Let the help of each verb begin with what the list of verbs states of it.

    Args:
        verbs: what `add_subparsers` gave, every verb declared.
    """
    for listed_verb in verbs._choices_actions:
        text = listed_verb.help
        verbs.choices[listed_verb.dest].description = f"{text[0].upper()}{text[1:]}."
