"""Personal data from the command line: a document is attached and had again, a person is erased."""

from pathlib import Path
from uuid import uuid4

from cli.connection import Office
from schemas.erasure import ERASED
from tests.cases import a_nomination
from tests.e2e.climbing import opened
from tests.e2e.conftest import ForkedStarter

WHY = "Theo yêu cầu, Điều 14(1) Luật 91/2025/QH15"


async def test_a_person_is_erased_with_everything_that_is_told_of_them(
    starter: ForkedStarter, office: Office, tmp_path: Path
) -> None:
    """Refused while the case is open; afterwards nothing can be read, and verify finds nothing amiss."""
    request = await opened(office)
    nomination, paper = request.nomination_id, tmp_path / "giấy khen.pdf"
    paper.write_bytes(b"%PDF-1.7 " + uuid4().bytes)
    subject = f"nomination:{nomination}"
    erase = ("erase", subject, "--as", "ward-chair", "--reason", WHY)
    attached = await starter("attach", paper, "--to", nomination, "--as", "ward-office", "--json")
    digest = attached.json["sha256"]
    got = await starter("attachment", "get", digest, "--to", tmp_path / "lại.pdf")
    twice = await starter("attachment", "get", digest, "--to", tmp_path / "lại.pdf")
    too_early = await starter(*erase)
    await starter("withdraw", nomination, "--as", "ward-office", "--reason", "Đơn vị xin rút")
    erased = await starter(*erase, "--json")
    shown = await starter("show", nomination, "--json")
    gone = await starter("attachment", "get", digest)
    report = (await starter("verify", "--json")).json

    assert (0, subject) == (attached.code, attached.json["subject"])
    assert (0, 1) == (got.code, twice.code)
    assert "add --force" in twice.err
    assert paper.read_bytes() == (tmp_path / "lại.pdf").read_bytes()
    assert 1 == too_early.code
    assert nomination in too_early.out
    assert (0, "receipt") == (erased.code, erased.json["answer"])
    assert ERASED in shown.out
    assert request.content.nominee.name not in shown.out
    assert "Đơn vị xin rút" not in shown.out
    assert (1, "") == (gone.code, gone.out)
    assert "was erased with its person" in gone.err
    assert not [
        each for each in report["findings"] if each["nomination_id"] in {nomination, "person:erasures"}
    ]
    assert report["erasures"] >= 1


async def test_what_cannot_be_attached_or_had_is_one_line(starter: ForkedStarter, tmp_path: Path) -> None:
    """A page that calls itself a document, and a hash that nobody knows, say what to do next."""
    page = tmp_path / "trang.pdf"
    page.write_text("<html>")
    attached = await starter("attach", page, "--to", "p-1", "--as", "ward-office")
    listed = await starter("attachment", "list", a_nomination().nomination_id, "--json")
    unknown = await starter("attachment", "get", "0" * 64)

    assert (1, "") == (attached.code, attached.out)
    assert "neither PDF, PNG nor JPEG" in attached.err
    assert [] == listed.json
    assert 1 == unknown.code
    assert "no attachment has the hash" in unknown.err
