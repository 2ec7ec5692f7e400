"""Nominations whose gates have plans, on the real record, with panels from the real register of people."""

from datetime import datetime
from uuid import uuid4

import asyncpg

from activities.recording import Recorder
from adapters.calendar import VietnamCalendar
from adapters.logging import StructlogAuditLog
from adapters.postgres.record import PostgresRecord
from adapters.postgres.register import PostgresRegister
from domain.act_moves import after_migration
from domain.canonical import content_hash, message_digest
from domain.case_file import apply_entry, rebuild_case
from domain.climb import after_council, first_move
from domain.council import result_of
from domain.drafting import act_draft, common, opening_draft
from domain.gates.council_vote import rule_of
from domain.route import plan_route
from domain.stages import view_of
from schemas.acts import CaseAct, Migration, Resumption, Suspension
from schemas.case_file import CaseFile
from schemas.council import Tally
from schemas.nomination import NominationRequest
from schemas.record import AcceptanceDraft, ActDraft, CouncilDraft, Draft, Recorded
from schemas.route import Route
from tests.gated import COUNCIL, FIRST, MEMBERS, OFFICER, RULES, SUCCESSOR, gated, gated_book
from tests.integration.on_record import AT, RUN

SITTING = "s-of-the-ward"


class GateRecord:
    """Puts what happens at gates on record as the activities do: clock and panel first, then one write."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        """Work over this pool."""
        self.record = PostgresRecord(pool)
        register = PostgresRegister(pool, gated_book())
        self._recorder = Recorder(self.record, VietnamCalendar(), register, StructlogAuditLog())

    async def opened(self, procedure: str = COUNCIL, request: NominationRequest | None = None) -> CaseFile:
        """Return the case of a nomination that was put on record now."""
        request = request or gated(procedure)
        route = route_of(request)
        accepted = AcceptanceDraft(request=request, first_run_id=RUN, at=AT)
        move = first_move(request, route, content_hash(request.content))
        opening = await self.completed(opening_draft(accepted, route, move))
        assert opening.standing is not None
        answer = await self.record.accept(accepted, route, opening, opening.standing)
        return rebuild_case(request, answer.route, answer.entries)

    async def completed(self, draft: Draft) -> Draft:
        """Return a draft with its clock and with whoever may act where it leads."""
        return await self._recorder.completed(draft)

    async def put(self, draft: Draft) -> Recorded:
        """Hand a draft to the record."""
        complete = await self.completed(draft)
        return await self.record.record(complete, complete.standing)

    async def moved(self, case: CaseFile, draft: Draft) -> CaseFile:
        """Put a draft on record, which has to write it now; return the case after it."""
        recorded = await self.put(draft)
        assert recorded.entry is not None, recorded
        return apply_entry(case, recorded.entry)

    async def acted(self, case: CaseFile, *acts: CaseAct) -> CaseFile:
        """Put acts on record, one after the other; return the case after them."""
        for act in acts:
            case = await self.moved(case, draft_of(case, act))
        return case


def route_of(request: NominationRequest, rule_set: str = RULES) -> Route:
    """Return the way of a nomination under the rules of `tests.gated`."""
    return plan_route(gated_book().named(rule_set), request, AT.date())


def draft_of(case: CaseFile, act: CaseAct, at: datetime = AT) -> ActDraft:
    """Draft an act where the case stands."""
    return act_draft(case, act, message_digest(act), at)


def suspension() -> Suspension:
    """Return the hold of a nominee about whom there is a complaint."""
    return Suspension(act_id=uuid4(), actor_id=OFFICER, ground="complaint", reason="Có đơn khiếu nại")


def resumption() -> Resumption:
    """Return the end of a hold."""
    return Resumption(act_id=uuid4(), actor_id=OFFICER, reason="Đã có kết luận")


def migration_draft(case: CaseFile) -> ActDraft:
    """Draft the move of a case to the successor of its rule set, as the activity does."""
    act = Migration(
        act_id=uuid4(), actor_id="ward-registrar", rule_set=SUCCESSOR, body=FIRST, reason="Chuyển giao"
    )
    route = route_of(case.request, SUCCESSOR)
    there = case.model_copy(update={"route": route})
    draft = act_draft(there, act, message_digest(act), AT, after_migration(there, route))
    return draft.model_copy(update={"route": route, "left_route": case.route})


def council_draft(case: CaseFile, sitting_id: str = SITTING, agree: int = 15) -> CouncilDraft:
    """Draft a sitting's result, on which `agree` of the council's 15 members agreed."""
    view = view_of(case)
    assert view is not None
    tally = Tally(members=15, in_person=15, in_writing=0, agree=agree, disagree=15 - agree, abstain=0)
    result = result_of(rule_of(view), tally, case.route.rule_set, case.route.rule_set_digest)
    move = after_council(case, result, MEMBERS[FIRST])
    return CouncilDraft(sitting_id=sitting_id, council=FIRST, result=result, **common(case, move, AT))
