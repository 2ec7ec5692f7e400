"""A revocation and a restoration, from the command line."""

from uuid import uuid4

from cli.connection import Office
from tests.e2e.climbing import approved, opened
from tests.e2e.conftest import ForkedStarter


async def test_a_grant_is_revoked_recovered_and_restored(starter: ForkedStarter, office: Office) -> None:
    """Opened by the nominator, decided by the chair under a number, recovered by an officer, then undone."""
    request = await opened(office)
    grant = request.nomination_id
    words = ("revocation", "open", grant, "--as", "ward-office", "--reason", "Kê khai sai", "--json")
    revoke = (*words, "--action", "revoke", "--ground", "fraud")
    too_early = await starter(*revoke)
    await approved(office, request, "ward", "city")
    asked = await starter(*revoke, "--recover", "cash", "--recover", "certificate")
    name = asked.json["matter"].partition(":")[2]
    decide = ("revocation", "decide", name, "--reason", "Đã xác minh", "--grant", "--json")
    by_opener = await starter(*decide, "--as", "ward-office")
    decided = await starter(*decide, "--as", "city-chair")
    waiting, case = await starter("revocation", "show", name), await starter("show", grant)
    recovered = ("revocation", "recovered", name)
    cash = await starter(*recovered, "cash", "--as", "city-officer-1", "--amount", "2235000", "--json")
    paper = await starter(*recovered, "certificate", "--as", "city-officer-1")
    done = await starter("revocation", "show", name, "--json")
    back = await starter(*words, "--action", "restore", "--ground", "wrongly_revoked")
    again = back.json["matter"].partition(":")[2]
    restored = await starter(
        "revocation", "decide", again, "--as", "city-deputy", "--reason", "Sai", "--grant"
    )
    listed, verified = await starter("revocation", "list"), await starter("verify", "--json")

    assert (1, "unknown_grant") == (too_early.code, too_early.json["reason"])
    assert (0, "opened") == (asked.code, asked.json["status"])
    assert (1, "own_nomination") == (by_opener.code, by_opener.json["reason"])
    assert (0, "recovering") == (decided.code, decided.json["status"])
    assert decided.json["number"].endswith("/QĐ-UBND")
    assert "Còn phải thu hồi: tiền thưởng" in waiting.out
    assert "Still to be given back: certificate" in waiting.out
    assert decided.json["number"] in waiting.out
    assert f"Revocation of BK_TP (grant {grant})" in case.out
    assert "Status:       conferred" in case.out
    assert "recovering" == cash.json["status"]
    assert "Status: done" in paper.out
    assert ["cash", "certificate"] == [each["item"] for each in done.json["matter"]["state"]["recovered"]]
    assert 0 == restored.code
    assert all(each in listed.out for each in (name, again, grant))
    assert verified.json["matters"] >= 2
    assert not {f"revocation:{each}" for each in (name, again)} & {
        finding["nomination_id"] for finding in verified.json["findings"]
    }


async def test_what_does_not_exist_or_does_not_fit_is_one_line(starter: ForkedStarter) -> None:
    """An unknown revocation, and a ground that is none for a restoration."""
    unknown = await starter("revocation", "show", str(uuid4()))
    wrong = await starter(
        *("revocation", "open", "g-1", "--as", "a", "--action", "restore", "--ground", "fraud"),
        *("--reason", "x"),
    )

    assert (1, "") == (unknown.code, unknown.out)
    assert "revocation list" in unknown.err
    assert (2, "") == (wrong.code, wrong.out)
    assert "wrongly_revoked is for a restoration" in wrong.err
