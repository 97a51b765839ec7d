"""A person's way through Slack, the same over sockets and over HTTP."""

from __future__ import annotations

from typing import Any

from slack_bolt import App

from playground.server import Playground


def section(text: str, **more: Any) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


def button(label: str, action_id: str, value: str = "1") -> dict[str, Any]:
    return {"type": "button", "text": plain(label), "action_id": action_id, "value": value}


def option(label: str) -> dict[str, Any]:
    return {"text": plain(label), "value": label.lower()}


def field(name: str, element: dict[str, Any], **more: Any) -> dict[str, Any]:
    placed = {**element, "action_id": name}
    return {"type": "input", "block_id": name, "label": plain(name), "element": placed, **more}


def modal(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    face = {"type": "modal", "callback_id": "form", "title": plain("Form"), "submit": plain("Go")}
    return {**face, "blocks": list(blocks), **more}


def test_a_command_is_answered_to_its_author_alone(slack: Playground, app: App) -> None:
    app.command("/echo")(lambda ack, command: ack(f"heard {command['text']}"))
    ana, ben = slack.person("ana"), slack.person("ben")

    ana.types("/echo tell @ben & <co> in #sales", channel="#general")

    assert ana.sees("heard tell @Ben & <co> in #sales").ephemeral_to == ana.id
    ben.does_not_see("heard")
    sent = slack.deliveries[-1].payload
    assert sent["text"] == "tell <@U0BEN> &amp; &lt;co&gt; in <#C0SALES|sales>"
    assert (sent["channel_id"], sent["channel_name"]) == ("C0GENERAL", "general")


def test_an_answer_may_be_for_everybody(slack: Playground, app: App) -> None:
    app.command("/echo")(lambda ack: ack(text="hear ye", response_type="in_channel"))
    slack.person("ana").types("/echo", channel="#general")
    assert slack.person("ben").sees("hear ye").ephemeral_to is None


def test_a_button_changes_its_message(slack: Playground, app: App) -> None:
    @app.command("/echo")
    def post(ack: Any, client: Any) -> None:
        blocks = [section("*To do*"), {"type": "actions", "elements": [button("Done", "done")]}]
        client.chat_postMessage(channel="#general", text="To do", blocks=blocks)
        ack()

    @app.action("done")
    def done(ack: Any, body: dict[str, Any], client: Any) -> None:
        place = {"channel": body["channel"]["id"], "ts": body["message"]["ts"]}
        client.chat_update(**place, text=f"Finished by <@{body['user']['id']}>")
        ack()

    ben = slack.person("ben")
    slack.person("ana").types("/echo")
    assert ben.sees("To do").buttons == ["Done"]
    ben.presses("Done")
    finished = ben.sees("Finished by @Ben")
    assert finished.buttons == []
    assert finished.edited
    assert len(ben.messages("#general")) == 1


def test_a_form_is_filled_refused_and_taken(slack: Playground, app: App) -> None:
    seen: list[Any] = []

    @app.command("/form")
    def open_form(ack: Any, command: dict[str, Any], client: Any) -> None:
        select = {"type": "static_select", "options": [option("Call"), option("Visit")]}
        client.views_open(
            trigger_id=command["trigger_id"],
            view=modal(
                field("notes", {"type": "plain_text_input"}),
                field("kind", {**select, "initial_option": option("Call")}),
                field("who", {"type": "multi_users_select"}, optional=True),
                field("on", {"type": "datepicker"}, optional=True),
            ),
        )
        ack()

    @app.view("form")
    def take(ack: Any, view: dict[str, Any]) -> None:
        seen.append(view["state"]["values"])
        bad = view["state"]["values"]["notes"]["notes"]["value"] == "bad"
        ack(**({"response_action": "errors", "errors": {"notes": "Say more"}} if bad else {}))

    ana = slack.person("ana")
    ana.types("/form")
    assert ana.submits() == {"notes": "Please complete this required field."}
    assert seen == []
    ana.fills(notes="bad", who=["ben", "chitra"], on="2026-11-20")
    assert ana.submits() == {"notes": "Say more"}
    ana.awaits_modal("Form", within=0)
    ana.fills(notes="good", kind="Visit", on=None)
    assert ana.submits() == {}
    assert ana.modal is None
    assert seen[0]["kind"]["kind"] == {"type": "static_select", "selected_option": option("Call")}
    assert seen[1] == {
        "notes": {"notes": {"type": "plain_text_input", "value": "good"}},
        "kind": {"kind": {"type": "static_select", "selected_option": option("Visit")}},
        "who": {"who": {"type": "multi_users_select", "selected_users": ["U0BEN", "U0CHITRA"]}},
        "on": {"on": {"type": "datepicker", "selected_date": None}},
    }


def test_an_external_select_asks_the_app(slack: Playground, app: App) -> None:
    app.command("/form")(
        lambda ack, command, client: (
            client.views_open(
                trigger_id=command["trigger_id"],
                view=modal(field("account", {"type": "external_select", "min_query_length": 2})),
            ),
            ack(),
        )
    )
    app.options("account")(
        lambda ack, payload: ack(options=[option(payload["value"] + " Ltd"), option("Create …")])
    )
    app.view("form")(lambda ack: ack())
    ana = slack.person("ana")
    ana.types("/form")
    asked = len(slack.deliveries)
    assert ana.suggestions("account", "a") == []
    assert len(slack.deliveries) == asked
    assert ana.suggestions("account", "ac") == ["ac Ltd", "Create …"]
    ana.chooses("account", "Acme")
    assert ana.modal is not None
    held = ana.modal["state"]["values"]["account"]["account"]
    assert held["selected_option"]["text"]["text"] == "Acme Ltd"
    assert ana.submits() == {}


def test_modals_stack_update_and_clear(slack: Playground, app: App) -> None:
    app.shortcut("open_form")(
        lambda ack, shortcut, client: (
            client.views_open(
                trigger_id=shortcut["trigger_id"],
                view=modal(section("one", block_id="s", accessory=button("Deeper", "deeper"))),
            ),
            ack(),
        )
    )
    app.action("deeper")(
        lambda ack, body, client: (
            client.views_push(
                trigger_id=body["trigger_id"],
                view=modal(field("name", {"type": "plain_text_input"}), title=plain("Second")),
            ),
            ack(),
        )
    )
    third = modal(section("three"), title=plain("Third"), callback_id="third", notify_on_close=True)
    app.view("form")(lambda ack: ack(response_action="update", view=third))
    app.view("third")(lambda ack: ack(response_action="clear"))
    closed: list[str] = []

    @app.view_closed("third")
    def note_closed(ack: Any, view: dict[str, Any]) -> None:
        closed.append(view["id"])
        ack()

    ana = slack.person("ana")

    ana.starts("Open the form")
    ana.presses("Deeper")
    second = ana.awaits_modal("Second")
    assert second["previous_view_id"] == second["root_view_id"] != second["id"]
    ana.fills(name="x")
    assert ana.submits() == {}
    ana.awaits_modal("Third")
    ana.closes()
    assert closed == [second["id"]]
    ana.presses("Deeper")
    ana.fills(name="x")
    ana.submits()
    assert ana.submits() == {}
    assert ana.modal is None


def test_an_ephemeral_answer_changes_by_its_response_url(slack: Playground, app: App) -> None:
    blocks = [section("Saved", accessory=button("Undo", "undo"))]
    app.command("/echo")(lambda ack: ack(text="Saved", blocks=blocks))
    app.action("undo")(lambda ack, respond: (respond("Taken back", replace_original=True), ack()))
    ana = slack.person("ana")
    ana.types("/echo")
    saved = ana.sees("Saved")
    delivery = ana.presses("Undo")
    assert "message" not in delivery.payload
    assert delivery.payload["container"]["is_ephemeral"] is True
    assert ana.sees("Taken back").ts == saved.ts
    ana.does_not_see("Saved")


def test_a_message_shortcut_carries_the_message(slack: Playground, app: App) -> None:
    app.shortcut("quote_it")(
        lambda ack, shortcut, respond: (respond(f"quoted {shortcut['message']['text']}"), ack())
    )
    ben = slack.person("ben")
    slack.person("ana").types("Acme is happy", channel="#general")
    ben.starts("quote_it", on=ben.sees("Acme is happy"))
    ben.sees("quoted Acme is happy")


def test_home_is_published_and_its_buttons_work(slack: Playground, app: App) -> None:
    @app.event("app_home_opened")
    def show(event: dict[str, Any], client: Any) -> None:
        blocks = [section("Welcome", block_id="w", accessory=button("Start", "start"))]
        client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

    @app.action("start")
    def greet(ack: Any, client: Any, body: dict[str, Any]) -> None:
        user = body["user"]["id"]
        client.chat_postMessage(channel=user, text=f"Hello <@{user}>")
        ack()

    ana = slack.person("ana")
    ana.opens_home()
    slack.wait_for(lambda: ana.home is not None)
    delivery = ana.presses("Start")
    assert delivery.payload["container"]["type"] == "view"
    assert "response_url" not in delivery.payload
    assert ana.sees("Hello @Ana").channel == "D0ANA"


def test_events_reach_the_app(slack: Playground, app: App) -> None:
    app.event("message")(lambda event, say: say(f"you said {event['text']}"))
    app.event("app_mention")(lambda say: say("at your service"))
    ana = slack.person("ana")
    ana.types("good morning")
    ana.sees("you said good morning")
    slack.workspace.channel("#sales").members.add("U0RAPPORT")
    ana.types("hey @rapport", channel="#sales")
    ana.sees("at your service", channel="#sales")


def test_menus_and_message_selects_report_what_was_chosen(slack: Playground, app: App) -> None:
    chosen: list[Any] = []
    menu = {"type": "overflow", "action_id": "more", "options": [option("Edit"), option("Drop")]}
    pick = {"type": "users_select", "action_id": "owner"}
    blocks = [section("Card", accessory=menu), {"type": "actions", "elements": [pick]}]
    app.command("/echo")(lambda ack: ack(text="Card", blocks=blocks))

    @app.action("more")
    def note_menu_item(ack: Any, action: dict[str, Any]) -> None:
        chosen.append(action["selected_option"])
        ack()

    @app.action("owner")
    def note_owner(ack: Any, action: dict[str, Any]) -> None:
        chosen.append(action["selected_user"])
        ack()

    ana = slack.person("ana")
    ana.types("/echo")
    ana.chooses("more", "Drop")
    delivery = ana.chooses("owner", "ben")
    assert chosen == [option("Drop"), "U0BEN"]
    assert delivery is not None
    [held] = delivery.payload["state"]["values"].values()
    assert held == {"owner": {"type": "users_select", "selected_user": "U0BEN"}}


def test_a_failing_app_shows_as_slack_shows_it(slack: Playground, app: App) -> None:
    app.view("form")(lambda ack: ack(response_action="errors", errors={"nowhere": "no"}))
    app.command("/form")(
        lambda ack, command, client: (
            client.views_open(trigger_id=command["trigger_id"], view=modal(section("x"))),
            ack(),
        )
    )
    ana = slack.person("ana")
    ana.types("/form")
    assert ana.submits() == {"modal": "We had some trouble connecting. Try again?"}
    assert ana.modal is not None
    ana.closes()
    ana.types("/nonsense")
    ana.sees("/nonsense is not a valid command")
