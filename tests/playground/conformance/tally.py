"""The count of what was checked, and the table that is printed of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.playground.conformance.facts import Fault


@dataclass
class Tally:
    """How many of each kind were checked and held, and each fault once."""

    checked: Counter[str] = field(default_factory=Counter)
    valid: Counter[str] = field(default_factory=Counter)
    faults: dict[str, Any] = field(default_factory=dict)

    def count(self, kind: str, faults: Iterable[Fault], shown: Any) -> None:
        """Note one thing checked; `shown` is kept beside the first fault of its kind."""
        found = list(faults)
        self.checked[kind] += 1
        self.valid[kind] += not found
        for fault in found:
            self.faults.setdefault(f"{kind}: {fault}", shown)

    def lines(self) -> list[str]:
        """The table, then the faults."""
        width = max((len(kind) for kind in self.checked), default=4)
        rows = [f"{'kind':{width}}  checked  valid"]
        for kind in sorted(self.checked):
            rows.append(f"{kind:{width}}  {self.checked[kind]:7}  {self.valid[kind]:5}")
        total, held = self.checked.total(), self.valid.total()
        return [*rows, f"{'in all':{width}}  {total:7}  {held:5}", *self.faults]
