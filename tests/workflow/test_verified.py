"""What gates, councils, clocks and people bring on record is right by every check of the auditor."""

from collections.abc import AsyncIterator
from uuid import uuid4

import asyncpg
import pytest
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment

from adapters.gateway import NominationGateway
from adapters.histories import read_witness
from adapters.postgres.evidence import EvidenceReader
from adapters.postgres.reading import RecordReader
from adapters.postgres.record import PostgresRecord
from domain.two_witnesses import compare_witnesses, remarks_on
from domain.verification import verify_record
from schemas.acts import CaseAct, Migration, Recusal, Resumption, Suspension
from schemas.audit import Finding, Remark
from schemas.case import CaseStatus
from schemas.case_file import Progress
from schemas.messages import Decision, Receipt
from schemas.names import QueryName
from schemas.nomination import NominationRequest
from tests.cases import a_decision
from tests.councils import SECRET, for_the_council, member
from tests.gated import (
    CONSULTATION,
    COUNCIL,
    FIRST,
    INTAKE,
    MEMBERS,
    REGISTRAR,
    SUCCESSOR,
    gated,
    gated_book,
    opinion,
    papers,
)
from tests.workflow.conftest import Opened, forwarder, opener
from tests.workflow.sending import Case
from tests.workflow.sittings import AGREE, DISAGREE, CouncilOffice
from worker import build_worker


@pytest.fixture
async def gates(
    second_server: WorkflowEnvironment, own_pool: asyncpg.Pool
) -> AsyncIterator[NominationGateway]:
    """Reaches nominations of an office whose rules know every gate."""
    client = second_server.client
    async with build_worker(client, own_pool, gated_book()):
        yield NominationGateway(client, RecordReader(own_pool), PostgresRecord(own_pool))


@pytest.fixture
def opened_here(second_server: WorkflowEnvironment, gates: NominationGateway) -> Opened:
    """Opens nominations of that office."""
    return opener(second_server, gates)


async def _amiss(pool: asyncpg.Pool, client: Client, nomination_id: str) -> list[Finding | Remark]:
    evidence = await EvidenceReader(pool).evidence(nomination_id)
    assert evidence
    witness = await read_witness(client, nomination_id, evidence.state.first_run_id)
    found = [*verify_record(evidence, witness.route), *compare_witnesses(evidence, witness)]
    return [*found, *remarks_on(evidence, witness)]


async def _sent(gateway: NominationGateway, request: NominationRequest, *acts: CaseAct | Decision) -> None:
    for act in acts:
        assert isinstance(await gateway.send(request.nomination_id, act), Receipt)


async def _progress(case: Case) -> Progress:
    return await case.query(QueryName.PROGRESS, result_type=Progress)


@pytest.mark.parametrize("secret", [False, True])
async def test_results_of_a_sitting_are_clean(office: CouncilOffice, *, secret: bool) -> None:
    """Whatever a council decides, and whoever is recused, the nominations' record stands up to the check."""
    requests = await office.submitted(
        *(for_the_council(SECRET) if secret else for_the_council() for _ in "ab")
    )
    await _sent(office.nominations, requests[0], Recusal(act_id=uuid4(), actor_id=member(3)))
    sitting = await office.called(secret=secret)
    for number, choice in ((1, AGREE), (2, DISAGREE), (3, AGREE)):
        await office.vote(sitting, member(number), choice)
    outcome = await office.gateway.outcome(sitting)
    kinds = [await office.kinds_on(request) for request in requests]
    amiss = [await _amiss(office.pool, office.client, request.nomination_id) for request in requests]

    assert 2 == outcome.told
    assert ["council.decided"] * 2 == [each[-1] for each in kinds]
    assert [[], []] == amiss


async def test_a_held_and_migrated_case_is_clean(
    opened_here: Opened, gates: NominationGateway, own_pool: asyncpg.Pool, second_server: WorkflowEnvironment
) -> None:
    """Suspended, resumed and moved to the rules that succeed, it is replayed under both rule sets."""
    request = gated(INTAKE)
    case = await opened_here(request)
    held = Suspension(act_id=uuid4(), actor_id="ward-chair", ground="complaint", reason="Có đơn")
    goes_on = Resumption(act_id=uuid4(), actor_id="ward-chair", reason="Đã rõ")
    moved = Migration(
        act_id=uuid4(), actor_id=REGISTRAR, rule_set=SUCCESSOR, body=FIRST, reason="Bỏ cấp huyện"
    )
    await _sent(gates, request, papers(request), held, goes_on, moved)
    now = await _progress(case)
    await _sent(gates, request, papers(request, at=now.standing), a_decision(request, "ward", round_=2))
    result = await case.result()

    assert SUCCESSOR == now.rule_set
    assert CaseStatus.CONFERRED == CaseStatus(result["status"])
    assert [] == await _amiss(own_pool, second_server.client, request.nomination_id)


async def test_a_period_that_ended_in_silence_is_clean(
    opened_here: Opened, gates: NominationGateway, own_pool: asyncpg.Pool, second_server: WorkflowEnvironment
) -> None:
    """The reminder and the end of the period came at their time, not before."""
    request = gated(CONSULTATION)
    case = await opened_here(request)
    await _sent(gates, request, opinion(request, "tax"))
    clock = (await _progress(case)).standing.clock
    assert clock
    await forwarder(second_server)(case, clock.due_at)
    passed = [one.gate for one in (await _progress(case)).standing.passed or ()]

    assert ["consultation"] == passed
    assert [] == await _amiss(own_pool, second_server.client, request.nomination_id)


async def test_a_vote_that_went_to_the_substitute_is_clean(
    opened_here: Opened, gates: NominationGateway, own_pool: asyncpg.Pool, second_server: WorkflowEnvironment
) -> None:
    """What the rules do at once and by themselves is replayed like what people do."""
    request = gated(COUNCIL)
    case = await opened_here(request)
    await _sent(gates, request, *(Recusal(act_id=uuid4(), actor_id=who) for who in MEMBERS[FIRST][:2]))
    council = ((await _progress(case)).standing.gate_state or {})["council"]

    assert FIRST != council
    assert [] == await _amiss(own_pool, second_server.client, request.nomination_id)
