"""The command line: prints the table, exits 1 on any fault and 2 without a folder."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tests.playground.conformance.run import run

VARIABLE = "RAPPORT_SLACK_SCHEMAS"


def main() -> int:
    """The folder is the argument, else what the environment names."""
    folder = sys.argv[1] if len(sys.argv) > 1 else os.environ.get(VARIABLE, "")
    if not Path(folder, "payloads.schema.json").is_file():
        print(f"Name the folder of schemas: an argument, or {VARIABLE}.", file=sys.stderr)
        return 2
    lines, holds = run(Path(folder))
    print("\n".join(lines))
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
