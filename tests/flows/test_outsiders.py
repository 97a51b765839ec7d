"""Guests and people of other companies: a polite refusal everywhere, client data nowhere."""

from __future__ import annotations

import json
from typing import Any

import pytest

from playground.acts import pressing
from playground.acts.payloads import block_suggestion, view_submission
from playground.faults import Fault
from playground.messages import Message
from playground.person import Person
from tests.conftest import Office

REFUSAL = "answers only its own full members"
COMMANDS = (
    "/log-call",
    "/follow-up",
    "/complaint",
    "/account",
    "/prospect",
    "/cover",
    "/report",
    "/rapport",
)
SECRETS = ("Umbrella", "merger", "sign the papers")


@pytest.mark.parametrize("command", COMMANDS)
def test_a_guest_is_refused_by_every_command(furnished: Office, command: str) -> None:
    gus = furnished.gus
    for text in ("", " help", " Umbrella", " settings", " status", " Umbrella tomorrow call"):
        gus.types(command + text)
        answer = gus.direct_messages()[-1]
        assert REFUSAL in answer.words
        assert answer.buttons == []
        assert gus.modal is None
        if text:
            assert command + text in answer.words, "what was typed comes back"
    assert_nothing_leaked(furnished, gus, typed="Umbrella")


def test_a_guest_who_writes_to_rapport_is_refused_in_the_direct_message(
    furnished: Office,
) -> None:
    furnished.gus.types("what do you know of Umbrella?")
    furnished.gus.sees(REFUSAL)
    assert_nothing_leaked(furnished, furnished.gus, typed="Umbrella")


def test_a_colleague_who_writes_gets_help_once(furnished: Office) -> None:
    furnished.max.types("hello?")
    furnished.max.sees("Rapport remembers your clients' calls")
    event = next(d for d in furnished.slack.deliveries if d.type == "events_api")
    furnished.slack.redeliver(event)
    furnished.settles()
    answers = [m for m in furnished.max.direct_messages() if "Rapport remembers" in m.words]
    assert len(answers) == 1


@pytest.mark.parametrize("handle", ["gus", "sten"])
def test_an_outsider_who_presses_any_button_hears_a_refusal(furnished: Office, handle: str) -> None:
    outsider = furnished.slack.person(handle)
    pressed = 0
    for message in _messages_with_buttons(furnished):
        for label in message.buttons:
            _presses_as(furnished, outsider, message, label)
            pressed += 1
            assert REFUSAL in _last_told(furnished, outsider).words
    assert pressed > 6
    assert outsider.modal is None
    assert_nothing_leaked(furnished, outsider)
    furnished.ana.types("/follow-up")
    furnished.ana.sees("sign the papers")


def test_a_stranger_presses_a_button_in_a_shared_channel(furnished: Office) -> None:
    shared = furnished.slack.workspace.channel("#partner-acme")
    shared.members.add("U0RAPPORT")
    card: list[dict[str, Any]] = [
        {"type": "section", "text": {"type": "mrkdwn", "text": "A card"}},
        {
            "type": "actions",
            "elements": [
                {
                    "type": "button",
                    "text": {"type": "plain_text", "text": "Show"},
                    "action_id": "account.show.0",
                    "value": "1",
                }
            ],
        },
    ]
    furnished.rapport.client.chat_postMessage(channel=shared.id, text="A card", blocks=card)
    furnished.sten.presses("Show")
    furnished.sten.sees(REFUSAL, channel="#partner-acme")
    furnished.ana.does_not_see(REFUSAL)
    assert_nothing_leaked(furnished, furnished.sten)


def test_a_stranger_slack_cannot_name_is_refused_too(furnished: Office) -> None:
    furnished.slack.faults.add(Fault("users.info", "error", error="user_not_found", times=9))
    for message in _messages_with_buttons(furnished)[:1]:
        _presses_as(furnished, furnished.sten, message, message.buttons[0])
    assert REFUSAL in _last_told(furnished, furnished.sten).words


def test_a_request_that_claims_another_workspace_is_a_strangers(furnished: Office) -> None:
    furnished.ana.types("/account Umbrella")
    before = furnished.slack.deliveries[-1]
    before.payload |= {"team_id": "T0STELLAR", "user_id": furnished.sten.id, "trigger_id": "1.2"}
    answer = furnished.slack.redeliver(before)
    assert REFUSAL in answer["text"]
    assert "merger" not in json.dumps(answer)


@pytest.mark.parametrize("handle", ["gus", "sten"])
def test_an_outsider_gets_no_options_and_no_form_taken(furnished: Office, handle: str) -> None:
    outsider = furnished.slack.person(handle)
    furnished.ana.types("/log-call")
    furnished.ana.fills(account="Umbrella", notes="from the form")
    view = furnished.ana.modal
    assert view is not None
    slack, stage = furnished.slack.slack, furnished.slack.stage
    surface = stage.view_surface(view)
    found = pressing.find_element(surface, "account")
    assert found is not None
    asked = block_suggestion(slack, outsider.member, surface, *found, "Umb")
    offered = stage.courier.send("interactive", asked, accepts_answer=True)
    assert offered.is_acked
    assert offered.answer.get("options") == []
    sent = view_submission(slack, outsider.member, view, [])
    taken = stage.courier.send("interactive", sent, accepts_answer=True)
    assert taken.is_acked
    assert REFUSAL in taken.answer["errors"]["account"]
    furnished.ana.types("/account Umbrella")
    assert "from the form" not in furnished.ana.direct_messages()[-1].words


def test_a_guest_cannot_open_a_form_by_a_shortcut_or_close_one(furnished: Office) -> None:
    slack, stage = furnished.slack.slack, furnished.slack.stage
    for kind in ("shortcut", "message_action", "view_closed"):
        payload = {
            "type": kind,
            "callback_id": "log_call",
            "team": {"id": furnished.slack.team_id},
            "user": {"id": furnished.gus.id, "team_id": furnished.slack.team_id},
            "view": {"callback_id": "log_call", "id": "V1", "type": "modal", "blocks": []},
            "token": slack.tokens.verification,
        }
        if kind != "view_closed":
            del payload["view"]
            payload["trigger_id"] = slack.triggers.give(furnished.gus.id)
        sent = stage.courier.send("interactive", payload, accepts_answer=False)
        assert sent.is_acked
    notice = furnished.gus.modal
    assert notice is not None
    assert REFUSAL in furnished.gus.reads(notice)


def assert_nothing_leaked(office: Office, outsider: Person, typed: str = "") -> None:
    """No payload that ever went to this person holds a client's name or words."""
    texts = [_dump(m) for m in outsider.direct_messages()]
    texts += [_dump(m) for c in ("#partner-acme", "#sales") for m in _seen(outsider, c)]
    texts += [outsider.reads(view) for view in office.slack.slack.views.stacks.get(outsider.id, [])]
    for secret in SECRETS:
        if secret != typed:
            assert not any(secret in text for text in texts), secret


def _seen(person: Person, channel: str) -> list[Message]:
    return [m for m in person.messages(channel) if m.user == "U0RAPPORT"]


def _dump(message: Message) -> str:
    return json.dumps([message.text, message.blocks], ensure_ascii=False)


def _messages_with_buttons(office: Office) -> list[Message]:
    everybody = (office.ana, office.olga, office.max)
    return [m for person in everybody for m in person.direct_messages() if m.buttons]


def _presses_as(office: Office, outsider: Person, message: Message, label: str) -> None:
    """The press of somebody who should never have seen the message."""
    stage = office.slack.stage
    kept = office.slack.workspace.find_message(message.channel, message.ts)
    assert kept is not None
    surface = stage.message_surface(outsider.member, kept)
    found = pressing.find_button(surface, label)
    assert found is not None
    delivery = pressing.press(stage, outsider.member, surface, *found)
    assert delivery.is_acked


def _last_told(office: Office, outsider: Person) -> Message:
    channels = office.slack.workspace.messages.values()
    told = [m for messages in channels for m in messages if m.ephemeral_to == outsider.id]
    return max(told, key=lambda m: float(m.ts))


@pytest.fixture
def furnished(office: Office) -> Office:
    """An office with a client's record, a reminder sent, and a request to be appointed."""
    office.ana.types(
        "/log-call Umbrella they plan a merger 2/5 follow up Thursday: sign the papers"
    )
    office.ana.presses("Create “Umbrella”")
    office.ana.types("/log-call Umbrela-la-la something else")
    office.ana.types("/follow-up")
    office.ana.types("/account")
    office.ana.types("/account Umbrella")
    office.max.types("/log-call Umbrella the merger is off")
    office.max.presses("Ask to be appointed")
    office.settles()
    return office
