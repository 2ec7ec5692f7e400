"""How the shipped rule sets let each level decide: gates, marks, times, and the people for them."""

from fractions import Fraction

import pytest

from domain.council import needed
from domain.gates.appraisal import AppraisalSettings
from domain.gates.intake import IntakeSettings
from domain.route import plan_route
from schemas.council import CouncilRule
from schemas.legal import Mark
from schemas.nomination import SubjectKind
from schemas.route import Gate, StagePlan
from schemas.rules import DeadlineEnd, GatePlan, Procedure, Role, RuleSet
from tests.unit.rules.shipped import (
    BOOK,
    THREE_TIER_2017,
    THREE_TIER_2024,
    TWO_TIER_2025,
    award_of,
    request_for,
)
from tests.unit.rules.test_routes import DAY

LIVE = (THREE_TIER_2024, TWO_TIER_2025)
WARD = {THREE_TIER_2017: "phuong", THREE_TIER_2024: "phuong", TWO_TIER_2025: "phuong-hoang-mai"}
ALL_SETS = tuple(WARD)

live_sets = pytest.mark.parametrize("name", LIVE)


def _procedure(rule_set: RuleSet, name: str) -> Procedure:
    return next(each for each in rule_set.procedures if each.procedure == name)


def _stages(name: str, award: str, procedure: str | None = None) -> dict[str, StagePlan]:
    rule_set = BOOK.named(name)
    request = request_for(award, WARD[name], award_of(rule_set, award).subjects[0])
    route = plan_route(rule_set, request.model_copy(update={"procedure": procedure}), DAY)
    return {stage.level: stage for stage in route.stages}


def _rule(stage: StagePlan) -> CouncilRule:
    return CouncilRule.model_validate(_plan(stage, Gate.COUNCIL_VOTE).settings)


def _plan(stage: StagePlan, gate: Gate) -> GatePlan:
    return next(plan for plan in stage.plans if plan.gate == gate)


def _plans(rule_set: RuleSet) -> list[GatePlan]:
    return [plan for each in rule_set.procedures for stage in each.stages.values() for plan in stage]


@live_sets
def test_every_award_in_live_use_has_a_procedure(name: str) -> None:
    """No award is decided by the chair alone because somebody forgot to say how."""
    conferred = [award for award in BOOK.named(name).awards if not award.history_only]

    assert [] == [award.code for award in conferred if not award.procedures]


def test_the_awards_of_the_article_are_decided_as_its_dossier_shows() -> None:
    """No source says how each level decided in 2019, so nothing but the decision is asked for."""
    plain = [award.code for award in BOOK.named(THREE_TIER_2017).awards if not award.procedures]

    assert [
        *("GK_XA", "GK_HUYEN", "LDTT", "CSTDCS", "TTLDTT", "GDVH", "TDPVH"),
        *("TTLDXS", "COTD_TP", "BK_TP"),
        *("BK_TTG", "HCLD3", "HCLD2", "HCLD1", "HCDL3", "HCDC", "CSTDTQ", "COTD_CP", "AHLD"),
        *("GK_TT", "KNC", "HN_NTVT"),
    ] == plain


@pytest.mark.parametrize(
    ("award", "mark", "secret"),
    [
        ("LDTT", "51/100", False),
        ("CSTDCS", "51/100", False),
        ("TTLDTT", "51/100", False),
        ("TTLDXS", "4/5", False),
        ("COTD_TP", "4/5", False),
        ("BK_TP", "4/5", False),
        ("BK_TTG", "4/5", False),
        ("HCLD3", "4/5", False),
        ("HCLD2", "4/5", False),
        ("HCLD1", "4/5", False),
        ("HCDL3", "4/5", False),
        ("COTD_CP", "4/5", False),
        ("CSTDT", "9/10", True),
        ("CSTDTQ", "9/10", True),
        ("AHLD", "9/10", True),
    ],
)
@live_sets
def test_each_council_votes_by_the_mark_of_the_award(name: str, award: str, mark: str, secret: bool) -> None:  # noqa: FBT001 - a case of the table
    """The mark, the quorum and the secrecy of an award are the same in every council on its way."""
    for stage in _stages(name, award).values():
        rule = _rule(stage)

        assert (mark, "2/3", secret) == (str(rule.mark), str(rule.quorum), rule.secret)
        assert rule.basis_mark
        assert rule.basis_quorum
        assert Mark.RECALLED_MEDIUM == rule.basis_quorum.mark


@live_sets
def test_the_catalogue_tells_the_mark_that_the_council_votes_by(name: str) -> None:
    """What people look up of a vote is what a case is held to: the same mark, secret where it is secret."""
    for award in BOOK.named(name).awards:
        if award.vote and award.vote.mark:
            rules = [_rule(stage) for stage in _stages(name, award.code).values()]

            assert {str(award.vote.mark)} == {str(rule.mark) for rule in rules}
            assert {bool(award.vote.secret)} == {rule.secret for rule in rules}


def test_the_ninety_percent_of_2017_are_sourced() -> None:
    """The one procedure of 2017 rests on Decree 91/2017, article 45(8), and on nothing recalled."""
    stages = _stages(THREE_TIER_2017, "CSTDT")
    bases = {stage.level: _rule(stage).basis_mark for stage in stages.values()}

    assert ["ward", "district", "city"] == list(bases)
    assert all(
        basis and "Điều 45(8)" in basis.citation and Mark.SOURCED == basis.mark for basis in bases.values()
    )


def test_a_simple_majority_is_more_than_half_of_any_council() -> None:
    """51 % stands for more than half: it is never half itself, and never a vote more than it takes."""
    rule = _rule(_stages(TWO_TIER_2025, "LDTT")["ward"])

    assert [members // 2 + 1 for members in range(1, 51)] == [
        needed(rule.mark, members) for members in range(1, 51)
    ]


@live_sets
def test_a_state_honour_is_posted_before_the_citys_council_sits(name: str) -> None:
    """Ten working days each of posting and of consultation, with silence as consent, come before the vote."""
    city = _stages(name, "HCLD3")["city"]
    order = list(city.gates)
    posting, consultation = _plan(city, Gate.PUBLIC_COMMENT).deadline, _plan(city, Gate.CONSULTATION).deadline

    assert order.index(Gate.PUBLIC_COMMENT) < order.index(Gate.COUNCIL_VOTE)
    assert order.index(Gate.CONSULTATION) < order.index(Gate.COUNCIL_VOTE)
    assert posting
    assert consultation
    assert (10, 10, DeadlineEnd.GO_ON) == (posting.working_days, consultation.working_days, consultation.end)


def test_one_provinces_yearly_certificate_takes_fifteen_days() -> None:
    """Half a day in, 9 to appraise, 5 for the chair and half a day out are fifteen days, all sourced."""
    city = _stages(TWO_TIER_2025, "BK_TP", "yearly-certificate")["city"]
    deadlines = [plan.deadline for plan in city.plans]

    assert [1, 9, 5] == [deadline.working_days for deadline in deadlines if deadline]
    assert Fraction(1, 2) + 9 + 5 + Fraction(1, 2) == sum(each.working_days for each in deadlines if each)
    assert {Mark.SOURCED} == {deadline.basis.mark for deadline in deadlines if deadline}


@live_sets
def test_the_simplified_procedure_goes_straight_to_who_confers(name: str) -> None:
    """Sudden merit is decided where the award is conferred, on two papers, with no council."""
    stages = _stages(name, "BK_TP", "simplified")
    papers = IntakeSettings.model_validate(_plan(stages["city"], Gate.INTAKE).settings).papers
    basis = _procedure(BOOK.named(name), "simplified").basis[0]

    assert {"city": (Gate.INTAKE, Gate.DECISION)} == {level: stage.gates for level, stage in stages.items()}
    assert ["submission-letter", "short-report"] == [paper.paper for paper in papers]
    assert "Điều 85" in basis.citation
    assert "Điều 40" in basis.citation


@live_sets
def test_a_title_has_no_simplified_procedure(name: str) -> None:
    """A yearly title is no sudden merit."""
    titles = [award for award in BOOK.named(name).awards if award.kind == "title"]

    assert titles
    assert [] == [award.code for award in titles if "simplified" in award.procedures]


@pytest.mark.parametrize("name", ALL_SETS)
def test_every_criterion_names_its_source(name: str) -> None:
    """An officer sees beside each criterion where it stands and how well that is known."""
    appraisals = [plan for plan in _plans(BOOK.named(name)) if plan.gate == Gate.APPRAISAL]

    assert appraisals
    for plan in appraisals:
        criteria = AppraisalSettings.model_validate(plan.settings).criteria

        assert ["subject", "papers-confirmed", "task-result", "discipline"] == [
            each.criterion for each in criteria
        ]


@pytest.mark.parametrize("name", ALL_SETS)
def test_the_clock_of_a_level_starts_with_a_complete_dossier(name: str) -> None:
    """Intake has a time of its own, so that none of the level's is used up by missing papers."""
    intakes = [plan for plan in _plans(BOOK.named(name)) if plan.gate == Gate.INTAKE]

    assert intakes
    assert all(plan.deadline is not None for plan in intakes)


@live_sets
def test_councils_are_odd_and_have_the_bodys_chair(name: str) -> None:
    """No vote is tied, and below the state the chair of the committee sits in its council."""
    for body in BOOK.named(name).bodies:
        members = {each.person for each in body.people if each.role is Role.COUNCIL_MEMBER}

        assert {"ward": 9, "district": 11, "city": 15, "state": 15}[body.level] == len(members)
        assert {f"{body.level}-chair"} & set(body.panel) == members & set(body.panel)
        assert {Role.OFFICER, Role.SECRETARY} <= {each.role for each in body.people}


@live_sets
def test_two_officers_can_check_and_appraise_one_case(name: str) -> None:
    """Four eyes: who took the papers in does not appraise, so one officer would not be enough."""
    for body in BOOK.named(name).bodies:
        assert 2 == sum(each.role is Role.OFFICER for each in body.people)


def test_a_level_without_a_procedure_of_its_own_has_the_decision_alone() -> None:
    """What an office adds below the ward works before it has said how it decides."""
    rule_set = BOOK.named(TWO_TIER_2025)
    stages = {"city": _procedure(rule_set, "council-80").stages["city"]}
    changed = tuple(
        each.model_copy(update={"stages": stages}) if each.procedure == "council-80" else each
        for each in rule_set.procedures
    )
    request = request_for("TTLDXS", "phuong-hoang-mai", SubjectKind.COLLECTIVE)
    route = plan_route(rule_set.model_copy(update={"procedures": changed}), request, DAY)

    assert (Gate.DECISION,) == route.stages[0].gates
