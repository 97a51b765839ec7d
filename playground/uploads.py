"""The contents of files: tickets to upload them, and what was uploaded."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from playground.files import file_object
from playground.people import Member
from playground.wire import Json
from playground.workspace import Workspace

UPLOADS = "/upload/v1/"
"""Where tickets are redeemed."""
PRIVATE = "/files-pri/"
"""Where the app fetches a file with its token."""


@dataclass
class StoredFile:
    """A file and its description; `is_complete` once it may be shown to anybody."""

    described: Json
    content: bytes = b""
    is_complete: bool = True
    shares: list[tuple[str, str]] = field(default_factory=list)
    """Channel and ts of each message that it stands in."""

    @property
    def id(self) -> str:
        """The file's id."""
        return str(self.described["id"])


class Uploads:
    """Files by id, and the tickets that are out."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._tickets: dict[str, StoredFile] = {}
        self.files: dict[str, StoredFile] = {}
        self.base_url = ""

    def ticket(self, owner: Member, name: str, size: int) -> tuple[str, StoredFile]:
        """A URL that takes a file's bytes once, and the file as it will be; `size` in bytes."""
        stored = StoredFile(self._described(owner, name, size), is_complete=False)
        key = secrets.token_urlsafe(24)
        self._tickets[key] = stored
        return f"{self.base_url}{UPLOADS}{key}", stored

    def redeem(self, key: str, content: bytes) -> StoredFile:
        """Take a file's bytes. Raises KeyError for a ticket that is used or unknown."""
        stored = self._tickets.pop(key)
        stored.content = content
        stored.described["size"] = len(content)
        self.files[stored.id] = stored
        return stored

    def keep(self, owner: Member, name: str, content: bytes, mimetype: str = "") -> StoredFile:
        """Store a file that a person uploaded."""
        stored = StoredFile(self._described(owner, name, len(content), mimetype), content)
        self.files[stored.id] = stored
        return stored

    def visible(self) -> list[StoredFile]:
        """All whole files, newest last."""
        return [stored for stored in self.files.values() if stored.is_complete]

    def _described(self, owner: Member, name: str, size: int, mimetype: str = "") -> Json:
        said = file_object(self._workspace, owner, name, size=size, mimetype=mimetype)
        place = f"{self.base_url}{PRIVATE}{self._workspace.team_id}-{said['id']}"
        shown = name.lower().replace(" ", "_")
        private = {
            "url_private": f"{place}/{shown}",
            "url_private_download": f"{place}/download/{shown}",
        }
        places: Json = {"channels": [], "groups": [], "ims": []}
        return {**said, **private, **places}
