"""Dossiers for tests: their rows, their letter, and how they are submitted."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import uuid4

import asyncpg
from openpyxl import Workbook
from temporalio.client import Client

from adapters.matter_gateway import MatterGateway
from adapters.postgres.dossiers import KeptRow, PostgresDossiers
from adapters.postgres.matters import PostgresMatters
from cli.dossier_rows import keep_rows, rows_digest, rows_of
from schemas.dossier import AcceptedRow
from schemas.dossier_matter import DossierPart, DossierProgress, HandOver, SubmissionLetter, SubmitDossier
from schemas.matter import MatterAnswer, MatterKind
from schemas.names import MessageName, QueryName
from schemas.nomination import NominationRequest
from tests.cases import NOMINATOR, a_nomination

LETTER = SubmissionLetter(
    number="12/TTr-UBND",
    signed_on=date(2020, 1, 2),
    signer="Chủ tịch UBND phường",
    addressed_to="UBND quận",
    text="Kính trình xét khen thưởng năm 2019.",
)
_PATIENCE_SECONDS = 180
_HEADER = ("dossier", "nominator", "submitting_body", "rule_set")
_LETTER = ("letter_number", "letter_signed_on", "letter_signer", "letter_addressed_to", "letter_text")
_ROW = ("ref", "award", "nominee_kind", "nominee_name", "period_from", "period_to", "achievement")


def a_dossier_id() -> str:
    """Return the id of a dossier that nobody else has."""
    return f"hs-{uuid4().hex[:8]}"


def requests_of(dossier_id: str, count: int, award: str = "BK_TP") -> list[NominationRequest]:
    """Return so many nominations of a dossier."""
    ids = (f"{dossier_id}-{number:05}" for number in range(1, count + 1))
    return [
        a_nomination(award, nomination_id=each).model_copy(update={"dossier_id": dossier_id}) for each in ids
    ]


def rows_for(requests: Sequence[NominationRequest]) -> list[KeptRow]:
    """Return the nominations as the rows of a file whose first row is its header."""
    return rows_of(
        [
            AcceptedRow(row=number, ref=f"{number:05}", request=request)
            for number, request in enumerate(requests, start=2)
        ]
    )


def a_submission(
    dossier_id: str, rows: Sequence[KeptRow], *parts: DossierPart, actor: str = NOMINATOR
) -> SubmitDossier:
    """Return the act that vouches for these rows and parts."""
    return SubmitDossier(
        act_id=uuid4(),
        actor_id=actor,
        dossier_id=dossier_id,
        submitting_body="phuong",
        letter=LETTER,
        rows=len(rows),
        rows_digest=rows_digest(rows),
        parts=parts,
    )


@dataclass(frozen=True)
class DossierDesk:
    """Whoever submits dossiers, hands nominations over and looks at both."""

    client: Client
    dossiers: PostgresDossiers
    gateway: MatterGateway

    @classmethod
    def over(cls, client: Client, pool: asyncpg.Pool) -> "DossierDesk":
        """Return a desk on these servers."""
        return cls(client, PostgresDossiers(pool), MatterGateway(client, PostgresMatters(pool)))

    async def submit(self, dossier_id: str, requests: Sequence[NominationRequest]) -> MatterAnswer:
        """Put rows on record and submit them."""
        rows = rows_for(requests)
        await keep_rows(self.dossiers, dossier_id, rows)
        return await self.send(a_submission(dossier_id, rows))

    async def send(self, act: SubmitDossier) -> MatterAnswer:
        """Submit what is on record, or is not."""
        return await self.gateway.open(MatterKind.DOSSIER, act.dossier_id, MessageName.SUBMIT_DOSSIER, act)

    async def hand_over(
        self, dossier_id: str, into: str, *nominations: str, actor: str = NOMINATOR
    ) -> tuple[HandOver, MatterAnswer]:
        """Hand nominations over; return the act and its answer."""
        act = HandOver(act_id=uuid4(), actor_id=actor, into=into, nominations=nominations, reason="Gộp hồ sơ")
        return act, await self.gateway.send(f"dossier:{dossier_id}", MessageName.HAND_OVER, act)

    async def progress(self, dossier_id: str) -> DossierProgress:
        """Ask a dossier's workflow how far it is."""
        handle = self.client.get_workflow_handle(f"dossier:{dossier_id}")
        return await handle.query(QueryName.PROGRESS, result_type=DossierProgress)

    async def wait_for(self, dossier_id: str, status: str) -> dict[str, object]:
        """Wait until a dossier's workflow says that it stands so; return its state."""
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while (state := (await self.progress(dossier_id)).state)["status"] != status:  # noqa: ASYNC110
                await asyncio.sleep(0.1)
        return state


def write_xlsx(path: Path, dossier_id: str, count: int) -> Path:
    """Write a dossier of so many rows, with its letter in the first of them."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet()
    sheet.append([*_HEADER, *_ROW, *_LETTER])
    letter = ["12/TTr-UBND", "2020-01-02", "Chủ tịch", "UBND quận", "Kính trình"]
    for number in range(1, count + 1):
        facts = [dossier_id, NOMINATOR, "phuong", "2017-three-tier"]
        about = [f"{number:05}", "BK_TP", "collective", f"Tập thể {number}", "2019-01-01", "2019-12-31"]
        sheet.append([*facts, *about, "Hoàn thành xuất sắc nhiệm vụ", *(letter if number == 1 else [])])
    workbook.save(path)
    return path
