"""views.*: modals and Home tabs."""

from __future__ import annotations

from playground.blocks.shapes import Surface
from playground.blocks.validation import faults_in_view, is_too_large
from playground.installation import Installation
from playground.refusals import SlackError, spelled_out
from playground.web_api.arguments import Arguments
from playground.wire import Json


def open_modal(slack: Installation, args: Arguments) -> Json:
    """views.open."""
    view = _view(args, "modal")
    trigger_id = _trigger(args)
    user_id = slack.triggers.spend(trigger_id)
    return {"view": slack.views.open(user_id, view, slack.triggers.place(trigger_id))}


def push(slack: Installation, args: Arguments) -> Json:
    """views.push."""
    view = _view(args, "modal")
    user_id = slack.triggers.spend(_trigger(args))
    return {"view": slack.views.push(user_id, view)}


def update(slack: Installation, args: Arguments) -> Json:
    """views.update."""
    if not args.text("view_id") and not args.text("external_id"):
        raise spelled_out("invalid_arguments", ["either view_id or external_id is required"])
    target = {"view_id": args.text("view_id"), "external_id": args.text("external_id")}
    current = slack.views.find(**target)
    view = _view(args, current["type"])
    return {"view": slack.views.update(view, **target, seen_hash=args.text("hash"))}


def publish(slack: Installation, args: Arguments) -> Json:
    """views.publish."""
    user_id = args.needed("user_id")
    if user_id not in slack.workspace.members:
        raise spelled_out("invalid_arguments", ["invalid `user_id`"])
    if not slack.manifest.has_home:
        raise SlackError("not_enabled")
    view = _view(args, "home")
    return {"view": slack.views.publish(user_id, view, seen_hash=args.text("hash"))}


def _trigger(args: Arguments) -> str:
    # The older spelling of the argument is still taken.
    trigger_id = args.text("trigger_id") or args.text("interactivity_pointer")
    if not trigger_id:
        raise spelled_out("invalid_arguments", ["missing required field: trigger_id"])
    return trigger_id


def _view(args: Arguments, surface: Surface) -> Json:
    view = args.structure("view", "invalid_arguments")
    if is_too_large(view):
        raise SlackError("view_too_large")
    faults = faults_in_view(view, surface)
    if faults:
        raise spelled_out("invalid_arguments", faults)
    if not isinstance(view, dict):
        raise SlackError("invalid_arguments")
    return view
