"""Values that Slack never sends, or only on its worst day."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

WORDS = (
    "",
    " ",
    "\x00",
    "a\x00b",
    "\ud83d",
    "ab\udc00cd",
    "\u202eright to left",
    "\u200f\u200e\u200b\ufeff",
    "👩‍👩‍👧 🏴󠁧󠁢󠁥󠁮󠁧󠁿 e\u0301\u0301\u0301",
    "ক্ষ ফলো আপ শুক্রবার हिन्दी में",
    "<!channel> <@U0BEN> <#C0GENERAL|general> <https://a.example|b>",
    "<<<@>>> &amp;lt; &&& <@ <!subteam^S1> <|> <#>",
    "```code``` `x` *b* _i_ ~s~ > q",
    "'; DROP TABLE people; --",
    "%s %(x)s {account} {0} {",
    "=cmd|' /C calc'!A0",
    '"',
    '"Acme',
    "“Acme” wet",
    "| | |",
    "Acme",
    "Acme Acme Acme",
    "new:",
    "new:Acme",
    "new:\x00",
    "too_long",
    "null",
    "NaN",
    "Infinity",
    "-1",
    "0",
    "1e999",
    "1E+99999999",
    "٣",
    "9" * 400,
    "9223372036854775808",
    "0001-01-01",
    "9999-12-31",
    "2026-02-30",
    "2026-W48-3",
    "20261124",
    "24:00",
    "23:59:59.999999+14:00",
    "12:00Z",
    "modal",
    "home",
    "U0ANA",
    "U0BEN",
    "U0GUS",
    "U0STEN",
    "U0RAPPORT",
    "U0NOBODY",
    "USLACKBOT",
    "T0HARBOUR",
    "T0ELSEWHERE",
    "T0STELLAR",
    "C0COMPLAINTS",
    "C0NOWHERE",
    "W" * 33,
    "http://127.0.0.1:9/",
    "http://[",
    "file:///etc/hostname",
    "gopher://x/",
    "{}",
    "[]",
    '{"interaction": 1, "version": [], "view": {}, "card": "x", "list": 7, "home": 1}',
    '{"held": "0", "response_url": ["x"], "form": {"a": 1}, "version": null}',
    '{"complaint": true, "follow_up": -1, "episode": 1e400}',
    "x" * 65,
    "x" * 256,
    "é" * 3_001,
    "wet pallets, follow up Friday " * 1_400,
    "[" * 5_000,
)
NUMBERS = (0, -1, 1, 2**31, 2**63 - 1, 2**63, 10**40, 1.5, -0.0, 1e308, float("nan"), float("inf"))
SHAPES: tuple[Any, ...] = (
    None,
    True,
    False,
    [],
    {},
    [None],
    [[]],
    {"value": None},
    {"id": None},
    {"id": {"id": "U0ANA"}},
    {"type": "button", "value": {"a": 1}},
    ["U0ANA", "U0ANA", None, 7],
    {"selected_option": {"value": "new:Acme"}},
    {"selected_users": "U0ANA"},
)


def _deep() -> list[Any]:
    inner: list[Any] = []
    for _level in range(200):
        inner = [inner]
    return inner


DEEP = _deep()

# Every character that Python knows, halves of one included.
text = st.text(st.characters(codec=None, categories=None), max_size=40)
words = st.one_of(st.sampled_from(WORDS), text)
values = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(NUMBERS),
    st.sampled_from((*SHAPES, DEEP)),
    text,
)
