"""The registry of keys: which key was good at which place of the ledger, and what a registry must be."""

from collections.abc import Callable

import pytest

from adapters import ed25519
from domain.key_check import verify_keys
from domain.key_judgement import Vouched, judge_key_statement
from domain.key_registry import fault_at, founder_of, good_at, history_of, is_flagged, registry_of
from domain.key_words import KEY_REFUSALS
from domain.signing import Verify
from schemas.audit import FindingCode
from schemas.keys import KeyEvidence, KeyFault
from schemas.keys import KeyRefusalReason as Reason
from schemas.signing import KEY_TYPE, KeyAct, RevocationReason, SignedStatement
from tests.keyholders import (
    CITY,
    CITY_REGISTRAR,
    STATE_REGISTRAR,
    WARD_CHAIR,
    FourKeys,
    GrowingRegistry,
    Holder,
    a_registrar,
    enrolled,
    put_in_envelope,
    revoked,
    rotated,
    stated,
)


def _by(_envelope: SignedStatement) -> Verify:
    return ed25519.verify


@pytest.fixture
def registry() -> FourKeys:
    """A registry with four keys."""
    return FourKeys()


def test_a_key_is_good_between_its_entries(registry: FourKeys) -> None:
    """Ledger order alone decides: not before it was enrolled, not after it was revoked."""
    registry.add(revoked(registry.ward, registry.city, after=registry.end), CITY_REGISTRAR)
    lives, kid = registry_of(registry.entries), registry.ward.kid

    assert [KeyFault.NOT_YET, KeyFault.NOT_YET, None, None, KeyFault.REVOKED, KeyFault.REVOKED] == [
        fault_at(lives, kid, WARD_CHAIR, place) for place in (1, 30, 31, 49, 50, 99)
    ]
    assert good_at(registry_of(registry.entries, until=49), kid, WARD_CHAIR, 99)


def test_a_key_is_good_for_its_person_and_role_and_level(registry: FourKeys) -> None:
    """Nobody signs for another, no registrar's key decides, and above the district two vouch."""
    lives = registry_of(registry.entries)

    assert fault_at(lives, registry.ward.kid, "ward-deputy", 99) is KeyFault.OTHER_PERSON
    assert fault_at(lives, registry.city.kid, CITY_REGISTRAR, 99) is KeyFault.NO_REVIEWER
    assert fault_at(lives, registry.ward.again().kid, WARD_CHAIR, 99) is KeyFault.UNKNOWN_KEY
    assert fault_at(lives, registry.ward.kid, WARD_CHAIR, 99, "city") is KeyFault.ONE_REGISTRAR
    assert good_at(lives, registry.ward.kid, WARD_CHAIR, 99, "ward")
    assert good_at(lives, registry.chair.kid, "city-chair", 99, "city")


def test_the_old_key_of_a_rotation_stays_good_until_it_is_revoked(registry: FourKeys) -> None:
    """Nobody is kept from deciding while a new key is handed out."""
    new = registry.ward.again()
    registry.add(rotated(registry.ward, new, registry.city, after=registry.end), CITY_REGISTRAR)
    overlap = registry_of(registry.entries)
    reason = RevocationReason.SUPERSEDED
    registry.add(revoked(registry.ward, registry.city, reason=reason, after=registry.end), CITY_REGISTRAR)
    after = registry_of(registry.entries)

    assert all(good_at(overlap, each.kid, WARD_CHAIR, 99) for each in (registry.ward, new))
    assert [False, True] == [good_at(after, each.kid, WARD_CHAIR, 99) for each in (registry.ward, new)]
    assert overlap[new.kid].replaces == registry.ward.kid


def test_a_compromise_casts_doubt_from_its_leaf_on(registry: FourKeys) -> None:
    """What was signed before that leaf stands; what came after may be by somebody else."""
    leaf, places = "ab" * 32, {"ab" * 32: 45}
    ending = revoked(
        registry.ward,
        registry.city,
        reason=RevocationReason.COMPROMISED,
        from_leaf=leaf,
        after=registry.end,
    )
    registry.add(ending, CITY_REGISTRAR)
    lives = registry_of(registry.entries)
    kid = registry.ward.kid

    assert [False, True, True] == [is_flagged(lives, kid, place, places.get) for place in (44, 45, 49)]
    assert is_flagged(lives, kid, 1, lambda _leaf: None), (
        "a leaf that nobody knows leaves everything in doubt"
    )
    assert not is_flagged(lives, registry.chair.kid, 49, places.get)


def test_the_first_key_is_the_anchor(registry: FourKeys) -> None:
    """Auditors hold the thumbprint of the founder's key."""
    founder = founder_of(registry_of(registry.entries))

    assert founder
    assert registry.state.kid == founder.key.kid
    assert founder_of({}) is None


Wrong = Callable[[FourKeys], SignedStatement]

WRONG: dict[str, tuple[Wrong, Reason]] = {
    "of another type": (
        lambda r: enrolled(Holder("p"), r.city, after=r.end).model_copy(update={"payload_type": "other"}),
        Reason.NO_STATEMENT,
    ),
    "under another thumbprint": (
        lambda r: enrolled(
            Holder("p"), r.city, after=r.end, key=Holder("p").key.model_copy(update={"kid": Holder("p").kid})
        ),
        Reason.NO_STATEMENT,
    ),
    "by a key that nobody enrolled": (
        lambda r: enrolled(Holder("p"), a_registrar(CITY_REGISTRAR, CITY), after=r.end),
        Reason.NOT_A_REGISTRAR,
    ),
    "by a reviewer's key": (lambda r: enrolled(Holder("p"), r.chair, after=r.end), Reason.NOT_A_REGISTRAR),
    "founded again": (lambda r: enrolled(a_registrar(), after=r.end), Reason.NOT_A_REGISTRAR),
    "one key at a ward, twice": (
        lambda r: enrolled(Holder("p"), r.city, r.city, after=r.end),
        Reason.BAD_SIGNATURE,
    ),
    "a good signature and one by nobody": (
        lambda r: enrolled(Holder("p"), r.city, Holder("q"), after=r.end),
        Reason.NOT_A_REGISTRAR,
    ),
    "one registrar at a city": (
        lambda r: enrolled(Holder("p", at=CITY), r.city, after=r.end),
        Reason.INCOMPLETE,
    ),
    "one registrar without a level": (
        lambda r: enrolled(Holder("p"), r.city, after=r.end, level=None),
        Reason.INCOMPLETE,
    ),
    "one registrar for a third one": (
        lambda r: enrolled(a_registrar("ward-registrar", ("w", "ward")), r.city, after=r.end),
        Reason.INCOMPLETE,
    ),
    "their own key": (lambda r: enrolled(Holder(CITY_REGISTRAR), r.city, after=r.end), Reason.OWN_KEY),
    "made on another registry": (
        lambda r: enrolled(Holder("p"), r.city, after="cd" * 32),
        Reason.STALE,
    ),
    "made before their keys changed": (
        lambda r: revoked(r.ward, r.city, after=r.entries[0].entry.leaf_hash),
        Reason.STALE,
    ),
    "the same key again": (lambda r: enrolled(r.ward, r.city, after=r.end), Reason.KNOWN_KEY),
    "a second key without rotation": (
        lambda r: enrolled(r.ward.again(), r.city, after=r.end),
        Reason.HAS_A_KEY,
    ),
    "a rotation of nothing": (
        lambda r: rotated(r.ward.again(), r.ward.again(), r.city, after=r.end),
        Reason.UNKNOWN_KEY,
    ),
    "a rotation of another's key": (
        lambda r: rotated(r.chair, r.ward.again(), r.city, r.state, after=r.end),
        Reason.UNKNOWN_KEY,
    ),
    "a revocation of nothing": (lambda r: revoked(Holder("p"), r.city, after=r.end), Reason.UNKNOWN_KEY),
    "a revocation that lowers the level": (
        lambda r: put_in_envelope(
            stated(KeyAct.REVOKE, r.chair, r.end, reason=RevocationReason.LOST, level="ward"), [r.city]
        ),
        Reason.UNKNOWN_KEY,
    ),
    "a revocation without a reason": (
        lambda r: put_in_envelope(stated(KeyAct.REVOKE, r.ward, r.end), [r.city]),
        Reason.NO_STATEMENT,
    ),
    "compromised since nobody knows when": (
        lambda r: revoked(r.ward, r.city, reason=RevocationReason.COMPROMISED, after=r.end),
        Reason.NO_STATEMENT,
    ),
    "an enrolment with a reason": (
        lambda r: enrolled(Holder("p"), r.city, after=r.end, reason=RevocationReason.LOST),
        Reason.NO_STATEMENT,
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_not_in_order_is_refused(registry: FourKeys, name: str) -> None:
    """Each way in which a statement can be wrong has its reason."""
    make, reason = WRONG[name]

    assert reason == registry.judged(make(registry))


@pytest.mark.parametrize("name", WRONG)
def test_what_would_be_refused_is_found_when_it_is_on_record(registry: FourKeys, name: str) -> None:
    """Whoever writes past the registry leaves an entry that verification names."""
    envelope = WRONG[name][0](registry)
    if envelope.payload_type == KEY_TYPE:
        registry.add(envelope, CITY_REGISTRAR)
        evidence = KeyEvidence(head_seq=5, head_hash=registry.end, entries=tuple(registry.entries))
        found = verify_keys(evidence, _by)

        assert [FindingCode.KEY_UNVOUCHED] == [each.code for each in found]
        assert "entry 5" in found[0].text


def test_what_is_in_order_is_said_by_whom(registry: FourKeys) -> None:
    """The registrars who signed are what the ledger keeps beside the statement."""
    two = registry.judged(enrolled(Holder("p", at=CITY), registry.city, registry.state, after=registry.end))
    one = registry.judged(enrolled(Holder("p"), registry.city, after=registry.end))

    assert isinstance(two, Vouched)
    assert isinstance(one, Vouched)
    assert ((CITY_REGISTRAR, STATE_REGISTRAR), (CITY_REGISTRAR,)) == (two.registrars, one.registrars)


def test_a_registry_begins_with_a_registrar() -> None:
    """The founder signs for their own key; a reviewer does not, nor one registrar for another."""
    empty, founder = GrowingRegistry(), a_registrar()
    judged = [
        judge_key_statement(history_of(empty.entries), each, ed25519.verify)
        for each in (enrolled(founder), enrolled(Holder("p")), enrolled(founder, a_registrar()))
    ]

    assert isinstance(judged[0], Vouched)
    assert [Reason.NOT_A_REGISTRAR, Reason.BAD_SIGNATURE] == judged[1:]


def test_every_refusal_says_what_to_do_in_both_languages() -> None:
    """A person who is refused reads one line in each language."""
    assert set(Reason) == set(KEY_REFUSALS)
    assert all(len(line.splitlines()) == 1 for words in KEY_REFUSALS.values() for line in words)
