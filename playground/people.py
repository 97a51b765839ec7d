"""The people of a workspace, as Slack describes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_name

from playground.wire import Json

_FACE = "https://a.slack-edge.com/80588/img/avatars/ava_0000"
_SIZES = (24, 32, 48, 72, 192, 512)


@dataclass
class Member:
    """One user: a colleague, a guest, somebody of another company, or a bot."""

    id: str
    handle: str
    real_name: str
    tz: str
    team_id: str
    email: str = ""
    display_name: str = ""
    title: str = ""
    is_owner: bool = False
    is_admin: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False
    is_bot: bool = False
    deleted: bool = False

    @property
    def shown_name(self) -> str:
        """What others see beside this person's messages."""
        return self.display_name or self.real_name

    @property
    def is_full_member(self) -> bool:
        """Neither a guest nor an outsider: may open every public channel."""
        return not (self.is_restricted or self.is_stranger or self.deleted)

    def as_slack_says(self, at: datetime, *, with_email: bool) -> Json:
        """The user object of `users.info` at an instant (offsets follow daylight saving)."""
        user: Json = {
            "id": self.id,
            "team_id": self.team_id,
            "name": self.handle,
            "deleted": self.deleted,
            "profile": self._profile(with_email),
            "is_bot": self.is_bot,
            "is_app_user": False,
            "updated": int(at.timestamp()),
        }
        if self.is_stranger:
            user["is_stranger"] = True
        # Slack leaves these out for people whose account is closed.
        if not self.deleted:
            user |= self._standing() | self._zone(at)
        return user

    def _profile(self, with_email: bool) -> Json:
        profile: Json = {
            "real_name": self.real_name,
            "real_name_normalized": self.real_name,
            "display_name": self.display_name,
            "display_name_normalized": self.display_name,
            "first_name": self.real_name.split(" ", 1)[0],
            "last_name": self.real_name.partition(" ")[2],
            "title": self.title,
            "phone": "",
            "skype": "",
            "status_text": "",
            "status_text_canonical": "",
            "status_emoji": "",
            "status_emoji_display_info": [],
            "status_expiration": 0,
            "avatar_hash": "",
            "team": self.team_id,
            **{f"image_{size}": f"{_FACE}-{size}.png" for size in _SIZES},
        }
        if with_email and self.email:
            profile["email"] = self.email
        return profile

    def _standing(self) -> Json:
        return {
            "real_name": self.real_name,
            "color": "4bbe2e",
            "is_admin": self.is_admin or self.is_owner,
            "is_owner": self.is_owner,
            "is_primary_owner": self.is_owner,
            "is_restricted": self.is_restricted or self.is_ultra_restricted,
            "is_ultra_restricted": self.is_ultra_restricted,
            "is_email_confirmed": not self.is_bot,
            "who_can_share_contact_card": "EVERYONE",
        }

    def _zone(self, at: datetime) -> Json:
        local = at.astimezone(ZoneInfo(self.tz))
        offset = local.utcoffset()
        return {
            "tz": self.tz,
            "tz_label": get_timezone_name(local, locale="en_US"),
            "tz_offset": int(offset.total_seconds()) if offset else 0,
        }
