"""The award record from the command line: import, show, list, present, correct, complete, verify."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from openpyxl import Workbook

from tests.e2e.conftest import ForkedStarter, Said

OFFICE = ("--as", "ward-chair", "--body", "phuong-hoang-mai")
CHAIR = ("--as", "ward-chair")
COLUMNS = (
    "ref",
    "nominee_kind",
    "identity_number",
    "award",
    "period_from",
    "period_to",
    "decided_on",
    "issuer_vi",
    "unit",
)


def _number() -> str:
    return str(10**11 + uuid4().int % 10**11)


def _row(number: str, year: int, award: str = "LDTT") -> dict[str, Any]:
    return {
        "ref": f"r{uuid4().hex[:8]}-{year}",
        "nominee_kind": "cá nhân",
        "identity_number": number,
        "award": award,
        "period_from": f"{year}-01-01",
        "period_to": f"31/12/{year}",
        "decided_on": f"{year + 1}-01-20",
        "issuer_vi": "UBND phường Hoàng Mai",
        "unit": "to-3",
    }


def _csv(folder: Path, rows: list[dict[str, Any]]) -> Path:
    lines = [COLUMNS, *([str(row[name]) for name in COLUMNS] for row in rows)]
    file = folder / "grants.csv"
    file.write_text("\n".join(";".join(line) for line in lines), encoding="utf-8")
    return file


def _xlsx(folder: Path, rows: list[dict[str, Any]]) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(COLUMNS)
    for row in rows:
        sheet.append([row[name] for name in COLUMNS])
    book.save(folder / "grants.xlsx")
    return folder / "grants.xlsx"


def _yaml(folder: Path, rows: list[dict[str, Any]]) -> Path:
    file = folder / "grants.yaml"
    said = (f"  - {{{', '.join(f'{name}: {value}' for name, value in row.items())}}}" for row in rows)
    file.write_text("grants:\n" + "\n".join(said), encoding="utf-8")
    return file


def _results(said: Said) -> list[str]:
    return [row["result"] for row in said.json["rows"]]


@pytest.mark.parametrize("write", [_csv, _xlsx, _yaml])
async def test_a_file_is_imported_once(starter: ForkedStarter, tmp_path: Path, write: Any) -> None:  # noqa: ANN401
    """Every row is accepted once, its nominee found by number, and importing it again changes nothing."""
    number = _number()
    file = write(tmp_path, [_row(number, 2018), _row(number, 2019), _row(_number(), 2019)])
    first = await starter("grants", "import", file, *OFFICE, "--json")
    again = await starter("grants", "import", file, *OFFICE, "--json")
    one, same, other = (row["subject"] for row in first.json["rows"])
    rolled = await starter("export", "roll", "--year", "2018")
    shown = await starter("grants", "show", one, "--json")
    listed = await starter("grants", "list", "--award", "LDTT", "--unit", "to-3", "--year", "2018", "--json")

    assert (0, ["accepted"] * 3) == (first.code, _results(first))
    assert (0, ["already on record"] * 3) == (again.code, _results(again))
    assert one == same != other
    assert ["2018-12-31", "2019-12-31"] == [grant["period_to"] for grant in shown.json["grants"]]
    assert 1 == sum(grant["subject"] == one for grant in listed.json)
    assert one in rolled.out
    assert all(number not in said.out + said.err for said in (first, again, shown, listed))


async def test_rows_that_are_wrong_are_refused_one_by_one(starter: ForkedStarter, tmp_path: Path) -> None:
    """Each wrong row says what to correct, and no message repeats an identity number."""
    number = _number()
    rows = [_row(number, 2017), _row(number, 2018, "NO_SUCH"), _row(number, 2999), _row(number, 2016)]
    rows[3]["unit"] = number
    dry = await starter("grants", "import", _csv(tmp_path, rows), *OFFICE, "--dry-run", "--json")
    said = await starter("grants", "import", _csv(tmp_path, rows), *OFFICE, "--json")
    text = await starter("grants", "import", _csv(tmp_path, rows), *OFFICE)
    stranger = await starter("grants", "import", _csv(tmp_path, rows), "--as", "p-1", *OFFICE[2:])

    assert ["would be accepted", "refused", "refused"] == _results(dry)[:3]
    assert (1, ["accepted", "refused", "refused"]) == (said.code, _results(said)[:3])
    assert "is not an award of any rule set" in said.json["rows"][1]["reason"]
    assert "ngày" in said.json["rows"][2]["reason_vi"]
    assert (1, True) == (stranger.code, stranger.out.startswith("Refused (not_the_registrar): "))
    assert all(number not in each.out + each.err for each in (dry, said, stranger))
    assert number not in text.err


async def test_a_dry_run_tells_what_the_record_would_say(starter: ForkedStarter, tmp_path: Path) -> None:
    """Who may not import, a ref with other content, and a number of somebody else are told beforehand."""
    known, new = _row(_number(), 2018), _row(_number(), 2019)
    [subject] = (await starter("grants", "import", _csv(tmp_path, [known]), *OFFICE, "--json")).json["rows"]
    other = known | {"unit": "to-9"}
    clash = {**new, "ref": f"{new['ref']}-b", "subject": subject["subject"]}
    dry = ("grants", "import", "--dry-run")
    alike = await starter(*dry, _csv(tmp_path, [known, new]), *OFFICE, "--json")
    changed = await starter(*dry, _csv(tmp_path, [other]), *OFFICE, "--json")
    clashing = await starter(*dry, _yaml(tmp_path, [clash]), *OFFICE, "--json")
    stranger = await starter(*dry, _csv(tmp_path, [new]), "--as", "p-1", *OFFICE[2:], "--json")
    alone = await starter(*dry, _csv(tmp_path, [new]), *OFFICE, DATABASE_URL="", TEMPORAL_ADDRESS="")
    imported = await starter("grants", "import", _csv(tmp_path, [new]), *OFFICE, "--json")

    assert (0, ["already on record", "would be accepted"]) == (alike.code, _results(alike))
    assert alike.json["rows"][1]["subject"] is None
    assert (1, ["refused"]) == (changed.code, _results(changed))
    assert (1, ["refused"]) == (clashing.code, _results(clashing))
    assert "two different nominees" in clashing.json["rows"][0]["reason"]
    assert (1, "not_the_registrar") == (stranger.code, stranger.json["reason"])
    assert (0, True) == (alone.code, "No servers run, so the rows are not held against" in alone.out)
    assert ["accepted"] == _results(imported)


async def test_a_fault_across_two_columns_names_one(starter: ForkedStarter, tmp_path: Path) -> None:
    """Whoever corrects the file is led to a column, also where two of them do not fit together."""
    backwards = _row(_number(), 2018) | {"period_to": "2017-12-31"}
    nobody = _row("", 2018)
    said = await starter("grants", "import", _csv(tmp_path, [backwards, nobody]), *OFFICE, "--json")

    assert [
        "column period_to: is before period_from; swap them",
        "column identity_number: is missing, and so is subject; fill one of them in",
    ] == [row["reason"] for row in said.json["rows"]]


async def test_a_grant_is_presented_corrected_and_complete(starter: ForkedStarter, tmp_path: Path) -> None:
    """What becomes of a grant is shown with its entries; a second presentation is a no, in both languages."""
    file = _csv(tmp_path, [_row(_number(), 2019)])
    [row] = (await starter("grants", "import", file, *OFFICE, "--json")).json["rows"]
    grant, subject = row["grant_id"], row["subject"]
    presented = await starter("grants", "present", grant, "--on", "05/02/2020", *CHAIR, "--json")
    twice = await starter("grants", "present", grant, "--on", "2020-02-05", *CHAIR)
    correction = ("grants", "correct", grant, "--set", "unit=to-4", "--reason", "Ghi nhầm", *CHAIR)
    corrected = await starter(*correction)
    vouched = await starter(
        "grants", "complete", subject, "--to", 2019, "--evidence", "Sổ khen thưởng", *CHAIR, "--json"
    )
    shown = await starter("grants", "show", subject)
    listed = await starter("grants", "list", "--unit", "to-4")
    verified = await starter("verify", "--json")

    assert (0, "grant.presented") == (presented.code, presented.json["kind"])
    assert (1, True) == (twice.code, twice.out.startswith("Refused (already_presented): "))
    assert "Từ chối: " in twice.out
    assert (0, True) == (corrected.code, "grant.corrected" in corrected.out)
    assert (0, "history.completed") == (vouched.code, vouched.json["kind"])
    words = ("Complete up to 2019", "trao tặng / presented 05/02/2020", "đính chính / corrected: unit = to-4")
    assert all(word in shown.out for word in words)
    assert (0, True) == (listed.code, grant in listed.out)
    assert [] == [f for f in verified.json["findings"] if f["code"] in {"grant_differs", "number_differs"}]
    assert 0 < verified.json["grants"]


async def test_what_cannot_be_meant_is_told(starter: ForkedStarter, tmp_path: Path) -> None:
    """Wrong files, fields and ids are one line that says what to do next."""
    empty, headless = tmp_path / "empty.csv", tmp_path / "headless.csv"
    empty.write_text("")
    headless.write_text("001095012345;LDTT\n")
    said = [
        await starter("grants", "import", empty, *OFFICE),
        await starter("grants", "import", headless, *OFFICE),
        await starter("grants", "import", tmp_path / "grants.doc", *OFFICE),
        await starter("grants", "present", "g-none", "--on", "2020-01-01", *CHAIR),
        await starter("grants", "correct", "g-none", "--set", "unit", "--reason", "x", *CHAIR),
        await starter("grants", "show", "Nguyễn Văn A"),
    ]

    assert [1, 1, 1, 1, 2, 2] == [each.code for each in said]
    assert "is empty; fill it in" in said[0].err
    assert "001095012345" not in said[1].err
    assert 'no grant is called "g-none"' in said[3].err
