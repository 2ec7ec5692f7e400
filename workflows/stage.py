"""One stage: wait until somebody acts, or until its clock rings."""

from collections.abc import Callable

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain.deadlines import Alarm, next_alarm
    from schemas.case_file import CaseFile


async def wait_for_act_or_alarm(
    case_now: Callable[[], CaseFile], must_leave: Callable[[], bool]
) -> Alarm | None:
    """Wait until the standing has changed or the run must be left; return the alarm if one is due first.

    Handlers change the case while this waits, so it is asked for anew each time.
    """
    standing, alarm = case_now().standing, next_alarm(case_now())

    def changed() -> bool:
        return case_now().standing != standing or must_leave()

    if alarm is None:
        await workflow.wait_condition(changed)
        return None
    if alarm.at is None:
        return alarm
    try:
        await workflow.wait_condition(
            changed, timeout=alarm.at - workflow.now(), timeout_summary=f"{standing.level}: {alarm.kind}"
        )
    except TimeoutError:
        return alarm
    return None
