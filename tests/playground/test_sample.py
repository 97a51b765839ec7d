"""The sample company's story: always the same words, always in the past, always at work."""

from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from playground.company import sample_company
from playground.sample.acts import Act, Finishes, Replies, Steps, Types
from playground.sample.complaints import HOURS_AGO, WAITING
from playground.sample.hours import Hours
from playground.sample.playing import forget_answers, perform
from playground.sample.story import begins, last_evening, story
from playground.sample.written import clients
from playground.server import Playground

PEOPLE = {member.handle: member for member in sample_company().members.values()}
ZONES = {handle: ZoneInfo(member.tz) for handle, member in PEOPLE.items()}
ODD = [
    datetime(2026, 11, 22, 3, 0, tzinfo=UTC),  # a Sunday
    datetime(2028, 2, 29, 10, 0, tzinfo=UTC),
    datetime(2027, 1, 1, 0, 30, tzinfo=UTC),
    datetime(2027, 3, 28, 1, 30, tzinfo=UTC),  # clocks go forward in Berlin
    datetime(2026, 10, 26, 13, 0, tzinfo=UTC),  # they went back there the day before
    datetime(2026, 11, 27, 23, 45, tzinfo=UTC),  # Saturday in Manila, Friday evening in São Paulo
    datetime(2026, 11, 30, 0, 10, tzinfo=UTC),  # Monday in Manila, Sunday in São Paulo
]


def told(now: datetime, seed: int = 20) -> list[Act]:
    return story(now, PEOPLE.values(), seed)


def words(acts: list[Act]) -> list[str]:
    """What was said, in an order that doesn't depend on the days between."""
    lines = [act.line for act in acts if isinstance(act, Types)]
    lines += [act.words for act in acts if isinstance(act, Replies)]
    return sorted([*lines, *(act.account for act in acts if isinstance(act, Finishes | Steps))])


@pytest.mark.parametrize("now", ODD, ids=str)
def test_everything_lies_in_the_past_and_in_order(now: datetime) -> None:
    instants = [act.at for act in told(now)]
    assert instants == sorted(instants)
    assert begins(now, PEOPLE.values()) < instants[0]
    assert instants[-1] < now
    assert instants[0] < last_evening(now) < now


@pytest.mark.parametrize("now", ODD, ids=str)
def test_everybody_works_by_day_from_monday_to_friday(now: datetime) -> None:
    for act in told(now):
        local = act.at.astimezone(ZONES[act.who])
        assert local.weekday() < 5, act
        assert time(9) <= local.time() <= time(17, 45), act


@pytest.mark.parametrize("now", ODD, ids=str)
def test_one_seed_tells_the_same_words_whatever_the_day(now: datetime) -> None:
    assert words(told(now)) == words(told(ODD[0]))


def test_another_seed_tells_others() -> None:
    assert words(told(ODD[0], seed=21)) != words(told(ODD[0]))


@pytest.mark.parametrize("now", ODD, ids=str)
def test_nobody_answers_before_they_were_asked(now: datetime) -> None:
    acts = told(now)
    said = {act.line: act.at for act in acts if isinstance(act, Types)}
    filed = {name: at for name, at in said.items() if name.startswith("/complaint")}
    for act in acts:
        if isinstance(act, Steps):
            (asked,) = (at for line, at in filed.items() if act.account in line)
            assert asked < act.at
        if isinstance(act, Replies) and act.to in said:
            assert said[act.to] < act.at


@pytest.mark.parametrize("now", ODD, ids=str)
def test_the_complaint_that_waits_is_as_fresh_as_working_hours_allow(now: datetime) -> None:
    (filed,) = (a for a in told(now) if isinstance(a, Types) and f"/complaint {WAITING}" in a.line)
    hours = (now - filed.at).total_seconds() / 3600
    assert hours >= HOURS_AGO
    # Between them, those who may hear of it sleep for five hours at most.
    is_workday = now.weekday() < 5 and now.hour > 4
    assert hours < HOURS_AGO + 6 if is_workday else hours < 72


def test_the_clients_are_forty_in_several_scripts() -> None:
    names = [client.name for client in clients()]
    assert len(set(names)) == len(names) == 39, "and one is archived"
    assert any("\u0900" <= sign <= "\u097f" for name in names for sign in name), "Devanagari"
    assert any("\u0980" <= sign <= "\u09ff" for name in names for sign in name), "Bengali"
    for sign in '&"’ãñüČ':
        assert any(sign in name for name in names), sign


def test_managers_call_their_own_clients_and_every_client_is_called() -> None:
    manager = {client.name: client.manager for client in clients()}
    called = set()
    for act in told(ODD[0]):
        if isinstance(act, Types) and act.line.startswith("/log-call "):
            rest = act.line.removeprefix("/log-call ")
            name = max((n for n in manager if rest.startswith(n)), key=len)
            assert act.who in (manager[name], "olga"), act
            called.add(name)
    assert called == set(manager)


def test_an_act_that_nobody_takes_ends_the_story(slack: Playground) -> None:
    with pytest.raises(AssertionError, match="was not taken: failed"):
        perform(slack, Types(ODD[0], "ana", "/echo is anybody there?"))


def test_only_what_one_person_saw_is_forgotten(slack: Playground) -> None:
    ana = slack.person("ana")
    ana.types("/nosuch", "#general")
    perform(slack, Types(ODD[0], "ana", "Good morning", "general"))
    perform(slack, Replies(ODD[0], "ben", "Guten Morgen", "general", "Good morning"))
    forget_answers(slack.workspace)
    said, answered = ana.messages("#general")
    assert (said.text, answered.text) == ("Good morning", "Guten Morgen")
    assert answered.thread_ts == said.ts


def test_people_say_what_they_do_here() -> None:
    titles = [member.title for member in PEOPLE.values() if not member.is_bot]
    assert all(titles)
    assert any("deputy" in title for title in titles)


class TestHours:
    """Working hours, counted across weekends and the days on which clocks change."""

    hours = Hours(datetime(2026, 10, 27, 10, 0, tzinfo=UTC), ZONES)

    def test_days_ago_are_working_days(self) -> None:
        assert self.hours.ago("ben", 0, time(12)) == datetime(2026, 10, 27, 11, tzinfo=UTC)
        # The Friday before the clocks went back.
        assert self.hours.ago("ben", 2, time(12)) == datetime(2026, 10, 23, 10, tzinfo=UTC)

    def test_on_a_weekend_today_is_the_monday_to_come(self) -> None:
        sunday = Hours(datetime(2026, 11, 22, 3, tzinfo=UTC), ZONES)
        assert sunday.ago("dipu", 0, time(12)) == datetime(2026, 11, 23, 6, tzinfo=UTC)
        assert sunday.ago("dipu", 1, time(12)) == datetime(2026, 11, 20, 6, tzinfo=UTC)

    def test_hours_after_run_only_at_work(self) -> None:
        friday = datetime(2026, 10, 23, 15, tzinfo=UTC)  # 17:00 in Berlin
        assert self.hours.after("ben", friday, 0.5) == datetime(2026, 10, 23, 15, 30, tzinfo=UTC)
        assert self.hours.after("ben", friday, 2) == datetime(2026, 10, 26, 9, 15, tzinfo=UTC)
        # Somebody else's day begins when it begins.
        assert self.hours.after("ana", friday, 1) == datetime(2026, 10, 26, 2, tzinfo=UTC)

    def test_lately_is_the_end_of_the_last_day_at_work(self) -> None:
        assert self.hours.lately("ben", 0.5) == datetime(2026, 10, 27, 9, 30, tzinfo=UTC)
        assert self.hours.lately("ana", 0) == datetime(2026, 10, 27, 9, 45, tzinfo=UTC)
        assert self.hours.lately("olga", 0) == datetime(2026, 10, 26, 20, 45, tzinfo=UTC)
        assert self.hours.at_work_last(["ana", "ben", "olga"], 0) == "ben"
