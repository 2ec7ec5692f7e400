"""Nominations on the real record that end with an award, a number and a place in a quota."""

from datetime import datetime

from adapters.postgres.record import PostgresRecord
from domain.case_file import rebuild_case
from schemas.case_file import CaseFile
from schemas.conditions import QuotaRule, Rounding
from schemas.ledger import EntryKind
from schemas.legal import LegalBasis, Mark
from schemas.nomination import SubjectKind
from schemas.record import AlarmDraft, Reservation
from schemas.share import Share
from tests.cases import a_nomination
from tests.integration.on_record import AT, accept, alarm, route_of

WARD, SYMBOL, UNIT, YEAR = "phuong", "QĐ-UBND", "p-to-3", 2019
_BASIS = LegalBasis.model_validate({"citation": "NĐ 91/2017 Đ9", "mark": Mark.SOURCED})
QUOTA = QuotaRule(share=Share(numerator=3, denominator=20), of="LDTT", rounding=Rounding.DOWN, basis=_BASIS)


async def at_the_ward(
    record: PostgresRecord,
    *,
    award: str = "LDTT",
    nominee_id: str | None = None,
    symbol: str | None = SYMBOL,
    quota: QuotaRule | None = None,
    at: datetime = AT,
) -> CaseFile:
    """Return a nomination on record that the ward itself decides on next."""
    request = a_nomination(award, kind=SubjectKind.INDIVIDUAL, nominee_id=nominee_id)
    content = request.content.model_copy(update={"unit": UNIT})
    request = request.model_copy(update={"content": content})
    route = route_of(request)
    first = route.stages[0].model_copy(update={"confers": True})
    route = route.model_copy(update={"stages": (first,), "number_symbol": symbol, "quota": quota})
    accepted = await accept(record, request, route=route, at=at)
    return rebuild_case(request, accepted.route, accepted.entries)


def place_for(case: CaseFile, limit: int, base: int = 0, unit: str = UNIT) -> AlarmDraft:
    """Draft an entry that takes one of `limit` places; it leaves the case where it stands."""
    drafted = alarm(case, EntryKind.DEADLINE_REMINDED)
    place = Reservation(award=case.route.award, unit=unit, year=YEAR, base=base, limit=limit)
    return drafted.model_copy(update={"reserve": place})
