"""Follow-ups: `/follow-up`, its form, and Done, Snooze, Reschedule wherever they stand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot import accounts, digests, follow_up_form, follow_up_steps, follow_ups, held_lines
from bot.desk import Desk
from bot.due import Due, SnoozeUntil
from bot.follow_up_form import FOLLOW_UP_FORM, HAND_OVER_FORM, RESCHEDULE_FORM, SNOOZE_FORM
from bot.follow_ups import FollowUp
from bot.forms import Form, Values
from bot.people import Actor
from bot.views import accounts as account_views
from bot.views import blocks
from bot.views import digests as digest_views
from bot.views import follow_ups as views
from bot.views import forms as form_views
from bot.views import help as help_views
from bot.views.blocks import Message
from handlers import answers, edge, forms, pages, places
from handlers.answers import Body


def follow_up(ack: Ack, command: dict[str, Any], actor: Actor, desk: Desk) -> None:
    """`/follow-up` with text makes one; bare, it lists the person's own."""
    line = edge.typed(command.get("text") or "", desk, actor.team_id)
    if line.casefold() == "help":
        answers.to_command(ack, help_views.usage("/follow-up"))
    elif line:
        made = follow_ups.create_from_line(desk, actor, line)
        answers.to_command(ack, views.created(made))
    else:
        answers.to_command(ack, views.mine(follow_ups.mine(desk, actor)))


def save(ack: Ack, view: dict[str, Any], actor: Actor, desk: Desk) -> None:
    """The form, opened from a line that lacked something, or from a message."""
    remembered = forms.remembered(view)
    values = forms.read(FOLLOW_UP_FORM, view)
    held_id = remembered.get("held")
    overflow = held_lines.find(desk, actor, held_id).text[3000:] if held_id else ""
    asked = follow_up_form.follow_up_of(values, overflow)
    actor = replace(actor, request=str(remembered.get("form") or actor.request))
    made = follow_ups.create(desk, actor, values["account"], asked, held_id)
    replaces = not remembered.get("beside")
    answers.saved(ack, remembered, views.created(made), replaces=replaces)


def finish(
    ack: Ack, body: Body, action: dict[str, Any], client: WebClient, actor: Actor, desk: Desk
) -> None:
    """Done."""
    done = follow_up_steps.finish(desk, actor, edge.pressed(action))
    _show_again(_place(body, action), done.id, client, actor, desk)
    ack()


def open_snooze(
    ack: Ack, body: Body, action: dict[str, Any], client: WebClient, actor: Actor, desk: Desk
) -> None:
    """Snooze asks until when, and why if the person wants to say."""
    chosen = follow_ups.open_one(desk, actor, edge.pressed(action))
    _open(body, action, client, SNOOZE_FORM, {"until": SnoozeUntil.TOMORROW}, chosen)
    ack()


def open_reschedule(
    ack: Ack, body: Body, action: dict[str, Any], client: WebClient, actor: Actor, desk: Desk
) -> None:
    """Reschedule asks for a day, a time if it is to ping, and how often it comes again."""
    chosen = follow_ups.open_one(desk, actor, edge.pressed(action))
    _open(body, action, client, RESCHEDULE_FORM, follow_up_form.due_of(chosen), chosen)
    ack()


def open_hand_over(
    ack: Ack, body: Body, action: dict[str, Any], client: WebClient, actor: Actor, desk: Desk
) -> None:
    """Hand over asks to whom, and for a word to them."""
    chosen = follow_ups.open_one(desk, actor, edge.pressed(action))
    _open(body, action, client, HAND_OVER_FORM, {}, chosen)
    ack()


def _open(
    body: Body,
    action: dict[str, Any],
    client: WebClient,
    form: Form,
    values: Values,
    chosen: FollowUp,
) -> None:
    """A form about one follow-up, which stands above it."""
    remembered = forms.metadata(follow_up=chosen.id, **_place(body, action))
    before = [blocks.section(views.line(chosen))]
    view = form_views.modal(form, values, metadata=remembered, before=before)
    answers.open_modal(client, body, view)


def _place(body: Body, action: dict[str, Any]) -> dict[str, Any]:
    """Where a button was pressed, if that isn't a post: those are delivery's to draw anew."""
    where = str(action.get("block_id")).partition(":")[0]
    if body.get("view"):
        return {**places.modal_in(body), "where": where}
    if (body.get("container") or {}).get("is_ephemeral"):
        return {"response_url": body.get("response_url"), "where": where}
    return {}


def snooze(ack: Ack, view: dict[str, Any], client: WebClient, actor: Actor, desk: Desk) -> None:
    """Put off until the day chosen from the list, or the one picked."""
    remembered = forms.remembered(view)
    values = forms.read(SNOOZE_FORM, view)
    chosen = _chosen(remembered)
    until, reason = SnoozeUntil(values["until"]), values["reason"] or ""
    follow_up_steps.snooze(desk, actor, chosen, until, values["due_on"], reason)
    ack()
    _show_again(remembered, chosen, client, actor, desk)


def reschedule(ack: Ack, view: dict[str, Any], client: WebClient, actor: Actor, desk: Desk) -> None:
    """Move to the day and, if one was picked, the time; begin, change or end the series."""
    remembered = forms.remembered(view)
    values = forms.read(RESCHEDULE_FORM, view)
    kept = follow_ups.find(desk, actor, _chosen(remembered))
    due = Due(values["due_on"], values["due_at"])
    repeat = follow_up_form.repeat_in(values, kept)
    follow_up_steps.reschedule(desk, actor, kept.id, due, repeat)
    ack()
    _show_again(remembered, kept.id, client, actor, desk)


def hand_over(ack: Ack, view: dict[str, Any], client: WebClient, actor: Actor, desk: Desk) -> None:
    """It is another person's from now on."""
    remembered = forms.remembered(view)
    values = forms.read(HAND_OVER_FORM, view)
    chosen, note = _chosen(remembered), values["note"] or ""
    follow_up_steps.hand_over(desk, actor, chosen, values["assignee"], note)
    ack()
    _show_again(remembered, chosen, client, actor, desk)


def _chosen(remembered: dict[str, Any]) -> int:
    return edge.record_id(str(remembered.get("follow_up")))


def undo(
    ack: Ack, body: Body, action: dict[str, Any], client: WebClient, actor: Actor, desk: Desk
) -> None:
    """Undo withdraws it."""
    taken_back = follow_ups.undo(desk, actor, edge.pressed(action))
    if body.get("view"):
        _show_again(_place(body, action), taken_back.id, client, actor, desk)
    else:
        answers.in_place(body.get("response_url"), views.created(taken_back))
    ack()


def open_list(
    ack: Ack, body: Body, action: dict[str, Any], client: WebClient, actor: Actor, desk: Desk
) -> None:
    """“30 more” below a list goes on with all of the person's open follow-ups, page by page."""
    page = follow_ups.mine(desk, actor, edge.pressed(action))
    answers.open_modal(client, body, views.page_modal(page))
    ack()


def open_rest(
    ack: Ack, body: Body, action: dict[str, Any], client: WebClient, actor: Actor, desk: Desk
) -> None:
    """“30 more” below a reminder opens what it has no room for, page by page."""
    page = digests.rest_of(desk, actor, edge.pressed(action))
    answers.open_modal(client, body, digest_views.rest(page))
    ack()


def turn_page(
    ack: Ack, body: Body, action: dict[str, Any], client: WebClient, actor: Actor, desk: Desk
) -> None:
    """Previous and Next of either list."""
    shown = {**forms.remembered(body.get("view") or {}), "page": edge.pressed(action)}
    answers.update_modal(client, body, pages.page(shown, actor, desk))
    ack()


def _show_again(
    place: dict[str, Any], follow_up_id: int, client: WebClient, actor: Actor, desk: Desk
) -> None:
    """Draw the modal or the answer that a button was pressed in as it is now."""
    if place.get("view"):
        modal = _modal(place, follow_up_id, actor, desk)
        answers.update_modal(client, {"view": places.view_of(place)}, modal)
    elif place.get("response_url"):
        answer = _answer(place.get("where"), follow_up_id, actor, desk)
        answers.in_place(place["response_url"], answer)


def _modal(place: dict[str, Any], follow_up_id: int, actor: Actor, desk: Desk) -> dict[str, Any]:
    if place.get("where") == views.Where.SAVED:
        return form_views.saved(views.created(follow_ups.find(desk, actor, follow_up_id)))
    return pages.page(forms.remembered({"private_metadata": place.get("list")}), actor, desk)


def _answer(where: str | None, follow_up_id: int, actor: Actor, desk: Desk) -> Message:
    if where == views.Where.MINE:
        return views.mine(follow_ups.mine(desk, actor))
    about = follow_ups.find(desk, actor, follow_up_id)
    if where == views.Where.SAVED:
        return views.created(about)
    return account_views.card(accounts.card(desk, actor, about.account_id))


def register(app: App) -> None:
    app.command("/follow-up")(follow_up)
    app.view("follow_up")(save)
    app.view("snooze")(snooze)
    app.view("reschedule")(reschedule)
    app.view("reassign")(hand_over)
    app.action("follow_up.done")(finish)
    app.action("follow_up.snooze")(open_snooze)
    app.action("follow_up.reschedule")(open_reschedule)
    app.action("follow_up.reassign")(open_hand_over)
    app.action("follow_up.undo")(undo)
    app.action("follow_up.more")(open_list)
    app.action("digest.more")(open_rest)
    app.action("follow_up.page.previous")(turn_page)
    app.action("follow_up.page.next")(turn_page)
