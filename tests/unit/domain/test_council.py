"""A council's vote: exact numbers over all members, checked against every way in which it could go."""

from fractions import Fraction
from itertools import product
from math import ceil
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.council import barred_members, can_still_pass, needed, open_tally, result_of, settled, tally_of
from schemas.case import Recused
from schemas.council import Barred, Choice, CouncilResult, CouncilRule, Ground, Manner, OpenVote, Tally
from schemas.rules import LegalBasis, Mark
from schemas.share import Share

MEMBERS = tuple("abcdefghi")
DIGEST = "0" * 64
WAYS = (None, *product((*Choice, None), Manner))
"""Whatever a member may do: not vote at all, or any choice (None: unreadable) in any manner."""


def _shares(largest: int) -> st.SearchStrategy[Share]:
    terms = st.integers(1, largest)
    return st.tuples(terms, terms).map(lambda pair: Share(numerator=min(pair), denominator=max(pair)))


SHARES = _shares(12)
RULES = st.builds(
    CouncilRule, quorum=SHARES, mark=SHARES, secret=st.booleans(), written_votes_make_quorum=st.booleans()
)


class Vote(NamedTuple):
    """One vote without its voter."""

    choice: Choice | None
    manner: Manner


VOTES = st.builds(Vote, st.sampled_from([*Choice, None]), st.sampled_from(Manner))


def _rule(mark: str = "9/10", quorum: str = "2/3", *, written: bool = False) -> CouncilRule:
    return CouncilRule.model_validate(
        {"quorum": quorum, "mark": mark, "secret": True, "written_votes_make_quorum": written}
    )


def _tally(members: int, barred: int, votes: list[Vote]) -> Tally:
    written = sum(vote.manner is Manner.IN_WRITING for vote in votes)
    return tally_of(members, barred, [vote.choice for vote in votes], written)


def _result(rule: CouncilRule, tally: Tally) -> CouncilResult:
    return result_of(rule, tally, "three-tier-2017", DIGEST)


def _passes_by_hand(rule: CouncilRule, members: int, votes: list[Vote]) -> bool:
    """Say it in fractions, without any of the functions under test."""
    heard = [v for v in votes if rule.written_votes_make_quorum or v.manner is Manner.IN_PERSON]
    agree = [v for v in votes if v.choice is Choice.AGREE]
    quorum = Fraction(rule.quorum.numerator, rule.quorum.denominator)
    mark = Fraction(rule.mark.numerator, rule.mark.denominator)
    return Fraction(len(heard), members) >= quorum and Fraction(len(agree), members) >= mark


def _every_result(rule: CouncilRule, members: int, cast: list[Vote], more: int) -> set[bool]:
    """Return what comes out in all the ways in which `more` members may act."""
    return {
        _passes_by_hand(rule, members, cast + [Vote(*way) for way in ways if way is not None])
        for ways in product(WAYS, repeat=more)
    }


@pytest.mark.parametrize(("members", "of_90", "of_80"), [(9, 9, 8), (11, 10, 9), (13, 12, 11), (15, 14, 12)])
def test_the_marks_of_real_councils(members: int, of_90: int, of_80: int) -> None:
    """NĐ 91/2017 Điều 45(8): 90 % and 80 % of all members, rounded up."""
    marks = [needed(Share.model_validate(text), members) for text in ("90%", "80%")]

    assert [of_90, of_80] == marks


@given(_shares(999_999), st.integers(0, 10_000))
def test_needed_is_the_exact_ceiling(share: Share, members: int) -> None:
    """No floating point number decides about an award."""
    assert ceil(Fraction(share.numerator, share.denominator) * members) == needed(share, members)


@pytest.mark.parametrize(
    ("text", "numerator", "denominator"),
    [("9/10", 9, 10), ("90%", 9, 10), ("2/3", 2, 3), (" 4 / 6 ", 2, 3), ("100 %", 1, 1), ("1%", 1, 100)],
)
def test_a_share_is_read_as_people_write_it(text: str, numerator: int, denominator: int) -> None:
    """One share has one spelling, so that equal rules have equal hashes."""
    share = Share.model_validate(text)

    assert (numerator, denominator) == (share.numerator, share.denominator)
    assert f"{numerator}/{denominator}" == share.model_dump() == str(share)
    assert share == Share(numerator=numerator * 7, denominator=denominator * 7)
    assert share == Share.model_validate_json(share.model_dump_json())


@pytest.mark.parametrize(
    "wrong",
    [
        *("0%", "101%", "3/2", "1/0", "0/3", "-1/3", "0.9", "66.7%", "9", "two", "²/3"),
        *("", 0.9, 1, True, None),
        *({"numerator": 0.9, "denominator": 1}, {"numerator": True, "denominator": 1}, {"numerator": 1}),
    ],
)
def test_what_is_no_exact_share_is_refused(wrong: object) -> None:
    """A share that would have to be guessed or rounded never becomes a rule."""
    with pytest.raises(ValidationError):
        Share.model_validate(wrong)


@given(RULES, st.integers(1, 5), st.data())
def test_a_vote_can_still_pass_exactly_if_some_way_passes(
    rule: CouncilRule, members: int, data: st.DataObject
) -> None:
    """Nobody waits for a vote that cannot pass, and none that can is taken away."""
    barred = data.draw(st.integers(max(0, members - 3), members))
    against = data.draw(st.integers(0, members - barred))
    cast = [Vote(Choice.DISAGREE, Manner.IN_PERSON)] * against
    possible = True in _every_result(rule, members, cast, members - barred - against)

    assert possible == can_still_pass(rule, members, barred, against)


@given(RULES, st.integers(1, 6), st.lists(VOTES, max_size=6), st.data())
def test_settled_means_that_no_way_changes_the_result(
    rule: CouncilRule, members: int, votes: list[Vote], data: st.DataObject
) -> None:
    """An early end never takes a result away that would have come."""
    cast = votes[:members]
    barred = data.draw(st.integers(0, members - len(cast)))
    outstanding = data.draw(st.integers(0, min(3, members - barred - len(cast))))
    tally = _tally(members, barred, cast)

    one_result = len(_every_result(rule, members, cast, outstanding)) == 1

    assert one_result == settled(rule, members, tally, outstanding)


@given(RULES, st.integers(1, 15), st.lists(VOTES, max_size=15), st.data())
def test_the_result_is_that_of_the_fractions_in_any_order(
    rule: CouncilRule, members: int, votes: list[Vote], data: st.DataObject
) -> None:
    """Who votes first has no more weight."""
    cast = votes[:members]
    shuffled = data.draw(st.permutations(cast))
    result = _result(rule, _tally(members, 0, cast))

    assert _passes_by_hand(rule, members, cast) == result.passed
    assert result == _result(rule, _tally(members, 0, shuffled))
    assert settled(rule, members, result.tally, 0)


@given(st.permutations(MEMBERS), st.data())
def test_open_votes_count_in_any_order_without_the_barred(order: list[str], data: st.DataObject) -> None:
    """A vote of a barred member or of an outsider never counts, whenever it comes."""
    choices = data.draw(st.lists(st.sampled_from(Choice), min_size=9, max_size=9))
    votes = [
        OpenVote(voter=voter, choice=choice, manner=Manner.IN_PERSON)
        for voter, choice in zip(order, choices, strict=True)
    ]
    barred = [Barred(person=person, ground=Ground.RELATIVE) for person in ("b", "g", "outsider")]
    stranger = OpenVote(voter="stranger", choice=Choice.AGREE, manner=Manner.IN_WRITING)
    tally = open_tally(MEMBERS, barred, [*votes, stranger])
    agree = [vote for vote in votes if vote.choice is Choice.AGREE and vote.voter not in "bg"]

    assert tally == open_tally(MEMBERS, barred, [stranger, *votes[::-1]])
    assert (9, 7, 0, 2, len(agree)) == (
        tally.members,
        tally.in_person,
        tally.in_writing,
        tally.barred,
        tally.agree,
    )


def test_a_second_vote_of_one_member_is_refused() -> None:
    """One member, one vote."""
    vote = OpenVote(voter="a", choice=Choice.AGREE, manner=Manner.IN_PERSON)
    with pytest.raises(ValueError, match="two votes"):
        open_tally(MEMBERS, [], [vote, vote.model_copy(update={"choice": Choice.DISAGREE})])


def test_each_barred_member_is_listed_once_by_the_strongest_ground() -> None:
    """Every ground of the rules bars, and what stands in the minutes is the weightiest."""
    recusals = [
        Barred(person="a", ground=Ground.DECLARED),
        Recused(person="b", ground=Ground.RELATIVE),
        Recused(person="c", ground=Ground.DECLARED),
        Barred(person="outsider", ground=Ground.RELATIVE),
    ]
    delegations = [("e", "d"), ("f", "e"), ("g", "not-a-member"), ("a", "d"), ("h", "i"), ("d", "e")]
    barred = barred_members(
        MEMBERS, "not-a-member", "a", ["d", "outsider"], recusals, delegations=delegations
    )

    assert [
        ("a", Ground.NOMINEE),
        ("b", Ground.RELATIVE),
        ("d", Ground.EARLIER_LEVEL),
        ("e", Ground.DELEGATE),
        ("f", Ground.DELEGATE),
        ("g", Ground.DELEGATE),
        ("c", Ground.DECLARED),
    ] == [(one.person, one.ground) for one in barred]


def test_nobody_is_barred_for_being_a_member() -> None:
    """Without a ground everybody votes; the nominator is barred only where they are a member."""
    assert () == barred_members(MEMBERS, "outsider", None)
    assert (Barred(person="i", ground=Ground.NOMINATOR),) == barred_members(MEMBERS, "i", None)


def test_fifteen_members_with_two_recusals_and_a_written_vote_miss_90_percent() -> None:
    """Thirteen who agree are not fourteen: the barred stay in the base, so the vote goes elsewhere."""
    votes = [Vote(Choice.AGREE, Manner.IN_PERSON)] * 12 + [Vote(Choice.AGREE, Manner.IN_WRITING)]
    result = _result(_rule(), _tally(15, 2, votes))

    assert not can_still_pass(_rule(), 15, 2)
    assert (False, True, 10, 14) == (
        result.passed,
        result.quorum_met,
        result.needed_quorum,
        result.needed_mark,
    )
    assert can_still_pass(_rule(), 15, 1)
    assert can_still_pass(_rule("80%"), 15, 2, against=1)


@pytest.mark.parametrize("written", [False, True])
def test_written_votes_count_for_the_mark_and_for_the_quorum_if_the_rule_says_so(*, written: bool) -> None:
    """Five at the sitting and four in writing are nine who agree, but not six who sat."""
    votes = [Vote(Choice.AGREE, Manner.IN_PERSON)] * 5 + [Vote(Choice.AGREE, Manner.IN_WRITING)] * 4
    result = _result(_rule(written=written), _tally(9, 0, votes))

    assert (written, written) == (result.passed, result.quorum_met)
    assert [written, True] == [verdict.holds for verdict in result.verdicts]


def test_the_verdicts_say_the_numbers_in_both_languages() -> None:
    """A person can count again from what the record keeps."""
    basis = LegalBasis(citation="NĐ 91/2017 Điều 45(8)", mark=Mark.SOURCED)
    rule = _rule().model_copy(update={"basis_mark": basis})
    votes = [Vote(Choice.AGREE, Manner.IN_PERSON)] * 7 + [Vote(None, Manner.IN_WRITING)]
    quorum, mark = _result(rule, _tally(9, 1, votes)).verdicts

    assert ("council.quorum", "council.mark") == (quorum.rule, mark.rule)
    assert ("three-tier-2017", DIGEST) == (mark.rule_set, mark.rule_set_digest)
    assert (
        "The quorum is met: 7 of 9 members (1 written votes, not counted as presence); "
        "at least 6 are needed (2/3 of all members)."
    ) == quorum.en
    assert (
        "Đủ số thành viên tham dự: 7/9 thành viên hội đồng (1 phiếu bằng văn bản, không tính vào số dự họp); "
        "cần ít nhất 6 (2/3 tổng số thành viên)."
    ) == quorum.vi
    assert (
        "The mark is not reached: 7 of 9 members agree (0 disagree, 0 abstain, 1 invalid, 1 barred); "
        "at least 9 are needed (9/10 of all members, absent ones too)."
    ) == mark.en
    assert (
        "Không đạt tỷ lệ phiếu: 7/9 thành viên hội đồng đồng ý (0 không đồng ý, 0 không có ý kiến, "
        "1 phiếu không hợp lệ, 1 không được bỏ phiếu); "
        "cần ít nhất 9 (9/10 tổng số thành viên, kể cả người vắng mặt)."
    ) == mark.vi
    assert ("9/10", 9, "S", 1) == tuple(
        mark.inputs[key] for key in ("share", "needed", "basis_mark", "barred")
    )


@pytest.mark.parametrize(
    ("in_person", "agree", "barred"), [(8, 7, 0), (7, 8, 0), (9, 9, 1), (10, 10, 0), (-1, -1, 0)]
)
def test_a_tally_that_does_not_add_up_is_refused(in_person: int, agree: int, barred: int) -> None:
    """A miscount never becomes a result."""
    sums = {"in_writing": 0, "disagree": 0, "abstain": 0, "invalid": 0}
    with pytest.raises(ValueError, match="Tally"):
        Tally.model_validate({"members": 9, "in_person": in_person, "agree": agree, "barred": barred} | sums)


@pytest.mark.parametrize(("members", "outstanding"), [(8, 0), (9, -1), (9, 3)])
def test_outstanding_votes_that_cannot_be_are_refused(members: int, outstanding: int) -> None:
    """A sitting never ends early on numbers that do not fit."""
    tally = _tally(9, 1, [Vote(Choice.AGREE, Manner.IN_PERSON)] * 6)
    with pytest.raises(ValueError, match="count again"):
        settled(_rule(), members, tally, outstanding)


def test_more_votes_against_than_members_are_refused() -> None:
    """Whether a vote can pass is never asked of numbers that cannot be."""
    with pytest.raises(ValueError, match="count again"):
        can_still_pass(_rule(), 9, barred=2, against=8)
