"""What the recorders of histories have in common: servers to play on, and files to keep what was played."""

import asyncio
import json
import tempfile
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import asyncpg
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment

from adapters.local_postgres import LocalPostgres
from adapters.payload_walk import reveal
from adapters.postgres.pool import open_pool
from adapters.rule_files import RuleFiles
from tests.workflow.conftest import impatient_server
from worker import build_worker

_LEFT_OUT = ("stackTrace", "identity")
"""What a history says of the machine that made it; replaying does not look at it."""


@dataclass(frozen=True)
class Servers:
    """Real servers with a worker, whose clocks can be moved and which want a long run to be left."""

    server: WorkflowEnvironment
    pool: asyncpg.Pool
    owner_url: str


@asynccontextmanager
async def servers(rules_in: Callable[[Path], RuleFiles]) -> AsyncGenerator[Servers]:
    """Start servers for as long as they are needed, under the rules that `rules_in` writes into a folder."""
    with tempfile.TemporaryDirectory() as folder:
        postgres = LocalPostgres(Path(folder) / "postgres")
        (Path(folder) / "postgres").mkdir()
        await asyncio.to_thread(postgres.start)
        try:
            await asyncio.to_thread(postgres.migrate)
            url = postgres.application_url()
            async with (
                await open_pool(url, size=4) as pool,
                await impatient_server() as server,
                build_worker(server.client, pool, rules_in(Path(folder) / "rules")),
            ):
                yield Servers(server, pool, url.replace("vinhdanh_app@", "postgres@"))
        finally:
            await asyncio.to_thread(postgres.stop)


async def keep(folder: Path, name: str, client: Client, workflow_id: str) -> None:
    """Write the history of every run of a workflow, numbered from the first, in place of older ones."""
    _write(folder, name, await _runs(client, workflow_id))


def missing_in(folder: Path, names: Sequence[str]) -> list[str]:
    """Return the paths of which there is no history yet."""
    return [name for name in names if not list(folder.glob(f"{name}.*.json"))]


def _write(folder: Path, name: str, runs: list[dict[str, Any]]) -> None:
    folder.mkdir(exist_ok=True)
    for old in folder.glob(f"{name}.*.json"):
        old.unlink()
    # A run that took the case over and was left before anything happened holds too little to replay.
    told = [history for history in runs if len(runs) == 1 or "MARKER_RECORDED" in json.dumps(history)]
    for number, history in enumerate(told, start=1):
        text = json.dumps(_without_machine(history), indent=1, ensure_ascii=False, sort_keys=True)
        (folder / f"{name}.{number}.json").write_text(f"{text}\n", encoding="utf-8")


async def _runs(client: Client, workflow_id: str) -> list[dict[str, Any]]:
    """Return the histories of all runs, the first one first."""
    run_id: str | None = (await client.get_workflow_handle(workflow_id).describe()).run_id
    runs: list[dict[str, Any]] = []
    while run_id:
        run = client.get_workflow_handle(workflow_id, run_id=run_id)
        recorded = await run.fetch_history()
        for event in recorded.events:
            await reveal(client, event)
        history: dict[str, Any] = json.loads(recorded.to_json())
        runs.insert(0, history)
        started = history["events"][0]["workflowExecutionStartedEventAttributes"]
        run_id = started.get("continuedExecutionRunId")
    return runs


def _without_machine(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    if isinstance(value, dict):
        kept = cast("dict[str, Any]", value)
        return {key: _without_machine(inner) for key, inner in kept.items() if key not in _LEFT_OUT}
    if isinstance(value, list):
        return [_without_machine(inner) for inner in cast("list[Any]", value)]
    return value
