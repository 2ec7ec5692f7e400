"""Where a case is and why, who may act, what is due when, and what happens if nothing happens."""

from datetime import datetime

from domain.climb import end_of_deadline, stage_told_of_delay
from domain.deadlines import next_alarm
from domain.judgement import is_own
from domain.refusals import Words
from domain.route import stage_above, stage_at
from domain.working_days import VIETNAM_TIME
from schemas.case import CaseStatus, Clock
from schemas.case_file import CaseFile, Explanation, Progress, StageProgress
from schemas.ledger import EntryKind
from schemas.route import StagePlan
from schemas.rules import DeadlineEnd

_OUTCOMES = {
    CaseStatus.CONFERRED: Words("đã được quyết định khen thưởng", "was conferred"),
    CaseStatus.REJECTED: Words("đã bị từ chối", "was rejected"),
    CaseStatus.WITHDRAWN: Words("đã được người đề nghị rút", "was withdrawn by its nominator"),
    CaseStatus.LAPSED: Words("đã hết hiệu lực vì quá hạn", "lapsed because its time was over"),
}

_ENDS = {
    DeadlineEnd.LAPSE: Words("hồ sơ hết hiệu lực", "the nomination lapses"),
    DeadlineEnd.GO_ON: Words(
        "im lặng được coi là đồng ý và hồ sơ được chuyển tiếp",
        "silence counts as consent and the nomination goes on",
    ),
}


def progress_of(case: CaseFile) -> Progress:
    """Return the whole state of a case, without the content that only reviewers read."""
    return Progress(
        nomination_id=case.nomination_id,
        award=case.route.award,
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


def _closed(case: CaseFile) -> list[Words]:
    stage = stage_at(case.route, case.standing.level)
    outcome = _OUTCOMES[case.standing.status]
    return [
        Words(
            f"Hồ sơ {case.nomination_id} ({case.route.award_name_vi}) {outcome.vi} tại {stage.body_name_vi}.",
            f"Nomination {case.nomination_id} ({case.route.award_name_en}) {outcome.en} "
            f"at {stage.body_name_en}.",
        ),
        _on_record(case),
    ]


def _open(case: CaseFile) -> list[Words]:
    return [_where(case), _who(case), _why(case), *_when(case), _on_record(case)]


def _where(case: CaseFile) -> Words:
    stage = stage_at(case.route, case.standing.level)
    return Words(
        f"Hồ sơ {case.nomination_id} ({case.route.award_name_vi}) đang ở {stage.level_name_vi}, "
        f"{stage.body_name_vi}, vòng {case.standing.round}.",
        f"Nomination {case.nomination_id} ({case.route.award_name_en}) is at {stage.level_name_en}, "
        f"{stage.body_name_en}, round {case.standing.round}.",
    )


def _who(case: CaseFile) -> Words:
    if case.standing.status is CaseStatus.RETURNED:
        return Words(
            "Hồ sơ đã được trả lại: người đề nghị cần nộp lại (resubmit) hoặc rút (withdraw).",
            "It was returned: its nominator has to resubmit or withdraw it.",
        )
    stage = stage_at(case.route, case.standing.level)
    panel = ", ".join(who for who in stage.panel if not is_own(case, who))
    above = stage_above(case.route, stage.level)
    if above is None:
        return Words(
            f"Người có thẩm quyền quyết định khen thưởng: {panel}.",
            f"One of these decides, and approval confers the award: {panel}.",
        )
    return Words(
        f"Người có thẩm quyền: {panel}; nếu đồng ý, hồ sơ được chuyển lên {above.body_name_vi}.",
        f"One of these decides: {panel}; approval forwards it to {above.body_name_en}.",
    )


def _why(case: CaseFile) -> Words:
    levels = " -> ".join(stage.level for stage in case.route.stages)
    return Words(
        f"Theo bộ quy tắc {case.route.rule_set}, {case.route.award} đi theo tuyến {levels}.",
        f"By rule set {case.route.rule_set}, {case.route.award} climbs {levels}.",
    )


def _when(case: CaseFile) -> list[Words]:
    clock, alarm = case.standing.clock, next_alarm(case)
    if clock is None or alarm is None:
        return []
    return [_due(clock), _if_nothing_happens(case, alarm.at, alarm.kind)]


def _due(clock: Clock) -> Words:
    day = _day(clock.due_at)
    return Words(
        f"Hạn: hết ngày {day} (tính theo ngày làm việc, lịch {clock.calendar}).",
        f"Due by the end of {day} (working days, calendar {clock.calendar}).",
    )


def _if_nothing_happens(case: CaseFile, at: datetime, kind: EntryKind) -> Words:
    day = _day(at)
    if kind is EntryKind.DEADLINE_REMINDED:
        return Words(
            f"Nếu chưa có ai xử lý, ngày {day} hệ thống sẽ nhắc.",
            f"If nobody acts, a reminder goes out at the end of {day}.",
        )
    if kind is EntryKind.DEADLINE_ESCALATED:
        return _who_is_told(case, day)
    end = _ENDS[end_of_deadline(case)]
    return Words(
        f"Nếu chưa có ai xử lý, hết ngày {day} {end.vi}.",
        f"If nobody acts, at the end of {day} {end.en}.",
    )


def _who_is_told(case: CaseFile, day: str) -> Words:
    body = stage_told_of_delay(case)
    told_before = case.standing.clock is not None and case.standing.clock.escalations > 0
    return Words(
        f"Nếu chưa có ai xử lý, hết ngày {day} {body.body_name_vi} được báo{' lại' if told_before else ''}.",
        f"If nobody acts, at the end of {day} {body.body_name_en} is told{' again' if told_before else ''}.",
    )


def _on_record(case: CaseFile) -> Words:
    return Words(
        f"Sổ cái: {case.seq} mục, mã băm cuối {case.last_entry.leaf_hash[:12]}.",
        f"Ledger: {case.seq} entries, last hash {case.last_entry.leaf_hash[:12]}.",
    )


def _day(instant: datetime) -> str:
    return instant.astimezone(VIETNAM_TIME).strftime("%d/%m/%Y")
