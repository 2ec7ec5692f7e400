"""Play every path once on real servers and keep its histories.

python -m tests.replay.record_histories            record the paths that have no history yet
python -m tests.replay.record_histories NAME ...   record these paths again

Old histories stay for as long as a case that went this way may be running: a history that no longer
replays means that the workflow's code needs `workflow.patched`, not that the history needs replacing.
"""

import asyncio
import logging
import sys
from collections.abc import Iterable
from pathlib import Path

from temporalio.client import WorkflowExecutionStatus

from adapters.gateway import NominationGateway
from adapters.postgres.reading import RecordReader
from adapters.postgres.record import PostgresRecord
from adapters.rule_files import RuleFiles
from tests.gated import write_gated_rules
from tests.replay.paths import PATHS
from tests.replay.recording import keep, missing_in, servers
from tests.replay.stage import stage_for
from tests.workflow.ending_rules import rules_with_ends

HISTORIES = Path(__file__).parent / "histories"


async def record(names: Iterable[str]) -> None:
    """Play these paths and write their histories, one file for each run of the workflow."""
    async with servers(_rules) as on:
        gateway = NominationGateway(on.server.client, RecordReader(on.pool), PostgresRecord(on.pool))
        for name in names:
            make_request, play = PATHS[name]
            stage = await stage_for(on.server, on.pool, gateway, make_request())
            await play(stage)
            if (await stage.case.describe()).status is WorkflowExecutionStatus.RUNNING:
                await stage.catch_up()  # so that the last run has done something that can be replayed
            await keep(HISTORIES, name, on.server.client, stage.case.id)


def _rules(folder: Path) -> RuleFiles:
    write_gated_rules(folder)
    return rules_with_ends(folder)


def main() -> None:
    """Record what the command line names, or whatever is missing."""
    logging.basicConfig(level=logging.ERROR)
    names = sys.argv[1:] or missing_in(HISTORIES, list(PATHS))
    if names:
        asyncio.run(record(names))


if __name__ == "__main__":
    main()
