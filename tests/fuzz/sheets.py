"""Files that somebody might import: sound ones, other programs' ones, and broken ones."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.fuzz import strange

_COLUMNS = ("name", "Name ", "aliases", "manager", "tier", "status", "", "x", "occurred_at", "id")
_CELLS = (
    "Acme",
    "acme ",
    "ACME",
    "Brand New",
    "Brand New; Newer",
    "Newer;;Newer|",
    "Borealis Shipping",
    "ana@harbourandpine.example",
    "gus@harbourandpine.example",
    "nobody@nowhere.example",
    "not an address@",
    "U0ANA",
    "U0GUS",
    "<@U0ANA>",
    "active",
    "Archived",
    "asleep",
    "A",
    "'=1+1",
    "=1+1",
    "@SUM(A1)",
    "\t-1",
    "x" * 201,
    "x" * 200_000,
    "multi\nline",
    'quo"te',
)
_ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-7", "cp1252", "shift_jis", "utf-32")
_cell = st.one_of(st.sampled_from(_CELLS), st.sampled_from(_CELLS), strange.words)
_quoted = st.sampled_from((False, False, True))
_rows = st.lists(st.lists(st.tuples(_cell, _quoted), max_size=7), max_size=5)
_header = st.one_of(
    st.just(["name", "aliases", "manager", "tier", "status"]),
    st.just(["name", "manager"]),
    st.lists(st.sampled_from(_COLUMNS), max_size=6),
)


def _spelt(cell: tuple[str, bool]) -> str:
    words, is_quoted = cell
    return '"' + words.replace('"', '""') + '"' if is_quoted else words


def _file(
    header: list[str], rows: list[list[tuple[str, bool]]], delimiter: str, end: str, encoding: str
) -> bytes:
    written = [delimiter.join(header), *(delimiter.join(map(_spelt, row)) for row in rows)]
    return end.join([*written, ""]).encode(encoding, errors="replace")


_written = st.builds(
    _file,
    _header,
    _rows,
    st.sampled_from((",", ",", ";", "\t", "|")),
    st.sampled_from(("\n", "\r\n", "\r", "\n\n")),
    st.sampled_from(("utf-8", "utf-8", "utf-8", *_ENCODINGS)),
)
files = st.one_of(_written, _written, _written, st.binary(max_size=200))
