"""When a council's vote passes: who may vote, how many are needed, and when more votes change nothing.

Quorum and mark are exact shares of all members of the council, never of those present (NĐ
91/2017/NĐ-CP, Điều 45(8)); a barred member stays in that base and only cannot vote.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pydantic import JsonValue

from domain.refusals import Words
from schemas.case import Recused
from schemas.council import (
    Barred,
    Choice,
    CouncilResult,
    CouncilRule,
    Ground,
    Manner,
    OpenVote,
    Share,
    Tally,
)
from schemas.rules import LegalBasis
from schemas.verdicts import RuleVerdict

QUORUM_RULE = "council.quorum"
MARK_RULE = "council.mark"

_STRENGTH = {ground: place for place, ground in enumerate(Ground)}


class RulesInForce(NamedTuple):
    """The rule set that a verdict names, and the digest of its text."""

    rule_set: str
    digest: str


def needed(share: Share, members: int) -> int:
    """Return the smallest number of members that is at least this share of all of them."""
    return -(-share.numerator * members // share.denominator)


def barred_members(  # noqa: PLR0913 - each is a ground of its own
    members: Sequence[str],
    nominator: str,
    nominee: str | None,
    acted_at_earlier_levels: Iterable[str] = (),
    recusals: Iterable[Barred | Recused] = (),
    *,
    delegations: Iterable[tuple[str, str]] = (),
) -> tuple[Barred, ...]:
    """Return the members who may not vote, each once by their strongest ground, strongest first.

    `recusals` are the grounds that people declared; `delegations` are pairs (delegate, delegator) in
    force: who acts for somebody barred is barred too, also where that somebody is no member.
    """
    found: list[Barred | Recused] = [*_by_rule(nominator, nominee, acted_at_earlier_levels), *recusals]
    found += _delegates({barred.person for barred in found}, list(delegations))
    strongest: dict[str, Ground] = {}
    for barred in sorted(found, key=lambda barred: _STRENGTH[barred.ground]):
        strongest.setdefault(barred.person, barred.ground)
    of_members = [(member, strongest[member]) for member in dict.fromkeys(members) if member in strongest]
    of_members.sort(key=lambda pair: _STRENGTH[pair[1]])
    return tuple(Barred(person=person, ground=ground) for person, ground in of_members)


def tally_of(members: int, barred: int, choices: Iterable[Choice | None], in_writing: int = 0) -> Tally:
    """Return the sums of these choices (None: a paper that cannot be read), `in_writing` of them written.

    Raises:
        ValueError: if there are more votes than members who may vote, or fewer than written ones.
    """
    counted = list(choices)
    return Tally(
        members=members,
        in_person=len(counted) - in_writing,
        in_writing=in_writing,
        agree=counted.count(Choice.AGREE),
        disagree=counted.count(Choice.DISAGREE),
        abstain=counted.count(Choice.ABSTAIN),
        invalid=counted.count(None),
        barred=barred,
    )


def open_tally(members: Sequence[str], barred: Iterable[Barred], votes: Iterable[OpenVote]) -> Tally:
    """Return the sums of open votes; those of barred members and of outsiders do not count.

    Raises:
        ValueError: if a member voted twice.
    """
    not_voting = {one.person for one in barred} & set(members)
    counted = [vote for vote in votes if vote.voter in members and vote.voter not in not_voting]
    if len({vote.voter for vote in counted}) < len(counted):
        message = "a member has two votes; keep the one that was recorded first"
        raise ValueError(message)
    written = sum(vote.manner is Manner.IN_WRITING for vote in counted)
    return tally_of(len(members), len(not_voting), [vote.choice for vote in counted], written)


def can_still_pass(rule: CouncilRule, members: int, barred: int, against: int = 0) -> bool:
    """Return whether the vote passes if every member who is not barred or `against` agrees in person.

    `against` members voted in person and did not agree.

    Raises:
        ValueError: if more are barred or against than there are.
    """
    so_far = tally_of(members, barred, [Choice.DISAGREE] * against)
    return _passes(rule, so_far, more=members - barred - against)


def settled(rule: CouncilRule, members: int, tally_so_far: Tally, outstanding: int) -> bool:
    """Return whether the result can no longer change, whatever the `outstanding` members do.

    Each of them may yet vote in any way, or not at all. Before the count of a secret ballot nobody knows
    a choice, so there every sealed paper is outstanding and in no sum of the tally.

    Raises:
        ValueError: if the numbers do not fit each other.
    """
    if members != tally_so_far.members:
        message = f"the tally is of {tally_so_far.members} members, not of {members}; count again"
        raise ValueError(message)
    if not 0 <= outstanding <= members - tally_so_far.barred - tally_so_far.cast:
        message = f"{outstanding} of {members} members cannot be outstanding; count again"
        raise ValueError(message)
    return _passes(rule, tally_so_far) or not _passes(rule, tally_so_far, more=outstanding)


def result_of(rule: CouncilRule, tally: Tally, rule_set: str, digest: str) -> CouncilResult:
    """Return what the vote came to, with the verdicts on quorum and mark under the rule set in force."""
    in_force = RulesInForce(rule_set, digest)
    quorum, mark = _judge_quorum(rule, tally, in_force), _judge_mark(rule, tally, in_force)
    return CouncilResult(
        passed=quorum.holds and mark.holds,
        quorum_met=quorum.holds,
        needed_quorum=needed(rule.quorum, tally.members),
        needed_mark=needed(rule.mark, tally.members),
        tally=tally,
        verdicts=(quorum, mark),
    )


def _by_rule(nominator: str, nominee: str | None, acted: Iterable[str]) -> list[Barred]:
    nominees = [] if nominee is None else [Barred(person=nominee, ground=Ground.NOMINEE)]
    return [
        *nominees,
        Barred(person=nominator, ground=Ground.NOMINATOR),
        *(Barred(person=person, ground=Ground.EARLIER_LEVEL) for person in acted),
    ]


def _delegates(barred: set[str], delegations: list[tuple[str, str]]) -> list[Barred]:
    """Return who acts for one of these, also through others."""
    found: dict[str, None] = {}
    while more := {to for to, by in delegations if by in barred | found.keys()} - found.keys():
        found |= dict.fromkeys(sorted(more))
    return [Barred(person=person, ground=Ground.DELEGATE) for person in found]


def _present(rule: CouncilRule, tally: Tally) -> int:
    return tally.cast if rule.written_votes_make_quorum else tally.in_person


def _passes(rule: CouncilRule, tally: Tally, more: int = 0) -> bool:
    """Return whether the vote passes if `more` members agree in person."""
    present, agree = _present(rule, tally) + more, tally.agree + more
    return present >= needed(rule.quorum, tally.members) and agree >= needed(rule.mark, tally.members)


def _judge_quorum(rule: CouncilRule, tally: Tally, in_force: RulesInForce) -> RuleVerdict:
    need, present = needed(rule.quorum, tally.members), _present(rule, tally)
    words = _quorum_words(rule, tally, present, need)
    return RuleVerdict(
        rule=QUORUM_RULE,
        rule_set=in_force.rule_set,
        rule_set_digest=in_force.digest,
        inputs=_inputs(rule.quorum, rule.basis_quorum, tally, need)
        | {"written_votes_make_quorum": rule.written_votes_make_quorum, "present": present},
        holds=present >= need,
        vi=words.vi,
        en=words.en,
    )


def _judge_mark(rule: CouncilRule, tally: Tally, in_force: RulesInForce) -> RuleVerdict:
    need = needed(rule.mark, tally.members)
    words = _mark_words(rule, tally, need)
    return RuleVerdict(
        rule=MARK_RULE,
        rule_set=in_force.rule_set,
        rule_set_digest=in_force.digest,
        inputs=_inputs(rule.mark, rule.basis_mark, tally, need),
        holds=tally.agree >= need,
        vi=words.vi,
        en=words.en,
    )


def _inputs(share: Share, basis: LegalBasis | None, tally: Tally, need: int) -> dict[str, JsonValue]:
    """Return what the rule was applied to; `basis_mark` says how well its source is known."""
    known = {} if basis is None else {"basis_mark": basis.mark.value}
    return {"share": str(share), "needed": need, **known, **tally.model_dump(mode="json")}


def _quorum_words(rule: CouncilRule, tally: Tally, present: int, need: int) -> Words:
    holds, written = present >= need, tally.in_writing
    counts = rule.written_votes_make_quorum
    return Words(
        f"{'Đủ' if holds else 'Không đủ'} số thành viên tham dự: "
        f"{present}/{tally.members} thành viên hội đồng "
        f"({written} phiếu bằng văn bản, {'được tính' if counts else 'không tính vào số dự họp'}); "
        f"cần ít nhất {need} ({rule.quorum} tổng số thành viên).",
        f"The quorum is {'met' if holds else 'not met'}: {present} of {tally.members} members "
        f"({written} written votes, {'counted' if counts else 'not counted as presence'}); "
        f"at least {need} are needed ({rule.quorum} of all members).",
    )


def _mark_words(rule: CouncilRule, tally: Tally, need: int) -> Words:
    holds = tally.agree >= need
    return Words(
        f"{'Đạt' if holds else 'Không đạt'} tỷ lệ phiếu: "
        f"{tally.agree}/{tally.members} thành viên hội đồng đồng ý ({tally.disagree} không đồng ý, "
        f"{tally.abstain} không có ý kiến, {tally.invalid} phiếu không hợp lệ, "
        f"{tally.barred} không được bỏ phiếu); "
        f"cần ít nhất {need} ({rule.mark} tổng số thành viên, kể cả người vắng mặt).",
        f"The mark is {'reached' if holds else 'not reached'}: "
        f"{tally.agree} of {tally.members} members agree ({tally.disagree} disagree, "
        f"{tally.abstain} abstain, {tally.invalid} invalid, {tally.barred} barred); "
        f"at least {need} are needed ({rule.mark} of all members, absent ones too).",
    )
