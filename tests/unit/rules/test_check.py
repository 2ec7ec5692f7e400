"""What an office is told when procedures, awards, levels and windows of its rules do not fit together."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from adapters.rule_files import RULES_FOLDER, RuleFiles, check_folder, rules_folder
from tests.unit.rules.shipped import BOOK, TWO_TIER_2025
from tests.yaml_files import without_anchors, write_yaml, yaml_of

Change = Callable[[Any], None]
WARD = ("council", "ward")
TEN_DAYS = {
    "working_days": 10,
    "remind_before": 1,
    "grace": 1,
    "end": "escalate",
    "basis": {"citation": "made up for tests", "mark": "?"},
}


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the rules of 2025 that a test may break."""
    return Path(shutil.copytree(RULES_FOLDER / TWO_TIER_2025, tmp_path / TWO_TIER_2025))


def _faults(folder: Path, file: str, change: Change) -> tuple[str, ...]:
    content = yaml_of(folder / file)
    change(content)
    write_yaml(folder / file, without_anchors(content))
    return check_folder(folder)[1]


def _entry(content: Any, part: str, name: str) -> Any:  # noqa: ANN401 - any YAML
    return next(each for each in content[part] if name in each.values())


def _stage(content: Any, procedure: str, level: str) -> list[Any]:  # noqa: ANN401 - any YAML
    """Return a stage as a list that is nobody else's, although it was written once for several."""
    stages = _entry(content, "procedures", procedure)["stages"]
    stages[level] = [dict(plan) for plan in stages[level]]
    return stages[level]


def _gate(content: Any, name: str, /, **fields: object) -> None:  # noqa: ANN401 - any YAML
    stage = _stage(content, *WARD)
    found = next(plan for plan in stage if plan["gate"] == name)
    found.update(fields)


def _add(content: Any, gate: str, **fields: object) -> None:  # noqa: ANN401 - any YAML
    _stage(content, *WARD).insert(0, {"gate": gate, **fields})


BROKEN: list[tuple[Change, str]] = [
    (
        lambda c: _gate(c, "appraisal", gate="praise"),
        "council.stages.ward.praise: is not a gate; known are intake",
    ),
    (
        lambda c: _gate(c, "council_vote", settings={"quorum": "2/3", "mark": "120%", "secret": False}),
        "council.stages.ward.council_vote.settings.mark: 6/5 is more than all; write at most 100%",
    ),
    (
        lambda c: _gate(
            c, "council_vote", settings={"quorum": "2/3", "mark": "80%", "secret": True, "veto": 1}
        ),
        "council.stages.ward.council_vote.settings.veto: Extra inputs are not permitted",
    ),
    (
        lambda c: _gate(c, "intake", settings={}),
        "council.stages.ward.intake.settings.papers: Field required",
    ),
    (lambda c: _stage(c, *WARD).pop(), "council.stages.ward: its last gate must be decision"),
    (lambda c: _add(c, "decision"), "council.stages.ward: decision appears twice"),
    (
        lambda c: _entry(c, "procedures", "council")["stages"].update(village=[{"gate": "decision"}]),
        "council.stages.village: village is not a level",
    ),
    (
        lambda c: _add(c, "consultation", settings={"agencies": ["tax-office"]}),
        "council.stages.ward.consultation.deadline: is its period, so it cannot be left out",
    ),
    (
        lambda c: _add(c, "public_comment"),
        "council.stages.ward.public_comment.deadline: is its period, so it cannot be left out",
    ),
    (
        lambda c: _gate(c, "appraisal", deadline=TEN_DAYS | {"end": "go_on"}),
        "council.stages.ward.appraisal.deadline.end: silence cannot pass this gate",
    ),
    (
        lambda c: _gate(c, "decision", deadline=TEN_DAYS | {"end": "go_on"}),
        "council.stages.ward.decision.deadline.end: silence cannot confer",
    ),
    (
        lambda c: c["procedures"].append(_entry(c, "procedures", "simplified")),
        "procedure: simplified appears twice",
    ),
]


@pytest.mark.parametrize(("change", "expected"), BROKEN)
def test_a_procedure_that_cannot_be_gone_through_is_named(
    copied: Path, change: Change, expected: str
) -> None:
    """No case comes to a gate that is unknown, misset, out of order, or without its period."""
    faults = _faults(copied, "procedures.yaml", change)

    assert [fault for fault in faults if fault.startswith(f"{TWO_TIER_2025}/procedures.yaml: {expected}")], (
        faults
    )


@pytest.mark.parametrize(
    ("award", "fields", "expected"),
    [
        ("LDTT", {"procedures": ["voting"]}, "LDTT.procedures: voting is not in procedures.yaml"),
        ("LDTT", {"procedures": ["council", "council"]}, "LDTT.procedures: council appears twice"),
        ("HCLD3", {"lower_awards": ["HCLD3"]}, "HCLD3.lower_awards: HCLD3 is the award itself"),
        ("HCLD3", {"lower_awards": ["HCLD4"]}, "HCLD3.lower_awards: HCLD4 is not an award"),
        ("HCLD3", {"lower_awards": ["BK_TP"]}, "HCLD3.lower_awards: BK_TP is decided at city, not at state"),
        ("TTLDXS", {"lower_awards": ["CSTDT"]}, "TTLDXS.lower_awards: CSTDT is for no nominee of TTLDXS"),
        ("HCLD3", {"lower_awards": ["KNC"]}, "HCLD3.lower_awards: KNC is only on record and not conferred"),
        (
            "LDTT",
            {"history_only": True},
            "LDTT.procedures: it is history_only, so nothing is decided on it; leave this out",
        ),
    ],
)
def test_an_award_that_does_not_fit_is_named(
    copied: Path, award: str, fields: dict[str, Any], expected: str
) -> None:
    """Unknown procedures and lower awards are found before a nomination asks for them."""
    faults = _faults(copied, "awards.yaml", lambda c: _entry(c, "awards", award).update(fields))

    assert f"{TWO_TIER_2025}/awards.yaml: {expected}" in faults


def _without(role: str) -> Change:
    def change(content: Any) -> None:  # noqa: ANN401 - any YAML
        ward = content["bodies"][0]
        ward["people"] = [each for each in ward["people"] if each["role"] != role]

    return change


def _ended(content: Any) -> None:  # noqa: ANN401 - any YAML
    for each in content["bodies"][0]["people"]:
        each["valid_to"] = "2025-06-30"


LACKING: list[tuple[Change, list[str]]] = [
    (
        _without("officer"),
        [
            "people: nobody is officer, whom the gate intake needs",
            "people: nobody is officer, whom the gate appraisal needs",
        ],
    ),
    (_without("council_member"), ["people: nobody is council_member, whom the gate council_vote needs"]),
    (_ended, ["people: nobody is council_member, whom the gate council_vote needs"]),
    (
        lambda c: c["bodies"][0].pop("substitute_council"),
        [
            (
                "substitute_council: one recusal keeps 9 members from the mark of council-secret; "
                "name the council that then votes"
            )
        ],
    ),
]


@pytest.mark.parametrize(("change", "expected"), LACKING)
def test_a_body_without_the_people_for_a_gate_is_named(
    copied: Path, change: Change, expected: list[str]
) -> None:
    """No case comes to a gate where there is nobody, or to a vote that one recusal would stop for ever."""
    faults = _faults(copied, "bodies.yaml", change)

    assert {f"{TWO_TIER_2025}/bodies.yaml: phuong-hoang-mai.{each}" for each in expected} <= set(faults)


def test_a_level_to_which_nothing_comes_is_named(copied: Path) -> None:
    """A level without a body, or above every award, is a mistake in one of the files."""
    level = {"name_vi": "C", "name_en": "L", "deadline": TEN_DAYS}
    lowest = {"level": "village", **level}
    nowhere = _faults(copied, "levels.yaml", lambda c: c["levels"].insert(0, lowest))
    body = {"body": "lien-hiep", "level": "world", "name_vi": "T", "name_en": "W", "panel": ["world-chair"]}
    _faults(copied, "levels.yaml", lambda c: c["levels"].append({"level": "world", **level}))
    above = _faults(copied, "bodies.yaml", lambda c: c["bodies"].append(body))

    assert (f"{TWO_TIER_2025}/levels.yaml: village: no body acts there, so nothing can reach it",) == nowhere
    expected = "world: no award is decided there, or above it along the managing bodies"
    assert f"{TWO_TIER_2025}/levels.yaml: {expected}" in above


def test_windows_for_what_does_not_exist_are_named(copied: Path) -> None:
    """A window for a misspelt award or level would never close anything."""
    window = {"opens": "01-01", "closes": "02-28", "basis": {"citation": "made up for tests", "mark": "?"}}
    wrong = [{"level": "city", "award": "BK_TP", **window}, {"level": "town", "award": "BK", **window}]
    (copied / "windows.yaml").write_text("windows: []\n")
    faults = _faults(copied, "windows.yaml", lambda c: c["windows"].extend(wrong))

    assert [
        f"{TWO_TIER_2025}/windows.yaml: windows.2.level: town is not a level",
        f"{TWO_TIER_2025}/windows.yaml: windows.2.award: BK is not an award",
    ] == list(faults)


def test_all_faults_of_all_sets_are_told_at_once(tmp_path: Path) -> None:
    """An office mends its folder in one go: two broken sets and an overlap give every fault."""
    shutil.copytree(RULES_FOLDER, tmp_path, dirs_exist_ok=True)
    (tmp_path / "2017-three-tier" / "levels.yaml").unlink()
    (tmp_path / "2017-three-tier" / "awards.yaml").write_text("just words")
    later = (tmp_path / "2025-two-tier" / "rule_set.yaml").read_text(encoding="utf-8")
    (tmp_path / "2025-two-tier" / "rule_set.yaml").write_text(later.replace("2025-07-01", "2025-06-30"))
    sets, faults = check_folder(tmp_path)

    assert ["2024-three-tier", "2025-two-tier"] == [each.rule_set for each in sets]
    assert [
        "2017-three-tier/levels.yaml: cannot be read (No such file or directory); add it",
        "2017-three-tier/awards.yaml: must be a mapping of fields",
        "2025-two-tier/rule_set.yaml: valid_from: 2024-three-tier is still in force then",
    ] == list(faults)


def test_one_folder_can_be_checked_by_itself(copied: Path) -> None:
    """An office checks the set that it is writing, before it is put beside the others."""
    sets, faults = check_folder(copied)

    assert ([TWO_TIER_2025], ()) == ([each.rule_set for each in sets], faults)


def test_the_environment_names_the_folder(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """RULES_FOLDER holds for everything that names no folder; without it the project's rules hold."""
    monkeypatch.setenv("RULES_FOLDER", str(copied.parent))
    own = [each.rule_set for each in RuleFiles().rule_sets]
    monkeypatch.delenv("RULES_FOLDER")

    assert [TWO_TIER_2025] == own
    assert RULES_FOLDER == rules_folder()
    assert BOOK.rule_sets == RuleFiles().rule_sets
