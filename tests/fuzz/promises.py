"""What Rapport promises whatever comes in, each held against one answered request."""

from __future__ import annotations

import json
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.audience import Audience
from bot.delivery.drawing import draw
from playground.blocks.shapes import Surface
from playground.blocks.validation import faults_in_message, faults_in_options, faults_in_view
from playground.wire import Json
from storage.posts import Post, PostState
from tests.fuzz import invariants, others
from tests.fuzz.house import Answered, House

MOST_SECONDS = 3.0
# What Slack itself says no to: a ticket that is too old or that the payload no longer held.
_SLACKS_NO = ("a form could not be opened: ", "a modal could not be updated: ")
_EXPECTED = (
    "users.info failed: ",
    "an answer could not be changed: ",
    "a refusal could not be shown: ",
    "a signed payload makes no sense: ",
    "Slack took Rapport's access away ",
    # The SDK's own words, beside ours, of an address where nobody listens.
    "Failed to send a request to Slack API server: ",
)
# Tables in which a refusal may leave something: what was typed, who asked, what is shown anew.
_NOT_THE_RECORD = ("held_lines", "people", "homes", "posts")
_OF_NAMES = {"accounts", "account_names", "name_trigrams"}
_OF_CLIENTS = ("Borealis", "wet pallets", "nine crates short", "send the figures")
_WITHOUT_ROLE = ("U0GUS", "U0STEN", "U0MAX", "U0DIPU")


class Broken(AssertionError):
    """A promise that was not kept; the words say which, and by what."""


def check(house: House, answered: Answered, payload: Json | None = None) -> None:
    """Raises Broken, naming every promise that this request has broken."""
    found = [
        *_of_answer(answered),
        *_of_words(answered, payload or {}),
        *_of_record(house, answered),
    ]
    if found:
        raise Broken("\n".join([*found, f"answer: {answered.status} {answered.body[:500]}"]))


def _of_answer(answered: Answered) -> Iterator[str]:
    if answered.status >= 500:
        yield f"no 5xx: {answered.status}"
    if answered.seconds > MOST_SECONDS:
        yield f"no answer takes {MOST_SECONDS} s: {answered.seconds:.1f} s"
    for record in answered.logged:
        line = record.getMessage()
        if record.exc_info and record.exc_info[1]:
            yield f"no unhandled error: {line}: {_told(record.exc_info[1])}"
        elif not line.startswith((*_EXPECTED, *_SLACKS_NO)):
            yield f"nothing strange in the log: {line}"
    yield from _of_looks(answered)


def _told(fault: BaseException) -> str:
    """What went wrong and in which line, as the words alone leave one guessing."""
    place = traceback.extract_tb(fault.__traceback__)[-1]
    return f"{type(fault).__name__} in {Path(place.filename).name}:{place.lineno}: {fault}"


def _of_looks(answered: Answered) -> Iterator[str]:
    """What is shown is Block Kit within Slack's limits."""
    ack = answered.payload
    if "blocks" in ack:
        yield from _badly_drawn("the answer", faults_in_message(ack["blocks"]))
    if "view" in ack:
        yield from _badly_drawn("the form in the answer", faults_in_view(ack["view"], "modal"))
    if "options" in ack or "option_groups" in ack:
        yield from _badly_drawn("the options", faults_in_options(ack))
    for call in answered.calls:
        if call.method.startswith("views."):
            view = call.args.get("view")
            drawn = json.loads(view) if isinstance(view, str) else view
            surface: Surface = "home" if call.method == "views.publish" else "modal"
            yield from _badly_drawn(call.method, faults_in_view(drawn, surface))
    if any("invalid_blocks" in r.getMessage() for r in answered.logged):
        yield "what is shown is Block Kit: an answer at a response URL"


def _badly_drawn(what: str, faults: list[str]) -> list[str]:
    return [f"what is shown is Block Kit: {what}: {each}" for each in faults]


def _of_words(answered: Answered, payload: Json) -> Iterator[str]:
    """Nobody sees another workspace's words, and an outsider no client's, but those they sent."""
    sent = json.dumps(payload, ensure_ascii=False)
    shown = _shown(answered)
    if others.WORD in shown and others.WORD not in sent:
        yield "nothing of another workspace is shown"
    user = payload.get("user_id") or (payload.get("user") or {})
    user_id = user.get("id") if isinstance(user, dict) else user
    if user_id in _WITHOUT_ROLE:
        for word in _OF_CLIENTS:
            if word in shown and word not in sent:
                yield f"nothing of clients is shown to {user_id}: {word}"


def _shown(answered: Answered) -> str:
    """All that anybody gets to see of it."""
    told: list[Any] = [answered.payload, [call.args for call in answered.calls]]
    told.append([[message.text, message.blocks] for message in answered.said])
    return json.dumps(told, ensure_ascii=False, default=str)


def _of_record(house: House, answered: Answered) -> Iterator[str]:
    now = house.record.everything()
    changed = {name for name, rows in now.items() if rows != house.before[name]}
    if not changed:
        return
    yield from _of_refusal(answered, changed)
    for name in sorted(changed):
        if any(_is_of_others(row) for row in now[name] ^ house.before[name]):
            yield f"another workspace is left alone: {name}"
    yield from invariants.broken(house.record, bool(changed & _OF_NAMES))
    if "posts" in changed:
        with house.rapport.desk.read() as session:
            yield from _drawn(session)


def _is_of_others(row: tuple[Any, ...]) -> bool:
    """A row begins with its workspace; PostgreSQL gives it whole, as text in brackets."""
    return str(row[0]).removeprefix("(").startswith(others.TEAM)


def _of_refusal(answered: Answered, changed: set[str]) -> Iterator[str]:
    """What was refused has changed nothing, as far as it is said to be refused."""
    if answered.status >= 400:
        yield f"a refused request stores nothing: {sorted(changed)}"
    stored = sorted(changed.difference(_NOT_THE_RECORD))
    if stored and answered.payload.get("response_action") in ("errors", "push"):
        yield f"a form that is refused stores nothing: {stored}"


def _drawn(session: Session) -> Iterator[str]:
    """Every message that is still to be shown can be drawn, for insiders and for others."""
    wanted = select(Post).where(Post.wanted > Post.shown, Post.state == PostState.LIVE)
    for post in session.scalars(wanted):
        for audience in Audience:
            message = draw(session, post, audience)
            if message is not None and message.blocks:
                yield from _badly_drawn(f"a {post.kind}", faults_in_message(message.blocks))
