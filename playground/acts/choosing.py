"""From what a person names (a label, a colleague, a date) to what an element holds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from playground.acts.payloads import block_suggestion
from playground.acts.stage import Stage, Surface
from playground.blocks.form_state import HOLDINGS
from playground.blocks.validation import faults_in_options
from playground.people import Member
from playground.wire import Json
from playground.workspace import Workspace

MIN_QUERY = 3
"""Letters before Slack asks the app for options, unless `min_query_length` says otherwise."""


def chosen_value(
    stage: Stage, member: Member, surface: Surface, block: Json, element: Json, wanted: Any
) -> Any:
    """What the element holds after the choice. Raises AssertionError if that is not on offer."""
    if wanted in (None, "") or wanted == []:
        return None
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
    if len(query) < element.get("min_query_length", MIN_QUERY):
        return []
    with stage.slack.workspace.changed:
        payload = block_suggestion(stage.slack, member, surface, block, element, query)
    delivery = stage.courier.send("interactive", payload, accepts_answer=True)
    answer = delivery.answer
    # Slack shows "No results" for an answer that it can't take.
    return [] if faults_in_options(answer) else flat_options(answer)


def flat_options(holder: Json) -> list[Json]:
    """The options of an element or an answer, out of their groups."""
    grouped = [option for group in holder.get("option_groups") or [] for option in group["options"]]
    return [*(holder.get("options") or []), *grouped]


def _each(wanted: Any) -> Iterable[Any]:
    return [wanted] if isinstance(wanted, str) else wanted


def _one(
    stage: Stage, member: Member, surface: Surface, block: Json, element: Json, wanted: Any
) -> Any:
    kind = element["type"].removeprefix("multi_")
    workspace = stage.slack.workspace
    if isinstance(wanted, dict):
        return _whole(element, kind, wanted)
    if kind == "users_select":
        return _person_offered(workspace, wanted)
    if kind in ("channels_select", "conversations_select"):
        return _channel_offered(workspace, member, kind, element, wanted)
    if kind == "datetimepicker":
        return int(wanted.timestamp()) if isinstance(wanted, datetime) else int(wanted)
    if kind == "external_select":
        offered = suggestions(stage, member, surface, block, element, str(wanted))
        return _pick(offered, str(wanted))
    if HOLDINGS[element["type"]].key in ("selected_option", "selected_options"):
        return _pick(flat_options(element), str(wanted))
    return str(wanted)


def _person_offered(workspace: Workspace, wanted: str) -> str:
    found = workspace.member(wanted)
    if found.deleted:
        raise AssertionError(f"{wanted} is not offered: the account is closed")
    return found.id


def _channel_offered(
    workspace: Workspace, member: Member, kind: str, element: Json, wanted: str
) -> str:
    channel = workspace.channel(wanted)
    if channel not in workspace.visible_channels(member) or channel.is_archived:
        raise AssertionError(f"{wanted} is not offered: {member.handle} can't write there")
    if kind == "channels_select" and channel.kind != "public":
        raise AssertionError(f"{wanted} is not offered: it is not public")
    asked = element.get("filter") or {}
    if channel.kind not in asked.get("include", [channel.kind]):
        raise AssertionError(f"{wanted} is not offered: the filter leaves {channel.kind} out")
    if asked.get("exclude_external_shared_channels") and channel.is_ext_shared:
        raise AssertionError(f"{wanted} is not offered: it is shared with another company")
    return channel.id


def _whole(element: Json, kind: str, option: Json) -> Json:
    """An option given whole: what an external select has on offer, only the app knows."""
    if kind != "external_select" and option not in flat_options(element):
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
