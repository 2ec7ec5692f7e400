"""The yardstick: a workflow that does the least the job needs.

Four updates, each a local activity that writes one row in one transaction. No rules, no ledger, no
deadlines, no lists. `benchmarks.bare_worker` runs it.
"""

from datetime import timedelta

from temporalio import activity, workflow

with workflow.unsafe.imports_passed_through():
    import asyncpg

DEFAULTS_QUEUE = "bare-sdk-defaults"
OUR_SETTINGS_QUEUE = "bare-our-settings"
LEVELS = 4
TABLE = "create table if not exists public.bare (case_id text, level int, primary key (case_id, level))"


class BareActivities:
    """Writes one row."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        """Write over this pool."""
        self._pool = pool

    @activity.defn
    async def record(self, case_id: str, level: int) -> int:
        """Record one decision as one row in one transaction."""
        await self._pool.execute(
            "insert into public.bare values ($1, $2) on conflict do nothing", case_id, level
        )
        return level


@workflow.defn
class BareWorkflow:
    """Waits for four decisions."""

    def __init__(self) -> None:
        """Begin with none."""
        self._decided = 0

    @workflow.run
    async def run(self) -> int:
        """End when all levels have decided."""
        await workflow.wait_condition(lambda: self._decided == LEVELS)
        await workflow.wait_condition(workflow.all_handlers_finished)
        return self._decided

    @workflow.update
    async def decide(self, level: int) -> int:
        """Take one decision."""
        await workflow.execute_local_activity_method(
            BareActivities.record,
            args=[workflow.info().workflow_id, level],
            start_to_close_timeout=timedelta(seconds=10),
        )
        self._decided += 1
        return self._decided
