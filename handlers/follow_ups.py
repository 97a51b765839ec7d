"""Follow-ups: `/follow-up`, its form, and Done, Snooze, Reschedule wherever they stand."""

from __future__ import annotations

from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot import follow_ups, held_lines, interaction_form
from bot.desk import Desk
from bot.follow_ups import Due, SnoozeUntil
from bot.interaction_form import FOLLOW_UP_FORM, RESCHEDULE_FORM, SNOOZE_FORM
from bot.people import Actor
from bot.refusals import Refused
from bot.texts import _
from bot.views import blocks
from bot.views import follow_ups as views
from bot.views import forms as form_views
from bot.views import help as help_views
from handlers import answers, edge, forms
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
    """The form, opened from a line that lacked something."""
    remembered = forms.remembered(view)
    values = forms.read(FOLLOW_UP_FORM, view)
    held_id = remembered.get("held")
    overflow = held_lines.find(desk, actor, held_id).text[3000:] if held_id else ""
    asked = interaction_form.follow_up_of(values, overflow)
    made = follow_ups.create(desk, actor, values["account"], asked, held_id)
    ack()
    answers.in_place(remembered.get("response_url"), views.created(made))


def finish(
    ack: Ack, body: Body, action: dict[str, Any], client: WebClient, actor: Actor, desk: Desk
) -> None:
    """Done."""
    follow_ups.finish(desk, actor, edge.pressed(action))
    _show_again(body, client, actor, desk)
    ack()


def open_snooze(
    ack: Ack, body: Body, action: dict[str, Any], client: WebClient, actor: Actor, desk: Desk
) -> None:
    """Snooze asks until when, and why if the person wants to say."""
    chosen = follow_ups.open_one(desk, actor, edge.pressed(action))
    before = [blocks.section(views.line(chosen))]
    view = form_views.modal(
        SNOOZE_FORM,
        {"until": SnoozeUntil.TOMORROW},
        metadata=_from_where(body, chosen.id),
        before=before,
    )
    answers.open_modal(client, body, view)
    ack()


def open_reschedule(
    ack: Ack, body: Body, action: dict[str, Any], client: WebClient, actor: Actor, desk: Desk
) -> None:
    """Reschedule asks for a day and, if it is to ping, a time."""
    chosen = follow_ups.open_one(desk, actor, edge.pressed(action))
    view = form_views.modal(
        RESCHEDULE_FORM,
        interaction_form.due_of(chosen),
        metadata=_from_where(body, chosen.id),
        before=[blocks.section(views.line(chosen))],
    )
    answers.open_modal(client, body, view)
    ack()


def _from_where(body: Body, follow_up_id: int) -> str:
    shown = body.get("view") or {}
    is_ephemeral = (body.get("container") or {}).get("is_ephemeral")
    return forms.metadata(
        follow_up=follow_up_id,
        response_url=body.get("response_url") if is_ephemeral else None,
        list_view=shown.get("id") if shown.get("callback_id") == "follow_ups" else None,
        digest=forms.remembered(shown).get("digest") if shown else None,
    )


def snooze(ack: Ack, view: dict[str, Any], client: WebClient, actor: Actor, desk: Desk) -> None:
    values = forms.read(SNOOZE_FORM, view)
    until, today = SnoozeUntil(values["until"]), desk.clock.now().astimezone(actor.zone).date()
    if until == SnoozeUntil.DATE:
        if values["due_on"] is None:
            raise Refused(_("Choose the day."), "due_on")
        on = values["due_on"]
    else:
        on = follow_ups.snooze_day(until, today)
    _postpone(ack, view, client, actor, desk, Due(on, None), "snoozed", values["reason"] or "")


def reschedule(ack: Ack, view: dict[str, Any], client: WebClient, actor: Actor, desk: Desk) -> None:
    values = forms.read(RESCHEDULE_FORM, view)
    due = Due(values["due_on"], values["due_at"])
    _postpone(ack, view, client, actor, desk, due, "rescheduled", "")


def _postpone(
    ack: Ack,
    view: dict[str, Any],
    client: WebClient,
    actor: Actor,
    desk: Desk,
    due: Due,
    verb: str,
    reason: str,
) -> None:
    remembered = forms.remembered(view)
    moved = follow_ups.postpone(desk, actor, int(remembered["follow_up"]), due, verb, reason)
    ack()
    if remembered.get("response_url"):
        answers.in_place(remembered["response_url"], views.created(moved))
    if remembered.get("list_view"):
        page = views.page_modal(follow_ups.mine(desk, actor))
        answers.update_modal(client, {"view": {"id": remembered["list_view"]}}, page)


def undo(ack: Ack, body: Body, action: dict[str, Any], actor: Actor, desk: Desk) -> None:
    taken_back = follow_ups.undo(desk, actor, edge.pressed(action))
    answers.in_place(body.get("response_url"), views.created(taken_back))
    ack()


def open_list(ack: Ack, body: Body, client: WebClient, actor: Actor, desk: Desk) -> None:
    """“30 more” opens all of the person's open follow-ups, page by page."""
    answers.open_modal(client, body, views.page_modal(follow_ups.mine(desk, actor)))
    ack()


def turn_page(
    ack: Ack, body: Body, action: dict[str, Any], client: WebClient, actor: Actor, desk: Desk
) -> None:
    page = follow_ups.mine(desk, actor, edge.pressed(action))
    answers.update_modal(client, body, views.page_modal(page))
    ack()


def _show_again(body: Body, client: WebClient, actor: Actor, desk: Desk) -> None:
    """A list that isn't a post (an answer, a modal) is drawn anew; posts are delivery's."""
    shown = body.get("view") or {}
    if shown.get("callback_id") == "follow_ups":
        number = shown.get("private_metadata") or "0"
        page = follow_ups.mine(desk, actor, edge.record_id(number))
        answers.update_modal(client, body, views.page_modal(page))
    elif (body.get("container") or {}).get("is_ephemeral"):
        answers.in_place(body.get("response_url"), views.mine(follow_ups.mine(desk, actor)))


def register(app: App) -> None:
    app.command("/follow-up")(follow_up)
    app.view("follow_up")(save)
    app.view("snooze")(snooze)
    app.view("reschedule")(reschedule)
    app.action("follow_up.done")(finish)
    app.action("follow_up.snooze")(open_snooze)
    app.action("follow_up.reschedule")(open_reschedule)
    app.action("follow_up.undo")(undo)
    app.action("follow_up.more")(open_list)
    app.action("digest.more")(open_list)
    app.action("follow_up.page.previous")(turn_page)
    app.action("follow_up.page.next")(turn_page)
