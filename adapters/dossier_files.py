"""What a nominator submits: a dossier from a YAML, JSON, CSV or XLSX file, each row accepted or refused.

A row is checked against its columns and against the rules, and every row is checked, so that a nominator
corrects a file once. Nothing is guessed: what cannot be read is refused by row and column.
"""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from unicodedata import normalize

from pydantic import ValidationError

from adapters.dossier_documents import read_json, read_yaml
from adapters.dossier_faults import DossierError, WrittenDossier, WrittenRow, shown, validated
from adapters.dossier_sheets import read_csv, read_xlsx
from adapters.rule_files import RuleFiles
from domain.errors import RouteRefusedError, RuleSetError
from domain.gates.intake import IntakeSettings
from domain.route import find_award, plan_route
from domain.working_days import day_in_vietnam
from schemas.dossier import AcceptedRow, DossierFile, DossierReading, NominationRow, RefusedRow, RowFault
from schemas.nomination import NominationContent, NominationRequest, Nominee
from schemas.route import Gate, Route
from schemas.rules import Award, RuleSet

__all__ = ["DossierError", "DossierReading", "read_dossier"]

_READERS = {
    ".yaml": read_yaml,
    ".yml": read_yaml,
    ".json": read_json,
    ".csv": read_csv,
    ".xlsx": read_xlsx,
}
_MAX_BYTES = 64 * 1024 * 1024
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def _nobody_waits() -> None:
    """Nobody is told how far the reading is."""


def read_dossier(
    path: Path, rules: RuleFiles, today: datetime, checked: Callable[[], None] = _nobody_waits
) -> DossierReading:
    """Read a dossier and check each row against the rules it names, or those in force `today`.

    `checked` is called after each row.

    Raises:
        DossierError: the file as a whole cannot be read, or its header is wrong.
    """
    try:
        written = _written(path)
        rule_set = rules.in_force(today, written.header.rule_set)
        _check_body(written.header, rule_set)
    except (DossierError, RuleSetError) as error:
        message = f"{shown(path.name)}: {error}"
        raise DossierError(message) from None
    return _reading(written, rule_set, day_in_vietnam(today), checked)


def _written(path: Path) -> WrittenDossier:
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        message = f"has none of the endings {', '.join(_READERS)}; save it as one of these"
        raise DossierError(message)
    return reader(bytes_of(path))


def bytes_of(path: Path) -> bytes:
    """Return a file's content, which is not blank.

    Raises:
        DossierError: it cannot be read, is too large, or holds nothing.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(_MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        message = f"cannot be read ({reason}); check the path"
        raise DossierError(message) from None
    if len(raw) > _MAX_BYTES:
        message = f"is larger than {_MAX_BYTES // 2**20} MB; split it"
        raise DossierError(message)
    if not raw.removeprefix(_BYTE_ORDER_MARK).strip():
        message = "is empty; fill it in"
        raise DossierError(message)
    return raw


def _check_body(dossier: DossierFile, rule_set: RuleSet) -> None:
    known = [body.body for body in rule_set.bodies]
    if dossier.submitting_body not in known:
        message = (
            f'submitting_body: "{dossier.submitting_body}" is not in rule set {rule_set.rule_set}; '
            f"known are {', '.join(known)}"
        )
        raise DossierError(message)


def _reading(
    written: WrittenDossier, rule_set: RuleSet, day: date, checked: Callable[[], None]
) -> DossierReading:
    nominations, accepted, refused = list[NominationRow](), list[AcceptedRow](), list[RefusedRow]()
    twins, routes = _twins(written.rows), _Routes(rule_set, day)
    for row in written.rows:
        nomination, of_columns = validated(NominationRow, row.cells)
        award, of_award = _award_in(row, of_columns, rule_set)
        request, of_route = _request_for(nomination, award, written.header, routes)
        faults = _one_a_column([*row.faults, *of_columns, *twins.get(row.number, ()), *of_award, *of_route])
        if nomination is None or request is None or faults:
            refused.append(RefusedRow(row=row.number, ref=_ref_of(row, of_columns), faults=faults))
        else:
            nominations.append(nomination)
            accepted.append(
                AcceptedRow(
                    row=row.number,
                    ref=nomination.ref,
                    request=request,
                    identity_number=nomination.identity_number,
                )
            )
        checked()
    dossier = written.header.model_copy(update={"nominations": tuple(nominations)})
    return DossierReading(dossier=dossier, accepted=tuple(accepted), refused=tuple(refused))


def _twins(rows: list[WrittenRow]) -> dict[int, tuple[RowFault]]:
    """Return a fault for each row whose ref another row has: nobody can tell which one is meant.

    Refs that differ only in upper and lower case are equal, because they make the same nomination id.
    """
    sharing = defaultdict[str, list[int]](list)
    for row in rows:
        sharing[_text_in(row, "ref").lower()].append(row.number)
    return {
        number: (_twin_of(numbers[0] if number != numbers[0] else numbers[1]),)
        for ref, numbers in sharing.items()
        if ref and len(numbers) > 1
        for number in numbers
    }


def _twin_of(number: int) -> RowFault:
    return RowFault(column="ref", text=f"stands in row {number} too; give each row its own")


def _award_in(
    row: WrittenRow, faults: list[RowFault], rule_set: RuleSet
) -> tuple[Award | None, list[RowFault]]:
    """Return the award that a row names, also when other columns are wrong."""
    if any(fault.column == "award" for fault in faults):
        return None, []
    name = _text_in(row, "award")
    award = find_award(rule_set, name)
    if award is not None:
        return award, []
    known = ", ".join(award.code for award in rule_set.awards)
    text = f'"{shown(name)}" is not an award of rule set {rule_set.rule_set}; known are {known}'
    return None, [RowFault(column="award", text=text)]


def _request_for(
    nomination: NominationRow | None, award: Award | None, dossier: DossierFile, routes: "_Routes"
) -> tuple[NominationRequest | None, list[RowFault]]:
    """Return the nomination that a row asks for, or why it could never climb."""
    if nomination is None or award is None:
        return None, []
    try:
        request = nomination_in(nomination, award.code, dossier)
        route = routes.of(request)
    except ValidationError:
        text = "is too long: with the dossier's id it makes more than 80 characters; shorten it"
        return None, [RowFault(column="ref", text=text)]
    except RouteRefusedError as refused:
        place, _, text = str(refused).partition(": ")
        return None, [RowFault(column=place.replace(" ", "_"), text=text)]
    return request, _unknown_papers(request, route)


class _Routes:
    """Plans each route once: rows that ask for the same award in the same way climb the same one."""

    def __init__(self, rule_set: RuleSet, day: date) -> None:
        self._rule_set = rule_set
        self._day = day
        self._planned = dict[tuple[object, ...], Route]()

    def of(self, request: NominationRequest) -> Route:
        """Return the route of a nomination, or raise as `plan_route` does."""
        content = request.content
        key = (content.award, content.nominee.kind, request.procedure, request.sector)
        if key not in self._planned:
            self._planned[key] = plan_route(self._rule_set, request, self._day)
        return self._planned[key]


def _papers_asked(route: Route) -> list[str]:
    intakes = (plan for stage in route.stages for plan in stage.plans if plan.gate == Gate.INTAKE)
    settings = (IntakeSettings.model_validate(plan.settings) for plan in intakes)
    return list(dict.fromkeys(paper.paper for each in settings for paper in each.papers))


def _unknown_papers(request: NominationRequest, route: Route) -> list[RowFault]:
    """Return the papers that no intake on the way asks for; a way without an intake asks for none."""
    asked = _papers_asked(route)
    unknown = [paper for paper in request.papers or () if paper not in asked]
    if not asked or not unknown:
        return []
    text = f"no intake asks for {', '.join(unknown)}; known are {', '.join(asked)}"
    return [RowFault(column="papers", text=text)]


def nomination_in(nomination: NominationRow, award: str, dossier: DossierFile) -> NominationRequest:
    """Return the nomination that a row of this dossier asks for, for the award with this code.

    Raises:
        ValidationError: dossier id and ref make too long an id.
    """
    return NominationRequest(
        nomination_id=f"{dossier.dossier_id}-{nomination.ref}".lower(),
        dossier_id=dossier.dossier_id,
        nominator_id=dossier.nominator_id,
        submitting_body=dossier.submitting_body,
        rule_set=dossier.rule_set,
        procedure=nomination.procedure,
        sector=nomination.sector,
        papers=nomination.papers or None,
        relatives=nomination.relatives or None,
        content=NominationContent(
            award=award,
            nominee=Nominee(
                kind=nomination.nominee_kind, name=nomination.nominee_name, nominee_id=nomination.nominee_id
            ),
            period_from=nomination.period_from,
            period_to=nomination.period_to,
            achievement=nomination.achievement,
            unit=nomination.unit,
            basis=nomination.basis,
            achievement_id=nomination.achievement_id,
            facts=nomination.facts or None,
            campaign=nomination.campaign,
            movement=nomination.movement,
            content_group=nomination.content_group,
            attachments=nomination.attachments or None,
        ),
    )


def _one_a_column(faults: list[RowFault]) -> tuple[RowFault, ...]:
    """Keep the first fault of each column: what follows from it would only confuse."""
    first = dict[str, RowFault]()
    for fault in faults:
        first.setdefault(fault.column, fault)
    return tuple(first.values())


def _ref_of(row: WrittenRow, faults: list[RowFault]) -> str | None:
    return None if any(fault.column == "ref" for fault in faults) else _text_in(row, "ref") or None


def _text_in(row: WrittenRow, column: str) -> str:
    value = row.cells.get(column)
    return normalize("NFC", value).strip() if isinstance(value, str) else ""
