"""The ids that Slack gives to blocks and elements which came without."""

from __future__ import annotations

import copy
import secrets
import string

from playground.blocks.form_state import every_block, interactive_elements
from playground.wire import Blocks

_ALPHABET = string.ascii_letters + string.digits + "+/"


def named(blocks: Blocks) -> Blocks:
    """A copy in which every block has a `block_id` and every element an `action_id`."""
    whole = copy.deepcopy(blocks)
    for block in every_block(whole):
        block.setdefault("block_id", _made_up())
    for _, element in interactive_elements(whole):
        element.setdefault("action_id", _made_up())
    return whole


def _made_up() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(5))
