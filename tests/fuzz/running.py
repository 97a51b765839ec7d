"""Running a property over as many inputs as are asked for, from a seed that replays it."""

from __future__ import annotations

from typing import Any

import hypothesis
from hypothesis import HealthCheck, Phase, Verbosity

from tests.fuzz.house import House
from tests.fuzz.properties import Property, Tally


def run(house: House, tally: Tally, each: Property, count: int, seed: int | None) -> None:
    """Try `count` inputs; without a seed the same ones every time.

    Raises what the smallest input that breaks the property raises, with how to replay it.
    """

    def holds(drawn: Any) -> None:
        each.holds(house, tally, drawn)

    tested = hypothesis.given(each.inputs)(holds)
    tested = hypothesis.settings(
        max_examples=count,
        derandomize=seed is None,
        database=None,
        deadline=None,
        print_blob=True,
        report_multiple_bugs=False,
        verbosity=Verbosity.normal,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
    )(tested)
    if seed is not None:
        tested = hypothesis.seed(seed)(tested)
    tested()
