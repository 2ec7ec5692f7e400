"""What a nominator reads about a file, row by row, before anything is sent."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

import cli.app

_HEADER = (
    "dossier,nominator,submitting_body,rule_set,ref,award,nominee_kind,nominee_name,"
    "period_from,period_to,achievement"
)
_GOOD = (
    "d-1,nom-1,phuong-hoang-mai,2025-two-tier,{ref},LDTT,cá nhân,Nguyễn [b]A[/b],01/01/2025,31/12/2025,Tốt"
)
_BAD = "d-1,nom-1,phuong-hoang-mai,2025-two-tier,{ref},LDTT,tập thể,Tổ 1,01/01/2025,31/12/2025,Tốt"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A table with a good row, a row that the rules refuse, and another good one."""
    path = tmp_path / "hồ sơ.csv"
    path.write_text(
        "\n".join((_HEADER, _GOOD.format(ref="01"), _BAD.format(ref="02"), _GOOD.format(ref="03")))
    )
    return path


def _submit(words: list[str], monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(sys, "argv", ["starter.py", "submit", *words])
    return cli.app.run()


def _rows(printed: str) -> list[tuple[Any, ...]]:
    rows = json.loads(printed)["rows"]
    return [(row["row"], row["ref"], row["nomination_id"], row["result"]) for row in rows]


def test_a_dry_run_tells_what_would_become_of_each_row(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Rows come in the order of the file, good and bad together, and a bad one makes the exit code 1."""
    code = _submit([str(file), "--dry-run", "--json"], monkeypatch)
    printed = capsys.readouterr().out

    assert 1 == code
    assert True is json.loads(printed)["dry_run"]
    assert _rows(printed) == [
        (2, "01", "d-1-01", "would be accepted"),
        (3, "02", None, "refused"),
        (4, "03", "d-1-03", "would be accepted"),
    ]


def test_good_rows_are_held_back_while_another_is_refused(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Half a dossier is never sent by accident, and each row held back says what can be done."""
    code = _submit([str(file), "--json"], monkeypatch)
    printed = capsys.readouterr().out
    rows = json.loads(printed)["rows"]

    assert 1 == code
    assert ["held back", "refused", "held back"] == [row["result"] for row in rows]
    assert all("--accept-valid" in row["reason"] for row in rows if row["result"] == "held back")


def test_a_person_reads_each_row_and_the_sums(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The table names row, column and fault, and the last line counts."""
    _submit([str(file)], monkeypatch)
    lines = capsys.readouterr().out.splitlines()

    assert str(file) == lines[0].strip()
    assert "row 3, column nominee_kind: LDTT is for individual, not for collective" in "\n".join(lines)
    assert "2 held back, 1 refused" == lines[-1]


def test_a_file_without_fault_passes_a_dry_run(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The shipped example is in order, and a dry run needs no servers to say so."""
    code = _submit([str(repository / "examples" / "hoang-mai-2019.yaml"), "--dry-run"], monkeypatch)

    assert 0 == code
    assert "18 would be accepted" == capsys.readouterr().out.splitlines()[-1]


def test_a_file_without_the_nomination_answers_no_return(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The wrong file is found before anything is sent, and what is wrong with its rows is told."""
    words = ("resubmit", "d-1-02", str(file), "--as", "nom-1", "--note", "Đã sửa")
    monkeypatch.setattr(sys, "argv", ["starter.py", *words])
    code = cli.app.run()
    printed = capsys.readouterr()

    assert (1, "") == (code, printed.out)
    assert "has no good row for d-1-02: row 3, column nominee_kind" in printed.err


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("không có.csv", None, "không có.csv: cannot be read (No such file or directory); check the path"),
        ("hồ sơ.txt", "x", "has none of the endings .yaml, .yml, .json, .csv, .xlsx"),
        ("hồ sơ.csv", "", "is empty; fill it in"),
        ("hồ sơ.json", "{", "is not JSON"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_its_fault(  # noqa: PLR0917 - three cases' parts, three fixtures
    name: str,
    text: str | None,
    line: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """One line on stderr, exit code 1, and nothing that a script could take for rows."""
    if text is not None:
        (tmp_path / name).write_text(text)
    code = _submit([str(tmp_path / name), "--json"], monkeypatch)
    printed = capsys.readouterr()

    assert (1, "") == (code, printed.out)
    assert line in printed.err
    assert 1 == len(printed.err.splitlines())
