"""Settings: the environment, read once, every missing name told at once."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

SLACK_API = "https://slack.com/api/"
LONGEST_PACE_SECONDS = 60


class Misconfigured(Exception):
    """The environment lacks something; `lines` say what and where to find it."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


class Needs(StrEnum):
    """How much of Slack a command needs."""

    NOTHING = "nothing"
    TOKEN = "token"  # noqa: S105 - the name of a need
    DOOR = "door"


@dataclass(frozen=True, slots=True)
class Settings:
    """What the process runs with; secrets are left out of its printed form."""

    bot_token: str = field(repr=False)
    app_token: str = field(repr=False)
    signing_secret: str = field(repr=False)
    slack_api_url: str
    database_url: str = field(repr=False)
    host: str
    port: int | None
    tick_seconds: int
    pace_seconds: float
    replicas: int
    log_level: str
    log_format: str

    @property
    def uses_socket_mode(self) -> bool:
        return bool(self.app_token)


WHERE = {
    "SLACK_BOT_TOKEN": "api.slack.com/apps → your app → OAuth & Permissions (starts with xoxb-)",
    "SLACK_APP_TOKEN": "api.slack.com/apps → your app → Basic Information → App-Level Tokens, "
    "scope connections:write (starts with xapp-); for Socket Mode",
    "SLACK_SIGNING_SECRET": "api.slack.com/apps → your app → Basic Information; for HTTP, "
    "instead of Socket Mode",
}


def load(environ: Mapping[str, str], needs: Needs = Needs.DOOR) -> Settings:
    """Read the environment. Raises Misconfigured naming everything that is missing or malformed."""
    get = {name: value.strip() for name, value in environ.items()}.get
    faults = _missing(environ, needs) + _swapped(get)
    api_url = get("SLACK_API_URL") or SLACK_API
    database_url = get("DATABASE_URL") or "sqlite:///rapport.db"
    if not api_url.startswith(("https://", "http://")):
        faults.append(f"SLACK_API_URL is {api_url!r}; it must begin with https://")
    if "://" not in database_url:
        # What holds an @ may hold a password.
        shown = "no URL" if "@" in database_url else repr(database_url)
        faults.append(
            f"DATABASE_URL is {shown}; it looks like sqlite:///rapport.db or "
            "postgresql+psycopg://user:password@host/name"
        )
    port = _number(get("PORT") or "", "PORT", faults)
    tick = _number(get("RAPPORT_TICK_SECONDS") or "30", "RAPPORT_TICK_SECONDS", faults)
    pace = _seconds(get("RAPPORT_PACE_SECONDS") or "1", "RAPPORT_PACE_SECONDS", faults)
    replicas = _number(get("RAPPORT_REPLICAS") or "1", "RAPPORT_REPLICAS", faults)
    log_format = get("LOG_FORMAT") or "text"
    log_level = get("LOG_LEVEL") or "info"
    if log_format not in ("text", "json"):
        faults.append(f"LOG_FORMAT is {log_format!r}; it can be text or json")
    if log_level.upper() not in ("DEBUG", "INFO", "WARNING", "ERROR"):
        faults.append(f"LOG_LEVEL is {log_level!r}; it can be debug, info, warning or error")
    if faults:
        raise Misconfigured(faults)
    return Settings(
        bot_token=get("SLACK_BOT_TOKEN") or "",
        app_token=get("SLACK_APP_TOKEN") or "",
        signing_secret=get("SLACK_SIGNING_SECRET") or "",
        slack_api_url=_with_slash(api_url),
        database_url=database_url,
        host=get("HOST") or "127.0.0.1",
        port=port,
        tick_seconds=tick or 30,
        pace_seconds=pace,
        replicas=replicas or 1,
        log_level=log_level.upper(),
        log_format=log_format,
    )


def _missing(environ: Mapping[str, str], needs: Needs) -> list[str]:
    told = {name: f"{name} is not set: {where}" for name, where in WHERE.items()}
    absent = [name for name in WHERE if not (environ.get(name) or "").strip()]
    doors = {"SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"}
    if needs is Needs.NOTHING:
        absent = []
    elif needs is Needs.TOKEN or not doors <= set(absent):
        absent = [name for name in absent if name not in doors]
    return [told[name] for name in absent]


def _swapped(get: Callable[[str], str | None]) -> list[str]:
    """Tokens in each other's place; they are secrets, so they aren't shown."""
    others = {"SLACK_BOT_TOKEN": "xapp-", "SLACK_APP_TOKEN": "xoxb-"}
    return [
        f"{name} holds the other kind of token: {WHERE[name]}"
        for name, other in others.items()
        if (get(name) or "").startswith(other)
    ]


def _number(text: str, name: str, faults: list[str]) -> int | None:
    if not text:
        return None
    if text.isdecimal() and 0 < int(text) < 65536:
        return int(text)
    faults.append(f"{name} is {text!r}; it must be a whole number from 1 to 65535")
    return None


def _seconds(text: str, name: str, faults: list[str]) -> float:
    """Seconds between two new messages to one channel; Slack allows one message a second."""
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 <= seconds <= LONGEST_PACE_SECONDS:
        faults.append(f"{name} is {text!r}; it must be a number from 0 to {LONGEST_PACE_SECONDS}")
    return seconds


def _with_slash(url: str) -> str:
    return url if url.endswith("/") else url + "/"
