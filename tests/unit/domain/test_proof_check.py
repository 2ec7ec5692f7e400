"""The proof of one entry, checked without anybody's help: it holds as it was given, and in no other form."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from adapters.ed25519 import SigningKey, verify
from domain.checkpoints import CheckpointText
from domain.ledger import FIRST_PREV_HASH, leaf_hash
from domain.merkle import CompactRange, inclusion_proof
from domain.notes import Note, NoteKey, NoteType, cosignature, log_signature
from domain.proof_check import check_proof
from schemas.ledger import EntryKind, LedgerEntry
from schemas.seal import Checkpoint, InclusionProof, TreeHead
from schemas.sealing import ProofFault, SealedReceipt
from schemas.trust import Trust

LOG, WITNESS, STRANGER = (SigningKey(bytes([number]) * 32) for number in (1, 2, 3))
ORIGIN = "tests.example/ledger"
LOG_KEY = NoteKey(ORIGIN, NoteType.LOG, LOG.public)
WITNESS_KEY = NoteKey("tests.example/witness", NoteType.COSIGNATURE, WITNESS.public)
STRANGERS_KEY = NoteKey(ORIGIN, NoteType.LOG, STRANGER.public)
TRUST = Trust(log=str(LOG_KEY), witnesses=(str(WITNESS_KEY),))
AT = datetime(2026, 11, 23, tzinfo=UTC)


def _entry() -> LedgerEntry:
    body = b'{"facts":{"reviewer_id":"ward-chair"},"standing":null,"v":1}'
    us = (AT - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    draft = LedgerEntry(
        stream_id="n-1",
        seq=1,
        kind=EntryKind.DECISION_RECORDED,
        dedup_key="act/1",
        prev_hash=FIRST_PREV_HASH,
        occurred_us=us,
        occurred_at=AT,
        body=body,
        body_sha256=sha256(body).hexdigest(),
        leaf_hash=FIRST_PREV_HASH,
    )
    return draft.model_copy(update={"leaf_hash": leaf_hash(draft)})


def _receipt(
    key: NoteKey = LOG_KEY, signer: SigningKey = LOG, index: int = 5, size: int = 9
) -> SealedReceipt:
    """Return the proof of one entry among strangers' leaves."""
    entry, tree, nodes = _entry(), CompactRange(), dict[tuple[int, int], bytes]()
    for number in range(size):
        leaf = bytes.fromhex(entry.leaf_hash) if number == index else sha256(bytes([number])).digest()
        nodes |= {(level, place): node for level, place, node in tree.append(leaf)}
    text = str(CheckpointText(key.name, size, tree.root()))
    note = Note(
        text, (log_signature(text, key, signer.sign), cosignature(text, WITNESS_KEY, 9, WITNESS.sign))
    )
    path = inclusion_proof(index, size, lambda wanted: [nodes[node] for node in wanted])
    return SealedReceipt(
        entry=entry,
        proof=InclusionProof(leaf_index=index, tree_size=size, path=tuple(each.hex() for each in path)),
        checkpoint=Checkpoint(
            head=TreeHead(size=size, root=tree.root().hex()),
            note=str(note),
            signed_at=AT,
            log_key=str(key),
            witness_keys=(str(WITNESS_KEY),),
        ),
    )


def test_a_proof_holds_by_keys_known_beforehand() -> None:
    """Whoever trusts log and witness learns that both have signed a tree with this entry."""
    found = check_proof(_receipt(), TRUST, verify)

    assert () == found.faults
    assert (ORIGIN, 9, (WITNESS_KEY.name,)) == (found.origin, found.size, found.witnesses)
    assert (True, True) == (found.anchored, found.witnesses_anchored)


def test_a_proof_by_its_own_keys_says_that_it_is_only_that() -> None:
    """A proof that a stranger has made whole holds by itself, and not against a key known beforehand."""
    strange = _receipt(STRANGERS_KEY, STRANGER)
    alone, anchored = check_proof(strange, Trust(), verify), check_proof(strange, TRUST, verify)

    assert ((), False, False) == (alone.faults, alone.anchored, alone.witnesses_anchored)
    assert (ProofFault.CHECKPOINT_BAD,) == anchored.faults


def test_what_is_not_sealed_is_said_to_be_not_sealed() -> None:
    """A receipt of the first second has a hash and proves nothing yet."""
    bare = _receipt().model_copy(update={"proof": None, "checkpoint": None})

    assert (ProofFault.NOT_SEALED,) == check_proof(bare, TRUST, verify).faults


def test_a_missing_witness_is_missed() -> None:
    """With one witness trusted and none that cosigned, or two asked for and one there, it does not hold."""
    other = NoteKey("tests.example/other", NoteType.COSIGNATURE, STRANGER.public)
    for trust in (
        TRUST.model_copy(update={"witnesses": (str(other),)}),
        TRUST.model_copy(update={"witnesses": (str(WITNESS_KEY), str(other)), "quorum": 2}),
    ):
        assert (ProofFault.TOO_FEW_WITNESSES,) == check_proof(_receipt(), trust, verify).faults


Change = Callable[[SealedReceipt], SealedReceipt]


def _in_entry(**changes: object) -> Change:
    return lambda r: r.model_copy(update={"entry": r.entry.model_copy(update=changes)})


def _in_proof(**changes: object) -> Change:
    return lambda r: r.model_copy(update={"proof": r.proof and r.proof.model_copy(update=changes)})


def _in_checkpoint(**changes: object) -> Change:
    return lambda r: r.model_copy(
        update={"checkpoint": r.checkpoint and r.checkpoint.model_copy(update=changes)}
    )


def _rehashed(receipt: SealedReceipt) -> SealedReceipt:
    """Another entry with the hash that it must have."""
    entry = receipt.entry.model_copy(update={"stream_id": "n-2"})
    return receipt.model_copy(update={"entry": entry.model_copy(update={"leaf_hash": leaf_hash(entry)})})


CHANGES: dict[str, tuple[Change, set[ProofFault]]] = {
    "the body": (_in_entry(body=b"{}"), {ProofFault.BODY_CHANGED}),
    "the body and its hash": (
        _in_entry(body=b"{}", body_sha256=sha256(b"{}").hexdigest()),
        {ProofFault.ENTRY_CHANGED},
    ),
    "the stream": (_in_entry(stream_id="n-2"), {ProofFault.ENTRY_CHANGED}),
    "the number": (_in_entry(seq=2), {ProofFault.ENTRY_CHANGED}),
    "the kind": (_in_entry(kind=EntryKind.REFUSAL_RECORDED), {ProofFault.ENTRY_CHANGED}),
    "the time": (_in_entry(occurred_us=0), {ProofFault.ENTRY_CHANGED}),
    "the time as it is shown": (_in_entry(occurred_at=AT + timedelta(1)), {ProofFault.ENTRY_CHANGED}),
    "the entry before": (_in_entry(prev_hash="11" * 32), {ProofFault.ENTRY_CHANGED}),
    "another entry": (_rehashed, {ProofFault.NOT_IN_TREE}),
    "the place": (_in_proof(leaf_index=4), {ProofFault.NOT_IN_TREE}),
    "the size": (_in_proof(tree_size=8), {ProofFault.ANOTHER_TREE}),
    "the path": (_in_proof(path=("11" * 32,)), {ProofFault.NOT_IN_TREE}),
    "the root as it is shown": (
        _in_checkpoint(head=TreeHead(size=9, root="11" * 32)),
        {ProofFault.ANOTHER_TREE},
    ),
    "the note": (_in_checkpoint(note=f"{ORIGIN}\n"), {ProofFault.CHECKPOINT_BAD}),
}


@pytest.mark.parametrize(("change", "faults"), CHANGES.values(), ids=CHANGES)
def test_whatever_is_changed_is_named(change: Change, faults: set[ProofFault]) -> None:
    """Nothing of a proof can be other than it was given."""
    assert faults == {*check_proof(change(_receipt()), TRUST, verify).faults}


def test_no_letter_of_the_note_can_be_changed() -> None:
    """Each character of text and signatures is covered by what log and witness signed."""
    receipt = _receipt()
    assert receipt.checkpoint
    note = receipt.checkpoint.note
    for place, letter in enumerate(note):
        changed = note[:place] + ("B" if letter != "B" else "C") + note[place + 1 :]
        assert check_proof(_in_checkpoint(note=changed)(receipt), TRUST, verify).faults, (place, letter)


def test_a_proof_is_checked_in_far_less_than_fifty_milliseconds() -> None:
    """Read, parse, hash and two signatures: an auditor checks thousands in a minute."""
    text = _receipt().model_dump_json()
    began = time.perf_counter()
    for _ in range(20):
        assert not check_proof(SealedReceipt.model_validate_json(text), TRUST, verify).faults

    assert (time.perf_counter() - began) / 20 < 0.05
