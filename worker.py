"""A worker: puts settings, adapters, activities and workflows together and runs them until told to stop.

python worker.py            run until SIGTERM or SIGINT, then finish what was begun
python worker.py --check    exit 0 if a worker of this host polls its queue and the record answers
"""

import asyncio
import signal
import socket
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import asyncpg
from pydantic import ValidationError
from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client
from temporalio.service import RPCError
from temporalio.worker import PollerBehaviorAutoscaling, UnsandboxedWorkflowRunner, Worker, WorkflowRunner

from activities.acts import ActActivities
from activities.campaigns import CampaignFinder
from activities.decisions import DecisionActivities
from activities.dossier_opening import DossierOpeningActivities
from activities.dossiers import DossierFinder
from activities.eligibility import EligibilityActivities
from activities.matters import MatterActivities, MatterWay
from activities.nominations import NominationActivities
from activities.notifications import DeadlineActivities
from activities.objections import ObjectionActivities
from activities.recording import Recorder
from activities.revocations import RevocationFinder
from activities.sitting_results import SittingResultActivities
from activities.sittings import SittingActivities
from adapters.activity_guard import OwnWorkflowsOnly
from adapters.calendar import VietnamCalendar
from adapters.handover import Handover
from adapters.history_export import HistoryExporter, HistoryKeeping
from adapters.logging import StructlogAuditLog, core_runtime, set_up_logging
from adapters.openings import TemporalOpenings
from adapters.person_keys import master_keys
from adapters.postgres.award_record import PostgresAwardRecord
from adapters.postgres.campaigns import PostgresCampaigns
from adapters.postgres.dossiers import PostgresDossiers
from adapters.postgres.followed_keys import FollowedKeys
from adapters.postgres.keys import PostgresKeys
from adapters.postgres.matters import PostgresMatters
from adapters.postgres.objections import PostgresObjections
from adapters.postgres.pool import open_pool
from adapters.postgres.record import PostgresRecord
from adapters.postgres.register import PostgresRegister
from adapters.postgres.revocations import PostgresRevocations
from adapters.postgres.sittings import PostgresSittings
from adapters.processes import leave
from adapters.rule_files import RuleFiles
from adapters.sealing import BoxSeal
from adapters.settings import Limits, Settings
from adapters.statements import EnvelopeVerifier
from adapters.telling import CatchUpTeller
from adapters.temporal import connect
from domain.errors import VinhDanhError
from domain.matters.registry import MATTERS
from schemas.matter import MatterKind
from schemas.names import DOSSIER_WORKFLOW, SITTING_WORKFLOW, TASK_QUEUE
from workflows.campaign import CampaignWorkflow
from workflows.council_session import CouncilSessionWorkflow
from workflows.dossier import DossierWorkflow
from workflows.nomination import NominationWorkflow
from workflows.objection import ObjectionWorkflow
from workflows.revocation import RevocationWorkflow

_DRAIN = timedelta(seconds=30)
_QUEUED = {
    "open_rows": DOSSIER_WORKFLOW,
    "open_sitting": SITTING_WORKFLOW,
    "close_sitting": SITTING_WORKFLOW,
    "count_sitting": SITTING_WORKFLOW,
    "end_sitting": SITTING_WORKFLOW,
    "record_sitting_results": SITTING_WORKFLOW,
    "tell_sitting_results": SITTING_WORKFLOW,
}
"""The activities that come over the queue, and who asks for them; all others are local ones."""
_WORKFLOWS = (
    NominationWorkflow,
    CouncilSessionWorkflow,
    ObjectionWorkflow,
    DossierWorkflow,
    CampaignWorkflow,
    RevocationWorkflow,
)
_Activities = list[Callable[..., Awaitable[object]]]
_POLL_SEEN_WITHIN = timedelta(minutes=2)


def build_worker(
    client: Client,
    pool: asyncpg.Pool,
    rules: RuleFiles,
    runner: WorkflowRunner | None = None,
    limits: Limits | None = None,
) -> Worker:
    """Return a worker on these servers, under these rules.

    Workflows run outside the SDK's sandbox, which costs half of a worker's time; the tests run them
    inside it, so that code which is not deterministic fails there (docs/decisions/0006).
    """
    limits = limits or Limits()
    office = _Office(client, pool, rules, PostgresRegister(pool, rules))
    return Worker(
        client,
        task_queue=TASK_QUEUE,
        workflows=_WORKFLOWS,
        activities=[
            *_of_nominations(office, limits),
            *_of_objections(office),
            *_of_sittings(office),
            *_of_matters(office, limits),
        ],
        interceptors=[OwnWorkflowsOnly(_QUEUED)],
        workflow_runner=runner or UnsandboxedWorkflowRunner(),
        workflow_task_poller_behavior=PollerBehaviorAutoscaling(),
        max_cached_workflows=limits.cached_workflows,
        graceful_shutdown_timeout=_DRAIN,
        # With it the SDK fails the task, again and again, of a workflow that turns a giant update away: the
        # refusal quotes the update. The server's own limits hold for everything that is kept.
        disable_payload_error_limit=True,
    )


class _Office(NamedTuple):
    """What all activities of one worker work on."""

    client: Client
    pool: asyncpg.Pool
    rules: RuleFiles
    register: PostgresRegister

    @property
    def recorder(self) -> Recorder:
        """What puts drafts on record; it holds no state."""
        return Recorder(PostgresRecord(self.pool), VietnamCalendar(), self.register, StructlogAuditLog())


def _of_nominations(office: _Office, limits: Limits) -> _Activities:
    recorder, record, pool, rules = office.recorder, PostgresRecord(office.pool), office.pool, office.rules
    nominations = NominationActivities(recorder, record, rules, PostgresCampaigns(pool), StructlogAuditLog())
    keys = PostgresKeys(pool, rules)
    book = FollowedKeys(keys, limits.keys_founder) if limits.keys_founder else keys
    decisions = DecisionActivities(recorder, book, EnvelopeVerifier())
    acts = ActActivities(recorder, rules)
    eligibility = EligibilityActivities(recorder, PostgresAwardRecord(pool), record)
    return [
        nominations.accept_nomination,
        nominations.record_resubmission,
        nominations.record_withdrawal,
        nominations.read_missed,
        decisions.record_decision,
        decisions.record_refusal,
        acts.record_act,
        acts.record_migration,
        DeadlineActivities(recorder).record_alarm,
        eligibility.find_out,
        eligibility.claim_quota,
    ]


def _of_objections(office: _Office) -> _Activities:
    objections = ObjectionActivities(
        office.recorder, PostgresObjections(office.pool), VietnamCalendar(), office.rules
    )
    return [
        objections.file_objection,
        objections.record_settlement,
        objections.record_objection_alarm,
        objections.record_objection_refusal,
        objections.read_objection_entries,
    ]


def _of_sittings(office: _Office) -> _Activities:
    kept, calendar = PostgresSittings(office.pool), VietnamCalendar()
    sittings = SittingActivities(kept, office.register, calendar, BoxSeal())
    record, teller = PostgresRecord(office.pool), CatchUpTeller(office.client, office.pool)
    results = SittingResultActivities(
        kept, record, kept, office.register, calendar, StructlogAuditLog(), teller
    )
    return [
        sittings.open_sitting,
        sittings.record_paper,
        sittings.record_paper_refusal,
        sittings.read_sitting_entries,
        sittings.close_sitting,
        sittings.count_sitting,
        sittings.end_sitting,
        results.record_sitting_results,
        results.tell_sitting_results,
    ]


def _of_matters(office: _Office, limits: Limits) -> _Activities:
    dossiers = PostgresDossiers(office.pool)
    openings = TemporalOpenings(office.client, limits.dossier_rows_per_second)
    opening = DossierOpeningActivities(dossiers, dossiers, openings)
    matters = MatterActivities(
        PostgresMatters(office.pool), VietnamCalendar(), office.register, StructlogAuditLog(), _ways(office)
    )
    return [
        opening.dossier_pieces_left,
        opening.open_rows,
        opening.dossier_has_open,
        matters.open_matter,
        matters.act_on_matter,
        matters.ring_matter,
        matters.read_matter,
    ]


def _ways(office: _Office) -> dict[MatterKind, MatterWay]:
    pool, rules, register = office.pool, office.rules, office.register
    finders = {
        MatterKind.CAMPAIGN: CampaignFinder(register, rules, PostgresCampaigns(pool)),
        MatterKind.DOSSIER: DossierFinder(PostgresDossiers(pool)),
        MatterKind.REVOCATION: RevocationFinder(
            PostgresRevocations(pool), PostgresAwardRecord(pool), register, rules
        ),
    }
    return {kind: MatterWay(MATTERS[kind], finder) for kind, finder in finders.items()}


async def run() -> None:
    """Work until SIGTERM or SIGINT, then drain: take nothing new, finish what was begun."""
    set_up_logging()
    settings = Settings()  # pyright: ignore[reportCallIssue] - the environment gives the values
    master_keys()
    rules = RuleFiles()
    client = await connect(core_runtime())
    pool = await open_pool(settings.database_url, size=settings.database_pool_size)
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    async with (
        pool,
        build_worker(client, pool, rules, limits=settings),
        Handover(client, pool, settings.handover_seconds),
        HistoryKeeping(HistoryExporter(client, pool, rules), settings.handover_seconds),
    ):
        await stop.wait()


async def check() -> bool:
    """Return whether a worker of this host polls the task queue and the record answers."""
    settings = Settings()  # pyright: ignore[reportCallIssue] - the environment gives the values
    client = await connect()
    async with await open_pool(settings.database_url, size=1) as pool:
        await pool.fetchval("select 1")
    described = await client.workflow_service.describe_task_queue(
        DescribeTaskQueueRequest(
            namespace=client.namespace,
            task_queue=TaskQueue(name=TASK_QUEUE),
            task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
        )
    )
    oldest = datetime.now(UTC) - _POLL_SEEN_WITHIN
    return any(
        poller.identity.endswith(f"@{socket.gethostname()}")
        and poller.last_access_time.ToDatetime(UTC) > oldest
        for poller in described.pollers
    )


def main() -> int:
    """Run, or check, and return the exit code."""
    try:
        if sys.argv[1:] == ["--check"]:
            return 0 if asyncio.run(check()) else 1
        asyncio.run(run())
    except VinhDanhError as error:
        print(f"worker: {error}", file=sys.stderr)
        return 1
    except ValidationError as error:
        missing = ", ".join(str(fault["loc"][0]) for fault in error.errors())
        print(f"worker: set {missing} in the environment", file=sys.stderr)
        return 2
    except (RPCError, RuntimeError) as error:  # an unknown namespace, or a server of another kind
        print(f"worker: Temporal refuses it: {str(error).partition(': Status')[0]}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    leave(main())
