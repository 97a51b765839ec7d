"""The modals and Home tabs that people have open."""

from __future__ import annotations

import secrets
from typing import Any

from playground.blocks.form_state import carried_over, initial_values
from playground.blocks.naming import named
from playground.refusals import SlackError
from playground.wire import Json
from playground.workspace import Workspace

STACK_LIMIT = 3
"""Views that may lie on one another (docs.slack.dev, "Modals")."""


class Views:
    """Each person's stack of modals and their Home tab."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.stacks: dict[str, list[Json]] = {}
        self.homes: dict[str, Json] = {}
        self._places: dict[str, str | None] = {}

    def top(self, user_id: str) -> Json | None:
        """The modal in front of this person."""
        stack = self.stacks.get(user_id)
        return stack[-1] if stack else None

    def open(self, user_id: str, view: Json, place: str | None = None) -> Json:
        """Show a first modal; `place` is the conversation behind it.

        Raises SlackError for an `external_id` in use.
        """
        self._guard_external_id(view)
        self._places[user_id] = place
        stored = self._stored(view, place)
        stored["root_view_id"] = stored["id"]
        self.stacks[user_id] = [stored]
        self._workspace.note_change()
        return stored

    def push(self, user_id: str, view: Json) -> Json:
        """Lay a modal on the one in front. Raises SlackError."""
        stack = self.stacks.get(user_id) or []
        if not stack:
            raise SlackError("not_found")
        if len(stack) >= STACK_LIMIT:
            raise SlackError("push_limit_reached")
        self._guard_external_id(view)
        stored = self._stored(view, self._places.get(user_id))
        stored |= {"root_view_id": stack[0]["id"], "previous_view_id": stack[-1]["id"]}
        stack.append(stored)
        self._workspace.note_change()
        return stored

    def update(
        self, view: Json, *, view_id: str = "", external_id: str = "", seen_hash: str = ""
    ) -> Json:
        """Replace a view in place, keeping what was entered. Raises SlackError."""
        current = self.find(view_id=view_id, external_id=external_id)
        if seen_hash and seen_hash != current["hash"]:
            raise SlackError("hash_conflict")
        if view.get("external_id", "") not in ("", current["external_id"]):
            self._guard_external_id(view)
        self._replace(current, view)
        return current

    def publish(self, user_id: str, view: Json, seen_hash: str = "") -> Json:
        """Show a Home tab. Raises SlackError for a stale `seen_hash`."""
        current = self.homes.get(user_id)
        if current is None:
            current = self._stored(view)
            current["root_view_id"] = current["id"]
            self.homes[user_id] = current
            self._workspace.note_change()
            return current
        if seen_hash and seen_hash != current["hash"]:
            raise SlackError("hash_conflict")
        self._replace(current, view)
        return current

    def find(self, *, view_id: str = "", external_id: str = "") -> Json:
        """An open view by either id. Raises SlackError("not_found")."""
        opened = [view for stack in self.stacks.values() for view in stack]
        for view in [*opened, *self.homes.values()]:
            if view["id"] == view_id or (external_id and view["external_id"] == external_id):
                return view
        raise SlackError("not_found")

    def close_top(self, user_id: str) -> Json | None:
        """Take the front modal away; the one below comes back. None if there was none."""
        stack = self.stacks.get(user_id)
        closed = stack.pop() if stack else None
        self._workspace.note_change()
        return closed

    def clear(self, user_id: str) -> list[Json]:
        """Take all of this person's modals away, front first."""
        closed = list(reversed(self.stacks.pop(user_id, [])))
        self._workspace.note_change()
        return closed

    def _stored(self, view: Json, place: str | None = None) -> Json:
        app = self._workspace.app
        blocks = named(view["blocks"])
        return {
            "id": "V0" + secrets.token_hex(5).upper(),
            "team_id": self._workspace.team_id,
            "app_id": app.app_id,
            "app_installed_team_id": self._workspace.team_id,
            "bot_id": app.bot_id,
            "previous_view_id": None,
            "state": {"values": initial_values(blocks, place)},
            **self._face(view),
            "blocks": blocks,
        }

    def _face(self, view: Json) -> Json:
        face: Json = {
            "type": view["type"],
            "callback_id": view.get("callback_id", ""),
            "external_id": view.get("external_id", ""),
            "private_metadata": view.get("private_metadata", ""),
            # A Home tab has no title of its own, yet Slack tells of one.
            "title": _plain(view.get("title") or {"type": "plain_text", "text": "View Title"}),
            "submit": _plain(view.get("submit")),
            "close": _plain(view.get("close")),
            "clear_on_close": bool(view.get("clear_on_close")),
            "notify_on_close": bool(view.get("notify_on_close")),
            "hash": f"{int(self._workspace.clock.now().timestamp())}.{secrets.token_hex(4)}",
        }
        if "submit_disabled" in view:
            face["submit_disabled"] = view["submit_disabled"]
        return face

    def _replace(self, current: Json, view: Json) -> None:
        entered = current["state"]["values"]
        blocks = named(view["blocks"])
        current |= self._face(view)
        current |= {"blocks": blocks, "state": {"values": carried_over(entered, blocks)}}
        self._workspace.note_change()

    def _guard_external_id(self, view: Json) -> None:
        wanted = view.get("external_id")
        opened = [shown for stack in self.stacks.values() for shown in stack]
        if wanted and any(shown["external_id"] == wanted for shown in opened):
            raise SlackError("duplicate_external_id")


def _plain(text: Any) -> Json | None:
    return {"emoji": True, **text} if text else None
