"""Rules of shape, and the words in which Slack's validator says that one is broken."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol


class Rule(Protocol):
    """Something a value must meet."""

    def faults(self, value: Any, at: str) -> Iterator[str]:
        """Each way in which the value at a JSON pointer breaks the rule."""
        ...


def fault(words: str, at: str) -> str:
    """One fault with its place, as Slack writes it."""
    return f"{words} [json-pointer:{at}]"


@dataclass(frozen=True)
class String:
    """Text of a bounded length, perhaps of a given pattern."""

    most: int
    least: int = 1
    pattern: str | None = None

    def faults(self, value: Any, at: str) -> Iterator[str]:
        """See Rule."""
        if not isinstance(value, str):
            yield fault("must be a string", at)
        elif len(value) < self.least:
            yield fault(f"must be more than {self.least - 1} characters", at)
        elif len(value) > self.most:
            yield fault(f"must be less than {self.most + 1} characters", at)
        elif self.pattern and not re.fullmatch(self.pattern, value):
            yield fault(f"must match pattern: {self.pattern}", at)


@dataclass(frozen=True)
class Flag:
    """true or false."""

    def faults(self, value: Any, at: str) -> Iterator[str]:
        """See Rule."""
        if not isinstance(value, bool):
            yield fault("must be a boolean", at)


@dataclass(frozen=True)
class Whole:
    """An integer within bounds."""

    least: int
    most: int

    def faults(self, value: Any, at: str) -> Iterator[str]:
        """See Rule."""
        if not isinstance(value, int) or isinstance(value, bool):
            yield fault("must be an integer", at)
        elif not self.least <= value <= self.most:
            yield fault(f"must be between {self.least} and {self.most}", at)


@dataclass(frozen=True)
class Number:
    """Any number, with or without a fraction."""

    def faults(self, value: Any, at: str) -> Iterator[str]:
        """See Rule."""
        if not isinstance(value, int | float) or isinstance(value, bool):
            yield fault("must be a number", at)


@dataclass(frozen=True)
class OneOf:
    """One of some fixed words."""

    words: tuple[str, ...]

    def faults(self, value: Any, at: str) -> Iterator[str]:
        """See Rule."""
        if value not in self.words:
            yield fault(f"must be a valid enum value: {', '.join(self.words)}", at)


@dataclass(frozen=True)
class Many:
    """A list of a bounded length."""

    of: Rule
    most: int
    least: int = 1
    distinct: bool = False

    def faults(self, value: Any, at: str) -> Iterator[str]:
        """See Rule."""
        if not isinstance(value, list):
            yield fault("must be an array", at)
            return
        if len(value) < self.least:
            yield fault(f"no fewer than {self.least} items allowed", at)
        if len(value) > self.most:
            yield fault(f"no more than {self.most} items allowed", at)
        if self.distinct and any(item in value[:index] for index, item in enumerate(value)):
            yield fault("must hold no item twice", at)
        for index, item in enumerate(value):
            yield from self.of.faults(item, f"{at}/{index}")


@dataclass(frozen=True)
class Shape:
    """An object: keys it must have, keys it may have, groups of which exactly one is there."""

    required: Mapping[str, Rule] = field(default_factory=dict)
    optional: Mapping[str, Rule] = field(default_factory=dict)
    exactly_one: Sequence[str] = ()
    at_least_one: Sequence[str] = ()
    open_ended: bool = False

    def faults(self, value: Any, at: str) -> Iterator[str]:
        """See Rule."""
        if not isinstance(value, dict):
            yield fault("must be an object", at)
            return
        yield from self._key_faults(value, at)
        for key, rule in {**self.required, **self.optional}.items():
            # Slack treats null as if the key were not there.
            if value.get(key) is not None:
                yield from rule.faults(value[key], f"{at}/{key}")

    def _key_faults(self, value: Mapping[str, Any], at: str) -> Iterator[str]:
        there = {key for key in value if value[key] is not None}
        for key in self.required:
            if key not in there:
                yield fault(f"missing required field: {key}", at)
        for key in sorted(value):
            known = key in self.required or key in self.optional or key == "type"
            if not known and not self.open_ended:
                yield fault(f"invalid additional property: {key}", at)
        if self.exactly_one and sum(key in there for key in self.exactly_one) != 1:
            yield fault(f"must have exactly one of: {', '.join(self.exactly_one)}", at)
        if self.at_least_one and not there.intersection(self.at_least_one):
            yield fault(f"missing required field: {self.at_least_one[0]}", at)


@dataclass(frozen=True)
class Typed:
    """An object whose `type` says which shape it has."""

    shapes: Mapping[str, Rule]

    def faults(self, value: Any, at: str) -> Iterator[str]:
        """See Rule."""
        if not isinstance(value, dict):
            yield fault("must be an object", at)
        elif not isinstance(value.get("type"), str):
            yield fault("missing required field: type", at)
        elif value["type"] not in self.shapes:
            yield fault(f"unsupported type: {value['type']}", at + "/type")
        else:
            yield from self.shapes[value["type"]].faults(value, at)


@dataclass(frozen=True)
class Both:
    """A rule and one more."""

    first: Rule
    second: Rule

    def faults(self, value: Any, at: str) -> Iterator[str]:
        """See Rule: the second is asked only where the first is met."""
        found = list(self.first.faults(value, at))
        yield from found or self.second.faults(value, at)
