"""`rules check` and `rules diff` without any servers."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from adapters.rule_files import RULES_FOLDER
from cli import connection
from cli.app import app
from cli.rules import councils_in
from domain.errors import RuleSetError
from domain.ledger import draft_body
from schemas.case import CaseStatus, Standing
from schemas.council import CouncilResult, Tally
from schemas.ledger import EntryKind, LedgerEntry
from schemas.record import CouncilDraft
from schemas.rule_preview import CouncilOnRecord

_RUN = CliRunner()


@pytest.fixture(autouse=True)
def no_servers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """There are no servers, whatever the machine of the test has running."""
    for name in ("TEMPORAL_ADDRESS", "DATABASE_URL", "RULES_FOLDER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(connection, "UP_CARD", tmp_path / "none.json")
    monkeypatch.setattr(connection, "DEMO_FOLDER", tmp_path / "none")


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of all shipped rules that a test may change."""
    return Path(shutil.copytree(RULES_FOLDER, tmp_path / "rules"))


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_shipped_rules_are_in_order() -> None:
    """What is shipped passes its own check, by the folder that the environment would name."""
    said = _RUN.invoke(app, ["rules", "check"])

    assert (0, "3 rule sets are in order.\n") == (said.exit_code, said.output)


def test_every_fault_is_a_line_and_the_exit_code_is_one(copied: Path) -> None:
    """A script can stop a release on it, and a person reads what to mend."""
    _replace(copied / "2024-three-tier" / "procedures.yaml", "gate: appraisal", "gate: praise")
    _replace(
        copied / "2025-two-tier" / "awards.yaml", "awards: [CSTDCS], years: 3", "awards: [CSTD], years: 3"
    )
    said = _RUN.invoke(app, ["rules", "check", str(copied)])
    as_json = _RUN.invoke(app, ["rules", "check", str(copied), "--json"])
    lines = said.output.splitlines()

    assert 1 == said.exit_code == as_json.exit_code
    assert (
        "2025-two-tier/awards.yaml: CSTDT.conditions.three-years-cstdcs.holds: CSTD is not an award" in lines
    )
    assert any(
        line.startswith("2024-three-tier/procedures.yaml: standard.stages.ward.praise:") for line in lines
    )
    assert f"{len(lines) - 1} faults." == lines[-1]
    assert lines[:-1] == json.loads(as_json.output)["faults"]
    assert not json.loads(as_json.output)["in_order"]


def test_the_rules_folder_of_the_environment_is_checked(
    copied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without an argument the folder is the one that the workers would read."""
    shutil.rmtree(copied / "2017-three-tier")
    monkeypatch.setenv("RULES_FOLDER", str(copied))
    said = _RUN.invoke(app, ["rules", "check"])

    assert (0, "2 rule sets are in order.\n") == (said.exit_code, said.output)


def test_a_new_version_is_compared_with_the_one_in_use(copied: Path) -> None:
    """The difference is told in words, and that no record was there to look at."""
    folder = copied / "2025-two-tier"
    _replace(folder / "procedures.yaml", "working_days: 9", "working_days: 8")
    said = _RUN.invoke(app, ["rules", "diff", str(folder)])
    place = "procedures.yearly-certificate.stages.city.appraisal.deadline.working_days"

    assert 0 == said.exit_code
    assert [
        "2025-two-tier, compared with 2025-two-tier in use",
        f"  changed  {place}: 8 instead of 9.",
        "No servers run, so no case on record was looked at.",
    ] == said.output.splitlines()


def test_a_successor_is_compared_with_the_rules_that_it_follows(copied: Path) -> None:
    """A new set from a later day is seen against what holds until then."""
    new = Path(shutil.copytree(copied / "2025-two-tier", copied.parent / "new" / "2027-two-tier"))
    _replace(new / "rule_set.yaml", "rule_set: 2025-two-tier", "rule_set: 2027-two-tier")
    _replace(new / "rule_set.yaml", "valid_from: 2025-07-01", "valid_from: 2027-01-01")
    said = _RUN.invoke(app, ["rules", "diff", str(new), "--json"])
    (preview,) = json.loads(said.output)["previews"]

    assert ("2027-two-tier", "2025-two-tier") == (preview["rule_set"], preview["compared_with"])
    assert ["rule_set", "valid_from"] == [change["place"] for change in preview["changes"]]
    assert not json.loads(said.output)["record_was_read"]


def test_rules_with_a_fault_are_not_compared(copied: Path) -> None:
    """A preview of rules that no worker would take would only mislead."""
    (copied / "2025-two-tier" / "levels.yaml").unlink()
    said = _RUN.invoke(app, ["rules", "diff", str(copied)])

    assert isinstance(said.exception, RuleSetError)
    assert "levels.yaml: cannot be read" in str(said.exception)
    assert "rules check" in str(said.exception)


def test_a_councils_result_is_read_from_its_ledger_entry() -> None:
    """What `rules diff` judges anew is the count that was put on record, at the level where it was taken."""
    tally = Tally(members=15, in_person=14, in_writing=0, agree=12, disagree=2, abstain=0, barred=1)
    result = CouncilResult(
        passed=True, quorum_met=True, needed_quorum=10, needed_mark=12, tally=tally, verdicts=()
    )
    standing = Standing(
        status=CaseStatus.IN_REVIEW,
        level="city",
        body="tp-ha-noi",
        round=1,
        content_version=1,
        content_hash="0" * 64,
        clock=None,
    )
    draft = CouncilDraft(
        nomination_id="N-1",
        expected_seq=1,
        at=datetime(2025, 8, 1, tzinfo=UTC),
        standing=standing,
        sitting_id="S-1",
        council="tp-ha-noi",
        result=result,
    )
    entry = LedgerEntry(
        stream_id="N-1",
        seq=2,
        kind=EntryKind.COUNCIL_DECIDED,
        dedup_key="S-1",
        prev_hash="0" * 64,
        occurred_us=0,
        occurred_at=draft.at,
        body=draft_body(draft, standing),
        body_sha256="0" * 64,
        leaf_hash="0" * 64,
    )

    assert [CouncilOnRecord(level="city", tally=tally, passed=True)] == councils_in((entry,))
