"""Where rules ask for signatures: what is signed climbs; what is not is refused, and can be signed yet."""

from collections.abc import AsyncIterator
from typing import NamedTuple
from uuid import uuid4

import asyncpg
import pytest
from temporalio.testing import WorkflowEnvironment

from adapters.ed25519 import SigningKey
from adapters.gateway import NominationGateway
from adapters.histories import read_witness
from adapters.postgres.evidence import EvidenceReader
from adapters.postgres.keys import PostgresKeys
from adapters.postgres.reading import RecordReader
from adapters.postgres.record import PostgresRecord
from adapters.rule_files import RuleFiles
from adapters.statements import EnvelopeVerifier
from domain.key_registry import registry_of
from domain.signed_check import KeyCheck
from domain.two_witnesses import compare_witnesses
from domain.verification import verify_record
from schemas.case import CaseStatus
from schemas.messages import Answer, Decision, Receipt, Refusal, RefusalReason
from schemas.names import MessageName
from schemas.nomination import NominationRequest
from schemas.signing import KeyAct
from tests.cases import a_decision, a_nomination
from tests.integration.keyed import enrolled, stated
from tests.signing import SOMEBODYS, changed, signed, signed_saying
from tests.workflow.conftest import opener
from tests.workflow.sending import Case, send_raw
from worker import build_worker

_LEVELS = ("ward", "district", "city")


class SigningOffice(NamedTuple):
    """An office whose rules ask for a signature at every level, with the keys of its chairs."""

    server: WorkflowEnvironment
    pool: asyncpg.Pool
    gateway: NominationGateway
    keys: dict[str, SigningKey]

    async def opened(self) -> tuple[NominationRequest, Case]:
        """Open a nomination."""
        request = a_nomination()
        return request, await opener(self.server, self.gateway)(request)

    async def signed(
        self, request: NominationRequest, decision: Decision, key: SigningKey | None = None
    ) -> Decision:
        """Return a decision signed by its reviewer, or with this key, on what is on record now."""
        known = await RecordReader(self.pool).nomination(request.nomination_id)
        assert known
        key = key or self.keys[decision.reviewer_id]
        return signed(decision, request.nomination_id, key=key, prev=known.leaf_hash)

    async def send(self, request: NominationRequest, decision: Decision) -> Answer:
        """Send a decision."""
        return await self.gateway.send(request.nomination_id, decision)

    async def amiss(self, request: NominationRequest) -> list[str]:
        """Return what an auditor finds amiss, by the record, its signatures and the history."""
        evidence = await EvidenceReader(self.pool).evidence(request.nomination_id)
        assert evidence
        witness = await read_witness(self.server.client, request.nomination_id, evidence.state.first_run_id)
        entries = (await PostgresKeys(self.pool, RuleFiles()).evidence()).entries
        keys = KeyCheck(registry_of(entries), EnvelopeVerifier().holds)
        found = [*verify_record(evidence, witness.route, keys), *compare_witnesses(evidence, witness)]
        return [finding.text for finding in found]


@pytest.fixture
async def desk(second_server: WorkflowEnvironment, own_pool: asyncpg.Pool) -> AsyncIterator[SigningOffice]:
    """An office under the rules as shipped."""
    chairs = [f"{level}-chair" for level in _LEVELS]
    keys = {person: await enrolled(own_pool, person) for person in chairs}
    gateway = NominationGateway(second_server.client, RecordReader(own_pool), PostgresRecord(own_pool))
    async with build_worker(second_server.client, own_pool, RuleFiles()):
        yield SigningOffice(second_server, own_pool, gateway, keys)


async def test_signed_decisions_climb_to_the_outcome(desk: SigningOffice) -> None:
    """Under the rules as shipped everybody signs, and an auditor finds nothing amiss."""
    request, _ = await desk.opened()
    answers = [
        await desk.send(request, await desk.signed(request, a_decision(request, level))) for level in _LEVELS
    ]

    assert [CaseStatus.IN_REVIEW, CaseStatus.IN_REVIEW, CaseStatus.CONFERRED] == [
        answer.status for answer in answers if isinstance(answer, Receipt)
    ]
    assert [] == await desk.amiss(request)


async def test_who_forgot_to_sign_signs_the_same_decision(desk: SigningOffice) -> None:
    """The refusal is on record and stands in nobody's way; each message keeps the answer that it had."""
    request, case = await desk.opened()
    plain = a_decision(request, "ward")
    refused = await desk.send(request, plain)
    wrong = await desk.send(request, await desk.signed(request, plain, SOMEBODYS))
    taken = await desk.send(request, await desk.signed(request, plain))
    again = [await desk.send(request, await desk.signed(request, plain)), await desk.send(request, plain)]
    await case.signal(MessageName.DECIDE, await desk.signed(request, plain))

    assert [RefusalReason.UNSIGNED, RefusalReason.KEY_NOT_VALID] == [
        answer.reason for answer in (refused, wrong) if isinstance(answer, Refusal)
    ]
    assert isinstance(taken, Receipt)
    assert [taken, refused] == again
    assert [] == await desk.amiss(request)


@pytest.mark.parametrize("how", ["forged", "elsewhere", "replayed", "revoked"])
async def test_a_signature_that_is_not_good_decides_nothing(desk: SigningOffice, how: str) -> None:
    """Each is refused for its own reason, past the gateway too, and its reviewer can still decide."""
    request, case = await desk.opened()
    right = await desk.signed(request, a_decision(request, "ward"))
    if how == "revoked":
        await stated(desk.pool, KeyAct.REVOKE, desk.keys["ward-chair"], "ward-chair")
        desk.keys["ward-chair"] = await enrolled(desk.pool)
    sent = {
        "forged": changed(right, lambda _: bytes(64)),
        "elsewhere": signed(right, request.nomination_id, key=desk.keys["ward-chair"], namespace="other"),
        "replayed": signed(right, "another", key=desk.keys["ward-chair"]),
        "revoked": right,
    }[how]
    reasons = {
        "forged": RefusalReason.BAD_SIGNATURE,
        "elsewhere": RefusalReason.STATEMENT_DIFFERS,
        "replayed": RefusalReason.STATEMENT_DIFFERS,
        "revoked": RefusalReason.KEY_NOT_VALID,
    }
    answer = await send_raw(case, MessageName.DECIDE, [sent], Refusal, update_id=str(uuid4()))
    after = await desk.send(request, await desk.signed(request, a_decision(request, "ward")))

    assert reasons[how] == answer.reason
    assert isinstance(after, Receipt)
    assert [] == await desk.amiss(request)


async def test_garbage_for_a_signature_is_refused_as_such(desk: SigningOffice) -> None:
    """Nothing that stands in its place can fail or wedge the case."""
    request, case = await desk.opened()
    said = a_decision(request, "ward").model_dump(mode="json")
    empty = {"payload_type": "t", "payload": "", "signatures": ()}
    garbage: tuple[object, ...] = ({}, (), "x", 1, empty)
    answers = [
        await send_raw(case, MessageName.DECIDE, [said | {"signed": each}], Refusal) for each in garbage
    ]
    after = await desk.send(request, await desk.signed(request, a_decision(request, "ward")))

    assert {RefusalReason.MALFORMED} == {answer.reason for answer in answers}
    assert isinstance(after, Receipt)


@pytest.mark.parametrize("longest", [285, 298])
async def test_a_statement_for_an_audience_as_long_as_can_be_is_refused(
    desk: SigningOffice, longest: int
) -> None:
    """Whoever may send messages cannot fail the workflow's task with a statement, whatever it names."""
    request, case = await desk.opened()
    right = await desk.signed(request, a_decision(request, "ward"))
    sent = signed_saying(right, SOMEBODYS, aud="a" * longest + "/x")
    answer = await send_raw(case, MessageName.DECIDE, [sent], Refusal)
    after = await desk.send(request, await desk.signed(request, a_decision(request, "ward")))

    assert RefusalReason.STATEMENT_DIFFERS == answer.reason
    assert isinstance(after, Receipt)


async def test_after_the_close_a_refused_signature_is_still_answered_as_it_was(desk: SigningOffice) -> None:
    """The first answer to a message is its answer, whoever gives it."""
    request, _ = await desk.opened()
    plain = a_decision(request, "ward")
    first = await desk.send(request, plain)
    for level in _LEVELS:
        await desk.send(request, await desk.signed(request, a_decision(request, level)))

    assert first == await desk.send(request, plain)
