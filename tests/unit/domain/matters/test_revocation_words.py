"""A revocation as people are told of it."""

import pytest

from domain.matters.revocation_words import ACTIONS, GROUNDS, ITEMS, explain_revocation, with_revocations
from schemas.case_file import Explanation
from schemas.revocation import (
    RecoveryItem,
    RevocationAction,
    RevocationGround,
    RevocationState,
)
from tests.revoking import a_recovery, a_restoration, an_opening
from tests.unit.domain.matters.revoking import AT, UNIT, found, opened, recovering


def test_there_are_words_for_everything() -> None:
    """Every action, ground and item is told in both languages."""
    assert [{*RevocationAction}, {*RevocationGround}, {*RecoveryItem}] == [
        ACTIONS.keys(),
        GROUNDS.keys(),
        ITEMS.keys(),
    ]


@pytest.mark.parametrize(
    ("state", "vi", "en"),
    [
        (opened(an_opening("n-1")), "hạn hết ngày 21/01/2027", "due by the end of 21/01/2027"),
        (opened(an_opening("n-1"), clock=None), "không định thời hạn", "the rules set no time"),
        (opened(an_opening("n-1"), status="denied"), "Không được chấp nhận", "denied"),
        (recovering(RecoveryItem.CASH), "Còn phải thu hồi: tiền thưởng", "Still to be given back: cash"),
        (opened(an_opening("n-1"), status="done", flagged=("n-2",)), "n-2 dựa trên", "n-2 was built on"),
        (opened(a_restoration("n-1")), "Phục hồi", "Restoration"),
        (
            recovering(RecoveryItem.CASH),
            "Đề nghị thu hồi, huỷ bỏ đã được chấp nhận",
            "The revocation was approved; what was given",
        ),
        (
            opened(a_restoration("n-1"), status="done"),
            "Đề nghị phục hồi đã được chấp nhận và hoàn thành",
            "The restoration was approved, and all is done",
        ),
    ],
)
def test_where_it_stands_is_told_in_both_languages(state: RevocationState, vi: str, en: str) -> None:
    """What is asked, who is awaited by when, what is still to come."""
    said = explain_revocation(state)

    assert vi in " ".join(each.vi for each in said)
    assert en in " ".join(each.en for each in said)


def test_a_case_tells_what_became_of_its_award() -> None:
    """Whoever reads the case learns of it in the order of events, and the outcome is still told first."""
    said = Explanation(vi=("Đã được khen thưởng.",), en=("It was conferred.",))
    told_of = with_revocations(said, [opened(an_opening("n-1"), status="done"), opened(a_restoration("n-1"))])

    assert ("It was conferred.", 5) == (told_of.en[0], len(told_of.en))
    assert ["Revocation", "Restoration"] == [told_of.en[place].partition(" ")[0] for place in (1, 3)]
    assert "Thu hồi, huỷ bỏ LDTT" in told_of.vi[1]


def test_money_is_told_in_full() -> None:
    """A sum that was given back stands there; one that was not stated is not told as zero."""
    state = recovering(RecoveryItem.CASH, RecoveryItem.INSIGNIA)
    stated = UNIT.step(state, a_recovery(RecoveryItem.CASH, amount_vnd=4_470_000), found(), AT)
    unstated = UNIT.step(state, a_recovery(RecoveryItem.CASH), found(), AT)
    texts = [
        " ".join(each.en for each in explain_revocation(UNIT.read_state(step.state)))
        for step in (stated, unstated)
    ]

    assert "cash (4.470.000 VND)." in texts[0]
    assert "Given back: cash." in texts[1]
