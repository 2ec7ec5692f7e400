"""What a rule set says of one award, in sentences: for people who look it up, not for judging."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from domain.condition_words import BASES, SUBJECTS, named, quota_said, said, shown
from domain.words import Words
from schemas.conditions import Condition
from schemas.legal import LegalBasis
from schemas.nomination import SubjectKind
from schemas.route import Gate
from schemas.rules import Award, AwardPaper, CashReward, Procedure, RuleSet, VoteRule

_NOT_KNOWN = Words("chưa rõ", "not known")
_GATES_VI: dict[str, str] = {
    Gate.INTAKE: "tiếp nhận",
    Gate.APPRAISAL: "thẩm định",
    Gate.ELIGIBILITY: "xét điều kiện",
    Gate.CONSULTATION: "hiệp y",
    Gate.PUBLIC_COMMENT: "công khai",
    Gate.COUNCIL_VOTE: "hội đồng biểu quyết",
    Gate.QUOTA: "xét tỷ lệ",
    Gate.DECISION: "quyết định",
}
"""The gates by their Vietnamese names; one that is not here is told by its code."""


class Section(NamedTuple):
    """One part of what is said of an award."""

    title: Words
    lines: tuple[Words, ...]


def explained(rule_set: RuleSet, award: Award) -> tuple[Section, ...]:
    """Return all that is known of an award under a rule set, part by part."""
    return (
        Section(Words("Danh hiệu, hình thức", "Award"), tuple(_award(rule_set, award))),
        Section(Words("Điều kiện", "Conditions"), tuple(map(_condition, award.conditions)) or (_NOT_KNOWN,)),
        Section(Words("Tỷ lệ", "Quota"), (_quota(award),)),
        Section(Words("Biểu quyết", "Vote"), (_vote(award.vote),)),
        Section(
            Words("Giấy tờ, ngoài tờ trình và danh sách", "Papers, beside letter and list"),
            _papers(award.papers),
        ),
        Section(Words("Tiền thưởng", "Cash"), (_cash(award.cash),)),
        Section(Words("Quy trình", "Procedures"), tuple(_procedures(rule_set, award))),
        Section(Words("Căn cứ", "Legal basis"), tuple(_source(each) for each in award.basis)),
    )


def subjects_of(award: Award) -> Words:
    """Return who may receive the award."""
    return named([SUBJECTS[kind] for kind in award.subjects])


def cash_said(cash: CashReward | None) -> Words:
    """Return the multiples of the base wage, without where they come from."""
    if cash is None:
        return _NOT_KNOWN
    amounts = {SubjectKind.INDIVIDUAL: cash.individual, SubjectKind.COLLECTIVE: cash.collective}
    sums = [
        Words(f"{SUBJECTS[kind].vi} {amount}", f"{SUBJECTS[kind].en} {amount}")
        for kind, amount in amounts.items()
        if amount is not None
    ]
    return named(sums) if sums else _NOT_KNOWN


def _award(rule_set: RuleSet, award: Award) -> Iterator[Words]:
    levels = {level.level: Words(level.name_vi, level.name_en) for level in rule_set.levels}
    level = levels.get(award.deciding_level, Words(award.deciding_level, award.deciding_level))
    subjects = subjects_of(award)
    yield Words(f"Đối tượng: {subjects.vi}", f"For: {subjects.en}")
    if award.history_only:
        yield Words(
            "Chỉ còn trong hồ sơ khen thưởng: không cơ quan nào của bộ quy định này quyết định",
            "Only on record: no body of this rule set confers it",
        )
    else:
        yield Words(
            f"{level.vi}; người ký: {award.signer_vi}",
            f"Decided at: {level.en}; signed by: {award.signer_vi}",
        )
    if award.number_symbol:
        yield Words(
            f"Ký hiệu quyết định: {award.number_symbol}", f"Symbol of the decision: {award.number_symbol}"
        )
    if award.public_service:
        yield Words(
            f"Mã thủ tục: {award.public_service}", f"Public-service procedure: {award.public_service}"
        )


def _condition(condition: Condition) -> Words:
    asked, whom, basis = said(condition.holds), _for_whom(condition), _source(condition.basis)
    return Words(
        f"{condition.condition}: {condition.name_vi}{whom.vi}: {asked.vi}. {basis.vi}",
        f"{condition.condition}: {condition.name_en}{whom.en}: {asked.en}. {basis.en}",
    )


def _for_whom(condition: Condition) -> Words:
    kinds = [SUBJECTS[kind] for kind in condition.subjects or ()]
    bases = [BASES[basis] for basis in condition.bases or ()]
    words = named([*kinds, *bases])
    return Words(f" ({words.vi})", f" ({words.en})") if words.en else words


def _source(basis: LegalBasis) -> Words:
    return Words(f"[{basis.mark}] {basis.citation}", f"[{basis.mark}] {basis.citation}")


def _with_source(words: Words, basis: LegalBasis) -> Words:
    source = _source(basis)
    return Words(f"{words.vi}. {source.vi}", f"{words.en}. {source.en}")


def _quota(award: Award) -> Words:
    if award.quota is None:
        return Words("không có hoặc chưa rõ", "none is known")
    return _with_source(quota_said(award.quota), award.quota.basis)


def _vote(vote: VoteRule | None) -> Words:
    if vote is None:
        return _NOT_KNOWN
    secret = {
        None: Words("", ""),
        True: Words(", bỏ phiếu kín", ", in secret"),
        False: Words(", công khai", ", openly"),
    }[vote.secret]
    mark = (
        Words("không rõ mức tán thành", "no mark is known")
        if vote.mark is None
        else Words(
            f"ít nhất {shown(vote.mark)} tổng số thành viên hội đồng",
            f"at least {shown(vote.mark)} of all members of the council",
        )
    )
    return _with_source(Words(mark.vi + secret.vi, mark.en + secret.en), vote.basis)


def _papers(papers: Sequence[AwardPaper] | None) -> tuple[Words, ...]:
    if papers is None:
        return (_NOT_KNOWN,)
    return tuple(Words(f"{each.paper}: {each.name_vi}", f"{each.paper}: {each.name_en}") for each in papers)


def _cash(cash: CashReward | None) -> Words:
    if cash is None:
        return _NOT_KNOWN
    sums = cash_said(cash)
    return _with_source(Words(f"{sums.vi} lần lương cơ sở", f"{sums.en} times the base wage"), cash.basis)


def _procedures(rule_set: RuleSet, award: Award) -> Iterator[Words]:
    procedures = {each.procedure: each for each in rule_set.procedures}
    order = [level.level for level in rule_set.levels]
    if award.history_only:
        yield Words("không còn quyết định", "nothing is decided on it")
        return
    levels = order[: order.index(award.deciding_level) + 1]
    if not award.procedures:
        yield Words(
            f"mỗi cấp chỉ có quyết định ({', '.join(levels)})", f"the decision alone ({', '.join(levels)})"
        )
    for name in award.procedures:
        yield _procedure(procedures[name], levels)


def _procedure(procedure: Procedure, levels: Sequence[str]) -> Words:
    gone = levels[-1:] if procedure.only_deciding_level else levels
    stages = [(level, _gates(procedure, level)) for level in gone]
    return Words(
        f"{procedure.procedure}, {procedure.name_vi}: "
        + "; ".join(f"{at}: {gates.vi}" for at, gates in stages),
        f"{procedure.procedure}, {procedure.name_en}: "
        + "; ".join(f"{at}: {gates.en}" for at, gates in stages),
    )


def _gates(procedure: Procedure, level: str) -> Words:
    gates = [plan.gate for plan in procedure.stages.get(level) or ()] or [Gate.DECISION]
    return Words(" > ".join(_GATES_VI.get(gate, gate) for gate in gates), " > ".join(gates))
