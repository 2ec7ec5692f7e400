"""The catalogue of awards: all of a rule set as a table, or one of them explained. It needs no servers."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from adapters.rule_files import RuleFiles
from cli.output import console, heading, print_json, print_table
from cli.sending import AsJson
from domain.award_words import Section, cash_said, explained, subjects_of
from domain.errors import RuleSetError
from domain.route import find_award
from domain.working_days import VIETNAM_TIME
from schemas.rules import Award, RuleSet

AnAward = Annotated[
    str | None,
    typer.Argument(metavar="[AWARD]", help="Its code, Vietnamese name or alias; none: all of them."),
]
InRuleSet = Annotated[str | None, typer.Option("--rule-set", help="A rule set; default: the one in force.")]
OnDay = Annotated[
    datetime | None,
    typer.Option(
        "--on",
        formats=["%Y-%m-%d", "%d/%m/%Y"],
        metavar="YYYY-MM-DD or DD/MM/YYYY",
        help="The rules in force on this day in Vietnam; default: today.",
    ),
]


def add_verbs(app: typer.Typer) -> None:
    """Add the verb `awards`."""
    app.command(name="awards")(show_awards)


def show_awards(
    award: AnAward = None, *, rule_set: InRuleSet = None, on: OnDay = None, as_json: AsJson = False
) -> int:
    """List the awards of a rule set, or explain one: conditions, quota, papers, cash, procedures."""
    instant = on.replace(tzinfo=VIETNAM_TIME) if on else datetime.now(UTC)
    rules = RuleFiles().in_force(instant, rule_set)
    if award is None:
        _list(rules, as_json=as_json)
    else:
        _explain(rules, _found(rules, award), as_json=as_json)
    return 0


def _found(rules: RuleSet, name: str) -> Award:
    try:
        award = find_award(rules, name)
    except ValueError as error:
        message = f"award: {error}"
        raise RuleSetError(message) from None
    if award is None:
        known = ", ".join(each.code for each in rules.awards)
        message = f'"{name}" is not an award of rule set {rules.rule_set}; known are {known}'
        raise RuleSetError(message)
    return award


def _list(rules: RuleSet, *, as_json: bool) -> None:
    if as_json:
        print_json({"rule_set": rules.rule_set, "awards": rules.awards})
        return
    rows = (
        (
            each.code,
            each.name_vi,
            each.kind,
            subjects_of(each).vi,
            "only on record" if each.history_only else each.deciding_level,
            cash_said(each.cash).vi,
        )
        for each in rules.awards
    )
    columns = ("code", "name", "kind", "for", "level", "cash (base wages)")
    print_table(f"{rules.rule_set}: {len(rules.awards)} awards", columns, rows)


def _explain(rules: RuleSet, award: Award, *, as_json: bool) -> None:
    sections = explained(rules, award)
    if as_json:
        said = [
            {"title": each.title._asdict(), "lines": [line._asdict() for line in each.lines]}
            for each in sections
        ]
        print_json({"rule_set": rules.rule_set, "award": award, "explained": said})
        return
    heading(f"{award.code}: {award.name_vi} ({award.name_en}), {rules.rule_set}")
    for section in sections:
        _print(section)


def _print(section: Section) -> None:
    console.print()
    heading(f"{section.title.vi} / {section.title.en}")
    for line in section.lines:
        console.print(f"- {line.vi}")
        if line.en != line.vi:
            console.print(f"  {line.en}")
