"""What the people do: each act is one thing asked for, and the model learns what came of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from random import Random
from typing import Any

from playground.delivery.record import Delivery
from playground.messages import Message
from playground.person import Person
from tests.faults.chaos.model import ABSENT, BORN, STANDING, UNDONE, Noun, Record
from tests.faults.chaos.run import ACCOUNTS, CHANNEL, MANAGERS, Run

Act = Callable[[Run, Random], None]
HOMES_OF = (*MANAGERS, "ben", "olga")
NOTHING_STORED = "nothing was stored"
_RECENT = 80
_SAVED = {Noun.ENTRY: "Logged:", Noun.FOLLOW_UP: "saved:", Noun.COMPLAINT: "Filed:"}
_REFUSED = re.compile(r"the record is out of reach|nobody knows whether it is stored")
_DAYS = ("in 3 hours", "tomorrow", "tomorrow 10am", "Friday", "in 2 days", "Monday 3pm")


class CannotAct(Exception):
    """There is nothing to act on just now."""


def log_call(run: Run, dice: Random) -> None:
    """A call in one line, perhaps with a score, perhaps with a follow-up."""
    by = dice.choice(MANAGERS)
    marker = run.model.marker(Noun.ENTRY)
    score = dice.choice(("", "", "", " 4/5", " 2/5"))
    has_follow_up = dice.random() < 0.3
    line = f"/log-call {dice.choice(ACCOUNTS)} {marker}v0 as promised{score}"
    if has_follow_up:
        line += f", follow up {dice.choice(_DAYS)}: f{marker[1:]}v0 as promised"
    sent = _types(run, by, line)
    record = _adds(run, Noun.ENTRY, marker, by, sent)
    if has_follow_up:
        _follows_up(run, record)


def _follows_up(run: Run, entry: Record) -> None:
    marker = f"f{entry.marker[1:]}"
    is_refused = entry.states == {ABSENT}
    own = run.model.adds(
        Noun.FOLLOW_UP,
        marker,
        entry.by,
        BORN[Noun.FOLLOW_UP],
        is_saved=bool(entry.state),
        is_refused=is_refused,
    )
    own.part_of = entry


def fill_in_call(run: Run, dice: Random) -> None:
    """A call in the form."""
    by = dice.choice(MANAGERS)
    marker = run.model.marker(Noun.ENTRY)
    person = run.slack.person(by)
    _opens_form(run, person, "/log-call")
    person.fills(account=dice.choice(ACCOUNTS), notes=f"{marker}v0 as promised")
    errors = person.submits()
    is_refused = NOTHING_STORED in str(errors)
    record = run.model.adds(
        Noun.ENTRY, marker, by, STANDING, is_saved=errors == {}, is_refused=is_refused
    )
    record.answer = _answer(run, by, marker)


def edit(run: Run, dice: Random) -> None:
    """The words of an entry are written anew."""
    record = _one_of(dice, [r for r in run.model.sure(Noun.ENTRY, STANDING) if r.answer])
    version = max(record.versions) + 1
    person = run.slack.person(record.by)
    _presses(run, person, "Edit", record.answer)
    _awaits_form(person)
    person.fills(notes=f"{record.marker}v{version} as promised")
    record.was_asked_for(is_saved=person.submits() == {}, version=version)


def undo(run: Run, dice: Random) -> None:
    """An entry is taken back, and what it made with it."""
    record = _one_of(dice, [r for r in run.model.sure(Noun.ENTRY, STANDING) if r.answer])
    made = [r for r in run.model.records.values() if r.part_of is record]
    if any(part.state != "open" for part in made):
        raise CannotAct
    is_saved = _does(run, run.slack.person(record.by), "Undo", record.answer)
    record.was_asked_for(is_saved=is_saved, state=UNDONE)
    record.answer = None
    for part in made:
        part.was_asked_for(is_saved=is_saved, state="undone")


def file_complaint(run: Run, dice: Random) -> None:
    """A complaint in one line."""
    by = dice.choice(MANAGERS)
    marker = run.model.marker(Noun.COMPLAINT)
    sent = _types(run, by, f"/complaint {dice.choice(ACCOUNTS)} {marker}v0 as promised")
    _adds(run, Noun.COMPLAINT, marker, by, sent)


def withdraw_complaint(run: Run, dice: Random) -> None:
    """A complaint is taken back."""
    record = _one_of(dice, [r for r in run.model.sure(Noun.COMPLAINT, "filed") if r.answer])
    is_saved = _does(run, run.slack.person(record.by), "Undo", record.answer)
    record.was_asked_for(is_saved=is_saved, state="withdrawn")
    record.answer = None


def take(run: Run, dice: Random) -> None:
    """Somebody takes a complaint, in the channel."""
    record, alert = _alert(run, dice, "Take", "filed", "reopened")
    is_saved = _does(run, run.slack.person(dice.choice(MANAGERS)), "Take", alert)
    record.was_asked_for(is_saved=is_saved, state="taken")
    record.answer = None


def note(run: Run, dice: Random) -> None:
    """Somebody adds a note to a complaint: a reply in its thread."""
    _record, alert = _alert(run, dice, "Note", "filed", "taken", "reopened")
    person = run.slack.person(dice.choice(MANAGERS))
    _presses(run, person, "Note", alert)
    _awaits_form(person)
    person.fills(note=f"they wait {dice.randrange(10_000)}")
    person.submits()


def close(run: Run, dice: Random) -> None:
    """Somebody closes a complaint that is taken."""
    record, alert = _alert(run, dice, "Close complaint", "taken")
    person = run.slack.person(dice.choice(MANAGERS))
    _presses(run, person, "Close complaint", alert)
    _awaits_form(person)
    person.fills(
        root_cause="Other", corrective_action="mended", client_told="Yes", told_how="by phone"
    )
    record.was_asked_for(is_saved=person.submits() == {}, state="closed")


def reopen(run: Run, dice: Random) -> None:
    """A closed complaint came again."""
    record, alert = _alert(run, dice, "Reopen", "closed")
    person = run.slack.person(dice.choice(MANAGERS))
    _presses(run, person, "Reopen", alert)
    _awaits_form(person)
    person.fills(reason="it came again")
    record.was_asked_for(is_saved=person.submits() == {}, state="reopened")


def ask_follow_up(run: Run, dice: Random) -> None:
    """Something to do, on a day or at a time."""
    by = dice.choice(MANAGERS)
    marker = run.model.marker(Noun.FOLLOW_UP)
    line = f"/follow-up {dice.choice(ACCOUNTS)} {dice.choice(_DAYS)} {marker}v0 as promised"
    sent = _types(run, by, line)
    _adds(run, Noun.FOLLOW_UP, marker, by, sent)


def do(run: Run, dice: Random) -> None:
    """Something to do is done, from wherever it is shown: a ping, a digest, a list."""
    record, message, block = _shown_task(run, dice)
    is_saved = _does(run, run.slack.person(record.by), "Done", message, block_id=block)
    record.was_asked_for(is_saved=is_saved, state="done")


def snooze(run: Run, dice: Random) -> None:
    """Something to do is put off."""
    record, message, block = _shown_task(run, dice)
    person = run.slack.person(record.by)
    person.presses("Snooze", on=message, block_id=block)
    _awaits_form(person)
    person.submits()


def list_tasks(run: Run, dice: Random) -> None:
    """Somebody asks what there is to do."""
    _types(run, dice.choice(MANAGERS), "/follow-up")


def look_at_home(run: Run, dice: Random) -> None:
    """Somebody opens their Home."""
    run.slack.person(dice.choice((*MANAGERS, "ben", "olga"))).opens_home()


def set_up(run: Run, dice: Random) -> None:
    """The owner saves the settings, with another hour for the reminders."""
    olga = run.slack.person("olga")
    _opens_form(run, olga, "/rapport settings")
    olga.fills(digest_at=f"{dice.randrange(7, 11):02}:30")
    olga.submits()


# The share of each among a hundred.
ACTS: dict[Act, int] = {
    log_call: 24,
    fill_in_call: 7,
    edit: 6,
    undo: 4,
    file_complaint: 8,
    withdraw_complaint: 2,
    take: 6,
    note: 5,
    close: 4,
    reopen: 2,
    ask_follow_up: 12,
    do: 8,
    snooze: 3,
    list_tasks: 4,
    look_at_home: 4,
    set_up: 1,
}


def _types(run: Run, by: str, line: str) -> Delivery:
    sent = run.slack.person(by).types(line)
    assert isinstance(sent, Delivery)
    return sent


def says(sent: Delivery, words: str) -> bool:
    """Whether it was answered, in these words among others."""
    return sent.is_acked and words in str(sent.answer)


def _adds(run: Run, noun: Noun, marker: str, by: str, sent: Delivery) -> Record:
    record = run.model.adds(
        noun,
        marker,
        by,
        BORN[noun],
        is_saved=says(sent, _SAVED[noun]),
        is_refused=says(sent, NOTHING_STORED),
    )
    record.answer = _answer(run, by, marker)
    return record


def _answer(run: Run, by: str, marker: str) -> Message | None:
    """What somebody was told of a record for their eyes only, if it can be acted on."""
    for message in reversed(run.direct(by)[-_RECENT:]):
        if message.ephemeral_to and marker in str(message.blocks) and "Undo" in message.buttons:
            return message
    return None


def _opens_form(run: Run, person: Person, line: str) -> None:
    run.slack.slack.views.clear(person.id)
    _types(run, person.member.handle, line)
    _awaits_form(person)


def _presses(
    run: Run, person: Person, label: str, on: Message | None, *, block_id: str = ""
) -> Delivery:
    run.slack.slack.views.clear(person.id)
    if on is None or label not in on.buttons:
        raise CannotAct
    return person.presses(label, on=on, block_id=block_id)


def _does(run: Run, person: Person, label: str, on: Message | None, *, block_id: str = "") -> bool:
    """Press a button, and say whether that was surely carried out.

    That the record was out of reach is told beside, and may get lost; it is logged before the ack.
    """
    before = run.nursery.logged
    sent = _presses(run, person, label, on, block_id=block_id)
    return sent.is_acked and not _REFUSED.search(run.nursery.logged_since(before))


def _awaits_form(person: Person) -> None:
    if person.modal is None or not person.modal["submit"]:
        raise CannotAct


def _one_of(dice: Random, records: list[Record]) -> Record:
    """One of the latest: what is old is left to the checkpoints."""
    if not records:
        raise CannotAct
    return dice.choice(records[-12:])


def _alert(run: Run, dice: Random, button: str, *states: str) -> tuple[Record, Message]:
    """A complaint in one of these states, and its alert in the channel with this button."""
    record = _one_of(dice, run.model.sure(Noun.COMPLAINT, *states))
    channel = run.slack.workspace.channel(CHANNEL).id
    for message in reversed(run.slack.workspace.messages[channel]):
        if record.marker in message.text and not message.is_reply and button in message.buttons:
            return record, message
    raise CannotAct


def _shown_task(run: Run, dice: Random) -> tuple[Record, Message, str]:
    """An open follow-up, a message that shows it, and the block of its buttons there."""
    record = _one_of(dice, run.model.sure(Noun.FOLLOW_UP, "open"))
    for message in reversed(run.direct(record.by)[-_RECENT:]):
        for at, block in enumerate(message.blocks[:-1]):
            if record.marker in str(block.get("text", "")):
                for beside in (block, message.blocks[at + 1]):
                    if "Done" in _labels(beside):
                        return record, message, beside["block_id"]
    raise CannotAct


def _labels(block: dict[str, Any]) -> Iterable[str]:
    elements = (*block.get("elements", ()), block.get("accessory") or {})
    return [each["text"]["text"] for each in elements if each.get("type") == "button"]
