"""Taking the roll of honour out of the record: as files, on the terminal, for a script."""

import asyncio
import csv
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from cli import progress as module
from cli.connection import Office
from cli.submission import ACCEPTED, submit, submit_all
from cli.verification import verify_all
from schemas.nomination import NominationRequest, SubjectKind
from tests.cases import a_nomination
from tests.e2e.climbing import approved
from tests.e2e.conftest import ForkedStarter
from tests.screen import a_screen_as_stderr

_YEAR = 1987
"""Nobody else here is honoured for it."""

_NAME = "=Tổ dân phố số 7"


@pytest.fixture(scope="module")
async def honoured(office: Office) -> NominationRequest:
    """A nomination for that year, conferred by the ward; the nominee's name begins like a formula."""
    request = a_nomination(
        "LDTT", kind=SubjectKind.INDIVIDUAL, body="phuong-hoang-mai", rule_set="2025-two-tier"
    )
    content = request.content.model_copy(
        update={
            "nominee": request.content.nominee.model_copy(update={"name": _NAME}),
            "period_from": date(_YEAR, 1, 1),
            "period_to": date(_YEAR, 12, 31),
        }
    )
    request = request.model_copy(update={"content": content})
    assert (ACCEPTED, None) == await submit(office, request)
    await approved(office, request, "ward")
    return request


async def test_the_roll_is_written_for_a_spreadsheet(
    starter: ForkedStarter, honoured: NominationRequest, tmp_path: Path
) -> None:
    """Both formats hold the one row of the year, with days as days and no text that runs."""
    xlsx, plain = tmp_path / "bảng vinh danh.xlsx", tmp_path / "bảng vinh danh.csv"
    said = await asyncio.gather(
        *(starter("export", "roll", "-o", path, "--year", _YEAR) for path in (xlsx, plain))
    )
    headings, cells = load_workbook(xlsx).worksheets[0].iter_rows(values_only=True)
    with plain.open(encoding="utf-8-sig", newline="") as file:
        [row] = csv.DictReader(file)

    assert [(0, f"{path}: 1 dòng / row\n", "") for path in (xlsx, plain)] == [
        (each.code, each.out, each.err) for each in said
    ]
    found = dict(zip(headings, cells, strict=True))
    assert (_YEAR, _NAME) == (found["năm / year"], found["đối tượng / nominee"])
    assert datetime(_YEAR, 12, 31) == found["đến ngày / to"]  # noqa: DTZ001 - a sheet knows no time zones
    assert found["mã đối tượng / nominee code"] is None
    assert (f"'{_NAME}", "1987-12-31", "") == (
        row["đối tượng / nominee"],
        row["đến ngày / to"],
        row["mã đối tượng / nominee code"],
    )
    assert honoured.nomination_id == found["lần khen thưởng / grant"] == row["lần khen thưởng / grant"]


async def test_the_roll_is_shown_and_given_to_scripts(
    starter: ForkedStarter, honoured: NominationRequest
) -> None:
    """Without a file a person reads the table, and a script gets each row by its keys, unknown as null."""
    text, value = await asyncio.gather(
        starter("export", "roll", "--year", _YEAR),
        starter("export", "roll", "--year", _YEAR, "--json"),
    )
    [row] = value.json["rows"]

    assert (0, 0) == (text.code, value.code)
    assert text.out.startswith("Bảng vinh danh năm 1987 - Roll of honour for 1987: 1")
    assert (True, True) == (_NAME in text.out, honoured.nomination_id in text.out)
    assert (honoured.nomination_id, "1987-12-31", None) == (
        row["grant"],
        row["period_to"],
        row["nominee_id"],
    )


async def test_the_award_record_is_exported(
    starter: ForkedStarter, honoured: NominationRequest, tmp_path: Path
) -> None:
    """Each grant is a row with what became of it, in a file and on the terminal."""
    path = tmp_path / "hồ sơ khen thưởng.xlsx"
    words = ("export", "grants", "--year", _YEAR, "--award", "LDTT", "--unit", "phuong-hoang-mai")
    written, shown, none = await asyncio.gather(
        starter(*words, "-o", path), starter(*words, "--json"), starter(*words, "--subject", "nobody")
    )
    assert [(0, "")] * 3 == [(said.code, said.err) for said in (written, shown, none)]
    headings, cells = load_workbook(path).worksheets[0].iter_rows(values_only=True)
    found = dict(zip(headings, cells, strict=True))
    [row] = shown.json["rows"]

    assert honoured.nomination_id == row["grant"] == found["lần khen thưởng / grant"]
    assert (False, "không / no") == (row["revoked"], found["đã thu hồi / revoked"])
    assert (None, None) == (row["presented_on"], found["ngày trao / presented on"])
    assert none.out.startswith("Hồ sơ khen thưởng - Award record: 0")


@pytest.mark.usefixtures("honoured")
async def test_a_list_that_somebody_works_on_is_not_overwritten(
    starter: ForkedStarter, tmp_path: Path
) -> None:
    """An existing file is refused in one line, and replaced only with --force; a script is told as much."""
    path = tmp_path / "của tôi.csv"
    path.write_text("của tôi")
    words = ("export", "roll", "-o", path, "--year", _YEAR)
    refused = await starter(*words)
    kept = path.read_text()
    replaced = await starter(*words, "--force", "--json")

    assert (1, "") == (refused.code, refused.out)
    assert f"starter.py: {path}: exists already; choose another name, or replace it with --force\n" == (
        refused.err
    )
    assert "của tôi" == kept
    assert (0, {"file": str(path), "rows": 1}) == (replaced.code, replaced.json)
    assert 2 == len(path.read_text().splitlines())


async def test_an_unknown_format_is_refused_before_anything_is_read(starter: ForkedStarter) -> None:
    """Whoever mistypes the ending is told at once, also while no servers run."""
    said = await starter("export", "roll", "-o", "bảng.pdf", DATABASE_URL="", TEMPORAL_ADDRESS="x:1")

    assert (1, "") == (said.code, said.out)
    assert "has none of the endings .xlsx, .csv" in said.err


async def test_who_waits_sees_how_far_it_is(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Submitting many and verifying everything count what is done; without being asked they show nothing."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(module, "PATIENCE_SECONDS", 0)
    requests = [a_nomination(body="phuong-hoang-mai", rule_set="2025-two-tier") for _ in range(3)]
    with a_screen_as_stderr() as screen:
        await verify_all(office)
        before = screen.seen()
        await submit_all(office, requests, shown=True)
        submitted = screen.seen()
        await verify_all(office, shown=True)
        verified = screen.seen()

    assert "" == before
    assert "3/3" in submitted
    assert "Đang kiểm tra / Verifying" in verified
