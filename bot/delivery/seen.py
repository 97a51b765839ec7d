"""Who is told how delivery fares: for metrics."""

from __future__ import annotations

from typing import Protocol

# What a Home tab is called beside the kinds of posts.
HOME = "home"


class Seen(Protocol):
    """Hears, from delivery's threads, what has become of each message and Home of a `kind`."""

    def shown(self, kind: str, seconds: float) -> None:
        """It stands in Slack and in the record, so many seconds after it was first wanted.

        Of an update and of a Home it is not on record when they were: since they were taken up.
        """

    def put_off(self, kind: str) -> None:
        """It will be tried again later."""

    def died(self, kind: str) -> None:
        """It can't be shown."""


class Unseen:
    """Nobody is told."""

    def shown(self, kind: str, seconds: float) -> None:
        pass

    def put_off(self, kind: str) -> None:
        pass

    def died(self, kind: str) -> None:
        pass
