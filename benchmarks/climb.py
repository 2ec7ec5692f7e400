"""The climb, measured against a bare workflow in the same run, in turns.

    python -m benchmarks.climb [--nominations 200] [--rounds 3] [--at-once 20]

Each turn opens some cases and lets each climb four levels, the next decision sent when the receipt of
the last one is there. Figures of one run can be compared with each other, not with those of another.
"""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from uuid import uuid4

import asyncpg
from temporalio.api.enums.v1 import EventType
from temporalio.client import Client

from adapters.deciding import signed_decision
from adapters.embedded import ROOT, EmbeddedStack, StackCard
from adapters.processes import ProcessMark, spawn
from adapters.try_out_keys import enrol_everybody
from benchmarks.bare import DEFAULTS_QUEUE, LEVELS, OUR_SETTINGS_QUEUE, TABLE, BareWorkflow
from cli.connection import Office, open_office
from cli.submission import submit
from domain.canonical import content_hash
from schemas.messages import Decision, Receipt, Verdict
from schemas.names import nomination_workflow_id
from schemas.nomination import NominationContent, NominationRequest, Nominee, SubjectKind
from schemas.route import Gate

_CHAIRS = {"ward": "ward-chair", "district": "district-chair", "city": "city-chair", "state": "state-signer"}
_LOOK_SECONDS = 0.01


@dataclass
class Figures:
    """What one contender did."""

    seconds: list[float] = field(default_factory=list[float])
    waits: list[float] = field(default_factory=list[float])
    workflow_ids: list[str] = field(default_factory=list[str])

    def per_second(self, cases: int) -> float:
        """Return cases per second, the median over the turns."""
        return median(cases / seconds for seconds in self.seconds)


Case = Callable[[Figures], Awaitable[None]]


def a_request(number: int) -> NominationRequest:
    """Return a nomination that climbs all four levels."""
    return NominationRequest(
        nomination_id=f"bench-{uuid4().hex[:12]}-{number}",
        dossier_id="bench",
        nominator_id="ward-office",
        submitting_body="phuong",
        rule_set="2017-three-tier",
        content=NominationContent(
            award="HCLD3",
            nominee=Nominee(kind=SubjectKind.COLLECTIVE, name=f"Tập thể {number}"),
            period_from="2019-01-01",  # pyright: ignore[reportArgumentType] - read as a date
            period_to="2019-12-31",  # pyright: ignore[reportArgumentType] - read as a date
            achievement="Thành tích thử nghiệm",
        ),
    )


def product_case(office: Office, *, signing: bool = True) -> Case:
    """Return one climb of the product, its decisions signed or not."""

    async def climb(figures: Figures) -> None:
        request = a_request(len(figures.workflow_ids))
        figures.workflow_ids.append(nomination_workflow_id(request.nomination_id))
        leaf = await _opened(office, request)
        for level, chair in _CHAIRS.items():
            decision = Decision(
                decision_id=uuid4(),
                level=level,
                gate=Gate.DECISION,
                round=1,
                reviewer_id=chair,
                verdict=Verdict.APPROVE,
                content_hash=content_hash(request.content),
            )
            began = time.monotonic()
            signed = _signed(office, request, decision, leaf) if signing else decision
            answer = await office.gateway.send(request.nomination_id, signed)
            figures.waits.append(time.monotonic() - began)
            if not isinstance(answer, Receipt):
                sys.exit(f"the benchmark was refused: {answer}")
            leaf = answer.leaf_hash

    return climb


async def _opened(office: Office, request: NominationRequest) -> str:
    """Open a nomination and return the hash of its first ledger entry, which the first reviewer sees."""
    await office.gateway.open(request)
    while not (heads := await office.reader.entry_heads(request.nomination_id)):  # noqa: ASYNC110
        await asyncio.sleep(_LOOK_SECONDS)
    return heads[0].leaf_hash


def _signed(office: Office, request: NominationRequest, decision: Decision, leaf: str) -> Decision:
    key = office.keyring.key_of(decision.reviewer_id)
    if key is None:
        sys.exit(f"{decision.reviewer_id} has no key to try things out with")
    return signed_decision(
        decision, request.nomination_id, key, namespace=office.client.namespace, prev_leaf_hash=leaf
    )


def bare_case(client: Client, queue: str) -> Case:
    """Return one climb of the bare workflow on this queue."""

    async def climb(figures: Figures) -> None:
        workflow_id = f"bare-{uuid4().hex}"
        figures.workflow_ids.append(workflow_id)
        handle = await client.start_workflow(BareWorkflow.run, id=workflow_id, task_queue=queue)
        for level in range(LEVELS):
            began = time.monotonic()
            await handle.execute_update(  # pyright: ignore[reportUnknownMemberType]
                BareWorkflow.decide, level, id=str(uuid4())
            )
            figures.waits.append(time.monotonic() - began)

    return climb


async def take_turn(case: Case, figures: Figures, cases: int, at_once: int) -> None:
    """Run so many cases, so many of them at once, and note how long all took."""
    free = asyncio.Semaphore(at_once)

    async def one() -> None:
        async with free:
            await case(figures)

    began = time.monotonic()
    await asyncio.gather(*(one() for _ in range(cases)))
    figures.seconds.append(time.monotonic() - began)


async def history_figures(client: Client, workflow_id: str) -> tuple[int, int]:
    """Return events and workflow tasks in one case's history."""
    events = [e.event_type async for e in client.get_workflow_handle(workflow_id).fetch_history_events()]
    return len(events), events.count(EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED)


async def measure(office: Office, options: argparse.Namespace) -> dict[str, Figures]:
    """Let the contenders climb in turns, after one turn of each that does not count."""
    cases = {
        "product": product_case(office),
        "bare, SDK defaults": bare_case(office.client, DEFAULTS_QUEUE),
        "bare, our settings": bare_case(office.client, OUR_SETTINGS_QUEUE),
    }
    figures = {name: Figures() for name in cases}
    for case in cases.values():
        await take_turn(case, Figures(), options.at_once, options.at_once)
    for _ in range(options.rounds):
        for name, case in cases.items():
            await take_turn(case, figures[name], options.nominations, options.at_once)
    return figures


async def report(
    client: Client, figures: dict[str, Figures], options: argparse.Namespace
) -> dict[str, object]:
    """Return the figures of all, and the product's rate over that of each yardstick."""
    shown: dict[str, object] = {}
    for name, measured in figures.items():
        events, tasks = await history_figures(client, measured.workflow_ids[-1])
        cuts = quantiles(measured.waits, n=100)
        shown[name] = {
            "nominations_per_second": round(measured.per_second(options.nominations), 1),
            "sent_to_receipt_ms": {"p50": round(cuts[49] * 1000, 1), "p99": round(cuts[98] * 1000, 1)},
            "history_events": events,
            "workflow_tasks": tasks,
        }
    ours = figures["product"].seconds
    for name in (name for name in figures if name != "product"):
        ratios = [bare / product for product, bare in zip(ours, figures[name].seconds, strict=True)]
        shown[f"product / {name}"] = {
            "median": round(median(ratios), 2),
            "turns": [round(ratio, 2) for ratio in ratios],
        }
    return shown


async def run(stack: EmbeddedStack, options: argparse.Namespace) -> dict[str, object]:
    """Start everything, measure, and stop what was started."""
    card = stack.start()
    admin = await asyncpg.connect(card.database_url.replace("vinhdanh_app@", "postgres@"))
    await admin.execute(f"{TABLE}; grant all on public.bare to vinhdanh_app")
    await admin.close()
    yardsticks = [_spawn_bare(queue, stack, card) for queue in (DEFAULTS_QUEUE, OUR_SETTINGS_QUEUE)]
    alone = argparse.Namespace(nominations=20, rounds=options.rounds, at_once=1)
    try:
        async with open_office(card) as office:
            await enrol_everybody(office.keys, office.keyring)
            await submit(office, a_request(0))
            return {
                "under_load": await report(office.client, await measure(office, options), options),
                "one_at_a_time": await report(office.client, await measure(office, alone), alone),
            }
    finally:
        for yardstick in yardsticks:
            yardstick.stop()


def _spawn_bare(queue: str, stack: EmbeddedStack, card: StackCard) -> ProcessMark:
    return spawn(
        [sys.executable, "-m", "benchmarks.bare_worker", queue],
        log=stack.folder / f"{queue}.log",
        environment=card.environment(),
        folder=ROOT,
    )


def main() -> None:
    """Read the options, measure, print one JSON object."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--nominations", type=int, default=200, help="cases a turn")
    parser.add_argument("--rounds", type=int, default=3, help="turns of each contender")
    parser.add_argument("--at-once", type=int, default=20, help="cases at the same time")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="vinh-danh-bench-") as folder:
        stack = EmbeddedStack(Path(folder))
        try:
            print(json.dumps(asyncio.run(run(stack, options)), indent=2))
        finally:
            stack.stop()


if __name__ == "__main__":
    main()
