"""What Slack refuses: faults in a message's blocks, a view, or the options of a select."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from playground.blocks.composition import SUGGESTED
from playground.blocks.form_state import elements_of, every_block
from playground.blocks.rich_shapes import RICH_TEXT
from playground.blocks.rules import Many, Shape, Typed, fault
from playground.blocks.shapes import BLOCKS, MODAL_TITLE, VIEWS, Surface
from playground.refusals import spelled_out
from playground.wire import Blocks

MESSAGE_BLOCKS = 50
ONE_TABLE = "only_one_table_allowed"
_TABLES = ("table", "data_table")
VIEW_BLOCKS = 100
VIEW_BYTES = 250_000
"""Bytes of a view's JSON (docs.slack.dev, "Modals"), counted as the SDK spells it."""
MARKDOWN_LIMIT = 12_000
"""Characters in all markdown blocks of a message (docs.slack.dev, "Markdown block")."""


def faults_in_message(blocks: Any) -> list[str]:
    """Each fault in the blocks of a message, in Slack's words; [] if there is none."""
    found = list(_block_faults(blocks, "message", MESSAGE_BLOCKS, "/blocks"))
    # What all blocks have together can be counted only where each is well-formed.
    return found or list(_excesses(blocks))


def guard_message(blocks: Any) -> None:
    """Raises SlackError for blocks that Slack refuses in a message.

    Two tables have an error of their own (docs.slack.dev, "Table block").
    """
    faults = faults_in_message(blocks)
    if faults:
        is_tables = faults == [ONE_TABLE]
        raise spelled_out("invalid_attachments" if is_tables else "invalid_blocks", faults)


def faults_in_view(view: Any, surface: Surface) -> list[str]:
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


def faults_in_rich_text(text: Any) -> list[str]:
    """Each fault in a rich text."""
    return list(Typed({"rich_text": RICH_TEXT}).faults(text, ""))


def _view_faults(view: dict[str, Any], surface: Surface) -> Iterator[str]:
    required: dict[str, Any] = {"blocks": Many(Shape(open_ended=True), VIEW_BLOCKS)}
    if surface == "modal":
        required["title"] = MODAL_TITLE
    yield from Shape(required, VIEWS[surface]).faults(view, "/view")
    if isinstance(view.get("blocks"), list):
        yield from _block_faults(view["blocks"], surface, VIEW_BLOCKS, "/view/blocks")
        inputs = any(isinstance(b, dict) and b.get("type") == "input" for b in view["blocks"])
        if surface == "modal" and inputs and not view.get("submit"):
            yield fault("missing required field: submit", "/view")
    if is_too_large(view):
        yield fault(f"must be less than {VIEW_BYTES + 1} bytes", "/view")


def _block_faults(blocks: Any, surface: Surface, most: int, at: str) -> Iterator[str]:
    found = list(Many(Typed(BLOCKS[surface]), most).faults(blocks, at))
    # Ids can be compared only in blocks that are well-formed.
    yield from found or _doubled_ids(blocks, at)


def _excesses(blocks: Blocks) -> Iterator[str]:
    if sum(block["type"] in _TABLES for block in every_block(blocks)) > 1:
        yield ONE_TABLE
    if sum(len(block["text"]) for block in blocks if block["type"] == "markdown") > MARKDOWN_LIMIT:
        yield fault(f"must be less than {MARKDOWN_LIMIT + 1} characters", "/blocks")


def _doubled_ids(blocks: Blocks, at: str) -> Iterator[str]:
    seen: set[str] = set()
    for index, block in enumerate(every_block(blocks)):
        block_id = block.get("block_id")
        if block_id in seen:
            yield fault(f"block_id already exists: {block_id}", f"{at}/{index}/block_id")
        seen |= {block_id} if block_id else set()
        yield from _doubled_actions(block, f"{at}/{index}")


def _doubled_actions(block: dict[str, Any], at: str) -> Iterator[str]:
    seen: set[str] = set()
    for index, element in enumerate(elements_of(block)):
        action_id = element.get("action_id")
        if action_id in seen:
            place = f"{at}/elements/{index}/action_id"
            yield fault(f"action_id already exists: {action_id}", place)
        seen |= {action_id} if action_id else set()
