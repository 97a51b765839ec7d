"""`make bench`: measures what is named, or everything, and says which goals are met."""

from __future__ import annotations

import logging
import os
import platform
import sys
import time
from collections.abc import Callable, Mapping
from datetime import date

from tests.benchmarks import (
    alerts,
    commands,
    log_call,
    memory,
    name_search,
    posts,
    starting,
    ticks,
)
from tests.benchmarks.figures import Figure, table

ROOMS: Mapping[str, Callable[[], list[Figure]]] = {
    "log_call": log_call.figures,
    "name_search": name_search.figures,
    "commands": commands.figures,
    "ticks": ticks.figures,
    "posts": posts.figures,
    "alerts": alerts.figures,
    "starting": starting.figures,
    "memory": memory.figures,
}


def main(names: list[str]) -> int:
    """Gives 2 when there is no such benchmark."""
    if unknown := [name for name in names if name not in ROOMS]:
        print(f"No benchmark is called {unknown[0]}; there are: {', '.join(ROOMS)}")
        return 2
    logging.disable(logging.WARNING)
    print(
        f"{date.today():%Y-%m-%d} · Python {platform.python_version()} · "  # noqa: DTZ011
        f"{platform.machine()}, {os.cpu_count()} cores"
    )
    for name in names or ROOMS:
        begun = time.monotonic()
        lines = table(ROOMS[name]())
        print(
            f"\n{name}, measured in {time.monotonic() - begun:.0f} s", *lines, sep="\n", flush=True
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
