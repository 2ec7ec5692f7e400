"""The sealing of secret ballots, so that who voted is on record and how is not.

A voter makes up a random paper code and seals code and choices to the sitting's public key (a libsodium
sealed box: X25519, XSalsa20-Poly1305, and a key of its own for every paper, so that nobody can tell from
two sealed texts whether the papers are equal). At the count all papers are opened together and published
in the order of their codes, and the private key is destroyed: voters find their own paper, everybody can
count again, and nothing leads from a voter to a paper.

A sealed text must hold only positions that all its voters may vote on: a gap that only one barred member
has would be that member's name on the paper.
"""

import re
from collections.abc import Sequence

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from domain.errors import VinhDanhError
from schemas.council import Choice, OpenedPaper

_HEX = re.compile(r"(?:[0-9a-f]{2})*")
_OVERHEAD = 48
_CODE_BYTES = 16
_KEY_BYTES = 32
_BYTE_OF = {Choice.AGREE: 1, Choice.DISAGREE: 2, Choice.ABSTAIN: 3}
_CHOICE_OF = {byte: choice for choice, byte in _BYTE_OF.items()}


class BallotSealError(VinhDanhError):
    """A key, a paper code or a sealed paper is not one; the text never holds what is in the paper."""


def new_key() -> tuple[str, str]:
    """Return a new sitting's public and private key, each as 64 hexadecimal digits."""
    private = PrivateKey.generate()
    return bytes(private.public_key).hex(), bytes(private).hex()


def sealed_length(choices: int) -> int:
    """Return the length in characters of every sealed paper with this number of choices."""
    return 2 * (_OVERHEAD + _CODE_BYTES + choices)


def seal(public: str, paper_code: str, choices: Sequence[Choice]) -> str:
    """Return the paper sealed to the sitting's public key, as lower-case hexadecimal digits.

    Its length tells the number of choices and nothing else; sealing the same paper again gives another text.

    Raises:
        BallotSealError: if the key or the code is malformed, or the paper has no choice.
    """
    if not choices:
        message = "a paper needs at least one choice; fill it in"
        raise BallotSealError(message)
    code = _bytes_of(paper_code, "the paper code", _CODE_BYTES)
    box = SealedBox(PublicKey(_bytes_of(public, "the public key", _KEY_BYTES)))
    try:
        return box.encrypt(code + bytes(_BYTE_OF[choice] for choice in choices)).hex()
    except CryptoError:
        message = "the public key is not one; take it from the sitting"
        raise BallotSealError(message) from None


def open_paper(private: str, sealed: str, choices: int | None = None) -> OpenedPaper:
    """Return the paper that was sealed to this private key, with `choices` choices if that is given.

    Raises:
        BallotSealError: if the text is no such paper, or sealed to another key, or of another length.
    """
    box = SealedBox(PrivateKey(_bytes_of(private, "the private key", _KEY_BYTES)))
    try:
        content = box.decrypt(_bytes_of(sealed, "the sealed paper"))
    except CryptoError:
        message = "the sealed paper cannot be opened with this key; count it as invalid"
        raise BallotSealError(message) from None
    return _paper_in(content, choices)


def _paper_in(content: bytes, choices: int | None) -> OpenedPaper:
    code, votes = content[:_CODE_BYTES], content[_CODE_BYTES:]
    if not votes or (choices is not None and len(votes) != choices):
        message = "the paper has another length than the list voted on; count it as invalid"
        raise BallotSealError(message)
    if not set(votes) <= _CHOICE_OF.keys():
        message = "the paper holds something that is no choice; count it as invalid"
        raise BallotSealError(message)
    return OpenedPaper(paper_code=code.hex(), choices=tuple(_CHOICE_OF[vote] for vote in votes))


def _bytes_of(text: str, what: str, length: int | None = None) -> bytes:
    if _HEX.fullmatch(text) is None or (length is not None and len(text) != 2 * length):
        digits = "" if length is None else f"{2 * length} "
        message = f"{what} is not {digits}lower-case hexadecimal digits; copy it whole"
        raise BallotSealError(message)
    return bytes.fromhex(text)
