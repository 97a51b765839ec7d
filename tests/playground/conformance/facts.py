"""The published facts: JSON Schemas, recorded key paths, recorded envelopes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match
from jsonschema.protocols import Validator

Json = dict[str, Any]


@dataclass(frozen=True)
class Fault:
    """One way in which something differs from the facts; `at` is a path such as `view/title`."""

    kind: str
    at: str
    words: str

    def __str__(self) -> str:
        return f"{self.kind} at {self.at or '/'}: {self.words}"


@dataclass
class Facts:
    """What a folder of facts says."""

    folder: Path
    _validators: dict[tuple[str, str], Validator] = field(default_factory=dict)

    def read(self, name: str) -> Any:
        """A file of the folder as JSON. Raises OSError."""
        return json.loads((self.folder / name).read_text("utf-8"))

    @cached_property
    def key_paths(self) -> dict[str, list[str]]:
        """The keys seen in recordings, by kind: `view.title.text`, `actions[].value`."""
        found: dict[str, list[str]] = self.read("api-keypaths.json")
        return found

    def faults(self, schema: str, definition: str, value: Any) -> Iterator[Fault]:
        """Where a value breaks a definition of `<schema>.schema.json`."""
        for error in self._validator(schema, definition).iter_errors(value):
            yield _fault(definition, error)

    def defines(self, schema: str, definition: str) -> bool:
        """Whether the schema has a definition of this name."""
        return definition in self._schema(schema)["definitions"]

    def unrecorded(self, kind: str, value: Json) -> Iterator[Fault]:
        """Keys that no recording of this kind has."""
        known = set(self.key_paths[kind])
        for path in _paths(value, known):
            if path not in known:
                yield Fault(kind, path, "no recording has this key")

    def _validator(self, schema: str, definition: str) -> Validator:
        key = (schema, definition)
        if key not in self._validators:
            whole = {**self._schema(schema), "$ref": f"#/definitions/{definition}"}
            self._validators[key] = Draft202012Validator(whole)
        return self._validators[key]

    def _schema(self, name: str) -> Json:
        if name not in self._schemas:
            self._schemas[name] = self.read(f"{name}.schema.json")
        return self._schemas[name]

    @cached_property
    def _schemas(self) -> dict[str, Json]:
        return {}


def _fault(kind: str, error: ValidationError) -> Fault:
    # Under an `anyOf` the branch that came nearest says what is wrong.
    nearest = best_match([error]) or error
    at = "/".join(str(step) for step in nearest.absolute_path)
    return Fault(kind, at, nearest.message[:160])


def _paths(value: Any, known: set[str], at: str = "") -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _paths(item, known, f"{at}[]")
    elif isinstance(value, dict):
        for key, inside in value.items():
            path = f"{at}.{key}" if at else key
            yield path
            # A recording without keys below is one in which they were of no interest.
            if any(longer.startswith((f"{path}.", f"{path}[]")) for longer in known):
                yield from _paths(inside, known, path)
