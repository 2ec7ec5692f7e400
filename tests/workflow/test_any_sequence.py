"""Whatever is sent in whatever order: the record stays one whole, legal story, and the workflow tells it."""

from dataclasses import dataclass
from itertools import pairwise
from uuid import UUID, uuid4

import asyncpg
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from temporalio.service import RPCError, RPCStatusCode

from adapters.gateway import NominationGateway
from adapters.postgres.reading import RecordReader
from adapters.postgres.record import PostgresRecord
from domain.case_file import rebuild_case
from domain.explanation import progress_of
from schemas.acts import Recusal, Resumption, Suspension
from schemas.case import CaseStatus, Standing
from schemas.case_file import Progress
from schemas.ledger import EntryKind
from schemas.messages import Receipt, Refusal, Verdict
from schemas.names import MessageName, QueryName
from schemas.nomination import NominationRequest
from schemas.record import SeenUpTo
from schemas.views import NominationView
from tests.cases import CHAIRS, a_decision, a_nomination, a_resubmission, a_withdrawal
from tests.workflow.conftest import Opened
from tests.workflow.on_record import faults_of_chain, ledger_of
from tests.workflow.sending import Case, send_raw
from workflows.inbound import Act

pytestmark = pytest.mark.usefixtures("worker")

KINDS = (
    "go on", "go on", "go on", "go on", "return", "return", "return", "repeat", "repeat", "reuse", "garbage",
    "stale", "early", "stranger", "unreasoned", "resubmit", "reject", "withdraw",
    "suspend", "suspend", "resume", "recuse",
)  # fmt: skip
"""What can be sent; "go on" approves or answers a return or a hold, so that plans get far."""


@dataclass(frozen=True)
class Step:
    """One message to send: its kind, by signal or by update, and a number to choose an earlier one by."""

    kind: str
    blindly: bool
    pick: int


STEPS = st.builds(Step, st.sampled_from(KINDS), st.booleans(), st.integers(0, 11))


class Play:
    """Sends the messages of a plan, each made for what the record shows at that moment."""

    def __init__(self, request: NominationRequest, case: Case, gateway: NominationGateway) -> None:
        """Begin with nothing sent."""
        self._request = request
        self._case = case
        self._gateway = gateway
        self._sent: list[Act] = []
        self.receipts: dict[UUID, Receipt] = {}

    async def send(self, step: Step, view: NominationView) -> None:
        """Send one message and keep its receipt; every repeat must get the same one."""
        if step.kind == "garbage":
            await self._send_garbage(step)
            return
        act = self._act(step, view)
        self._sent.append(act)
        send = self._gateway.send_blindly if step.blindly else self._gateway.send
        answer = await send(self._request.nomination_id, act)
        if isinstance(answer, Receipt):
            assert self.receipts.setdefault(answer.act_id, answer) == answer

    async def _send_garbage(self, step: Step) -> None:
        content = {"garbage": step.pick}
        try:
            if step.blindly:
                await self._case.signal(MessageName.DECIDE, content)
            else:
                await send_raw(self._case, MessageName.DECIDE, [content], Refusal)
        except RPCError as error:
            assert RPCStatusCode.NOT_FOUND is error.status  # noqa: PT017 - a closed case takes nothing raw

    def _act(self, step: Step, view: NominationView) -> Act:
        earlier = self._sent[step.pick % len(self._sent)] if self._sent else None
        if earlier and step.kind == "repeat":
            return earlier
        act = self._new_act(step, view)
        if earlier and step.kind == "reuse":
            name = "decision_id" if "decision_id" in type(act).model_fields else "act_id"
            used = earlier.model_dump().get("decision_id") or earlier.model_dump()["act_id"]
            return act.model_copy(update={name: used})
        return act

    def _new_act(self, step: Step, view: NominationView) -> Act:
        kind = step.kind
        held = view.status is CaseStatus.SUSPENDED
        if kind in {"suspend", "resume", "recuse"} or (kind == "go on" and held):
            return self._around(kind, CHAIRS[view.level] if step.pick % 4 else "stranger")
        if kind == "resubmit" or (kind == "go on" and view.status is CaseStatus.RETURNED):
            return a_resubmission(self._request, f"Bổ sung lần {view.content_version}")
        if kind == "withdraw":
            return a_withdrawal()
        verdict = Verdict(kind) if kind in set(Verdict) else Verdict.APPROVE
        return a_decision(
            self._request,
            "city" if kind == "early" else view.level,
            Verdict.RETURN if kind == "unreasoned" else verdict,
            reason=None if verdict is Verdict.APPROVE else "Thiếu minh chứng",
            reviewer_id="state-signer" if kind == "stranger" else None,
            seen="ab" * 32 if kind == "stale" else view.content_hash,
            round_=view.round,
        )

    @staticmethod
    def _around(kind: str, actor_id: str) -> Act:
        """Return an act around the gate, now and then by somebody without an office."""
        act_id = uuid4()
        match kind:
            case "suspend":
                return Suspension(act_id=act_id, actor_id=actor_id, ground="complaint", reason="Có đơn")
            case "recuse":
                return Recusal(act_id=act_id, actor_id=actor_id.replace("chair", "deputy"))
            case _:
                return Resumption(act_id=act_id, actor_id=actor_id, reason="Đã có kết luận")

    async def settle(self) -> None:
        """Wait until everything sent is answered: what comes last is answered last."""
        try:
            await send_raw(self._case, MessageName.CATCH_UP, [], SeenUpTo)
        except RPCError:
            await self._case.result()


def is_legal(before: Standing, after: Standing) -> bool:
    """Return whether one act can lead from one standing to the other, without asking the product's rules."""
    place, levels = (after.level, after.round), ["ward", "district", "city"]
    above = levels[levels.index(before.level) + 1 :][:1]
    stays = place == (before.level, before.round)
    match (before.status, after.status):
        case ("in_review", "in_review") if stays:
            return len(after.recused or ()) == len(before.recused or ()) + 1
        case ("in_review", "in_review"):
            return place in [(level, 1) for level in above]
        case ("in_review", "returned" | "rejected" | "withdrawn") | ("returned" | "suspended", "withdrawn"):
            return stays
        case ("in_review" | "returned", "suspended"):
            return stays and after.before is before.status
        case ("suspended", "in_review" | "returned"):
            return stays and after.status is before.before
        case ("in_review", "conferred"):
            return not above and stays
        case ("returned", "in_review"):
            return (
                place == (before.level, before.round + 1)
                and after.content_version == before.content_version + 1
            )
        case _:
            return False


async def standing_on_record(pool: asyncpg.Pool, nomination_id: str) -> Standing:
    """Return where the record says that a nomination stands."""
    query = "select standing from commendation.nomination where nomination_id = $1"
    return Standing.model_validate_json(await pool.fetchval(query, nomination_id))


async def check(pool: asyncpg.Pool, case: Case, view: NominationView, receipts: list[Receipt]) -> None:
    """Assert everything that must hold of a nomination, whatever was sent to it."""
    entries = await ledger_of(pool, view.nomination_id)
    decisions = await RecordReader(pool).decisions_of(view.nomination_id)
    heads = await PostgresRecord(pool).entries_after(view.nomination_id, 0)
    rebuilt = rebuild_case(view.request, view.route, heads)
    standings = [head.standing for head in heads if head.standing]
    acts = {entry.leaf_hash for entry in entries if entry.kind is not EntryKind.REFUSAL_RECORDED}
    kinds = [entry.kind for entry in entries]

    assert [] == faults_of_chain(entries)
    assert kinds.count(EntryKind.DECISION_RECORDED) == len({(d.level, d.gate, d.round) for d in decisions})
    assert len(decisions) == len({d.decision_id for d in decisions})
    assert len(receipts) == len({receipt.seq for receipt in receipts})
    assert {receipt.leaf_hash for receipt in receipts} <= acts
    assert all(is_legal(*pair) for pair in pairwise(standings)), standings
    assert rebuilt.standing == await standing_on_record(pool, view.nomination_id)
    shown = set(Standing.model_fields) & set(NominationView.model_fields) - {
        "award"
    }  # of the view: asked for
    assert rebuilt.standing.model_dump(include=shown) == view.model_dump(include=shown)
    told = await case.query(QueryName.PROGRESS, result_type=Progress)
    refused_at_the_door = rebuilt.standing.closed and told.seq < view.seq
    assert progress_of(rebuilt).model_copy(update={"seq": told.seq, "leaf_hash": told.leaf_hash}) == told
    assert refused_at_the_door or (view.seq, entries[-1].leaf_hash) == (told.seq, told.leaf_hash)


@settings(
    max_examples=30,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],  # a plan is short enough to read, and shrinking it here would take minutes
)
@given(plan=st.lists(STEPS, min_size=4, max_size=14))
async def test_any_sequence_of_messages_leaves_a_whole_and_legal_record(
    opened: Opened,
    gateway: NominationGateway,
    pool: asyncpg.Pool,
    reader: RecordReader,
    plan: list[Step],
) -> None:
    """Valid, stale, repeated, malformed or by the wrong person, answered or not: never two truths."""
    request = a_nomination()
    case = await opened(request)
    play = Play(request, case, gateway)
    await play.settle()
    for step in plan:
        view = await reader.nomination(request.nomination_id)
        assert view
        await play.send(step, view)
    await play.settle()
    view = await reader.nomination(request.nomination_id)

    assert view
    await check(pool, case, view, list(play.receipts.values()))
