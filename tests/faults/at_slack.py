"""What goes wrong at Slack, and what it was asked for."""

from __future__ import annotations

from typing import Any

from playground.faults import Fault
from tests.faults.company import Company

# After these nobody knows whether Slack has done what it was asked for.
AMBIGUOUS = ("http_500", "http_503", "fatal_error", "timeout", "lost_answer")


def trouble(company: Company, method: str, kind: Any, **more: Any) -> Fault:
    """Lay a fault in the way of a method."""
    return company.slack.faults.add(Fault(method, kind, **{"seconds": 0.6, **more}))


def called(company: Company, method: str) -> int:
    """How often a method was called."""
    return len(company.slack.calls(method))
