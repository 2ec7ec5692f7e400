"""The synthetic cases of the demo: nothing in them can be taken for real, and their rules are in order."""

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from adapters.strict_yaml import load_strictly
from domain.gates.registry import GATES
from domain.rule_check import faults_of
from schemas.dossier import NominationRow
from schemas.grant_rows import GrantRow
from schemas.ledger import EntryKind
from schemas.messages import RefusalReason
from schemas.names import MessageName
from schemas.rules import RuleSet

_SAYS_SO = re.compile(r"giả lập|synthetic", re.IGNORECASE)
_PERIOD = re.compile(r"[1-9][0-9]* working days")
_PARTS = ("levels", "bodies", "procedures", "awards")
_KINDS = {"act", "register", "sitting", "wait", "grants", "matter", "award_record", "quota"}
_WHO = ("by", "on_behalf_of", "body", "id", "subject", "nominee_id", "unit", "award_record", "quota")


@pytest.fixture(scope="module")
def script(repository: Path) -> Any:  # noqa: ANN401 - any YAML
    """The file as it is."""
    return load_strictly((repository / "examples" / "synthetic-cases.yaml").read_bytes())


@pytest.fixture(scope="module")
def rule_set(script: Any) -> RuleSet:  # noqa: ANN401 - any YAML
    """The rules in it, as if they were read from a folder of their own."""
    rules = script["rules"]
    fields = rules["rule_set"] | {part: rules[part] for part in _PARTS} | {"digest": "0" * 64}
    return RuleSet.model_validate(fields, extra="forbid")


def _texts(value: Any, field: str = "") -> Iterator[tuple[str, str]]:  # noqa: ANN401 - any YAML
    """Every text below a value, with the name of its field."""
    if isinstance(value, dict):
        for name, below in value.items():  # pyright: ignore[reportUnknownVariableType]
            yield from _texts(below, str(name))  # pyright: ignore[reportUnknownArgumentType]
    elif isinstance(value, list):
        for below in value:  # pyright: ignore[reportUnknownVariableType]
            yield from _texts(below, field)
    elif isinstance(value, str):
        yield field, value


def _steps(script: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - any YAML
    return [step for case in script["cases"] for step in case["steps"]]


def _nominations(script: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - any YAML
    return [case["nomination"] for case in script["cases"]]


def _imported(script: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - any YAML
    return [row for step in _steps(script) for row in step.get("with", {}).get("rows", ())]


def test_every_sentence_says_that_it_is_synthetic(script: Any) -> None:  # noqa: ANN401 - any YAML
    """Whatever of it is shown alone, no reader can take it for a fact about a person or an office."""
    sentences = [
        text for field, text in _texts(script)
        if " " in text and not (field in {"wait", "for"} and _PERIOD.fullmatch(text))
    ]  # fmt: skip

    assert sentences
    assert [] == [text for text in sentences if not _SAYS_SO.search(text)]
    assert [] == [text for text in sentences if unicodedata.normalize("NFC", text) != text]


def test_every_name_in_it_is_marked(script: Any, rule_set: RuleSet) -> None:  # noqa: ANN401 - any YAML
    """A code that leaves the file, in a ledger or a list, shows where it comes from."""
    names = [rule_set.rule_set, script["dossier"]["dossier_id"], *(case["ref"] for case in script["cases"])]
    names += [level.level for level in rule_set.levels] + [award.code for award in rule_set.awards]
    names += [body.body for body in rule_set.bodies] + [each.procedure for each in rule_set.procedures]
    names += [one.condition for award in rule_set.awards for one in award.conditions]
    names += [person.person for body in rule_set.bodies for person in body.people]
    names += [step[role] for step in _steps(script) for role in _WHO if role in step]
    names += [nomination[code] for nomination in _nominations(script) for code in _WHO if code in nomination]
    names += [row[code] for row in _imported(script) for code in ("ref", "award", *_WHO) if code in row]

    assert [] == [name for name in names if not name.startswith("syn-")]


def test_its_rules_are_in_order(rule_set: RuleSet) -> None:
    """The rule set passes the checks that shipped ones pass, down to the settings of each gate."""
    plans = [
        plan for procedure in rule_set.procedures for stage in procedure.stages.values() for plan in stage
    ]
    for plan in plans:
        GATES[plan.gate].settings.model_validate(plan.settings, extra="forbid")

    assert {*GATES} == {plan.gate for plan in plans}
    assert [] == faults_of(rule_set)


def test_its_nominations_go_ways_that_their_awards_have(
    script: Any,  # noqa: ANN401 - any YAML
    rule_set: RuleSet,
) -> None:
    """Each case is a row that a dossier could hold, and its procedure is one of its award's."""
    awards = {award.code: award for award in rule_set.awards}
    for case in script["cases"]:
        row = NominationRow.model_validate({"ref": case["ref"]} | case["nomination"])
        award = awards[row.award]

        assert row.nominee_kind in award.subjects
        assert case.get("procedure", award.procedures[0]) in award.procedures


def test_its_steps_use_the_words_of_the_product(script: Any) -> None:  # noqa: ANN401 - any YAML
    """A message, refusal or entry that was renamed is noticed here and not in front of an audience."""
    steps = _steps(script)

    assert all(1 == len(_KINDS & step.keys()) for step in steps)
    assert all({"vi", "en"} <= step.keys() for step in steps)
    assert {step[kind] for step in steps for kind in ("act", "matter") if kind in step} <= {*MessageName}
    assert {step["refused"] for step in steps if "refused" in step} <= {*RefusalReason}
    assert {kind for step in steps for kind in step.get("rings", ())} <= {*EntryKind}


def test_its_imported_grants_are_in_order(script: Any, rule_set: RuleSet) -> None:  # noqa: ANN401 - any YAML
    """Every row is one that an office could import, under a ref of its own, for an award of these rules."""
    rows = [GrantRow.model_validate(row) for row in _imported(script)]

    assert rows
    assert len(rows) == len({row.ref for row in rows})
    assert {row.award for row in rows} <= {award.code for award in rule_set.awards}
