"""Forms in parts (RFC 7578), as files and their fields are uploaded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from email.parser import BytesParser
from email.policy import HTTP


@dataclass(frozen=True)
class Part:
    """One field of a form; a file has a `file_name`."""

    name: str
    file_name: str | None
    content: bytes


def parts_of(content_type: str, body: bytes) -> Iterator[Part]:
    """The fields of a form in their order; none if the body isn't what its type says."""
    head = f"Content-Type: {content_type}\r\n\r\n".encode()
    for part in BytesParser(policy=HTTP).parsebytes(head + body).iter_parts():
        content = part.get_payload(decode=True)
        name = part.get_param("name", header="content-disposition")
        if isinstance(content, bytes):
            yield Part(str(name or ""), part.get_filename(), content)
