"""A dossier opened from one workbook, measured against a bare workflow opening as many in the same run.

    python -m benchmarks.dossier [--nominations 10000] [--at-once 40]

The bare workflow is started by a client, so many at once, and puts itself on record as one row. Then, with
all nominations parked at their first level, workers with caches of several sizes take part in turn, and what
each holds in memory is printed. Figures of one run can be compared with each other only.
"""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import asyncpg
import psutil

from adapters.dossier_files import read_dossier
from adapters.embedded import ROOT, EmbeddedStack, StackCard
from adapters.processes import ProcessMark, spawn
from adapters.rule_files import RuleFiles
from benchmarks.bare import OUR_SETTINGS_QUEUE, TABLE
from benchmarks.bare_opening import BareOpeningWorkflow
from cli.connection import Office, open_office
from cli.dossier_submission import submit_dossier, wait_until_opened
from schemas.case_file import Progress
from schemas.dossier import DossierReading
from schemas.matter import MatterReceipt
from schemas.names import QueryName, nomination_workflow_id
from tests.dossiers import write_xlsx

_LOOK_SECONDS = 0.1
_CACHES = (1_000, 4_000, 10_000)
_MEGABYTE = 2**20


async def open_dossier(office: Office, reading: DossierReading) -> float:
    """Submit a dossier and wait until its nominations are opened; return nominations a second."""
    began = time.monotonic()
    answer = await submit_dossier(office, reading)
    if not isinstance(answer, MatterReceipt):
        sys.exit(f"the benchmark was refused: {answer}")
    await wait_until_opened(office, reading.dossier.dossier_id, len(reading.accepted))
    return len(reading.accepted) / (time.monotonic() - began)


async def open_bare(office: Office, pool: asyncpg.Pool, count: int, at_once: int) -> float:
    """Let a bare workflow open so many, and wait until all are on record; return how many a second."""
    free, run = asyncio.Semaphore(at_once), uuid4().hex
    began = time.monotonic()

    async def one(number: int) -> None:
        async with free:
            await office.client.start_workflow(
                BareOpeningWorkflow.run, id=f"bare-{run}-{number}", task_queue=OUR_SETTINGS_QUEUE
            )

    await asyncio.gather(*(one(number) for number in range(count)))
    query = "select count(*) from public.bare where case_id like $1"
    while await pool.fetchval(query, f"bare-{run}-%") < count:  # noqa: ASYNC110 - another process works
        await asyncio.sleep(_LOOK_SECONDS)
    return count / (time.monotonic() - began)


async def visit(office: Office, reading: DossierReading, at_once: int) -> None:
    """Ask every nomination's workflow, so that the worker has to read its history and hold it."""
    free = asyncio.Semaphore(at_once)

    async def one(nomination_id: str) -> None:
        async with free:
            handle = office.client.get_workflow_handle(nomination_workflow_id(nomination_id))
            await handle.query(QueryName.PROGRESS, result_type=Progress)

    await asyncio.gather(*(one(row.request.nomination_id) for row in reading.accepted))


def megabytes(process: ProcessMark) -> int:
    """Return what a process holds in memory now."""
    return round(psutil.Process(process.pid).memory_info().rss / _MEGABYTE)


async def memory(
    stack: EmbeddedStack,
    card: StackCard,
    office: Office,
    reading: DossierReading,
    options: argparse.Namespace,
) -> dict[str, int]:
    """Return what a worker holds with all nominations parked, by the size of its cache."""
    held = dict[str, int]()
    for size in options.caches:
        worker = spawn(
            [sys.executable, str(ROOT / "worker.py")],
            log=stack.folder / f"worker-{size}.log",
            environment=card.environment() | {"CACHED_WORKFLOWS": str(size)},
            folder=ROOT,
        )
        await visit(office, reading, options.at_once)
        held[str(size)] = megabytes(worker)
        worker.stop()
    return held


async def run(stack: EmbeddedStack, options: argparse.Namespace) -> dict[str, object]:
    """Start everything, measure, and stop what was started."""
    card = stack.start()
    admin = await asyncpg.connect(card.database_url.replace("vinhdanh_app@", "postgres@"))
    await admin.execute(f"{TABLE}; grant all on public.bare to vinhdanh_app")
    await admin.close()
    yardstick = spawn(
        [sys.executable, "-m", "benchmarks.bare_worker", OUR_SETTINGS_QUEUE],
        log=stack.folder / "bare.log",
        environment=card.environment(),
        folder=ROOT,
    )
    try:
        async with open_office(card) as office, asyncpg.create_pool(card.database_url, min_size=1) as pool:
            return await measure(stack, card, office, pool, options)
    finally:
        yardstick.stop()


async def measure(
    stack: EmbeddedStack, card: StackCard, office: Office, pool: asyncpg.Pool, options: argparse.Namespace
) -> dict[str, object]:
    """Open both ways, half of the bare ones before and half after, then park."""
    count: int = options.nominations
    await open_dossier(office, read(stack.folder, 50))
    await open_bare(office, pool, 50, options.at_once)
    began = time.monotonic()
    reading = read(stack.folder, count)
    read_in = time.monotonic() - began
    before = await open_bare(office, pool, count // 2, options.at_once)
    product = await open_dossier(office, reading)
    after = await open_bare(office, pool, count - count // 2, options.at_once)
    bare = 2 / (1 / before + 1 / after)
    while_opening = megabytes(card.worker)
    card.worker.stop()
    return {
        "nominations": count,
        "read_seconds": round(read_in, 1),
        "nominations_per_second": {"dossier": round(product, 1), "bare": [round(before, 1), round(after, 1)]},
        "dossier / bare": round(product / bare, 2),
        "worker_megabytes": {"after_opening": while_opening},
        "parked_megabytes_by_cache": await memory(stack, card, office, reading, options),
    }


def read(folder: Path, count: int) -> DossierReading:
    """Write a workbook of so many rows and read it."""
    path = write_xlsx(folder / f"dossier-{count}.xlsx", f"bench-{count}-{uuid4().hex[:6]}", count)
    return read_dossier(path, RuleFiles(), datetime.now(UTC))


def main() -> None:
    """Read the options, measure, print one JSON object."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--nominations", type=int, default=10_000, help="rows of the dossier")
    parser.add_argument("--at-once", type=int, default=40, help="bare workflows started at the same time")
    parser.add_argument("--caches", type=int, nargs="*", default=list(_CACHES), help="cache sizes to try")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="vinh-danh-bench-", ignore_cleanup_errors=True) as folder:
        stack = EmbeddedStack(Path(folder))
        try:
            print(json.dumps(asyncio.run(run(stack, options)), indent=2))
        finally:
            stack.stop()


if __name__ == "__main__":
    main()
