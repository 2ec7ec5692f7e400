"""Asking about eligibility on the command line: facts as people write them, and what all findings come to."""

import pytest
import typer

from cli.eligibility import rulings_from
from cli.eligible import answer_of, fact_from, kind_of
from domain.gates.eligibility import ConditionRuling
from schemas.award_record import AwardHistory
from schemas.eligibility import Holds
from schemas.nomination import StatedFact, SubjectKind
from tests.conditioned import finding
from tests.conditioned_rules import TITLE
from tests.gated import RULES, gated_book

YES, NO, UNKNOWN = Holds.YES, Holds.NO, Holds.UNKNOWN
NOTHING = AwardHistory(subject="p-1")
AWARDS = {award.code: award for award in gated_book().named(RULES).awards}


@pytest.mark.parametrize(
    ("found", "answer"),
    [((), YES), ((YES, YES), YES), ((YES, UNKNOWN), UNKNOWN), ((UNKNOWN, NO), NO), ((NO, YES), NO)],
)
def test_all_findings_come_to_one_answer(found: tuple[Holds, ...], answer: Holds) -> None:
    """One "no" is no, whatever else is unknown; and what is unknown is never taken for yes."""
    assert answer == answer_of(tuple(finding(f"c-{number}", each) for number, each in enumerate(found)))


@pytest.mark.parametrize(
    ("option", "fact"),
    [
        ("initiative=yes", StatedFact(fact="initiative", holds=True)),
        ("initiative=no", StatedFact(fact="initiative", holds=False)),
        ("members=33", StatedFact(fact="members", figure=33)),
        ("members=0", StatedFact(fact="members", figure=0)),
    ],
)
def test_a_fact_is_a_yes_a_no_or_a_number(option: str, fact: StatedFact) -> None:
    """Zero is a figure and no "no"."""
    assert fact == fact_from(option)


@pytest.mark.parametrize("option", ["initiative", "initiative=", "members=-1", "members=1.5", "members=²"])
def test_anything_else_is_wrong_usage(option: str) -> None:
    """The message shows how a fact is written."""
    with pytest.raises(typer.BadParameter, match="write CODE=yes"):
        fact_from(option)


def test_what_the_nominee_is_comes_from_the_award_where_it_is_for_one_kind() -> None:
    """Otherwise it has to be said, and must be one that the award is for."""
    individual, collective = SubjectKind.INDIVIDUAL, SubjectKind.COLLECTIVE

    assert individual is kind_of(AWARDS[TITLE], NOTHING, None)
    assert collective is kind_of(AWARDS["GK_XA"], NOTHING, collective)
    with pytest.raises(typer.BadParameter, match="nothing is on record of this nominee; name with --kind"):
        kind_of(AWARDS["GK_XA"], NOTHING, None)
    with pytest.raises(typer.BadParameter, match=f"{TITLE} is not for collective"):
        kind_of(AWARDS[TITLE], NOTHING, collective)


def test_rulings_are_told_from_options() -> None:
    """The text after the sign is evidence of what is met, and the reason of everything else."""
    rulings = rulings_from(["a=QĐ 12/2019", "b"], ["c", "d=Chưa đủ"], ["e=Hồ sơ = thất lạc"])

    assert (
        ConditionRuling(condition="a", met=True, evidence="QĐ 12/2019"),
        ConditionRuling(condition="b", met=True),
        ConditionRuling(condition="c", met=False),
        ConditionRuling(condition="d", met=False, reason="Chưa đủ"),
        ConditionRuling(condition="e", met=True, reason="Hồ sơ = thất lạc"),
    ) == rulings
