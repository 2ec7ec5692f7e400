"""The list of a sitting: divided by who is barred, and never so that a paper is too large to send."""

from adapters.ballot_seal import sealed_length
from domain import sitting_list
from domain.sitting import SEALED_OVERHEAD, on_sheets, sheets_of
from schemas.council import Barred, CouncilRule, Ground
from schemas.messages import MAX_MESSAGE_BYTES
from schemas.sitting import LONGEST_LIST, BallotPaper, PaperSheet, SittingItem

RULE = CouncilRule.model_validate({"quorum": "2/3", "mark": "90%", "secret": True})


def an_item(number: int, *barred: str) -> SittingItem:
    """Return a nomination on a list from which these members are barred."""
    return SittingItem(
        position=1,
        sheet=1,
        nomination_id=f"n-{number}",
        award="BK_TP",
        level="city",
        round=1,
        content_hash="0" * 64,
        rule=RULE,
        rule_set="r",
        rule_set_digest="0" * 64,
        barred=tuple(Barred(person=who, ground=Ground.DECLARED) for who in barred),
    )


def test_nominations_with_the_same_barred_members_share_a_sheet() -> None:
    """In whatever order the barred are named; positions count through the whole list."""
    items = on_sheets([an_item(1), an_item(2, "a", "b"), an_item(3), an_item(4, "b", "a")])
    sheets = sheets_of(items)

    assert [(1, 1), (2, 2), (3, 1), (4, 2)] == [(item.position, item.sheet) for item in items]
    assert [(1, 2, ()), (2, 2, ("a", "b"))] == [(s.number, s.length, s.barred) for s in sheets]


def test_a_sealed_sheet_is_as_long_as_the_seal_makes_it() -> None:
    """The workflow refuses a sealed text of another length than the list's, so both must count alike."""
    assert [2 * (SEALED_OVERHEAD + length) for length in (1, 7, LONGEST_LIST)] == [
        sealed_length(length) for length in (1, 7, LONGEST_LIST)
    ]


def test_the_largest_paper_fits_into_a_message() -> None:
    """However many barred members there are, a member can send their whole paper."""
    scattered = [an_item(number, f"m-{number}") for number in range(LONGEST_LIST)]
    kept = sitting_list.on_few_sheets(scattered)
    few = on_sheets([*kept, *(an_item(number) for number in range(LONGEST_LIST - len(kept)))])
    paper = BallotPaper.model_validate(
        {
            "act_id": "00000000-0000-0000-0000-000000000000",
            "actor_id": "m" * 80,
            "sitting_id": "s" * 80,
            "list_hash": "0" * 64,
            "sheets": [
                PaperSheet(sheet=sheet.number, sealed="ab" * (SEALED_OVERHEAD + sheet.length))
                for sheet in sheets_of(few)
            ],
        }
    )

    assert LONGEST_LIST == len(few)
    assert len(paper.model_dump_json()) < MAX_MESSAGE_BYTES
