"""Play every path once on real servers and keep its histories.

python -m tests.replay.record_histories            record the paths that have no history yet
python -m tests.replay.record_histories NAME ...   record these paths again

Old histories stay for as long as a case that went this way may be running: a history that no longer
replays means that the workflow's code needs `workflow.patched`, not that the history needs replacing.
"""

import asyncio
import json
import logging
import sys
import tempfile
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

import asyncpg
from temporalio.client import WorkflowExecutionStatus
from temporalio.testing import WorkflowEnvironment

from adapters.gateway import NominationGateway
from adapters.local_postgres import LocalPostgres
from adapters.postgres.pool import open_pool
from adapters.postgres.reading import RecordReader
from adapters.postgres.record import PostgresRecord
from tests.gated import write_gated_rules
from tests.replay.paths import PATHS
from tests.replay.stage import Stage, stage_for
from tests.workflow.conftest import impatient_server
from tests.workflow.ending_rules import rules_with_ends
from worker import build_worker

HISTORIES = Path(__file__).parent / "histories"
_LEFT_OUT = ("stackTrace", "identity")
"""What a history says of the machine that made it; replaying does not look at it."""


async def record(names: Iterable[str]) -> None:
    """Play these paths and write their histories, one file for each run of the workflow."""
    HISTORIES.mkdir(exist_ok=True)
    async with _servers() as (server, pool):
        gateway = NominationGateway(server.client, RecordReader(pool), PostgresRecord(pool))
        for name in names:
            make_request, play = PATHS[name]
            stage = await stage_for(server, pool, gateway, make_request())
            await play(stage)
            if (await stage.case.describe()).status is WorkflowExecutionStatus.RUNNING:
                await stage.catch_up()  # so that the last run has done something that can be replayed
            await _keep(name, stage)


@asynccontextmanager
async def _servers() -> AsyncGenerator[tuple[WorkflowEnvironment, asyncpg.Pool]]:
    with tempfile.TemporaryDirectory() as folder:
        postgres = LocalPostgres(Path(folder) / "postgres")
        (Path(folder) / "postgres").mkdir()
        await asyncio.to_thread(postgres.start)
        try:
            await asyncio.to_thread(postgres.migrate)
            write_gated_rules(Path(folder) / "rules")
            rules = rules_with_ends(Path(folder) / "rules")
            async with (
                await open_pool(postgres.application_url(), size=4) as pool,
                await impatient_server() as server,
                build_worker(server.client, pool, rules),
            ):
                yield server, pool
        finally:
            await asyncio.to_thread(postgres.stop)


async def _keep(name: str, stage: Stage) -> None:
    """Write the history of every run, numbered from the first."""
    for old in HISTORIES.glob(f"{name}.*.json"):
        old.unlink()
    run_id: str | None = None
    handle = stage.server.client.get_workflow_handle(stage.case.id)
    runs: list[dict[str, Any]] = []
    while not runs or run_id:
        run = stage.server.client.get_workflow_handle(stage.case.id, run_id=run_id) if run_id else handle
        history: dict[str, Any] = json.loads((await run.fetch_history()).to_json())
        runs.insert(0, history)
        started = history["events"][0]["workflowExecutionStartedEventAttributes"]
        run_id = started.get("continuedExecutionRunId")
    # A run that took the case over and was left before anything happened holds too little to replay.
    told = [history for history in runs if len(runs) == 1 or "MARKER_RECORDED" in json.dumps(history)]
    for number, history in enumerate(told, start=1):
        text = json.dumps(_without_machine(history), indent=1, ensure_ascii=False, sort_keys=True)
        (HISTORIES / f"{name}.{number}.json").write_text(f"{text}\n", encoding="utf-8")


def _without_machine(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    if isinstance(value, dict):
        kept = cast("dict[str, Any]", value)
        return {key: _without_machine(inner) for key, inner in kept.items() if key not in _LEFT_OUT}
    if isinstance(value, list):
        return [_without_machine(inner) for inner in cast("list[Any]", value)]
    return value


def main() -> None:
    """Record what the command line names, or whatever is missing."""
    logging.basicConfig(level=logging.ERROR)
    missing = [name for name in PATHS if not list(HISTORIES.glob(f"{name}.*.json"))]
    asyncio.run(record(sys.argv[1:] or missing))


if __name__ == "__main__":
    main()
