"""What signing and sealing cost, and how soon an entry is sealed, in turns in the same run.

    python -m benchmarks.sealing [--nominations 100] [--rounds 3] [--at-once 20] [--writers 16] [--seconds 3]

"signed, sealed" is the product. "unsigned, unsealed" is the same climb without signatures, and with the one
trigger off that leaves entries to the sealer. "appends" are entries appended to the ledger by writers at
once, past everything else, with and without that trigger. The lag is from an act's own time to the signature
of the first checkpoint over its entry. Figures of one run can be compared with each other only.
"""

import argparse
import asyncio
import json
import shutil
import tempfile
import time
from collections.abc import Awaitable
from pathlib import Path
from statistics import median, quantiles

import asyncpg

from adapters.embedded import ROOT, EmbeddedStack, StackCard
from adapters.try_out_keys import enrol_everybody
from benchmarks.climb import Case, Figures, product_case, take_turn
from cli.connection import Office, open_office

_TRIGGER = "alter table ledger.entry {} trigger to_be_sealed"
_SEALED, _UNSEALED = "signed, sealed", "unsigned, unsealed"
_LAGS = """
select extract(epoch from s.signed_at - commendation.instant(e.occurred_us))::float8 as seconds
from seal.leaf l join ledger.entry e using (entry_id),
  lateral (select signed_at from seal.checkpoint where tree_size > l.leaf_index order by tree_size limit 1) s
where e.kind = 'decision.recorded' and not e.entry_id = any ($1::bigint[])
"""
_MISSED = """
insert into seal.pending (entry_id) select e.entry_id from ledger.entry e
where not exists (select from seal.pending p where p.entry_id = e.entry_id)
  and not exists (select from seal.leaf l where l.entry_id = e.entry_id) returning entry_id
"""
_WAITING = """
select exists (select from seal.pending)
  or not exists (select from seal.checkpoint where tree_size = seal.size())
"""
_APPEND = "select ledger.append($1, $1 || gen_random_uuid(), 'decision.recorded', 1, $2)"
_BODY = b'{"facts":"' + b"x" * 600 + b'"}'


async def climbs(
    office: Office, admin: asyncpg.Connection, missed: list[int], options: argparse.Namespace
) -> dict[str, object]:
    """Let both climb in turns, after one turn of each that does not count.

    What the sealer was not told of is left to it between two turns, and noted in `missed`.
    """
    cases: dict[str, Case] = {
        _SEALED: product_case(office),
        _UNSEALED: product_case(office, signing=False),
    }
    figures = {name: Figures() for name in cases}
    for number in range(options.rounds + 1):
        for name, case in cases.items():
            await admin.execute(_TRIGGER.format("enable always" if name == _SEALED else "disable"))
            warm = number == 0
            count = options.at_once if warm else options.nominations
            await take_turn(case, Figures() if warm else figures[name], count, options.at_once)
            await admin.execute(_TRIGGER.format("enable always"))
            missed += [row["entry_id"] for row in await admin.fetch(_MISSED)]
            await all_sealed(admin)
    rates = {name: round(each.per_second(options.nominations), 1) for name, each in figures.items()}
    pairs = zip(figures[_SEALED].seconds, figures[_UNSEALED].seconds, strict=True)
    ratios = [without / with_ for with_, without in pairs]
    return {
        "nominations_per_second": rates,
        f"{_SEALED} / {_UNSEALED}": {
            "median": round(median(ratios), 2),
            "turns": [round(ratio, 2) for ratio in ratios],
        },
    }


async def all_sealed(admin: asyncpg.Connection) -> None:
    """Wait until nothing waits to be sealed, and the last tree is signed."""
    while await admin.fetchval(_WAITING):  # noqa: ASYNC110 - the sealer is another process
        await asyncio.sleep(0.1)


async def lags(admin: asyncpg.Connection, missed: list[int]) -> dict[str, object]:
    """Return how long decisions had waited to be sealed, but for those that the sealer was not told of."""
    seconds = [row["seconds"] for row in await admin.fetch(_LAGS, missed)]
    cuts = quantiles(seconds, n=100)
    return {
        "entries": len(seconds),
        "p50_s": round(cuts[49], 2),
        "p99_s": round(cuts[98], 2),
        "max_s": round(max(seconds), 2),
        "checkpoints": await admin.fetchval("select count(*) from seal.checkpoint"),
    }


async def appends(
    card: StackCard, admin: asyncpg.Connection, options: argparse.Namespace
) -> dict[str, object]:
    """Append for some seconds with the trigger and without, in turns."""
    url = card.database_url.replace("vinhdanh_app@", "postgres@")
    rates: dict[bool, list[float]] = {True: [], False: []}
    async with asyncpg.create_pool(url, min_size=options.writers, max_size=options.writers) as pool:
        for _ in range(options.rounds):
            for sealed, rate in rates.items():
                await admin.execute(_TRIGGER.format("enable always" if sealed else "disable"))
                rate.append(await _appended(pool, options))
    await admin.execute(_TRIGGER.format("enable always"))
    ratios = [with_ / without for with_, without in zip(rates[True], rates[False], strict=True)]
    return {
        "per_second": {"sealed": round(median(rates[True])), "unsealed": round(median(rates[False]))},
        "sealed / unsealed": {"median": round(median(ratios), 2), "turns": [round(r, 2) for r in ratios]},
    }


async def _appended(pool: asyncpg.Pool, options: argparse.Namespace) -> float:
    end, done = time.monotonic() + options.seconds, [0] * options.writers

    async def write(number: int) -> None:
        async with pool.acquire() as connection:
            while time.monotonic() < end:
                await connection.fetchval(_APPEND, f"bench-{number}-{done[number] % 50}", _BODY)
                done[number] += 1

    writers: list[Awaitable[None]] = [write(number) for number in range(options.writers)]
    await asyncio.gather(*writers)
    return sum(done) / options.seconds


async def run(stack: EmbeddedStack, options: argparse.Namespace) -> dict[str, object]:
    """Start everything, measure, and stop what was started."""
    card = stack.start(_rules_without_duty_to_sign(stack.folder / "rules"))
    admin = await asyncpg.connect(card.database_url.replace("vinhdanh_app@", "postgres@"))
    try:
        async with open_office(card) as office:
            await enrol_everybody(office.keys, office.keyring)
            missed = list[int]()
            climbed = await climbs(office, admin, missed, options)
            return {
                "climbs": climbed,
                "sealing_lag": await lags(admin, missed),
                "appends": await appends(card, admin, options),
            }
    finally:
        await admin.close()


def _rules_without_duty_to_sign(folder: Path) -> Path:
    """Copy the rules so that a decision is taken with a signature and without."""
    shutil.copytree(ROOT / "rules", folder)
    with (folder / "2017-three-tier" / "rule_set.yaml").open("a", encoding="utf-8") as file:
        file.write("\nunsigned_levels: [ward, district, city, state]\n")
    return folder


def main() -> None:
    """Read the options, measure, print one JSON object."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--nominations", type=int, default=100, help="cases a turn")
    parser.add_argument("--rounds", type=int, default=3, help="turns of each contender")
    parser.add_argument("--at-once", type=int, default=20, help="cases at the same time")
    parser.add_argument("--writers", type=int, default=16, help="connections that append at the same time")
    parser.add_argument("--seconds", type=float, default=3, help="how long they append a turn")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="vinh-danh-bench-") as folder:
        stack = EmbeddedStack(Path(folder))
        try:
            print(json.dumps(asyncio.run(run(stack, options)), indent=2))
        finally:
            stack.stop()


if __name__ == "__main__":
    main()
