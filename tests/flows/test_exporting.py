"""The record is taken away as files, and brought back."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot import cells, exporting, importing
from bot.account_form import ACCOUNT_FORM
from bot.complaint_form import COMPLAINT_FORM
from bot.desk import Desk
from bot.exporting import CannotExport
from bot.follow_up_form import FOLLOW_UP_FORM
from bot.forms import Form
from bot.interaction_form import LOG_CALL_FORM
from playground.messages import Message
from storage import exports
from storage.database import Database
from storage.interactions import Interaction, Kind
from tests.conftest import Office
from tests.flows.on_record import knows

TEAM = "T0HARBOUR"
NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


@pytest.fixture
def desk(record: str) -> Iterator[Desk]:
    desk = Desk(Database(record))
    yield desk
    desk.database.close()


def read(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def note(desk: Desk, words: str) -> None:
    """One interaction with these notes, with the first account on record."""
    with desk.write() as session:
        account = next(exports.read(session, TEAM, "accounts", ["id"]).rows)
        session.add(
            Interaction(
                team_id=TEAM,
                account_id=account.id,
                kind=Kind.CALL,
                occurred_at=NOON,
                author_id="U0ANA",
                notes=words,
                created_at=NOON,
                made_account=False,
            )
        )


def test_a_day_at_the_office_is_taken_away(office: Office, tmp_path: Path) -> None:
    ana = office.ana
    ana.types("/log-call Acme agreed the pilot 4/5 follow up Friday 3pm: send contract")
    ana.presses("Create “Acme”")
    ana.sees("Logged: Call with Acme")
    ana.types("/log-call Acme a slip of the tongue follow up Monday: forget it")
    ana.presses("Undo")
    exported = exporting.export(office.rapport.desk, TEAM, tmp_path / "out")
    assert [(e.file.name, e.rows) for e in exported][:3] == [
        ("accounts.csv", 1),
        ("interactions.csv", 1),
        ("follow_ups.csv", 1),
    ]
    (account,) = read(tmp_path / "out" / "accounts.csv")
    (interaction,) = read(tmp_path / "out" / "interactions.csv")
    (follow_up,) = read(tmp_path / "out" / "follow_ups.csv")
    assert (account["name"], account["manager"], account["status"]) == ("Acme", "U0ANA", "active")
    assert interaction["account"] == "Acme"
    assert interaction["author"] == "U0ANA"
    assert interaction["satisfaction"] == "4"
    assert interaction["occurred_at"].startswith("2026-11-25T10:0")
    assert follow_up["what"] == "send contract"
    assert follow_up["due_at"] == "2026-11-27T07:00:00Z"
    assert (follow_up["due_on"], follow_up["due_time"]) == ("2026-11-27", "15:00")
    assert follow_up["interaction"] == interaction["id"]


def test_people_and_changes_are_among_the_files(office: Office, tmp_path: Path) -> None:
    files = [e.file.name for e in exporting.export(office.rapport.desk, TEAM, tmp_path)]
    assert files == [
        "accounts.csv",
        "interactions.csv",
        "follow_ups.csv",
        "complaints.csv",
        "episodes.csv",
        "people.csv",
        "changes.csv",
    ]
    assert sorted(p.name for p in tmp_path.iterdir() if p.suffix == ".csv") == sorted(files)
    people = {person["user_id"]: person for person in read(tmp_path / "people.csv")}
    assert people["U0ANA"]["email"] == "ana@harbourandpine.example"
    assert (people["U0ANA"]["is_manager"], people["U0BEN"]["is_lead"]) == ("true", "true")
    assert people["U0GUS"]["standing"] == "guest"
    roles = [c for c in read(tmp_path / "changes.csv") if c["verb"] == "roles"]
    assert {change["record"] for change in roles} == {"U0ANA", "U0BEN", "U0CHITRA"}


def test_complaints_and_unhappy_clients_are_taken_away(office: Office, tmp_path: Path) -> None:
    knows(office, "Acme")
    office.ana.types("/complaint Acme the pallets were wet")
    office.settles()
    office.ana.presses("Take")
    office.ana.types("/log-call Acme they are angry 1/5")
    exporting.export(office.rapport.desk, TEAM, tmp_path)
    (complaint,) = read(tmp_path / "complaints.csv")
    assert (complaint["account"], complaint["what"]) == ("Acme", "the pallets were wet")
    assert (complaint["severity"], complaint["status"]) == ("medium", "taken")
    assert (complaint["filed_by"], complaint["owner"]) == ("U0ANA", "U0ANA")
    assert complaint["acknowledge_by"] == "2026-11-26T10:00:00Z"
    (episode,) = read(tmp_path / "episodes.csv")
    assert (episode["account"], episode["manager"]) == ("Acme", "U0ANA")
    assert (episode["status"], episode["lowest"]) == ("open", "1")
    assert {"complaint", "episode"} <= {c["noun"] for c in read(tmp_path / "changes.csv")}


def test_what_was_withdrawn_is_absent_with_its_changes(office: Office, tmp_path: Path) -> None:
    knows(office, "Acme")
    office.ana.types("/complaint Acme the pallets were wet")
    office.ana.presses("Undo")
    office.ana.types("/log-call Acme they are angry 1/5")
    office.ana.presses("Undo")
    office.ana.types("/follow-up Acme every Friday send the report")
    office.ana.presses("Undo")
    exporting.export(office.rapport.desk, TEAM, tmp_path)
    for name in ("complaints", "episodes", "interactions", "follow_ups"):
        assert read(tmp_path / f"{name}.csv") == [], name
    gone = {"complaint", "episode", "interaction", "follow_up"}
    assert gone.isdisjoint({c["noun"] for c in read(tmp_path / "changes.csv")})


def test_where_a_record_comes_from_and_how_often_are_taken_away(
    office: Office, tmp_path: Path
) -> None:
    knows(office, "Acme")
    message = office.max.types("Acme wants the new price list", channel="#general")
    assert isinstance(message, Message)
    for shortcut in ("Log as interaction", "File complaint", "Create follow-up"):
        office.ana.starts(shortcut, on=message)
        if shortcut == "Create follow-up":
            office.ana.fills(repeat_every="2", repeat_unit="Weeks", due_at="15:00")
        assert office.ana.submits() == {}
    exporting.export(office.rapport.desk, TEAM, tmp_path)
    for name in ("interactions", "complaints", "follow_ups"):
        (row,) = read(tmp_path / f"{name}.csv")
        assert row["source_author"] == "U0MAX"
        assert row["source_url"].startswith(
            "https://harbour-and-pine.slack.com/archives/C0GENERAL/"
        )
    (row,) = read(tmp_path / "follow_ups.csv")
    assert (row["repeat_every"], row["repeat_unit"], row["occurrence"]) == ("2", "week", "0")
    assert (row["series"], row["due_time"]) == (row["id"], "15:00")


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("accounts", ACCOUNT_FORM),
        ("interactions", LOG_CALL_FORM),
        ("follow_ups", FOLLOW_UP_FORM),
        ("complaints", COMPLAINT_FORM),
    ],
)
def test_whatever_a_form_asks_for_is_taken_away(
    desk: Desk, tmp_path: Path, name: str, form: Form
) -> None:
    exporting.export(desk, TEAM, tmp_path)
    header = (tmp_path / f"{name}.csv").read_text("utf-8").strip().split(",")
    assert set(form.columns) <= set(header)
    assert len(header) == len(set(header))


@pytest.mark.parametrize(
    "words",
    [
        "two\nlines\r\nand\rmore",
        'a "quote", a comma; a semicolon',
        "नमस्ते שלום 👩‍👩‍👧 \u202eright to left",
        "  spaces kept  ",
        "'quoted",
    ],
)
def test_notes_survive_as_typed(desk: Desk, tmp_path: Path, words: str) -> None:
    importing.store(desk, TEAM, "name\nAcme\n")
    note(desk, words)
    exporting.export(desk, TEAM, tmp_path)
    assert [row["notes"] for row in read(tmp_path / "interactions.csv")] == [words]


@pytest.mark.parametrize("start", list("=+-@\t\r"))
def test_no_cell_runs_as_a_formula(desk: Desk, tmp_path: Path, start: str) -> None:
    importing.store(desk, TEAM, "name\nAcme\n")
    note(desk, start + "1+cmd|' /C calc'!A0")
    exporting.export(desk, TEAM, tmp_path)
    (row,) = read(tmp_path / "interactions.csv")
    assert row["notes"] == f"'{start}1+cmd|' /C calc'!A0"


@given(st.text(alphabet="'=+-@\t\ra1", max_size=6))
@example("'=1")
def test_every_text_is_read_back_as_it_was(text: str) -> None:
    cell = cells.written(text)
    assert cells.read_back(cell) == text
    assert cell[:1] not in {"=", "+", "-", "@", "\t", "\r"}


def test_an_export_imported_again_changes_nothing(desk: Desk, tmp_path: Path) -> None:
    text = 'name,aliases,tier\n@Home,\'=eq;+plus,-A\n"O\'Neill, ""Sons""",ON|OS,\n'
    importing.store(desk, TEAM, text)
    exporting.export(desk, TEAM, tmp_path)
    first = read(tmp_path / "accounts.csv")
    assert [(row["name"], row["aliases"]) for row in first] == [
        ("'@Home", "'=eq;+plus"),
        ('O\'Neill, "Sons"', "ON;OS"),
    ]
    again = importing.store(desk, TEAM, tmp_path / "accounts.csv")
    assert (again.faults, again.count(importing.Fate.UNCHANGED)) == ([], 2)
    exporting.export(desk, TEAM, tmp_path)
    assert read(tmp_path / "accounts.csv") == first


def test_an_export_brings_the_accounts_to_another_workspace(desk: Desk, tmp_path: Path) -> None:
    importing.store(desk, TEAM, "name,tier\nAcme,gold\n")
    exporting.export(desk, TEAM, tmp_path)
    assert importing.store(desk, "T0OTHER", tmp_path / "accounts.csv").is_stored
    exported = exporting.export(desk, "T0OTHER", tmp_path / "other")
    assert [e.rows for e in exported] == [1, 0, 0, 0, 0, 0, 0]


def test_rows_come_in_order_of_creation(desk: Desk, tmp_path: Path) -> None:
    names = [f"Client {n % 7} {n}" for n in range(4_500)]
    importing.store(desk, TEAM, "\n".join(["name", *names]))
    exporting.export(desk, TEAM, tmp_path)
    assert [row["name"] for row in read(tmp_path / "accounts.csv")] == names


def test_a_new_export_replaces_the_old_and_leaves_nothing_unfinished(
    desk: Desk, tmp_path: Path
) -> None:
    (tmp_path / "accounts.csv").write_text("old", "utf-8")
    (tmp_path / "mine.txt").write_text("kept", "utf-8")
    importing.store(desk, TEAM, "name\nAcme\n")
    exported = exporting.export(desk, TEAM, tmp_path)
    assert {p.name for p in tmp_path.iterdir() if p.suffix != ".db" and "db-" not in p.name} == {
        *(e.file.name for e in exported),
        "mine.txt",
    }
    assert exporting.lines(exported)[0] == f"{tmp_path / 'accounts.csv'}: 1 row"


def test_a_failed_export_leaves_the_old_files_whole(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exporting.export(desk, TEAM, tmp_path / "out")
    before = {p.name: p.read_bytes() for p in (tmp_path / "out").iterdir()}
    importing.store(desk, TEAM, "name\nAcme\n")
    monkeypatch.setattr("os.fsync", _no_space)
    with pytest.raises(CannotExport, match="No space left on device"):
        exporting.export(desk, TEAM, tmp_path / "out")
    assert {p.name: p.read_bytes() for p in (tmp_path / "out").iterdir()} == before


def _no_space(_descriptor: int) -> None:
    raise OSError(28, "No space left on device")


def test_a_place_that_is_no_folder_is_refused(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "taken"
    file.write_text("x", "utf-8")
    with pytest.raises(CannotExport, match="taken is a file"):
        exporting.export(desk, TEAM, file)
    with pytest.raises(CannotExport, match="Nothing can be written"):
        exporting.export(desk, TEAM, file / "below")
