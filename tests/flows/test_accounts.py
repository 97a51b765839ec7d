"""An account is found by what people call it, listed and shown."""

from __future__ import annotations

import pytest

from bot import importing
from playground.faults import Fault
from tests.conftest import Office
from tests.flows.on_record import account_names, account_of, archives, entries, entry, knows


@pytest.mark.parametrize(
    ("names", "line", "account", "notes"),
    [
        (["Acme"], "ACME agreed", "Acme", "agreed"),
        (["Acme"], "Acme's CFO agreed", "Acme", "CFO agreed"),
        (["Acme"], "Acme: agreed", "Acme", "agreed"),
        (["Acme"], "Acme, agreed", "Acme", "agreed"),
        (["Acme"], "Acme|agreed", "Acme", "agreed"),
        (["Acme"], "Acmee agreed", "Acme", "agreed"),
        (["Café Zoë"], "cafe zoe agreed", "Café Zoë", "agreed"),
        (["McDonald's"], "mcdonald’s agreed", "McDonald's", "agreed"),
        (["Acme", "Acme Foods"], "Acme Foods agreed", "Acme Foods", "agreed"),
        (["Acme", "Acme Foods"], "Acme fruit was late", "Acme", "fruit was late"),
        (["Acme", "Acme Inc."], "Acme Inc agreed", "Acme Inc.", "agreed"),
        (["Acme", "Acme Foods"], "Acme | Foods are late", "Acme", "Foods are late"),
        (["Blue Ocean Ltd"], '"Blue Ocean Ltd" agreed', "Blue Ocean Ltd", "agreed"),
        (["Blue Ocean Ltd"], "blue ocaen ltd agreed", "Blue Ocean Ltd", "agreed"),
        (["Blue Ocean Ltd"], "blue ocean agreed", "Blue Ocean Ltd", "agreed"),
        (["रहमान ट्रेडर्स"], "रहमान ट्रेडर्स ने मान लिया", "रहमान ट्रेडर्स", "ने मान लिया"),
        (["ঢাকা বেকারি"], "ঢাকা বেকারির সাথে কথা", "ঢাকা বেকারি", "সাথে কথা"),
        (["شركة النور"], "شركة النور، تم الاتفاق", "شركة النور", "تم الاتفاق"),
        (["東京商事", "東京"], "東京商事と打ち合わせ", "東京商事", "と打ち合わせ"),
    ],
)
def test_a_line_finds_its_account(
    office: Office, names: list[str], line: str, account: str, notes: str
) -> None:
    knows(office, *names)
    office.ana.types(f"/log-call {line}")
    office.ana.sees(f"Call with {account}.")
    assert (account_of(office, entry(office)), entry(office).notes) == (account, notes)


def test_an_alias_finds_its_account(office: Office) -> None:
    knows(office, "International Business Machines", alias="Big Blue")
    office.ana.types("/log-call big blue agreed")
    office.ana.sees("Call with International Business Machines.")
    assert entry(office).notes == "agreed"


def test_a_longer_name_misspelt_is_a_choice_not_a_guess(office: Office) -> None:
    knows(office, "Acme", "Acme Corporation")
    office.ana.types("/log-call Acme Corporatoin signed")
    asked = office.ana.sees("fits more than one account. Which one is meant?")
    assert asked.buttons == ["Acme", "Acme Corporation", "Open the form"]
    office.ana.presses("Acme Corporation", on=asked)
    office.ana.sees("Call with Acme Corporation.")
    assert entry(office).notes.endswith("signed")


def test_a_first_word_that_may_begin_another_name_is_a_question(office: Office) -> None:
    knows(office, "Blue Ocean Ltd")
    office.ana.types("/log-call Blue Sky Airways agreed")
    asked = office.ana.sees("There is no account called “Blue Sky Airways” yet.")
    assert "Create “Blue Sky Airways”" in asked.buttons
    assert "Blue Ocean Ltd" in asked.buttons
    assert entries(office) == []


def test_my_accounts_are_listed_page_by_page(office: Office) -> None:
    knows(office, *(f"Client {number:02}" for number in range(44, 0, -1)), "acme")
    knows(office, "Chitra's own", by="chitra")
    office.ana.types("/account")
    first = office.ana.sees("You manage 45 accounts")
    assert "acme" in first.words
    assert "Client 19" in first.words
    assert "Client 20" not in first.words
    assert "Chitra's own" not in first.words
    assert first.buttons == ["Next"]
    office.ana.presses("Next", on=first)
    second = office.ana.sees("Client 20")
    assert second.ts == first.ts
    assert second.buttons == ["Previous", "Next"]
    office.ana.presses("Next", on=second)
    last = office.ana.sees("Client 44")
    assert last.buttons == ["Previous"]
    office.ana.presses("Previous", on=last)
    office.ana.sees("Client 20")


def test_without_accounts_the_list_says_how_to_get_one(office: Office) -> None:
    office.ana.types("/account")
    assert "/log-call Acme agreed the pilot" in office.ana.sees("You manage no accounts yet.").words


def test_the_card_shows_who_what_is_open_and_what_was_said(office: Office) -> None:
    knows(office, "Acme & <Sons>", alias="A&S")
    office.ana.types('/log-call "Acme & <Sons>" agreed 4/5 follow up Friday: send contract')
    for line in ("/account acme & <sons>", "/account a&s", '/account "Acme & <Sons>"'):
        office.chitra.types(line)
        card = office.chitra.sees("Manager: @Ana")
        for shown in ("Acme & <Sons>", "Also called: A&S", "send contract", "4/5", "agreed"):
            assert shown in card.words


def test_undo_and_edit_on_the_card_bring_the_card_up_to_date(office: Office) -> None:
    knows(office, "Acme")
    office.ana.types("/log-call Acme agreed the pilot")
    office.ana.types("/log-call Acme asked for a discount, follow up Friday: answer")
    office.ana.types("/account Acme")
    card = office.ana.sees("Manager: @Ana")
    office.ana.presses("Edit", on=card)
    office.ana.fills(notes="asked for a rebate")
    assert office.ana.submits() == {}
    card = office.ana.sees("asked for a rebate")
    assert "Manager: @Ana" in card.words
    assert "agreed the pilot" in card.words
    office.ana.presses("Undo", on=card)
    office.ana.sees("Undone: nothing of this entry is on record.")
    card = office.ana.sees("Manager: @Ana")
    assert "rebate" not in card.words
    assert "agreed the pilot" in card.words
    assert "Follow-ups: none open" in card.words


def test_a_card_of_an_account_that_is_taken_back_says_so(office: Office) -> None:
    office.ana.types("/log-call Acme agreed")
    office.ana.presses("Create “Acme”")
    office.ana.types("/account Acme")
    card = office.ana.sees("Manager: @Ana")
    office.ana.presses("Undo", on=card)
    office.ana.sees("That account is no longer on record.")
    assert account_names(office) == []


def test_an_unknown_name_offers_the_near_ones_and_says_how_to_make_it(office: Office) -> None:
    knows(office, "Acme Foods")
    office.ana.types("/account Acme Fods Ltd")
    asked = office.ana.sees("There is no account called “Acme Fods Ltd” yet.")
    assert "/log-call Acme Fods Ltd | what was said" in asked.words
    office.ana.presses("Acme Foods", on=asked)
    office.ana.sees("Manager: @Ana")


def test_words_after_a_known_name_are_not_ignored(office: Office) -> None:
    knows(office, "Acme")
    office.ana.types("/account Acme of the north")
    asked = office.ana.sees("There is no account called “Acme of the north” yet.")
    assert asked.buttons == ["Acme"]


def test_an_archived_account_is_brought_back_from_its_card(office: Office) -> None:
    knows(office, "Acme")
    archives(office, "Acme")
    office.ana.types("/account Acme")
    card = office.ana.sees("Status: archived")
    office.ana.presses("Bring it back", on=card)
    card = office.ana.sees("Status: active")
    assert "Bring it back" not in card.buttons


def test_an_alias_shared_by_two_is_a_choice(office: Office) -> None:
    knows(office, "Delta Airlines", alias="Delta")
    knows(office, "Delta Foods", alias="Delta")
    office.ana.types("/account Delta")
    asked = office.ana.sees("Which one is meant?")
    assert asked.buttons == ["Delta Airlines", "Delta Foods"]
    office.ana.presses("Delta Foods", on=asked)
    office.ana.sees("Manager: @Ana")


def test_help_shows_how(office: Office) -> None:
    office.ana.types("/account help")
    assert "/account Acme" in office.ana.sees("How to use /account").words


def test_a_card_counts_what_it_does_not_show(office: Office) -> None:
    knows(office, "Acme")
    for number in range(12):
        office.ana.types(f"/follow-up Acme Friday thing {number:02}")
    for number in range(6):
        office.ana.types(f"/log-call Acme said {number}")
    office.ana.types("/account Acme")
    card = office.ana.sees("Last logged · 6 on record")
    assert card.words.count("thing") == 10
    assert "and 2 more: /follow-up lists yours" in card.words


def test_long_aliases_hide_nothing_of_the_card(office: Office) -> None:
    aliases = ";".join(f"{number:02}{'&' * 150}" for number in range(20))
    preview = importing.store(
        office.rapport.desk,
        office.slack.team_id,
        f"name,aliases,manager\nAcme,{aliases},{office.ana.id}\n",
    )
    assert preview.exit_code == 0
    office.ana.types("/account Acme")
    card = office.ana.sees("Manager: @Ana")
    assert "19&" in card.words
    assert "Last changed" in card.words


def test_an_answer_that_can_no_longer_be_changed_is_logged(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    knows(office, "Acme")
    archives(office, "Acme")
    office.ana.types("/account Acme")
    office.slack.faults.add(Fault("response_url", "error"))
    office.ana.presses("Bring it back")
    assert "an answer could not be changed: Slack refused it (500)" in caplog.text
    office.ana.types("/account Acme")
    office.ana.sees("Status: active")
