"""Another workspace on the same record: its ids are tried, and nothing of it may be seen."""

from __future__ import annotations

from bot import complaints, held_lines, interactions, people
from bot.accounts import NewAccount
from bot.complaints import ComplaintDraft
from bot.desk import Desk
from bot.people import Actor, PersonFacts, Standing
from bot.quick_entry import read_entry

TEAM = "T0ELSEWHERE"
# Stands in all that they have on record, and nowhere else.
WORD = "Zanzibar"


def move_in(desk: Desk) -> None:
    """An owner of another company and one of each record."""
    owner = PersonFacts("U0ELSEWHERE", "Else", None, "Africa/Nairobi", Standing.OWNER)
    people.keep(desk, TEAM, [owner])
    person = people.find(desk, TEAM, "U0ELSEWHERE")
    assert person is not None
    actor = Actor(TEAM, person, "elsewhere 1")
    now = desk.clock.now()
    entry = read_entry(f"{WORD} is cross 1/5, follow up tomorrow {WORD}", now=now, tz=actor.zone)
    draft = interactions.draft_of(entry, actor, now)
    logged = interactions.log(desk, actor, NewAccount(f"{WORD} Spices"), draft)
    told = ComplaintDraft(f"{WORD} came late")
    complaints.file(desk, Actor(TEAM, person, "elsewhere 2"), logged.account.id, told)
    held_lines.hold(desk, Actor(TEAM, person, "elsewhere 3"), "/log-call", f"{WORD} again")
