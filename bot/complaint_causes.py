"""The root causes that a complaint is closed with: a workspace's own list."""

from __future__ import annotations

from collections.abc import Sequence

from bot.desk import Desk
from bot.people import Actor, require_role
from bot.refusals import Refused
from bot.texts import _
from storage import teams
from storage.teams import Team

# What fits into a choice's label, and as many as Slack takes in one list.
LONGEST = 70
MOST = 100
DEFAULT_ROOT_CAUSES = (
    _("Delivered late"),
    _("Faulty product"),
    _("Mistake in the order"),
    _("Wrong price or invoice"),
    _("Promise not kept"),
    _("Slow or no answer"),
    _("Unclear information"),
    _("Expectation not met"),
    _("Beyond our control"),
    _("Other"),
)


def causes_of(team: Team) -> tuple[str, ...]:
    """The workspace's list; the usual causes while it has none."""
    return tuple(team.root_causes or DEFAULT_ROOT_CAUSES)


def choices(desk: Desk, actor: Actor) -> list[tuple[str, str]]:
    """The causes as a form offers them. Raises NotAppointed."""
    require_role(actor)
    with desk.read() as session:
        causes = causes_of(teams.of(session, actor.team_id))
    return [(cause, cause) for cause in causes]


def read(typed: str) -> tuple[str, ...]:
    """The causes typed one per line, each once. Raises Refused for none, too many or too long."""
    lines = (" ".join(line.split()) for line in typed.splitlines())
    causes = _each_once([line for line in lines if line])
    if not causes:
        raise Refused(_("At least one cause, please."), "root_causes")
    if len(causes) > MOST:
        raise Refused(_("At most {most} causes, please.", most=MOST), "root_causes")
    for cause in causes:
        if len(cause) > LONGEST:
            said = _(
                "“{cause}…” is too long: {limit} characters at most.",
                cause=cause[:30],
                limit=LONGEST,
            )
            raise Refused(said, "root_causes")
    return causes


def _each_once(causes: Sequence[str]) -> tuple[str, ...]:
    by_meaning: dict[str, str] = {}
    for cause in causes:
        by_meaning.setdefault(cause.casefold(), cause)
    return tuple(by_meaning.values())
