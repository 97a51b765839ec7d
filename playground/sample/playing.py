"""The story played: each act done by its person, over the wire, as a visitor would do it."""

from __future__ import annotations

from functools import singledispatch

from playground.delivery.record import Delivery
from playground.messages import Message, kept_text
from playground.person import Person
from playground.sample.acts import Act, Finishes, Replies, Steps, Types
from playground.sample.complaints import CHANNEL
from playground.server import Playground
from playground.workspace import Workspace

PRESSES = 5
"""How often somebody presses a button until its form is there."""


def perform(slack: Playground, act: Act) -> None:
    """Have somebody do it now. Raises AssertionError if the app doesn't take it."""
    _do(act, slack.person(act.who))


def forget_answers(workspace: Workspace) -> None:
    """Take away what was shown to one person only: Slack doesn't keep that for long either."""
    with workspace.changed:
        for messages in workspace.messages.values():
            messages[:] = [message for message in messages if message.ephemeral_to is None]
        workspace.note_change()


@singledispatch
def _do(act: Act, person: Person) -> None:
    raise TypeError(f"{person.member.handle} has never learnt to do {act}")


@_do.register
def _(act: Types, person: Person) -> None:
    _require_taken(person.types(act.line, act.channel), act)


@_do.register
def _(act: Replies, person: Person) -> None:
    person.types(act.words, thread_of=person.sees(act.to, channel=act.channel))


@_do.register
def _(act: Finishes, person: Person) -> None:
    person.types("/follow-up")
    shown = person.direct_messages()[-1]
    _require_taken(person.presses("Done", on=shown, block_id=_below(shown, act)), act)


@_do.register
def _(act: Steps, person: Person) -> None:
    alert = person.sees(f"Complaint from {act.account}", channel=CHANNEL)
    if not act.entries:
        _require_taken(person.presses(act.button, on=alert), act)
        return
    _open_form(act, alert, person)
    person.fills(**act.entries)
    errors = person.submits()
    if errors:
        raise AssertionError(f"{act} was refused: {errors}")


def _open_form(act: Steps, alert: Message, person: Person) -> None:
    """On a busy machine the app may be too slow to open one: then anybody presses again."""
    for _ in range(PRESSES):
        _require_taken(person.presses(act.button, on=alert), act)
        if person.modal is not None:
            return


def _below(shown: Message, act: Finishes) -> str:
    """The buttons under the first item of the account."""
    named = f"*{kept_text(act.account)}*"
    texts = [block.get("text") or {} for block in shown.blocks]
    for said, block in zip(texts, shown.blocks[1:], strict=False):
        if str(said.get("text", "")).startswith(named):
            return str(block["block_id"])
    raise AssertionError(f"{act} finds nothing to do in:\n{shown.words}")


def _require_taken(done: Delivery | Message, act: Act) -> None:
    if isinstance(done, Delivery) and not done.is_acked:
        raise AssertionError(f"{act} was not taken: {done.outcome}")
