"""What somebody with all rights on the database could do to the record, and which findings give it away.

Each deed is done to a nomination of its own, which by its ledger is one of:
- conferred: 1 accepted, 2 approved by the ward with a reason, 3 a decision refused, 4 approved by the city;
- acted: 1 accepted, 2 papers checked, 3 suspended, 4 resumed, 5 a recusal, 6 approved by the ward, conferred;
- waiting: 1 accepted.
"""

from schemas.audit import FindingCode as Code
from tests.e2e.tampering_steps import (
    ACTED,
    ALL_TABLES,
    ANOTHER_ACT,
    COUNTED,
    FORGED,
    HASHED,
    HERE,
    NO_LAST_DECISION,
    NO_LAST_ENTRY,
    OTHER_WORDS,
    RELINKED,
    RUNG_EARLY,
    SUSPENSION,
    SWAPPED,
    WAITING,
    WARD,
    by,
    replaced,
)

TAMPERINGS = {
    "another reason": by(
        "update commendation.decision set reason = 'khác' ", WARD, found={Code.DETAIL_DIFFERS}
    ),
    "another verdict": by(
        "update commendation.decision set verdict = 'reject' ",
        WARD,
        found={Code.DETAIL_DIFFERS, Code.RULES_BROKEN},
    ),
    "a decision taken away": by("delete from commendation.decision ", WARD, found={Code.DETAIL_MISSING}),
    "a decision without an entry": by(
        """
        insert into commendation.decision
          select gen_random_uuid(), nomination_id, level, gate, 2, reviewer_id, on_behalf_of, verdict, reason,
            content_hash, digest, decided_at, 1000000
          from commendation.decision
        """,
        WARD,
        found={Code.DETAIL_WITHOUT_ENTRY},
    ),
    "a decision on the entry of another act": by(
        """
        insert into commendation.decision
          select gen_random_uuid(), nomination_id, level, gate, 2, reviewer_id, on_behalf_of, verdict, reason,
            content_hash, digest, decided_at,
            (select entry_id from ledger.entry where stream_id = :nomination and stream_seq = 1)
          from commendation.decision
        """,
        WARD,
        found={Code.DETAIL_DIFFERS},
    ),
    "another person refused": by(
        "update commendation.refusal set actor_id = 'city-chair' where nomination_id = :nomination",
        found={Code.DETAIL_DIFFERS},
    ),
    "a refusal taken away": by(
        "delete from commendation.refusal where nomination_id = :nomination", found={Code.DETAIL_MISSING}
    ),
    "another body": by(OTHER_WORDS, found={Code.BODY_CHANGED}),
    "another body and its hash": by(OTHER_WORDS, HASHED, found={Code.CHAIN_BROKEN, Code.ENTRY_CHANGED}),
    "another body and a new chain": by(
        OTHER_WORDS,
        RELINKED,
        found={
            Code.DETAIL_DIFFERS,
            Code.RULES_BROKEN,
            Code.HISTORY_DIFFERS,
            Code.NOT_IN_RECORD,
            Code.ENTRY_CHANGED,
        },
    ),
    "another time": by(
        "update ledger.entry set occurred_us = occurred_us - 1 ",
        "where stream_id = :nomination and stream_seq = 2",
        found={Code.CHAIN_BROKEN, Code.ENTRY_CHANGED},
    ),
    "no last entry": by(NO_LAST_ENTRY, found={Code.HEAD_DIFFERS, Code.NOT_IN_RECORD, Code.GRANT_DIFFERS}),
    "no last entry, and a head that fits": by(
        NO_LAST_ENTRY, RELINKED, found={Code.HEAD_DIFFERS, Code.NOT_IN_RECORD, Code.GRANT_DIFFERS}
    ),
    "no trace of the last decision": by(
        NO_LAST_ENTRY,
        RELINKED,
        NO_LAST_DECISION,
        found={Code.NOT_IN_RECORD, Code.WORKFLOW_LOST, Code.GRANT_DIFFERS},
    ),
    "no middle entry": by(
        "delete from ledger.entry where stream_id = :nomination and stream_seq = 3",
        found={Code.CHAIN_BROKEN, Code.NOT_IN_RECORD},
    ),
    "two entries in another order": by(
        SWAPPED, found={Code.CHAIN_BROKEN, Code.HISTORY_DIFFERS, Code.NOT_IN_RECORD, Code.ENTRY_CHANGED}
    ),
    "two entries in another order and a new chain": by(
        SWAPPED, RELINKED, found={Code.HISTORY_DIFFERS, Code.NOT_IN_RECORD, Code.ENTRY_CHANGED}
    ),
    "an entry more": by(
        FORGED,
        found={Code.HEAD_DIFFERS, Code.NOT_IN_HISTORY, Code.GRANT_DIFFERS, Code.ENTRY_UNSEALED},
    ),
    "an entry more, and a nomination that counts it": by(
        FORGED,
        COUNTED,
        found={Code.NOT_IN_HISTORY, Code.RULES_BROKEN, Code.GRANT_DIFFERS, Code.ENTRY_UNSEALED},
    ),
    "another status": by(
        "update commendation.nomination set status = 'rejected' where nomination_id = :nomination",
        found={Code.STATE_DIFFERS, Code.HISTORY_DIFFERS},
    ),
    "other content": by(
        """
        update commendation.content_version set content = jsonb_set(content, '{achievement}', '"khác"')
          where nomination_id = :nomination
        """,
        found={Code.DETAIL_DIFFERS},
    ),
    "no content": by(
        "delete from commendation.content_version where nomination_id = :nomination",
        found={Code.DETAIL_MISSING},
    ),
    "another day of a decision": by(
        "update commendation.decision set decided_at = decided_at - interval '1 day' ",
        WARD,
        found={Code.DETAIL_DIFFERS},
    ),
    "another submitter of the content": by(
        "update commendation.content_version set submitted_by = 'city-chair' ",
        "where nomination_id = :nomination",
        found={Code.DETAIL_DIFFERS},
    ),
    "another nominator": by(
        "update commendation.nomination set nominator_id = 'city-chair' where nomination_id = :nomination",
        found={Code.STATE_DIFFERS},
    ),
    "another award": by(
        "update commendation.nomination set award = 'HCLD3' where nomination_id = :nomination",
        found={Code.STATE_DIFFERS},
    ),
    "another nominee in the request": by(
        """
        update commendation.nomination set request = jsonb_set(request, '{content,nominee,name}', '"khác"')
          where nomination_id = :nomination
        """,
        found={Code.STATE_DIFFERS},
    ),
    "another panel in the route": by(
        """
        update commendation.nomination
          set route = jsonb_set(route, '{stages,0,panel}', '["ward-chair", "ward-cook"]')
          where nomination_id = :nomination
        """,
        found={Code.HISTORY_DIFFERS},
    ),
    "another panel at a stage": by(
        "update commendation.stage set panel = '{ward-cook}' ", WARD, found={Code.STATE_DIFFERS}
    ),
    "another gate at a stage": by(
        "update commendation.stage set gate = 'intake' ", WARD, found={Code.STATE_DIFFERS}
    ),
    "another due date at a stage": by(
        "update commendation.stage set due_at = due_at + interval '1 day' ", WARD, found={Code.STATE_DIFFERS}
    ),
    "a stage that is open again": by(
        "update commendation.stage set closed_at = null, closed_by = null ",
        WARD,
        found={Code.STATE_DIFFERS},
    ),
    "a stage taken away": by("delete from commendation.stage ", WARD, found={Code.STATE_DIFFERS}),
    "a stage that never was": by(
        """
        insert into commendation.stage select nomination_id, 'state', round, body, panel, opened_at, due_at,
          calendar, reminded, escalations, closed_at, closed_by, gate from commendation.stage
        """,
        WARD,
        found={Code.STATE_DIFFERS},
    ),
    "another standing": by(
        "update commendation.nomination set standing = jsonb_set(standing, '{award}', '\"HCLD3\"')",
        HERE,
        found={Code.STATE_DIFFERS},
    ),
    "another rule set in the route": by(
        "update commendation.nomination set route = jsonb_set(route, '{rule_set}', '\"2017-three-tier\"')",
        HERE,
        found={Code.STATE_DIFFERS, Code.HISTORY_DIFFERS, Code.RULES_BROKEN},
    ),
    "another authority under a decision": by(
        "update commendation.decision set authority = 'KT. CHỦ TỊCH' ", WARD, found={Code.DETAIL_DIFFERS}
    ),
    "reason codes under a decision": by(
        "update commendation.decision set reason_codes = '{late}' ", WARD, found={Code.DETAIL_DIFFERS}
    ),
    "another target of a decision": by(
        "update commendation.decision set return_to = 'decision' ",
        WARD,
        found={Code.DETAIL_DIFFERS, Code.RULES_BROKEN},
    ),
    "another reason of an act": by(
        "update commendation.act set act = jsonb_set(act, '{reason}', '\"khác\"')",
        SUSPENSION,
        found={Code.DETAIL_DIFFERS},
        on=ACTED,
    ),
    "another person of an act": by(
        "update commendation.act set actor_id = 'ward-deputy'",
        SUSPENSION,
        found={Code.DETAIL_DIFFERS},
        on=ACTED,
    ),
    "another absent person of an act": by(
        "update commendation.act set on_behalf_of = 'ward-deputy'",
        SUSPENSION,
        found={Code.DETAIL_DIFFERS},
        on=ACTED,
    ),
    "another place of an act": by(
        "update commendation.act set gate = 'intake', round = 2",
        SUSPENSION,
        found={Code.DETAIL_DIFFERS},
        on=ACTED,
    ),
    "another digest of an act": by(
        "update commendation.act set digest = sha256('x')",
        SUSPENSION,
        found={Code.DETAIL_DIFFERS},
        on=ACTED,
    ),
    "another day of an act": by(
        "update commendation.act set acted_at = acted_at - interval '1 day'",
        SUSPENSION,
        found={Code.DETAIL_DIFFERS},
        on=ACTED,
    ),
    "an act that is none": by(
        "update commendation.act set act = '{}'", SUSPENSION, found={Code.DETAIL_DIFFERS}, on=ACTED
    ),
    "an act of no known kind": by(
        "update commendation.act set message = 'bribe'", SUSPENSION, found={Code.DETAIL_DIFFERS}, on=ACTED
    ),
    "an act taken away": by(
        "delete from commendation.act", SUSPENSION, found={Code.DETAIL_MISSING}, on=ACTED
    ),
    "an act without an entry": by(
        ANOTHER_ACT.format(entry="1000000"), SUSPENSION, found={Code.DETAIL_WITHOUT_ENTRY}, on=ACTED
    ),
    "an act on the entry of a decision": by(
        ANOTHER_ACT.format(
            entry="(select entry_id from ledger.entry where stream_id = :nomination and stream_seq = 6)"
        ),
        SUSPENSION,
        found={Code.DETAIL_DIFFERS},
        on=ACTED,
    ),
    "a suspension that did not suspend": by(
        replaced(3, '"status":"suspended"', '"status":"in_review"'),
        found={Code.RULES_BROKEN, Code.HISTORY_DIFFERS, Code.NOT_IN_RECORD, Code.ENTRY_CHANGED},
        on=ACTED,
    ),
    "another verdict of a rule": by(
        replaced(2, '"holds":true', '"holds":false'),
        found={Code.RULES_BROKEN, Code.HISTORY_DIFFERS, Code.NOT_IN_RECORD, Code.ENTRY_CHANGED},
        on=ACTED,
    ),
    "a reminder before its time": by(
        RUNG_EARLY, found={Code.RULES_BROKEN, Code.NOT_IN_HISTORY, Code.ENTRY_UNSEALED}, on=WAITING
    ),
    "no trace of the nomination": by(
        *(
            f"delete from {table} where {column} = :nomination;"  # noqa: S608 - ours
            for table, column in ALL_TABLES.items()
        ),
        found={Code.NOT_IN_RECORD, Code.GRANT_DIFFERS},
    ),
    "another first run": by(
        "update commendation.nomination set first_run_id = gen_random_uuid() ",
        "where nomination_id = :nomination",
        found={Code.HISTORY_UNAVAILABLE},
    ),
    "no nomination": by(
        "delete from commendation.nomination where nomination_id = :nomination",
        found={Code.STREAM_WITHOUT_NOMINATION},
    ),
}
