"""What Slack encodes, as a person reads it and as a record can hold it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers import edge


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("<https://acme.example/t/7|the ticket>", "the ticket (https://acme.example/t/7)"),
        ("<https://acme.example/?a=1&amp;b=2|it>", "it (https://acme.example/?a=1&b=2)"),
        ("<https://acme.example>", "https://acme.example"),
        ("<http://acme.example|acme.example>", "acme.example"),
        ("<https://Acme.example/|acme.example>", "acme.example"),
        ("<https://acme.example/a|https://acme.example/a>", "https://acme.example/a"),
        ("<mailto:bob@acme.example|bob@acme.example>", "bob@acme.example"),
        ("<mailto:bob@acme.example|Bob>", "Bob (bob@acme.example)"),
        ("<mailto:bob@acme.example>", "bob@acme.example"),
        ("<tel:+639170000|+639170000>", "+639170000"),
        ("<tel:+639170000|call us>", "call us (+639170000)"),
        ("<@U1|ana> in <#C1|sales>, <!here>", "@ana in #sales, @here"),
    ],
)
def test_a_link_says_its_address_once(text: str, read: str) -> None:
    assert edge.typed(text, None, "T1") == read


def mended(body: dict[str, Any]) -> dict[str, Any]:
    edge.mend(body)
    return body


WHOLE = st.text(st.characters(codec="utf-8", exclude_characters="\x00"))


@given(st.dictionaries(WHOLE, WHOLE | st.lists(WHOLE)))
def test_whole_characters_stay(body: dict[str, Any]) -> None:
    assert mended({**body}) == body


@given(st.text(st.characters() | st.characters(categories=["Cs"])))
def test_whatever_comes_can_be_written(words: str) -> None:
    (key, (value,)), *others = mended({words: [words]}).items()
    assert key.encode() == value.encode()
    assert value == key
    assert "\x00" not in value
    assert others == []


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\x00b\x00\x00", "ab"),
        (r"\u0000", r"\u0000"),
        ("\\\x00", "\\"),
        ("\\\\\x00\\u0000", "\\\\\\u0000"),
        ("\ud800\x00", "\ufffd"),
    ],
)
def test_nul_goes_and_its_spelling_stays(text: str, kept: str) -> None:
    assert mended({"text": text}) == {"text": kept}


def test_half_a_character_is_replaced_and_two_halves_meet() -> None:
    words = "a\ud83db \ude20 \ud83d\ude20\ud800"
    assert mended({"text": words}) == {"text": "a\ufffdb \ufffd \U0001f620\ufffd"}
