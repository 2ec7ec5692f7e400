"""Whether decisions are signed as the ledger says, by keys that were good at that place of the ledger."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from hashlib import sha256
from typing import NamedTuple

from domain.key_registry import Registry, fault_at, public_bytes
from domain.ledger import facts_of, standing_of
from domain.signing import envelope_bytes, statement_fault, statement_in
from schemas.audit import DecisionRow, Evidence, Finding, FindingCode, SignedRow
from schemas.ledger import EntryKind, LedgerEntry
from schemas.messages import Decision
from schemas.signing import SignedStatement

Holds = Callable[[SignedStatement, str, bytes], bool]
"""Whether an envelope is signed by a key: (envelope, thumbprint, public key)."""

_Fault = tuple[FindingCode, str]


class KeyCheck(NamedTuple):
    """What signatures are held against: the registry at the end of the ledger, and how one is checked."""

    registry: Registry
    holds: Holds


def check_envelopes(evidence: Evidence) -> Iterator[Finding]:
    """Each signed decision has the very envelope that its entry vouches for, and no other has one."""
    rows = {row.seq: row for row in evidence.signed}
    for entry in _decisions(evidence):
        row, promised = rows.pop(entry.seq, None), _promised(entry)
        if row is None and promised is not None:
            yield _finding(
                evidence, FindingCode.DETAIL_MISSING, f"{_name(entry)} has lost its signed statement"
            )
        elif row is not None and (row.kid, _hash_of(row), str(row.decision_id)) != promised:
            text = f"the signed statement beside {_name(entry)} is not the one that the ledger vouches for"
            yield _finding(evidence, FindingCode.ENVELOPE_DIFFERS, text)
    for seq in rows:
        text = f"a signed statement beside the ledger has no entry (seq {seq})"
        yield _finding(evidence, FindingCode.DETAIL_WITHOUT_ENTRY, text)


def check_signatures(evidence: Evidence, keys: KeyCheck) -> Iterator[Finding]:
    """Each envelope says what is recorded, on what its reviewer can have seen, by a key that was good then.

    The key must have been enrolled for this very person before the decision, and not have been revoked before
    it, in the order of the ledger; clocks have no say.
    """
    entries, decisions = {e.seq: e for e in evidence.entries}, {row.seq: row for row in evidence.decisions}
    for row in evidence.signed:
        if row.seq not in entries or row.seq not in decisions:
            continue  # found by the checks of rows
        decision = decision_in(decisions[row.seq], row)
        for code, text in _faults(evidence, row, decision, keys):
            yield _finding(evidence, code, f"{_name(entries[row.seq])}: {text}")


def decision_in(row: DecisionRow, signed: SignedRow | None) -> Decision:
    """Return the message that a decision on record was, with its signature if that can be read."""
    decision = Decision.model_validate(row.model_dump())
    return decision.model_copy(update={"signed": envelope_in(signed) if signed else None})


def envelope_in(row: SignedRow) -> SignedStatement | None:
    """Return the envelope that a row keeps, or None when it is none, or not in its one spelling."""
    with suppress(ValueError):
        kept = bytes.fromhex(row.envelope)
        envelope = SignedStatement.model_validate_json(kept)
        return envelope if envelope_bytes(envelope) == kept else None
    return None


def _faults(evidence: Evidence, row: SignedRow, decision: Decision, keys: KeyCheck) -> Iterator[_Fault]:
    if decision.signed is None:
        yield FindingCode.SIGNATURE_INVALID, "its signed statement cannot be read"
        return
    fault = statement_fault(decision, evidence.nomination_id, _digest_if_erased(evidence, row.seq))
    if fault is not None:
        yield FindingCode.SIGNATURE_INVALID, fault
    elif not _was_seen(evidence, decision, row.seq):
        yield FindingCode.SIGNATURE_INVALID, "it rests on an entry that is not of this round of this stage"
    yield from _faults_of_key(row, decision, decision.signed, keys)


def _digest_if_erased(evidence: Evidence, seq: int) -> str | None:
    return next((each.digest for each in evidence.decisions if each.seq == seq and each.erased), None)


def _faults_of_key(
    row: SignedRow, decision: Decision, signed: SignedStatement, keys: KeyCheck
) -> Iterator[_Fault]:
    kid = signed.signatures[0].keyid
    fault = fault_at(keys.registry, kid, decision.reviewer_id, row.place, decision.level)
    if fault is not None:
        yield FindingCode.KEY_NOT_GOOD, f"the key was not good for this person there ({fault})"
    life = keys.registry.get(kid)
    if life is None:
        return
    with suppress(ValueError):
        if keys.holds(signed, kid, public_bytes(life.key)):
            return
    yield FindingCode.SIGNATURE_INVALID, "the signature is not by the key that it names"


def _was_seen(evidence: Evidence, decision: Decision, seq: int) -> bool:
    """Return whether the entry seen last stands before the decision, in its round of its stage."""
    leaf, place = statement_in(decision).prev_leaf_hash, None
    for entry in evidence.entries:
        if entry.seq >= seq:
            return False
        standing = standing_of(entry)
        place = (standing.level, standing.round) if standing else place
        if entry.leaf_hash == leaf:
            return place == (decision.level, decision.round)
    return False


def _promised(entry: LedgerEntry) -> tuple[str, str, str] | None:
    """Return key, hash of the envelope and id of the decision, None where the entry is of none signed."""
    facts = facts_of(entry)
    if "envelope_sha256" not in facts:
        return None
    return facts["kid"], facts["envelope_sha256"], facts["decision_id"]


def _hash_of(row: SignedRow) -> str:
    with suppress(ValueError):
        return sha256(bytes.fromhex(row.envelope)).hexdigest()
    return ""


def _decisions(evidence: Evidence) -> Iterator[LedgerEntry]:
    return (entry for entry in evidence.entries if entry.kind is EntryKind.DECISION_RECORDED)


def _name(entry: LedgerEntry) -> str:
    return f"entry {entry.seq} ({entry.kind})"


def _finding(evidence: Evidence, code: FindingCode, text: str) -> Finding:
    return Finding(code=code, nomination_id=evidence.nomination_id, text=text)
