"""What a form's fields may hold when it comes in, and what it remembers."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import Any

from hypothesis import strategies as st

from playground.blocks.form_state import HOLDINGS, interactive_elements
from playground.wire import Json
from tests.fuzz import strange
from tests.fuzz.house import Sample

_DAYS = ("2026-11-27", "2026-11-26", "2026-12-24", "1969-12-31", "9999-12-31", "0001-01-01")
_TIMES = ("00:00", "09:00", "23:59", "15:30")
_FITTING: dict[str, st.SearchStrategy[Any]] = {
    "plain_text_input": st.one_of(st.text(max_size=20), strange.words, st.just("x" * 3000)),
    "number_input": st.sampled_from(("1", "2", "0", "-0", "1e2", "3.75", "90", "9" * 50)),
    "datepicker": st.sampled_from(_DAYS),
    "timepicker": st.sampled_from(_TIMES),
    "users_select": st.sampled_from(("U0ANA", "U0CHITRA", "U0GUS", "U0MAX", "U0NOBODY", "U0BEN")),
    "multi_users_select": st.lists(st.sampled_from(("U0ANA", "U0BEN", "U0GUS", "")), max_size=3),
    "conversations_select": st.sampled_from(("C0COMPLAINTS", "C0GENERAL", "D1", "C0NOWHERE")),
    "external_select": st.sampled_from(("new:Acme", "new:Brand New", "new:", "too_long", "7")).map(
        lambda value: {"text": {"type": "plain_text", "text": "x"}, "value": value}
    ),
}
_remembered = st.one_of(
    st.none(),
    st.dictionaries(
        st.sampled_from(
            (
                "interaction",
                "held",
                "follow_up",
                "complaint",
                "episode",
                "form",
                "version",
                "view",
                "card",
                "list",
                "home",
                "response_url",
                "beside",
                "list_view",
                "list_page",
                "page",
            )
        ),
        strange.values,
        max_size=3,
    ),
)


def filled_in(sample: Sample) -> st.SearchStrategy[Json]:
    """What each field of a form holds, left out where it stays as it was; "" is its memory."""
    fields = {
        f"{block['block_id']} {element['action_id']}": _held(element)
        for block, element in interactive_elements(sample.payload["view"]["blocks"])
        if element["type"] in HOLDINGS
    }
    return st.fixed_dictionaries({}, optional={**fields, "": _remembered})


def _held(element: Json) -> st.SearchStrategy[Any]:
    kind = element["type"]
    key = HOLDINGS[kind].key
    options = element.get("options") or []
    fitting = [*([st.sampled_from(options)] if options else []), *_listed(_FITTING.get(kind))]
    values = st.one_of(*fitting, *fitting, strange.values)
    return st.one_of(values.map(lambda value: {"type": kind, key: value}), strange.values)


def _listed(strategy: st.SearchStrategy[Any] | None) -> Iterable[st.SearchStrategy[Any]]:
    return [strategy] if strategy is not None else []


def submitted(payload: Json, entered: Json, memory: str) -> Json:
    """The payload with the fields entered; `memory` is its private metadata."""
    whole = copy.deepcopy(payload)
    state = whole["view"]["state"]["values"]
    for name, held in entered.items():
        if name:
            block_id, action_id = name.split(" ")
            state.setdefault(block_id, {})[action_id] = held
    whole["view"]["private_metadata"] = memory
    return whole
