"""What the bots' log tells: stacks and errors, counted, and those that no fault explains."""

from __future__ import annotations

import re
from collections import Counter

STACK = "stack: "
# What a socket that is cut while something is said on it leaves in the log.
_OF_CUT_SOCKETS = ("SlackClientNotConnectedError", "BrokenPipeError", "ConnectionResetError")
# The line above it, then the exceptions of a chain: frames, name, what joins it to the next.
_WHOLE_STACK = re.compile(
    r"^(?:.*\n)?"
    r"(?:Traceback \(.*\n(?:\n| .*\n)*\S.*\n?"
    r"(?:(?:which led to|told as):\n|\n(?:The above exception|During handling).*\n\n)?)+",
    re.MULTILINE,
)


def findings(log: str) -> dict[str, int]:
    """The stacks and errors in a log, counted, without the numbers in them."""
    told = [STACK + _last_line(stack) for stack in _stacks(log)]
    told += [_said(line) for line in log.splitlines() if _is_error(line)]
    plain = (re.sub(r"[0-9a-f-]{36}|[0-9a-f]{6,}|\d+", "…", line)[:200] for line in told)
    return dict(Counter(plain))


def unexplained(log: str) -> list[str]:
    """The stacks, whole, that tell of more than a socket cut while something was said on it."""
    return [stack for stack in _stacks(log) if not _is_of_cut_socket(_last_line(stack))]


def _stacks(log: str) -> list[str]:
    return [found.group() for found in _WHOLE_STACK.finditer(log)]


def _last_line(stack: str) -> str:
    """The exception that came of it all: those above it are its causes."""
    return stack.rstrip().splitlines()[-1]


def _is_of_cut_socket(words: str) -> bool:
    return any(name in words for name in _OF_CUT_SOCKETS)


def _is_error(line: str) -> bool:
    return " ERROR " in line or line.startswith("ERROR")


def _said(line: str) -> str:
    return line.partition("ERROR")[2].strip()
