"""The auditor replays what was found of conditions and quotas: the rules are applied to it once more."""

from collections.abc import Callable

import pytest

from domain.ledger import facts_of
from domain.verification import verify_record
from schemas.audit import FindingCode
from schemas.eligibility import Holds
from schemas.ledger import EntryKind
from schemas.messages import Verdict
from schemas.record import Reservation
from tests.cases import a_decision
from tests.conditioned import claim, findings, overriding, places, refused, ruling, titled
from tests.conditioned_rules import BOTH, ELIGIBILITY, HELD, QUOTA, TITLE
from tests.gated import appraisal
from tests.unit.domain.recorded import Recorded

FOUND, PLACE, SPENT = (
    EntryKind.ELIGIBILITY_FOUND,
    EntryKind.QUOTA_RESERVED,
    EntryKind.QUOTA_SPENT,
)
YES, NO, UNKNOWN = Holds.YES, Holds.NO, Holds.UNKNOWN
FREE = places(33, 5, 4)
THE_PLACE = Reservation(award=TITLE, unit="phuong", year=2019, base=33, limit=5)


def _eligible() -> Recorded:
    record = Recorded(titled(BOTH)).find_out(FOUND, findings(YES, UNKNOWN)).find_out(PLACE, FREE, THE_PLACE)
    return record.send(a_decision(record.walk.request, "ward"))


def _overridden() -> Recorded:
    record = Recorded(titled(ELIGIBILITY)).find_out(FOUND, findings(NO, YES))
    request = record.walk.request
    return record.send(ruling(request, overriding(HELD)), appraisal(request), a_decision(request, "ward"))


def _ineligible() -> Recorded:
    record = Recorded(titled(ELIGIBILITY)).find_out(FOUND, findings(NO, YES))
    request = record.walk.request
    rejection = a_decision(request, "ward", Verdict.REJECT, reason="Không đủ điều kiện")
    return record.send(ruling(request, refused(HELD)), rejection)


def _claimed() -> Recorded:
    record = Recorded(titled(QUOTA)).find_out(SPENT, places(33, 5, 5)).ring()
    return record.claim(claim(record.walk.request), FREE, THE_PLACE).send(appraisal(record.walk.request))


def _given_up() -> Recorded:
    record = Recorded(titled(QUOTA)).find_out(SPENT, places(33, 5, 5))
    return record.send(claim(record.walk.request, give_up=True, reason="Hết chỉ tiêu"))


_IN_ORDER: dict[str, Callable[[], Recorded]] = {
    "eligible, with a place": _eligible,
    "overridden": _overridden,
    "ineligible": _ineligible,
    "claimed": _claimed,
    "given up": _given_up,
}


@pytest.mark.parametrize("make", _IN_ORDER.values(), ids=_IN_ORDER)
def test_what_was_in_order_is_not_blamed(make: Callable[[], Recorded]) -> None:
    """What was found is taken from the entry, and leads there by the rules."""
    record = make()

    assert [] == list(verify_record(record.evidence, record.first_route))


def _says_yes(record: Recorded) -> Recorded:
    return record.forge_facts(2, found=findings(YES, YES).model_dump(mode="json"))


_NUMBER = {"body": "ubnd-phuong", "symbol": "QĐ-UBND", "day": "2020-01-20"}


def _granting(record: Recorded, seq: int, **facts: str) -> Recorded:
    """Let an entry put the nomination's grant on record, with other facts."""
    told = next(facts_of(entry)["grants"] for entry in record.entries if facts_of(entry).get("grants"))
    return record.forge_facts(seq, grants=[told[0] | {"facts": told[0]["facts"] | facts}])


_FORGED: dict[str, Callable[[], Recorded]] = {
    "found other things than it states": lambda: _says_yes(_overridden()),
    "nothing was found": lambda: _overridden().forge_facts(2, found=None),
    "found on no condition": lambda: _eligible().forge_facts(2, found={"findings": []}),
    "a place against the sum": lambda: _eligible().forge_facts(
        3, found=places(33, 5, 5).model_dump(mode="json")
    ),
    "another limit": lambda: _eligible().forge_facts(3, found=places(40, 5, 4).model_dump(mode="json")),
    "no place taken": lambda: _eligible().forge_facts(3, reserve=None),
    "another place": lambda: _eligible().forge_facts(
        3, reserve=THE_PLACE.model_dump(mode="json") | {"unit": "quan"}
    ),
    "a place for who waits": lambda: _given_up().forge_facts(2, reserve=THE_PLACE.model_dump(mode="json")),
    "claimed without asking": lambda: _claimed().forge_facts(4, found=None),
    "conferred without a grant": lambda: _eligible().forge_facts(0, grants=[]),
    "a grant to somebody else": lambda: _granting(_eligible(), 0, subject="cb-99"),
    "a grant more": lambda: _granting(_eligible(), 2),
    "a number without an outcome": lambda: _overridden().forge_facts(2, number=_NUMBER),
    "a grant beside a refusal": lambda: _granting(_eligible().refuse(), 0),
    "a conclusion of its own": lambda: _ineligible().forge_standing(3, gate="appraisal"),
}


@pytest.mark.parametrize("make", _FORGED.values(), ids=_FORGED)
def test_what_the_rules_do_not_allow_is_found(make: Callable[[], Recorded]) -> None:
    """An entry that states other findings, another sum or another place than led to it is a finding."""
    record = make()
    found = {one.code for one in verify_record(record.evidence, record.first_route)}

    assert FindingCode.RULES_BROKEN in found
