"""What the ledger states of an erasure, why one is refused, and whether all of them are as it says."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from domain.canonical import canonical_json, model_digest, text_digest
from domain.ledger import FIRST_PREV_HASH, facts_of
from domain.verification import chain_faults
from schemas.audit import Finding, FindingCode
from schemas.erasure import (
    ERASURES_STREAM,
    LARGEST_ATTACHMENT,
    BeforeErasure,
    Erasure,
    ErasureEvidence,
    ErasureRefusal,
    ErasureRow,
    MediaType,
)
from schemas.erasure import ErasureRefusalReason as Reason
from schemas.ledger import LedgerEntry

_WORDS = {
    Reason.ID_TAKEN: ("mã này đã dùng cho việc khác", "this id was used for another act; choose a new one"),
    Reason.UNKNOWN_SUBJECT: (
        "không có dữ liệu cá nhân nào của mã này",
        "nothing is kept sealed under this code; check it",
    ),
    Reason.ALREADY_ERASED: (
        "đã xóa từ trước, không còn gì để xóa",
        "this was erased before and nothing has been kept since; there is nothing left to do",
    ),
    Reason.NOT_THE_REGISTRAR: (
        "chỉ người giữ hồ sơ của cơ quan đã xét mới được xóa",
        "only a registrar of a body that had to do with the person may erase; ask one",
    ),
    Reason.STILL_OPEN: (
        "còn hồ sơ đang xét; kết thúc hoặc rút trước khi xóa",
        "cases are still open; end or withdraw them first",
    ),
}
_MAGIC = ((b"%PDF-", MediaType.PDF), (b"\x89PNG\r\n\x1a\n", MediaType.PNG), (b"\xff\xd8\xff", MediaType.JPEG))


def erasure_refusal(act: Erasure, reason: Reason, open_cases: tuple[str, ...] = ()) -> ErasureRefusal:
    """Return the refusal of an erasure, with the cases that stand in its way."""
    vi, en = _WORDS[reason]
    names = f" ({', '.join(open_cases)})" if open_cases else ""
    return ErasureRefusal(act_id=act.act_id, reason=reason, vi=vi + names, en=en + names)


def erasure_facts(act: Erasure, before: BeforeErasure) -> dict[str, Any]:
    """Return what the ledger states: who erased, which keys, and what the person's rows were then.

    The subject and the reason are vouched for by salted hashes and kept beside.
    """
    return {
        "act_id": str(act.act_id),
        "actor_id": act.actor_id,
        "subject_sha256": text_digest(act.subject, str(act.act_id)),
        "reason_sha256": text_digest(act.reason, str(act.act_id)),
        "key_ids": list(before.key_ids),
        "rows": before.rows,
        "rows_sha256": before.rows_sha256,
        "digest": model_digest(act),
    }


def erasure_body(act: Erasure, before: BeforeErasure) -> bytes:
    """Return the body of an erasure's ledger entry."""
    return canonical_json({"v": 1, "facts": erasure_facts(act, before), "standing": None})


def verify_erasures(evidence: ErasureEvidence) -> list[Finding]:
    """Return everything that is amiss about erasures.

    Each is an entry and a row; no key is destroyed without one; and what is left of an erased person is what
    it was then, though nobody can read it any more.
    """
    found = [*chain_faults(evidence.entries), *_head_faults(evidence)]
    if not found:  # what hangs on a broken chain proves nothing either way
        found = [*_row_faults(evidence), *_key_faults(evidence)]
    return [Finding(code=code, nomination_id=ERASURES_STREAM, text=text) for code, text in found]


def _head_faults(evidence: ErasureEvidence) -> Iterator[tuple[FindingCode, str]]:
    last = evidence.entries[-1] if evidence.entries else None
    ends = (last.seq, last.leaf_hash) if last else (0, FIRST_PREV_HASH)
    if (evidence.head_seq, evidence.head_hash) != ends:
        text = f"the ledger ends at entry {ends[0]}, but entry {evidence.head_seq} was written last"
        yield FindingCode.HEAD_DIFFERS, text


def _row_faults(evidence: ErasureEvidence) -> Iterator[tuple[FindingCode, str]]:
    rows = {row.seq: row for row in evidence.erasures}
    for entry in evidence.entries:
        row = rows.pop(entry.seq, None)
        if row is None:
            yield FindingCode.DETAIL_MISSING, f"entry {entry.seq}: no erasure is kept beside it"
        elif _told(row) != {name: facts_of(entry).get(name) for name in _told(row)} or _late(entry, row):
            yield FindingCode.DETAIL_DIFFERS, f"entry {entry.seq}: the erasure beside it differs"
        elif row.rows_sha256 != facts_of(entry).get("rows_sha256"):
            text = f"entry {entry.seq}: what was kept of the erased person has been changed since"
            yield FindingCode.ERASURE_DIFFERS, text
    for seq in rows:
        yield FindingCode.DETAIL_WITHOUT_ENTRY, f"an erasure beside the ledger has no entry (seq {seq})"


def _told(row: ErasureRow) -> dict[str, Any]:
    act = Erasure(act_id=row.act_id, actor_id=row.actor_id, subject=row.subject, reason=row.reason)
    said = erasure_facts(
        act, BeforeErasure(key_ids=row.key_ids, rows=0, rows_sha256=row.rows_sha256, open=())
    )
    return {name: value for name, value in said.items() if name not in {"rows", "rows_sha256"}}


def _late(entry: LedgerEntry, row: ErasureRow) -> bool:
    return row.at != entry.occurred_at


def _key_faults(evidence: ErasureEvidence) -> Iterator[tuple[FindingCode, str]]:
    """Keys are destroyed by the entry that names them, all that it names, and no others."""
    named = {key: entry.seq for entry in evidence.entries for key in facts_of(entry).get("key_ids", ())}
    destroyed = {key.key_id: key.seq for key in evidence.destroyed}
    for key, seq in sorted(destroyed.items() - named.items()):
        yield FindingCode.ERASURE_DIFFERS, f"key {key} was destroyed, but no erasure says so (seq {seq})"
    for key, seq in sorted(named.items() - destroyed.items()):
        yield FindingCode.ERASURE_DIFFERS, f"entry {seq}: key {key} should be destroyed and is not"


def media_type_of(document: bytes) -> MediaType | None:
    """Return what a document is by its first bytes, None: nothing that may be attached."""
    return next((kind for magic, kind in _MAGIC if document.startswith(magic)), None)


def fault_in_attachment(document: bytes) -> str | None:
    """Return why a document cannot be attached, None: it can."""
    if len(document) > LARGEST_ATTACHMENT:
        return f"is larger than {LARGEST_ATTACHMENT // 1024 // 1024} MiB; make it smaller"
    if media_type_of(document) is None:
        return "is neither PDF, PNG nor JPEG by its first bytes; convert it"
    return None


def sha256_of(document: bytes) -> str:
    """Return the hash by which content names a document."""
    return sha256(document).hexdigest()
