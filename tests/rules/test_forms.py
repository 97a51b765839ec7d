"""What an edit changes, and how that is told."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

import pytest

from bot.accounts import NewAccount
from bot.forms import Field, Form, Shape, Values, differences
from bot.views import changes
from storage.complaints import Severity

FORM = Form(
    "sample",
    title="Sample",
    submit="Save",
    fields=(
        Field("account", "Account", Shape.ACCOUNT),
        Field("what", "What happened", Shape.LONG_TEXT),
        Field(
            "severity",
            "How serious",
            Shape.CHOICE,
            choices=((Severity.LOW, "Low"), (Severity.HIGH, "High")),
        ),
        Field("due_on", "Day", Shape.DATE, column="due_day"),
        Field("due_at", "Time", Shape.TIME, column=""),
        Field("every", "Every", Shape.NUMBER),
        Field("owner", "Owner", Shape.PERSON),
        Field("people", "People", Shape.PEOPLE),
        Field("channel", "Channel", Shape.CHANNEL),
    ),
)


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [
        ({}, {}, {}),
        ({"what": None}, {"what": ""}, {}),
        ({"severity": Severity.LOW}, {"severity": "low"}, {}),
        ({"severity": Severity.LOW}, {"severity": Severity.HIGH}, {"severity": ["low", "high"]}),
        ({"what": "a"}, {"what": None}, {"what": ["a", None]}),
        ({"account": NewAccount("Acme")}, {}, {"account": ["Acme", None]}),
        ({"due_on": None}, {"due_on": date(2026, 11, 27)}, {"due_on": [None, "2026-11-27"]}),
        ({"due_at": time(9)}, {"due_at": time(9)}, {}),
        ({"every": Decimal(2)}, {"every": Decimal(3)}, {"every": ["2", "3"]}),
        ({"people": ()}, {"people": ("U1", "U2")}, {"people": [None, "U1, U2"]}),
        ({"unknown": 1}, {"unknown": 2}, {}),
    ],
)
def test_only_what_differs_is_told(
    before: Values, after: Values, changed: dict[str, list[str | None]]
) -> None:
    assert differences(FORM, before, after) == changed


def test_the_line_has_the_fields_labels_and_nobodys_marks() -> None:
    details = differences(
        FORM,
        {"severity": "low", "what": "two\npallets <!channel>", "owner": "U1", "channel": "C1"},
        {
            "severity": "high",
            "what": None,
            "due_on": date(2026, 11, 27),
            "owner": "U2",
            "channel": "C2",
        },
    )
    assert changes.line(FORM, details) == (
        "*What happened:* “two pallets &lt;!channel&gt;” → nothing · *How serious:* Low → High"
        " · *Day:* nothing → Fri, 27 Nov 2026 · *Owner:* <@U1> → <@U2> · *Channel:* <#C1> → <#C2>"
    )


@pytest.mark.parametrize("details", [{}, {"reason": "none"}, {"what": "one"}, {"other": [1, 2]}])
def test_details_of_another_kind_make_no_line(details: dict[str, object]) -> None:
    assert changes.line(FORM, details) == ""


def test_what_a_form_fills_in_are_its_columns() -> None:
    assert FORM.columns == (
        *("account", "what", "severity", "due_day", "every", "owner", "people", "channel"),
    )
