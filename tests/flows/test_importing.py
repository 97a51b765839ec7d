"""An admin loads the client list: previewed, checked by line, stored whole or not at all."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from bot import importing, people
from bot.desk import Desk
from bot.importing import Fate, marking
from bot.people import PersonFacts, Standing
from storage import accounts
from storage.accounts import Account, AccountStatus
from storage.changes import Change
from storage.database import Database
from storage.names import AccountName, NameTrigram, fold, misspelling, resembling

TEAM = "T0HARBOUR"


@pytest.fixture
def desk(record: str) -> Iterator[Desk]:
    desk = Desk(Database(record))
    facts = [
        PersonFacts("U0ANA", "Ana", "ana@harbourandpine.example", "Asia/Manila", Standing.MEMBER),
        PersonFacts("U0GUS", "Gus", "gus@harbourandpine.example", "Africa/Lagos", Standing.GUEST),
        PersonFacts("U0OLD", "Odo", "odo@harbourandpine.example", "UTC", Standing.GONE),
    ]
    people.keep(desk, TEAM, facts)
    yield desk
    desk.database.close()


def account(desk: Desk, name: str) -> Account:
    with desk.read() as session:
        found = accounts.named(session, TEAM, fold(name))
    assert found is not None
    return found


def aliases(desk: Desk, name: str) -> list[str]:
    with desk.read() as session:
        return accounts.aliases_of(session, TEAM, account(desk, name).id)


def rows(desk: Desk) -> list[int]:
    """How many rows each table that an import writes holds."""
    with desk.read() as session:
        tables = (Account, AccountName, NameTrigram, Change)
        return [session.scalars(select(func.count()).select_from(t)).one() for t in tables]


def faults(desk: Desk, text: str) -> list[str]:
    """What is wrong with a file, which then must not have stored anything."""
    before = rows(desk)
    outcome = importing.store(desk, TEAM, text)
    assert (outcome.exit_code, outcome.is_stored) == (1, False)
    assert rows(desk) == before
    return [str(fault) for fault in outcome.faults]


def test_a_list_is_stored_with_all_its_columns(desk: Desk) -> None:
    text = (
        "name,aliases,manager,tier,status\n"
        "Acme Ltd,Acme; The Acme|ACME,Ana@HarbourAndPine.example,gold,\n"
        "Globex,,u0ana,,archived\n"
    )
    outcome = importing.store(desk, TEAM, text)
    assert outcome.exit_code == 0
    assert outcome.is_stored
    acme, globex = account(desk, "acme ltd"), account(desk, "Globex")
    assert (acme.manager_id, acme.tier, acme.status) == ("U0ANA", "gold", AccountStatus.ACTIVE)
    assert (globex.manager_id, globex.status) == ("U0ANA", AccountStatus.ARCHIVED)
    assert (acme.created_by, acme.changed_by) == ("import", "import")
    assert aliases(desk, "Acme Ltd") == ["Acme", "The Acme"]
    assert acme.id < globex.id


def test_an_imported_name_is_found_with_a_typo(desk: Desk) -> None:
    importing.store(desk, TEAM, "name,aliases\nHarbour Logistics,HL Group\n")
    with desk.read() as session:
        found = [name.words for name in resembling(session, TEAM, fold("Harbor Logistcs"))]
        by_alias = [name.words for name in resembling(session, TEAM, fold("HL Grop"))]
    assert found[0] == "Harbour Logistics"
    assert by_alias[0] == "HL Group"


def test_a_dry_run_tells_each_line_and_stores_nothing(desk: Desk) -> None:
    importing.store(desk, TEAM, "name,tier\nAcme,gold\nGlobex,gold\n")
    before = rows(desk)
    preview = importing.read(desk, TEAM, "name,tier\nACME,silver\nGlobex,\nInitech,\n")
    assert preview.lines(with_steps=True) == [
        "line 2: changed: ACME (name “Acme” → “ACME”, tier “gold” → “silver”)",
        "line 3: unchanged: Globex",
        "line 4: new: Initech",
        "3 accounts have no manager: nobody is reminded of them.",
        "1 new, 1 changed, 1 unchanged. Nothing was stored.",
    ]
    assert rows(desk) == before


def test_an_import_changes_what_the_file_says_and_records_it(desk: Desk) -> None:
    importing.store(desk, TEAM, "name,aliases,tier\nAcme,Old,gold\nGlobex,GBX,gold\n")
    made = account(desk, "Acme")
    outcome = importing.store(
        desk, TEAM, "name,aliases,tier,manager\nACME,New,,U0ANA\nGlobex,,gold,\n"
    )
    assert (outcome.count(Fate.CHANGED), outcome.count(Fate.UNCHANGED)) == (1, 1)
    acme = account(desk, "Acme")
    assert (acme.id, acme.name, acme.tier, acme.manager_id) == (made.id, "ACME", "gold", "U0ANA")
    assert acme.created_at == made.created_at
    assert acme.changed_at > made.changed_at
    assert (aliases(desk, "Acme"), aliases(desk, "Globex")) == (["New"], ["GBX"])
    with desk.read() as session:
        assert resembling(session, TEAM, "old") == []
        change = session.scalars(select(Change)).one()
    assert (change.noun, change.record_id, change.actor_id) == ("account", str(acme.id), "import")
    assert change.details["manager"] == ["", "U0ANA"]
    assert change.details["aliases"] == ["Old", "New"]


def test_the_same_file_again_changes_nothing(desk: Desk) -> None:
    text = "name,aliases,manager\nAcme,A1;A2,U0ANA\nŽižka & Söhne,,\n"
    importing.store(desk, TEAM, text)
    before = rows(desk)
    again = importing.store(desk, TEAM, text)
    assert again.count(Fate.UNCHANGED) == 2
    assert rows(desk) == before


def test_errors_are_told_by_line_and_one_stops_all(desk: Desk) -> None:
    text = (
        "name,aliases,manager,tier,status\n"
        "Acme,,U0GUS,,\n"
        "Globex,,nobody@example.org,,\n"
        '"Two\nlines",,,,\n'
        ",x,,,\n"
        f"{'n' * 201},,,,\n"
        "Initech,,odo@harbourandpine.example,,\n"
        "Umbrella,,,,sleeping\n"
        "acme ,,,,\n"
        "Good,,,,\n"
        "Extra,,,,,x\n"
    )
    told = faults(desk, text)
    starts = [fault.split(":", 1)[0] for fault in told]
    assert starts == [f"line {n}" for n in (2, 3, 4, 6, 7, 8, 9, 10, 12)]
    expected = (
        "Gus is a guest",
        "“nobody@example.org”",
        "line break",
        "name is empty",
        "201 characters",
        "Odo is deactivated",
        "active or archived",
        "on line 2 already",
        "6 cells",
    )
    assert all(words in fault for words, fault in zip(expected, told, strict=True))


def test_an_alias_that_is_another_name_is_refused(desk: Desk) -> None:
    importing.store(desk, TEAM, "name,aliases\nHewlett,HP\nOracle,\n")
    clash = "is the name of another account"
    assert clash in faults(desk, "name,aliases\nNew,oracle\n")[0]
    assert clash in faults(desk, "name,aliases\nA,B\nB,\n")[0]
    assert "is an alias of “Hewlett”" in faults(desk, "name\nHP\n")[0]
    assert importing.store(desk, TEAM, "name,aliases\nHewlett,HWP\nHP,\n").is_stored


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_what_spreadsheets_write_is_read(desk: Desk, tmp_path: Path, delimiter: str) -> None:
    file = tmp_path / "accounts.csv"
    lines = ["Name,Aliases,Tier", '"Acme, Inc; Ltd",,gold', ",,", "Ümlaut GmbH,,"]
    text = "\r\n".join(lines).replace(",", delimiter).replace(f"Acme{delimiter}", "Acme,")
    file.write_bytes(b"\xef\xbb\xbf" + text.encode())
    outcome = importing.store(desk, TEAM, file)
    assert [(step.line, step.name) for step in outcome.steps] == [
        (2, "Acme, Inc; Ltd"),
        (4, "Ümlaut GmbH"),
    ]


@pytest.mark.parametrize(("encoding", "named"), [("cp1252", "Windows-1252"), ("utf-16", "UTF-16")])
def test_another_encoding_is_named(desk: Desk, tmp_path: Path, encoding: str, named: str) -> None:
    file = tmp_path / "accounts.csv"
    file.write_bytes("name\nAcme\nMüller\n".encode(encoding))
    (fault,) = importing.read(desk, TEAM, file).faults
    assert f"looks like {named}" in fault.words
    assert "CSV UTF-8" in fault.words
    assert fault.line == (3 if encoding == "cp1252" else None)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "The file is empty"),
        ("\n\n", "The file is empty"),
        ("client,town\nAcme,Oslo\n", "no column “name”"),
        ("id,account,occurred_at\n", "interactions.csv. Only accounts"),
        ("user_id,name,standing\n", "people.csv. Only accounts"),
        ("name,tier,Name\n", "name is there twice"),
        ('name\nGood\n"Acme\n', "line 3: from here on the double quotes"),
    ],
)
def test_a_file_that_is_no_list_of_accounts_is_refused(desk: Desk, text: str, words: str) -> None:
    assert words in faults(desk, text)[0]


def test_a_file_that_is_not_there_is_told(desk: Desk, tmp_path: Path) -> None:
    (fault,) = importing.read(desk, TEAM, tmp_path / "none.csv").faults
    assert "none.csv can't be read: No such file" in fault.words


def test_unknown_columns_and_unappointed_managers_are_told(desk: Desk) -> None:
    outcome = importing.store(desk, TEAM, "name,town,id,manager\nAcme,Oslo,7,U0ANA\n")
    assert outcome.lines() == [
        "Ignored, as accounts have no such column: town.",
        "Named as managers but not appointed yet: Ana. An admin appoints them with "
        "`/rapport settings`.",
        "1 new, 0 changed, 0 unchanged.",
    ]


def test_many_errors_are_shown_in_part_and_counted(desk: Desk) -> None:
    text = "name,manager\n" + "".join(f"Client {n},U0NONE\n" for n in range(70))
    said = importing.read(desk, TEAM, text).lines()
    assert len(said) == 52
    assert said[-2:] == [
        "… and 20 more errors.",
        "70 errors. Nothing was stored: put them right and import the file again.",
    ]


def test_thousands_of_lines_cost_few_statements(desk: Desk) -> None:
    text = "name,aliases\n" + "".join(f"Client {n},Alias {n}\n" for n in range(3_000))
    outcome = importing.store(desk, TEAM, text)
    assert outcome.count(Fate.NEW) == 3_000
    assert rows(desk)[:2] == [3_000, 6_000]
    respelt = text.replace("Client", "CLIENT").replace("Alias", "Also")
    assert importing.store(desk, TEAM, respelt).count(Fate.CHANGED) == 3_000
    assert aliases(desk, "client 2999") == ["Also 2999"]


def test_names_of_a_long_list_are_marked_in_turns_with_others(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(marking, "AT_ONCE", 2)
    seen: list[int] = []

    def look(_seconds: float) -> None:
        with closing(Database(desk.database.url.render_as_string(hide_password=False))) as other:
            with other.write(TEAM) as session:
                session.execute(text("UPDATE teams SET name = name"))
            seen.append(len(misspelt(Desk(other))))

    monkeypatch.setattr(time, "sleep", look)
    assert importing.store(desk, TEAM, CLIENTS).is_stored
    assert seen == [4, 6, 7], "of seven, two at a time; the first come with the accounts"


def test_what_an_import_left_unmarked_the_next_one_marks(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(marking, "AT_ONCE", 2)
        meanwhile.setattr(time, "sleep", killed)
        with pytest.raises(KeyboardInterrupt):
            importing.store(desk, TEAM, CLIENTS)
    assert len(misspelt(desk)) == 4, "those that came with the accounts, and the first two after"
    before = rows(desk)
    again = importing.store(desk, TEAM, CLIENTS)
    assert again.count(Fate.UNCHANGED) == 7
    assert len(misspelt(desk)) == 7
    assert rows(desk)[:2] == before[:2]
    once_more = rows(desk)
    importing.store(desk, TEAM, CLIENTS)
    assert rows(desk) == once_more


@pytest.mark.sqlite
def test_what_is_stored_before_the_record_fails_is_told_as_stored(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_seconds: float) -> None:
        with desk.write() as session:
            session.execute(text("ALTER TABLE name_trigrams RENAME TO lost"))

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(marking, "AT_ONCE", 2)
        meanwhile.setattr(time, "sleep", fail)
        outcome = importing.store(desk, TEAM, CLIENTS)
    assert outcome.lines() == [
        "Some names can't be found misspelt yet: import the file once more for that.",
        "7 accounts have no manager: nobody is reminded of them.",
        "7 new, 0 changed, 0 unchanged.",
    ]
    with desk.write() as session:
        session.execute(text("ALTER TABLE lost RENAME TO name_trigrams"))
    assert importing.store(desk, TEAM, CLIENTS).count(Fate.UNCHANGED) == 7
    assert len(misspelt(desk)) == 7


CLIENTS = "name\n" + "".join(f"Client {letter * 5}\n" for letter in "abcdefg")


def misspelt(desk: Desk) -> list[str]:
    """Which of the clients are found though their second letter is missing."""
    with desk.read() as session:
        wrong = [f"cient {letter * 5}" for letter in "abcdefg"]
        return [name.words for name in misspelling(session, TEAM, wrong)]
