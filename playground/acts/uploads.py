"""What a person puts into a file input."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from typing import Any

from playground.files import extension
from playground.installation import Installation
from playground.people import Member
from playground.wire import Json

MOST_FILES = 10
MOST_BYTES = 10 * 1024 * 1024
"""Bytes that one file may have (docs.slack.dev, "File input element")."""


def uploaded(
    slack: Installation, member: Member, element: Json, wanted: Iterable[Any]
) -> list[Json]:
    """The file objects of some files: each a name, or its {name, mimetype, content, size}.

    `content` is in base64; without it the file is `size` bytes that nobody can fetch. What was
    uploaded before may be given back as it was. Raises AssertionError for what the input does
    not take.
    """
    given = [{"name": one} if isinstance(one, str) else one for one in wanted]
    most = element.get("max_files", MOST_FILES)
    if len(given) > most:
        raise AssertionError(f"no more than {most} files can be added")
    for one in given:
        _guard(element, one)
    return [_known(slack, one) if "id" in one else _made(slack, member, one) for one in given]


def _guard(element: Json, one: Json) -> None:
    kinds = [kind.lower() for kind in element.get("filetypes") or []]
    if kinds and extension(one["name"]) not in kinds:
        raise AssertionError(f"{one['name']} can't be added: only {', '.join(kinds)}")
    if one.get("size", 0) > MOST_BYTES:
        raise AssertionError(f"{one['name']} can't be added: it is larger than 10 MB")


def _known(slack: Installation, one: Json) -> Json:
    stored = slack.uploads.files.get(one["id"])
    if stored is None:
        raise AssertionError(f"{one['name']} was never added")
    return stored.described


def _made(slack: Installation, member: Member, one: Json) -> Json:
    content = base64.b64decode(one.get("content", ""), validate=True)
    stored = slack.uploads.keep(member, one["name"], content, one.get("mimetype", ""))
    if not content:
        stored.described["size"] = one.get("size", 0)
    return stored.described
