"""How an act is completed with what the record shows, and codes that are none."""

from pathlib import Path
from uuid import uuid4

import pytest
from pydantic import ValidationError

from adapters.keyring import Keyring
from cli.codes import checked_code, in_plain_words, stands_in
from cli.sending import Envelope, filled
from domain.gates.consultation import Opinion
from domain.gates.intake import PapersCheck
from schemas.acts import Recusal
from schemas.messages import Decision, Verdict, Withdrawal
from schemas.views import About
from tests.gated import AGENCIES, MEMBERS, OFFICER, RULES, gated_book

ABOUT = About(level="ward", gate="intake", round=2, content_hash="ab" * 32)
ENVELOPE = Envelope("n-1", "p-1", "p-2")


def test_an_act_at_a_gate_says_where_on_what_by_whom_and_for_whom() -> None:
    """Nobody has to type what the record knows, and the id is the one that was chosen."""
    act_id = uuid4()
    act = filled(PapersCheck, ENVELOPE, act_id, ABOUT, {"missing": ("report",)})

    assert (act_id, "p-1", "p-2") == (act.act_id, act.actor_id, act.on_behalf_of)
    assert ("ward", "intake", 2, "ab" * 32) == (act.level, act.gate, act.round, act.content_hash)
    assert ("report",) == act.missing


def test_older_messages_get_the_same_under_their_own_names() -> None:
    """A decision calls its id and its actor otherwise; a withdrawal is bound to no gate."""
    act_id = uuid4()
    decision = filled(Decision, ENVELOPE, act_id, ABOUT, {"verdict": Verdict.APPROVE})
    withdrawal = filled(Withdrawal, ENVELOPE, act_id, ABOUT, {"reason": "Xin rút"})

    assert (act_id, "p-1", "p-2", "intake") == (
        decision.decision_id,
        decision.reviewer_id,
        decision.on_behalf_of,
        decision.gate,
    )
    assert (act_id, "p-1") == (withdrawal.act_id, withdrawal.actor_id)


def test_the_hash_that_was_read_stands_before_the_current_one() -> None:
    """Who says what they read is not bound to what they did not."""
    read = Envelope("n-1", "p-1", seen="cd" * 32)

    assert "cd" * 32 == filled(PapersCheck, read, uuid4(), ABOUT, {}).content_hash


def test_a_field_that_a_message_does_not_have_is_a_fault_of_the_program() -> None:
    """It would be dropped silently, and with it what a person has typed."""
    with pytest.raises(TypeError, match=r"^Recusal has no reason$"):
        filled(Recusal, ENVELOPE, uuid4(), ABOUT, {"reason": "x"})


@pytest.mark.parametrize(
    ("model", "fields", "envelope", "line"),
    [
        (Decision, {"verdict": "approve"}, Envelope("n-1", "Nguyễn A"), "--as: is not a code; "),
        (Recusal, {}, Envelope("n-1", "Nguyễn A"), "--as: is not a code; "),
        (Opinion, {"opinion": "agrees"}, Envelope("n-1", "tax", "Nguyễn B"), "on_behalf_of: is not a code; "),
        (Opinion, {"opinion": "agrees"}, Envelope("n-1", "tax", seen="x"), "content_hash: is not a hash; "),
    ],
)
def test_a_wrong_code_or_hash_is_told_in_plain_words(
    model: type[Decision | Recusal | Opinion], fields: dict[str, object], envelope: Envelope, line: str
) -> None:
    """The option is named and what to write, no pattern, and not the name of a person."""
    with pytest.raises(ValidationError) as refused:
        filled(model, envelope, uuid4(), ABOUT, fields)
    [fault] = refused.value.errors()

    assert in_plain_words(fault).startswith(line)
    assert "Nguyễn" not in in_plain_words(fault)


def test_a_code_without_a_field_is_told_in_plain_words_too(tmp_path: Path) -> None:
    """A code that stands alone has no option to name; the line still begins with what is wrong."""
    with pytest.raises(ValidationError) as refused:
        Keyring(tmp_path).path_of("Nguyễn C")
    [fault] = refused.value.errors()

    assert in_plain_words(fault).startswith("what was given: is not a code; ")


def test_a_code_of_who_asks_is_checked_before_the_record_is_asked() -> None:
    """A name is no code anywhere on the command line."""
    assert "ward-chair" == checked_code("ward-chair")
    with pytest.raises(ValidationError):
        checked_code("Nguyễn Văn A")


@pytest.mark.parametrize(
    ("person", "known"),
    [("ward-chair", True), (OFFICER, True), (MEMBERS["phuong"][3], True), (AGENCIES[0], True), ("x", False)],
)
def test_a_rule_set_knows_its_people_and_the_agencies_that_it_asks(person: str, known: bool) -> None:  # noqa: FBT001
    """Panels, other posts, council members and consulted agencies all may have an inbox."""
    assert known is stands_in(gated_book().named(RULES), person)
