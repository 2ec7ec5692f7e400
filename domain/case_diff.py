"""How a case on record would go under other rules: its route planned and its council's votes judged anew."""

from collections.abc import Iterable, Iterator

from domain.council import result_of
from domain.errors import RouteRefusedError
from domain.route import plan_route
from domain.words import Words
from schemas.case import OUTCOMES
from schemas.council import CouncilRule
from schemas.route import Gate, Route, StagePlan
from schemas.rule_preview import CaseDifference, CaseOnRecord, CouncilOnRecord, RulePreview
from schemas.rules import RuleSet


def is_asked_about(case: CaseOnRecord, old: RuleSet, new: RuleSet) -> bool:
    """Return whether the new rules would have held for this case.

    A new version under the same name is asked of all cases of that name; rules that follow others, of the
    cases of those that were accepted on days which would be theirs.
    """
    if case.route.rule_set != old.rule_set:
        return False
    ends_before = new.valid_to is not None and new.valid_to < case.accepted_on
    return old.rule_set == new.rule_set or (new.valid_from <= case.accepted_on and not ends_before)


def with_cases(preview: RulePreview, cases: Iterable[CaseOnRecord], new: RuleSet) -> RulePreview:
    """Return the preview with what would become of these cases, each named if it would go another way."""
    known = list(cases)
    found = [each for each in (difference_of(case, new) for case in known) if each is not None]
    return preview.model_copy(
        update={
            "looked_at": len(known),
            "closed": tuple(each for each in found if each.status in OUTCOMES),
            "open": tuple(each for each in found if each.status not in OUTCOMES),
        }
    )


def difference_of(case: CaseOnRecord, new: RuleSet) -> CaseDifference | None:
    """Return how this case would go under these rules, or None if it would go the same way."""
    try:
        route = plan_route(new, case.request, case.accepted_on)
    except RouteRefusedError as refused:
        said = [Words(f"Sẽ bị từ chối tiếp nhận ({refused}).", f"It would be refused ({refused}).")]
    else:
        said = [*_differences_of_way(case.route, route), *_differences_of_votes(case, route)]
    if not said:
        return None
    return CaseDifference(
        nomination_id=case.nomination_id,
        status=case.status,
        vi=tuple(words.vi for words in said),
        en=tuple(words.en for words in said),
    )


def _differences_of_way(old: Route, new: Route) -> Iterator[Words]:
    before, after = _way(old), _way(new)
    if before != after:
        yield Words(
            f"Đi theo tuyến {after} thay vì {before}.", f"It would climb {after} instead of {before}."
        )
    there = {stage.level: stage for stage in old.stages}
    for stage in new.stages:
        if stage.level in there and there[stage.level].gates != stage.gates:
            yield _gates_differ(there[stage.level], stage)


def _gates_differ(old: StagePlan, new: StagePlan) -> Words:
    before, after = ", ".join(old.gates), ", ".join(new.gates)
    return Words(
        f"Ở cấp {new.level} qua các bước {after} thay vì {before}.",
        f"At the level {new.level} it would pass {after} instead of {before}.",
    )


def _differences_of_votes(case: CaseOnRecord, new: Route) -> Iterator[Words]:
    for vote in case.councils:
        rule = _rule_at(new, vote.level)
        if rule is not None:
            yield from _judged_anew(vote, rule, new)


def _judged_anew(vote: CouncilOnRecord, rule: CouncilRule, route: Route) -> Iterator[Words]:
    result = result_of(rule, vote.tally, route.rule_set, route.rule_set_digest)
    if result.passed == vote.passed:
        return
    counts = f"{vote.tally.agree}/{vote.tally.members}"
    yield Words(
        f"Hội đồng cấp {vote.level} với {counts} phiếu đồng ý sẽ {'đạt' if result.passed else 'không đạt'}: "
        f"cần {result.needed_mark} phiếu và {result.needed_quorum} thành viên tham dự.",
        f"The council's vote at the level {vote.level}, {counts} in favour, would "
        f"{'pass' if result.passed else 'fail'}: {result.needed_mark} votes and {result.needed_quorum} "
        "members present are needed.",
    )


def _rule_at(route: Route, level: str) -> CouncilRule | None:
    plans = (plan for stage in route.stages if stage.level == level for plan in stage.plans)
    found = next((plan for plan in plans if plan.gate == Gate.COUNCIL_VOTE), None)
    return None if found is None else CouncilRule.model_validate(found.settings)


def _way(route: Route) -> str:
    return " -> ".join(f"{stage.level} ({stage.body})" for stage in route.stages)
