"""Files that people hand in, as Slack describes them to the app."""

from __future__ import annotations

import mimetypes
import secrets

from playground.people import Member
from playground.wire import Json
from playground.workspace import Workspace

_UNKNOWN = "application/octet-stream"


def file_object(
    workspace: Workspace, member: Member, name: str, *, size: int = 0, mimetype: str = ""
) -> Json:
    """The file object of what somebody just uploaded; `size` is in bytes.

    Its keys are those of docs.slack.dev, "File object".
    """
    file_id = "F0" + secrets.token_hex(4).upper()
    at = int(workspace.clock.now().timestamp())
    kind = extension(name)
    slug = f"{file_id}/{name.lower().replace(' ', '_')}"
    private = f"https://files.slack.com/files-pri/{workspace.team_id}-{slug}"
    return {
        "id": file_id,
        "created": at,
        "timestamp": at,
        "name": name,
        "title": name,
        "mimetype": mimetype or mimetypes.guess_type(name)[0] or _UNKNOWN,
        "filetype": kind,
        "pretty_type": kind.upper(),
        "user": member.id,
        "user_team": member.team_id,
        "size": size,
        "url_private": private,
        "url_private_download": private.replace(file_id, f"{file_id}/download"),
        "permalink": f"https://{workspace.domain}.slack.com/files/{member.id}/{slug}",
        "permalink_public": f"https://slack-files.com/{workspace.team_id}-{file_id}",
        **_NATURE,
    }


def extension(name: str) -> str:
    """What stands after the last full stop of a file's name, in small letters."""
    return name.rpartition(".")[2].lower()


_NATURE: Json = {
    "editable": False,
    "mode": "hosted",
    "is_external": False,
    "external_type": "",
    "is_public": False,
    "public_url_shared": False,
    "display_as_bot": False,
    "username": "",
    "media_display_type": "unknown",
    "is_starred": False,
    "has_rich_preview": False,
    "file_access": "visible",
    "channels": [],
    "groups": [],
    "ims": [],
}
