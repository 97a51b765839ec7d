"""A step in a complaint's life as its thread and its details tell it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.audience import Audience
from bot.complaint_alerts import Names, Step
from bot.complaint_form import COMPLAINT_FORM, SEVERITIES
from bot.texts import _, escape
from bot.views import blocks, changes, times
from bot.views.blocks import Message
from storage.changes import Change
from storage.complaints import Severity

# Characters of each of people's words that a step shows.
WORDS = 1000
_SEVERITIES: Mapping[str, str] = dict(SEVERITIES)
_SERIOUS = (Severity.HIGH, Severity.CRITICAL)


def reply(step: Step, audience: Audience) -> Message:
    """The reply in an alert's thread; people's words only where no outsider reads along.

    What makes it pressing again stands in the channel too: nobody hears of an update.
    """
    said = headline(step.change, step.names)
    shown = said if audience == Audience.OUTSIDERS else whole(step.change, step.names)
    told = blocks.message(said, blocks.section(shown))
    return replace(told, broadcast=step.is_news and _is_pressing(step.change))


def _is_pressing(change: Change) -> bool:
    """Whether somebody must see to it anew, or sooner."""
    if change.verb == "reopened":
        return True
    before, after = change.details.get("severity") or (None, None)
    return after in _SERIOUS and before != Severity.CRITICAL


def whole(change: Change, names: Names) -> str:
    """Who did what, with the words that were given for it."""
    return "\n".join([headline(change, names), *_words(change)])


def headline(change: Change, names: Names) -> str:
    """Who did what, without a word of or about the client."""
    say = _HEADLINES.get(change.verb)
    return say(change, names) if say else _("{who} has changed it.", who=who(change, names))


def who(change: Change, names: Names) -> str:
    return f"*{name_of(names, change.actor_id)}*"


def name_of(names: Names, user_id: str | None) -> str:
    """A person's name, escaped: a mention would call them."""
    return escape(names.get(user_id or "") or _("somebody"))


def _plainly(sentence: str) -> Callable[[Change, Names], str]:
    return lambda change, names: sentence.format(who=who(change, names))


_HAS_TAKEN = _plainly(_("{who} has taken it."))
_HAS_TAKEN_OVER = _plainly(_("{who} has taken it over."))


def _handed_over(change: Change, names: Names) -> str:
    if change.details.get("to") == change.actor_id:
        return (_HAS_TAKEN_OVER if change.details.get("from") else _HAS_TAKEN)(change, names)
    to = name_of(names, change.details.get("to"))
    return _("{who} has handed it over to *{to}*.", who=who(change, names), to=to)


def _severity(change: Change, names: Names) -> str:
    before, after = (_SEVERITIES.get(each, each) for each in change.details["severity"])
    return _(
        "{who} has changed its severity: {before} → {after}.",
        who=who(change, names),
        before=before,
        after=after,
    )


def _warned(change: Change, names: Names) -> str:
    by = times.instant(datetime.fromisoformat(change.details["acknowledge_by"]))
    said = _(":hourglass: Nobody has taken it yet. It should be taken by {by}.", by=by)
    return f"{said} {_told(change, names)}".strip()


def _escalated(change: Change, names: Names) -> str:
    said = _(":warning: Nobody has taken it in time.")
    return f"{said} {_told(change, names)}".strip()


def _told(change: Change, names: Names) -> str:
    told = ", ".join(name_of(names, user_id) for user_id in change.details["told"])
    return _("Told: {who}.", who=told) if told else ""


_HEADLINES: Mapping[str, Callable[[Change, Names], str]] = {
    "taken": _HAS_TAKEN,
    "handed_over": _handed_over,
    "severity": _severity,
    "edited": _plainly(_("{who} has corrected it.")),
    "noted": _plainly(_("{who} has added a note.")),
    "told": _plainly(_("{who} has told the client.")),
    "closed": _plainly(_("{who} has closed it.")),
    "reopened": _plainly(_("{who} has reopened it: somebody must take it anew.")),
    "withdrawn": _plainly(_("{who} has withdrawn it.")),
    "warned": _warned,
    "escalated": _escalated,
}


def _words(change: Change) -> list[str]:
    details = change.details
    if change.verb == "edited":
        corrected = changes.line(COMPLAINT_FORM, details)
        return [corrected] if corrected else []
    if change.verb == "closed":
        return _ending(details)
    said = details.get("note") or details.get("told_how") or details.get("reason")
    return [blocks.quoted(str(said), WORDS)] if said else []


def _ending(details: Mapping[str, Any]) -> list[str]:
    return ending(
        details["root_cause"],
        details["corrective_action"],
        details["client_told"],
        details["told_how"],
    )


def ending(
    root_cause: str | None,
    corrective_action: str | None,
    client_told: bool | None,
    told_how: str | None,
) -> list[str]:
    """How a complaint ended, in lines."""
    told = _("yes") if client_told else _("no")
    return [
        _("*Root cause:* {cause}", cause=blocks.cut_escaped(root_cause or "", 200)),
        _("*Corrective action:*"),
        blocks.quoted(corrective_action or "", WORDS // 2),
        _("*Client told:* {told}", told=told),
        blocks.quoted(told_how or "", WORDS // 2),
    ]
