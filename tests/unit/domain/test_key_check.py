"""A registry of keys that was tampered with: what verification names, and what it leaves to people."""

from collections.abc import Callable

import pytest

from adapters import ed25519
from domain.key_check import doubts, statement_faults, verify_keys
from domain.key_judgement import Vouched, judge_key_statement
from domain.key_registry import history_of
from domain.signing import Verify
from schemas.audit import FindingCode
from schemas.keys import KEYS_STREAM, KeyEvidence, PlacedEntry, SignedPlace
from schemas.signing import RevocationReason, SignedStatement
from tests.keyholders import (
    CITY_REGISTRAR,
    STATE_REGISTRAR,
    FourKeys,
    GrowingRegistry,
    Holder,
    a_registrar,
    enrolled,
    revoked,
    rotated,
)


def _by(_envelope: SignedStatement) -> Verify:
    return ed25519.verify


@pytest.fixture
def registry() -> FourKeys:
    """A registry with four keys."""
    return FourKeys()


def test_what_is_in_doubt_is_told_and_is_no_finding(registry: FourKeys) -> None:
    """People look at what a compromised key has signed, decisions and keys; nothing is undone by itself."""
    registry.add(enrolled(Holder("p"), registry.city, after=registry.end), CITY_REGISTRAR)
    since, third = registry.end, a_registrar("ward-registrar", ("w", "ward"))
    two = (STATE_REGISTRAR, CITY_REGISTRAR)
    registry.add(enrolled(third, registry.state, registry.city, after=registry.end), *two)
    compromised = RevocationReason.COMPROMISED
    for holder, by in ((registry.city, (registry.state, third)), (registry.ward, (registry.state,))):
        ending = revoked(holder, *by, reason=compromised, from_leaf=since, after=registry.end)
        registry.add(ending, *(each.person for each in by))
    decided = [
        SignedPlace(kid=registry.ward.kid, place=place, stream_id="n-1", seq=place) for place in (48, 55)
    ]
    evidence = registry.evidence().model_copy(update={"in_doubt": tuple(decided), "places": {since: 50}})
    told = [(each.nomination_id, each.text.split()[1]) for each in doubts(evidence)]

    assert [("n-1", "55"), (KEYS_STREAM, "5"), (KEYS_STREAM, "6")] == told
    assert [] == verify_keys(evidence, _by)


def test_a_registry_that_is_whole_has_no_finding(registry: FourKeys) -> None:
    """Also after rotations and revocations, and one that nobody has founded."""
    new = registry.ward.again()
    registry.add(rotated(registry.ward, new, registry.city, after=registry.end), CITY_REGISTRAR)
    registry.add(revoked(registry.ward, registry.city, after=registry.end), CITY_REGISTRAR)

    assert [] == verify_keys(registry.evidence(), _by)
    assert [] == verify_keys(GrowingRegistry().evidence(), _by)
    assert [] == list(statement_faults(registry.entries, _by))


def _without_row(evidence: KeyEvidence) -> KeyEvidence:
    return evidence.model_copy(update={"rows": evidence.rows[:-1]})


def _with_a_row_more(evidence: KeyEvidence) -> KeyEvidence:
    slipped_in = evidence.rows[-1].model_copy(update={"kid": Holder("p").kid})
    return evidence.model_copy(update={"rows": (*evidence.rows, slipped_in)})


def _with_another_key(evidence: KeyEvidence) -> KeyEvidence:
    swapped = evidence.rows[-1].model_copy(update={"public_key": Holder("p").key.public_key})
    return evidence.model_copy(update={"rows": (*evidence.rows[:-1], swapped)})


def _with_the_tail_cut_off(evidence: KeyEvidence) -> KeyEvidence:
    return evidence.model_copy(update={"entries": evidence.entries[:-1], "rows": evidence.rows[:-1]})


def _with_entries_exchanged(evidence: KeyEvidence) -> KeyEvidence:
    first, second, *others = evidence.entries
    return evidence.model_copy(update={"entries": (second, first, *others)})


def _with_a_body_changed(evidence: KeyEvidence) -> KeyEvidence:
    last = evidence.entries[-1]
    body = last.entry.body.replace(b"city-chair", b"city-thief")
    changed = PlacedEntry(place=last.place, entry=last.entry.model_copy(update={"body": body}))
    return evidence.model_copy(update={"entries": (*evidence.entries[:-1], changed)})


@pytest.mark.parametrize(
    ("tamper", "code"),
    [
        (_without_row, FindingCode.DETAIL_MISSING),
        (_with_a_row_more, FindingCode.DETAIL_WITHOUT_ENTRY),
        (_with_another_key, FindingCode.KEY_DIFFERS),
        (_with_the_tail_cut_off, FindingCode.HEAD_DIFFERS),
        (_with_entries_exchanged, FindingCode.CHAIN_BROKEN),
        (_with_a_body_changed, FindingCode.BODY_CHANGED),
    ],
)
def test_what_was_done_to_a_registry_is_named(
    registry: FourKeys, tamper: Callable[[KeyEvidence], KeyEvidence], code: FindingCode
) -> None:
    """A key that is swapped, dropped or slipped in, and an entry that is changed, moved or cut off."""
    found = verify_keys(tamper(registry.evidence()), _by)

    assert code in {each.code for each in found}


@pytest.mark.parametrize(
    "facts",
    [
        {"registrars": [STATE_REGISTRAR, CITY_REGISTRAR]},
        {"person": "somebody-else"},
        {"public_key": Holder("p").key.public_key},
        {"level": "city"},
        {"digest": "00" * 32},
        {"envelope": None},
        {"envelope": {"payload": "!"}},
    ],
)
def test_an_entry_says_what_its_registrars_signed(registry: FourKeys, facts: dict[str, object]) -> None:
    """Facts beside the statement are never believed by themselves."""
    registry.add(enrolled(Holder("p"), registry.city, after=registry.end), CITY_REGISTRAR, **facts)
    [(code, text)] = list(statement_faults(registry.entries, _by))

    assert FindingCode.KEY_UNVOUCHED == code
    assert "entry 5" in text


def test_no_flipped_bit_of_a_statement_is_taken(registry: FourKeys) -> None:
    """Every single bit of a signed statement and of its signature matters."""
    envelope = enrolled(Holder("p"), registry.city, after=registry.end)
    history, payload = history_of(registry.entries), envelope.payload
    flipped = [payload[:at] + _next(payload[at]) + payload[at + 1 :] for at in range(len(payload))]
    judged = [
        judge_key_statement(history, envelope.model_copy(update={"payload": each}), ed25519.verify)
        for each in flipped
    ]

    assert not [each for each in judged if isinstance(each, Vouched)]


def _next(character: str) -> str:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    return letters[(letters.find(character) + 1) % 64]
