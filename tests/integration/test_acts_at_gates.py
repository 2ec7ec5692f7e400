"""What an act at a gate leaves on record: the message whole, and what rules said of it."""

import asyncpg

from adapters.postgres.reading import RecordReader
from adapters.postgres.record import PostgresRecord
from domain.canonical import message_digest
from domain.ledger import facts_of
from schemas.case_file import CaseFile
from schemas.ledger import EntryKind
from schemas.messages import Verdict
from schemas.names import MessageName
from tests.gated import (
    APPRAISAL,
    FIRST,
    OFFICER,
    PUBLIC,
    appraisal,
    comment,
    gated,
)
from tests.integration.at_gates import (
    GateRecord,
    council_draft,
    draft_of,
    suspension,
)
from tests.integration.on_record import (
    AT,
    ledger_of,
    moved,
    resubmission,
    verdict_against,
)

OPINION = "Thành tích được xác minh tại cơ sở"


async def test_an_act_is_kept_whole(gates: GateRecord, reader: RecordReader) -> None:
    """Who said what at which gate, for whom, and where it found the case, can be read back."""
    request = gated(APPRAISAL)
    case = await gates.opened(request=request)
    act = appraisal(request, note=OPINION, on_behalf_of="ward-chair")
    await gates.acted(case, act)
    (kept,) = await reader.acts_of(case.nomination_id)

    assert act == type(act).model_validate(kept.act)
    assert {
        "act_id": act.act_id,
        "message": MessageName.APPRAISE,
        "level": "ward",
        "gate": "appraisal",
        "round": 1,
        "actor_id": OFFICER,
        "on_behalf_of": "ward-chair",
        "acted_at": AT,
        "content_hash": case.standing.content_hash,
        "stale": False,
    } == kept.model_dump(exclude={"act"})


async def test_the_entry_of_an_act_vouches_for_it(gates: GateRecord, pool: asyncpg.Pool) -> None:
    """The ledger says who did what and what rules made of it; the words stand beside it, under their hash."""
    request = gated(APPRAISAL)
    case = await gates.opened(request=request)
    act = appraisal(request, "conduct", note=OPINION)
    draft = draft_of(case, act)
    await gates.put(draft)
    entry = (await ledger_of(pool, case.nomination_id))[-1]
    facts = facts_of(entry)

    assert draft.verdicts
    assert [verdict.model_dump(mode="json") for verdict in draft.verdicts] == facts.pop("verdicts")
    assert {
        "message": "appraise",
        "act_id": str(act.act_id),
        "actor_id": OFFICER,
        "on_behalf_of": None,
        "level": "ward",
        "gate": "appraisal",
        "round": 1,
        "digest": message_digest(act),
    } == facts
    assert EntryKind.APPRAISAL_RECORDED == entry.kind
    assert OPINION.encode() not in entry.body


async def test_what_rules_said_can_be_read_back(gates: GateRecord, reader: RecordReader) -> None:
    """Verdicts and a council's result are found by the entry that they stand in."""
    request = gated(APPRAISAL)
    case = await gates.opened(request=request)
    act = appraisal(request)
    verdicts = draft_of(case, act).verdicts
    case = await gates.acted(case, act)
    result = council_draft(case, agree=13)
    await gates.put(result)
    first, second = (said for said in await reader.verdicts_of(case.nomination_id) if said.seq > 1)

    assert (2, EntryKind.APPRAISAL_RECORDED, verdicts, None) == (
        first.seq,
        first.kind,
        first.verdicts,
        first.council,
    )
    assert second.council is not None
    assert (result.sitting_id, FIRST) == (second.council.sitting_id, second.council.council)
    assert (False, 13) == (second.council.passed, second.council.tally.agree)


async def test_an_act_is_stale_once_its_content_has_changed(
    gates: GateRecord, record: PostgresRecord, reader: RecordReader
) -> None:
    """Readers see which findings are on what no longer stands; what is bound to no content never is stale."""
    request = gated(PUBLIC)
    case = await gates.opened(request=request)
    case = await gates.acted(case, comment(request), suspension())
    await _change_content(record, case)

    assert [True, False] == [act.stale for act in await reader.acts_of(case.nomination_id)]


async def _change_content(record: PostgresRecord, case: CaseFile) -> None:
    """Return the case and answer with other content, past any judgement."""
    case = await moved(record, case, verdict_against(case, Verdict.RETURN))
    await moved(record, case, resubmission(case))
