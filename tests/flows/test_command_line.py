"""The command line: what it says, the exit codes, and an end that loses nothing."""

from __future__ import annotations

import signal
import socket
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot import backups
from playground.delivery.record import Delivery
from playground.faults import Fault
from tests.faults.adversity import locked
from tests.faults.company import Company, open_company
from tests.faults.process import BotProcess, until

DRAIN_SECONDS = 10


@pytest.fixture
def company(record: str) -> Iterator[Company]:
    with open_company(record) as found:
        yield found


def answer_of(bot: BotProcess, *arguments: str) -> tuple[int, str]:
    """The exit code and the words of one command."""
    bot.runs(*arguments)
    return bot.ends(), bot.said


@pytest.mark.parametrize("command", [[], ["serve"]])
def test_with_nothing_set_it_says_what_to_set_and_names_the_demo(
    company: Company, command: list[str]
) -> None:
    bot = company.hires(SLACK_BOT_TOKEN="", SLACK_APP_TOKEN="", SLACK_API_URL="")
    code, said = answer_of(bot, *command)
    assert code == 2
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"):
        assert f"{name} is not set: api.slack.com/apps" in said
    assert "python app.py demo" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("mode", ["socket", "http"])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_well(company: Company, mode: str, number: signal.Signals) -> None:
    bot = company.hires(mode)
    bot.serves()
    started = time.monotonic()
    bot.gets(number)
    assert bot.ends(DRAIN_SECONDS) == 0
    assert time.monotonic() - started < 5, "nothing was under way"
    assert "everything that was answered is stored" in bot.said
    assert "Traceback" not in bot.said


@pytest.mark.parametrize("mode", ["socket", "http"])
def test_what_is_under_way_is_answered_before_the_end(company: Company, mode: str) -> None:
    bot = company.hires(mode)
    # Rapport asks Slack who ana is in the midst of her command: the signal comes just then.
    sent = Fault("users.info", "performed", then=lambda: bot.gets(signal.SIGTERM))
    bot.serves()
    company.forgets("U0ANA")
    company.slack.faults.add(sent)
    delivery = company.slack.person("ana").types("/log-call Globex agreed the pilot")
    assert bot.ends(DRAIN_SECONDS) == 0
    assert sent.fired == 1
    assert isinstance(delivery, Delivery)
    assert delivery.is_acked
    assert company.entries() == ["agreed the pilot"]


def test_it_ends_in_time_though_slack_hangs(company: Company) -> None:
    company.wants("send the contract")
    hanging = company.slack.faults.add(Fault("*", "timeout", times=99, seconds=30))
    bot = company.hires()
    bot.runs("serve")
    until(lambda: hanging.fired >= 2, 20)
    bot.gets(signal.SIGTERM)
    assert bot.ends(DRAIN_SECONDS) == 0


def test_a_wrong_token_is_told_of_and_the_process_lives(company: Company) -> None:
    bot = company.hires(SLACK_BOT_TOKEN="xoxb-wrong")
    bot.runs("serve")
    until(lambda: "Slack refuses SLACK_BOT_TOKEN (invalid_auth)" in bot.said, 20)
    assert bot.is_running()
    assert "Traceback" not in bot.said


def test_a_tick_at_an_instant_delivers_what_is_due_then_once(company: Company) -> None:
    company.owes("send the contract", due_in=timedelta(days=2))
    company.owes("send the offer", due_in=timedelta(days=9))
    then = (company.desk.clock.now() + timedelta(days=2, minutes=1)).isoformat()
    bot = company.hires()
    assert answer_of(bot, "tick")[0] == 0
    assert company.shown() == []
    assert answer_of(bot, "tick", "--now", then)[0] == 0
    assert answer_of(bot, "tick", "--now", then)[0] == 0
    shown = [each.words for each in company.shown()]
    assert sum("send the contract" in words and ":alarm" in words for words in shown) == 1
    assert not any("send the offer" in words and ":alarm" in words for words in shown)
    assert company.lost_and_doubled() == (0, 0)


def test_a_tick_needs_only_the_bots_token(company: Company) -> None:
    code, said = answer_of(company.hires(SLACK_BOT_TOKEN="", SLACK_APP_TOKEN=""), "tick")
    assert code == 2
    assert "SLACK_BOT_TOKEN is not set" in said
    assert "SLACK_APP_TOKEN" not in said
    assert answer_of(company.hires(SLACK_APP_TOKEN=""), "tick")[0] == 0


def test_a_tick_with_a_wrong_token_says_so_in_one_line(company: Company) -> None:
    company.wants("send the contract")
    code, said = answer_of(company.hires(SLACK_BOT_TOKEN="xoxb-0-wrong"), "tick")
    assert code == 1
    assert said.count("Slack refuses SLACK_BOT_TOKEN (invalid_auth)") == 1
    assert "Traceback" not in said
    assert answer_of(company.hires(), "tick")[0] == 0
    assert company.lost_and_doubled() == (0, 0)


@pytest.mark.sqlite
def test_a_tick_that_could_not_look_for_all_that_is_due_fails(company: Company) -> None:
    engine = company.desk.database.engine
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE follow_ups RENAME COLUMN ping_at TO aside")
    code, said = answer_of(company.hires(), "tick")
    assert code == 1
    assert "is put off to the next tick" in said
    assert "Traceback" not in said


def test_an_instant_that_is_none(company: Company) -> None:
    code, said = answer_of(company.hires(), "tick", "--now", "half past nine")
    assert code == 2
    assert "'half past nine' is not ISO 8601" in said


@pytest.mark.parametrize("command", ["serve", "tick", "migrate"])
@pytest.mark.parametrize(
    ("url", "wanted", "words"),
    [
        ("nosuch://host/rapport", 2, "DATABASE_URL can't be used"),
        ("sqlite:////nowhere/at/all/rapport.db", 1, "The database can't be used just now"),
    ],
)
def test_a_database_that_cannot_be_opened(
    company: Company, command: str, url: str, wanted: int, words: str
) -> None:
    code, said = answer_of(company.hires(DATABASE_URL=url), command)
    assert code == wanted
    assert words in said
    assert "Traceback" not in said


def test_a_record_that_another_program_holds(company: Company) -> None:
    company.wants("send the contract")
    bot = company.hires()
    with locked(company.record):
        code, said = answer_of(bot, "tick")
    assert code == 1
    assert "isn't held by another program" in said
    assert answer_of(bot, "tick")[0] == 0
    assert company.lost_and_doubled() == (0, 0)


def test_migrating_twice(company: Company) -> None:
    bot = company.hires(SLACK_BOT_TOKEN="", SLACK_APP_TOKEN="")
    assert answer_of(bot, "migrate")[0] == 0
    code, said = answer_of(bot, "migrate")
    assert code == 0
    assert "newest schema" in said


@pytest.mark.parametrize("mode", ["socket", "http"])
def test_a_port_that_is_taken_is_told_of(company: Company, mode: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        code, said = answer_of(company.hires(mode, PORT=port), "serve")
    assert code == 1
    assert f"127.0.0.1:{port}" in said
    assert "Traceback" not in said


def without_slack(company: Company) -> BotProcess:
    return company.hires(SLACK_BOT_TOKEN="", SLACK_APP_TOKEN="", SLACK_API_URL="")


def test_the_record_is_backed_up_brought_back_and_copied_without_slack(
    company: Company, tmp_path: Path
) -> None:
    company.wants("send the contract")
    file, elsewhere = tmp_path / "backup.db", f"sqlite:///{tmp_path / 'elsewhere.db'}"
    bot = without_slack(company)
    code, said = answer_of(bot, "backup", str(file))
    assert (code, "follow_ups: 1 row\n" in said) == (0, True)
    assert f"{file} holds the record, whole and checked." in said
    code, said = answer_of(bot, "copy", elsewhere)
    assert code == 0
    assert f"{elsewhere} holds the same record, row for row." in said
    empty = company.hires(DATABASE_URL=f"sqlite:///{tmp_path / 'empty.db'}")
    code, said = answer_of(empty, "restore", str(file))
    assert code == 0
    assert "follow_ups: 1 row\n" in said
    assert "Start Rapport now." in said


def test_a_backup_never_takes_another_files_place(company: Company, tmp_path: Path) -> None:
    file = tmp_path / "backup.db"
    file.write_text("last night's")
    code, said = answer_of(without_slack(company), "backup", str(file))
    assert code == 1
    assert f"No backup was made: {file} exists already: name a new file." in said
    assert file.read_text() == "last night's"


def test_a_backup_that_cannot_be_written(company: Company, tmp_path: Path) -> None:
    code, said = answer_of(without_slack(company), "backup", str(tmp_path / "no" / "backup.db"))
    assert code == 1
    assert "nothing can be written to" in said
    assert "No such file or directory" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("command", ["backup", "copy"])
def test_a_record_that_is_not_there_is_not_made(
    company: Company, tmp_path: Path, command: str
) -> None:
    bot = company.hires(DATABASE_URL=f"sqlite:///{tmp_path / 'nowhere.db'}")
    target = tmp_path / "target.db"
    name = str(target) if command == "backup" else f"sqlite:///{target}"
    code, said = answer_of(bot, command, name)
    assert code == 1
    assert "there is no record at" in said
    assert not (tmp_path / "nowhere.db").exists()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("nosuch://rapport:hush@host/rapport", "the URL can't be used"),
        ("sqlite:////nowhere/at/all/rapport.db", "the target can't be used"),
        ("postgresql+psycopg://rapport:hush@127.0.0.1:9/rapport", "the target can't be used"),
    ],
)
def test_a_copy_to_where_nothing_can_be_stored(company: Company, url: str, words: str) -> None:
    code, said = answer_of(without_slack(company), "copy", url)
    assert code == 1
    assert f"Nothing was copied: {words}" in said
    assert "hush" not in said
    assert "Traceback" not in said


def test_a_copy_from_what_cannot_be_read_blames_no_target(company: Company, tmp_path: Path) -> None:
    bot = company.hires(DATABASE_URL="postgresql+psycopg://rapport:hush@127.0.0.1:9/rapport")
    code, said = answer_of(bot, "copy", f"sqlite:///{tmp_path / 'target.db'}")
    assert code == 1
    assert "The database can't be used just now" in said
    assert "hush" not in said
    assert not (tmp_path / "target.db").exists()


def test_a_restore_without_a_temporary_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "backup.db"
    file.touch()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    with pytest.raises(backups.NotKept, match="the temporary folder can't be used"):
        backups.restore(file, f"sqlite:///{tmp_path / 'restored.db'}")


@pytest.mark.parametrize("command", ["copy", "restore"])
def test_a_record_that_is_there_is_never_written_over(
    company: Company, tmp_path: Path, command: str
) -> None:
    company.wants("send the contract")
    bot, file = without_slack(company), tmp_path / "backup.db"
    assert answer_of(bot, "backup", str(file))[0] == 0
    code, said = answer_of(bot, command, company.record if command == "copy" else str(file))
    assert code == 1
    assert "the target holds rows already, in account_names, accounts" in said
    assert len(company.posts()) == 1


@pytest.mark.parametrize("command", ["backup", "restore", "copy"])
def test_a_command_that_lacks_its_file_or_url(company: Company, command: str) -> None:
    code, said = answer_of(without_slack(company), command)
    assert code == 2
    assert f"usage: app.py {command}" in said
