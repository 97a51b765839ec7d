"""Who reads along in the channels that posts go to, asked of Slack just before they are drawn."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from bot import channels
from bot.audience import Audience
from bot.delivery.meaning import Dead, Denied, Later, Unsure
from bot.delivery.wire import MEMBERS_AT_ONCE, Wire
from bot.desk import Desk
from bot.posts import IN_CHANNELS
from storage import people, teams
from storage.posts import Post

# Asking about more people would outlive a lease: somebody among so many isn't known.
MOST_MEMBERS = 10_000
# What is left out only because Slack could not say who reads along is looked at again so soon:
# unless Slack names a time, and then not after this one, which holds up what changes meanwhile.
AGAIN_SECONDS, LATEST_AGAIN_SECONDS = 10.0, 60.0


@dataclass(frozen=True, slots=True)
class Readers:
    """For whom to draw; where Slack could not say, it is asked anew in `again_in` seconds."""

    audience: Audience
    again_in: float | None = None


def is_read_along(post: Post) -> bool:
    """Whether a post stands where others than its recipient read it."""
    return post.kind in IN_CHANNELS and post.recipient.startswith(("C", "G"))


class Audiences:
    """The readers of each channel, looked up once for posts that were claimed together.

    Whoever comes later is heard of later too: then the posts are wanted, and claimed, anew.
    """

    def __init__(self, desk: Desk, wire: Wire) -> None:
        self._desk = desk
        self._wire = wire
        self._known: dict[str, Readers] = {}

    def of(self, post: Post) -> Readers:
        """Who will read a post: others than insiders only where a channel holds some."""
        if not is_read_along(post):
            return Readers(Audience.INSIDERS)
        if post.recipient not in self._known:
            self._known[post.recipient] = self._found(post.team_id, post.recipient)
        return self._known[post.recipient]

    def _found(self, team_id: str, channel: str) -> Readers:
        """Who reads a channel; what stands there for others than these is brought up to date."""
        readers = self.look(team_id, channel)
        if readers.again_in is None:
            channels.readers_are(self._desk, team_id, channel, readers.audience)
        return readers

    def look(self, team_id: str, channel: str) -> Readers:
        """Who reads a channel now; whoever isn't known doesn't count as an insider."""
        try:
            if self._wire.has_other_companies(channel) or self._has_outsider(team_id, channel):
                return Readers(Audience.OUTSIDERS)
        except (Denied, Dead):
            # Asking again would bring the same answer, until an admin changes something.
            return Readers(Audience.OUTSIDERS)
        except (Later, Unsure) as fault:
            seconds = AGAIN_SECONDS if fault.seconds is None else fault.seconds
            return Readers(Audience.OUTSIDERS, min(seconds, LATEST_AGAIN_SECONDS))
        return Readers(Audience.INSIDERS)

    def _has_outsider(self, team_id: str, channel: str) -> bool:
        members = self._wire.members(channel)
        asked = 0
        while page := list(islice(members, MEMBERS_AT_ONCE)):
            asked += len(page)
            if asked > MOST_MEMBERS or not self._are_insiders(team_id, page):
                return True
        return False

    def _are_insiders(self, team_id: str, user_ids: list[str]) -> bool:
        """Whether none of them is a guest, of another company, or unknown."""
        with self._desk.read() as session:
            known = people.with_ids(session, team_id, user_ids)
            harmless = {person.user_id for person in known if person.may_read_along}
            harmless.add(teams.of(session, team_id).bot_user_id)
        return harmless.issuperset(user_ids)
