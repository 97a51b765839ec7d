"""A call is logged in one line or in the form, corrected and taken back."""

from __future__ import annotations

from tests.conftest import Office


def test_one_line_after_a_meeting_is_on_record(office_in_both_modes: Office) -> None:
    ana = office_in_both_modes.ana
    ana.types("/log-call Acme agreed the pilot 4/5 follow up Friday: send contract")
    ana.sees("There is no account called “Acme” yet.")
    ana.presses("Create “Acme”")
    answer = ana.sees("Logged: Call with Acme")
    assert "Satisfaction: 4 · happy" in answer.words
    assert "Fri, 27 Nov 2026 · send contract" in answer.words
    assert answer.buttons == ["Edit", "Undo"]


def test_the_follow_up_comes_back_on_its_morning(office: Office) -> None:
    from datetime import UTC, datetime

    office.ana.types("/log-call Acme agreed the pilot 4/5 follow up Friday: send contract")
    office.ana.presses("Create “Acme”")
    office.moves_to(datetime(2026, 11, 27, 1, 0, tzinfo=UTC))
    reminder = office.ana.sees("1 follow-up is waiting for you")
    assert "send contract" in reminder.words
    office.ana.presses("Done", on=reminder)
    office.ana.sees("All done for Fri, 27 Nov 2026.")
