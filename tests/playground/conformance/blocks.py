"""What the playground takes and refuses of Block Kit, held to two schemas and a table of surfaces.

Valid blocks are made from the schemas, then spoilt in every place; the playground's verdict on
each must be the schema's.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from typing import Any, Literal, NamedTuple

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.protocols import Validator

from playground.blocks.validation import faults_in_message, faults_in_view
from tests.playground.conformance.dissent import Dissent
from tests.playground.conformance.facts import Facts, Fault
from tests.playground.conformance.making import Maker
from tests.playground.conformance.spoiling import applied, changes
from tests.playground.conformance.tally import Tally

Json = dict[str, Any]
Surface = Literal["message", "modal", "home"]

SEED = 4
ROUNDS = 2
SURFACES: tuple[Surface, ...] = ("message", "modal", "home")
CLASSIC = "block-limits"
"""The schema with lengths and counts, of the classic blocks."""
SHAPED = "blocks"
"""The schema of shapes alone, of all blocks."""
_SHAPED_ONLY = (
    *("table", "video", "file", "rich_text", "context_actions"),
    *("alert", "card", "carousel", "container", "data_table", "plan", "task_card"),
)
_SHAPED_ONLY_INSIDE = ("rich_text_input", "workflow_button")
_PLAIN = {"type": "plain_text", "text": "Form"}
_ADDRESSES = FormatChecker(formats=())


@_ADDRESSES.checks("uri")
def _is_address(value: Any) -> bool:
    return not isinstance(value, str) or ":" in value


class Case(NamedTuple):
    """A block, whether its schema takes it, and what was done to it (nothing: "")."""

    block: Json
    is_valid: bool
    at: str
    how: str


def check(facts: Facts, dissent: Dissent, tally: Tally) -> list[Case]:
    """Make, spoil, compare; each difference is a fault unless its reason is known.

    Returns the cases of the classic blocks.
    """
    surfaces = facts.read("block-surfaces.json")
    classic: list[Case] = []
    for schema in (CLASSIC, SHAPED):
        for kind, case in cases_of(facts, schema):
            classic += [case] if schema == CLASSIC else []
            # Where a block may stand does not depend on what was spoilt in it.
            asked: Iterable[Surface] = surfaces[kind][:1] if case.how else SURFACES
            for surface in asked:
                expected = case.is_valid and surface in surfaces[kind]
                found = _differences(schema, kind, surface, case, expected=expected)
                faults = [fault for fault in found if not dissent.is_known(fault)]
                tally.count(f"{schema} {kind} in a {surface}", faults, case.block)
    return classic


def check_views(facts: Facts, dissent: Dissent, tally: Tally) -> None:
    """The same for what stands around the blocks of a view."""
    whole = facts.read(f"{CLASSIC}.schema.json")
    maker = Maker(whole["$defs"], random.Random(SEED))
    views: tuple[Surface, ...] = ("modal", "home")
    for surface in views:
        leaf = whole["$defs"][f"{surface}_view"]
        few = {**leaf["properties"]["blocks"], "items": {"$ref": "#/$defs/divider_block"}}
        leaf = {**leaf, "properties": {**leaf["properties"], "blocks": few}}
        for case in _cases(maker, leaf, _judge(whole, leaf)):
            refused = faults_in_view(case.block, surface)
            found = _difference(f"{CLASSIC} {surface}", case, refused, expected=case.is_valid)
            faults = [fault for fault in found if not dissent.is_known(fault)]
            tally.count(f"{CLASSIC} {surface} view", faults, case.block)


def cases_of(facts: Facts, schema: str) -> Iterator[tuple[str, Case]]:
    """For each block that a schema defines: blocks made from it, whole and spoilt."""
    whole = facts.read(f"{schema}.schema.json")
    maker = Maker(whole["$defs" if schema == CLASSIC else "definitions"], random.Random(SEED))
    for node in maker.alternatives({"$ref": "#/block" if schema == CLASSIC else "#/KnownBlock"}):
        kind = node["properties"]["type"]["const"]
        for inside, leaf in _with_each_element(maker, node):
            if schema == CLASSIC or kind in _SHAPED_ONLY or inside in _SHAPED_ONLY_INSIDE:
                # The maker must put the element there; the schema need not have it.
                judge = _judge(whole, {**leaf, "required": node.get("required", [])})
                yield from ((kind, case) for case in _cases(maker, leaf, judge))


def _cases(maker: Maker, leaf: Json, judge: Validator) -> Iterator[Case]:
    for turn in range(ROUNDS):
        whole = maker.make(leaf, full=turn == 0)
        yield Case(whole, judge.is_valid(whole), "", "")
        for change in changes(maker, whole, leaf):
            spoilt = applied(whole, change)
            at = "/".join(str(step) for step in change.at)
            yield Case(spoilt, judge.is_valid(spoilt), at, change.how)


def _with_each_element(maker: Maker, node: Json) -> Iterator[tuple[str, Json]]:
    """The block's node once for each kind of element that it may hold, and that kind."""
    for key in ("element", "accessory", "elements"):
        inside = node["properties"].get(key)
        if inside is None:
            continue
        holder = inside.get("items", inside)
        for leaf in maker.alternatives(holder):
            one = {**inside, "items": leaf} if "items" in inside else leaf
            properties = {**node["properties"], key: one}
            named = leaf.get("properties", {}).get("type", {}).get("const", "")
            needed = [*node.get("required", []), key]
            yield named, {**node, "properties": properties, "required": needed}
    if not {"element", "elements"} & node["properties"].keys():
        yield "", node


def _differences(
    schema: str, kind: str, surface: Surface, case: Case, *, expected: bool
) -> Iterator[Fault]:
    element = case.block.get("element") if isinstance(case.block, dict) else None
    inside = f" {element.get('type')}" if isinstance(element, dict) else ""
    refused = verdict(case.block, surface)
    yield from _difference(f"{schema} {kind}{inside}", case, refused, expected=expected)


def _difference(kind: str, case: Case, refused: list[str], *, expected: bool) -> Iterator[Fault]:
    if not (case.is_valid or case.how):
        yield Fault(kind, "", "what was made of the schema does not hold to it")
    manner = case.how or "whole"
    if expected and refused:
        yield Fault(kind, case.at, f"refused, the schema takes it ({manner}): {refused[0]}")
    if not expected and not refused:
        yield Fault(kind, case.at, f"taken, the schema refuses it ({manner})")


def verdict(block: Any, surface: Surface) -> list[str]:
    """The playground's faults in one block on a surface."""
    if surface == "message":
        return faults_in_message([block])
    return faults_in_view(view_of([block], surface), surface)


def view_of(blocks: list[Any], surface: Surface) -> Json:
    """A view with nothing wrong beside its blocks."""
    face = {"title": _PLAIN, "submit": _PLAIN} if surface == "modal" else {}
    return {"type": surface, "blocks": blocks, **face}


def _judge(whole: Json, leaf: Json) -> Validator:
    """The schema's verdict on one kind of block; the unions around it would only cost time."""
    around = {key: whole[key] for key in ("$schema", "$defs", "definitions") if key in whole}
    return Draft202012Validator({**around, **leaf}, format_checker=_ADDRESSES)
