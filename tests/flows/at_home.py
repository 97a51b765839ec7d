"""The Home tab through a person's eyes: what stands there, and its buttons."""

from __future__ import annotations

from typing import Any

from playground.delivery.record import Delivery
from tests.conftest import Office


def looks(office: Office, by: str = "ana", until: str = "") -> str:
    """Somebody opens their Home and reads it, once it shows some words."""
    person = office.slack.person(by)
    person.opens_home()
    office.slack.wait_for(lambda: office.slack.deliveries[-1].is_acked)
    office.slack.wait_for(lambda: person.home is not None and until in person.reads(person.home))
    return words(office, by)


def words(office: Office, by: str = "ana") -> str:
    """What stands on somebody's Home, once all that is wanted is shown."""
    office.settles()
    person = office.slack.person(by)
    assert person.home is not None, f"{by} has no Home"
    return person.reads(person.home)


def presses(office: Office, label: str, about: str = "", by: str = "ana") -> Delivery:
    """Press a button on Home: the first with this label that belongs to some words."""
    for block in _belonging(office, about, by):
        if label in _labels_in(block):
            return office.slack.person(by).presses(label, on="home", block_id=block["block_id"])
    raise AssertionError(f"no {label!r} for {about!r} on Home:\n{words(office, by)}")


def labels(office: Office, by: str = "ana") -> list[str]:
    """The buttons on somebody's Home, once all is shown, from top to bottom."""
    office.settles()
    return [label for block in _belonging(office, "", by) for label in _labels_in(block)]


def _belonging(office: Office, about: str, by: str) -> list[dict[str, Any]]:
    """The block that shows the words, and the buttons below it."""
    home = office.slack.person(by).home
    assert home is not None, f"{by} has no Home"
    blocks: list[dict[str, Any]] = home["blocks"]
    shown = [at for at, block in enumerate(blocks) if about in _words_of(block)]
    if not about:
        return blocks
    return blocks[shown[0] : shown[0] + 2] if shown else []


def _words_of(block: dict[str, Any]) -> str:
    return str((block.get("text") or {}).get("text", ""))


def _labels_in(block: dict[str, Any]) -> list[str]:
    elements = (*block.get("elements", ()), block.get("accessory") or {})
    return [each["text"]["text"] for each in elements if each.get("type") == "button"]
