"""Refusals: what Rapport won't do, said in words that name the next step."""

from __future__ import annotations


class Refused(Exception):
    """A request that was understood and can't be done; nothing was stored.

    `words` are for the person: what happened, why, the next step. `field` names the form's field
    at fault, if any.
    """

    def __init__(self, words: str, field: str | None = None) -> None:
        super().__init__(words)
        self.words = words
        self.field = field


class NotNow(Refused):
    """A request that fails for the moment only: the very same one works later."""


class Unclear(Refused):
    """A line that lacks something; the person gets it back with a form to complete it."""
