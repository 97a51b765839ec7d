"""Names for what travels between Slack and an app."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Json = dict[str, Any]
Blocks = list[Json]

Machine = Callable[[], float]
"""The machine's clock: seconds since the epoch."""
