"""The auditor replays every case: what was in order is not blamed, and what the rules forbid is found."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from domain.two_witnesses import compare_witnesses, remarks_on
from domain.verification import verify_record
from schemas.acts import (
    LowerAwardAnswer,
    Migration,
    Reassignment,
    Recusal,
    Resumption,
    Suspension,
)
from schemas.audit import FindingCode
from schemas.case import CaseStatus
from schemas.ledger import EntryKind
from schemas.messages import Verdict
from schemas.route import Route
from tests.cases import a_decision, a_nomination, a_resubmission, a_withdrawal
from tests.gated import (
    APPRAISAL,
    CONSULTATION,
    COUNCIL,
    FIRST,
    FULL,
    INTAKE,
    LOWER,
    MEMBERS,
    PUBLIC,
    REGISTRAR,
    SECOND,
    SUCCESSOR,
    appraisal,
    comment,
    gated,
    lower_award,
    opinion,
    papers,
    resolution,
)
from tests.unit.domain.gates.walking import route_of
from tests.unit.domain.recorded import Recorded

_VOTERS = MEMBERS[FIRST]
_BROKEN = {FindingCode.RULES_BROKEN}


def _suspension() -> Suspension:
    return Suspension(act_id=uuid4(), actor_id="ward-chair", ground="complaint", reason="Có đơn")


def _resumption() -> Resumption:
    return Resumption(act_id=uuid4(), actor_id="ward-chair", reason="Đã rõ")


def _recusal(person: str) -> Recusal:
    return Recusal(act_id=uuid4(), actor_id=person)


def _held() -> Recorded:
    record = Recorded(gated(INTAKE))
    return record.send(papers(record.walk.request), _suspension())


def _went_on() -> Recorded:
    record = _held().refuse().send(_resumption(), _recusal("ward-deputy"))
    return record.send(a_decision(record.walk.request, "ward"))


def _voted(**changes: Any) -> Recorded:  # noqa: ANN401 - see Recorded.vote
    record = Recorded(gated(COUNCIL)).send(_recusal(_VOTERS[14]))
    return record.vote(14, *_VOTERS[:14], **changes)


def _every_gate() -> Recorded:
    record = Recorded(gated(FULL))
    request = record.walk.request
    record.send(papers(request), appraisal(request), opinion(request, "tax"))
    record.ring().ring()
    said = comment(request)
    record.send(said).ring().ring()
    record.send(resolution(request, said)).vote(15, *_VOTERS)
    return record.send(a_decision(request, "ward"))


def _substituted() -> Recorded:
    record = Recorded(gated(COUNCIL)).send(*(_recusal(who) for who in _VOTERS[:2]))
    record.ring()
    record.vote(5, *MEMBERS[SECOND])
    return record.send(a_decision(record.walk.request, "ward", Verdict.REJECT, reason="Không đủ phiếu"))


def _reassigned() -> Recorded:
    other = Reassignment(act_id=uuid4(), actor_id="ward-chair", council=SECOND, reason="Hội đồng bận")
    return Recorded(gated(COUNCIL)).send(other).vote(11, *MEMBERS[SECOND])


def _lowered() -> Recorded:
    record = Recorded(gated(INTAKE))
    request = record.walk.request
    record.send(papers(request), lower_award(request))
    record.send(LowerAwardAnswer(act_id=uuid4(), actor_id=request.nominator_id, consent=True))
    return record.send(a_decision(request, "ward"))


def _returned() -> Recorded:
    record = Recorded(gated(INTAKE))
    request = record.walk.request
    again = a_resubmission(request, "Đã bổ sung")
    record.send(papers(request), a_decision(request, "ward", Verdict.RETURN, reason="Thiếu"))
    return record.ring().send(again, a_withdrawal())


def _late() -> Recorded:
    record = Recorded(gated(APPRAISAL)).ring().ring().ring().ring()
    return record.send(appraisal(record.walk.request, "merit"))


def _silent() -> Recorded:
    return Recorded(gated(CONSULTATION)).ring().ring()


def _new_route() -> Route:
    return route_of(a_nomination("GK_XA", rule_set=SUCCESSOR).model_copy(update={"procedure": INTAKE}))


def _migrated(rule_set: str = SUCCESSOR, route: Route | None = None) -> Recorded:
    act = Migration(act_id=uuid4(), actor_id=REGISTRAR, rule_set=rule_set, body=FIRST, reason="Bỏ cấp huyện")
    record = Recorded(gated(INTAKE))
    return record.send(papers(record.walk.request)).migrate(act, route or _new_route())


_IN_ORDER: dict[str, Callable[[], Recorded]] = {
    "held": _held,
    "went on": _went_on,
    "voted": _voted,
    "every gate": _every_gate,
    "given to the substitute council": _substituted,
    "given to another council": _reassigned,
    "a lower award": _lowered,
    "returned and withdrawn": _returned,
    "late": _late,
    "silent": _silent,
    "migrated": _migrated,
}

_FORGED: dict[str, Callable[[], Recorded]] = {
    "a refusal that moves the case": lambda: Recorded(gated(INTAKE)).refuse(award=LOWER),
    "another verdict": lambda: _voted().forge_facts(3, verdicts=[]),
    "a verdict where no rule speaks": lambda: _held().forge_facts(3, verdicts=[{"rule": "x"}]),
    "another panel": lambda: _went_on().forge_standing(6, panel=["ward-cook"]),
    "nobody on the panel": lambda: _held().forge_standing(2, panel=None),
    "a recusal that did not count": lambda: _went_on().forge_standing(6, recused=None),
    "a hand left out": lambda: _voted().forge_standing(3, hands=None),
    "a clock that was set back": lambda: _went_on().forge(
        6, lambda body: _at_clock(body, "due_at", "2030-01-01T00:00:00Z")
    ),
    "a clock that was wound before": lambda: _held().forge(
        1, lambda body: _at_clock(body, "started_at", "2019-01-01T00:00:00Z")
    ),
    "a clock that did not stop": lambda: _held().forge(3, lambda body: _at_clock(body, "paused", None)),
    "an act that says it was elsewhere": lambda: _went_on().forge_facts(6, gate="intake"),
    "an alarm too early": lambda: Recorded(gated(INTAKE)).ring(early=timedelta(microseconds=1)),
    "another alarm": lambda: Recorded(gated(INTAKE)).ring(EntryKind.DEADLINE_LAPSED),
    "an alarm that repeats itself": lambda: Recorded(gated(INTAKE)).ring().ring(EntryKind.DEADLINE_REMINDED),
    "a window that closed too early": lambda: Recorded(gated(PUBLIC)).ring().ring(early=timedelta(days=1)),
    "a sitting's entry on a nomination": lambda: Recorded(gated(INTAKE)).ring(EntryKind.BALLOT_CAST),
    "a substitution that nobody needed": lambda: Recorded(gated(COUNCIL)).ring(EntryKind.COUNCIL_SUBSTITUTED),
    "a result against the sums": lambda: _voted(passed=False),
    "a result of another council": lambda: _voted(council=SECOND),
    "a vote by somebody outside": lambda: Recorded(gated(COUNCIL)).vote(15, *_VOTERS, "ward-cook"),
    "a migration to other rules": lambda: _migrated(rule_set="2025-two-tier"),
    "a route without a migration": lambda: _held().forge_facts(
        3, new_route=_new_route().model_dump(mode="json")
    ),
}


def _at_clock(body: dict[str, Any], name: str, value: object) -> dict[str, Any]:
    standing = body["standing"]
    return body | {"standing": standing | {"clock": standing["clock"] | {name: value}}}


def _found(record: Recorded) -> set[FindingCode]:
    return {finding.code for finding in verify_record(record.evidence, record.first_route)}


@pytest.mark.parametrize("name", _IN_ORDER)
def test_what_was_in_order_is_not_blamed(name: str) -> None:
    """Every way that people, councils and the clock go leads where the record says, by both witnesses."""
    record = _IN_ORDER[name]()

    assert [] == verify_record(record.evidence, record.first_route)
    assert [] == compare_witnesses(record.evidence, record.witness())
    assert [] == remarks_on(record.evidence, record.witness())


@pytest.mark.parametrize("name", _FORGED)
def test_what_the_rules_forbid_is_found(name: str) -> None:
    """An entry that the rules do not lead to is found although its chain fits."""
    assert _BROKEN <= _found(_FORGED[name]())


def test_an_act_out_of_order_is_found_with_its_reason() -> None:
    """An auditor reads why the act should have been refused."""
    record = _held().forge_standing(3, status=CaseStatus.IN_REVIEW, before=None).send(_resumption())
    texts = [finding.text for finding in verify_record(record.evidence)]

    assert "entry 4 (nomination.resumed) was not in order (not_suspended)" in texts


def test_of_a_migrated_case_the_first_part_needs_the_witnessed_route() -> None:
    """Without the first route the acts before the migration are passed over; with it they are replayed."""
    record = _migrated().forge_standing(2, award=LOWER)

    assert _BROKEN <= _found(record)
    assert set() == {finding.code for finding in verify_record(record.evidence)}


def test_the_route_of_now_is_the_one_of_the_last_migration() -> None:
    """Another route on record than the migration brought is found, by the record and by the history."""
    record = _migrated()
    evidence = record.evidence
    other = evidence.state.model_copy(update={"route": record.first_route})
    changed = evidence.model_copy(update={"state": other})
    found = {finding.code for finding in verify_record(changed, record.first_route)}

    assert FindingCode.STATE_DIFFERS in found
    assert [FindingCode.HISTORY_DIFFERS] == [
        finding.code for finding in compare_witnesses(changed, record.witness())
    ]


def test_a_suspended_case_has_no_due_date() -> None:
    """The row of a case that is held shows no date that nobody has to keep."""
    record = _held()
    evidence, clock = record.evidence, record.walk.at.clock
    assert clock
    shown = evidence.state.model_copy(update={"due_at": clock.due_at})
    found = verify_record(evidence.model_copy(update={"state": shown}))

    assert [FindingCode.STATE_DIFFERS] == [finding.code for finding in found]


def test_messages_of_every_kind_of_act_are_compared_with_the_history() -> None:
    """An act that reads otherwise than the message that arrived is found, whatever kind it is."""
    record = _went_on()
    witness = record.witness()
    others = dict.fromkeys(witness.messages, ("cd" * 32,))
    found = compare_witnesses(record.evidence, witness.model_copy(update={"messages": others}))
    unheard = compare_witnesses(record.evidence, witness.model_copy(update={"messages": {}}))

    assert [FindingCode.MESSAGE_DIFFERS] * 5 == [finding.code for finding in found]
    assert [FindingCode.MESSAGE_DIFFERS] * 5 == [finding.code for finding in unheard]


def test_an_act_without_a_message_is_pointed_out_but_not_a_councils_result() -> None:
    """What people did must have arrived by somebody; what a sitting decided has a record of its own."""
    acted, voted = _went_on(), _voted()
    remarks = remarks_on(acted.evidence, acted.witness(3))

    assert [] == compare_witnesses(acted.evidence, acted.witness(3))
    assert ["entry 3 (nomination.suspended)"] == [remark.text.split(":")[0] for remark in remarks]
    assert [] == remarks_on(voted.evidence, voted.witness(3))
