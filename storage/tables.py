"""All tables together, for migrations, exports and tests."""

from storage import (
    accounts,
    appointments,
    changes,
    digests,
    follow_ups,
    held_lines,
    interactions,
    names,
    people,
    posts,
    teams,
)
from storage.base import Base

__all__ = ["ROOMS", "Base"]

ROOMS = (
    teams,
    people,
    accounts,
    names,
    interactions,
    follow_ups,
    digests,
    posts,
    changes,
    held_lines,
    appointments,
)
