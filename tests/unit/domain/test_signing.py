"""What is signed is bytes in one spelling, and whatever is changed in them or around them is refused."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import uuid4

import pytest

from adapters.ed25519 import verify
from adapters.statements import EnvelopeVerifier, sign
from domain.canonical import canonical_json, message_digest
from domain.judgement import judge
from domain.key_registry import thumbprint
from domain.signing import (
    OVER_THE_SIGNATURE,
    StatementError,
    digest_when_refused,
    digests_of,
    envelope_bytes,
    envelope_sha256,
    pae,
    plain_bytes,
    read_statement,
    statement_bytes,
    statement_fault,
    statement_in,
)
from schemas.case_file import CaseFile
from schemas.messages import RefusalReason, Verdict
from schemas.signing import DECISION_TYPE, MAX_STATEMENT_BYTES, DecisionStatement, SignedStatement
from tests.cases import a_decision, a_nomination
from tests.signing import CHAIRS_KEYS, SOMEBODYS, changed, envelope_of, signed, signed_saying, with_payload
from tests.unit.domain.case_files import a_case

_REQUEST = a_nomination(nomination_id="n-1")
_PLAIN = a_decision(_REQUEST, "ward", Verdict.RETURN, reason="Thiếu minh chứng").model_copy(
    update={"authority": "KT. CHỦ TỊCH"}
)
_SIGNED = signed(_PLAIN, "n-1")
_KEY = CHAIRS_KEYS["ward-chair"]
_HOLDS = EnvelopeVerifier().holds


def _asking(request_levels: tuple[str, ...] | None = ("ward", "district", "city")) -> CaseFile:
    case = a_case(request=_REQUEST)
    return case.model_copy(update={"route": case.route.model_copy(update={"signed_levels": request_levels})})


def _is_taken(envelope: SignedStatement) -> bool:
    """Whether all that looks at a signed decision finds it in order: its fields, then its signature."""
    decision = _PLAIN.model_copy(update={"signed": envelope})
    return statement_fault(decision, "n-1") is None and _HOLDS(envelope, thumbprint(_KEY.public), _KEY.public)


def test_the_encoding_is_that_of_the_specification() -> None:
    """DSSE v1.0 gives this vector; whoever checks our envelopes with another library signs the same bytes."""
    assert b"DSSEv1 29 http://example.com/HelloWorld 11 hello world" == pae(
        "http://example.com/HelloWorld", b"hello world"
    )
    assert b"DSSEv1 2 \xc3\xa0 0 " == pae("à", b"")


def test_a_signed_decision_is_in_order() -> None:
    """What its reviewer signs says what it says, and the signature is by their key."""
    statement = statement_in(_SIGNED)

    assert _is_taken(envelope_of(_SIGNED))
    assert (_PLAIN.decision_id, "n-1", "ward", "decision", 1, "return", message_digest(_PLAIN)) == (
        statement.decision_id,
        statement.nomination_id,
        statement.level,
        statement.gate,
        statement.round,
        statement.verdict,
        statement.message_sha256,
    )
    assert ("default/nomination:n-1", "KT. CHỦ TỊCH") == (statement.aud, statement.authority)
    assert judge(_asking(), _SIGNED) is None


def test_signing_changes_no_digest() -> None:
    """Repeats and the histories of before keep the digest that they have."""
    again = signed(_PLAIN, "n-1")

    assert message_digest(_PLAIN) == message_digest(_SIGNED) == message_digest(again)
    assert 3 == len({digests_of(one)[-1] for one in (_PLAIN, _SIGNED, again)})


@pytest.mark.parametrize("reason", list(RefusalReason))
def test_only_a_refusal_over_the_signature_covers_it(reason: RefusalReason) -> None:
    """So it does not answer for the same decision rightly signed, and every other refusal does."""
    expected = digests_of(_SIGNED)[-1 if reason in OVER_THE_SIGNATURE else 0]

    assert expected == digest_when_refused(_SIGNED, message_digest(_SIGNED), reason)


@pytest.mark.parametrize(
    ("levels", "refused"),
    [(("ward",), RefusalReason.UNSIGNED), (("district",), None), ((), None), (None, None)],
    ids=["asked here", "asked elsewhere", "asked nowhere", "a route of before"],
)
def test_the_route_says_where_a_decision_must_be_signed(
    levels: tuple[str, ...] | None, refused: RefusalReason | None
) -> None:
    """A signed one is in order everywhere."""
    assert refused == judge(_asking(levels), _PLAIN)
    assert judge(_asking(levels), _SIGNED) is None


@pytest.mark.parametrize("levels", [("ward",), None], ids=["asked for", "not asked for"])
@pytest.mark.parametrize(
    "changes",
    [
        {"decision_id": uuid4()},
        {"nomination_id": "n-2"},
        {"level": "city"},
        {"gate": "intake"},
        {"round": 2},
        {"verdict": "approve"},
        {"content_hash": "cd" * 32},
        {"message_sha256": "cd" * 32},
        {"reviewer_id": "ward-deputy"},
        {"on_behalf_of": "ward-deputy"},
        {"authority": None},
        {"aud": "default/nomination:n-2"},
        {"aud": "default"},
        {"aud": "a" * 298 + "/x"},
    ],
    ids="-".join,
)
def test_a_statement_that_says_something_else_is_refused(
    changes: dict[str, Any], levels: tuple[str, ...] | None
) -> None:
    """Also where none is asked for: nobody's signature stands under what they did not sign."""
    other = signed_saying(_SIGNED, **changes)

    assert RefusalReason.STATEMENT_DIFFERS == judge(_asking(levels), other)


Respell = Callable[[bytes], bytes]


def _with(text: bytes, other: bytes) -> Respell:
    return lambda payload: payload.replace(text, other, 1)


def _plus(**fields: object) -> Respell:
    return lambda payload: canonical_json(json.loads(payload) | fields)


def _instead(other: bytes) -> Respell:
    return lambda _: other


def _spaced(payload: bytes) -> bytes:
    return json.dumps(json.loads(payload)).encode()


def _without_nonce(payload: bytes) -> bytes:
    return canonical_json({name: value for name, value in json.loads(payload).items() if name != "nonce"})


@pytest.mark.parametrize(
    "respell",
    [
        _with(b"}", b"} "),
        _spaced,
        _plus(more=1),
        _plus(on_behalf_of=None),
        _plus(decided_at=1_600_000_000),
        _without_nonce,
        _with(b'"round":1', b'"round":true'),
        _with(b'"round":1', b'"round":1,"round":1'),
        _with(b'"round":1', b'"round":1.0'),
        _with(b'"v":1', b'"v":2'),
        _with(b'"ward"', b'" ward"'),
        _with("Ủ".encode(), "U\u0309".encode()),
        _instead(b""),
        _instead(b"[]"),
        _instead(b"\xff"),
        _instead(b"[" * MAX_STATEMENT_BYTES),
        _with(b"}", b"}" + b" " * MAX_STATEMENT_BYTES),
    ],
)
def test_a_statement_has_one_spelling(respell: Respell) -> None:
    """What another program could read differently is refused, however rightly it is signed."""
    payload = respell(statement_bytes(statement_in(_SIGNED)))

    assert RefusalReason.STATEMENT_DIFFERS == judge(_asking(), with_payload(_SIGNED, payload))


@pytest.mark.parametrize(
    "at", ["2026-11-23T08:00:00.123Z", "2026-11-23T15:00:00+07:00", "2026-11-23T08:00:00Z"]
)
def test_an_instant_may_be_spelt_as_the_signer_does(at: str) -> None:
    """A browser writes milliseconds; what was signed stays as it is."""
    said = json.loads(statement_bytes(statement_in(_SIGNED))) | {"decided_at": at}

    assert judge(_asking(), with_payload(_SIGNED, canonical_json(said))) is None


def test_a_statement_of_another_type_is_refused() -> None:
    """What was signed as something else cannot be shown as a decision."""
    payload = statement_bytes(statement_in(_SIGNED))
    other = _SIGNED.model_copy(update={"signed": sign("application/json", payload, [_KEY])})
    renamed = envelope_of(_SIGNED).model_copy(update={"payload_type": "application/json"})

    assert RefusalReason.STATEMENT_DIFFERS == judge(_asking(), other)
    with pytest.raises(StatementError, match="of type"):
        read_statement(renamed, DECISION_TYPE, DecisionStatement)


def test_a_decision_has_one_signature() -> None:
    """Nobody hides a second signer behind the first."""
    both = sign(DECISION_TYPE, statement_bytes(statement_in(_SIGNED)), [_KEY, SOMEBODYS])

    assert RefusalReason.STATEMENT_DIFFERS == judge(_asking(), _SIGNED.model_copy(update={"signed": both}))


@pytest.mark.parametrize("text", ["YQ", "YR==", "YQ==\n", "Y-==", "é"])
def test_base64_has_one_spelling(text: str) -> None:
    """Two envelopes never hold the same bytes."""
    with pytest.raises(StatementError):
        plain_bytes(text)


def test_nobody_elses_key_signs_for_a_reviewer() -> None:
    """Neither under its own name nor under that of the reviewer's key."""
    theirs = signed(_PLAIN, "n-1", key=SOMEBODYS)
    kid = thumbprint(_KEY.public)
    forged = envelope_of(theirs).signatures[0].model_copy(update={"keyid": kid})
    envelope = envelope_of(theirs).model_copy(update={"signatures": (forged,)})

    assert not _HOLDS(envelope_of(theirs), kid, _KEY.public)
    assert not _HOLDS(envelope, kid, _KEY.public)
    assert not _HOLDS(envelope, kid, SOMEBODYS.public)
    assert not _is_taken(envelope_of(changed(_SIGNED, lambda sig: sig[:-1])))
    assert not verify(b"short", b"", b"")


_ENVELOPES = [envelope_bytes(envelope_of(signed(_PLAIN, "n-1"))) for _ in range(2)]


def test_every_flipped_bit_of_an_envelope_is_refused() -> None:
    """Wherever an envelope is changed it is unreadable, misspelt or not what was signed: no bit is free."""
    flips = [(kept, bit) for kept in _ENVELOPES for bit in range(len(kept) * 8)]

    assert len(flips) > 10_000
    assert [] == [bit for kept, bit in flips if _survives(_flipped(kept, bit))]


def _flipped(kept: bytes, bit: int) -> bytes:
    changed_to = bytearray(kept)
    changed_to[bit // 8] ^= 1 << bit % 8
    return bytes(changed_to)


def _survives(kept: bytes) -> bool:
    """Whether bytes beside the ledger pass for the envelope of this decision."""
    try:
        envelope = SignedStatement.model_validate_json(kept)
    except ValueError:
        return False
    return envelope_bytes(envelope) == kept and _is_taken(envelope)


def test_the_envelopes_as_they_are_survive() -> None:
    """The test before this one can fail."""
    assert all(map(_survives, _ENVELOPES))
    assert 2 == len({envelope_sha256(SignedStatement.model_validate_json(kept)) for kept in _ENVELOPES})


def test_statements_of_one_moment_differ_by_their_nonce() -> None:
    """Two envelopes of one decision are told apart, so that a refused one does not answer for the next."""
    at = datetime(2026, 11, 23, 8, 0, tzinfo=timezone(timedelta(hours=7)))
    one, other = (signed_saying(signed(_PLAIN, "n-1"), decided_at=at) for _ in range(2))

    assert statement_in(one).decided_at.astimezone(UTC) == statement_in(other).decided_at
    assert envelope_of(one).payload != envelope_of(other).payload
