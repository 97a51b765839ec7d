"""Complaints: `/complaint`, its form, and the steps of its life wherever their buttons stand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import uuid4

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot import (
    complaint_causes,
    complaint_corrections,
    complaint_form,
    complaint_steps,
    complaints,
    held_lines,
    people,
)
from bot.complaint_form import COMPLAINT_FORM, EDIT_FORM
from bot.complaint_rules import Action, version
from bot.complaint_steps import Closing
from bot.complaints import Complaint, Filed, Severity
from bot.desk import Desk
from bot.forms import Form, Values
from bot.people import Actor
from bot.views import blocks
from bot.views import complaints as views
from bot.views import forms as form_views
from bot.views import help as help_views
from handlers import answers, edge, forms, identity, places
from handlers.answers import Body

CAUSE = "root_cause"
_FORMS = {
    Action.HAND_OVER: complaint_form.HAND_OVER_FORM,
    Action.SEVERITY: complaint_form.SEVERITY_FORM,
    Action.NOTE: complaint_form.NOTE_FORM,
    Action.TELL: complaint_form.TELL_FORM,
    Action.CLOSE: complaint_form.CLOSE_FORM,
    Action.REOPEN: complaint_form.REOPEN_FORM,
}


def complaint(
    ack: Ack, body: Body, command: dict[str, Any], client: WebClient, actor: Actor, desk: Desk
) -> None:
    """`/complaint` with text files at once; bare, it opens the form."""
    line = edge.typed(command.get("text") or "", desk, actor.team_id)
    if line.casefold() == "help":
        answers.to_command(ack, help_views.usage("/complaint"))
        return
    if line:
        answers.to_command(ack, views.answer(complaints.file_line(desk, actor, line)))
        return
    people.require_role(actor)
    remembered = forms.metadata(form=uuid4().hex, response_url=command.get("response_url"))
    values = {"severity": Severity.MEDIUM}
    answers.open_modal(client, body, form_views.modal(COMPLAINT_FORM, values, metadata=remembered))
    ack()


def save(ack: Ack, view: dict[str, Any], client: WebClient, actor: Actor, desk: Desk) -> None:
    """The form files a complaint, corrects one, or settles a held line."""
    remembered = forms.remembered(view)
    values = forms.read(COMPLAINT_FORM, view)
    if remembered.get("complaint"):
        _correct(desk, actor, values, remembered)
        ack()
        _show_again(remembered, client, actor, desk)
        return
    answer = views.answer(_new(desk, actor, values, remembered))
    replaces = bool(remembered.get("held")) and not remembered.get("beside")
    answers.saved(ack, remembered, answer, replaces=replaces)


def _new(desk: Desk, actor: Actor, values: Values, remembered: dict[str, Any]) -> Filed:
    """One form files one complaint: submitted again after a slow answer, it says what it filed."""
    actor = replace(actor, request=str(remembered.get("form") or actor.request))
    held_id = remembered.get("held")
    held = held_lines.find(desk, actor, held_id) if held_id else None
    draft = complaint_form.draft_of(values, held.text[3000:] if held else "")
    return complaints.file(desk, actor, values["account"], draft, held)


def _correct(desk: Desk, actor: Actor, values: Values, remembered: dict[str, Any]) -> None:
    kept = complaints.find(desk, actor, int(remembered["complaint"]))
    draft = complaint_form.draft_of(values, kept.what[3000:])
    shown = str(remembered.get("version"))
    complaint_corrections.edit(desk, actor, kept.id, values["account"], draft, shown)


def open_edit(
    ack: Ack, body: Body, action: dict[str, Any], client: WebClient, actor: Actor, desk: Desk
) -> None:
    """Edit opens the form, filled in."""
    chosen = complaint_steps.to_step(desk, actor, edge.pressed(action), Action.EDIT)
    metadata = _remember(body, chosen, Action.EDIT)
    values = complaint_form.values_of(chosen)
    answers.open_modal(client, body, form_views.modal(EDIT_FORM, values, metadata=metadata))
    ack()


def undo(
    ack: Ack, body: Body, action: dict[str, Any], client: WebClient, actor: Actor, desk: Desk
) -> None:
    """Undo withdraws it."""
    withdrawn = complaint_corrections.withdraw(desk, actor, edge.pressed(action))
    _show_again({"complaint": withdrawn.id, **_place(body)}, client, actor, desk)
    ack()


def show(
    ack: Ack, body: Body, action: dict[str, Any], client: WebClient, actor: Actor, desk: Desk
) -> None:
    """Everything about a complaint, with its buttons, in a modal."""
    shown = complaints.details(desk, actor, edge.pressed(action))
    answers.open_modal(client, body, views.details(shown))
    ack()


def take(
    ack: Ack, body: Body, action: dict[str, Any], client: WebClient, actor: Actor, desk: Desk
) -> None:
    """Take: who presses first has it."""
    taken = complaint_steps.take(desk, actor, edge.pressed(action))
    _show_again({"complaint": taken.id, **_place(body)}, client, actor, desk)
    ack()


def open_step(
    ack: Ack, body: Body, action: dict[str, Any], client: WebClient, actor: Actor, desk: Desk
) -> None:
    """The other steps ask for something first, each in its form."""
    wanted = Action(str(action["action_id"]).removeprefix("complaint."))
    chosen = complaint_steps.to_step(desk, actor, edge.pressed(action), wanted)
    view = form_views.modal(
        _form(wanted, desk, actor),
        _values(wanted, chosen),
        metadata=_remember(body, chosen, wanted),
        before=[blocks.section(views.line(chosen))],
    )
    answers.open_modal(client, body, view)
    ack()


def _form(wanted: Action, desk: Desk, actor: Actor) -> Form:
    form = _FORMS[wanted]
    if wanted != Action.CLOSE:
        return form
    return form.with_choices(CAUSE, complaint_causes.choices(desk, actor))


def _values(wanted: Action, chosen: Complaint) -> Values:
    if wanted == Action.CLOSE:
        return complaint_form.closing_values(chosen)
    return {"severity": chosen.severity} if wanted == Action.SEVERITY else {}


def _remember(body: Body, chosen: Complaint, wanted: Action) -> str:
    return forms.metadata(complaint=chosen.id, version=version(wanted, chosen), **_place(body))


def _place(body: Body) -> dict[str, Any]:
    """Where a button was pressed, if that isn't a post: those are delivery's to draw anew."""
    if body.get("view"):
        return places.modal_in(body)
    if (body.get("container") or {}).get("is_ephemeral"):
        return {"response_url": body.get("response_url")}
    return {}


def hand_over(ack: Ack, view: dict[str, Any], client: WebClient, actor: Actor, desk: Desk) -> None:
    """Somebody else sees to it from now on."""
    remembered, values = forms.remembered(view), forms.read(_FORMS[Action.HAND_OVER], view)
    to, note, own = str(values["to"]), values["note"] or "", _chosen(remembered)
    if people.find(desk, actor.team_id, to) is None:
        identity.known(desk, client, actor.team_id, to)
    complaint_steps.hand_over(desk, actor, own, to, note, _shown(remembered))
    ack()
    _show_again(remembered, client, actor, desk)


def change_severity(
    ack: Ack, view: dict[str, Any], client: WebClient, actor: Actor, desk: Desk
) -> None:
    """More serious, or less."""
    remembered, values = forms.remembered(view), forms.read(_FORMS[Action.SEVERITY], view)
    severity, own = Severity(values["severity"] or Severity.MEDIUM), _chosen(remembered)
    complaint_corrections.change_severity(desk, actor, own, severity, _shown(remembered))
    ack()
    _show_again(remembered, client, actor, desk)


def note(ack: Ack, view: dict[str, Any], client: WebClient, actor: Actor, desk: Desk) -> None:
    """Something to know, for everybody in the threads."""
    remembered, values = forms.remembered(view), forms.read(_FORMS[Action.NOTE], view)
    complaint_steps.note(desk, actor, _chosen(remembered), values["note"].strip())
    ack()
    _show_again(remembered, client, actor, desk)


def tell(ack: Ack, view: dict[str, Any], client: WebClient, actor: Actor, desk: Desk) -> None:
    """The client has heard what comes of it."""
    remembered, values = forms.remembered(view), forms.read(_FORMS[Action.TELL], view)
    how, own = values["told_how"].strip(), _chosen(remembered)
    complaint_steps.tell(desk, actor, own, how, _shown(remembered))
    ack()
    _show_again(remembered, client, actor, desk)


def close(ack: Ack, view: dict[str, Any], client: WebClient, actor: Actor, desk: Desk) -> None:
    """It is over: why it came about, what was done, how the client was told."""
    remembered = forms.remembered(view)
    # What the form has offered still counts, whatever the list has become since.
    form = _FORMS[Action.CLOSE].with_choices(CAUSE, forms.offered(view, CAUSE))
    values = forms.read(form, view)
    closing = Closing(
        root_cause=values[CAUSE],
        corrective_action=values["corrective_action"].strip(),
        client_told=values["client_told"] == complaint_form.YES,
        told_how=values["told_how"].strip(),
    )
    complaint_steps.close(desk, actor, _chosen(remembered), closing, _shown(remembered))
    ack()
    _show_again(remembered, client, actor, desk)


def reopen(ack: Ack, view: dict[str, Any], client: WebClient, actor: Actor, desk: Desk) -> None:
    """It isn't over after all."""
    remembered, values = forms.remembered(view), forms.read(_FORMS[Action.REOPEN], view)
    reason, own = values["reason"].strip(), _chosen(remembered)
    complaint_steps.reopen(desk, actor, own, reason, _shown(remembered))
    ack()
    _show_again(remembered, client, actor, desk)


def _chosen(remembered: dict[str, Any]) -> int:
    return edge.record_id(str(remembered.get("complaint")))


def _shown(remembered: dict[str, Any]) -> str:
    return str(remembered.get("version"))


def _show_again(place: dict[str, Any], client: WebClient, actor: Actor, desk: Desk) -> None:
    """Draw the modal or the answer that a button was pressed in as it is now."""
    own = _chosen(place)
    if place.get("view"):
        shown = views.details(complaints.details(desk, actor, own))
        answers.update_modal(client, {"view": places.view_of(place)}, shown)
    elif place.get("response_url"):
        filed = complaints.answer_to(desk, actor, own)
        answers.in_place(place["response_url"], views.answer(filed))


def register(app: App) -> None:
    app.command("/complaint")(complaint)
    app.view("complaint")(save)
    app.action("complaint.edit")(open_edit)
    app.action("complaint.undo")(undo)
    app.action("complaint.show")(show)
    app.action("complaint.take")(take)
    for wanted in _FORMS:
        app.action(f"complaint.{wanted}")(open_step)
    app.view("complaint_hand_over")(hand_over)
    app.view("complaint_severity")(change_severity)
    app.view("complaint_note")(note)
    app.view("complaint_tell")(tell)
    app.view("complaint_close")(close)
    app.view("complaint_reopen")(reopen)
