"""Synthetic cases on a demo's servers: whatever goes another way than the file says stops them, in words."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from adapters.embedded import StackCard, new_stack_beside
from adapters.synthetic_file import read_cases, write_rules
from adapters.try_out_keys import enrol_everybody
from cli.connection import Office
from cli.play import DemoError
from cli.synthetic import play_synthetic
from schemas.messages import RefusalReason
from schemas.names import MessageName
from schemas.synthetic import Expected, SyntheticCase, SyntheticCases
from tests.e2e.conftest import Folder, office_on


@pytest.fixture(scope="module")
def written(repository: Path) -> SyntheticCases:
    """The file as it is."""
    return read_cases(repository / "examples" / "synthetic-cases.yaml")


@pytest.fixture(scope="module")
def synthetic_card(new_folder: Folder, written: SyntheticCases) -> Iterator[StackCard]:
    """Servers and a worker process under the synthetic rules, as the demo starts them."""
    stack = new_stack_beside(new_folder("hồ sơ giả lập"))
    rules = stack.folder / "rules"
    write_rules(written, rules)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("RULES_FOLDER", str(rules))
        yield stack.start(rules)
    stack.remove()


@pytest.fixture(scope="module")
async def synthetic_office(synthetic_card: StackCard) -> AsyncIterator[Office]:
    """The same, as this process sees them, with keys for everybody."""
    async with office_on(synthetic_card) as office:
        await enrol_everybody(office.keys, office.keyring)
        yield office


def _only(written: SyntheticCases, case: SyntheticCase) -> SyntheticCases:
    return written.model_copy(update={"cases": (case,)})


def _named(written: SyntheticCases, ref: str) -> SyntheticCase:
    return next(case for case in written.cases if case.ref == ref)


def _changed(case: SyntheticCase, number: int, changes: dict[str, Any]) -> SyntheticCase:
    """Return the case under a ref of its own up to this step, which is changed."""
    *before, last = case.steps[:number]
    steps = (*before, last.model_copy(update=changes))
    return case.model_copy(update={"ref": f"{case.ref}-{number}-{next(iter(changes))}", "steps": steps})


@pytest.mark.parametrize(
    ("ref", "number", "changes", "fault"),
    [
        ("syn-01-returned", 1, {"refused": RefusalReason.CLOSED}, "it was taken, not refused (closed)"),
        ("syn-01-returned", 2, {"then": Expected(round=5)}, "round is 2, not 5"),
        ("syn-01-returned", 4, {"given": {"findings": 7}}, "findings: Input should be a valid tuple"),
        ("syn-05-reassigned", 2, {"refused": None}, "it was refused (not_on_panel), not taken"),
        ("syn-04-delegated", 3, {"by": "syn-nominator"}, "the register refused to delegate: "),
        ("syn-06-lapsed", 2, {"rings": ()}, "time has written deadline.reminded, not nothing"),
        ("syn-09-secret-vote", 2, {"by": "syn-city-officer"}, "only the secretary, the chair or a deputy of"),
        ("syn-09-secret-vote", 2, {"agree": ("syn-city-chair",)}, "syn-city-chair is not a member of"),
        ("syn-10-lower-award", 7, {"then": Expected(award="syn-co")}, "award is syn-bang-khen, not syn-co"),
        ("syn-12-not-eligible", 1, {"by": "syn-city-officer"}, "the award record refused row 1: "),
        ("syn-12-not-eligible", 1, {"given": {"rows": [{"ref": "syn-x"}]}}, "refused row 1: column "),
        ("syn-12-not-eligible", 2, {"by": "syn-city-chair"}, "the award record refused to be vouched for: "),
        ("syn-12-not-eligible", 3, {"then": Expected(gate="decision")}, "gate is eligibility, not decision"),
        ("syn-14-last-place", 3, {"taken": 0}, "1 of 1 places are taken, not 0 of 1"),
        ("syn-16-flagged", 4, {"stands": "opened"}, "it was refused (unknown_grant), not taken"),
    ],
)
async def test_what_the_file_does_not_say_stops_the_play(  # noqa: PLR0917 - each names a part of the case
    synthetic_office: Office,
    written: SyntheticCases,
    ref: str,
    number: int,
    changes: dict[str, Any],
    fault: str,
) -> None:
    """No step passes by itself: an answer, an entry or a place that differs is named with case and step."""
    case = _changed(_named(written, ref), number, changes)

    with pytest.raises(DemoError) as stopped:
        await play_synthetic(synthetic_office, _only(written, case), 0)

    assert str(stopped.value).startswith(f"{case.ref}, step {number} (Synthetic: ")
    assert fault in str(stopped.value)
    assert "\n" not in str(stopped.value)


async def test_a_case_is_played_after_the_one_that_it_names(
    synthetic_office: Office, repository: Path, tmp_path: Path
) -> None:
    """Whether a place is left does not depend on chance: the first has ended when the second one begins."""
    file = tmp_path / "synthetic-cases.yaml"
    text = (repository / "examples" / file.name).read_text(encoding="utf-8")
    for name in ("syn-14-", "syn-15-", "syn-unit-14", "syn-subject-14", "syn-subject-15"):
        text = text.replace(name, name.replace("1", "2", 1))
    file.write_text(text, encoding="utf-8")
    written = read_cases(file)
    pair = tuple(_named(written, ref) for ref in ("syn-24-last-place", "syn-25-quota-spent"))
    figures = await play_synthetic(synthetic_office, written.model_copy(update={"cases": pair}), 0)
    first, second = [await synthetic_office.reader.entry_heads(f"syn-cases-{case.ref}") for case in pair]

    assert ["conferred", "rejected"] == [case["status"] for case in figures["cases"].values()]
    assert first[-1].recorded_at < second[1].recorded_at


@pytest.mark.parametrize(
    ("number", "changes", "fault"),
    [
        (5, {"of": "syn-other"}, 'no matter before this has the id "syn-other"; correct of'),
        (5, {"message": MessageName.DECIDE}, "decide is not sent to a matter; use another step for it"),
        (
            9,
            {"subject": "syn-subject-0"},
            "the award record shows nothing, not syn-chien-si-co-so 1999, 2000",
        ),
    ],
)
async def test_a_step_that_fits_nothing_is_an_error_of_the_file(
    synthetic_office: Office, written: SyntheticCases, number: int, changes: dict[str, Any], fault: str
) -> None:
    """What the record does not show, and what no matter takes, is named and not passed over."""
    case = _named(written, "syn-16-flagged")
    step = case.steps[number - 1].model_copy(update=changes)
    case = case.model_copy(update={"ref": f"syn-alone-{number}-{next(iter(changes))}", "steps": (step,)})

    with pytest.raises(DemoError, match=f"step 1 .*{fault}"):
        await play_synthetic(synthetic_office, _only(written, case), 0)


async def test_a_vote_that_nobody_waits_for_is_an_error_of_the_file(
    synthetic_office: Office, written: SyntheticCases
) -> None:
    """A sitting in the wrong place is said to be there, before a council is called for nothing."""
    sitting = _named(written, "syn-09-secret-vote").steps[1]
    case = _named(written, "syn-05-reassigned").model_copy(update={"ref": "syn-early", "steps": (sitting,)})

    with pytest.raises(DemoError, match="the case does not wait for a council"):
        await play_synthetic(synthetic_office, _only(written, case), 0)


async def test_an_id_that_no_act_has_is_an_error_of_the_file(
    synthetic_office: Office, written: SyntheticCases
) -> None:
    """A name that leads nowhere is reported, not sent."""
    comments = _named(written, "syn-08-public-comment")
    forward, resolve = comments.steps[0], comments.steps[4]
    case = comments.model_copy(update={"ref": "syn-nowhere", "steps": (forward, resolve)})

    with pytest.raises(DemoError, match='no act before this one has the id "syn-comment"'):
        await play_synthetic(synthetic_office, _only(written, case), 0)
