"""Rules between the keys of one element: what is preset must fit, bounds must not cross."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from playground.blocks.rules import fault


@dataclass(frozen=True)
class InitialAmongOptions:
    """What is preset must be on offer."""

    def faults(self, value: Any, at: str) -> Iterator[str]:
        """See Rule."""
        groups = value.get("option_groups") or [{"options": value.get("options") or []}]
        offered = {option["value"] for group in groups for option in group["options"]}
        for key in ("initial_option", "initial_options"):
            preset = value.get(key) or []
            for option in preset if isinstance(preset, list) else [preset]:
                if option["value"] not in offered:
                    yield fault(f"invalid {key}: not among the options", f"{at}/{key}")


@dataclass(frozen=True)
class LengthsAgree:
    """A preset text must fit the input that it stands in."""

    def faults(self, value: Any, at: str) -> Iterator[str]:
        """See Rule."""
        most = value.get("max_length") or 3000
        if (value.get("min_length") or 0) > most:
            yield fault("must be at most max_length", f"{at}/min_length")
        if len(value.get("initial_value") or "") > most:
            yield fault(f"must be less than {most + 1} characters", f"{at}/initial_value")


@dataclass(frozen=True)
class BoundsAgree:
    """The least number may not be above the greatest (docs.slack.dev, "Number input")."""

    def faults(self, value: Any, at: str) -> Iterator[str]:
        """See Rule."""
        least, most = value.get("min_value"), value.get("max_value")
        if least and most and float(least) > float(most):
            yield fault("must be at most max_value", f"{at}/min_value")


@dataclass(frozen=True)
class LinesAgree:
    """The least height of an input may not be above the greatest."""

    def faults(self, value: Any, at: str) -> Iterator[str]:
        """See Rule."""
        least, most = value.get("min_lines"), value.get("max_lines")
        if least and most and least > most:
            yield fault("must be at most max_lines", f"{at}/min_lines")


@dataclass(frozen=True)
class FewEnoughPreset:
    """No more may be preset than may be chosen."""

    def faults(self, value: Any, at: str) -> Iterator[str]:
        """See Rule."""
        most = value.get("max_selected_items")
        for key in value:
            preset = value[key] if key.startswith("initial_") else None
            if most and isinstance(preset, list) and len(preset) > most:
                yield fault(f"no more than {most} items allowed", f"{at}/{key}")
