"""The playground against published facts about Slack's wire, where there is a folder of them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.playground.conformance.run import run

FOLDER = os.environ.get("RAPPORT_SLACK_SCHEMAS", "")


@pytest.mark.skipif(not FOLDER, reason="RAPPORT_SLACK_SCHEMAS names no folder of Slack's schemas")
def test_what_is_sent_answered_and_refused_holds() -> None:
    lines, holds = run(Path(FOLDER))
    assert holds, "\n".join(lines)
