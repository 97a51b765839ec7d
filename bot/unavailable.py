"""The faults of the record that people are told of in plain words, true of what is stored."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, TypeVar

from storage.database import CommitInDoubt, RecordUnavailable

__all__ = [
    "CommitInDoubt",
    "RecordUnavailable",
    "asked_again",
    "has_stored",
    "note_stored",
    "one_request",
]

Asked = ParamSpec("Asked")
Given = TypeVar("Given")

_has_stored: ContextVar[bool] = ContextVar("has_stored", default=False)


@contextmanager
def one_request() -> Iterator[None]:
    """What this thread commits in this block is one request's."""
    before = _has_stored.set(False)
    try:
        yield
    finally:
        _has_stored.reset(before)


def note_stored() -> None:
    """The request that this thread is at work on has committed something, or may have."""
    _has_stored.set(True)


def has_stored() -> bool:
    """Whether it has: what fails from then on can't be said to have stored nothing."""
    return _has_stored.get()


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
