"""Rules under which a ward's council votes before its chair decides, and nominations that wait for it."""

import shutil
from pathlib import Path
from typing import Any

from adapters.rule_files import RuleFiles
from schemas.nomination import NominationRequest
from tests.cases import a_nomination
from tests.plain_rules import copy_of_shipped_rules
from tests.yaml_files import write_yaml, yaml_of

RULES = "with-councils"
OPEN, SECRET = "open-vote", "secret-vote"
SECRETARY = "ward-secretary"
_BASIS = {"citation": "made up for tests", "mark": "?"}


def member(number: int) -> str:
    """Return the code of a member of the council."""
    return f"member-{number:02}"


def rules_with_councils(folder: Path, members: int, *, mark: str = "2/3") -> RuleFiles:
    """Return the shipped rules and, made of those of 2017, "with-councils", in force long ago."""
    copy_of_shipped_rules(folder)
    copied = Path(shutil.copytree(folder / "2017-three-tier", folder / RULES))
    _change(copied / "rule_set.yaml", rule_set=RULES, valid_from="2003-01-01", valid_to="2003-12-31")
    bodies: Any = yaml_of(copied / "bodies.yaml")
    ward = next(body for body in bodies["bodies"] if body["body"] == "phuong")
    ward["people"] = [
        {"person": SECRETARY, "role": "secretary"},
        *({"person": member(number), "role": "council_member"} for number in range(1, members + 1)),
    ]
    write_yaml(copied / "bodies.yaml", bodies)
    awards: Any = yaml_of(copied / "awards.yaml")
    for award in awards["awards"]:
        award["procedures"] = [OPEN, SECRET] if award["code"] == "GK_XA" else []
    write_yaml(copied / "awards.yaml", awards)
    procedures = [_procedure(OPEN, mark, secret=False), _procedure(SECRET, mark, secret=True)]
    write_yaml(copied / "procedures.yaml", {"procedures": procedures})
    return RuleFiles(folder)


def for_the_council(
    procedure: str = OPEN, *, nominator_id: str = "ward-office", nomination_id: str | None = None
) -> NominationRequest:
    """Return a nomination that waits for the ward's council as soon as it is accepted."""
    request = a_nomination("GK_XA", rule_set=RULES, nominator_id=nominator_id, nomination_id=nomination_id)
    return request.model_copy(update={"procedure": procedure})


def _procedure(name: str, mark: str, *, secret: bool) -> dict[str, Any]:
    vote = {
        "gate": "council_vote",
        "settings": {"quorum": "2/3", "mark": mark, "secret": secret, "written_votes_make_quorum": True},
    }
    return {
        "procedure": name,
        "name_vi": name,
        "name_en": name,
        "stages": {"ward": [vote, {"gate": "decision"}]},
        "basis": [_BASIS],
    }


def _change(path: Path, **values: str) -> None:
    write_yaml(path, yaml_of(path) | values)
