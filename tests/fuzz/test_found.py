"""What was found by strange input, each as a plain test."""

from __future__ import annotations

import json
from typing import Any

import pytest

from playground.wire import Json
from tests.fuzz.house import FORM, Answered, House, Sample
from tests.fuzz.promises import check


@pytest.fixture(autouse=True)
def tidy(house: House) -> Any:
    """Each test begins after the same day."""
    yield
    house.tidies_up()


def sample(house: House, name: str) -> Sample:
    return next(each for each in house.samples if each.name == name)


def sends(house: House, name: str, *at: str | int, value: Any) -> Answered:
    """What was sent once, with another value in one place; every promise is kept."""
    found = sample(house, name)
    payload = house.fresh(found)
    holder: Any = payload
    for step in at[:-1]:
        holder = holder[step]
    holder[at[-1]] = value
    answered = house.sends(found.way, payload)
    check(house, answered, payload)
    return answered


@pytest.mark.parametrize("value", ["", "x", ["x"], [7]])
def test_authorizations_that_are_none(house: House, value: object) -> None:
    answered = sends(house, "event channel_archive", "authorizations", value=value)
    assert answered.status == 400


@pytest.mark.parametrize("value", [None, "", [], "message", {"type": 7}, {"type": None}])
def test_an_event_that_is_no_object(house: House, value: object) -> None:
    assert sends(house, "event message", "event", value=value).status == 400


def test_an_event_that_is_no_object_in_what_is_no_event(house: House) -> None:
    payload = house.fresh(sample(house, "event message")) | {"type": "x", "event": "x"}
    answered = house.sends("event", payload)
    check(house, answered, payload)
    assert answered.status == 400


@pytest.mark.parametrize(
    "event",
    [
        {"type": "assistant_thread_started", "assistant_thread": {"channel_id": "D0ANA"}},
        {"type": "assistant_thread_context_changed", "channel": "D0ANA"},
        {"type": "message", "channel_type": "im", "channel": {"id": "D0ANA"}, "thread_ts": "1.2"},
        {"type": "message", "channel_type": "im", "assistant_thread": 7, "thread_ts": "1.2"},
    ],
)
def test_an_assistants_event_that_is_cut_short(house: House, event: Json) -> None:
    payload = house.fresh(sample(house, "event message")) | {"event": event}
    answered = house.sends("event", payload)
    check(house, answered, payload)
    assert answered.status in (200, 400)


def test_a_form_without_a_type(house: House) -> None:
    payload = house.fresh(sample(house, "view_submission log_call"))
    del payload["view"]["type"]
    answered = house.sends("interactive", payload)
    check(house, answered, payload)
    assert answered.status == 400


@pytest.mark.parametrize("kind", ["interactive_message", "workflow_step_edit"])
def test_what_older_apps_were_sent(house: House, kind: str) -> None:
    user = sample(house, "view_submission log_call").payload["user"]
    payload = {"type": kind, "callback_id": "x", "user": user, "team": {"id": "T0HARBOUR"}}
    answered = house.sends("interactive", payload)
    check(house, answered, payload)
    assert answered.status == 400


@pytest.mark.parametrize("name", ["event channel_archive", "event member_joined_channel"])
@pytest.mark.parametrize("value", [{"id": "C0SALES"}, ["C0SALES"], 7])
def test_a_channel_that_is_no_id(house: House, name: str, value: object) -> None:
    assert sends(house, name, "event", "channel", value=value).status == 400


@pytest.mark.parametrize("value", [{"real_name": ["x"]}, {"id": ["U0DIPU"]}, {"id": 7}])
def test_a_user_that_is_described_strangely(house: House, value: Json) -> None:
    user = sample(house, "event user_change").payload["event"]["user"] | value
    assert sends(house, "event user_change", "event", "user", value=user).status == 400


@pytest.mark.parametrize("who", ["U" * 33, "U0 ANA", "U0ANA\x00", "\ud83d", "\U0001f600" * 40])
def test_a_person_whose_id_no_record_could_keep(house: House, who: str) -> None:
    assert sends(house, "/log-call", "user_id", value=who).status == 400


@pytest.mark.parametrize("name", ["/log-call", "view_submission log_call"])
def test_a_ticket_that_is_too_long_to_be_known_again(house: House, name: str) -> None:
    assert sends(house, name, "trigger_id", value="7" * 3_000).status == 400


def test_nul_is_left_out_and_backslashes_stay(house: House) -> None:
    answered = sends(house, "/log-call", "text", value="Acme a\x00b \\u0000 \\\x00c")
    assert "ab \\u0000 \\c" in answered.payload["blocks"][1]["text"]["text"]


@pytest.mark.parametrize("value", [None, [], "x", [None], [{}], [{"action_id": "follow_up.done"}]])
def test_actions_that_are_none(house: House, value: object) -> None:
    assert sends(house, "follow_up.done in a message", "actions", value=value).status == 400


@pytest.mark.parametrize("value", [7, ["1"], {"a": 1}])
def test_a_button_whose_value_is_no_text(house: House, value: object) -> None:
    answered = sends(house, "account.page.next in a message", "actions", 0, "value", value=value)
    assert answered.status == 400


@pytest.mark.parametrize("value", ["x", ["x"], 7])
def test_a_view_that_is_no_object(house: House, value: object) -> None:
    assert sends(house, "view_submission log_call", "view", value=value).status == 400


def test_a_block_without_its_id(house: House) -> None:
    found = sample(house, "view_submission log_call").payload["view"]["blocks"]
    nameless = [{**block, "block_id": None} for block in found]
    answered = sends(house, "view_submission log_call", "view", "blocks", value=nameless)
    assert answered.status == 400


def test_an_option_without_its_label(house: House) -> None:
    found = sample(house, "view_submission complaint_close").payload["view"]["blocks"]
    bare = [{**each, "element": {"options": [{"value": "x"}]}} for each in found]
    answered = sends(house, "view_submission complaint_close", "view", "blocks", value=bare)
    assert answered.status == 400


@pytest.mark.parametrize(
    "body",
    [
        b"payload=%7B%7D&payload=",
        b"payload=%7B%7D&payload=\x00",
        b'{"a": 1&command=%2Flog-call',
        b"payload=%7B%7D&payload=" + b"[" * 3_000,
    ],
)
def test_a_body_that_bolt_reads_otherwise_than_the_door(house: House, body: bytes) -> None:
    answered = house.posts(body, FORM)
    check(house, answered)
    assert answered.status == 400


@pytest.mark.parametrize(
    "address", ["x", "['x']", "file:///etc/hostname", "http://[", "http://127.0.0.1:9/a b", "\x00"]
)
def test_an_address_that_is_none_is_not_called(house: House, address: str) -> None:
    answered = sends(house, "follow_up.undo in a message", "response_url", value=address)
    assert answered.status == 200


def test_an_address_where_nobody_listens_costs_the_answer_alone(house: House) -> None:
    address = "http://127.0.0.1:9/"
    answered = sends(house, "appointment.ask in a message", "response_url", value=address)
    assert answered.status == 200
    assert any("could not be" in each.getMessage() for each in answered.logged)


SHORTCUT = "message_action create_follow_up"


@pytest.mark.parametrize("address", ["é" * 501, "http://127.0.0.1:9/" + "x" * 3_000])
def test_an_address_that_is_too_long_for_a_form_to_remember(house: House, address: str) -> None:
    for name in (SHORTCUT, "follow_up.undo in a message"):
        assert sends(house, name, "response_url", value=address).status == 400


@pytest.mark.parametrize("ts", [7, "é" * 3_001, "1764151100.000100" + "0" * 300, "1|x> <!channel"])
@pytest.mark.parametrize("at", [("message_ts",), ("message", "ts"), ("message", "thread_ts")])
def test_a_message_at_no_time(house: House, at: tuple[str, ...], ts: object) -> None:
    assert sends(house, SHORTCUT, *at, value=ts).status == 400


@pytest.mark.parametrize("domain", ["x" * 3_001, "a.example/|x> <!channel", ["x"]])
def test_a_team_at_no_address(house: House, domain: object) -> None:
    assert sends(house, SHORTCUT, "team", "domain", value=domain).status == 400


@pytest.mark.parametrize("memory", ["x" * 2_900, "é" * 600, "[" * 5_000])
def test_a_list_that_remembers_more_than_a_form_can(house: House, memory: str) -> None:
    name = "follow_up.reschedule in a view"
    assert sends(house, name, "view", "private_metadata", value=memory).status == 400
    assert sends(house, name, "actions", 0, "block_id", value=memory).status == 400


MEMORIES: list[Json] = [
    {"response_url": ["x"]},
    {"view": {}},
    {"version": []},
    {"form": 7},
    {"form": "x" * 2_800},
    {"list": {"page": 1}},
    {"card": "x"},
    {"alert": 2**70},
    {"digest": True},
    {"follow_up": -1},
    {"root_causes": 7, "digest_at": []},
    {"digest_at": "25:00", "managers": [], "leads": [], "root_causes": []},
    {"colour": "red", "digest_at": "09:00", "managers": [], "leads": [], "root_causes": []},
]


@pytest.mark.parametrize("memory", MEMORIES, ids=json.dumps)
@pytest.mark.parametrize("form", ["settings", "reassign", "alert_close", "log_call", "complaint"])
def test_a_form_that_remembers_what_nobody_told_it(house: House, form: str, memory: Json) -> None:
    name = f"view_submission {form}"
    kept = json.loads(sample(house, name).payload["view"]["private_metadata"] or "{}")
    value = json.dumps({**kept, **memory})
    assert sends(house, name, "view", "private_metadata", value=value).status == 200


@pytest.mark.parametrize("memory", ["[" * 3_000, "7", "null", "\x00", '{"a": NaN}'])
def test_a_memory_that_is_no_object(house: House, memory: str) -> None:
    answered = sends(house, "view_submission snooze", "view", "private_metadata", value=memory)
    assert answered.status == 200


@pytest.mark.parametrize("who", [{"id": "U0ANA"}, ["U0ANA"], "U0 ANA", "x" * 40, 7, True])
def test_a_person_who_is_no_id(house: House, who: object) -> None:
    state = {"assignee": {"assignee": {"type": "users_select", "selected_user": who}}}
    found = house.fresh(sample(house, "view_submission reassign"))["view"]
    kept = {"values": found["state"]["values"] | state}
    answered = sends(house, "view_submission reassign", "view", "state", value=kept)
    assert "assignee" in answered.payload["errors"]


@pytest.mark.parametrize(
    "line",
    [
        "Acme they are cross, follow up Frday",
        "Acme wet again, next: send the new terms",
        "Acme follow up 31 February: send pricing",
        "Acme remind me on the tomorow after the fair",
    ],
)
def test_a_follow_up_on_no_day_is_not_passed_over_in_silence(house: House, line: str) -> None:
    answered = sends(house, "/log-call", "text", value=line)
    said = json.dumps(answered.payload["blocks"])
    assert "no day was understood" in said
    assert "interaction.set_follow_up" in said


@pytest.mark.parametrize(
    "line",
    [
        "Acme wet again",
        "Acme no follow up needed",
        "Acme they will follow up with their boss about the money",
        "Acme f/u Friday",
    ],
)
def test_nothing_is_said_of_a_follow_up_that_is_made_or_not_wanted(house: House, line: str) -> None:
    answered = sends(house, "/log-call", "text", value=line)
    assert "no day was understood" not in json.dumps(answered.payload["blocks"])


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Acme kind:dinner went well, 4/5", "*No such kind:* dinner. This stands as *Call*."),
        ("Acme kind:d&lt;&amp;d lunch", "*No such kind:* d&lt;&amp;d. This stands as *Call*."),
        ("Acme cross, 9/5", "*No satisfaction was noted:* 9/5 is no score such as 4/5 or 8/10."),
        ("Acme 0/5, follow up Friday", "*No satisfaction was noted:* 0/5 is no score"),
    ],
)
def test_a_score_or_a_kind_stated_in_vain_is_not_passed_over(
    house: House, line: str, said: str
) -> None:
    payload = house.fresh(sample(house, "/log-call")) | {"text": line}
    answered = house.sends("command", payload)
    check(house, answered, payload)
    assert answered.payload["text"].startswith("Logged: *Call* with *Acme*")
    assert said in answered.payload["blocks"][2]["text"]["text"]
    again = house.sends("command", payload)
    assert again.payload == answered.payload


def test_the_day_was_sent_by_every_listener(house: House) -> None:
    names = {each.name.removesuffix(" again") for each in house.samples}
    assert len(names) > 90, sorted(names)
    for needed in ("account.page.next in a message", "appointment.decline in a message"):
        assert needed in names
