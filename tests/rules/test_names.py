"""The rule that finds where a name at the start of a line ends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import names
from storage.names import LONGEST_NAME, Called, fold, one_letter_less


def called(*words: str) -> list[Called]:
    return [Called(n, n, each, fold(each), is_alias=False) for n, each in enumerate(words, 1)]


def rest_after(name: str, line: str) -> str:
    start = names.read_start(line)
    opening = next(each for each in start.openings if each.folded == fold(name))
    return start.rest(line, opening)


@pytest.mark.parametrize(
    ("name", "line", "rest"),
    [
        ("Acme", "Acme agreed", "agreed"),
        ("Acme", "ACME: agreed", "agreed"),
        ("Acme", "Acme, agreed", "agreed"),
        ("Acme", "Acme's CFO called", "CFO called"),
        ("Acme", "Acme’s CFO called", "CFO called"),
        ("Acme", "Acme – agreed", "agreed"),
        ("Acme", "Acme -10% agreed", "-10% agreed"),
        ("Acme", "Acme|agreed", "agreed"),
        ("Acme", "Acme | agreed | f/u Friday", "agreed | f/u Friday"),
        ("Blue Ocean Ltd", '"Blue Ocean Ltd" agreed', "agreed"),
        ("Blue Ocean Ltd", '"Blue Ocean Ltd" | agreed', "agreed"),
        ("Blue Ocean Ltd", '"Blue Ocean Ltd": agreed', "agreed"),
        ("Blue Ocean", "“Blue Ocean” agreed", "agreed"),
        ("Blue Ocean", "blue   ocean\nagreed", "agreed"),
        ("Café Zoë", "cafe zoe agreed", "agreed"),
        ("McDonald's", "McDonald’s agreed", "agreed"),
        ("रहमान ट्रेडर्स", "रहमान ट्रेडर्स: बात हुई", "बात हुई"),
        ("ঢাকা বেকারি", "ঢাকা বেকারি। কথা হয়েছে", "কথা হয়েছে"),
        ("شركة النور", "شركة النور، تم الاتفاق", "تم الاتفاق"),
        ("東京商事", "東京商事と打ち合わせ", "と打ち合わせ"),
        ("東京商事", "東京商事：打ち合わせ", "打ち合わせ"),
        ("삼성", "삼성은 동의했다", "은 동의했다"),
        ("บริษัทสยาม", "บริษัทสยามตกลงแล้ว", "ตกลงแล้ว"),
    ],
)
def test_a_name_ends_where_the_rest_begins(name: str, line: str, rest: str) -> None:
    assert rest_after(name, line) == rest


@pytest.mark.parametrize(
    ("line", "likely"),
    [
        ("Acme agreed the pilot", "Acme"),
        ("Blue Ocean Ltd agreed", "Blue Ocean Ltd"),
        ("blue ocean agreed", "blue"),
        ("blue ocean ltd | agreed", "blue ocean ltd"),
        ("Acme agreed the new pilot | follow up Friday", "Acme"),
        ('"the blue ocean" agreed', "the blue ocean"),
        ("Smith & Sons agreed", "Smith & Sons"),
        ("Bank of India called", "Bank of India"),
        ("Acme: Ravi agreed", "Acme"),
        ("Acme 4/5 great", "Acme"),
        ("::: ???", ""),
        ("\x07\x1b", ""),
    ],
)
def test_an_unknown_name_is_guessed_by_its_capitals_and_marks(line: str, likely: str) -> None:
    assert names.likely_name(line, names.read_start(line)) == likely


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Acmee agreed", "Acme"),
        ("Acem agreed", "Acme"),
        ("Blue Ocaen Lmtd agreed", "Blue Ocean Ltd"),
        ("BlueOcean Ltd agreed", "Blue Ocean Ltd"),
        ("রহমান ট্রেডার্সের সাথে কথা", "রহমান ট্রেডার্স"),
    ],
)
def test_small_typos_are_forgiven(typed: str, name: str) -> None:
    found = names.misspelt(names.read_start(typed), called("Zenith", name, "Apex Foods"))
    assert found is not None
    assert found.account_ids == {2}


@pytest.mark.parametrize(
    ("typed", "name"),
    [("IBN agreed", "IBM"), ("Axxe agreed", "Acme"), ("東京商会と会った", "東京商事")],
)
def test_another_name_is_no_typo(typed: str, name: str) -> None:
    assert names.misspelt(names.read_start(typed), called(name)) is None


def test_a_full_stop_at_a_names_end_is_no_typo() -> None:
    found = names.misspelt(names.read_start("Acme Inc agreed"), called("Acme Inc."))
    assert found is not None
    assert found.typos == 0


def test_equally_near_names_are_a_choice() -> None:
    found = names.misspelt(names.read_start("Zenitx agreed"), called("Zenith", "Zenita"))
    assert found is not None
    assert found.account_ids == {1, 2}


@given(st.text(max_size=600))
def test_any_line_can_be_read(line: str) -> None:
    line = line.strip()
    start = names.read_start(line)
    for opening in start.openings:
        assert line.endswith(start.rest(line, opening))
        assert len(opening.words) <= LONGEST_NAME + 2
    if start.openings:
        assert len(names.likely_name(line, start)) <= LONGEST_NAME


@given(st.text("abcdé ", min_size=6, max_size=40), st.data())
def test_spellings_one_letter_apart_share_a_mark(name: str, data: st.DataObject) -> None:
    folded = fold(name)
    if len(folded) < 6:
        return
    at = data.draw(st.integers(0, len(folded) - 2))
    wrong, missing = folded[:at] + "x" + folded[at + 1 :], folded[:at] + folded[at + 1 :]
    swapped = folded[:at] + folded[at + 1] + folded[at] + folded[at + 2 :]
    for typed in (wrong, missing, swapped, folded[:at] + "x" + folded[at:]):
        assert one_letter_less(typed) & one_letter_less(folded)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("L’Oréal", "l'oreal"),
        ("STRASSE", "straße"),
        ("Ａｃｍｅ", "acme"),
        ("क्\u200dषेत्र", "क्षेत्र"),
        ("شَرِكَة", "شركة"),
        ("A\u00adcme", "Acme"),
        ("Rolls–Royce", "Rolls-Royce"),
    ],
)
def test_two_spellings_of_one_name_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_vowel_signs_of_indic_scripts_tell_names_apart() -> None:
    assert fold("कमल") != fold("कमाल")
    assert fold("রাম") != fold("রম")
