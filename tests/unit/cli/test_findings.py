"""An appraisal sheet as officers write it, in a file or in options."""

from pathlib import Path

import pytest

from cli.findings import FindingsError, is_eligible, read_sheet, sheet_from
from domain.gates.appraisal import Found, Met


def _written(folder: Path, text: str) -> Path:
    path = folder / "phiếu.yaml"
    path.write_text(text)
    return path


def test_a_file_and_options_say_the_same(tmp_path: Path) -> None:
    """Whoever writes a sheet or types it sends the same findings, and both conclude alike."""
    text = (
        "findings:\n"
        "  - {criterion: merit, met: pass, evidence: BB 12 = hợp lệ}\n"
        "  - {criterion: conduct, met: fail, note: Đang bị khiếu nại}\n"
    )
    found = read_sheet(_written(tmp_path, text)).found()

    assert found == sheet_from(["merit=BB 12 = hợp lệ"], ["conduct=Đang bị khiếu nại"]).found()
    assert found == (
        Found(criterion="merit", met=Met.PASS, evidence="BB 12 = hợp lệ"),
        Found(criterion="conduct", met=Met.FAIL, note="Đang bị khiếu nại"),
    )
    assert (False, True) == (is_eligible(found), is_eligible(found[:1]))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("findings: [{criterion: merit, met: perhaps}]", "findings.1.met: Input should be 'pass' or 'fail'"),
        ("findings: [{criterion: merit, met: pass, proof: x}]", "findings.1.proof: is not known here"),
        ("findings: []", "findings: "),
        ("just a line", "the sheet: "),
        ("findings: [", "is not YAML: "),
        ("note: a\nnote: b\n", "is not YAML: note is written twice"),
    ],
)
def test_what_is_no_sheet_is_said_with_its_place(text: str, fault: str, tmp_path: Path) -> None:
    """An officer corrects a file by its name, entry and field, and nothing in it is passed over."""
    with pytest.raises(FindingsError) as refused:
        read_sheet(_written(tmp_path, text))

    assert str(refused.value).startswith(f"phiếu.yaml: {fault}")
    assert 1 == len(str(refused.value).splitlines())


@pytest.mark.parametrize(
    ("met", "failed", "option"),
    [
        (["merit"], [], "--met"),
        (["merit="], [], "--met"),
        ([], ["=x"], "--failed"),
        ([], ["thái độ=x"], "--failed"),
    ],
)
def test_an_option_without_code_or_text_is_refused(met: list[str], failed: list[str], option: str) -> None:
    """No criterion is met without evidence, and none fails without a word."""
    with pytest.raises(FindingsError, match=f'^{option} is written as CODE="'):
        sheet_from(met, failed)
