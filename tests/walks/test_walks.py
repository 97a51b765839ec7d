"""What Rapport is used for, walked in a real browser by mouse and keyboard."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.conftest import Office
from tests.walks.conftest import OpenWindow
from tests.walks.window import PATIENCE


def test_a_call_in_one_line_is_corrected_and_undone(window: OpenWindow) -> None:
    ana = window("ana")
    ana.types("/log-call Acme agreed the pilot 4/5 follow up tomorrow: send contract")
    ana.sees("Logged: Call with Acme.")
    ana.sees("send contract")
    ana.presses("Edit", on="Logged: Call with Acme.")
    form = ana.form("Edit the entry")
    form.get_by_label("Notes").fill("agreed the pilot for May")
    form.get_by_role("button", name="Save").click()
    ana.is_gone(form)
    ana.sees("agreed the pilot for May")
    ana.presses("Undo", on="Logged: Call with Acme.")
    ana.sees("Undone: nothing of this entry is on record.")
    ana.is_gone(ana.message("Logged: Call with Acme."))


def test_a_form_without_what_it_needs_stays_and_makes_a_new_account(window: OpenWindow) -> None:
    ana = window("ana")
    ana.types("/log-call")
    form = ana.form("Log a call")
    form.get_by_label("Notes").fill("They liked the samples")
    form.get_by_role("button", name="Save").click()
    ana.is_seen(form.get_by_text("Please complete this required field."))
    expect(form.get_by_label("Notes")).to_have_value("They liked the samples")
    form.get_by_label("Account").press_sequentially("Verdant Tea")
    form.get_by_role("option", name="Create").click()
    form.get_by_role("button", name="Save").click()
    ana.is_gone(form)
    ana.sees("Verdant Tea, a new account of yours.")


def test_a_complaint_from_a_message_is_taken_and_closed(window: OpenWindow, demo: Office) -> None:
    said = "Linden & Sohn called: the second delivery was wet again"
    demo.ben.types(said, channel="#sales")
    ana = window("ana")
    ana.goes_to("#sales")
    ana.runs("File complaint", on=said)
    form = ana.form("File a complaint")
    expect(form.get_by_label("What happened")).to_have_value(said)
    form.get_by_role("button", name="File complaint").click()
    ana.is_gone(form)
    ana.goes_to("#complaints")
    ana.presses("Take", on="the second delivery was wet again")
    ana.presses("Close complaint", on="the second delivery was wet again")
    closing = ana.form("Close the complaint")
    ana.chooses("Delivered late", at=closing.get_by_label("Root cause"))
    closing.get_by_label("Corrective action").fill("A new carrier from December on")
    ana.chooses("Yes", at=closing.get_by_label("Was the client told?"))
    closing.get_by_label("How the client was told").fill("By phone, and by mail to their buyer")
    closing.get_by_role("button", name="Close complaint").click()
    ana.is_gone(closing)
    alert = ana.message("Complaint from Linden & Sohn")
    ana.is_seen(alert.get_by_text("Closed").first)
    ana.is_gone(alert.get_by_role("button", name="Close complaint"))


def test_the_reminder_comes_in_the_morning_and_is_done(window: OpenWindow) -> None:
    ana = window("ana")
    ana.types("/follow-up Acme tomorrow send the contract")
    ana.sees("send the contract")
    ana.moves_clock("Tomorrow 09:00")
    digest = ana.log.get_by_role("article").filter(has_text="Today").last
    ana.is_seen(digest)
    digest.get_by_role("button", name="Done").click()
    ana.is_seen(digest.locator("del, s").filter(has_text="send the contract"))
    ana.is_gone(digest.get_by_role("button", name="Done"))


def test_home_shows_what_is_due_and_follows_what_is_done(window: OpenWindow) -> None:
    ana = window("ana")
    ana.types("/follow-up Acme tomorrow send the contract")
    ana.sees("send the contract")
    ana.opens_home()
    ana.is_seen(ana.home.get_by_text("send the contract"))
    ana.home.get_by_role("button", name="Done").first.click()
    ana.is_gone(ana.home.get_by_role("button", name="Done"))
    ana.page.get_by_role("tab", name="Messages").click()
    ana.is_seen(ana.line)


def test_two_people_at_once(window: OpenWindow) -> None:
    ana, ben = window("ana"), window("ben")
    ana.types("/complaint Acme the pallets were wet")
    ana.sees("Acme")
    ben.goes_to("#complaints")
    ben.sees("the pallets were wet")
    ana.goes_to("#complaints")
    ana.presses("Take", on="the pallets were wet")
    ben.is_gone(ben.message("the pallets were wet").get_by_role("button", name="Take", exact=True))
    ben.types("I called them already")
    ana.sees("I called them already")


def test_a_socket_dropped_while_typing_loses_nothing(window: OpenWindow, demo: Office) -> None:
    ana = window("ana")
    line = "/log-call Acme they want the price list 3/5"
    ana.line.press_sequentially(line[:20])
    demo.slack.drop_sockets()
    ana.line.press_sequentially(line[20:])
    expect(ana.line).to_have_value(line, timeout=PATIENCE)
    demo.slack.wait_for_socket(10)
    ana.line.press("Enter")
    ana.sees("Logged: Call with Acme.")
