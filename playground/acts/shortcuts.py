"""A shortcut run from the search box or from a message's menu."""

from __future__ import annotations

from playground.acts.payloads import global_shortcut, message_shortcut
from playground.acts.stage import Stage
from playground.delivery.record import Delivery
from playground.messages import Message
from playground.people import Member


def start(stage: Stage, member: Member, name: str, on: Message | None) -> Delivery:
    """Run a shortcut by name or callback_id.

    Raises AssertionError if the manifest has none, and where Slack's menus show none: on messages
    that only one person sees (api.slack.com, "Shortcuts"), and to people of another company, who
    have no apps of this one.
    """
    callback_id = _callback_id(stage, name, "message" if on else "global")
    if member.is_stranger:
        raise AssertionError(f"{member.handle} is of another company and has no shortcuts here")
    if on is not None and on.ephemeral_to:
        raise AssertionError(f"a message for one person has no shortcuts: {on.words}")
    with stage.slack.workspace.changed:
        if on is None:
            payload = global_shortcut(stage.slack, member, callback_id)
        else:
            payload = message_shortcut(stage.slack, member, on, callback_id)
    return stage.courier.send("interactive", payload, accepts_answer=False)


def _callback_id(stage: Stage, name: str, kind: str) -> str:
    for callback_id, (its_kind, its_name) in stage.slack.manifest.shortcuts.items():
        if its_kind == kind and name in (callback_id, its_name):
            return callback_id
    raise AssertionError(f"the manifest has no {kind} shortcut {name!r}")
