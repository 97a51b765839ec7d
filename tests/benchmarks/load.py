"""The load: so many people who type the next command as soon as the last one is answered."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from slack_sdk.signature import SignatureVerifier

from tests.benchmarks.slack import SECRET, TEAM, USER, QuickSlack
from tests.benchmarks.timing import p99

CLIENTS = 16
# Types one command, which bears this number; gives whether it was answered well.
Client = Callable[[int], Awaitable[bool]]

_numbers = itertools.count(1)


@dataclass
class Answers:
    """What the clients saw: the milliseconds of each command, and how many went wrong."""

    taken: list[float] = field(default_factory=list)
    errors: int = 0
    seconds: float = 0.0

    @property
    def per_second(self) -> float:
        return len(self.taken) / self.seconds

    @property
    def p99(self) -> float:
        return p99(self.taken)

    def __add__(self, other: Answers) -> Answers:
        return Answers(
            self.taken + other.taken, self.errors + other.errors, self.seconds + other.seconds
        )


async def drive(
    clients: list[Client], *, seconds: float = float("inf"), count: int | None = None
) -> Answers:
    """Have every client type until the time is up, or until all have typed `count` together."""
    answers, begun = Answers(), time.perf_counter()
    left = itertools.islice(_numbers, count)

    async def type_on(client: Client) -> None:
        while time.perf_counter() - begun < seconds:
            number = next(left, None)
            if number is None:
                return
            asked = time.perf_counter()
            is_well = await client(number)
            answers.taken.append((time.perf_counter() - asked) * 1000)
            answers.errors += not is_well

    await asyncio.gather(*(type_on(client) for client in clients))
    answers.seconds = time.perf_counter() - begun
    return answers


def typed(command: str, text: str, number: int) -> dict[str, str]:
    """What Slack says of a command that somebody has typed."""
    return {
        "command": command,
        "text": text,
        "team_id": TEAM,
        "user_id": USER,
        "channel_id": "C1",
        "trigger_id": f"trigger{number}",
        "response_url": "http://127.0.0.1:9/answer",
    }


@dataclass
class HttpClient:
    """Types at an address over a connection of its own, kept as long as the server keeps it."""

    url: str
    command: str
    text: str
    expects: bytes
    _line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def __call__(self, number: int) -> bool:
        try:
            return await self._ask(urlencode(typed(self.command, self.text, number)))
        except (OSError, asyncio.IncompleteReadError):
            self._line = None
            return False

    async def _ask(self, body: str) -> bool:
        place = urlsplit(self.url)
        if self._line is None:
            self._line = await asyncio.open_connection(place.hostname, place.port)
        reader, writer = self._line
        writer.write(_signed(place.path, body))
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        answer = await reader.readexactly(_length(head))
        if head.startswith(b"http/1.0") or b"connection: close" in head:
            writer.close()
            self._line = None
        return b" 200 " in head[:13] and self.expects in answer


def _signed(path: str, body: str) -> bytes:
    now = str(int(time.time()))
    signature = SignatureVerifier(SECRET).generate_signature(timestamp=now, body=body)
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(body)}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"X-Slack-Request-Timestamp: {now}\r\nX-Slack-Signature: {signature}\r\n\r\n"
    )
    return (head + body).encode()


def _length(head: bytes) -> int:
    return int(head.split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])


@dataclass
class SocketClient:
    """Types over Rapport's own socket, which all of them share."""

    slack: QuickSlack
    text: str

    async def __call__(self, number: int) -> bool:
        payload = typed("/log-call", self.text, number)
        answer = await self.slack.send({"type": "slash_commands", "payload": payload})
        return "Logged" in str(answer.get("text"))
