"""One spelling and one hash for every fact."""

import json
import unicodedata
from hashlib import sha256
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from domain.canonical import canonical_json, content_hash, message_digest, text_digest
from schemas.messages import Decision
from schemas.nomination import NominationContent
from tests.cases import a_decision, a_nomination

NAME = "Trường Tiểu học Tân Mai"
JSON_OBJECTS = st.dictionaries(st.text("abé漢"), st.integers(-(2**53) + 1, 2**53 - 1) | st.text("xyz\n\"'é"))


def _content(name: str) -> NominationContent:
    request = a_nomination()
    nominee = request.content.nominee.model_dump() | {"name": name}
    return NominationContent.model_validate(request.content.model_dump() | {"nominee": nominee})


def test_canonical_json_is_as_rfc_8785_says() -> None:
    """Keys sorted by UTF-16 unit, no blanks, text unescaped: the RFC's own example of sorting."""
    value = {"\u20ac": "Euro", "\r": "CR", "\ufb33": "Dalet", "1": 1e30, "\U0001f600": "Emoji", "\x80": "C1"}
    expected = '{"\\r":"CR","1":1e+30,"\x80":"C1","\u20ac":"Euro","\U0001f600":"Emoji","\ufb33":"Dalet"}'

    assert expected.encode() == canonical_json(value)


def test_the_hash_of_a_content_is_known() -> None:
    """The hash on paper must be the same in every later version: this vector was made by hand."""
    body = (
        '{"achievement":"Hoàn thành xuất sắc nhiệm vụ năm 2019","award":"BK_TP",'
        '"nominee":{"kind":"collective","name":"Tập thể thử nghiệm"},'
        '"period_from":"2019-01-01","period_to":"2019-12-31"}'
    )

    assert sha256(body.encode()).hexdigest() == content_hash(a_nomination().content)


def test_two_spellings_of_one_name_are_one_content() -> None:
    """Composed and decomposed Vietnamese look the same and must hash the same."""
    composed, decomposed = unicodedata.normalize("NFC", NAME), unicodedata.normalize("NFD", NAME)

    assert composed != decomposed
    assert content_hash(_content(composed)) == content_hash(_content(decomposed))
    assert content_hash(_content(composed)) != content_hash(_content(f"{NAME} 2"))


@given(JSON_OBJECTS)
def test_the_order_of_keys_does_not_matter(value: dict[str, object]) -> None:
    """The same object has the same bytes, however it was put together, and they read back as it."""
    turned = dict(reversed(value.items()))

    assert canonical_json(value) == canonical_json(turned)
    assert value == json.loads(canonical_json(value))


def test_a_message_is_told_from_another_one_with_the_same_id() -> None:
    """A repeat has the digest of the first; any other word in it gives another digest."""
    request = a_nomination()
    decision = a_decision(request, "ward")
    repeated = Decision.model_validate_json(decision.model_dump_json())

    assert message_digest(decision) == message_digest(repeated)
    assert message_digest(decision) != message_digest(decision.model_copy(update={"reason": "Vì"}))


def test_equal_texts_do_not_have_equal_hashes() -> None:
    """The act's id salts the hash, so that nobody can guess a reason by hashing likely ones once."""
    one, other = str(UUID(int=1)), str(UUID(int=2))

    assert text_digest(None, one) is None
    assert text_digest("Thiếu minh chứng", one) != text_digest("Thiếu minh chứng", other)
    assert sha256(f'{{"salt":"{one}","text":"đủ"}}'.encode()).hexdigest() == text_digest("đủ", one)
