"""Where a case is and why, who may act, what is due when, and what happens if nothing happens."""

from domain.explained_time import explain_time
from domain.gates.decision import went_against
from domain.people import has_acted_elsewhere, is_own, is_recused
from domain.route import stage_above, stage_at
from domain.stages import unit_at, view_of
from domain.words import Words
from schemas.case import CaseStatus, PassedGate
from schemas.case_file import CaseFile, Explanation, Progress, StageProgress
from schemas.route import Gate, StagePlan

_OUTCOMES = {
    CaseStatus.CONFERRED: Words("đã được quyết định khen thưởng", "was conferred"),
    CaseStatus.REJECTED: Words("đã bị từ chối", "was rejected"),
    CaseStatus.WITHDRAWN: Words("đã được người đề nghị rút", "was withdrawn by its nominator"),
    CaseStatus.LAPSED: Words("đã hết hiệu lực vì quá hạn", "lapsed because its time was over"),
}

_WAITS = {
    CaseStatus.RETURNED: Words(
        "Hồ sơ đã được trả lại: người đề nghị cần nộp lại (resubmit) hoặc rút (withdraw).",
        "It was returned: its nominator has to resubmit or withdraw it.",
    ),
    CaseStatus.SUSPENDED: Words(
        "Hồ sơ đang tạm dừng, đồng hồ không chạy; chức trách có thể cho tiếp tục (resume).",
        "It is suspended and its clock stands still; an office holder may resume it.",
    ),
    CaseStatus.AWAITING_CONSENT: Words(
        "Người có thẩm quyền đề xuất hình thức thấp hơn; chờ người đề nghị trả lời.",
        "The decider proposes a lower award; its nominator has to answer.",
    ),
}


def progress_of(case: CaseFile) -> Progress:
    """Return the whole state of a case, without the content that only reviewers read."""
    return Progress(
        nomination_id=case.nomination_id,
        award=case.standing.award or case.route.award,
        rule_set=case.route.rule_set,
        standing=case.standing,
        stages=tuple(_stage_progress(case, stage) for stage in case.route.stages),
        seq=case.seq,
        leaf_hash=case.last_entry.leaf_hash,
    )


def explain(case: CaseFile) -> Explanation:
    """Return the state of a case in plain sentences, Vietnamese and English."""
    sentences = _closed(case) if case.standing.closed else _open(case)
    return Explanation(vi=tuple(s.vi for s in sentences), en=tuple(s.en for s in sentences))


def may_act_now(case: CaseFile) -> tuple[str, ...]:
    """Return those of the panel who are not kept from acting where the case stands."""
    view = view_of(case)
    if view is None:
        panel = stage_at(case.route, case.standing.level).panel
        return tuple(who for who in panel if not is_own(case, who))
    awaited = unit_at(view).waits_for(view)
    if view.plan.gate == Gate.COUNCIL_VOTE:
        return awaited
    return tuple(who for who in awaited if not _kept_from_acting(case, who))


def _kept_from_acting(case: CaseFile, person: str) -> bool:
    decides = case.standing.gate == Gate.DECISION
    return is_own(case, person) or is_recused(case, person) or (decides and has_acted_elsewhere(case, person))


def stale_reviews(case: CaseFile) -> tuple[PassedGate, ...]:
    """Return the gates of this stage that were passed on content which has changed since."""
    return tuple(one for one in case.standing.passed or () if one.content_hash != case.standing.content_hash)


def _stage_progress(case: CaseFile, stage: StagePlan) -> StageProgress:
    return StageProgress(
        level=stage.level,
        level_name_vi=stage.level_name_vi,
        level_name_en=stage.level_name_en,
        body=stage.body,
        confers=stage.confers,
        state=_state_of_stage(case, stage),
    )


def _state_of_stage(case: CaseFile, stage: StagePlan) -> str:
    here = case.route.stages.index(stage_at(case.route, case.standing.level))
    index = case.route.stages.index(stage)
    if index < here:
        return "forwarded"
    return str(case.standing.status) if index == here else "ahead"


def _award(case: CaseFile) -> Words:
    """The award that is decided on: the one asked for, or the lower one that the nominator agreed to."""
    for lower in case.route.lower_awards:
        if lower.award == case.standing.award:
            return Words(lower.name_vi, lower.name_en)
    return Words(case.route.award_name_vi, case.route.award_name_en)


def _closed(case: CaseFile) -> list[Words]:
    stage, award = stage_at(case.route, case.standing.level), _award(case)
    outcome = _OUTCOMES[case.standing.status]
    return [
        Words(
            f"Hồ sơ {case.nomination_id} ({award.vi}) {outcome.vi} tại {stage.body_name_vi}.",
            f"Nomination {case.nomination_id} ({award.en}) {outcome.en} at {stage.body_name_en}.",
        ),
        _on_record(case),
    ]


def _open(case: CaseFile) -> list[Words]:
    gate = [] if case.standing.status in _WAITS else _gate(case)
    return [
        _where(case),
        *gate,
        _who(case),
        *_lower(case),
        *_stale(case),
        _why(case),
        *explain_time(case),
        _on_record(case),
    ]


def _where(case: CaseFile) -> Words:
    stage, award = stage_at(case.route, case.standing.level), _award(case)
    return Words(
        f"Hồ sơ {case.nomination_id} ({award.vi}) đang ở {stage.level_name_vi}, "
        f"{stage.body_name_vi}, vòng {case.standing.round}.",
        f"Nomination {case.nomination_id} ({award.en}) is at {stage.level_name_en}, "
        f"{stage.body_name_en}, round {case.standing.round}.",
    )


def _gate(case: CaseFile) -> list[Words]:
    view = view_of(case)
    return [unit_at(view).says(view)] if view else []


def _who(case: CaseFile) -> Words:
    waits = _WAITS.get(case.standing.status)
    if waits is not None:
        return waits
    people = may_act_now(case)
    if not people:
        return Words(
            "Hiện không ai trong danh sách được xử lý: người có thẩm quyền hoặc người phụ trách sổ nhân sự "
            "của đơn vị, không liên quan đến hồ sơ, cần giao lại (reassign).",
            "Nobody on the panel may act now: a decider or the registrar of the body, who has no interest "
            "in the case, has to reassign the gate (reassign).",
        )
    if case.standing.gate not in {None, Gate.DECISION}:
        return Words(f"Người xử lý bước này: {', '.join(people)}.", f"At this gate act: {', '.join(people)}.")
    return _deciders(case, ", ".join(people))


def _deciders(case: CaseFile, panel: str) -> Words:
    above = stage_above(case.route, case.standing.level)
    if went_against(case.standing):
        return Words(f"Người có thẩm quyền: {panel}.", f"One of these decides: {panel}.")
    if above is None:
        return Words(
            f"Người có thẩm quyền quyết định khen thưởng: {panel}.",
            f"One of these decides, and approval confers the award: {panel}.",
        )
    return Words(
        f"Người có thẩm quyền: {panel}; nếu đồng ý, hồ sơ được chuyển lên {above.body_name_vi}.",
        f"One of these decides: {panel}; approval forwards it to {above.body_name_en}.",
    )


def _lower(case: CaseFile) -> list[Words]:
    """The lower awards that the decider who would confer may propose instead."""
    standing, codes = case.standing, ", ".join(one.award for one in case.route.lower_awards)
    confers = stage_above(case.route, standing.level) is None and standing.gate == Gate.DECISION
    if not (codes and confers and standing.status is CaseStatus.IN_REVIEW and standing.award is None):
        return []
    if went_against(standing):
        return []
    return [
        Words(
            f"Có thể đề xuất hình thức thấp hơn (propose-lower): {codes}.",
            f"A lower award may be proposed instead (propose-lower): {codes}.",
        )
    ]


def _stale(case: CaseFile) -> list[Words]:
    gates = ", ".join(one.gate for one in stale_reviews(case))
    if not gates:
        return []
    return [
        Words(
            f"Đã xét trên nội dung cũ và được giữ lại theo quy tắc: {gates}.",
            f"Reviewed on earlier content, and kept by rule: {gates}.",
        )
    ]


def _why(case: CaseFile) -> Words:
    levels = " -> ".join(stage.level for stage in case.route.stages)
    procedure = case.route.procedure
    return Words(
        f"Theo bộ quy tắc {case.route.rule_set}{f', quy trình {procedure}' if procedure else ''}, "
        f"{case.route.award} đi theo tuyến {levels}.",
        f"By rule set {case.route.rule_set}{f', procedure {procedure}' if procedure else ''}, "
        f"{case.route.award} climbs {levels}.",
    )


def _on_record(case: CaseFile) -> Words:
    last, entries = case.last_entry.leaf_hash[:12], "entry" if case.seq == 1 else "entries"
    return Words(
        f"Sổ cái: {case.seq} mục, mã băm cuối {last}.",
        f"Ledger: {case.seq} {entries}, last hash {last}.",
    )
