"""Whatever comes in: a clear answer, nothing stored by half, nothing typed lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, text

from playground.delivery.record import Delivery
from playground.messages import Message
from playground.person import Person
from tests.conftest import PATIENCE, Office
from tests.faults.adversity import locked

UNBUILT = ("/prospect", "/cover", "/report")
BUILT = ("/log-call", "/follow-up", "/complaint", "/account", "/rapport")
OF_COMPLAINTS = (
    "complaint",
    "complaint_hand_over",
    "complaint_severity",
    "complaint_note",
    "complaint_tell",
    "complaint_close",
    "complaint_reopen",
)
GARBAGE = (
    "abc",
    "",
    "-1",
    "0",
    "1.5",
    "١٢٣",
    "9223372036854775807",
    "9223372036854775808",
    "9" * 400,
    "1:2:3",
    "12:34",
    "1; DROP TABLE people",
    "null",
)


@pytest.mark.parametrize("command", UNBUILT)
def test_an_unbuilt_command_says_so_and_gives_the_text_back(office: Office, command: str) -> None:
    for person in (office.ana, office.max, office.olga):
        person.types(command)
        assert "is not built yet" in _last(person).words
        person.types(f"{command} Acme <late> & *angry*")
        answer = _last(person)
        assert "is not built yet" in answer.words
        assert f"{command} Acme <late> & *angry*" in answer.words
        person.types(f"{command} help")
        assert "is not built yet" in _last(person).words


@pytest.mark.parametrize("command", BUILT)
@pytest.mark.parametrize("word", ["help", "HELP", " help "])
def test_help_after_any_command_gives_usage(office: Office, command: str, word: str) -> None:
    for person in (office.ana, office.max):
        person.types(f"{command} {word}")
        assert f"{command} " in _last(person).words or command == "/rapport"
        assert "Slack runs no commands inside threads" in _last(person).words


def test_a_command_nobody_registered_is_answered(office: Office) -> None:
    sent = _command(office, "/log-cal", "Acme hello")
    assert "Rapport has no command" in sent.answer["text"]
    assert "/log-cal Acme hello" in str(sent.answer["blocks"])


def test_a_word_rapport_does_not_know_comes_back_as_typed(office: Office) -> None:
    office.ana.types("/rapport Setings `now` <!channel>")
    answer = _last(office.ana)
    assert "“Setings 'now' <!channel>”" in answer.words
    assert answer.pings == []


def test_unknown_callback_ids_get_a_clear_answer(office_in_both_modes: Office) -> None:
    office = office_in_both_modes
    send = office.slack.stage.courier.send
    pressed = send("interactive", _press(office, "nothing.known", "1"), accepts_answer=False)
    assert pressed.is_acked
    assert "no longer in use" in _ephemeral(office, office.ana).words
    options = _payload(office, "block_suggestion", action_id="nobody", block_id="b", value="x")
    asked = send("interactive", options | {"view": _view()}, accepts_answer=True)
    assert asked.is_acked
    assert asked.answer == {"options": []}
    view = _view(blocks=[_input("text")], callback_id="of_old")
    form = send("interactive", _payload(office, "view_submission", view=view), accepts_answer=True)
    assert "no longer in use" in form.answer["errors"]["text"]
    bare = _payload(office, "view_submission", view=_view(callback_id="of_old"))
    assert send("interactive", bare, accepts_answer=True).answer["response_action"] == "push"
    closed = _payload(office, "view_closed", view=_view(), is_cleared=False)
    assert send("interactive", closed, accepts_answer=False).is_acked
    event = office.slack.stage.courier._callback({"type": "pin_added", "user": office.ana.id})
    assert send("events_api", event, accepts_answer=False).is_acked
    strange = _payload(office, "of_the_future")
    assert send("interactive", strange, accepts_answer=False).is_acked


@pytest.mark.parametrize("kind", ["shortcut", "message_action"])
def test_an_unknown_shortcut_says_so(office: Office, kind: str) -> None:
    payload = _payload(office, kind, callback_id="of_old")
    payload["trigger_id"] = office.slack.slack.triggers.give(office.ana.id)
    sent = office.slack.stage.courier.send("interactive", payload, accepts_answer=False)
    assert sent.is_acked
    assert office.ana.modal is not None
    assert "That shortcut is no longer in use" in office.ana.reads(office.ana.modal)


def test_garbage_in_every_buttons_value_is_refused(office: Office) -> None:
    office.ana.types("/log-call Acme hello")
    office.ana.presses("Create “Acme”")
    for action_id in _registered_actions(office):
        for value in (*GARBAGE, None):
            payload = _press(office, action_id, value)
            sent = office.slack.stage.courier.send("interactive", payload, accepts_answer=False)
            assert sent.is_acked, (action_id, value)
            said = _ephemeral(office, office.ana)
            assert "reference" not in said.words, (action_id, value, said.words)


def test_a_held_line_of_somebody_else_stays_theirs(office: Office) -> None:
    office.ana.types("/log-call Initech the secret offer")
    question = office.ana.sees("There is no account called")
    value = next(
        element["value"]
        for block in question.blocks
        if block["type"] == "actions"
        for element in block["elements"]
        if element["action_id"] == "held_line.create"
    )
    for action_id in ("held_line.create", "held_line.form", "held_line.again"):
        payload = _press(office, action_id, value, who=office.chitra)
        office.slack.stage.courier.send("interactive", payload, accepts_answer=False)
        said = _ephemeral(office, office.chitra)
        assert "no longer waiting" in said.words
        assert "secret offer" not in said.words
    assert office.chitra.modal is None


@pytest.mark.parametrize(
    "state", [None, {}, {"values": None}, {"values": []}, {"values": {"a": 1}}]
)
@pytest.mark.parametrize(
    "form", ["log_call", "follow_up", "snooze", "reschedule", "settings", *OF_COMPLAINTS]
)
def test_a_forms_state_that_makes_no_sense_is_refused_at_a_field(
    office: Office, form: str, state: Any
) -> None:
    view = _view(blocks=[_input("account")], callback_id=form, state=state)
    payload = _payload(office, "view_submission", who=office.olga, view=view)
    sent = office.slack.stage.courier.send("interactive", payload, accepts_answer=True)
    assert "reference" not in str(sent.answer)
    assert sent.answer["errors"]["account"]


@pytest.mark.parametrize(
    "metadata",
    [
        "",
        "garbage",
        "[]",
        "null",
        '{"interaction": "abc"}',
        '{"held": [1]}',
        '{"follow_up": {}}',
        '{"held": "x"}',
        '{"interaction": 99999999999999999999}',
        '{"list_view": 3}',
        '{"complaint": "x"}',
        '{"complaint": 5, "version": {}, "view": 3}',
    ],
)
@pytest.mark.parametrize("form", ["log_call", "follow_up", "snooze", "reschedule", *OF_COMPLAINTS])
def test_private_metadata_that_is_none_of_ours_does_no_harm(
    office: Office, form: str, metadata: str
) -> None:
    values = {
        "account": {"selected_option": {"value": "new:Acme"}},
        "kind": {"selected_option": {"value": "call"}},
        "occurred_on": {"selected_date": "2026-11-25"},
        "what": {"value": "call"},
        "due_on": {"selected_date": "2026-12-01"},
        "until": {"selected_option": {"value": "tomorrow"}},
        "to": {"selected_user": "U0CHITRA"},
        "severity": {"selected_option": {"value": "high"}},
        "note": {"value": "note"},
        "reason": {"value": "reason"},
        "root_cause": {"selected_option": {"value": "Other"}},
        "corrective_action": {"value": "none"},
        "client_told": {"selected_option": {"value": "yes"}},
        "told_how": {"value": "by phone"},
    }
    view = _view(
        blocks=[_input("account")],
        callback_id=form,
        private_metadata=metadata,
        state={"values": {name: {name: value} for name, value in values.items()}},
    )
    payload = _payload(office, "view_submission", view=view)
    sent = office.slack.stage.courier.send("interactive", payload, accepts_answer=True)
    assert sent.is_acked
    assert "reference" not in str(sent.answer)


def test_what_the_command_carried_comes_back_exactly(office: Office) -> None:
    for line in (
        "@ana and #general: see https://example.com/?a=1&b=<2> or mail x@example.com",
        "<!channel> *bold* _it_ ~no~ `code` & &amp; &lt;tag&gt;",
        "```fenced``` and `one`",
        "नमस्ते দিনটি 🏴󠁧󠁢󠁥󠁮󠁧󠁿 👩‍👩‍👧 مرحبا \u200fab\u200e 東京　タワー soft\u00adhyphen",
        '=SUM(A1) \'; DROP TABLE people; -- {"type":"section"}',
        "one\ntwo\n\n  three",
    ):
        office.max.types(f"/log-call {line}")
        answer = _last(office.max)
        assert _in_code(answer) == f"/log-call {_shown_name(line)}"
        assert answer.pings == []


def test_half_a_character_in_a_form_is_replaced(office: Office) -> None:
    for command, field in (("/log-call", "notes"), ("/complaint", "what")):
        office.ana.types(command)
        office.ana.fills(account="Acme", **{field: "wet \ud83d pallets"})
        assert office.ana.submits() == {}
        assert "wet \ufffd pallets" in _last(office.ana).words


def test_half_a_character_in_an_id_is_nobodys(office: Office) -> None:
    payload = _payload(
        office,
        "view_submission",
        view=_view(
            callback_id="settings",
            blocks=[_input("managers")],
            state={"values": {"managers": {"managers": {"selected_users": ["U\ud800"]}}}},
        ),
    )
    sent = office.slack.stage.courier.send("interactive", payload, accepts_answer=True)
    assert sent.is_acked
    assert "reference" not in str(sent.answer)


def test_control_characters_are_not_shown_back(office: Office) -> None:
    sent = _command(office, "/log-call", "Acme\x00 be\x07ll \x1b[31mred", who=office.max)
    assert "Acme bell [31mred" in _joined_code(sent.answer["blocks"])


def test_forty_thousand_characters_come_back_whole(office: Office) -> None:
    line = "/log-call " + "".join(f"{n} <&> " for n in range(4500))[:39_990].strip()
    office.max.types(line)
    assert _in_code(_last(office.max)) == line


def test_a_locked_record_answers_in_time_and_works_after(office: Office, record: str) -> None:
    office.ana.types("/log-call Acme hello")
    office.ana.presses("Create “Acme”")
    with locked(record):
        sent = office.ana.types("/log-call Acme the locked one 4/5")
        assert isinstance(sent, Delivery)
        assert sent.is_acked
        assert sent.seconds is not None
        assert sent.seconds < 3
        refused = office.ana.sees("record can't be reached just now")
        assert "/log-call Acme the locked one 4/5" in refused.words
        office.ana.types("/account Acme")
        office.ana.sees("hello")
    office.ana.types("/log-call Acme the locked one 4/5")
    office.ana.sees("Logged: Call with Acme")
    assert _count(office, "interactions", "notes = 'the locked one 4/5'") == 1


def test_two_at_once_are_answered_in_time_while_the_record_is_locked(
    office: Office, record: str
) -> None:
    office.ana.types("/log-call Acme hello")
    office.ana.presses("Create “Acme”")
    people = (office.ana, office.chitra, office.ben)
    with locked(record), ThreadPoolExecutor() as pool:
        sent = list(pool.map(lambda who: who.types(f"/log-call Acme {who.id}"), people))
    for delivery in sent:
        assert isinstance(delivery, Delivery)
        assert delivery.is_acked, delivery.outcome


def test_a_locked_record_keeps_a_form_open(office: Office, record: str) -> None:
    office.ana.types("/log-call Acme hello")
    office.ana.presses("Create “Acme”")
    office.ana.types("/log-call")
    office.ana.fills(account="Acme", notes="typed with care")
    with locked(record):
        errors = office.ana.submits()
        assert "record can't be reached" in errors["account"]
    assert office.ana.modal is not None
    assert office.ana.submits() == {}
    office.ana.types("/account Acme")
    office.ana.sees("typed with care")


@pytest.mark.sqlite
@pytest.mark.parametrize("fault", ["full", "read-only"])
def test_a_record_that_takes_nothing_says_so_and_works_after(office: Office, fault: str) -> None:
    office.ana.types("/log-call Acme hello")
    office.ana.presses("Create “Acme”")
    note = "x" * 20_000
    with _unwritable(office, fault):
        office.ana.types(f"/log-call Acme {note}")
        refused = _last(office.ana)
        assert "record can't be reached" in refused.words
        assert _in_code(refused) == f"/log-call Acme {note}"
        assert _count(office, "interactions", "length(notes) > 1000") == 0
    office.ana.types(f"/log-call Acme {note}")
    office.ana.sees("Logged: Call with Acme")
    assert _count(office, "interactions", "length(notes) > 1000") == 1


def test_a_missed_user_change_is_sent_again_by_slack(office: Office, record: str) -> None:
    office.slack.patience = 1.0
    with locked(record):
        office.slack.change_profile("ana", tz="Europe/Paris")
        office.slack.wait_for(lambda: any(d.type == "events_api" for d in office.slack.deliveries))
        event = next(d for d in office.slack.deliveries if d.type == "events_api")
        office.slack.wait_for(lambda: event.outcome in ("failed", "timed_out"))
    office.slack.patience = PATIENCE
    office.slack.redeliver(event)
    assert office.actor("ana", "x").person.tz == "Europe/Paris"


def test_our_own_fault_gives_a_reference_and_the_text_back(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    office.ana.types("/log-call Acme hello")
    office.ana.presses("Create “Acme”")
    _spoil(office, "UPDATE people SET tz = 'Nowhere/Land' WHERE user_id = 'U0ANA'")
    office.ana.types("/log-call Acme <very> private words")
    answer = office.ana.sees("Something went wrong on Rapport's side")
    reference = re.search(r"reference: ([0-9a-f]{8})", answer.words)
    assert reference is not None
    assert "/log-call Acme <very> private words" in answer.words
    assert "Traceback" not in answer.words
    assert "ZoneInfo" not in answer.words
    assert reference[1] in caplog.text
    assert "private words" not in caplog.text
    _spoil(office, "UPDATE people SET tz = 'Asia/Manila' WHERE user_id = 'U0ANA'")
    office.ana.types("/rapport status")
    office.ana.sees("Your next reminder")


def test_a_lost_table_gives_the_text_back(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    office.ana.types("/log-call Acme hello")
    office.ana.presses("Create “Acme”")
    _spoil(office, "DROP TABLE interactions")
    office.ana.types("/log-call Acme some private words")
    answer = _last(office.ana)
    assert "/log-call Acme some private words" in answer.words
    assert "no such table" not in answer.words
    assert "nothing was stored" in answer.words
    reference = re.search(r"reference: ([0-9a-f]{8})", answer.words)
    assert reference is not None
    assert reference[1] in caplog.text
    assert "some private words" not in caplog.text


def _last(person: Person) -> Message:
    return person.direct_messages()[-1]


def _in_code(message: Message) -> str:
    return _joined_code(message.blocks)


def _joined_code(blocks: list[dict[str, Any]]) -> str:
    """What stands in the code blocks, one after the other."""
    found = []
    for block in blocks:
        if block["type"] == "rich_text":
            found += [text["text"] for part in block["elements"] for text in part["elements"]]
        elif block["type"] == "section" and block["text"]["text"].startswith("```"):
            inner = block["text"]["text"].removeprefix("```").removesuffix("```")
            assert "```" not in inner
            found.append(inner)
            assert len(block["text"]["text"]) <= 3000
            assert "<" not in inner
            found[-1] = inner.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return "".join(found)


def _shown_name(line: str) -> str:
    """Slack sends a mention as an id; what comes back is the name that it shows for it."""
    return line.replace("@ana", "@Ana").replace("<!channel>", "<!channel>")


def _command(office: Office, command: str, text: str, who: Person | None = None) -> Delivery:
    person = who or office.ana
    payload = {
        "command": command,
        "text": text,
        "user_id": person.id,
        "team_id": office.slack.team_id,
        "channel_id": "C0GENERAL",
        "token": "x",
        "trigger_id": office.slack.slack.triggers.give(person.id),
        "response_url": "",
    }
    return office.slack.stage.courier.send("slash_commands", payload, accepts_answer=True)


def _payload(office: Office, kind: str, who: Person | None = None, **more: Any) -> dict[str, Any]:
    person = who or office.ana
    return {
        "type": kind,
        "team": {"id": office.slack.team_id},
        "user": {"id": person.id, "team_id": office.slack.team_id},
        "api_app_id": "A0RAPPORT",
        "token": "x",
        **more,
    }


def _press(
    office: Office, action_id: str, value: str | None, who: Person | None = None
) -> dict[str, Any]:
    person = who or office.ana
    slack = office.slack.slack
    url = slack.response_urls.give(person.id, "C0GENERAL", None, "actions")
    action = {"type": "button", "action_id": action_id, "block_id": "b", "action_ts": "1.1"}
    if value is not None:
        action["value"] = value
    return _payload(
        office,
        "block_actions",
        who=person,
        trigger_id=slack.triggers.give(person.id),
        response_url=url,
        container={"type": "message", "message_ts": "1.1", "channel_id": "C0GENERAL"},
        channel={"id": "C0GENERAL", "name": "general"},
        actions=[action],
    )


def _view(**more: Any) -> dict[str, Any]:
    return {
        "id": "V0GARBAGE",
        "type": "modal",
        "callback_id": "of_old",
        "hash": "1.a",
        "private_metadata": "",
        "blocks": [],
        "state": {"values": {}},
        **more,
    }


def _input(name: str) -> dict[str, Any]:
    element = {"type": "plain_text_input", "action_id": name}
    label = {"type": "plain_text", "text": name}
    return {"type": "input", "block_id": name, "element": element, "label": label}


def _ephemeral(office: Office, person: Person) -> Message:
    told = [
        message
        for messages in office.slack.workspace.messages.values()
        for message in messages
        if message.ephemeral_to == person.id
    ]
    return max(told, key=lambda message: float(message.ts))


def _registered_actions(office: Office) -> list[str]:
    """Every action_id that some listener was registered for, a number for each pattern's."""
    found = []
    for listener in office.rapport.bolt._listeners:
        for matcher in listener.matchers:
            for cell in getattr(getattr(matcher, "func", None), "__closure__", None) or ():
                wanted = cell.cell_contents
                if isinstance(wanted, str) and re.fullmatch(r"[a-z_]+\.[a-z_.]+", wanted):
                    found.append(wanted)
                elif isinstance(wanted, re.Pattern) and wanted.pattern.startswith("^"):
                    example = wanted.pattern.strip("^$").replace("\\.", ".")
                    example = example.replace("\\d+", "0").replace("(previous|next)", "next")
                    found.append(example)
    assert len(found) > 12, found
    return found


@contextmanager
def _unwritable(office: Office, fault: str) -> Iterator[None]:
    engine = office.rapport.desk.database.engine

    def spoils(connection: Any, *_more: Any) -> None:
        raw = connection.connection.dbapi_connection
        if fault == "full":
            pages = raw.execute("PRAGMA page_count").fetchone()[0]
            raw.execute(f"PRAGMA max_page_count = {pages}")
        else:
            raw.execute("PRAGMA query_only = ON")

    event.listen(engine, "begin", spoils)
    try:
        yield
    finally:
        event.remove(engine, "begin", spoils)
        engine.dispose()


def _count(office: Office, table: str, condition: str) -> int:
    with office.rapport.desk.read() as session:
        found: int = session.scalars(text(f"SELECT count(*) FROM {table} WHERE {condition}")).one()
    return found


def _spoil(office: Office, statement: str) -> None:
    with office.rapport.desk.database.queue() as session:
        session.execute(text(statement))
