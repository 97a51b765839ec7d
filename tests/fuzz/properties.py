"""The properties: each a kind of input and what must come of it."""

from __future__ import annotations

import json
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from bot import importing
from bot.quick_entry import FollowUpDraft, PastDate, read_entry, read_follow_up
from playground.wire import Json
from tests.conftest import WEDNESDAY
from tests.fuzz import bodies, forms, invariants, lines, made, sheets
from tests.fuzz.changes import Change, changed, changes
from tests.fuzz.house import Answered, House, Sample
from tests.fuzz.promises import MOST_SECONDS, Broken, check

ZONES = ("UTC", "Asia/Manila", "America/Sao_Paulo", "Pacific/Kiritimati", "Asia/Kolkata")
_WHO = ("U0ANA", "U0ANA", "U0BEN", "U0OLGA", "U0MAX", "U0GUS", "U0STEN", "U0NOBODY")
_TEXT = ("command", "user_id", "text")
_LINES_AT = WEDNESDAY + timedelta(days=2)


@dataclass
class Tally:
    """What was tried: how often, with what answer, and how slow the slowest was."""

    tried: Counter[str] = field(default_factory=Counter)
    answers: Counter[tuple[str, str]] = field(default_factory=Counter)
    slowest: dict[str, float] = field(default_factory=dict)

    def note(self, kind: str, answer: str, seconds: float) -> None:
        """One input and what came of it."""
        self.tried[kind] += 1
        self.answers[kind, answer] += 1
        self.slowest[kind] = max(seconds, self.slowest.get(kind, 0.0))

    def add(self, other: Tally) -> None:
        """What another has noted."""
        self.tried += other.tried
        self.answers += other.answers
        for kind, seconds in other.slowest.items():
            self.slowest[kind] = max(seconds, self.slowest.get(kind, 0.0))


@dataclass
class Property:
    """A kind of input: `share` of all inputs are of it, and `holds` raises for one that breaks."""

    name: str
    share: float
    inputs: st.SearchStrategy[Any]
    holds: Callable[[House, Tally, Any], None]


def properties(house: House) -> list[Property]:
    """All of them, over what this house was sent in its day."""
    sent = [*house.samples, *made.samples(house.samples)]
    return [
        Property("entries", 0.35, st.tuples(lines.words, st.sampled_from(ZONES)), entry_is_read),
        Property("commands", 0.2, _commands(), command_is_answered),
        Property("forms", 0.15, _forms(house.samples), form_is_answered),
        Property("payloads", 0.2, _payloads(sent), payload_is_answered),
        Property("bodies", 0.05, bodies.bodies, body_is_answered),
        Property("files", 0.05, sheets.files, file_is_imported),
    ]


def _commands() -> st.SearchStrategy[Any]:
    return st.tuples(
        st.sampled_from(lines.COMMANDS[:4] + lines.COMMANDS),
        lines.lines,
        st.sampled_from(_WHO),
    )


def _payloads(samples: Sequence[Sample]) -> st.SearchStrategy[Any]:
    return st.tuples(st.sampled_from(samples), changes)


def _forms(samples: Sequence[Sample]) -> st.SearchStrategy[Any]:
    sent = [sample for sample in samples if sample.name.startswith("view_submission")]
    return st.sampled_from(sent).flatmap(
        lambda sample: st.tuples(st.just(sample), forms.filled_in(sample))
    )


def entry_is_read(_house: House, tally: Tally, drawn: tuple[str, str]) -> None:
    """Whatever is typed is an entry, in time, and its day lies where it is said to lie."""
    text, zone = drawn
    began = time.process_time()
    entry = read_entry(text, now=WEDNESDAY, tz=ZoneInfo(zone))
    asked = read_follow_up(text, now=WEDNESDAY, tz=ZoneInfo(zone))
    seconds = time.process_time() - began
    tally.note("entries", "follow-up" if entry.follow_up else "none", seconds)
    assert seconds < MOST_SECONDS
    assert entry.notes == text
    assert entry.occurred_at <= WEDNESDAY
    assert entry.satisfaction in (None, 1, 2, 3, 4, 5)
    for found in (entry.follow_up, asked):
        if isinstance(found, FollowUpDraft):
            assert found.due_at > WEDNESDAY
            assert found.what.strip()
    assert not isinstance(asked, PastDate) or asked.due_at <= WEDNESDAY


def command_is_answered(house: House, tally: Tally, drawn: tuple[str, str, str]) -> None:
    """A line is stored whole, held whole, or comes back; sent twice, it is stored once."""
    command, text, who = drawn
    sample = next(each for each in house.samples if each.name == "/log-call")
    payload = house.fresh(sample) | dict(zip(_TEXT, (command, who, text), strict=True))
    payload["trigger_id"] = house.slack.slack.triggers.give(who)
    _answered(house, tally, "commands", "command", payload, _is_kept)


def form_is_answered(house: House, tally: Tally, drawn: tuple[Sample, Json]) -> None:
    """A form is stored, or stays open with its error."""
    sample, entered = drawn
    payload = house.fresh(sample)
    memory = payload["view"]["private_metadata"]
    if entered.get("") is not None:
        memory = json.dumps({**json.loads(memory or "{}"), **entered[""]})
    _answered(house, tally, "forms", "interactive", forms.submitted(payload, entered, memory))


def payload_is_answered(house: House, tally: Tally, drawn: tuple[Sample, Sequence[Change]]) -> None:
    """Whatever Slack sends, changed in whatever way, is answered."""
    sample, wanted = drawn
    payload = changed(house.fresh(sample), wanted, house.ids)
    _answered(house, tally, "payloads", sample.way, payload)


def body_is_answered(house: House, tally: Tally, drawn: tuple[bytes, str, bool]) -> None:
    """Bytes that are nothing at all are refused."""
    try:
        answered = house.posts(*drawn)
        tally.note("bodies", str(answered.status), answered.seconds)
        check(house, answered)
        assert drawn[2] or answered.status == 401
    finally:
        house.tidies_up()


def file_is_imported(house: House, tally: Tally, drawn: bytes) -> None:
    """A file is stored whole, and is then what is on record; or not at all, with a reason."""
    team_id, desk = house.slack.team_id, house.rapport.desk
    try:
        with tempfile.NamedTemporaryFile(suffix=".csv") as file:
            path = Path(file.name)
            path.write_bytes(drawn)
            began = time.process_time()
            preview = importing.store(desk, team_id, path)
            seconds = time.process_time() - began
            tally.note("files", "stored" if preview.is_stored else "refused", seconds)
            assert seconds < MOST_SECONDS
            assert preview.lines(with_steps=True)
            if not preview.is_stored:
                assert preview.faults
                assert house.record.everything() == house.before
                return
            again = importing.read(desk, team_id, path)
            assert not again.faults, again.faults
            assert {step.fate for step in again.steps} <= {importing.Fate.UNCHANGED}
        assert not invariants.broken(house.record)
    finally:
        house.tidies_up()


def _answered(
    house: House,
    tally: Tally,
    kind: str,
    way: str,
    payload: Json,
    also: Callable[[House, Json, Answered], None] | None = None,
) -> None:
    try:
        answered = house.sends(way, payload)
        tally.note(kind, str(answered.status), answered.seconds)
        check(house, answered, payload)
        if also is not None:
            also(house, payload, answered)
    finally:
        house.tidies_up()


def _is_kept(house: House, payload: Json, answered: Answered) -> None:
    """What was said to be logged is there, as typed; sent again, nothing more is."""
    after = house.record.everything()
    new = {name: len(rows) - len(house.before[name]) for name, rows in after.items()}
    is_logged = answered.payload.get("text", "").startswith("Logged")
    if is_logged != bool(new["interactions"]):
        raise Broken(f"what is answered is stored: {new}, {answered.body[:300]}")
    if new["interactions"] > 1 or new["complaints"] > 1 or new["held_lines"] > 1:
        raise Broken(f"one line makes one record: {new}")
    house.sends("command", payload)
    again = house.record.everything()
    for name in ("interactions", "follow_ups", "complaints", "held_lines", "accounts"):
        if again[name] != after[name]:
            raise Broken(f"a line that comes twice is stored once: {name}")
