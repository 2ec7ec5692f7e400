"""Keeping the history of every run of a nomination that is over, before Temporal drops it.

A run is over when its case closed, when it was left for the next run, and when somebody ended it: failed,
terminated, timed out. Each worker looks through Temporal's lists and keeps what is not kept yet. It looks at
everything when it starts and every hour, and in between at what closed lately, so nothing stays missed for
long. Two workers at once do no harm: a run's history is kept once.
"""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

import asyncpg
import structlog
from temporalio.api.enums.v1 import EventType
from temporalio.client import Client, WorkflowExecution

from adapters.background import Background
from adapters.build import build_id
from adapters.history_files import canonical_history, compressed, fetch_history
from adapters.history_walk import CLOSED
from adapters.kept_documents import calendar_in_use, keep_documents
from adapters.person_keys import box_of
from adapters.postgres.histories import PostgresHistories
from adapters.rule_files import RuleFiles
from adapters.updates import UNANSWERED
from domain.errors import InvalidRecordError, StorageUnavailableError
from schemas.evidence import HistorySeal
from schemas.names import NOMINATION_WORKFLOW, nomination_of_workflow

_OVER = f'WorkflowType="{NOMINATION_WORKFLOW}" AND ExecutionStatus!="Running"'
_AT_ONCE = 200
_FETCH_SECONDS = 30
_LATE = timedelta(minutes=1)
"""Temporal's lists may lag behind; what closed so long before the last look is looked at again."""

_EVERYTHING = timedelta(hours=1)
_PAUSE_SECONDS = 0.02
"""Between two histories, each of which costs some milliseconds: what people do goes first."""

ENDED = CLOSED | {EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW: "continued as new"}
"""The events by which a run is over, in words; the last one when the next run goes on with the case."""


class _Run(NamedTuple):
    workflow_id: str
    run_id: str


class HistoryExporter:
    """Keeps histories; `sweep` is one look through everything that is over."""

    def __init__(self, client: Client, pool: asyncpg.Pool, rules: RuleFiles) -> None:
        """Take histories from `client` into the record, with the `rules` that this worker goes by."""
        self._client, self._rules = client, rules
        self._histories, self._box = PostgresHistories(pool), box_of(pool)
        self._calendar = calendar_in_use()
        self._log = structlog.get_logger("history_export")

    async def sweep(self, since: datetime | None = None) -> int:
        """Keep what is over and not kept yet, of all time or since an instant; return how many were kept."""
        kept = 0
        async for runs in self._over(since):
            known = await self._histories.kept_among(run.run_id for run in runs)
            for run in runs:
                if run.run_id not in known:
                    kept += await self._keep_if_there(run)
                    await asyncio.sleep(_PAUSE_SECONDS)
        return kept

    async def keep_documents(self) -> None:
        """Keep the texts of the rules and of the calendar that this worker goes by."""
        await keep_documents(self._histories, self._rules)

    async def keep(self, workflow_id: str, run_id: str) -> bool:
        """Keep the history of one run that is over; return whether that was new.

        Raises:
            RPCError: Temporal has no such run, or does not answer.
            InvalidRecordError: the run is not over.
        """
        history = await fetch_history(self._client, workflow_id, run_id)
        ended = history.events[-1].event_type
        clear = canonical_history(history)
        status = ENDED.get(ended)
        if status is None:
            message = f"the run {run_id} of {workflow_id} is not over; its history is kept when it is"
            raise InvalidRecordError(message)
        stored = await self._concealed(nomination_of_workflow(workflow_id), clear)
        seal = HistorySeal(
            workflow_id=workflow_id,
            run_id=run_id,
            status=status,
            events=len(history.events),
            sha256=sha256(clear).hexdigest(),
            stored_sha256=sha256(stored).hexdigest(),
            build_id=build_id(),
            calendar=self._calendar,
        )
        new = await self._histories.keep(seal, stored, datetime.now(UTC))
        if new:
            self._log.info("history_export.kept", workflow_id=workflow_id, run_id=run_id, status=status)
        return new

    async def _concealed(self, nomination_id: str, clear: bytes) -> bytes:
        """Return what is stored of a history: nothing, when the nominee was erased before that."""
        subject = await self._box.subject_of(nomination_id)
        if subject is not None and not await self._histories.has_key(nomination_id):
            return b""
        return await self._box.conceal(subject or f"nomination:{nomination_id}", compressed(clear))

    async def _keep_if_there(self, run: _Run) -> bool:
        """Keep one; a run that cannot be kept now must not stand before the others."""
        try:
            async with asyncio.timeout(_FETCH_SECONDS):
                return await self.keep(run.workflow_id, run.run_id)
        except (*UNANSWERED, InvalidRecordError) as error:
            self._log.warning(
                "history_export.postponed",
                workflow_id=run.workflow_id,
                run_id=run.run_id,
                error=type(error).__name__,
            )
        return False

    async def _over(self, since: datetime | None) -> AsyncIterator[list[_Run]]:
        """Walk the runs that are over, a piece at a time."""
        query = _OVER if since is None else f'{_OVER} AND CloseTime>="{since:%Y-%m-%dT%H:%M:%SZ}"'
        piece: list[_Run] = []
        async for execution in self._client.list_workflows(query):
            piece.append(_run(execution))
            if len(piece) == _AT_ONCE:
                yield piece
                piece = []
        if piece:
            yield piece


class HistoryKeeping(Background):
    """Lets an exporter sweep in the background for as long as it is entered."""

    def __init__(self, exporter: HistoryExporter, seconds: float) -> None:
        """Sweep every `seconds`."""
        self._exporter, self._seconds = exporter, seconds
        self._everything_at: datetime | None = None  # None until the first look, which keeps the texts too
        self._since: datetime | None = None
        self._log = structlog.get_logger("history_export")

    async def _go_on(self) -> None:
        while True:
            await asyncio.sleep(self._seconds)
            try:
                await self._sweep_once(datetime.now(UTC))
            except (StorageUnavailableError, *UNANSWERED) as error:
                self._log.warning("history_export.postponed", error=type(error).__name__)

    async def _sweep_once(self, now: datetime) -> None:
        whole = self._everything_at is None or now - self._everything_at >= _EVERYTHING
        if self._everything_at is None:
            await self._exporter.keep_documents()
        await self._exporter.sweep(None if whole else self._since)
        self._everything_at = now if whole else self._everything_at
        self._since = now - _LATE


def _run(execution: WorkflowExecution) -> _Run:
    return _Run(execution.id, execution.run_id)
