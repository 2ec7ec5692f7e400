"""Sealed papers: opened by the sitting's key alone, alike from outside, refused if they are anything else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.public import PublicKey, SealedBox
from pydantic import TypeAdapter

from adapters.ballot_seal import BallotSealError, new_key, open_paper, seal, sealed_length
from domain.errors import VinhDanhError
from schemas.council import Choice, OpenedPaper, SealedText, SealKey

PUBLIC, PRIVATE = new_key()
CODE = "00112233445566778899aabbccddeeff"
CODES = st.binary(min_size=16, max_size=16).map(bytes.hex)
CHOICES = st.lists(st.sampled_from(Choice), min_size=1, max_size=120)


def _sealed(content: bytes) -> str:
    """Seal whatever a forger might."""
    return SealedBox(PublicKey(bytes.fromhex(PUBLIC))).encrypt(content).hex()


@given(CODES, CHOICES)
def test_a_paper_comes_back_as_it_was_sealed(code: str, choices: list[Choice]) -> None:
    """Every vote is counted as it was cast."""
    sealed = seal(PUBLIC, code, choices)
    paper = OpenedPaper(paper_code=code, choices=tuple(choices))

    assert paper == open_paper(PRIVATE, sealed) == open_paper(PRIVATE, sealed, len(choices))
    assert sealed == TypeAdapter[str](SealedText).validate_python(sealed)


@given(CODES, CHOICES)
def test_two_seals_of_one_paper_differ(code: str, choices: list[Choice]) -> None:
    """Nobody finds out how somebody voted by sealing the possible papers and comparing."""
    assert seal(PUBLIC, code, choices) != seal(PUBLIC, code, choices)


@given(CODES, CHOICES)
def test_the_length_tells_the_number_of_choices_and_nothing_else(code: str, choices: list[Choice]) -> None:
    """A vote against is no longer and no shorter than one for."""
    all_agree = seal(PUBLIC, CODE, [Choice.AGREE] * len(choices))

    assert {sealed_length(len(choices))} == {len(seal(PUBLIC, code, choices)), len(all_agree)}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00" * 15,
        b"\x00" * 16,
        b"\x00" * 16 + b"\x00",
        b"\x00" * 16 + b"\x01\x04",
        b"\x00" * 16 + b"agree",
    ],
)
def test_what_was_sealed_but_is_no_paper_is_refused(content: bytes) -> None:
    """A malformed paper is an invalid vote and never a guess at one."""
    with pytest.raises(BallotSealError):
        open_paper(PRIVATE, _sealed(content))


@pytest.mark.parametrize("choices", [1, 3])
def test_a_paper_for_another_list_is_refused(choices: int) -> None:
    """Choices are read by their place on the list, so their number must be the list's."""
    with pytest.raises(BallotSealError, match="another length"):
        open_paper(PRIVATE, seal(PUBLIC, CODE, (Choice.AGREE, Choice.DISAGREE)), choices)


@given(st.integers(0, sealed_length(2) // 2 - 1), st.integers(1, 255))
def test_a_changed_seal_is_refused(place: int, flip: int) -> None:
    """Whoever keeps the sealed papers cannot turn one into another, not even into a second spelling."""
    changed = bytearray.fromhex(seal(PUBLIC, CODE, (Choice.AGREE, Choice.AGREE)))
    changed[place] ^= flip
    with pytest.raises(BallotSealError, match="cannot be opened"):
        open_paper(PRIVATE, changed.hex())


@given(st.text() | st.binary(max_size=200).map(bytes.hex))
def test_any_other_text_is_refused(text: str) -> None:
    """Whatever stands in the place of a sealed paper, the count goes on."""
    with pytest.raises(VinhDanhError):
        open_paper(PRIVATE, text)


def test_a_sealed_paper_has_one_spelling() -> None:
    """A copy of another member's paper is seen by comparing texts."""
    with pytest.raises(BallotSealError, match="lower-case"):
        open_paper(PRIVATE, seal(PUBLIC, CODE, [Choice.AGREE]).upper())


def test_only_the_sittings_own_key_opens_a_paper() -> None:
    """Each sitting has keys of its own, and neither the public key nor another sitting's opens its papers."""
    sealed = seal(PUBLIC, CODE, [Choice.ABSTAIN])
    other_public, other_private = new_key()

    assert 4 == len({PUBLIC, PRIVATE, other_public, other_private})
    assert PUBLIC == TypeAdapter[str](SealKey).validate_python(PUBLIC)
    for key in (PUBLIC, other_private):
        with pytest.raises(BallotSealError, match="cannot be opened"):
            open_paper(key, sealed)


@pytest.mark.parametrize("key", ["", "00", "zz" * 32, "ab" * 31, "AB" * 32, "ab" * 33, "ab" * 32 + "\n"])
def test_what_is_no_key_is_refused_without_showing_it(key: str) -> None:
    """A private key that was mistyped does not end up in a log."""
    with pytest.raises(BallotSealError, match="key is not 64") as opening:
        open_paper(key, seal(PUBLIC, CODE, [Choice.AGREE]))
    with pytest.raises(BallotSealError, match="key is not 64"):
        seal(key, CODE, [Choice.AGREE])
    assert not key or key not in str(opening.value)


def test_a_public_key_that_hides_nothing_is_refused() -> None:
    """A paper sealed to the all-zero key could be read by everybody."""
    with pytest.raises(BallotSealError, match="public key is not one"):
        seal("00" * 32, CODE, [Choice.AGREE])


@pytest.mark.parametrize("code", ["", CODE[:-1], CODE + "0", CODE.upper(), "x" * 32])
def test_a_code_of_another_form_is_refused(code: str) -> None:
    """All papers look alike, so none is known by its code's spelling."""
    with pytest.raises(BallotSealError, match="paper code"):
        seal(PUBLIC, code, [Choice.AGREE])


def test_an_empty_paper_is_refused() -> None:
    """A paper without a choice votes on nothing."""
    with pytest.raises(BallotSealError, match="at least one"):
        seal(PUBLIC, CODE, [])
