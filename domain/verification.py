"""Whether the record of a nomination is whole: the chain, its details, the state, and the second witness.

Every check recomputes what should be there from the ledger and names each difference. The auditor's
answer is the list of findings; an empty list means that nothing was found amiss by these checks.
"""

from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256

from domain.detail_check import check_contents, check_details
from domain.ledger import FIRST_PREV_HASH, leaf_hash
from domain.replay_check import check_rules, first_route
from domain.signed_check import KeyCheck, check_envelopes, check_signatures
from domain.state_check import STATE_CHECKS, check_stages
from schemas.audit import Evidence, Finding, FindingCode
from schemas.ledger import LedgerEntry
from schemas.route import Route

Check = Callable[[Evidence], Iterator[Finding]]


def verify_record(
    evidence: Evidence, witnessed: Route | None = None, keys: KeyCheck | None = None
) -> list[Finding]:
    """Return everything that is amiss in the record of one nomination, seen from itself.

    `witnessed` is the route of its acceptance by Temporal's history; it is needed for a case that was
    migrated, because the record keeps only the route of now. `keys` None: signatures are left unchecked; that
    envelopes are those that the ledger vouches for is always seen.
    """
    found = [finding for check in (_check_chain, _check_head) for finding in check(evidence)]
    if found:
        return found  # what hangs on a broken chain proves nothing either way
    checks: tuple[Check, ...] = (check_details, check_contents, check_envelopes, *STATE_CHECKS)
    route = first_route(evidence, witnessed)
    return [
        *(finding for check in checks for finding in check(evidence)),
        *(check_signatures(evidence, keys) if keys else ()),
        *check_stages(evidence, route),
        *check_rules(evidence, route),
    ]


def _check_chain(evidence: Evidence) -> Iterator[Finding]:
    for code, text in chain_faults(evidence.entries):
        yield _finding(evidence, code, text)


def chain_faults(entries: Iterable[LedgerEntry]) -> Iterator[tuple[FindingCode, str]]:
    """Return where the entries of one stream are not what was recorded, one after the other."""
    previous = FIRST_PREV_HASH
    for number, entry in enumerate(entries, start=1):
        where = f"entry {entry.seq} ({entry.kind})"
        if entry.seq != number:
            yield FindingCode.CHAIN_BROKEN, f"entry {number} is missing before {where}"
            return
        if entry.prev_hash != previous:
            yield FindingCode.CHAIN_BROKEN, f"{where} does not link to the entry before it"
        if sha256(entry.body).hexdigest() != entry.body_sha256:
            yield FindingCode.BODY_CHANGED, f"the body of {where} is not the one recorded"
        if leaf_hash(entry) != entry.leaf_hash:
            yield FindingCode.CHAIN_BROKEN, f"{where} does not have the hash of its contents"
        previous = entry.leaf_hash


def _check_head(evidence: Evidence) -> Iterator[Finding]:
    last = evidence.entries[-1] if evidence.entries else None
    ends = (last.seq, last.leaf_hash) if last else (0, FIRST_PREV_HASH)
    if (evidence.head_seq, evidence.head_hash) != ends:
        text = f"the ledger ends at entry {ends[0]}, but entry {evidence.head_seq} was written last"
        yield _finding(evidence, FindingCode.HEAD_DIFFERS, text)
    if evidence.state.seq != ends[0]:
        text = f"the nomination counts {evidence.state.seq} entries, the ledger has {ends[0]}"
        yield _finding(evidence, FindingCode.HEAD_DIFFERS, text)


def _finding(evidence: Evidence, code: FindingCode, text: str) -> Finding:
    return Finding(code=code, nomination_id=evidence.nomination_id, text=text)
