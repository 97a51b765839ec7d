"""What forms hold: each kind of input filled as a person fills it, checked as Slack checks it."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from slack_bolt import App

from playground.person import Person
from playground.server import Playground
from tests.playground.test_flows import field, modal, option, plain, section
from tests.playground.test_page_door import opens

COLOURS = [option("Red"), option("Green"), option("Blue")]
NO_BOTS = {"exclude_bot_users": True}
OPEN_CHANNELS = {"include": ["public"], "exclude_external_shared_channels": True}


def several(kind: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, **more}


INPUTS: list[tuple[dict[str, Any], Any, dict[str, Any]]] = [
    (several("number_input", is_decimal_allowed=True), "0.5", {"value": "0.5"}),
    (several("email_text_input"), "a@b.example", {"value": "a@b.example"}),
    (several("url_text_input"), "https://a.example", {"value": "https://a.example"}),
    (
        several("multi_static_select", options=COLOURS),
        ["Blue", "Red"],
        {"selected_options": [option("Blue"), option("Red")]},
    ),
    (
        several("multi_external_select", min_query_length=1),
        ["Acme", "Bolt"],
        {"selected_options": [option("Acme Ltd"), option("Bolt Ltd")]},
    ),
    (several("users_select"), "ben", {"selected_user": "U0BEN"}),
    (several("multi_users_select"), ["ben", "ana"], {"selected_users": ["U0BEN", "U0ANA"]}),
    (several("channels_select"), "#sales", {"selected_channel": "C0SALES"}),
    (several("conversations_select"), "#sales", {"selected_conversation": "C0SALES"}),
    (
        several("multi_conversations_select"),
        ["#sales", "#general"],
        {"selected_conversations": ["C0SALES", "C0GENERAL"]},
    ),
    (
        several("checkboxes", options=COLOURS),
        ["Red", "Blue"],
        {"selected_options": [option("Red"), option("Blue")]},
    ),
    (several("radio_buttons", options=COLOURS), "Green", {"selected_option": option("Green")}),
    (several("datepicker"), "2026-03-02", {"selected_date": "2026-03-02"}),
    (several("timepicker"), "09:30", {"selected_time": "09:30"}),
    (several("datetimepicker"), 1_772_000_000, {"selected_date_time": 1_772_000_000}),
    (
        several("rich_text_input"),
        "*good* morning",
        {
            "rich_text_value": {
                "type": "rich_text",
                "elements": [
                    {
                        "type": "rich_text_section",
                        "elements": [
                            {"type": "text", "text": "good", "style": {"bold": True}},
                            {"type": "text", "text": " morning"},
                        ],
                    }
                ],
            }
        },
    ),
]


def ana_opens(slack: Playground, app: App, *blocks: dict[str, Any], **more: Any) -> Person:
    opens(app, modal(*blocks, **more))
    ana = slack.person("ana")
    ana.types("/form")
    return ana


def test_every_input_arrives_as_slack_sends_it(slack: Playground, socket_app: App) -> None:
    taken: list[Any] = []
    elements = {element["type"]: element for element, _, _ in INPUTS}
    socket_app.options("multi_external_select")(
        lambda ack, payload: ack(options=[option(f"{payload['value']} Ltd")])
    )

    @socket_app.view("form")
    def take(ack: Any, view: dict[str, Any]) -> None:
        taken.append(view["state"]["values"])
        ack()

    ana = ana_opens(slack, socket_app, *(field(name, e) for name, e in elements.items()))
    missing = ana.submits()
    assert missing.keys() == elements.keys()
    assert taken == []
    ana.fills(**{element["type"]: wanted for element, wanted, _ in INPUTS})
    assert ana.submits() == {}
    assert taken == [{e["type"]: {e["type"]: {"type": e["type"], **held}} for e, _, held in INPUTS}]


@pytest.mark.parametrize(
    ("element", "entered", "fault"),
    [
        (several("number_input", is_decimal_allowed=False), "1.5", "valid number"),
        (several("number_input", is_decimal_allowed=True), "1e3", "valid number"),
        (several("number_input", is_decimal_allowed=True, min_value="1"), "0.9", "at least 1"),
        (several("number_input", is_decimal_allowed=False, max_value="5"), "6", "at most 5"),
        (several("email_text_input"), "ana at home", "valid email"),
        (several("email_text_input"), "ana@home", "valid email"),
        (several("url_text_input"), "a.example", "valid URL"),
        (several("plain_text_input", max_length=3), "four", "at most 3"),
        (several("plain_text_input", min_length=3), "no", "at least 3"),
    ],
)
def test_what_does_not_fit_never_leaves_the_client(
    slack: Playground, socket_app: App, element: dict[str, Any], entered: str, fault: str
) -> None:
    ana = ana_opens(slack, socket_app, field("it", element))
    ana.fills(it=entered)
    sent = len(slack.deliveries)
    assert fault in ana.submits()["it"]
    assert len(slack.deliveries) == sent


@pytest.mark.parametrize(
    ("element", "wanted", "fault"),
    [
        (several("multi_users_select", max_selected_items=1), ["ana", "ben"], "no more than 1"),
        (several("users_select"), "dipu", "account is closed"),
        (several("conversations_select"), "#leadership", "can't write there"),
        (several("conversations_select"), "#complaints", "can't write there"),
        (several("conversations_select", filter=OPEN_CHANNELS), "#partner-acme", "other company"),
        (
            several("conversations_select", filter={"include": ["im"]}),
            "#sales",
            "leaves public out",
        ),
        (several("conversations_select", filter=NO_BOTS), "rapport", "leaves bots out"),
        (several("conversations_select"), "olga", "no direct message with olga"),
        (several("checkboxes", options=COLOURS), ["Mauve"], "no option"),
        (several("external_select"), option("Mauve"), "no option"),
        (several("datepicker"), "2026-02-30", "no day of the calendar"),
        (several("timepicker"), "25:00", "no time of day"),
        (several("rich_text_input"), {"type": "rich_text"}, "no rich text"),
        (several("file_input", max_files=1), ["a.pdf", "b.pdf"], "no more than 1 files"),
        (several("file_input", filetypes=["pdf"]), ["a.PDF", "b.exe"], "b.exe can't be added"),
        (several("file_input"), [{"name": "a", "size": 11 << 20}], "larger than 10 MB"),
        (several("file_input"), [{"name": "a", "id": "F0NONE"}], "never added"),
    ],
)
def test_what_is_not_on_offer_cannot_be_chosen(
    slack: Playground, socket_app: App, element: dict[str, Any], wanted: Any, fault: str
) -> None:
    slack.change_profile("dipu", deleted=True)
    slack.archive("#complaints")
    ana = ana_opens(slack, socket_app, field("it", element))
    with pytest.raises(AssertionError, match=fault):
        ana.fills(it=wanted)


def test_a_file_arrives_with_what_can_be_fetched(slack: Playground, socket_app: App) -> None:
    taken: list[Any] = []

    @socket_app.view("form")
    def take(ack: Any, view: dict[str, Any]) -> None:
        taken.append(view["state"]["values"]["it"]["it"])
        ack()

    ana = ana_opens(slack, socket_app, field("it", several("file_input", filetypes=["pdf"])))
    assert ana.submits() == {"it": "Please complete this required field."}
    content = base64.b64encode(b"%PDF-1.7").decode()
    ana.fills(it=[{"name": "Offer.pdf", "content": content}])
    assert ana.modal is not None
    held = ana.modal["state"]["values"]["it"]
    before = held["it"]["files"]
    ana.fills(it=before)
    assert held["it"]["files"] == before
    assert ana.submits() == {}
    (file,) = taken[0]["files"]
    assert (file["name"], file["size"], file["user"]) == ("Offer.pdf", 8, "U0ANA")
    assert (file["filetype"], file["mimetype"]) == ("pdf", "application/pdf")
    assert slack.slack.uploads.files[file["id"]].content == b"%PDF-1.7"


def test_what_nobody_filled_in_is_as_slack_says_it(slack: Playground, socket_app: App) -> None:
    taken: list[Any] = []

    @socket_app.view("form")
    def take(ack: Any, view: dict[str, Any]) -> None:
        taken.append(view["state"]["values"])
        ack()

    kinds = ("rich_text_input", "file_input", "multi_users_select", "datepicker")
    fields = [field(kind, several(kind), optional=True) for kind in kinds]
    assert ana_opens(slack, socket_app, *fields).submits() == {}
    (values,) = taken
    assert values["rich_text_input"]["rich_text_input"] == {"type": "rich_text_input"}
    assert values["file_input"]["file_input"]["files"] == []
    assert values["multi_users_select"]["multi_users_select"]["selected_users"] == []
    assert values["datepicker"]["datepicker"]["selected_date"] is None


def test_the_conversation_behind_the_modal_may_be_preset(
    slack: Playground, socket_app: App
) -> None:
    here = {"default_to_current_conversation": True}
    one = field("one", several("conversations_select", response_url_enabled=True, **here))
    many = field("many", several("multi_conversations_select", **here))
    opens(socket_app, modal(one, many))
    socket_app.view("form")(lambda ack: ack())
    ana = slack.person("ana")
    ana.types("/form", channel="#general")
    assert ana.submits() == {}
    sent = slack.deliveries[-1].payload
    values = sent["view"]["state"]["values"]
    assert values["one"]["one"]["selected_conversation"] == "C0GENERAL"
    assert values["many"]["many"]["selected_conversations"] == ["C0GENERAL"]
    assert sent["response_urls"][0]["channel_id"] == "C0GENERAL"


def test_a_choice_left_open_has_no_response_url(slack: Playground, socket_app: App) -> None:
    select = several("conversations_select", response_url_enabled=True)
    socket_app.view("form")(lambda ack: ack())
    ana = ana_opens(slack, socket_app, field("it", select, optional=True))
    assert ana.submits() == {}
    assert slack.deliveries[-1].payload["response_urls"] == []


def test_what_the_app_offered_once_can_be_chosen_whole(slack: Playground, socket_app: App) -> None:
    socket_app.options("it")(lambda ack: ack(options=COLOURS[:1]))
    ana = ana_opens(slack, socket_app, field("it", several("external_select")))
    assert ana.offers("it", "re") == []
    with pytest.raises(AssertionError, match="no option"):
        ana.fills(it=option("Red"))
    assert ana.offers("it", "red") == COLOURS[:1]
    ana.fills(it=option("Red"))
    with pytest.raises(AssertionError, match="no option"):
        ana.fills(it=option("Green"))


def test_a_button_that_is_not_there_is_not_pressed(slack: Playground, socket_app: App) -> None:
    ana = ana_opens(slack, socket_app, section("x"), submit=None)
    with pytest.raises(AssertionError, match="no button"):
        ana.submits()


def test_a_sleeping_button_wakes_with_the_first_entry(slack: Playground, socket_app: App) -> None:
    socket_app.view("form")(lambda ack: ack())
    name = field("name", several("plain_text_input"), optional=True)
    ana = ana_opens(slack, socket_app, name, submit_disabled=True)
    with pytest.raises(AssertionError, match="can't be pressed yet"):
        ana.submits()
    ana.fills(name="Acme")
    assert ana.submits() == {}


def test_buttons_of_an_answer_tell_which_was_pressed(slack: Playground, socket_app: App) -> None:
    thumbs: dict[str, Any] = {"type": "feedback_buttons", "action_id": "thumbs"}
    for name in ("positive", "negative"):
        thumbs[f"{name}_button"] = {"text": plain(name), "value": name}
    bin_ = {"type": "icon_button", "icon": "trash", "text": plain("Bin"), "action_id": "bin"}
    own = {**bin_, "text": plain("Not yours"), "visible_to_user_ids": ["U0BEN"]}
    block = {"type": "context_actions", "elements": [thumbs, bin_, {**own, "action_id": "own"}]}
    flow = {
        "type": "workflow_button",
        "text": plain("Run"),
        "workflow": {"trigger": {"url": "https://slack.com/shortcuts/Ft1/x"}},
    }
    row = {"type": "actions", "elements": [flow]}
    socket_app.command("/form")(lambda ack: ack(text="How was it?", blocks=[block, row]))
    socket_app.action("thumbs")(lambda ack: ack())
    socket_app.action("bin")(lambda ack: ack())
    ana = slack.person("ana")
    ana.types("/form")
    told = ana.presses("negative").payload["actions"][0]
    assert (told["type"], told["value"]) == ("feedback_buttons", "negative")
    assert ana.presses("Bin").payload["actions"][0]["icon"] == "trash"
    with pytest.raises(AssertionError, match="not shown to ana"):
        ana.presses("Not yours")
    with pytest.raises(AssertionError, match="starts a workflow"):
        ana.presses("Run")


def test_closing_is_told_where_it_was_asked_for(slack: Playground, socket_app: App) -> None:
    told: list[tuple[str, bool]] = []
    second = modal(section("two"), title=plain("Two"), notify_on_close=True, callback_id="second")
    button = {"type": "button", "text": plain("Deeper"), "action_id": "deeper"}

    @socket_app.action("deeper")
    def push(ack: Any, body: dict[str, Any], client: Any) -> None:
        clearing = body["view"]["private_metadata"] == "clearing"
        client.views_push(
            trigger_id=body["trigger_id"], view={**second, "clear_on_close": clearing}
        )
        ack()

    @socket_app.view_closed("form")
    @socket_app.view_closed("second")
    def note(ack: Any, body: dict[str, Any]) -> None:
        told.append((body["view"]["callback_id"], body["is_cleared"]))
        ack()

    first = section("one", accessory=button)
    ana = ana_opens(slack, socket_app, first, notify_on_close=True)
    ana.presses("Deeper")
    ana.closes()
    ana.presses("Deeper")
    ana.closes(whole_stack=True)
    assert told == [("second", False), ("second", True), ("form", True)]
    assert ana.modal is None


def test_a_view_that_clears_takes_the_whole_stack(slack: Playground, socket_app: App) -> None:
    socket_app.view_closed("form")(lambda ack: ack())
    ana = ana_opens(slack, socket_app, section("x"), notify_on_close=True, clear_on_close=True)
    ana.closes()
    assert slack.deliveries[-1].payload["is_cleared"] is True


def test_a_select_in_a_message_asks_the_app(slack: Playground, socket_app: App) -> None:
    select = {"type": "external_select", "action_id": "account", "min_query_length": 0}
    blocks = [{"type": "actions", "block_id": "pick", "elements": [select]}]
    socket_app.command("/form")(lambda ack: ack(text="Which?", blocks=blocks))
    socket_app.options("account")(lambda ack: ack(options=COLOURS))
    socket_app.action("account")(lambda ack: ack())
    ana = slack.person("ana")
    ana.types("/form")
    assert ana.suggestions("account", "") == ["Red", "Green", "Blue"]
    asked = slack.deliveries[-1].payload
    assert (asked["type"], asked["value"]) == ("block_suggestion", "")
    assert asked["container"]["message_ts"] == ana.sees("Which?").ts
    delivery = ana.chooses("account", "Blue")
    assert delivery is not None
    assert delivery.payload["actions"][0]["selected_option"] == option("Blue")
