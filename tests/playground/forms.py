"""What the tiny apps show: a form, a card, a Home tab."""

from __future__ import annotations

from typing import Any

from tests.playground.test_flows import button, field, modal, option, section

Json = dict[str, Any]
FORM = modal(
    field("name", {"type": "plain_text_input"}),
    field("colour", {"type": "external_select", "min_query_length": 1}),
    notify_on_close=True,
)
HOME = {"type": "home", "blocks": [section("At home")]}
CARD = [section("To do"), {"type": "actions", "elements": [button("Done", "done")]}]
COLOURS = {"options": [option("Red"), option("Green")]}


def entered(view: Json) -> str:
    """The name in the form."""
    return str(view["state"]["values"]["name"]["name"]["value"])
