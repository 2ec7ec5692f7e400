"""Dossiers on the command line: checked, submitted, split and merged; and what must be shown nowhere."""

from pathlib import Path

from adapters.payload_walk import reveal
from cli.connection import Office
from schemas.names import nomination_workflow_id
from tests.e2e.conftest import ForkedStarter
from tests.e2e.dossiers import Row, a_dossier_id, a_row, written

_LETTER = {
    "letter_number": "12/TTr-UBND",
    "letter_signed_on": "2025-12-30",
    "letter_signer": "Chủ tịch UBND phường",
    "letter_addressed_to": "UBND thành phố",
    "letter_text": "Kính trình xét khen thưởng.",
}
_NEW_LETTER = (
    *("--letter-number", "3/TTr", "--letter-signed-on", "05/01/2026", "--letter-signer", "Trưởng phòng"),
    *("--letter-to", "UBND thành phố", "--letter-text", "Tổng hợp"),
)


def _with_letter(*rows: Row) -> list[Row]:
    """Return the rows with a letter in the first of them."""
    blank = dict.fromkeys(_LETTER, "")
    return [row | (_LETTER if place == 0 else blank) for place, row in enumerate(rows)]


async def test_a_dry_run_leaves_no_row_and_no_nominee(
    starter: ForkedStarter, office: Office, tmp_path: Path
) -> None:
    """Checking a file puts nothing on record, not even a code for an identity number."""
    dossier = a_dossier_id()
    rows = _with_letter(a_row("01", nominee_kind="individual", identity_number="001-085-000-001"))
    said = await starter("dossier", "submit", written(tmp_path / "d.xlsx", dossier, *rows), "--dry-run")
    again = await starter("dossier", "show", dossier)

    assert (0, "1 good rows, 0 refused") == (said.code, said.out.splitlines()[-1])
    assert [] == await office.dossiers.rows_of(dossier)
    assert 1 == again.code
    assert f'no dossier is called "{dossier}"; "starter.py dossier list"' in again.err


async def test_a_file_without_a_letter_or_with_a_wrong_row_is_not_submitted(
    starter: ForkedStarter, office: Office, tmp_path: Path
) -> None:
    """The letter is what makes a dossier of a list; good rows go alone only if that is asked for."""
    dossier = a_dossier_id()
    bare = await starter("dossier", "submit", written(tmp_path / "bare.csv", dossier, a_row("01")))
    path = written(tmp_path / "d.csv", dossier, *_with_letter(a_row("01"), a_row("02", award="KHONG-CO")))
    held = await starter("dossier", "submit", path)
    valid = await starter("dossier", "submit", path, "--accept-valid", "--wait", "--json")

    assert 1 == bare.code
    assert f"dossier {dossier} has no submission letter; add letter with number" in bare.err
    assert 1 == held.code
    assert "Nothing was submitted" in held.out
    assert (1, 1, 1) == (valid.code, valid.json["accepted"], len(valid.json["refused"]))
    assert ["accepted"] == [row.result for row in await office.dossiers.rows_of(dossier)]


async def test_a_dossier_goes_from_a_file_to_another_envelope(
    starter: ForkedStarter, office: Office, tmp_path: Path
) -> None:
    """Submitted twice it is submitted once; handed over and gathered, its lineage is told both ways."""
    dossier, merged = a_dossier_id(), a_dossier_id()
    path = written(tmp_path / "d.xlsx", dossier, *_with_letter(a_row("01"), a_row("02")))
    first = await starter("dossier", "submit", path, "--wait", "--json")
    second = await starter("dossier", "submit", path, "--json")
    moved = await starter(
        *("dossier", "hand-over", dossier, f"{dossier}-02", "--into", merged),
        *("--as", "ward-office", "--reason", "Gộp theo ngành", "--json"),
    )
    part = f"{dossier}={moved.json['act_id']}"
    gathered = await starter(
        *("dossier", "gather", merged, "--from", part, "--body", "phuong-hoang-mai", "--as", "ward-office"),
        *_NEW_LETTER,
    )
    shown = await starter("dossier", "show", dossier, "--rows", "--json")
    exported = await starter("export", "dossier", dossier, "--json")
    unknown = await starter("export", "dossier", "nowhere")
    printed = await starter("dossier", "show", dossier, "--rows")
    listed = await starter("dossier", "list")
    way = await starter("dossier", "way", f"{dossier}-02", "--json")

    assert [dossier, merged] == [row["carried_by"] for row in exported.json["rows"]]
    assert (1, True) == (unknown.code, 'no dossier is called "nowhere"' in unknown.err)
    assert (0, 0) == (first.code, second.code)
    assert first.json["answer"] == second.json["answer"]
    assert "dossier.submitted" in gathered.out
    assert [dossier, merged] == [row["carried_by"] for row in shown.json["rows"]]
    assert {"accepted": 2, "known": 0, "refused": 0} == shown.json["counts"]
    assert "Tờ trình / Letter: 12/TTr-UBND, 30/12/2025, " in printed.out
    assert "Gộp theo ngành" in printed.out
    assert dossier in listed.out
    assert merged in listed.out
    assert [dossier, merged] == [each["dossier_id"] for each in way.json]
    assert 2 == len(await office.dossiers.rows_of(dossier))


async def test_an_identity_number_becomes_a_code_and_goes_nowhere_else(
    starter: ForkedStarter, office: Office, tmp_path: Path
) -> None:
    """Two rows of one person have one code; the number stands in no row, no history and no output."""
    dossier, number = a_dossier_id(), "001085778899"
    person = {"nominee_kind": "individual", "identity_number": number}
    rows = _with_letter(
        a_row("01", **person),
        a_row("02", **person, award="GK_XA"),
        a_row("03", nominee_kind="individual", identity_number="001085778900"),
        a_row("04", nominee_kind="collective", identity_number=number),
    )
    path = written(tmp_path / "d.csv", dossier, *rows)
    said = await starter("dossier", "submit", path, "--accept-valid", "--wait", "--json")
    known = [await office.reader.nomination(f"{dossier}-{ref}") for ref in ("01", "02", "03")]
    codes = [each.content.nominee.nominee_id for each in known if each is not None]
    handle = office.client.get_workflow_handle(nomination_workflow_id(f"{dossier}-01"))
    shown = await starter("dossier", "show", dossier, "--rows", "--json")
    recorded = await handle.fetch_history()
    for event in recorded.events:
        await reveal(office.client, event)
    history = recorded.to_json()

    assert [("04", "identity_number")] == [
        (row["ref"], row["faults"][0]["column"]) for row in said.json["refused"]
    ]
    assert codes[0] is not None
    assert codes[0] == codes[1]
    assert codes[2] not in {None, codes[0]}
    assert number not in history + said.out + said.err + shown.out
