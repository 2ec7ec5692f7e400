"""Play every path of an objection once on real servers and keep its histories.

python -m tests.replay.record_objections NAME ...    record these paths; no name: those that are missing

As with nominations (`tests.replay.record_histories`), a history that no longer replays asks for
`workflow.patched`, not for being recorded again.
"""

import asyncio
import json
import logging
import sys
import tempfile
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

from temporalio.client import WorkflowHistory

from adapters.local_postgres import LocalPostgres
from adapters.postgres.pool import open_pool
from schemas.objection import ObjectionRequest
from tests.objecting import a_settlement, an_objection
from tests.workflow.conftest import forwarder, impatient_server
from tests.workflow.objections import Desk, desk_on, rules_with_a_period
from tests.workflow.sending import raw
from worker import build_worker

OBJECTION_HISTORIES = Path(__file__).parent / "objection_histories"
_LEFT_OUT = ("stackTrace", "identity")
Play = Callable[[Desk], Awaitable[ObjectionRequest]]


async def _upheld(desk: Desk) -> ObjectionRequest:
    objection = await desk.filed()
    await desk.gateway.settle(a_settlement(objection, actor_id="ward-chair"))
    await desk.gateway.settle(a_settlement(objection))
    return objection


async def _dismissed_late(desk: Desk) -> ObjectionRequest:
    """Reminded, escalated twice, garbage and a wish to cancel in between, then dismissed by signal."""
    objection, forward = await desk.filed(), forwarder(desk.server)
    case = desk.workflow_of(objection)
    for end in ("remind_at", "due_at", "ends_at"):
        clock = (await desk.progress(objection)).clock
        assert clock
        await forward(case, getattr(clock, end))
    await case.signal("settle_objection", raw(b"{"))
    await case.cancel()
    await desk.gateway.settle_blindly(a_settlement(objection, upheld=False))
    await case.result()
    return objection


async def _refused(desk: Desk) -> ObjectionRequest:
    objection = an_objection(await desk.opened())
    await desk.file(objection)
    return objection


async def _handed_over(desk: Desk) -> ObjectionRequest:
    """So many refused settlements that the run is left, then one that stands."""
    objection = await desk.filed()
    for number in range(25):
        await desk.gateway.settle(a_settlement(objection, actor_id="ward-chair", reason=f"Lần {number}"))
    await desk.gateway.settle(a_settlement(objection))
    return objection


OBJECTION_PATHS: dict[str, Play] = {
    "upheld": _upheld,
    "dismissed-late": _dismissed_late,
    "refused": _refused,
    "handed-over": _handed_over,
}


async def record(names: Iterable[str]) -> None:
    """Play these paths and write their histories, one file for each run of the workflow."""
    OBJECTION_HISTORIES.mkdir(exist_ok=True)
    async with _desk() as desk:
        for name in names:
            objection = await OBJECTION_PATHS[name](desk)
            for number, history in enumerate(await _runs(desk, objection), start=1):
                text = json.dumps(_without_machine(history), indent=1, ensure_ascii=False, sort_keys=True)
                place = OBJECTION_HISTORIES / f"{name}.{number}.json"
                place.write_text(f"{text}\n", encoding="utf-8")


async def _runs(desk: Desk, objection: ObjectionRequest) -> list[dict[str, Any]]:
    """Return the histories of all runs, the first one first."""
    client, case = desk.server.client, desk.workflow_of(objection)
    run_id, runs = (await case.describe()).run_id, list[dict[str, Any]]()
    while run_id:
        fetched: WorkflowHistory = await client.get_workflow_handle(case.id, run_id=run_id).fetch_history()
        history: dict[str, Any] = json.loads(fetched.to_json())
        runs.insert(0, history)
        started = history["events"][0]["workflowExecutionStartedEventAttributes"]
        run_id = started.get("continuedExecutionRunId")
    return runs


@asynccontextmanager
async def _desk() -> AsyncGenerator[Desk]:
    with tempfile.TemporaryDirectory() as folder:
        postgres = LocalPostgres(Path(folder) / "postgres")
        (Path(folder) / "postgres").mkdir()
        await asyncio.to_thread(postgres.start)
        try:
            await asyncio.to_thread(postgres.migrate)
            rules = rules_with_a_period(Path(folder) / "rules")
            async with (
                await open_pool(postgres.application_url(), size=4) as pool,
                await impatient_server() as server,
                build_worker(server.client, pool, rules),
            ):
                yield desk_on(server, pool)
        finally:
            await asyncio.to_thread(postgres.stop)


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
    missing = [name for name in OBJECTION_PATHS if not list(OBJECTION_HISTORIES.glob(f"{name}.*.json"))]
    asyncio.run(record(sys.argv[1:] or missing))


if __name__ == "__main__":
    main()
