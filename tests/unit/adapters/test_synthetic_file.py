"""The file of synthetic cases: what is wrong in it is said before anything is started."""

import shutil
from pathlib import Path

import pytest

from adapters.rule_files import RuleFiles
from adapters.synthetic_file import SyntheticFileError, read_cases, write_rules
from schemas.council import Choice
from schemas.ledger import EntryKind
from schemas.synthetic import AwardRecordStep, GrantStands, QuotaStep, SittingStep, WaitStep

NAME = "synthetic-cases.yaml"


@pytest.fixture
def file(repository: Path, tmp_path: Path) -> Path:
    """A copy of the file."""
    return Path(shutil.copy(repository / "examples" / NAME, tmp_path / NAME))


def _replace(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_rules_are_written_beside_those_of_the_project(file: Path, tmp_path: Path) -> None:
    """The demo's worker reads the synthetic rules and all others, from a folder of its own."""
    folder = tmp_path / "luật"
    write_rules(read_cases(file), folder)

    assert {each.rule_set for each in RuleFiles().rule_sets} | {"syn-demo"} == {
        each.rule_set for each in RuleFiles(folder).rule_sets
    }
    assert (folder / "calendar.yaml").exists()


def test_steps_are_read_by_their_kind(file: Path) -> None:
    """A wait knows its days and what rings, a sitting who says what and who does so in writing."""
    steps = [step for case in read_cases(file).cases for step in case.steps]
    wait = next(step for step in steps if isinstance(step, WaitStep))
    sitting = [step for step in steps if isinstance(step, SittingStep)][-1]

    assert (3, (EntryKind.DEADLINE_REMINDED,)) in {
        (step.days, step.rings) for step in steps if isinstance(step, WaitStep)
    }
    assert (20, ()) == (wait.days, wait.rings)
    assert (11, Choice.DISAGREE) == (len(sitting.choices), sitting.choices["syn-member-11"])
    assert {"syn-member-10"} == sitting.in_writing


def test_what_a_case_shows_of_the_record_is_read(file: Path) -> None:
    """A look at a nominee's grants says how each stands, one at a quota how much of it is taken."""
    steps = [step for case in read_cases(file).cases for step in case.steps]
    shown = [step.shows for step in steps if isinstance(step, AwardRecordStep)][-1]
    quota = [step for step in steps if isinstance(step, QuotaStep)]

    assert [1999, 2000, 2001, 2001] == [grant.year for grant in shown]
    assert [GrantStands.REVOKED, GrantStands.FLAGGED] == [grant.stands for grant in shown[2:]]
    assert [(1, 1), (0, 1), (1, 1)] == [(step.taken, step.limit) for step in quota]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("synthetic: true", "synthetic: false", "synthetic: "),
        ("- wait: 20 working days", "- wait: 20 days", 'must be a period like "5 working days"'),
        ("- wait: 20 working days", "- waits: 20 working days", "a step has one of the fields act, register"),
        ("refused: suspended", "refused: asleep", "steps.2.act.refused: "),
        ("then: {status: returned}", "then: {state: returned}", "steps.0.act.then.state: "),
        ("nominee_kind: collective", "nominee_kind: crowd", "nomination.nominee_kind: must be one of "),
        ("        grants: complete", "        grants: vouch", "steps.1.grants.grants: "),
        ("        id: syn-revocation\n", "", "needs id where it opens a matter, and otherwise of"),
        ("stands: revoked}", "stands: gone}", "shows.2.stands: "),
        ("after: syn-14-last-place", "after: syn-17", "syn-15-quota-spent is after syn-17, which is no case"),
        ("nominee_id: syn-subject-10\n", "identity_number: '001001001'\n", "has no identity_number"),
        ("title_vi: Mười sáu", "title_vi: [", "is not YAML: "),
    ],
)
def test_a_wrong_file_is_refused_by_its_place(file: Path, old: str, new: str, fault: str) -> None:
    """Whoever writes a case of their own is told in one line what to correct."""
    _replace(file, old, new)

    with pytest.raises(SyntheticFileError) as refused:
        read_cases(file)

    assert str(refused.value).startswith(f"{NAME}: ")
    assert fault in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """No traceback when the examples are not there."""
    with pytest.raises(SyntheticFileError, match=r"synthetic-cases\.yaml: cannot be read"):
        read_cases(tmp_path / NAME)
