"""`make bench`: prints every figure with its yardstick and its goal."""

from __future__ import annotations

import logging
import platform
import sys
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks import log_call, name_search

ROUNDS = 400


def main() -> int:
    logging.disable(logging.WARNING)
    print(f"{date.today():%Y-%m-%d} · Python {platform.python_version()} · {platform.machine()}")  # noqa: DTZ011
    with TemporaryDirectory() as folder:
        print("\n".join(log_call.report(Path(folder), ROUNDS)))
    with TemporaryDirectory() as folder:
        print("\n".join(name_search.report(Path(folder))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
