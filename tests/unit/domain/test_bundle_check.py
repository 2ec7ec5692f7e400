"""Each part of a bundle is bound by something, and each way to part them is named."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any
from uuid import uuid4

import pytest

from domain.bundle import Bundle
from domain.bundle_check import check_bundle, notices_on
from domain.erasure import erasure_body
from domain.notes import NoteKey, NoteType
from domain.personal import subject_of
from domain.signing import envelope_bytes
from schemas.audit import FindingCode
from schemas.bundle import BundleCode
from schemas.erasure import ERASED, ERASURES_STREAM, BeforeErasure, Erasure
from schemas.ledger import EntryKind, LedgerEntry
from schemas.seal import ProvenEntry
from schemas.trust import Trust
from tests.grown_tree import Grown
from tests.signing import SOMEBODYS, envelope_of, signed
from tests.small_log import SmallLog
from tests.unit.domain.bundles import BY, Case, rehashed, resealed

Change = Callable[[Bundle], Bundle]


@cache
def _case() -> Case:
    return Case()


@cache
def _bundle() -> Bundle:
    return _case().bundle()


def _codes(bundle: Bundle, trust: Trust | None = None) -> set[str]:
    found, _ = check_bundle(bundle, _case().witness, trust, BY)
    return {str(finding.code) for finding in found}


def _stream(bundle: Bundle, name: str, proven: tuple[ProvenEntry, ...]) -> Bundle:
    """Change one stream, and the record's entries with it."""
    streams = bundle.streams.model_copy(update={name: proven})
    entries = tuple(one.entry for one in streams.nomination)
    return replace(bundle, streams=streams, evidence=bundle.evidence.model_copy(update={"entries": entries}))


def _at(name: str, index: int, **changes: Any) -> Change:  # noqa: ANN401 - fields of an entry
    """Let an entry of a stream say something else."""

    def change(bundle: Bundle) -> Bundle:
        proven = list(getattr(bundle.streams, name))
        entry = proven[index].entry.model_copy(update=changes)
        proven[index] = proven[index].model_copy(update={"entry": entry})
        return _stream(bundle, name, tuple(proven))

    return change


def _without_proof(bundle: Bundle) -> Bundle:
    first, *rest = bundle.streams.nomination
    return _stream(bundle, "nomination", (first.model_copy(update={"proof": None}), *rest))


def _with_anothers_proof(bundle: Bundle) -> Bundle:
    first, second, *rest = bundle.streams.nomination
    swapped = (
        first.model_copy(update={"proof": second.proof}),
        second.model_copy(update={"proof": first.proof}),
    )
    return _stream(bundle, "nomination", (*swapped, *rest))


def _record(**changes: Any) -> Change:  # noqa: ANN401 - fields of the evidence
    return lambda bundle: replace(bundle, evidence=bundle.evidence.model_copy(update=changes))


def _state(**changes: Any) -> Change:  # noqa: ANN401 - fields of the state
    def change(bundle: Bundle) -> Bundle:
        state = bundle.evidence.state.model_copy(update=changes)
        return _record(state=state)(bundle)

    return change


def _other_papers(bundle: Bundle) -> Bundle:
    request = bundle.evidence.state.request.model_copy(update={"papers": ("forged",)})
    return _state(request=request)(bundle)


def _by_another_log(bundle: Bundle) -> Bundle:
    other = SmallLog("tests.example/ledger", _tree(bundle), SOMEBODYS)
    return replace(bundle, note=other.note(len(bundle.streams.all())))


def _tree(bundle: Bundle) -> Grown:
    return Grown([bytes.fromhex(one.entry.leaf_hash) for one in bundle.streams.all()])


def _signed_by_another(bundle: Bundle) -> Bundle:
    case = _case()
    prev = case.recorded.entries[0].leaf_hash
    forged = signed(case.decision, case.request.nomination_id, prev=prev, key=SOMEBODYS)
    envelope = envelope_bytes(envelope_of(forged)).hex()
    row = bundle.evidence.signed[0].model_copy(update={"envelope": envelope})
    return _record(signed=(row,))(bundle)


LONG_AGO = datetime(1999, 1, 1, tzinfo=UTC)

CASES: list[tuple[str, Change, str]] = [
    ("an entry says something else", _at("nomination", 1, body=b"{}"), FindingCode.BODY_CHANGED),
    ("an entry has another kind", _at("nomination", 1, kind="comment.made"), FindingCode.CHAIN_BROKEN),
    ("an entry has another time", _at("nomination", 1, occurred_at=LONG_AGO), BundleCode.BUNDLE_ALTERED),
    ("an entry has a key", _at("nomination", 1, dedup_key="act/1"), BundleCode.BUNDLE_ALTERED),
    (
        "an entry is of another stream",
        _at("histories", 0, stream_id="history:other"),
        BundleCode.BUNDLE_ALTERED,
    ),
    ("an entry is not sealed", _without_proof, BundleCode.ENTRY_NOT_SEALED),
    ("two proofs are swapped", _with_anothers_proof, BundleCode.PROOF_WRONG),
    ("two places are swapped", _with_anothers_proof, BundleCode.ORDER_WRONG),
    ("another log signed", _by_another_log, BundleCode.CHECKPOINT_NOT_SIGNED),
    (
        "the end of the ledger is cut",
        lambda b: _stream(b, "nomination", b.streams.nomination[:-1]),
        FindingCode.HEAD_DIFFERS,
    ),
    (
        "a history is another",
        lambda b: replace(b, histories=(b.histories[0] + b" ",)),
        BundleCode.HISTORY_NOT_BOUND,
    ),
    ("a history is missing", lambda b: replace(b, histories=()), BundleCode.HISTORY_MISSING),
    ("the request is another", _other_papers, BundleCode.REQUEST_NOT_BOUND),
    (
        "a rule set is another",
        lambda b: replace(b, rules={"x": {"awards.yaml": b"{}"}}),
        BundleCode.RULES_NOT_BOUND,
    ),
    (
        "a calendar is another",
        lambda b: replace(b, calendars={"ab" * 32: b""}),
        BundleCode.CALENDAR_NOT_BOUND,
    ),
    ("an envelope is missing", _record(signed=()), FindingCode.DETAIL_MISSING),
    ("an envelope is another", _signed_by_another, FindingCode.ENVELOPE_DIFFERS),
    ("somebody else signed", _signed_by_another, FindingCode.KEY_NOT_GOOD),
    ("the keys are gone", lambda b: _stream(b, "keys", ()), FindingCode.KEY_NOT_GOOD),
    (
        "the reviewer was not enrolled",
        lambda b: _stream(b, "keys", b.streams.keys[:1]),
        FindingCode.KEY_NOT_GOOD,
    ),
    ("a registrar did not sign", _at("keys", 1, body=b'{"facts":{}}'), FindingCode.BODY_CHANGED),
    ("a decision is hidden", _record(decisions=()), FindingCode.DETAIL_MISSING),
    ("the outcome is another", _state(status="conferred"), FindingCode.STATE_DIFFERS),
    ("texts are marked as erased", _state(erased=True), BundleCode.ERASURE_NOT_PROVEN),
]


def test_a_bundle_that_nobody_touched_is_clean() -> None:
    """What is exported passes every check, and what is worth reading is said."""
    notices = [*notices_on(_bundle(), _case().witness, None)]

    assert set() == _codes(_bundle())
    assert any("no file of trust" in notice for notice in notices)
    assert any("no witness has cosigned" in notice for notice in notices)


@pytest.mark.parametrize(("change", "code"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_each_way_to_part_a_bundle_from_its_ledger_is_named(change: Change, code: str) -> None:
    """Whoever changes a part finds something in the ledger that says otherwise."""
    assert str(code) in _codes(change(_bundle()))


@pytest.mark.parametrize(
    ("first", "achievement", "codes"),
    [
        (False, ERASED, set[str]()),
        (True, ERASED, {BundleCode.ERASURE_NOT_PROVEN}),
        (False, "Thành tích khác", {BundleCode.ERASURE_NOT_PROVEN}),
    ],
    ids=["as it is", "an erasure of before", "another text in its place"],
)
def test_an_erasure_covers_what_was_recorded_before_and_puts_nothing_in_its_place(
    *, first: bool, achievement: str, codes: set[str]
) -> None:
    """That hashes cannot be made any more is no licence to tell something else."""
    case, bundle = _case(), _bundle()
    erased = {"name": ERASED}
    content = case.request.content.model_copy(
        update={
            "achievement": achievement,
            "nominee": case.request.content.nominee.model_copy(update=erased),
        }
    )
    marked = {"content": content, "erased": True}
    told = _record(contents=tuple(row.model_copy(update=marked) for row in bundle.evidence.contents))(bundle)
    told = _state(request=case.request.model_copy(update={"content": content}), erased=True)(told)

    assert {str(code) for code in codes} == _codes(resealed(told, _erasure(), first=first))


def _erasure() -> LedgerEntry:
    """Return the entry by which the nominee was erased."""
    act = Erasure(act_id=uuid4(), actor_id="ward-chair", subject=subject_of(_case().request), reason="x")
    before = BeforeErasure(key_ids=("ab" * 16,), rows=1, rows_sha256="ab" * 32, open=())
    as_erasure = {
        "stream_id": ERASURES_STREAM,
        "kind": EntryKind.SUBJECT_ERASED,
        "body": erasure_body(act, before),
    }
    return rehashed(_bundle().streams.nomination[0].entry.model_copy(update=as_erasure))


def test_what_a_file_of_trust_leaves_open_is_said() -> None:
    """Who brought the registrar's key alone is told that the bundle's own log vouches for the bundle."""
    own = _bundle().keys
    some = [*notices_on(_bundle(), _case().witness, Trust(registrar=own.registrar))]
    whole = Trust(log=own.log, witnesses=(str(own.log),), registrar=own.registrar)

    assert any("leaves open: the log, witnesses;" in notice for notice in some)
    assert not [each for each in notices_on(_bundle(), _case().witness, whole) if "leaves open" in each]


def test_an_auditors_own_keys_outweigh_those_in_the_bundle() -> None:
    """A ledger that was rebuilt and signed by another log, or by other registrars, is refused."""
    right = _bundle().keys
    other = SmallLog("tests.example/ledger", _tree(_bundle()), SOMEBODYS)

    assert set() == _codes(_bundle(), right)
    assert {"checkpoint_not_signed"} == _codes(_bundle(), Trust(log=str(other.key)))
    assert {"anchor_differs"} == _codes(_bundle(), Trust(registrar="A" * 43))


def test_a_witness_that_is_trusted_must_have_cosigned() -> None:
    """A fork that only its own log has signed does not pass for the ledger."""
    witness = NoteKey("office.example", NoteType.COSIGNATURE, SOMEBODYS.public)

    assert {"checkpoint_not_cosigned"} == _codes(_bundle(), Trust(witnesses=(str(witness),)))
