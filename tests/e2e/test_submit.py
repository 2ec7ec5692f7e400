"""Submitting a dossier: what is new is taken in once, what is known is known, what is wrong says so."""

import asyncio
from pathlib import Path

from cli.connection import Office
from schemas.ledger import EntryKind
from tests.e2e.conftest import ForkedStarter, Said
from tests.e2e.dossiers import a_dossier_id, a_row, written


def _results(said: Said) -> list[tuple[str, str]]:
    return [(row["ref"], row["result"]) for row in said.json["rows"]]


async def _on_record(office: Office, dossier_id: str) -> list[str]:
    return [
        item.nomination_id
        for item in await office.reader.listing(None, None)
        if item.dossier_id == dossier_id
    ]


async def test_a_dry_run_changes_nothing(starter: ForkedStarter, office: Office, tmp_path: Path) -> None:
    """A nominator can check a file as often as they like."""
    dossier = a_dossier_id()
    said = await starter(
        "submit", written(tmp_path / "hồ sơ.csv", dossier, a_row("01"), a_row("02")), "--dry-run"
    )

    assert 0 == said.code
    assert "2 would be accepted" == said.out.splitlines()[-1]
    assert [] == await _on_record(office, dossier)


async def test_one_dossier_in_four_formats_is_one_set_of_cases(
    starter: ForkedStarter, office: Office, tmp_path: Path
) -> None:
    """Whoever sends a file again makes no second case; who sends other content under its refs is refused."""
    dossier = a_dossier_id()
    yaml, *others = [
        written(
            tmp_path / f"hồ sơ{ending}",
            dossier,
            a_row("01"),
            a_row("02", award="LDTT", nominee_kind="individual"),
        )
        for ending in (".yaml", ".json", ".csv", ".xlsx")
    ]
    first = await starter("submit", yaml, "--json")
    changed = written(tmp_path / "khác.csv", dossier, a_row("01", achievement="Khác hẳn"), a_row("03"))
    *again, other = await asyncio.gather(*(starter("submit", file, "--json") for file in [*others, changed]))
    entries = [await office.reader.entry_heads(f"{dossier}-{ref}") for ref in ("01", "02")]

    assert (0, [("01", "accepted"), ("02", "accepted")]) == (first.code, _results(first))
    assert [(0, [("01", "already on record"), ("02", "already on record")])] * 3 == [
        (said.code, _results(said)) for said in again
    ]
    assert (1, [("01", "refused"), ("03", "accepted")]) == (other.code, _results(other))
    assert "is on record with other content" in other.json["rows"][0]["reason"]
    assert [[EntryKind.NOMINATION_ACCEPTED]] * 2 == [[entry.kind for entry in each] for each in entries]


async def test_rows_are_submitted_beside_bad_ones_only_when_asked(
    starter: ForkedStarter, office: Office, tmp_path: Path
) -> None:
    """A nominator decides whether the rest of a dossier waits for the rows that have to be corrected."""
    dossier = a_dossier_id()
    file = written(tmp_path / "hồ sơ.csv", dossier, a_row("01"), a_row("02", award="Cúp vàng"), a_row("03"))
    held_back = await starter("submit", file)
    before = await _on_record(office, dossier)
    sent = await starter("submit", file, "--accept-valid")

    assert (1, "2 held back, 1 refused") == (held_back.code, held_back.out.splitlines()[-1])
    assert [] == before
    assert (1, "2 accepted, 1 refused") == (sent.code, sent.out.splitlines()[-1])
    assert '"Cúp vàng" is not an award' in " ".join(sent.out.split())
    assert [f"{dossier}-01", f"{dossier}-03"] == await _on_record(office, dossier)
