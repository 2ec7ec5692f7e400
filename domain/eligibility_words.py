"""What was found of a condition, in Vietnamese and English, with the numbers and with no name of a person."""

from collections.abc import Iterable, Sequence

from domain.answers import Known
from domain.words import Words
from schemas.award_record import Grant
from schemas.conditions import Consecutive, Figure, Held, OneAYear, Proportion, Stated
from schemas.eligibility import EligibilityQuestion, Holds
from schemas.nomination import AwardBasis, StatedFact

_HOLDS = {
    Holds.YES: Words("đạt", "holds"),
    Holds.NO: Words("không đạt", "does not hold"),
    Holds.UNKNOWN: Words("chưa rõ", "unknown"),
}

_BASES = {
    AwardBasis.MERIT: Words("công trạng", "merit"),
    AwardBasis.CAMPAIGN: Words("chuyên đề, theo đợt", "campaign"),
    AwardBasis.EXCEPTIONAL: Words("đột xuất", "exceptional"),
    AwardBasis.LONG_SERVICE: Words("cống hiến", "long service"),
    AwardBasis.SENIORITY: Words("niên hạn", "seniority"),
    AwardBasis.EXTERNAL: Words("đối ngoại", "external"),
}

_NO_CODE = Words(
    " Đối tượng chưa có mã nên không tra được hồ sơ khen thưởng.",
    " The nominee has no code, so the award record cannot be asked.",
)


def consecutive_words(  # noqa: PLR0913 - each is a part of the sentence
    asked: Consecutive,
    known: Known,
    since: Grant | None,
    counted: Sequence[Grant],
    *,
    ends: tuple[int, ...],
    lacking: tuple[int, ...],
    holds: Holds,
) -> Words:
    """Return how many years on end are asked for, which are on record and which lack."""
    awards, after, last = _either(asked.awards), _after(asked.after, since), _either(str(end) for end in ends)
    years = _years(counted)
    need = Words(
        f"Cần {asked.years} năm liên tục đạt {awards.vi}{after.vi} (đến {last.vi})",
        f"Needs {asked.years} consecutive {_s(asked.years, 'year')} of {awards.en}{after.en} (to {last.en})",
    )
    there = Words(
        f"; hồ sơ khen thưởng có: {years or 'chưa có năm nào'}.",
        f"; the award record has: {years or 'none'}.",
    )
    missing = ", ".join(str(year) for year in lacking)
    short = Words(f" Thiếu: {missing}.", f" Missing: {missing}.") if missing else _nothing()
    return _join(need, there, short, _why_unknown(known, holds)) if known.has_subject else _ask(need)


def held_words(  # noqa: PLR0913 - each is a part of the sentence
    asked: Held,
    known: Known,
    since: Grant | None,
    counted: Sequence[Grant],
    *,
    first: int | None,
    holds: Holds,
) -> Words:
    """Return how many grants are asked for in which years, and how many are on record."""
    awards, after, span = _either(asked.awards), _after(asked.after, since), _span(first, known.question.year)
    years, short_of = _years(counted), asked.times - len(counted)
    need = Words(
        f"Cần {asked.times} lần {awards.vi}{after.vi}{span.vi}",
        f"Needs {asked.times} {_s(asked.times, 'grant')} of {awards.en}{after.en}{span.en}",
    )
    there = Words(
        f"; hồ sơ khen thưởng có {len(counted)} lần{_listed(years)}.",
        f"; the award record has {len(counted)}{_listed(years)}.",
    )
    short = Words(f" Còn thiếu {short_of}.", f" Missing: {short_of}.") if short_of > 0 else _nothing()
    return _join(need, there, short, _why_unknown(known, holds)) if known.has_subject else _ask(need)


def stated_words(asked: Stated, facts: Iterable[StatedFact]) -> Words:
    """Return what should be stated, and what the nomination states."""
    expected = _said(holds=asked.expected)
    said = [_said(holds=one.holds) for one in facts if one.fact == asked.fact]
    found = Words(
        " và ".join(dict.fromkeys(one.vi for one in said)) or "chưa nêu",
        " and ".join(dict.fromkeys(one.en for one in said)) or "nothing",
    )
    return Words(
        f"Cần nêu {asked.fact}: {expected.vi}; hồ sơ đề nghị nêu: {found.vi}.",
        f"{asked.fact} should be stated as {expected.en}; the nomination says: {found.en}.",
    )


def figure_words(asked: Figure, value: int | None) -> Words:
    """Return the bounds of a number, and the number."""
    bounds = _bounds(asked)
    return Words(
        f"Cần {asked.figure} {bounds.vi}; hồ sơ đề nghị nêu: {_number(value).vi}.",
        f"{asked.figure} should be {bounds.en}; the nomination says: {_number(value).en}.",
    )


def proportion_words(asked: Proportion, part: int | None, whole: int | None) -> Words:
    """Return the share asked, and the two numbers."""
    bound = (
        Words(f"trên {asked.more_than}", f"more than {asked.more_than}")
        if asked.more_than is not None
        else Words(f"ít nhất {asked.at_least}", f"at least {asked.at_least}")
    )
    known = part is not None and whole is not None
    said = Words(f"{part} / {whole}", f"{part} of {whole}") if known else _number(None)
    return Words(
        f"Cần {asked.part} {bound.vi} của {asked.whole}; hồ sơ đề nghị nêu: {said.vi}.",
        f"{asked.part} should be {bound.en} of {asked.whole}; the nomination says: {said.en}.",
    )


def one_achievement_words(known: Known, clashing: Sequence[Grant], beside: Sequence[Grant]) -> Words:
    """Return which grants are for the same achievement, or stand beside it."""
    rule = Words("Một thành tích chỉ được khen một lần", "One achievement is honoured once")
    if not known.has_subject:
        return _ask(rule)
    if clashing:
        found = _awards_and_years(clashing)
        return _join(rule, Words(f"; đã được khen: {found}.", f"; it already was, by: {found}."))
    if not beside:
        return _join(
            rule, Words("; hồ sơ khen thưởng không có lần nào trùng.", "; no grant on record is for it.")
        )
    found = _awards_and_years(beside)
    return _join(
        rule,
        Words(
            f"; được phép đi cùng nhưng cần xem lại: {found}.",
            f"; it may stand beside these, which somebody should look at: {found}.",
        ),
    )


def one_a_year_words(asked: OneAYear, known: Known, clashing: Sequence[Grant]) -> Words:
    """Return which of these awards were decided on in the year."""
    year, awards = known.question.day.year, _either(asked.awards)
    rule = Words(
        f"Mỗi năm chỉ được một lần {awards.vi}, tính theo năm quyết định ({year})",
        f"At most one of {awards.en} in a calendar year of decision ({year})",
    )
    if not known.has_subject:
        return _ask(rule)
    if not clashing:
        return _join(rule, Words("; hồ sơ khen thưởng chưa có.", "; the award record has none."))
    found, undated = _awards_and_years(clashing), [one for one in clashing if one.decided_on is None]
    there = Words(
        f"; hồ sơ khen thưởng có (năm thành tích): {found}.",
        f"; the award record has (year of achievement): {found}.",
    )
    return _join(rule, there, _undated(undated))


def outside_ceiling_words(asked: OneAYear, question: EligibilityQuestion) -> Words:
    """Return that this basis of commendation is excepted from the ceiling of one a year."""
    basis, awards = _BASES[question.basis], _either(asked.awards)
    return Words(
        f"Khen thưởng {basis.vi} không tính vào giới hạn mỗi năm một lần của {awards.vi}.",
        f"Commendation on this basis ({basis.en}) is outside the ceiling of one a year of {awards.en}.",
    )


def all_words(parts: Iterable[tuple[Holds, Words]]) -> Words:
    """Return that all of these are asked for, each with its answer."""
    listed = _numbered(parts)
    return Words(f"Cần tất cả: {listed.vi}", f"All of these are needed: {listed.en}")


def any_words(parts: Iterable[tuple[Holds, Words]]) -> Words:
    """Return that one of these is asked for, each with its answer."""
    listed = _numbered(parts)
    return Words(f"Cần ít nhất một: {listed.vi}", f"At least one of these is needed: {listed.en}")


def _numbered(parts: Iterable[tuple[Holds, Words]]) -> Words:
    listed = list(enumerate(parts, start=1))
    return Words(
        " ".join(f"({place}) [{_HOLDS[holds].vi}] {words.vi}" for place, (holds, words) in listed),
        " ".join(f"({place}) [{_HOLDS[holds].en}] {words.en}" for place, (holds, words) in listed),
    )


def _why_unknown(known: Known, holds: Holds) -> Words:
    if holds is not Holds.UNKNOWN:
        return _nothing()
    if known.complete_to is None:
        return Words(
            " Chưa cơ quan nào xác nhận hồ sơ khen thưởng là đầy đủ.",
            " No office vouches that the award record is complete.",
        )
    return Words(
        f" Hồ sơ khen thưởng mới được xác nhận đầy đủ đến năm {known.complete_to}.",
        f" The award record is vouched for only up to {known.complete_to}.",
    )


def _after(award: str | None, since: Grant | None) -> Words:
    if award is None:
        return _nothing()
    if since is None:
        return Words(f" sau {award} (hồ sơ khen thưởng chưa có)", f" after {award} (none on record)")
    return Words(f" sau {award} năm {since.year}", f" after {award} of {since.year}")


def _span(first: int | None, last: int) -> Words:
    if first is None:
        return Words(f" (đến năm {last})", f" (up to {last})")
    if first == last:
        return Words(f" của năm {last}", f" of {last}")
    return Words(f" trong các năm {first}-{last}", f" in {first}-{last}")


def _undated(grants: Sequence[Grant]) -> Words:
    if not grants:
        return _nothing()
    found = _awards_and_years(grants)
    return Words(
        f" Không rõ ngày quyết định, tính theo năm thành tích: {found}.",
        f" Day of decision unknown, counted by year of achievement: {found}.",
    )


def _bounds(asked: Figure) -> Words:
    least = Words(f"ít nhất {asked.at_least}", f"at least {asked.at_least}")
    most = Words(f"nhiều nhất {asked.at_most}", f"at most {asked.at_most}")
    if asked.at_most is None:
        return least
    return most if asked.at_least is None else Words(f"{least.vi}, {most.vi}", f"{least.en}, {most.en}")


def _said(*, holds: bool | None) -> Words:
    if holds is None:
        return Words("một con số", "a number")
    return Words("có", "yes") if holds else Words("không", "no")


def _number(value: int | None) -> Words:
    return Words("chưa nêu rõ", "not clearly stated") if value is None else Words(str(value), str(value))


def _awards_and_years(grants: Iterable[Grant]) -> str:
    return ", ".join(f"{grant.award} {grant.year}" for grant in grants)


def _years(grants: Iterable[Grant]) -> str:
    return ", ".join(dict.fromkeys(str(grant.year) for grant in grants))


def _listed(years: str) -> str:
    return f": {years}" if years else ""


def _either(names: Iterable[str]) -> Words:
    listed = list(names)
    return Words(" hoặc ".join(listed), " or ".join(listed))


def _s(count: int, noun: str) -> str:
    return noun if count == 1 else f"{noun}s"


def _ask(need: Words) -> Words:
    return _join(need, Words(".", "."), _NO_CODE)


def _join(*parts: Words) -> Words:
    return Words("".join(part.vi for part in parts), "".join(part.en for part in parts))


def _nothing() -> Words:
    return Words("", "")
