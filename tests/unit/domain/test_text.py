"""Text is cleaned where it enters, or refused where somebody can still be asked."""

import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from schemas.text import Code, Line, Prose, Sha256, clean_text

LINE, PROSE = TypeAdapter[str](Line), TypeAdapter[str](Prose)
NAME = "Nguyễn Thị Thử"
ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()))


@pytest.mark.parametrize("kind", [LINE, PROSE])
@pytest.mark.parametrize("bad", ["a\x00b", "a\x07b", "a\x1bb", "a\x7fb", "a\x85b", "a\ud800b", "\udfff"])
def test_control_characters_and_lone_surrogates_are_refused(kind: TypeAdapter[str], bad: str) -> None:
    """PostgreSQL and JSON would refuse them later, when nobody can be asked any more."""
    with pytest.raises(ValidationError, match="remove it"):
        kind.validate_python(bad)


@pytest.mark.parametrize("kind", [LINE, PROSE])
def test_decomposed_letters_are_composed_and_blanks_around_are_dropped(kind: TypeAdapter[str]) -> None:
    """Two spellings of one name become one."""
    assert NAME == kind.validate_python(f"  {unicodedata.normalize('NFD', NAME)} ")


@pytest.mark.parametrize(
    ("text", "line", "prose"),
    [
        ("một\nhai", False, True),
        ("một\thai", False, True),
        ("một\r\nhai", False, True),
        ("", False, False),
        ("  \n ", False, False),
        ("a" * 300, True, True),
        ("a" * 301, False, True),
        ("a" * 8_000, False, True),
        ("a" * 8_001, False, False),
        ("\u1eaf" * 300, True, True),
        ("a\u0306\u0301" * 300, True, True),
    ],
)
def test_a_line_is_one_line_and_both_are_bounded(text: str, *, line: bool, prose: bool) -> None:
    """Lengths are counted in the spelling that is kept, so that what was taken once is taken again."""
    assert (line, prose) == (_takes(LINE, text), _takes(PROSE, text))


@given(ANY_TEXT)
def test_what_is_taken_is_clean_and_taken_again_unchanged(text: str) -> None:
    """Whatever comes in, what is stored is NFC, printable and stable."""
    try:
        kept = PROSE.validate_python(text)
    except ValidationError:
        return
    assert unicodedata.is_normalized("NFC", kept)
    assert kept == clean_text(kept, allowed_controls="\n\t") == PROSE.validate_python(kept)
    assert kept.encode()
    assert "\x00" not in kept


@pytest.mark.parametrize("code", ["", "-a", ".a", "a b", "a\n", "ă", "a" * 81, "a/b", "nomination:1"])
def test_a_code_is_short_and_plain(code: str) -> None:
    """Codes stand in ids, logs and search attributes, where nothing may need escaping."""
    assert not _takes(TypeAdapter[Any](Code), code)
    assert not _takes(TypeAdapter[Any](Sha256), code)


def _takes(kind: TypeAdapter[str], text: str) -> bool:
    try:
        kind.validate_python(text)
    except ValidationError:
        return False
    return True
