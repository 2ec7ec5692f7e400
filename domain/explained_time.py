"""What is due when, by which rule, and what happens if nothing happens."""

from datetime import datetime

from domain.climb import stage_told_of_delay
from domain.deadlines import next_alarm
from domain.stages import running_deadline
from domain.words import Words
from domain.working_days import VIETNAM_TIME
from schemas.case import Clock
from schemas.case_file import CaseFile
from schemas.ledger import EntryKind
from schemas.rules import DeadlineEnd

_ENDS = {
    DeadlineEnd.LAPSE: Words("hồ sơ hết hiệu lực", "the nomination lapses"),
    DeadlineEnd.GO_ON: Words(
        "im lặng được coi là đồng ý và hồ sơ được chuyển tiếp",
        "silence counts as consent and the nomination goes on",
    ),
}


def explain_time(case: CaseFile) -> list[Words]:
    """Return what is due when and what happens if nobody acts; nothing where no clock runs."""
    clock, alarm = case.standing.clock, next_alarm(case)
    if clock is None:
        return []
    if clock.paused is not None:
        return [_paused(clock.paused.at, clock.paused.due_days)]
    if alarm is None:
        return []
    basis = running_deadline(case).basis.citation
    return [
        _due(clock, basis),
        *([] if alarm.at is None else [_if_nothing_happens(case, alarm.at, alarm.kind)]),
    ]


def _paused(at: datetime, days: int) -> Words:
    return Words(
        f"Đồng hồ dừng từ ngày {_day(at)}, còn {days} ngày làm việc.",
        f"The clock has stood still since {_day(at)} with {days} working days left.",
    )


def _due(clock: Clock, basis: str) -> Words:
    day = _day(clock.due_at)
    return Words(
        f"Hạn: hết ngày {day} (tính theo ngày làm việc, lịch {clock.calendar}; {basis}).",
        f"Due by the end of {day} (working days, calendar {clock.calendar}; {basis}).",
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
    if kind is EntryKind.WINDOW_CLOSED:
        return Words(
            f"Hết ngày {day} thời hạn lấy ý kiến kết thúc.",
            f"At the end of {day} the period for comments is over.",
        )
    end = _ENDS[DeadlineEnd.LAPSE if kind is EntryKind.DEADLINE_LAPSED else DeadlineEnd.GO_ON]
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


def _day(instant: datetime) -> str:
    return instant.astimezone(VIETNAM_TIME).strftime("%d/%m/%Y")
