"""Who is eligible for an award: its conditions, held against a nominee's award record and stated facts."""

from domain.answers import Known, known_of
from domain.built_on import built_on
from domain.predicates import applies, evaluate
from domain.questions import question_of
from domain.quota import quota_limit
from schemas.award_record import AwardHistory
from schemas.conditions import Condition
from schemas.eligibility import ConditionFinding, EligibilityQuestion

__all__ = ["EligibilityQuestion", "built_on", "find", "question_of", "quota_limit"]


def find(
    conditions: tuple[Condition, ...], question: EligibilityQuestion, history: AwardHistory
) -> tuple[ConditionFinding, ...]:
    """Return what each condition for this kind of nominee and this basis says, in the order of the rules."""
    known = known_of(question, history)
    return tuple(_finding(one, known) for one in conditions if applies(one, question))


def _finding(condition: Condition, known: Known) -> ConditionFinding:
    answer = evaluate(condition.holds, known)
    return ConditionFinding(
        condition=condition.condition,
        holds=answer.holds,
        remark=answer.remark,
        evidence=answer.evidence,
        vi=answer.words.vi,
        en=answer.words.en,
        basis=condition.basis,
    )
