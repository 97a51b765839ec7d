"""Logs: one line per event, for people or for machines; never a token, never a client's words."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime


class JsonLines(logging.Formatter):
    """One JSON object per line."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["stack"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def set_up(level: str, log_format: str) -> None:
    """Log to standard error at this level, as `text` or `json`."""
    handler = logging.StreamHandler(sys.stderr)
    text = logging.Formatter("%(asctime)s %(levelname)-7s %(name)s: %(message)s")
    handler.setFormatter(JsonLines() if log_format == "json" else text)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # Bolt and the SDK write whole payloads, client notes included, at their lower levels.
    for loud in ("slack_bolt", "slack_sdk"):
        logging.getLogger(loud).setLevel(logging.ERROR)
    for chatty in ("apscheduler", "alembic", "uvicorn", "tzlocal"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
