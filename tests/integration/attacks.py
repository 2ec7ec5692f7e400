"""What an administrator of the database could do to the sealed record, and which findings give it away.

The victim's ledger is: 1 accepted, 2 to 4 approved by ward, district and city, each with a signature. `seal`
is found by the seal and the log's key alone, `held` with the last checkpoint, which the auditor has kept
outside, `details` by what stands beside the ledger. Temporal, the second witness, is not asked here.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from adapters.sealer import LogKey
from schemas.audit import FindingCode as Code
from tests.integration.attacker import FORGERS_KEY, Attacker, Deed
from tests.sealed import KEY

_SECOND = " where stream_id = :victim and stream_seq = 2"
_NO_SECOND = f"delete from ledger.entry {_SECOND}"  # noqa: S608 - ours
_OTHER_BODY = f"""
update ledger.entry
set body = convert_to(replace(convert_from(body, 'UTF8'), '"approve"', '"reject"'), 'UTF8')
{_SECOND}
"""  # noqa: S608 - ours
_OTHER_DECISION = """
update commendation.decision set verdict = 'reject', reason = 'Không đạt'
where nomination_id = :victim and level = 'ward'
"""
_NO_TAIL = (
    "delete from ledger.entry where entry_id in (select entry_id from seal.leaf where leaf_index >= 15)",
    "delete from seal.leaf where leaf_index >= 15",
    "delete from evidence.history where entry_id not in (select entry_id from ledger.entry)",
    "delete from seal.node where (index + 1) << level > 15",
    """
    delete from ledger.stream_head;
    insert into ledger.stream_head select distinct on (stream_id) stream_id, stream_seq, leaf_hash
      from ledger.entry order by stream_id, stream_seq desc
    """,
    """
    delete from commendation.signed_decision where decision_id in
      (select decision_id from commendation.decision where nomination_id = :last)
    """,
    *(
        f"delete from commendation.{table} where nomination_id = :last"  # noqa: S608 - ours
        for table in ("decision", "content_version", "stage", "notification", "nomination")
    ),
)
_NO_LAST_CHECKPOINT = "delete from seal.checkpoint where tree_size > 15"
_SWAPPED_LEAVES = """
with taken as (
  delete from seal.leaf where entry_id in
    (select entry_id from ledger.entry where stream_id in (:victim, :last) and stream_seq = 1) returning *
)
insert into seal.leaf
  select a.leaf_index, b.entry_id, b.leaf_hash from taken a join taken b on a.entry_id <> b.entry_id
"""
_SWAPPED_ENTRIES = """
update ledger.entry set stream_seq = 5 - stream_seq where stream_id = :victim and stream_seq in (2, 3)
"""
_BACKDATED = f"update ledger.entry set occurred_us = occurred_us - 86400000000 {_SECOND}"  # noqa: S608 - ours
_FORGED = """
insert into ledger.entry
    (dedup_key, stream_id, stream_seq, kind, prev_hash, occurred_us, body, body_sha256, leaf_hash)
  select 'forged', stream_id, 5, kind, leaf_hash, occurred_us + 1, body, body_sha256,
    ledger.leaf_hash(stream_id, 5, leaf_hash, kind, occurred_us + 1, body_sha256)
  from ledger.entry where stream_id = :victim and stream_seq = 4;
update ledger.stream_head set seq = 5, hash = (select leaf_hash from ledger.entry where dedup_key = 'forged')
  where stream_id = :victim;
"""
_FORGED_LEAF = """
update seal.leaf set leaf_index = leaf_index + 100 where leaf_index >= 12;
insert into seal.leaf select 12, entry_id, leaf_hash from ledger.entry where dedup_key = 'forged';
update seal.leaf set leaf_index = leaf_index - 99 where leaf_index >= 100;
"""
_OTHER_KEY = "update keys.key set public_key = sha256('x') where person = 'ward-chair'"
_OTHER_ENVELOPE = """
update commendation.signed_decision s set envelope = o.envelope
from commendation.signed_decision o, commendation.decision d, commendation.decision e
where s.decision_id = d.decision_id and d.nomination_id = :victim and d.level = 'ward'
  and o.decision_id = e.decision_id and e.nomination_id = :last and e.level = 'ward'
"""
_OTHER_HISTORY = """
insert into evidence.history
  select 'run-2', workflow_id, status, build_id, events, sha256, sealed, exported_at, 1 from evidence.history
"""
_LATE = """
select ledger.append('series:late', 'late', 'decision.recorded', 1, '{}');
insert into seal.pending
  select entry_id, now() - interval '1 minute' from ledger.entry where dedup_key = 'late';
"""


@dataclass(frozen=True)
class Attack:
    """A deed, and the findings that give it away."""

    deed: Deed
    seal: AbstractSet[Code] = frozenset()
    held: AbstractSet[Code] | None = None
    details: AbstractSet[Code] = frozenset()

    @property
    def found_with_held(self) -> AbstractSet[Code]:
        """What is found with a checkpoint that the auditor holds; as without if nothing else is said."""
        return self.seal if self.held is None else self.held


def _by(*statements: str) -> Deed:
    async def deed(attacker: Attacker) -> None:
        await attacker.run(*statements)

    return deed


def _relinked(*statements: str) -> Deed:
    """Do it, and give the victim's stream a chain that fits."""

    async def deed(attacker: Attacker) -> None:
        await attacker.run(*statements)
        await attacker.relinked()

    return deed


def _rebuilt(*statements: str, key: LogKey | None = None) -> Deed:
    """Do it, and make chain and tree fit; with a key, the checkpoints as well."""

    async def deed(attacker: Attacker) -> None:
        await attacker.run(*statements)
        await attacker.relinked()
        await attacker.rebuilt(key)

    return deed


_FALSE_DECISION = frozenset({Code.DETAIL_DIFFERS, Code.SIGNATURE_INVALID})
_FORKED = frozenset({Code.ROOT_DIFFERS, Code.TREE_FORKED})

ATTACKS = {
    "edit a body": Attack(_by(_OTHER_BODY), seal={Code.BODY_CHANGED}, details={Code.BODY_CHANGED}),
    "edit a body and its chain": Attack(
        _relinked(_OTHER_BODY), seal={Code.ENTRY_CHANGED}, details=_FALSE_DECISION
    ),
    "edit a body, its chain and the tree": Attack(
        _rebuilt(_OTHER_BODY), seal={Code.ROOT_DIFFERS}, held=_FORKED, details=_FALSE_DECISION
    ),
    "edit a decision": Attack(
        _by(_OTHER_DECISION), details={Code.DETAIL_DIFFERS, Code.RULES_BROKEN, Code.SIGNATURE_INVALID}
    ),
    "delete an entry": Attack(
        _by(_NO_SECOND),
        seal={Code.ENTRY_DELETED, Code.CHAIN_BROKEN},
        details={Code.CHAIN_BROKEN},
    ),
    "delete an entry and its leaf": Attack(
        _by(
            f"delete from seal.leaf where entry_id = (select entry_id from ledger.entry {_SECOND})",  # noqa: S608
            _NO_SECOND,
        ),
        seal={Code.LEAF_MISSING, Code.CHAIN_BROKEN},
        details={Code.CHAIN_BROKEN},
    ),
    "cut off the tail": Attack(_by(*_NO_TAIL), seal={Code.TREE_CUT}),
    "cut off the tail and its checkpoint": Attack(_by(*_NO_TAIL, _NO_LAST_CHECKPOINT), held={Code.TREE_CUT}),
    "seal two entries in another order": Attack(
        _rebuilt(_SWAPPED_LEAVES),
        seal={Code.ROOT_DIFFERS, Code.CHAIN_BROKEN},
        held=_FORKED | {Code.CHAIN_BROKEN},
    ),
    "put two entries in another order": Attack(
        _relinked(_SWAPPED_ENTRIES),
        seal={Code.ENTRY_CHANGED},
        details={Code.RULES_BROKEN, Code.SIGNATURE_INVALID},
    ),
    "backdate a decision": Attack(
        _relinked(_BACKDATED),
        seal={Code.ENTRY_CHANGED},
        details={Code.DETAIL_DIFFERS, Code.RULES_BROKEN, Code.SIGNATURE_INVALID},
    ),
    "insert an entry beside the tree": Attack(
        _by(_FORGED), seal={Code.ENTRY_UNSEALED}, details={Code.HEAD_DIFFERS}
    ),
    "insert an entry into the tree": Attack(
        _rebuilt(_FORGED, _FORGED_LEAF), seal={Code.ROOT_DIFFERS}, held=_FORKED, details={Code.HEAD_DIFFERS}
    ),
    "swap a key in the registry": Attack(_by(_OTHER_KEY), details={Code.KEY_DIFFERS}),
    "replace an envelope": Attack(
        _by(_OTHER_ENVELOPE), details={Code.ENVELOPE_DIFFERS, Code.RULES_BROKEN, Code.SIGNATURE_INVALID}
    ),
    "rebuild everything, signed with another key": Attack(
        _rebuilt(_OTHER_BODY, key=FORGERS_KEY),
        seal={Code.CHECKPOINT_FORGED},
        held={Code.CHECKPOINT_FORGED, Code.TREE_FORKED},
        details=_FALSE_DECISION,
    ),
    "rebuild everything, signed with the same key": Attack(
        _rebuilt(_OTHER_BODY, key=KEY), held={Code.TREE_FORKED}, details=_FALSE_DECISION
    ),
    "change a subtree, by which proofs are made": Attack(
        _by("update seal.node set hash = sha256('x') where level = 2 and index = 1"), seal={Code.NODE_DIFFERS}
    ),
    "replace a kept history": Attack(
        _by("update evidence.history set sealed = 'x' where run_id = 'run-1'"), seal={Code.DETAIL_DIFFERS}
    ),
    "say that a run ended otherwise": Attack(
        _by("update evidence.history set status = 'failed'"), seal={Code.DETAIL_DIFFERS}
    ),
    "delete a kept history": Attack(_by("delete from evidence.history"), seal={Code.DETAIL_MISSING}),
    "put in a history": Attack(_by(_OTHER_HISTORY), seal={Code.DETAIL_WITHOUT_ENTRY}),
    "let an entry wait for ever": Attack(_by(_LATE), seal={Code.SEALING_LATE}),
}
"""Attacks on the record as it is; putting back an older backup has a test of its own."""
