"""The record out of reach: what is raised then, and what it says of what was to be stored."""

from __future__ import annotations


class RecordUnavailable(Exception):
    """The database is locked by another program, full, or out of reach.

    Nothing was stored, but for CommitInDoubt.
    """


class RecordBusy(RecordUnavailable):
    """Somebody else's write takes longer than it is waited for; the database is well."""


class CommitInDoubt(RecordUnavailable):
    """The commit failed half-way: what it was to store is stored whole, or not at all.

    The connection broke meanwhile or, in SQLite, the disk failed: what stands in the log then comes
    back when a killed process is started again, unless another write has taken its place.
    """
