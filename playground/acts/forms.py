"""A modal sent in or closed, and what Slack makes of the app's answer."""

from __future__ import annotations

import re
from typing import Any

from playground.acts.payloads import view_closed, view_submission
from playground.acts.stage import Stage
from playground.blocks.form_state import value_held
from playground.blocks.validation import faults_in_view
from playground.people import Member
from playground.refusals import SlackError, spelled_out
from playground.wire import Json

REQUIRED = "Please complete this required field."
TROUBLE = "We had some trouble connecting. Try again?"
INPUT_LIMIT = 3000
"""Characters that a text input takes at most."""


def submit(stage: Stage, member: Member, view: Json) -> Json:
    """Send a form in; {} if it was taken, else the errors by block_id.

    The key `modal` holds Slack's line if the app gave no answer, or one Slack can't take. Raises
    AssertionError where there is no button to press.
    """
    _guard_button(view)
    missing = unfit_inputs(view)
    if missing:
        return missing
    with stage.slack.workspace.changed:
        urls = _response_urls(stage, member, view)
        payload = view_submission(stage.slack, member, view, urls)
    delivery = stage.courier.send("interactive", payload, accepts_answer=True)
    if not delivery.is_acked:
        return {"modal": TROUBLE}
    with stage.slack.workspace.changed:
        try:
            return _apply(stage, member, view, delivery.answer)
        except SlackError as refusal:
            stage.courier.refuse(delivery, refusal)
            return {"modal": TROUBLE}


def close(stage: Stage, member: Member, *, whole_stack: bool = False) -> None:
    """Close the modal in front, or all of them; the app hears of those that ask for it."""
    with stage.slack.workspace.changed:
        view = stage.slack.views.top(member.id)
        if view is None:
            raise AssertionError("no modal is open")
        is_cleared = whole_stack or view["clear_on_close"]
        if is_cleared:
            closed = stage.slack.views.clear(member.id)
        else:
            stage.slack.views.close_top(member.id)
            closed = [view]
        told = [
            view_closed(stage.slack, member, gone, is_cleared=is_cleared)
            for gone in closed
            if gone["notify_on_close"]
        ]
    for payload in told:
        stage.courier.send("interactive", payload, accepts_answer=False)


def unfit_inputs(view: Json) -> Json:
    """What Slack's client itself objects to before anything is sent."""
    errors = {}
    for block in view["blocks"]:
        if block["type"] == "input":
            held = view["state"]["values"][block["block_id"]][block["element"]["action_id"]]
            fault = _unfit(block, value_held(held))
            if fault:
                errors[block["block_id"]] = fault
    return errors


def _guard_button(view: Json) -> None:
    if view["submit"] is None:
        raise AssertionError(f"{view['title']['text']} has no button to send it in")
    # It wakes up once one input is filled (docs.slack.dev, "View objects").
    held = [value_held(one) for some in view["state"]["values"].values() for one in some.values()]
    if view.get("submit_disabled") and not any(value not in (None, "", []) for value in held):
        raise AssertionError(f"{view['submit']['text']} can't be pressed yet")


def _unfit(block: Json, value: Any) -> str | None:
    element = block["element"]
    if value in (None, "", []):
        return None if block.get("optional") else REQUIRED
    if element["type"] == "plain_text_input":
        return _unfit_length(element, value)
    if element["type"] == "number_input":
        return _unfit_number(element, value)
    if element["type"] == "email_text_input" and not re.fullmatch(r"[^@\s]+@[^@\s]+\.\w+", value):
        return "Please enter a valid email address."
    if element["type"] == "url_text_input" and not re.match(r"https?://\S+$", value):
        return "Please enter a valid URL."
    return None


def _unfit_length(element: Json, value: str) -> str | None:
    least, most = element.get("min_length", 0), element.get("max_length", INPUT_LIMIT)
    if len(value) < least:
        return f"Please enter at least {least} characters."
    if len(value) > most:
        return f"Please enter at most {most} characters."
    return None


def _unfit_number(element: Json, value: str) -> str | None:
    pattern = r"-?\d+(\.\d+)?" if element["is_decimal_allowed"] else r"-?\d+"
    if not re.fullmatch(pattern, value):
        return "Please enter a valid number."
    if float(value) < float(element.get("min_value", "-inf")):
        return f"Please enter a number of at least {element['min_value']}."
    if float(value) > float(element.get("max_value", "inf")):
        return f"Please enter a number of at most {element['max_value']}."
    return None


def _apply(stage: Stage, member: Member, view: Json, answer: Json) -> Json:
    views = stage.slack.views
    action = answer.get("response_action")
    if action == "errors":
        return _errors(view, answer)
    if action in ("update", "push"):
        _guard_view(answer)
    if action == "update":
        views.update(answer["view"], view_id=view["id"])
    elif action == "push":
        views.push(member.id, answer["view"])
    elif action == "clear":
        views.clear(member.id)
    elif action is None:
        views.close_top(member.id)
    else:
        raise SlackError("invalid_response_action")
    return {}


def _guard_view(answer: Json) -> None:
    faults = faults_in_view(answer.get("view"), "modal")
    if faults:
        raise spelled_out("invalid_view", faults)


def _errors(view: Json, answer: Json) -> Json:
    errors = answer.get("errors")
    inputs = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
        raise SlackError("invalid_errors")
    if not all(isinstance(words, str) and words for words in errors.values()):
        raise SlackError("invalid_errors")
    return errors


def _response_urls(stage: Stage, member: Member, view: Json) -> list[Json]:
    urls = []
    for block in view["blocks"]:
        element = block.get("element", {})
        if element.get("response_url_enabled"):
            held = view["state"]["values"][block["block_id"]][element["action_id"]]
            channel_id = value_held(held)
            if channel_id is None:
                continue
            url = stage.slack.response_urls.give(member.id, channel_id, None, "app")
            ids = {"block_id": block["block_id"], "action_id": element["action_id"]}
            urls.append(ids | {"channel_id": channel_id, "response_url": url})
    return urls
