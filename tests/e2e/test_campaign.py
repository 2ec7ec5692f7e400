"""The campaigns of the article from the command line: unknown where it is silent, no sum too many."""

from pathlib import Path

import pytest

from tests.e2e.conftest import ForkedStarter
from tests.e2e.dossiers import a_dossier_id, a_row, written

OFFICER, CHAIR = ("--as", "district-officer-1"), ("--as", "district-chair")
FILE_2020, FILE_2019 = "examples/hoang-mai-2020-campaign.yaml", "examples/hoang-mai-2019-campaign.yaml"


@pytest.fixture(scope="module")
async def campaigns(starter: ForkedStarter) -> ForkedStarter:
    """The command line after both campaigns are launched, pledged to and reported on."""
    for words in (
        ("launch", FILE_2020, *CHAIR),
        ("pledge", "hoang-mai-2020", FILE_2020, *OFFICER),
        ("launch", FILE_2019, *CHAIR),
        ("report", "hoang-mai-2019", FILE_2019, *OFFICER),
    ):
        assert 0 == (await starter("campaign", *words)).code
    return starter


async def test_the_campaign_of_2020_prints_what_is_known_and_no_more(campaigns: ForkedStarter) -> None:
    """Four of five content groups, pledges without a number, no day, no theme, no round."""
    shown = await campaigns("campaign", "show", "hoang-mai-2020")
    summary = await campaigns("campaign", "summary", "hoang-mai-2020")
    [group_rows] = [shown.out.partition("Phong trào / movements")[0].partition("content groups:")[2]]

    assert "4/5 được nêu / 4 of 5 named" in summary.out
    assert "đã ký; số đơn vị không rõ / signed; number unknown" in summary.out
    assert "Giữ vững kỷ cương hành chính, trật tự văn minh đô thị" in group_rows
    assert 1 == group_rows.count("không rõ / unknown")
    assert "phát động / launched: không rõ / unknown" in shown.out
    assert "chủ đề / theme: không rõ / unknown" in shown.out
    assert "Chủ tịch UBND quận (district-chair)" in shown.out
    assert "Bí thư Quận ủy" in shown.out
    assert 3 == sum("không rõ / unknown" in line for line in shown.out.splitlines() if "ác " in line[:40])


async def test_the_results_of_2019_print_as_the_article_gives_them(campaigns: ForkedStarter) -> None:
    """Exact figures with a decimal comma, what they rest on unknown, and two sums that stay two."""
    said = (await campaigns("campaign", "summary", "hoang-mai-2019")).out
    results, _, rests = said.partition("what figures rest on")
    of = {line[:20]: line for line in results.splitlines()}
    unknown = "không rõ / unknown"

    assert "14.600.000.000 đồng (14,6 tỷ đồng)" in of["Huy động cho gia đìn"]
    assert "1.300.000.000 đồng (1,3 tỷ đồng)" in of["Quỹ đền ơn, đáp nghĩ"]
    assert "15,9" not in said
    assert "15.900.000.000" not in said
    assert "49 hộ / households" in of["Hộ được giúp thoát n"]
    assert "100 %" in of["Công trình xây dựng "]
    assert "giảm 50 % / 50 % fewer" in of["Vi phạm trật tự xây "]
    assert 1 == of["Tập thể, cá nhân đượ"].count(unknown)
    assert 6 == results.count("không giao ước / not pledged")
    assert f"mẫu số / denominator: {unknown}" in rests
    assert f"so với / against 2018; số tuyệt đối / absolute: {unknown}" in rests
    assert "không cộng hai khoản" in rests
    assert f"5 có số liệu / with a figure; 1 {unknown}" in said
    assert "chưa có bản giao ước nào trên sổ, số lượng không rõ" in said
    assert f"content groups: {unknown}" in said


async def test_the_same_file_again_changes_nothing(campaigns: ForkedStarter) -> None:
    """Each act has the id that its content gives it, so a repeat gets the first receipt."""
    launched = [(await campaigns("campaign", "launch", FILE_2020, *CHAIR, "--json")).json for _ in "ab"]
    pledge = ("campaign", "pledge", "hoang-mai-2020", FILE_2020, *OFFICER, "--json")
    pledged = [(await campaigns(*pledge)).json for _ in "ab"]
    shown = (await campaigns("campaign", "show", "hoang-mai-2020", "--json")).json

    assert launched[0] == launched[1]
    assert pledged[0] == pledged[1]
    assert 3 == len(shown["pledges"])
    assert [None, None, None] == [pledge["units"] for pledge in shown["pledges"]]


async def test_a_campaign_is_pledged_to_reported_on_and_closed_by_options(
    campaigns: ForkedStarter, tmp_path: Path
) -> None:
    """What a file does can be said with options, refusals exit with 1, and the summary goes into a file."""
    own = tmp_path / "own.yaml"
    own.write_text(
        "campaign: {campaign_id: thu-2026, body: quan-hoang-mai, rule_set: 2017-three-tier, year: 2026, "
        "name_vi: Phong trào thử}\n"
    )
    metric = ("--metric", "trees", "--name", "Cây trồng mới", "--measure", "items")
    assert 0 == (await campaigns("campaign", "launch", own, *CHAIR)).code
    pledged = await campaigns(
        *("campaign", "pledge", "thu-2026", "--unit", "phuong", *metric, "--value", "10", "--as"),
        "ward-chair",
    )
    reported = await campaigns(
        *("campaign", "report", "thu-2026", "--unit", "phuong", *metric, "--value", "12"), *OFFICER
    )
    refused = await campaigns("campaign", "close", "thu-2026", "--summary", "Xong", *OFFICER, "--json")
    closed = await campaigns("campaign", "close", "thu-2026", "--summary", "Đã tổng kết", *CHAIR, "--json")
    summary = (await campaigns("campaign", "summary", "thu-2026", "--json")).json
    exported = await campaigns("export", "campaign", "thu-2026", "-o", tmp_path / "thu.csv")
    listed = (await campaigns("campaign", "list", "--json")).json
    verified = await campaigns("verify", "--json")

    assert (0, 0) == (pledged.code, reported.code)
    assert (1, "not_entitled") == (refused.code, refused.json["reason"])
    assert (0, "closed") == (closed.code, closed.json["status"])
    assert [("12", "yes")] == [(line["achieved"]["amount"], line["met"]) for line in summary["lines"]]
    assert 0 == exported.code
    assert "thu-2026" not in verified.out
    assert "Cây trồng mới" in (tmp_path / "thu.csv").read_text(encoding="utf-8-sig")
    assert {"hoang-mai-2019", "hoang-mai-2020", "thu-2026"} <= {row["state"]["campaign_id"] for row in listed}


async def test_nominations_name_the_content_group_that_they_answer(
    campaigns: ForkedStarter, tmp_path: Path
) -> None:
    """One is taken and counted; one for a group that the campaign lacks is refused in one line."""
    named = {"campaign": "hoang-mai-2020", "content_group": "kinh-te"}
    taken = written(tmp_path / "taken.csv", a_dossier_id(), a_row("01", **named))
    lacking = written(
        tmp_path / "lacking.csv", a_dossier_id(), a_row("01", **(named | {"content_group": "y-te"}))
    )
    accepted, refused = await campaigns("submit", taken), await campaigns("submit", lacking, "--json")
    summary = await campaigns("campaign", "summary", "hoang-mai-2020")
    [row] = refused.json["rows"]

    assert 0 == accepted.code
    assert (1, "refused") == (refused.code, row["result"])
    assert 'content_group: "y-te" is not in campaign hoang-mai-2020; known are kinh-te' in row["reason"]
    assert "Đề nghị khen thưởng / nominations: 1" in summary.out
    assert "(kinh-te)" in summary.out.partition("Đề nghị khen thưởng")[2]


async def test_wrong_files_and_names_are_told_in_one_line(campaigns: ForkedStarter, tmp_path: Path) -> None:
    """A typing error in a field, a file of another campaign and an unknown campaign say what to do."""
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("campaign: {campaign_id: x, body: b, year: 2020, name_vi: X, colour: red}\n")
    typo = await campaigns("campaign", "launch", wrong, *CHAIR)
    other = await campaigns("campaign", "pledge", "hoang-mai-2019", FILE_2020, *OFFICER)
    unknown = await campaigns("campaign", "summary", "no-such")

    assert (1, "starter.py: wrong.yaml: campaign.colour: Extra inputs are not permitted\n") == (
        typo.code,
        typo.err,
    )
    assert "is of campaign hoang-mai-2020, not of hoang-mai-2019" in other.err
    assert 'no campaign is called "no-such"' in unknown.err
