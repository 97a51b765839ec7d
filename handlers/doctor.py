"""Doctor: whether Rapport could run here and now, a line a check, with what to do about faults."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from pathlib import Path

import yaml
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import SlackResponse

from bot import checks
from bot.audience import Audience
from bot.checks import Finding, Level, fault, ok, warning
from bot.clock import machine_now
from bot.delivery import wire
from bot.delivery.audiences import Audiences
from bot.desk import Desk
from bot.settings import WHERE, Settings
from bot.texts import _
from handlers.installation import TOKEN_FAULTS

# Slack's signatures are refused when they are 5 minutes off; long before that a clock is wrong.
CLOCK_MAY_BE_OFF = 60  # seconds
APP_TOKEN_REMEDY = "Make one with the scope connections:write: "  # noqa: S105 - words, no token


def examine(settings: Settings, manifest: Path) -> list[Finding]:
    """Check configuration, tokens, scopes, clock, database, people, channel and messages.

    `manifest` is the Slack app manifest whose bot scopes are needed. Never raises for what is
    wrong outside; makes and changes nothing.
    """
    record = checks.check_record(settings.database_url)
    try:
        return [
            *_configuration(settings),
            *record.findings,
            *_slack(settings, manifest, record.desk),
        ]
    finally:
        if record.desk:
            record.desk.database.close()


def lines(findings: Iterable[Finding]) -> list[str]:
    """What the command line says."""
    return [str(finding) for finding in findings]


def exit_code(findings: Iterable[Finding]) -> int:
    """1 if there is any fault, else 0."""
    return int(any(finding.level is Level.FAULT for finding in findings))


def _configuration(settings: Settings) -> Iterator[Finding]:
    if not settings.bot_token:
        yield fault("SLACK_BOT_TOKEN", _("is not set."), WHERE["SLACK_BOT_TOKEN"])
    if settings.uses_socket_mode:
        yield ok("mode", _("Socket Mode."))
    elif settings.signing_secret:
        yield ok("mode", _("HTTP, signed requests."))
    else:
        yield fault("SLACK_APP_TOKEN", _("is not set."), WHERE["SLACK_APP_TOKEN"])


def _slack(settings: Settings, manifest: Path, desk: Desk | None) -> Iterator[Finding]:
    client = wire.client(settings.bot_token, settings.slack_api_url)
    if settings.bot_token:
        identity, finding = _asked(client, "auth.test", "bot token", WHERE["SLACK_BOT_TOKEN"])
        if identity is None:
            yield finding
        else:
            yield ok("bot token", f"{identity['team']}, @{identity['user']}.")
            yield from _headers(identity.headers, manifest)
            if desk:
                yield from _inside(client, desk, str(identity["team_id"]))
        if finding.subject == "Slack":
            return
    if settings.uses_socket_mode:
        yield _app_token(settings)


def _app_token(settings: Settings) -> Finding:
    client = wire.client(settings.app_token, settings.slack_api_url)
    _answer, finding = _asked(
        client, "apps.connections.open", "app token", APP_TOKEN_REMEDY + WHERE["SLACK_APP_TOKEN"]
    )
    return finding


def _asked(
    client: WebClient, method: str, subject: str, remedy: str, **args: str
) -> tuple[SlackResponse | None, Finding]:
    """Slack's answer and that it came, or what kept it away."""
    try:
        answer = client.api_call(method, params=args)
    except SlackApiError as refusal:
        return None, _refused(refusal, subject, remedy)
    except (OSError, HTTPException, SlackClientError) as trouble:
        reason = getattr(trouble, "reason", None) or trouble
        return None, _unreachable(client, str(reason))
    return answer, ok(subject, _("accepted by Slack."))


def _refused(refusal: SlackApiError, subject: str, remedy: str) -> Finding:
    said = refusal.response
    error = str(said.get("error") or "") if isinstance(said, SlackResponse | dict) else ""
    if error in TOKEN_FAULTS:
        return fault(subject, _("refused by Slack ({error}).", error=error), remedy)
    if error:
        return fault(subject, _("Slack answers {error}.", error=error), remedy)
    return fault("Slack", _("its answer makes no sense."), _("See slack-status.com; try again."))


def _unreachable(client: WebClient, reason: str) -> Finding:
    return fault(
        "Slack",
        _("{url} can't be reached ({reason}).", url=client.base_url, reason=reason),
        _("Check this machine's network, proxy and SLACK_API_URL."),
    )


def _headers(headers: Mapping[str, str], manifest: Path) -> Iterator[Finding]:
    by_name = {name.lower(): value for name, value in headers.items()}
    granted = {scope.strip() for scope in by_name.get("x-oauth-scopes", "").split(",")}
    yield _scopes(granted, _scopes_needed(manifest))
    yield clock(by_name.get("date", ""), machine_now())


def _scopes_needed(manifest: Path) -> list[str]:
    asked = yaml.safe_load(manifest.read_text("utf-8"))
    return [str(scope) for scope in asked["oauth_config"]["scopes"]["bot"]]


def _scopes(granted: set[str], needed: list[str]) -> Finding:
    missing = [scope for scope in needed if scope not in granted]
    if not missing:
        return ok("scopes", _("all {count} granted.", count=len(needed)))
    return fault(
        "scopes",
        _("not granted: {missing}.", missing=", ".join(missing)),
        _("Add them at api.slack.com/apps → your app → OAuth & Permissions; reinstall the app."),
    )


def clock(date: str, ours: datetime) -> Finding:
    """Compare the `Date` header of an answer with our instant (aware)."""
    try:
        off = (ours - parsedate_to_datetime(date)).total_seconds()
    except (TypeError, ValueError):
        return warning(
            "clock",
            _("Slack's answer bears no time to compare with."),
            _("See that this machine's time is set by NTP."),
        )
    if abs(off) <= CLOCK_MAY_BE_OFF:
        return ok("clock", _("agrees with Slack's."))
    return fault(
        "clock",
        _("{seconds} s off Slack's.", seconds=round(off)),
        _("Set this machine's time (NTP): Slack's signatures are refused at 5 minutes."),
    )


def _inside(client: WebClient, desk: Desk, team_id: str) -> Iterator[Finding]:
    yield from checks.check_people(desk, team_id)
    channel = checks.complaints_channel(desk, team_id)
    if channel:
        yield _channel(client, desk, team_id, channel)
    yield from checks.check_messages(desk, team_id)


def _channel(client: WebClient, desk: Desk, team_id: str, channel: str) -> Finding:
    subject = "complaints channel"
    remedy = _("Choose another channel with /rapport settings.")
    answer, finding = _asked(client, "conversations.info", subject, remedy, channel=channel)
    if answer is None:
        return finding
    info = answer["channel"]
    name = f"#{info.get('name', channel)}"
    if info.get("is_archived"):
        return fault(subject, _("{name} is archived.", name=name), remedy)
    if not info.get("is_member"):
        return warning(
            subject,
            _("Rapport is not a member of {name}.", name=name),
            _("Type /invite @Rapport there, so that a lost message can be looked for."),
        )
    if info.get("is_ext_shared") or info.get("is_pending_ext_shared"):
        return warning(
            subject,
            _("{name} is shared with another company: alerts there leave details out.", name=name),
            remedy,
        )
    if Audiences(desk, wire.Wire(client)).look(team_id, channel).audience == Audience.OUTSIDERS:
        return warning(
            subject,
            _(
                "{name} is read by guests, other companies or people not known: alerts leave "
                "details out.",
                name=name,
            ),
            _("Remove them, or choose another channel with /rapport settings."),
        )
    return ok(subject, _("{name}, Rapport is a member.", name=name))
