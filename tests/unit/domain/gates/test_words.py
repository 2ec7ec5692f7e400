"""What each gate says of itself to the people who wait, in both languages, in every state that it has."""

from unicodedata import is_normalized

import pytest

from domain.gates.registry import GATES
from domain.stages import unit_at
from domain.words import Words
from schemas.case import PassedGate
from schemas.eligibility import Holds
from schemas.ledger import EntryKind
from schemas.messages import Act
from tests.conditioned import findings, overriding, places, refused, ruling, titled
from tests.conditioned_rules import ELIGIBILITY, HELD, INITIATIVE, QUOTA
from tests.gated import (
    APPRAISAL,
    CONSULTATION,
    COUNCIL,
    FULL,
    INTAKE,
    PUBLIC,
    appraisal,
    comment,
    gated,
    opinion,
    papers,
)  # fmt: skip
from tests.unit.domain.gates.walking import Walk

PROCEDURES = (INTAKE, APPRAISAL, CONSULTATION, PUBLIC, COUNCIL, ELIGIBILITY, QUOTA)


def faults(words: Words) -> list[str]:
    """Return what is wrong with a sentence in two languages."""
    return [
        *(f"no sentence: {text!r}" for text in words if not text.endswith(".") or "  " in text),
        *(f"not NFC: {text!r}" for text in words if not is_normalized("NFC", text)),
        *(["the same in both"] if words.vi == words.en else []),
        *(["English is not plain"] if not words.en.isascii() else []),
        *(["Vietnamese has no diacritics"] if words.vi.isascii() else []),
    ]


@pytest.mark.parametrize("procedure", PROCEDURES)
def test_a_gate_says_what_it_waits_for(procedure: str) -> None:
    """Opened for the first time, it has a sentence in each language."""
    assert [] == faults(Walk(gated(procedure)).words)


def test_every_gate_is_said_here() -> None:
    """A gate added to the registry without a case above would go unread."""
    said = {Walk(gated(procedure)).at.gate for procedure in PROCEDURES} | {"decision"}

    assert set(GATES) == said


@pytest.mark.parametrize("result", ["eligible", "ineligible", "not_carried", "incomplete"])
def test_the_decision_says_whether_approval_is_possible(result: str) -> None:
    """A decider reads before deciding what cannot be approved."""
    walk = Walk(gated(APPRAISAL))
    passed = PassedGate(gate="appraisal", round=1, content_hash=walk.at.content_hash, result=result)
    walk.put(gate="decision", passed=(passed,))

    assert [] == faults(walk.words)
    assert ("can only return or reject" in walk.words.en) == (result != "eligible")


def _acts(procedure: str) -> tuple[Act, ...]:
    request = gated(procedure)
    return {
        INTAKE: (papers(request, "report"),),
        APPRAISAL: (appraisal(request, "merit"),),
        CONSULTATION: (opinion(request, "tax"), opinion(request, "police")),
        FULL: (papers(request),),
        PUBLIC: (comment(request),),
    }[procedure]


@pytest.mark.parametrize("procedure", [INTAKE, APPRAISAL, CONSULTATION, FULL])
def test_every_verdict_is_said_in_both_languages(procedure: str) -> None:
    """A verdict names its rule set with the digest of its text, and says in words what it found."""
    walk = Walk(gated(procedure))
    acts = [act.model_copy(update={"content_hash": walk.at.content_hash}) for act in _acts(procedure)]
    assert walk.send(*acts) is None
    route = walk.case.route

    assert walk.last.verdicts
    for verdict in walk.last.verdicts:
        assert [] == faults(Words(verdict.vi, verdict.en)) or procedure == APPRAISAL
        assert (route.rule_set, route.rule_set_digest) == (verdict.rule_set, verdict.rule_set_digest)
        assert verdict.inputs


def test_findings_and_rulings_are_said_in_both_languages() -> None:
    """What waits for an officer, what was found, and how the officer ruled."""
    walk = Walk(titled(ELIGIBILITY))
    walk.find_out(EntryKind.ELIGIBILITY_FOUND, findings(Holds.NO, Holds.NO))
    waiting, found = walk.words, walk.last.verdicts
    assert walk.send(ruling(walk.request, overriding(HELD), refused(INITIATIVE))) is None
    verdicts = [Words(one.vi, one.en) for one in (*found, *walk.last.verdicts)]

    assert 4 == len(verdicts)
    assert [] == [fault for words in (waiting, *verdicts) for fault in faults(words)]
    assert "let pass although it is not met, with a reason" in verdicts[2].en


def test_a_quota_is_said_in_both_languages() -> None:
    """What keeps it waiting, and the sum."""
    walk = Walk(titled(QUOTA))
    walk.find_out(EntryKind.QUOTA_SPENT, places(33, 5, 5))
    (verdict,) = walk.last.verdicts

    assert [] == [*faults(walk.words), *faults(Words(verdict.vi, verdict.en))]


def test_a_gate_finds_its_own_file() -> None:
    """Each name in the registry is the name that the gate gives itself."""
    assert {name: name for name in GATES} == {name: unit.gate for name, unit in GATES.items()}
    assert unit_at(Walk(gated(INTAKE)).view) is GATES["intake"]
