"""All tables together, for migrations, exports and tests."""

from storage import (
    accounts,
    appointments,
    changes,
    complaints,
    digests,
    episodes,
    follow_ups,
    held_lines,
    homes,
    interactions,
    lanes,
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
    complaints,
    episodes,
    digests,
    posts,
    lanes,
    homes,
    changes,
    held_lines,
    appointments,
)
