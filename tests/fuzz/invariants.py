"""What holds in the record after whatever came in: nothing stored by half, nothing dangling."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from bot.posts import PostKind
from storage.accounts import AccountStatus
from storage.complaints import Category, ComplaintStatus, Severity
from storage.episodes import EpisodeStatus
from storage.follow_ups import FollowUpStatus
from storage.interactions import Hat, Kind
from storage.names import fold, trigrams
from storage.posts import PostState
from tests.fuzz.record import Record

_POSTS = {
    "digests": ("digest",),
    "follow_ups": ("ping",),
    "changes": ("follow_up_passed", "complaint_step"),
    "complaints": ("complaint_alert", "complaint_warning", "complaint_escalated"),
    "episodes": ("episode_card", "episode_escalated"),
    "appointments": ("appointment_asked", "appointment_answered"),
    "posts": ("channel_fault",),
}
_CAUSES = {"interactions": ("low_score", "fall"), "complaints": ("complaint",)}
_NOUNS = {
    "accounts": "account",
    "interactions": "interaction",
    "follow_ups": "follow_up",
    "complaints": "complaint",
    "episodes": "episode",
}
_PEOPLE = {
    "interactions": ("author_id",),
    "follow_ups": ("assignee_id", "created_by"),
    "complaints": ("filed_by", "owner_id", "closed_by"),
    "episodes": ("manager_id", "closed_by", "acknowledged_by"),
    "held_lines": ("user_id",),
    "appointments": ("user_id",),
    "homes": ("user_id",),
}
_WORDS: dict[str, dict[str, type[StrEnum]]] = {
    "accounts": {"status": AccountStatus},
    "interactions": {"kind": Kind, "hat": Hat},
    "follow_ups": {"status": FollowUpStatus, "hat": Hat},
    "complaints": {"status": ComplaintStatus, "severity": Severity, "category": Category},
    "episodes": {"status": EpisodeStatus},
    "posts": {"state": PostState, "kind": PostKind},
}
_OTHERS = {
    "a follow-up is its entry's, and of its account": (
        "SELECT f.id FROM follow_ups f LEFT JOIN interactions i ON i.team_id = f.team_id "
        "AND i.id = f.interaction_id WHERE f.interaction_id IS NOT NULL "
        "AND (i.id IS NULL OR i.account_id <> f.account_id)"
    ),
    "a score is one of five": (
        "SELECT id FROM interactions WHERE satisfaction NOT BETWEEN 1 AND 5"
    ),
    "a reply has its thread": (
        "SELECT p.id FROM posts p LEFT JOIN posts q ON q.team_id = p.team_id "
        "AND q.id = p.parent_id WHERE p.parent_id IS NOT NULL AND q.id IS NULL"
    ),
    "a trigram is a name's": (
        "SELECT t.name_id FROM name_trigrams t LEFT JOIN account_names n "
        "ON n.team_id = t.team_id AND n.id = t.name_id WHERE n.id IS NULL"
    ),
    "what is undone has nothing open": (
        "SELECT f.id FROM follow_ups f JOIN interactions i ON i.team_id = f.team_id "
        "AND i.id = f.interaction_id WHERE i.undone_at IS NOT NULL AND f.status = 'open'"
    ),
    "what is closed says by whom": (
        "SELECT id FROM complaints WHERE status = 'closed' AND (closed_by IS NULL "
        "OR root_cause IS NULL OR corrective_action IS NULL)"
    ),
}


def broken(record: Record, names_too: bool = True) -> list[str]:
    """Each rule that the record breaks, with the row that breaks it."""
    found = [f"{rule}: {row[0]}" for rule, query in _RULES.items() for row in record.rows(query)]
    return [*found, *(_names(record) if names_too else ())]


def _missing(table: str, column: str, of: str, where: str = "true") -> str:
    return (
        f"SELECT r.{column} FROM {table} r LEFT JOIN {of} s ON s.team_id = r.team_id "
        f"AND s.id = r.{column} WHERE {where} AND r.{column} IS NOT NULL AND s.id IS NULL"
    )


def _statements() -> Iterator[tuple[str, str]]:
    for table, kinds in _POSTS.items():
        yield (
            f"a post has its subject in {table}",
            _missing("posts", "subject_id", table, f"r.kind IN {_listed(kinds)}"),
        )
    for table, causes in _CAUSES.items():
        where = f"r.cause IN {_listed(causes)}"
        yield f"a cause is in {table}", _missing("episode_causes", "record_id", table, where)
    yield "a cause has its alert", _missing("episode_causes", "episode_id", "episodes")
    yield "an item has its digest", _missing("digest_items", "digest_id", "digests")
    for table, noun in _NOUNS.items():
        yield (
            f"a change is of something in {table}",
            f"SELECT r.id FROM changes r LEFT JOIN {table} s ON s.team_id = r.team_id AND "
            f"CAST(s.id AS TEXT) = r.record_id WHERE r.noun = '{noun}' AND s.id IS NULL",
        )
    for table, columns in _PEOPLE.items():
        for column in columns:
            yield (
                f"{table}.{column} is somebody known",
                f"SELECT r.{column} FROM {table} r LEFT JOIN people p ON p.team_id = r.team_id "
                f"AND p.user_id = r.{column} WHERE r.{column} IS NOT NULL AND p.user_id IS NULL",
            )
    for table, words in _WORDS.items():
        for column, known in words.items():
            yield (
                f"{table}.{column} is a word of ours",
                f"SELECT {column} FROM {table} WHERE {column} NOT IN {_listed(known)}",
            )
    yield from _OTHERS.items()


def _listed(words: tuple[str, ...] | type[StrEnum]) -> str:
    return "(" + ", ".join(f"'{word}'" for word in words) + ")"


_RULES = dict(_statements())


def _names(record: Record) -> Iterator[str]:
    """Every account is found by its name, folded, and by the name's every trigram."""
    marks: dict[tuple[str, int], set[str]] = {}
    for team_id, name_id, mark in record.rows(
        "SELECT team_id, name_id, trigram FROM name_trigrams"
    ):
        marks.setdefault((team_id, name_id), set()).add(mark)
    proper = {}
    for team_id, name_id, account_id, words, folded, is_alias in record.rows(_NAMES):
        if folded != fold(words):
            yield f"a name is folded as it is spelt: {words!r}"
        if marks.get((team_id, name_id), set()) != trigrams(folded):
            yield f"a name has its trigrams: {words!r}"
        if not is_alias:
            proper[team_id, account_id] = words
    for team_id, account_id, name, undone_at in record.rows(_ACCOUNTS):
        if proper.get((team_id, account_id)) != (None if undone_at else name):
            yield f"an account is found by its name: {name!r}"


_NAMES = "SELECT team_id, id, account_id, words, folded, is_alias FROM account_names"
_ACCOUNTS = "SELECT team_id, id, name, undone_at FROM accounts"
