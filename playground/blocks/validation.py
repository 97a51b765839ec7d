"""What Slack refuses: faults in a message's blocks, a view, or the options of a select."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from playground.blocks.form_state import interactive_elements
from playground.blocks.rules import Many, Shape, Typed, fault
from playground.blocks.shapes import BLOCKS, MODAL_TITLE, SUGGESTED, VIEWS
from playground.wire import Blocks

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
VIEW_BYTES = 250_000
"""Bytes of a view's JSON (docs.slack.dev, "Modals"), counted as the SDK spells it."""


def faults_in_message(blocks: Any) -> list[str]:
    """Each fault in the blocks of a message, in Slack's words; [] if there is none."""
    return list(_block_faults(blocks, MESSAGE_BLOCKS, "/blocks"))


def faults_in_view(view: Any, surface: str) -> list[str]:
    """Each fault in a view for `modal` or `home`; [] if there is none."""
    if not isinstance(view, dict):
        return [fault("must be an object", "/view")]
    if view.get("type") != surface:
        return [fault(f"unsupported type: {view.get('type')}", "/view/type")]
    return list(_view_faults(view, surface))


def is_too_large(view: Any) -> bool:
    """Whether a view is more than Slack takes, whatever it holds."""
    return len(json.dumps(view).encode()) > VIEW_BYTES


def faults_in_options(answer: Any) -> list[str]:
    """Each fault in the app's answer to a block_suggestion."""
    return list(SUGGESTED.faults(answer, ""))


def _view_faults(view: dict[str, Any], surface: str) -> Iterator[str]:
    required: dict[str, Any] = {"blocks": Many(Shape(open_ended=True), VIEW_BLOCKS)}
    if surface == "modal":
        required["title"] = MODAL_TITLE
    yield from Shape(required, VIEWS[surface]).faults(view, "/view")
    if isinstance(view.get("blocks"), list):
        yield from _block_faults(view["blocks"], VIEW_BLOCKS, "/view/blocks")
        inputs = any(isinstance(b, dict) and b.get("type") == "input" for b in view["blocks"])
        if surface == "modal" and inputs and not view.get("submit"):
            yield fault("missing required field: submit", "/view")
    if is_too_large(view):
        yield fault(f"must be less than {VIEW_BYTES + 1} bytes", "/view")


def _block_faults(blocks: Any, most: int, at: str) -> Iterator[str]:
    found = list(Many(Typed(BLOCKS), most).faults(blocks, at))
    # Ids can be compared only in blocks that are well-formed.
    yield from found or _doubled_ids(blocks, at)


def _doubled_ids(blocks: Blocks, at: str) -> Iterator[str]:
    seen: set[str] = set()
    for index, block in enumerate(blocks):
        block_id = block.get("block_id")
        if block_id in seen:
            yield fault(f"block_id already exists: {block_id}", f"{at}/{index}/block_id")
        seen |= {block_id} if block_id else set()
        yield from _doubled_actions(block, f"{at}/{index}")


def _doubled_actions(block: dict[str, Any], at: str) -> Iterator[str]:
    seen: set[str] = set()
    for index, (_, element) in enumerate(interactive_elements([block])):
        action_id = element.get("action_id")
        if action_id in seen:
            place = f"{at}/elements/{index}/action_id"
            yield fault(f"action_id already exists: {action_id}", place)
        seen |= {action_id} if action_id else set()
