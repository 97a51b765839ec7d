"""The checks see what they are there to see: each promise, broken on purpose."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest

from tests.fuzz import invariants, others
from tests.fuzz.house import Answered, House
from tests.fuzz.promises import Broken, check


@pytest.fixture(autouse=True)
def tidy(house: House) -> Iterator[None]:
    yield
    house.tidies_up()


def test_nothing_is_broken_to_begin_with(house: House) -> None:
    assert invariants.broken(house.record) == []
    check(house, Answered(b"", 200, "", 0.0))


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        ("UPDATE interactions SET satisfaction = 9", "a score is one of five"),
        ("UPDATE interactions SET kind = 'dance'", "interactions.kind is a word of ours"),
        ("UPDATE interactions SET author_id = 'U0NOBODY'", "interactions.author_id is somebody"),
        ("UPDATE follow_ups SET interaction_id = 7", "a follow-up is its entry's"),
        ("UPDATE posts SET subject_id = 7", "a post has its subject"),
        ("UPDATE posts SET parent_id = 7", "a reply has its thread"),
        ("UPDATE accounts SET name = 'Other'", "an account is found by its name"),
        ("UPDATE account_names SET folded = folded || 'x'", "a name is folded as it is spelt"),
        ("DELETE FROM name_trigrams WHERE trigram = 'acm'", "a name has its trigrams"),
        ("DELETE FROM account_names", "a trigram is a name's"),
        ("DELETE FROM digests", "an item has its digest"),
        ("UPDATE episode_causes SET record_id = 7", "a cause is in"),
        ("UPDATE changes SET record_id = '7' WHERE noun = 'follow_up'", "a change is of something"),
    ],
)
def test_a_spoilt_record_is_seen(house: House, statement: str, rule: str) -> None:
    spoil(house, statement)
    assert [line for line in invariants.broken(house.record) if line.startswith(rule)]


def spoil(house: House, statement: str) -> None:
    """Change the record as no use case of ours would."""
    with house.rapport.desk.database.engine.begin() as connection:
        connection.exec_driver_sql(statement)


def test_another_workspaces_row_that_changes_is_seen(house: House) -> None:
    spoil(house, f"UPDATE complaints SET what = 'x' WHERE team_id = '{others.TEAM}'")
    with pytest.raises(Broken, match="another workspace is left alone"):
        check(house, Answered(b"", 200, "", 0.0))


def test_a_refusal_that_stores_is_seen(house: House) -> None:
    spoil(house, "UPDATE complaints SET what = 'x'")
    errors = json.dumps({"response_action": "errors", "errors": {}})
    with pytest.raises(Broken, match="a form that is refused stores nothing"):
        check(house, Answered(b"", 200, errors, 0.0))
    with pytest.raises(Broken, match="a refused request stores nothing"):
        check(house, Answered(b"", 400, "", 0.0))


@pytest.mark.parametrize(
    ("answered", "words"),
    [
        (Answered(b"", 503, "", 0.0), "no 5xx"),
        (Answered(b"", 200, "", 3.5), "no answer takes"),
        (Answered(b"", 200, '{"blocks": [{"type": "sect"}]}', 0.0), "Block Kit: the answer"),
        (Answered(b"", 200, '{"view": {"type": "home"}}', 0.0), "Block Kit: the form"),
        (Answered(b"", 200, '{"options": [{"text": 1}]}', 0.0), "Block Kit: the options"),
        (Answered(b"", 200, f'{{"text": "{others.WORD}"}}', 0.0), "nothing of another workspace"),
    ],
)
def test_a_bad_answer_is_seen(house: House, answered: Answered, words: str) -> None:
    with pytest.raises(Broken, match=words):
        check(house, answered)


def test_a_clients_words_before_an_outsider_are_seen(house: House) -> None:
    answered = Answered(b"", 200, '{"text": "wet pallets"}', 0.0)
    check(house, answered, {"user_id": "U0ANA"})
    check(house, answered, {"user_id": "U0GUS", "text": "wet pallets"})
    with pytest.raises(Broken, match="nothing of clients is shown to U0GUS"):
        check(house, answered, {"user_id": "U0GUS"})


def test_an_error_in_the_log_is_seen(house: House) -> None:
    record = logging.LogRecord("x", logging.ERROR, "x", 1, "unexpected fault", None, None)
    with pytest.raises(Broken, match="nothing strange in the log: unexpected fault"):
        check(house, Answered(b"", 200, "", 0.0, logged=[record]))
