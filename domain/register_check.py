"""Whether the register of one body is whole: its chain, its end, and the rows beside the ledger."""

from collections.abc import Iterator

from domain.ledger import FIRST_PREV_HASH, facts_of
from domain.register_judgement import register_facts
from domain.verification import chain_faults
from schemas.audit import Finding, FindingCode
from schemas.ledger import EntryKind, LedgerEntry
from schemas.register import RegisterEvidence, RegisterRow, register_stream

_KINDS = {
    "appoint": EntryKind.APPOINTMENT_RECORDED,
    "dismiss": EntryKind.DISMISSAL_RECORDED,
    "delegate": EntryKind.DELEGATION_RECORDED,
    "revoke_delegation": EntryKind.DELEGATION_REVOKED,
}


def verify_register(evidence: RegisterEvidence) -> list[Finding]:
    """Return everything that is amiss in the register of one body."""
    found = [*chain_faults(evidence.entries), *_head_faults(evidence)]
    if not found:  # what hangs on a broken chain proves nothing either way
        found = list(_row_faults(evidence))
    return [Finding(code=code, nomination_id=evidence.stream_id, text=text) for code, text in found]


def _head_faults(evidence: RegisterEvidence) -> Iterator[tuple[FindingCode, str]]:
    last = evidence.entries[-1] if evidence.entries else None
    ends = (last.seq, last.leaf_hash) if last else (0, FIRST_PREV_HASH)
    if (evidence.head_seq, evidence.head_hash) != ends:
        text = f"the ledger ends at entry {ends[0]}, but entry {evidence.head_seq} was written last"
        yield FindingCode.HEAD_DIFFERS, text


def _row_faults(evidence: RegisterEvidence) -> Iterator[tuple[FindingCode, str]]:
    """Match acts with their entries, both ways and in everything that the ledger states."""
    rows = {row.seq: row for row in evidence.rows}
    for entry in evidence.entries:
        row = rows.pop(entry.seq, None)
        where = f"entry {entry.seq} ({entry.kind})"
        if row is None:
            yield FindingCode.DETAIL_MISSING, f"{where} has no row beside the ledger"
        elif not _tells_the_same(entry, row):
            yield FindingCode.DETAIL_DIFFERS, f"{where}: the row beside the ledger tells it otherwise"
    for seq in rows:
        yield FindingCode.DETAIL_WITHOUT_ENTRY, f"a row beside the ledger has no entry (seq {seq})"


def _tells_the_same(entry: LedgerEntry, row: RegisterRow) -> bool:
    facts = register_facts(row.act)
    return (entry.kind, entry.stream_id, entry.occurred_at, facts_of(entry)) == (
        _KINDS[row.act.act],
        register_stream(row.act.body),
        row.at,
        facts,
    ) and row.digest == facts["digest"]
