"""From what a person names (a label, a colleague, a date) to what an element holds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from playground.acts.offers import conversation_offered, person_offered
from playground.acts.payloads import block_suggestion
from playground.acts.stage import Stage, Surface
from playground.acts.typing import escaped
from playground.acts.uploads import uploaded
from playground.blocks.form_state import HOLDINGS
from playground.blocks.rich_text import rich_text
from playground.blocks.validation import faults_in_options, faults_in_rich_text
from playground.people import Member
from playground.refusals import spelled_out
from playground.wire import Json

MIN_QUERY = 3
"""Letters before Slack asks the app for options, unless `min_query_length` says otherwise."""


def chosen_value(
    stage: Stage, member: Member, surface: Surface, block: Json, element: Json, wanted: Any
) -> Any:
    """What the element holds after the choice. Raises AssertionError if that is not on offer."""
    if wanted in (None, "") or wanted == []:
        return None
    if element["type"] == "file_input":
        return uploaded(stage.slack, member, element, _each(wanted))
    if HOLDINGS[element["type"]].many:
        names = list(_each(wanted))
        if len(names) > element.get("max_selected_items", len(names)):
            raise AssertionError(f"no more than {element['max_selected_items']} can be chosen")
        return [_one(stage, member, surface, block, element, name) for name in names]
    return _one(stage, member, surface, block, element, wanted)


def suggestions(
    stage: Stage, member: Member, surface: Surface, block: Json, element: Json, query: str
) -> list[Json]:
    """The options that the app offers for some letters; none below the least number of them."""
    groups = suggested_groups(stage, member, surface, block, element, query)
    return [option for group in groups for option in group["options"]]


def suggested_groups(
    stage: Stage, member: Member, surface: Surface, block: Json, element: Json, query: str
) -> list[Json]:
    """The same in the app's own groups; options that stand in none are one group, unlabelled."""
    if len(query) < element.get("min_query_length", MIN_QUERY):
        return []
    with stage.slack.workspace.changed:
        payload = block_suggestion(stage.slack, member, surface, block, element, query)
    delivery = stage.courier.send("interactive", payload, accepts_answer=True)
    answer = delivery.answer
    faults = faults_in_options(answer)
    if faults and delivery.is_acked:
        stage.courier.refuse(delivery, spelled_out("invalid_options", faults))
    # Slack shows "No results" for an answer that it can't take.
    offered: Json = {} if faults else answer
    stage.remember_offer(member, block, element, flat_options(offered))
    return offered.get("option_groups") or [{"options": offered.get("options") or []}]


def flat_options(holder: Json) -> list[Json]:
    """The options of an element or an answer, out of their groups."""
    grouped = [option for group in holder.get("option_groups") or [] for option in group["options"]]
    return [*(holder.get("options") or []), *grouped]


def _each(wanted: Any) -> Iterable[Any]:
    return [wanted] if isinstance(wanted, str | dict) else wanted


def _some(held: Any) -> list[Any]:
    return held if isinstance(held, list) else [held]


def _one(
    stage: Stage, member: Member, surface: Surface, block: Json, element: Json, wanted: Any
) -> Any:
    kind = element["type"].removeprefix("multi_")
    workspace = stage.slack.workspace
    if kind == "rich_text_input":
        return _rich(stage, wanted)
    if kind == "users_select":
        return person_offered(workspace, str(wanted))
    if kind in ("channels_select", "conversations_select"):
        return conversation_offered(workspace, member, element, str(wanted))
    if kind in _MOMENTS:
        return _MOMENTS[kind](wanted)
    if isinstance(wanted, dict):
        return _whole(stage, member, surface, block, element, wanted)
    if kind == "external_select":
        offered = suggestions(stage, member, surface, block, element, str(wanted))
        return _pick(offered, str(wanted))
    if HOLDINGS[element["type"]].key in ("selected_option", "selected_options"):
        return _pick(flat_options(element), str(wanted))
    return str(wanted)


def _rich(stage: Stage, wanted: Any) -> Json:
    """A rich text as the composer makes it; one given whole must be one."""
    if isinstance(wanted, dict):
        faults = faults_in_rich_text(wanted)
        if faults:
            raise AssertionError(f"no rich text: {faults[0]}")
        return wanted
    made = rich_text(escaped(stage.slack.workspace, str(wanted), names=True), "")
    del made["block_id"]
    return made


def _day(wanted: Any) -> str:
    try:
        return date.fromisoformat(str(wanted)).isoformat()
    except ValueError:
        raise AssertionError(f"{wanted} is no day of the calendar") from None


def _hour(wanted: Any) -> str:
    try:
        return f"{time.fromisoformat(str(wanted)):%H:%M}"
    except ValueError:
        raise AssertionError(f"{wanted} is no time of day") from None


def _instant(wanted: Any) -> int:
    return int(wanted.timestamp()) if isinstance(wanted, datetime) else int(wanted)


_MOMENTS = {"datepicker": _day, "timepicker": _hour, "datetimepicker": _instant}


def _whole(
    stage: Stage, member: Member, surface: Surface, block: Json, element: Json, option: Json
) -> Json:
    """An option given whole: one that stands there, was suggested, preset or chosen before."""
    known = flat_options(element)
    if element["type"].endswith("external_select"):
        holding = HOLDINGS[element["type"]]
        held = surface.values[block["block_id"]][element["action_id"]].get(holding.key)
        known += [one for before in (held, element.get(holding.initial)) for one in _some(before)]
        known += stage.offered(member, block, element)
    if option not in known:
        raise AssertionError(f"no option {option!r}")
    return option


def _pick(options: list[Json], wanted: str) -> Json:
    for matches in (_is_label, _is_value, _in_label):
        found = [option for option in options if matches(option, wanted)]
        if found:
            return found[0]
    labels = [option["text"]["text"] for option in options]
    raise AssertionError(f"no option {wanted!r} among {labels}")


def _is_label(option: Json, wanted: str) -> bool:
    return bool(option["text"]["text"] == wanted)


def _is_value(option: Json, wanted: str) -> bool:
    return bool(option.get("value") == wanted)


def _in_label(option: Json, wanted: str) -> bool:
    return wanted.casefold() in option["text"]["text"].casefold()
