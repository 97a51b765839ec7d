"""Every sentence passes here on its way to a person, so that it can be translated."""

from __future__ import annotations

from gettext import NullTranslations

_SPOKEN = NullTranslations()


def _(sentence: str, **values: object) -> str:
    """The sentence in the reader's language, its {names} filled in."""
    said = _SPOKEN.gettext(sentence)
    return said.format(**values) if values else said


def n_(one: str, many: str, count: int, **values: object) -> str:
    """The sentence in the number that `count` asks for, with {count} and {names} filled in."""
    return _SPOKEN.ngettext(one, many, count).format(count=count, **values)


def escape(words: str) -> str:
    """People's own words, made safe for mrkdwn: else `<!channel>` in a note pings everybody."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(words: str) -> str:
    """Words as a person typed them, from what Slack sends."""
    return words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
