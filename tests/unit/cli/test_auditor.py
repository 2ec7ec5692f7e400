"""What verify prints of how much it looked at."""

import pytest

from cli.auditor import print_report
from cli.verification import VerificationReport

_REPORT = VerificationReport(
    nominations=2, ledger_entries=0, decisions=0, refusals=0, unwitnessed=0, findings=[]
)


@pytest.mark.parametrize(
    ("matters", "line"),
    [
        (1, "Checked 1 dossier, campaign or revocation against its chain,"),
        (2, "Checked 2 dossiers, campaigns and revocations, each against its chain,"),
    ],
)
def test_one_matter_is_not_told_as_many(matters: int, line: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Who reads the line of a single dossier is told of one."""
    print_report(_REPORT.model_copy(update={"matters": matters}))

    assert line in capsys.readouterr().out


def test_erasures_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    """Who verifies after an erasure reads that it was looked at, and nothing of it where there was none."""
    print_report(_REPORT)
    print_report(_REPORT.model_copy(update={"erasures": 2}))

    assert 1 == capsys.readouterr().out.count("Checked 2 erasures of personal data.")
