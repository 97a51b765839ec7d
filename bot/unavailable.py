"""The faults of the record that people are told of in plain words, true of what is stored."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, TypeVar

from storage.database import CommitInDoubt, RecordBusy, RecordUnavailable

__all__ = [
    "CommitInDoubt",
    "RecordBusy",
    "RecordUnavailable",
    "asked_again",
    "has_stored",
    "may_be_stored",
    "note_stored",
    "one_request",
]

Asked = ParamSpec("Asked")
Given = TypeVar("Given")

_has_stored: ContextVar[bool] = ContextVar("has_stored", default=False)
_is_repeated: ContextVar[bool] = ContextVar("is_repeated", default=False)


@contextmanager
def one_request(*, is_repeated: bool = False) -> Iterator[None]:
    """What this thread commits in this block is one request's.

    It is repeated if an earlier delivery of it has stored something, or is still at work.
    """
    before, repeated_before = _has_stored.set(False), _is_repeated.set(is_repeated)
    try:
        yield
    finally:
        _has_stored.reset(before)
        _is_repeated.reset(repeated_before)


def note_stored() -> None:
    """The request that this thread is at work on has committed something, or may have."""
    _has_stored.set(True)


def has_stored() -> bool:
    """Whether it has."""
    return _has_stored.get()


def may_be_stored() -> bool:
    """Whether it, or an earlier delivery, has: a fault can't be said to have stored nothing."""
    return _has_stored.get() or _is_repeated.get()


def asked_again(use_case: Callable[Asked, Given]) -> Callable[Asked, Given]:
    """Do a use case once more when nobody knows whether its commit has happened.

    For what the same request does only once: the second time finds what the first has stored.
    Raises CommitInDoubt when the doubt remains.
    """

    @wraps(use_case)
    def settled(*asked: Asked.args, **named: Asked.kwargs) -> Given:
        try:
            return use_case(*asked, **named)
        except CommitInDoubt as doubt:
            try:
                return use_case(*asked, **named)
            except RecordUnavailable as fault:
                # The record is gone before it could say what it holds.
                raise CommitInDoubt(str(fault)) from doubt

    return settled
