"""kill -9 around a complaint and an unhappy client: whoever must hear of it does, once."""

from __future__ import annotations

from datetime import datetime
from itertools import cycle

import pytest

from playground.faults import Fault
from storage import complaints
from storage.complaints import Severity
from tests.faults.company import Company
from tests.faults.process import (
    AFTER_CLAIM,
    BEFORE_MARK,
    COMMITTED,
    BotProcess,
    CrashPoint,
)
from tests.faults.test_crashes import KILLED, Troubles, all_is_shown

CHANNEL = "C0COMPLAINTS"
AFTER_FILING = CrashPoint(COMMITTED, r"INSERT INTO complaints")
AFTER_EPISODE = CrashPoint(COMMITTED, r"INSERT INTO episodes")
AFTER_ALARM = CrashPoint(COMMITTED, r"UPDATE complaints SET .*alarm")


@pytest.fixture
def office(company: Company) -> Company:
    """The company with its complaints channel chosen."""
    company.tells(CHANNEL)
    company.slack.workspace.channel(CHANNEL).members.add("U0RAPPORT")
    return company


def lives_on(company: Company, bot: BotProcess) -> None:
    """The bot is started again, long after the leases of the one that died."""
    company.leases_end()
    bot.serves()
    all_is_shown(company)


def test_killed_between_a_complaint_and_its_alert(office: Company) -> None:
    bot = office.hires()
    bot.serves(AFTER_FILING)
    with office.impatient():
        delivery = office.slack.person("ana").types("/complaint Globex it came broken")
    assert bot.ends() == KILLED
    assert office.thread() == []
    lives_on(office, bot)
    assert ["it came broken" in m.words for m in office.thread()] == [True]
    assert "Filed: complaint" in str(office.slack.redeliver(delivery))  # type: ignore[arg-type]
    all_is_shown(office)
    assert len(office.thread()) == 1
    assert office.lost_and_doubled() == (0, 0)


@pytest.mark.parametrize("point", [AFTER_CLAIM, BEFORE_MARK], ids=["after claim", "before mark"])
def test_killed_around_the_alert(office: Company, point: CrashPoint) -> None:
    complaint_id = office.files("it came broken")
    office.notes(complaint_id, "note 1")
    office.takes(complaint_id)
    bot = office.hires()
    bot.runs("serve", crash=point)
    assert bot.ends() == KILLED
    lives_on(office, bot)
    alert, *replies = office.thread()
    assert {m.thread_ts for m in replies} == {alert.ts}
    assert ["note 1" in m.words for m in replies] == [True, False]
    assert office.lost_and_doubled() == (0, 0)


@pytest.mark.parametrize("nth", [1, 2, 3], ids=["alert", "first reply", "second reply"])
def test_killed_once_slack_has_taken_it(office: Company, nth: int) -> None:
    complaint_id = office.files("it came broken")
    office.notes(complaint_id, "note 1")
    office.takes(complaint_id)
    bot = office.hires()
    sent = iter(range(1, 99))
    office.slack.faults.add(
        Fault(
            "chat.postMessage",
            "performed",
            when=lambda a: a.get("channel") == CHANNEL and next(sent) == nth,
            then=bot.kill,
        )
    )
    bot.runs("serve")
    assert bot.ends() == KILLED
    assert len(office.thread()) == nth
    lives_on(office, bot)
    assert ["broken" in m.words for m in office.thread()] == [True, False, False]
    assert office.lost_and_doubled() == (0, 0)


def test_killed_between_a_low_score_and_its_card(office: Company) -> None:
    bot = office.hires()
    bot.serves(AFTER_EPISODE)
    with office.impatient():
        office.slack.person("ana").types("/log-call Globex they are angry 1/5")
    assert bot.ends() == KILLED
    lives_on(office, bot)
    cards = [m for m in office.shown() if "is unhappy" in m.words]
    assert len(cards) == 1
    assert office.lost_and_doubled() == (0, 0)


def test_killed_between_an_alarm_and_its_messages(office: Company) -> None:
    office.files("it came broken", Severity.CRITICAL)
    bot = office.hires()
    for alarm in ("warning", "escalation"):
        rings_at = next_alarm(office)
        bot.runs("tick", "--now", rings_at.isoformat(), crash=AFTER_ALARM)
        assert bot.ends() == KILLED, alarm
        office.leases_end()
        bot.runs("tick", "--now", rings_at.isoformat())
        assert bot.ends() == 0
        all_is_shown(office)
    steps = [m.words for m in office.thread()[1:]]
    assert ["Nobody has taken it yet" in words for words in steps] == [True, False]
    assert ["Nobody has taken it in time" in words for words in steps] == [False, True]
    assert office.lost_and_doubled() == (0, 0)


def next_alarm(company: Company) -> datetime:
    """When somebody hears of a complaint that nobody takes."""
    with company.desk.read() as session:
        at = complaints.next_alarm(session)
    assert at is not None
    return at


def test_a_storm_over_threads(office: Company, capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(5):
        complaint_id = office.files(f"box {number} came broken", Severity.HIGH)
        office.notes(complaint_id, f"note {number}")
        office.takes(complaint_id)
    office.logs(1)
    troubles, bot, kills = Troubles(office), office.hires(), 0
    for crash in cycle([None, BEFORE_MARK, None, AFTER_CLAIM]):
        troubles.lay(bot)
        if kills < 3:
            for called in ("conversations.replies", "conversations.info", "conversations.members"):
                office.slack.faults.add(Fault(called, "http_503"))
        bot.runs("serve", crash=crash)
        if not troubles.end_it(bot):
            break
        kills += 1
        office.leases_end()
    all_is_shown(office, 60)
    lost, doubled = office.lost_and_doubled()
    with capsys.disabled():
        print(f"\n{len(office.posts())} messages, {kills} kills: {lost} lost, {doubled} doubled")
    assert (lost, doubled) == (0, 0)
    assert kills >= 4
    threads = [m.words for m in office.thread()]
    assert len(threads) == 15
    stories = [threads[at : at + 3] for at in range(0, 15, 3)]
    for alert, note, taken in stories:
        box = alert.partition("box ")[2][:1]
        assert f"box {box} came broken" in alert
        assert f"note {box}" in note
        assert "has taken it" in taken
    assert len({alert for alert, _note, _taken in stories}) == 5
