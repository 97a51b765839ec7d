"""The managers that a file names, by Slack user id or e-mail address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot.importing.columns import AccountLine
from bot.importing.preview import LineFault
from bot.texts import _
from storage import imports
from storage.people import Person, Standing

_WHY_NOT = {
    Standing.GUEST: "a guest",
    Standing.STRANGER: "of another company",
    Standing.BOT: "a bot",
    Standing.GONE: "deactivated",
}


@dataclass(frozen=True, slots=True)
class Managers:
    """The people called by the words in a file."""

    by_word: dict[str, Person]

    @classmethod
    def look_up(cls, session: Session, team_id: str, called: Iterable[str]) -> Managers:
        """Find those whom these words name; full members come before others of one address."""
        words = {form for word in called for form in (word.upper(), word.lower())}
        found = imports.people(session, team_id, words)
        found.sort(key=lambda person: (person.is_insider, person.user_id))
        by_email = {person.email: person for person in found if person.email}
        return cls(by_email | {person.user_id.lower(): person for person in found})

    def id_of(self, word: str | None) -> str | None:
        """The user id of the person called so."""
        person = self._called(word)
        return person.user_id if person else None

    def faults(self, lines: Iterable[AccountLine]) -> list[LineFault]:
        """The lines whose manager is unknown or may not see client records."""
        told = ((line.line, self._fault(line.manager)) for line in lines if line.manager)
        return [LineFault(number, words) for number, words in told if words]

    def notes(self, lines: Iterable[AccountLine]) -> list[str]:
        """Who among them has not been appointed yet."""
        named = {
            person.user_id: person.name
            for line in lines
            if (person := self._called(line.manager)) and not person.has_role
        }
        if not named:
            return []
        return [
            _(
                "Named as managers but not appointed yet: {names}. An admin appoints them with "
                "`/rapport settings`.",
                names=", ".join(named[user_id] for user_id in sorted(named)),
            )
        ]

    def _called(self, word: str | None) -> Person | None:
        return self.by_word.get(word.lower()) if word else None

    def _fault(self, word: str) -> str | None:
        person = self._called(word)
        if person is None:
            return _(
                "Rapport knows nobody called “{word}” in this workspace (it hears of people when "
                "it connects to Slack). Give a Slack user id (a person's "
                "profile → ⋮ → Copy member ID) or their e-mail address in Slack.",
                word=word,
            )
        if person.is_insider:
            return None
        return _(
            "{name} is {why} in Slack and can't manage accounts. Name a full member.",
            name=person.name,
            why=_(_WHY_NOT[person.standing]),
        )
