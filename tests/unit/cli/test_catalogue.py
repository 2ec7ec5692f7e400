"""`awards` without any servers: the catalogue as a table, and one award explained."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli import connection
from cli.app import app
from domain.errors import RuleSetError
from tests.unit.rules.shipped import BOOK, THREE_TIER_2017, TWO_TIER_2025, award_of

_RUN = CliRunner()


@pytest.fixture(autouse=True)
def no_servers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """There are no servers, whatever the machine of the test has running."""
    for name in ("TEMPORAL_ADDRESS", "DATABASE_URL", "RULES_FOLDER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(connection, "UP_CARD", tmp_path / "none.json")
    monkeypatch.setattr(connection, "DEMO_FOLDER", tmp_path / "none")


def test_all_awards_of_a_rule_set_are_listed() -> None:
    """Every award is a line with its name, whom it is for, its level and its cash."""
    said = _RUN.invoke(app, ["awards", "--rule-set", TWO_TIER_2025])
    lines = {line.split()[0]: " ".join(line.split()) for line in said.output.splitlines()[2:]}

    assert 0 == said.exit_code
    assert {award.code for award in BOOK.named(TWO_TIER_2025).awards} == set(lines)
    assert "TTLDXS Tập thể lao động xuất sắc title tập thể city tập thể 1.5" == lines["TTLDXS"]
    assert lines["GK_HUYEN"].endswith("only on record chưa rõ")


@pytest.mark.parametrize("day", ["2020-01-18", "18/01/2020"])
def test_the_rules_of_a_day_are_shown(day: str) -> None:
    """What held on the day of the article is what is listed for it, in whichever way the day is written."""
    said = _RUN.invoke(app, ["awards", "--on", day, "--json"])
    shown = json.loads(said.output)

    assert THREE_TIER_2017 == shown["rule_set"]
    assert [award.code for award in BOOK.named(THREE_TIER_2017).awards] == [
        a["code"] for a in shown["awards"]
    ]


def test_one_award_is_explained_in_both_languages() -> None:
    """Each condition stands with its source and mark; quota, vote, papers, cash and gates are told."""
    said = _RUN.invoke(app, ["awards", "chiến sĩ thi đua cơ sở", "--rule-set", TWO_TIER_2025])
    rules = BOOK.named(TWO_TIER_2025)
    award = award_of(rules, "CSTDCS")
    procedure = next(each for each in rules.procedures if each.procedure == award.procedures[0])
    gates = [plan.gate for plan in procedure.stages["ward"]]

    assert 0 == said.exit_code
    for condition in award.conditions:
        mark_and_source = f"[{condition.basis.mark}] {condition.basis.citation}"
        assert f"- {condition.condition}: {condition.name_vi}" in said.output
        assert f"  {condition.condition}: {condition.name_en}" in said.output
        assert mark_and_source in said.output
    for told in (
        "- mỗi năm không quá 15 % số LDTT của đơn vị, phần lẻ từ một nửa tính là một.",
        "  at most 15 % of the unit's LDTT of the year, rounded half up.",
        "- ít nhất 51 % tổng số thành viên hội đồng.",
        "  initiative: Certificate of the initiative, its effect and scope",
        "  individual 1.0 times the base wage.",
        f"ward: {' > '.join(gates)}",
        "ward: tiếp nhận > xét điều kiện > thẩm định",
    ):
        assert told in said.output


def test_what_is_not_known_is_said_to_be_unknown() -> None:
    """An award without a source for its vote, papers or cash says so, and is not shown as having none."""
    said = _RUN.invoke(app, ["awards", "HCDC", "--rule-set", THREE_TIER_2017])

    assert 3 == said.output.splitlines().count("  not known")
    assert "- mỗi cấp chỉ có quyết định (ward, district, city, state)" in said.output


def test_an_award_only_on_record_says_so() -> None:
    """Nobody looks for gates of an award that no body confers."""
    said = _RUN.invoke(app, ["awards", "GK_HUYEN", "--rule-set", TWO_TIER_2025])

    assert "  Only on record: no body of this rule set confers it" in said.output
    assert "  nothing is decided on it" in said.output


def test_the_explanation_of_a_script_is_the_same() -> None:
    """As JSON, the award comes whole and with the sentences that a person reads."""
    said = _RUN.invoke(app, ["awards", "LDTT", "--rule-set", TWO_TIER_2025, "--json"])
    shown = json.loads(said.output)
    conditions = next(each for each in shown["explained"] if each["title"]["en"] == "Conditions")

    assert "1.012379" == shown["award"]["public_service"]
    assert len(shown["award"]["conditions"]) == len(conditions["lines"])
    assert all({"vi", "en"} == set(line) for line in conditions["lines"])


@pytest.mark.parametrize("name", ["LDT", "Bằng\x00khen"])
def test_an_unknown_award_is_one_line(name: str) -> None:
    """A misspelt name is told with what is known, not by a traceback."""
    said = _RUN.invoke(app, ["awards", name])

    assert isinstance(said.exception, RuleSetError)
    assert "\n" not in str(said.exception)
