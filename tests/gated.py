"""Rules under which every gate occurs, made for tests, and the acts that people send at those gates."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import yaml

from adapters.rule_files import RuleFiles
from domain.canonical import content_hash
from domain.gates.appraisal import Appraisal, Found, Met
from domain.gates.consultation import Opinion, View
from domain.gates.intake import PapersCheck
from domain.gates.public_comment import Comment, CommentResolution
from schemas.acts import LowerAwardProposal
from schemas.case import Standing
from schemas.nomination import NominationRequest
from schemas.text import Code
from tests.cases import a_nomination
from tests.conditioned_rules import (
    BASE,
    GATES,
    OPEN_TITLE,
    OPEN_TITLE_RULES,
    TITLE,
    TITLE_OF,
    TITLE_RULES,
)

RULES, SUCCESSOR = "with-gates", "with-gates-two-tier"
INTAKE, SLOW, APPRAISAL, CONSULTATION, PUBLIC = (
    "p-intake",
    "p-slow",
    "p-appraisal",
    "p-consultation",
    "p-public",
)
COUNCIL, FULL, CLIMB, BRIEF = "p-council", "p-full", "p-climb", "p-brief"
FIRST, SECOND, THIRD = "phuong", "council-two", "council-three"
PAPERS, CRITERIA, AGENCIES = ("report", "minutes"), ("merit", "conduct"), ("tax", "police")
OFFICER, REGISTRAR = "ward-officer", "ward-registrar"
LOWER = "GK_NHO"
_BASIS = {"citation": "made up for tests", "mark": "?"}


def members_of(council: str, count: int) -> tuple[str, ...]:
    """Return the codes of a council's members."""
    return tuple(f"{council}-{number:02}" for number in range(1, count + 1))


MEMBERS = {FIRST: members_of(FIRST, 15), SECOND: members_of(SECOND, 11), THIRD: members_of(THIRD, 9)}
"""Three councils of 15, 11 and 9; the second votes where the first cannot, the third only if asked to."""


@cache
def gated_book() -> RuleFiles:
    """Return the two rule sets, read once."""
    with TemporaryDirectory() as folder:
        write_gated_rules(Path(folder))
        return RuleFiles(Path(folder))


def write_gated_rules(
    folder: Path,
    three_tier: tuple[str, str | None] = ("2004-01-01", "2004-12-31"),
    two_tier: tuple[str, str | None] = ("2005-01-01", "2005-12-31"),
) -> None:
    """Write a rule set with districts and its successor without; by default both were in force long ago."""
    _write_set(folder / RULES, three_tier, ("ward", "district", "city"))
    _write_set(folder / SUCCESSOR, two_tier, ("ward", "city"))


def gated(procedure: str, award: str = "GK_XA", **changes: Any) -> NominationRequest:  # noqa: ANN401
    """Return a nomination that is decided by this procedure."""
    request = a_nomination(award, rule_set=RULES)
    return request.model_copy(update={"procedure": procedure, **changes})


def _at(request: NominationRequest, standing: Standing | None, gate: str, actor: str) -> dict[str, Any]:
    """Return what every act at a gate says: by default of the first round of the ward."""
    return {
        "act_id": uuid4(),
        "actor_id": actor,
        "level": standing.level if standing else "ward",
        "gate": gate,
        "round": standing.round if standing else 1,
        "content_hash": standing.content_hash if standing else content_hash(request.content),
    }


def papers(
    request: NominationRequest,
    *missing: Code,
    at: Standing | None = None,
    **more: Any,  # noqa: ANN401
) -> PapersCheck:
    """Return the officer's finding on the papers."""
    said = _at(request, at, "intake", OFFICER) | {"missing": missing} | more
    return PapersCheck.model_validate(said)


def appraisal(
    request: NominationRequest,
    *failed: Code,
    at: Standing | None = None,
    **more: Any,  # noqa: ANN401
) -> Appraisal:
    """Return the appraisal sheet on which these criteria are not met, and the conclusion that follows."""
    findings = tuple(
        Found(criterion=each, met=Met.FAIL if each in failed else Met.PASS, evidence="Biên bản 12/BB")
        for each in CRITERIA
    )
    said = _at(request, at, "appraisal", OFFICER) | {"findings": findings, "eligible": not failed} | more
    return Appraisal.model_validate(said)


def opinion(
    request: NominationRequest,
    agency: str,
    view: View = View.AGREES,
    text: str | None = None,
    **more: Any,  # noqa: ANN401
) -> Opinion:
    """Return an agency's answer."""
    said = _at(request, None, "consultation", agency) | {"opinion": view, "text": text} | more
    return Opinion.model_validate(said)


def comment(request: NominationRequest, actor: str = "citizen-1", **more: Any) -> Comment:  # noqa: ANN401
    """Return what a citizen has to say."""
    said = _at(request, None, "public_comment", actor) | {"text": "Cần xem lại thành tích"} | more
    return Comment.model_validate(said)


def resolution(request: NominationRequest, of: Comment, **more: Any) -> CommentResolution:  # noqa: ANN401
    """Return how the office settles a comment."""
    said = _at(request, None, "public_comment", OFFICER)
    said |= {"comment_id": of.act_id, "resolution": "Đã xác minh, thành tích đúng"} | more
    return CommentResolution.model_validate(said)


def lower_award(request: NominationRequest, award: str = LOWER, **more: Any) -> LowerAwardProposal:  # noqa: ANN401
    """Return the decider's proposal of a lower award."""
    said = _at(request, None, "decision", "ward-chair") | {"award": award, "reason": "Chưa đủ mức"} | more
    return LowerAwardProposal.model_validate(said)


def _deadline(days: int, end: str = "escalate", remind: int = 3, grace: int = 5) -> dict[str, Any]:
    return {"working_days": days, "remind_before": remind, "grace": grace, "end": end, "basis": _BASIS}


def _gates() -> dict[str, dict[str, Any]]:
    named = [{"name_vi": "Tên", "name_en": "Name", "basis": _BASIS}]
    return {
        "intake": {
            "deadline": _deadline(5),
            "settings": {
                "papers": [{"paper": p, "name_vi": f"Giấy {p}", "name_en": f"Paper {p}"} for p in PAPERS]
            },
        },
        "appraisal": {"settings": {"criteria": [{"criterion": c, **named[0]} for c in CRITERIA]}},
        "consultation": {"deadline": _deadline(10, "go_on"), "settings": {"agencies": list(AGENCIES)}},
        "public_comment": {"deadline": _deadline(10)},
        "council_vote": {
            "settings": {"quorum": "2/3", "mark": "90%", "secret": True, "written_votes_make_quorum": True}
        },
        "decision": {},
    }


def _procedure(name: str, **levels: list[str]) -> dict[str, Any]:
    stages = {level: [{"gate": gate, **_gates()[gate]} for gate in gates] for level, gates in levels.items()}
    return {"procedure": name, "name_vi": name, "name_en": name, "stages": stages, "basis": [_BASIS]}


def _slow() -> dict[str, Any]:
    """An intake of sixty days: reminded after forty, and escalated every fifty from its end on."""
    procedure = _procedure(SLOW, ward=["intake", "decision"])
    procedure["stages"]["ward"][0]["deadline"] = _deadline(60, remind=20, grace=50)
    return procedure


def _procedures() -> list[dict[str, Any]]:
    return [
        _procedure(INTAKE, ward=["intake", "decision"]),
        _slow(),
        _procedure(APPRAISAL, ward=["appraisal", "council_vote", "decision"]),
        _procedure(CONSULTATION, ward=["consultation", "decision"]),
        _procedure(PUBLIC, ward=["public_comment", "decision"]),
        _procedure(COUNCIL, ward=["council_vote", "decision"]),
        _procedure(FULL, ward=list(_gates())),
        _procedure(CLIMB, ward=["appraisal", "decision"], city=["appraisal", "decision"]),
        _procedure(BRIEF) | {"only_deciding_level": True},
        *(_conditioned(name) for name in GATES),
    ]


def _conditioned(name: str) -> dict[str, Any]:
    """A procedure whose gates ask the award record first."""
    plans = [_gates().get(gate["gate"], {}) | gate for gate in GATES[name]]
    return _procedure(name) | {"stages": {"ward": plans}}


def _award(code: str, level: str, procedures: list[str], lower: list[str]) -> dict[str, Any]:
    return {
        "code": code, "name_vi": f"Giấy khen {code}", "name_en": f"Certificate {code}",
        "kind": "commendation",
        "subjects": ["individual", "collective"], "deciding_level": level, "signer_vi": "Chủ tịch",
        "procedures": procedures, "lower_awards": lower, "basis": [_BASIS],
    }  # fmt: skip


def _awards() -> list[dict[str, Any]]:
    ward = [INTAKE, SLOW, APPRAISAL, CONSULTATION, PUBLIC, COUNCIL, FULL, *GATES]
    return [
        _award("GK_XA", "ward", ward, [LOWER]),
        _award(LOWER, "ward", [], []),
        _award("BK_TP", "city", [CLIMB, BRIEF], []),
        _award(BASE, "ward", [], []),
        _award(TITLE, "ward", _deciding_on(TITLE), []) | TITLE_RULES,
        _award(OPEN_TITLE, "ward", _deciding_on(OPEN_TITLE), []) | OPEN_TITLE_RULES,
    ]


def _deciding_on(title: str) -> list[str]:
    return [name for name, award in TITLE_OF.items() if award == title]


def _people(*held: tuple[str, str]) -> list[dict[str, str]]:
    return [{"person": person, "role": role} for person, role in held]


def _body(name: str, level: str, managed_by: str | None, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    staff = _people((f"{level}-officer", "officer"), (f"{level}-registrar", "registrar"))
    return {
        "body": name, "level": level, "name_vi": f"UBND {name}", "name_en": f"Committee {name}",
        "managed_by": managed_by, "panel": [f"{level}-chair", f"{level}-deputy"], "people": staff, **more,
    }  # fmt: skip


def _council(name: str, substitute: str | None) -> dict[str, Any]:
    seats = _people(("city-officer", "officer"), *((who, "council_member") for who in MEMBERS[name]))
    return _body(name, "city", None, panel=[f"{name}-chair"], people=seats, substitute_council=substitute)


def _bodies(levels: tuple[str, ...]) -> list[dict[str, Any]]:
    above = {"ward": levels[1], "district": "city", "city": None}
    seats = _people(
        (OFFICER, "officer"), (REGISTRAR, "registrar"), *((who, "council_member") for who in MEMBERS[FIRST])
    )
    came_from = ["district"] if "district" not in levels else []
    ward = _body(
        FIRST, "ward", above["ward"], people=seats, substitute_council=SECOND, predecessors=came_from
    )
    higher = [_body(level, level, above[level]) for level in levels[1:]]
    return [ward, _council(SECOND, None), _council(THIRD, None), *higher]


def _write_set(folder: Path, valid: tuple[str, str | None], levels: tuple[str, ...]) -> None:
    folder.mkdir(parents=True)
    names = {"name_vi": "Để thử", "name_en": "For tests"}
    rule_set = {"rule_set": folder.name, **names, "valid_from": valid[0], "valid_to": valid[1]}
    files: dict[str, dict[str, Any]] = {
        "rule_set": rule_set | {"resubmission": _deadline(10), "unsigned_levels": list(levels)},
        "levels": {"levels": [{"level": each, **names, "deadline": _deadline(10)} for each in levels]},
        "bodies": {"bodies": _bodies(levels)},
        "awards": {"awards": _awards()},
        "procedures": {"procedures": _procedures()},
    }
    for name, content in files.items():
        (folder / f"{name}.yaml").write_text(yaml.safe_dump(content, allow_unicode=True))
