"""However scores are logged, corrected and undone, the alert says what the newest of them say."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from shutil import copy
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot import accounts, corrections, interactions, people
from bot.clock import Clock
from bot.desk import Desk
from bot.interactions import InteractionDraft
from bot.people import Actor, PersonFacts, Standing
from bot.satisfaction import is_recovered, is_unhappy
from storage.database import Database
from storage.episodes import Episode, causes_of
from storage.interactions import Kind

TEAM, ANA = "T1", "UANA"
NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)

scores = st.one_of(st.none(), st.integers(1, 5))
logged = st.tuples(st.just("log"), st.integers(0, 9), scores)
corrected = st.tuples(st.just("correct"), st.integers(0, 9), scores)
undone = st.tuples(st.just("undo"), st.integers(0, 9), st.none())


class Ana:
    """An account manager with one client, who logs, corrects and takes back."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self._numbers = desk, count(1)
        people.keep(desk, TEAM, [PersonFacts(ANA, "Ana", None, "Asia/Manila", Standing.OWNER)])
        with desk.write() as session:
            self.account_id = accounts.create(desk, session, self._actor(), "Acme").id
        self.said: dict[int, InteractionDraft] = {}

    def does(self, what: str, number: int, score: int | None) -> None:
        """Log with that satisfaction, or correct or undo one of the entries so far."""
        if what == "log" or not self.said:
            at = NOW + timedelta(minutes=len(self.said))
            draft = InteractionDraft("they said so", Kind.CALL, at, score)
            made = interactions.log(self.desk, self._actor(), self.account_id, draft)
            self.said[made.interaction.id] = draft
            return
        entry_id = [*self.said][number % len(self.said)]
        if what == "undo":
            corrections.undo(self.desk, self._actor(), entry_id)
            del self.said[entry_id]
            return
        draft = replace(self.said[entry_id], satisfaction=score)
        shown = interactions.find(self.desk, self._actor(), entry_id).version
        corrections.edit(self.desk, self._actor(), entry_id, self.account_id, draft, shown)
        self.said[entry_id] = draft

    @property
    def newest_first(self) -> list[int]:
        told = sorted(self.said.items(), key=lambda entry: (entry[1].occurred_at, entry[0]))
        return [draft.satisfaction for _id, draft in reversed(told) if draft.satisfaction]

    def _actor(self) -> Actor:
        person = people.find(self.desk, TEAM, ANA)
        assert person is not None
        return Actor(TEAM, person, f"request {next(self._numbers)}")


@contextmanager
def at_work(empty_record: Path) -> Iterator[Ana]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "rapport.db"
        copy(empty_record, path)
        desk = Desk(Database(f"sqlite:///{path}"), Clock.fixed_now(NOW))
        yield Ana(desk)
        desk.database.close()


@given(steps=st.lists(st.one_of(logged, logged, corrected, undone), max_size=12))
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_alert_agrees_with_the_scores_that_stand(
    empty_record: Path, steps: list[tuple[str, int, int | None]]
) -> None:
    with at_work(empty_record) as ana:
        for step in steps:
            ana.does(*step)
            said = ana.newest_first
            with ana.desk.read() as session:
                live = session.scalars(select(Episode).where(Episode.closed_at.is_(None))).all()
                causes = [cause for episode in live for cause in causes_of(session, episode)]
            assert len(live) <= 1
            if is_unhappy(said):
                assert live, f"after {step}: the newest of {said} is unhappy"
            if is_recovered(said):
                assert not live, f"after {step}: the newest of {said} is content"
            if live:
                assert causes, f"after {step}: nothing speaks for it"
                unhappy = [said[n] for n in range(len(said)) if is_unhappy(said[n:])]
                assert {cause.score for cause in causes} <= {*unhappy}
                assert live[0].lowest == min(cause.score or 9 for cause in causes)
