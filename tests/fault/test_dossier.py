"""A dossier from one workbook, opened by workers that are killed: nothing is lost or doubled."""

import asyncio
import os
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.dossier_files import read_dossier
from adapters.rule_files import RuleFiles
from cli.connection import Office
from cli.dossier_submission import submit_dossier
from schemas.dossier_matter import DossierStatus, RowCounts, RowResult
from schemas.matter import MatterReceipt
from tests.dossiers import DossierDesk, a_dossier_id, write_xlsx
from tests.fault.conftest import Hire

_ROWS = int(os.environ.get("VINHDANH_DOSSIER_ROWS", "600"))
_KILLS = 3
_PATIENCE_SECONDS = 240 + _ROWS / 10


async def opened_rows(office: Office, dossier_id: str) -> int:
    """Return how many rows have their result."""
    return sum((await office.dossiers.counts(dossier_id)).model_dump().values())


async def come_so_far(office: Office, dossier_id: str, rows: int) -> None:
    """Wait until so many rows have their result."""
    async with asyncio.timeout(_PATIENCE_SECONDS):
        while await opened_rows(office, dossier_id) < rows:  # noqa: ASYNC110 - other processes work
            await asyncio.sleep(0.05)


@pytest.mark.timeout(2 * _PATIENCE_SECONDS + 120)
async def test_workers_killed_three_times_open_each_nomination_exactly_once(
    office: Office, hire: Hire, tmp_path: Path
) -> None:
    """Each row of one workbook is one nomination with one workflow, though every worker but the last dies."""
    dossier_id = a_dossier_id()
    path = write_xlsx(tmp_path / "dossier.xlsx", dossier_id, _ROWS)
    reading = read_dossier(path, RuleFiles(), datetime.now(UTC))
    worker = await hire()
    answer = await submit_dossier(office, reading)
    for kill in range(1, _KILLS + 1):
        await come_so_far(office, dossier_id, kill * _ROWS // (_KILLS + 2))
        worker.kill()
        await worker.wait()
        assert await opened_rows(office, dossier_id) < _ROWS
        worker = await hire()
    await come_so_far(office, dossier_id, _ROWS)

    desk = DossierDesk(office.client, office.dossiers, office.matter_gateway)
    await desk.wait_for(dossier_id, DossierStatus.UNDER_WAY)
    wanted = {row.request.nomination_id for row in reading.accepted}
    rows = await office.dossiers.rows_of(dossier_id)
    on_record = [item.nomination_id for item in await office.reader.listing(None, None)]
    started = await _started(office, dossier_id)
    progress = await desk.progress(dossier_id)

    assert isinstance(answer, MatterReceipt)
    assert RowCounts(accepted=_ROWS).model_dump() == progress.state["counts"]
    assert [(number, RowResult.ACCEPTED) for number in range(2, _ROWS + 2)] == [
        (row.row, row.result) for row in rows
    ]
    assert dict.fromkeys(wanted, 1) == Counter(each for each in on_record if each in wanted)
    assert {f"nomination:{each}": 1 for each in wanted} == started


async def _started(office: Office, dossier_id: str) -> Counter[str]:
    """Return how many runs of each nomination's workflow Temporal has, once its list has them all."""
    query = f'WorkflowType = "NominationWorkflow" AND WorkflowId STARTS_WITH "nomination:{dossier_id}-"'
    async with asyncio.timeout(60):
        while True:
            found = Counter([run.id async for run in office.client.list_workflows(query)])
            if len(found) >= _ROWS:
                return found
            await asyncio.sleep(0.5)
