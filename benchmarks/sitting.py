"""A sitting of a council, measured against recording its results one at a time, in the same run.

    python -m benchmarks.sitting [--nominations 2000] [--members 15] [--rounds 3]

Each round takes one secret sitting through: the papers are recorded and counted, and the results put on the
nominations in transactions of 250. Then the same number of results is recorded one nomination a transaction,
twenty at once. Figures of one run can be compared with each other, not with those of another.
"""

import argparse
import asyncio
import json
import os
import tempfile
import time
from collections.abc import Awaitable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from adapters.local_postgres import LocalPostgres
from adapters.person_keys import MASTER_KEY_VARIABLE, master_key_below
from adapters.postgres.pool import open_pool
from adapters.rule_files import RuleFiles
from tests.council_desk import Council
from tests.councils import rules_with_councils

_WARM_UP = 250


@dataclass
class Seconds:
    """How long each part took, one figure a round."""

    papers: list[float] = field(default_factory=list[float])
    count: list[float] = field(default_factory=list[float])
    in_bulk: list[float] = field(default_factory=list[float])
    one_at_a_time: list[float] = field(default_factory=list[float])


async def timed(seconds: list[float], work: Awaitable[None]) -> None:
    """Do this and note how long it took."""
    began = time.monotonic()
    await work
    seconds.append(time.monotonic() - began)


async def measure(council: Council, options: argparse.Namespace) -> Seconds:
    """Take sittings through, after one that does not count."""
    seconds = Seconds()
    for turn in range(options.rounds + 1):
        noted = seconds if turn else Seconds()
        ways = (
            (council.record_in_bulk, noted.in_bulk),
            (council.record_one_by_one, noted.one_at_a_time),
        )
        for record, figures in ways:
            await council.accept(options.nominations if turn else _WARM_UP)
            sitting = await council.open()
            await timed(noted.papers, council.vote(sitting))
            await timed(noted.count, council.count(sitting))
            await timed(figures, record(sitting))
    return seconds


def report(seconds: Seconds, options: argparse.Namespace) -> dict[str, object]:
    """Return nominations per second, and what recording in bulk gains."""
    count: int = options.nominations
    gains = [one / bulk for bulk, one in zip(seconds.in_bulk, seconds.one_at_a_time, strict=True)]
    whole = [
        count / (papers + counted + bulk)
        for papers, counted, bulk in zip(
            seconds.papers[::2], seconds.count[::2], seconds.in_bulk, strict=True
        )
    ]
    return {
        "nominations": count,
        "members": options.members,
        "acts": options.members,
        "nominations_per_second": {
            "in_bulk": [round(count / each) for each in seconds.in_bulk],
            "one_at_a_time": [round(count / each) for each in seconds.one_at_a_time],
            "with_papers_and_count": [round(each) for each in whole],
        },
        "in_bulk / one_at_a_time": {
            "median": round(median(gains), 1),
            "rounds": [round(each, 1) for each in gains],
        },
        "count_seconds": round(median(seconds.count), 2),
        "paper_ms": round(median(seconds.papers) / options.members * 1000, 1),
    }


async def main_on(server: LocalPostgres, rules: RuleFiles, options: argparse.Namespace) -> dict[str, object]:
    """Measure on a server that runs."""
    async with await open_pool(server.application_url(), size=10) as pool:
        return report(await measure(Council(pool, rules), options), options)


def main() -> None:
    """Read the options, measure, print one JSON object."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--nominations", type=int, default=2000, help="nominations a sitting, at most 2000")
    parser.add_argument("--members", type=int, default=15, help="members of the council")
    parser.add_argument("--rounds", type=int, default=3, help="rounds that count")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="vinh-danh-bench-", ignore_cleanup_errors=True) as folder:
        rules = rules_with_councils(Path(folder) / "rules", options.members)
        server = LocalPostgres(Path(folder))
        os.environ[MASTER_KEY_VARIABLE] = str(master_key_below(Path(folder)))
        server.start()
        try:
            server.migrate()
            print(json.dumps(asyncio.run(main_on(server, rules, options)), indent=2))
        finally:
            server.stop()


if __name__ == "__main__":
    main()
