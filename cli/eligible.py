"""Asking whether somebody is eligible for an award, without nominating them: nothing is put on record."""

import asyncio
from datetime import UTC, date, datetime
from typing import Annotated

import typer

from adapters.rule_files import RuleFiles
from cli.codes import checked_code
from cli.connection import Office, open_office
from cli.output import console, heading, print_json
from cli.sending import AsJson
from cli.showing import print_findings, print_quota
from domain.eligibility import EligibilityQuestion, find, quota_limit
from domain.errors import RuleSetError
from domain.route import find_award
from domain.words import Words
from domain.working_days import day_in_vietnam
from schemas.award_record import AwardHistory
from schemas.base import Exchanged
from schemas.eligibility import ConditionFinding, Holds, QuotaStanding
from schemas.nomination import AwardBasis, StatedFact, SubjectKind
from schemas.rules import Award, RuleSet
from schemas.text import Code

_ANSWERS = {
    Holds.YES: Words("đủ điều kiện", "eligible"),
    Holds.NO: Words("không đủ điều kiện", "not eligible"),
    Holds.UNKNOWN: Words("chưa thể biết", "cannot be known from what is on record and stated"),
}


class EligibilityAnswer(Exchanged):
    """What `eligible` tells; `quota` None: the award has none, or nobody knows the nominee's unit."""

    subject: Code
    award: Code
    rule_set: Code
    year: int
    answer: Holds
    findings: tuple[ConditionFinding, ...]
    quota: QuotaStanding | None


def add_verbs(app: typer.Typer) -> None:
    """Add the verb `eligible`."""
    app.command()(eligible)


def eligible(  # noqa: PLR0913 - one parameter an option
    subject: Annotated[str, typer.Argument(help="The nominee's code in the award record.")],
    award: Annotated[str, typer.Argument(help="The award's code, name or alias.")],
    *,
    year: Annotated[
        int | None, typer.Option("--year", min=1900, max=9999, help="Year of achievement; default: this one.")
    ] = None,
    basis: Annotated[
        AwardBasis, typer.Option("--basis", help="What it would be given for.")
    ] = AwardBasis.MERIT,
    fact: Annotated[
        list[str] | None,
        typer.Option("--fact", help="CODE=yes, CODE=no or CODE=NUMBER, as it would be stated; may repeat."),
    ] = None,
    kind: Annotated[
        SubjectKind | None,
        typer.Option("--kind", help="What the nominee is; default: as on record, or as the award allows."),
    ] = None,
    unit: Annotated[
        str | None, typer.Option("--unit", help="Whose quota counts; default: that of the latest grant.")
    ] = None,
    rule_set: Annotated[
        str | None, typer.Option("--rule-set", help="A rule set; default: the one in force.")
    ] = None,
    as_json: AsJson = False,
) -> int:
    """Say whether a nominee meets an award's conditions: yes (exit 0), no or unknown (exit 1), and why."""
    now = datetime.now(UTC)
    rules = RuleFiles().in_force(now, rule_set)
    known = _award(rules, award)
    person, stated = checked_code(subject), tuple(fact_from(option) for option in fact or [])
    period = year or day_in_vietnam(now).year

    async def ask() -> EligibilityAnswer:
        async with open_office() as office:
            history = await office.awards.history(person)
            question = EligibilityQuestion(
                award=known.code,
                subject_kind=kind_of(known, history, kind),
                period_from=date(period, 1, 1),
                period_to=date(period, 12, 31),
                day=day_in_vietnam(now),
                basis=basis,
                facts=stated,
            )
            findings = find(known.conditions, question, history)
            return EligibilityAnswer(
                subject=person,
                award=known.code,
                rule_set=rules.rule_set,
                year=period,
                answer=answer_of(findings),
                findings=findings,
                quota=await _quota(office, known, unit or _unit(history), period),
            )

    told = asyncio.run(ask())
    if as_json:
        print_json(told)
    else:
        _print(told, known)
    return 0 if told.answer is Holds.YES else 1


def answer_of(findings: tuple[ConditionFinding, ...]) -> Holds:
    """Return what all findings come to: one "no" is no, and one that is not known leaves it unknown."""
    found = {finding.holds for finding in findings}
    return next((answer for answer in (Holds.NO, Holds.UNKNOWN) if answer in found), Holds.YES)


def fact_from(option: str) -> StatedFact:
    """Return a fact from CODE=yes, CODE=no or CODE=NUMBER.

    Raises:
        BadParameter: it is not written so.
        ValidationError: its code is none.
    """
    code, _, said = option.partition("=")
    if said in {"yes", "no"}:
        return StatedFact(fact=code, holds=said == "yes")
    if said.isascii() and said.isdigit():
        return StatedFact(fact=code, figure=int(said))
    message = f'--fact {option}: write CODE=yes, CODE=no or CODE=NUMBER, such as "initiative-recognised=yes"'
    raise typer.BadParameter(message)


def kind_of(award: Award, history: AwardHistory, kind: SubjectKind | None) -> SubjectKind:
    """Return what the nominee is: as said, as on record, or the one kind that the award is for.

    Raises:
        BadParameter: nothing says it, or the award is not for such.
    """
    on_record = history.grants[-1].subject_kind if history.grants else None
    only = award.subjects[0] if len(award.subjects) == 1 else None
    found = kind or on_record or only
    if found is not None and found in award.subjects:
        return found
    allowed = " or ".join(award.subjects)
    wrong = f"{award.code} is not for {found}" if found else "nothing is on record of this nominee"
    message = f"{wrong}; name with --kind what the nominee is: {allowed}"
    raise typer.BadParameter(message)


def _award(rules: RuleSet, name: str) -> Award:
    try:
        award = find_award(rules, name)
    except ValueError as error:
        message = f"award: {error}"
        raise RuleSetError(message) from None
    if award is None or award.history_only:
        wrong = "is only on record" if award else "is not an award"
        message = f'"{name}" {wrong} in rule set {rules.rule_set}; list them with starter.py awards'
        raise RuleSetError(message)
    return award


def _unit(history: AwardHistory) -> str | None:
    return next((grant.unit for grant in reversed(history.grants) if grant.unit), None)


async def _quota(office: Office, award: Award, unit: str | None, year: int) -> QuotaStanding | None:
    if award.quota is None or not award.quota.reserved or unit is None:
        return None
    count = await office.awards.base_and_taken(award.code, award.quota.of, unit, year, "")
    limit = quota_limit(award.quota, count.base)
    return QuotaStanding(unit=unit, year=year, base=count.base, limit=limit, taken=count.taken)


def _print(told: EligibilityAnswer, award: Award) -> None:
    words = _ANSWERS[told.answer]
    heading(f"{told.subject}, {award.name_vi} ({told.award}), {told.year}: {words.vi} / {words.en}")
    console.print(f"Rule set: {told.rule_set}")
    print_findings(told.findings)
    if not told.findings:
        console.print("Không có điều kiện nào. / It has no conditions.")
    console.print()
    if told.quota:
        print_quota(told.quota)
    elif award.quota and award.quota.reserved:
        console.print(
            "Có tỷ lệ; nêu đơn vị bằng --unit để xem. / It has a quota; name the unit with --unit to see it."
        )
