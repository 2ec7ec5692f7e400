"""Whether the registry of keys is whole: its chain, every statement in it, and the rows beside the ledger."""

from collections.abc import Callable, Iterable, Iterator

from domain.key_judgement import Vouched, judge_key_statement
from domain.key_registry import (
    KINDS,
    KeyHistory,
    envelope_in,
    founder_of,
    is_flagged,
    key_body,
    key_digest,
    key_facts,
    registry_of,
)
from domain.ledger import FIRST_PREV_HASH
from domain.signing import Verify
from domain.verification import chain_faults
from schemas.audit import Finding, FindingCode, Remark
from schemas.keys import KEYS_STREAM, KeyEvidence, KeyLife, KeyRow, PlacedEntry, SignedPlace
from schemas.signing import SignedStatement

VerifyBy = Callable[[SignedStatement], Verify]
"""How the signatures of an envelope are checked, by its method."""


def verify_keys(evidence: KeyEvidence, verify_by: VerifyBy) -> list[Finding]:
    """Return everything that is amiss in the registry of keys."""
    found = [*chain_faults(each.entry for each in evidence.entries), *_head_faults(evidence)]
    if not found:  # what hangs on a broken chain proves nothing either way
        found = list(statement_faults(evidence.entries, verify_by)) or list(_row_faults(evidence))
    return [Finding(code=code, nomination_id=KEYS_STREAM, text=text) for code, text in found]


def founder_findings(evidence: KeyEvidence, trusted: str | None) -> list[Finding]:
    """Name a registry that was founded by another key than the one whose thumbprint an auditor holds."""
    founder = founder_of(registry_of(evidence.entries))
    if trusted is None or (founder is not None and founder.key.kid == trusted):
        return []
    text = f"the registry was not founded by the key that is trusted, but by {founder and founder.key.kid}"
    return [Finding(code=FindingCode.KEY_UNVOUCHED, nomination_id=KEYS_STREAM, text=text)]


def statement_faults(
    entries: Iterable[PlacedEntry], verify_by: VerifyBy
) -> Iterator[tuple[FindingCode, str]]:
    """Return the first entry that no registrars' statement stands behind; offline, from entries alone.

    Entries are those of the registry's stream, all of them and in order.
    """
    history = KeyHistory()
    for placed in entries:
        entry = placed.entry
        fault = entry_fault(history, placed, verify_by)
        if fault:
            text = f"entry {entry.seq} ({entry.kind}): {fault}"
            yield FindingCode.KEY_UNVOUCHED, text
            return  # what comes after it may be vouched for by a key that is none
        history.add(placed)


def doubts(evidence: KeyEvidence) -> list[Remark]:
    """Return what was signed with a compromised key from the entry on that its revocation names.

    Such decisions, and such statements of registrars, stay what they are until people have judged them.

    Raises:
        ValueError: the registry cannot be read.
    """
    registry = registry_of(evidence.entries)
    signed = [
        *evidence.in_doubt,
        *(
            SignedPlace(kid=each.keyid, place=placed.place, stream_id=KEYS_STREAM, seq=placed.entry.seq)
            for placed in evidence.entries
            for each in envelope_in(placed.entry).signatures
        ),
    ]
    text = "entry {} is signed with a key that was compromised by then; somebody else may have made it"
    return [
        Remark(nomination_id=each.stream_id, text=text.format(each.seq))
        for each in signed
        if is_flagged(registry, each.kid, each.place, evidence.places.get)
    ]


def entry_fault(history: KeyHistory, placed: PlacedEntry, verify_by: VerifyBy) -> str | None:
    """Return why no registrars' statement stands behind an entry that comes next; None: one does."""
    entry = placed.entry
    try:
        envelope = envelope_in(entry)
        found = judge_key_statement(history, envelope, verify_by(envelope))
    except ValueError as error:
        return f"it holds no statement that can be read ({type(error).__name__})"
    if not isinstance(found, Vouched):
        return f"the registrars' statement is not in order ({found})"
    body = key_body(key_facts(envelope, found.registrars, key_digest(envelope)))
    stated = (entry.stream_id, entry.kind, entry.dedup_key, entry.body)
    if stated != (KEYS_STREAM, KINDS[found.said.act], f"act/{found.said.act_id}", body):
        return "it does not say what the registrars signed"
    return None


def _head_faults(evidence: KeyEvidence) -> Iterator[tuple[FindingCode, str]]:
    last = evidence.entries[-1].entry if evidence.entries else None
    ends = (last.seq, last.leaf_hash) if last else (0, FIRST_PREV_HASH)
    if (evidence.head_seq, evidence.head_hash) != ends:
        text = f"the ledger ends at entry {ends[0]}, but entry {evidence.head_seq} was written last"
        yield FindingCode.HEAD_DIFFERS, text


def _row_faults(evidence: KeyEvidence) -> Iterator[tuple[FindingCode, str]]:
    """Match keys with what the entries add up to, both ways and in every column."""
    rows = {row.kid: row for row in evidence.rows}
    for kid, life in registry_of(evidence.entries).items():
        row = rows.pop(kid, None)
        if row is None:
            yield FindingCode.DETAIL_MISSING, f"key {kid} is enrolled and has no row beside the ledger"
        elif not _tells_the_same(life, row):
            yield FindingCode.KEY_DIFFERS, f"key {kid}: the row beside the ledger tells it otherwise"
    for kid in rows:
        yield FindingCode.DETAIL_WITHOUT_ENTRY, f"key {kid} was never enrolled on the ledger"


def _tells_the_same(life: KeyLife, row: KeyRow) -> bool:
    told = life.model_dump(mode="json", exclude={"key", "enrolled", "revoked"}) | life.key.model_dump(
        mode="json"
    )
    places = {"enrolled_entry": life.enrolled, "revoked_entry": life.revoked}
    return told | places == row.model_dump(mode="json")
