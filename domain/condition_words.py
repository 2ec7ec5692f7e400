"""What a condition or a quota asks, in a sentence of each language; awards and facts stand by their codes."""

from collections.abc import Sequence

from domain.words import Words
from schemas.conditions import (
    AllOf,
    AnyOf,
    Consecutive,
    Ending,
    Figure,
    Held,
    OneAchievement,
    OneAYear,
    Predicate,
    Proportion,
    QuotaRule,
    Rounding,
    Stated,
)
from schemas.nomination import AwardBasis, SubjectKind
from schemas.share import Share

_ENDINGS = {
    Ending.SAME_YEAR: Words("tính đến năm đề nghị", "up to the nomination's year"),
    Ending.YEAR_BEFORE: Words("tính đến năm trước năm đề nghị", "up to the year before the nomination's"),
    Ending.EITHER: Words(
        "tính đến năm đề nghị hoặc năm trước", "up to the nomination's year or the one before"
    ),
}
_ROUNDINGS = {
    Rounding.DOWN: Words("phần lẻ bỏ đi", "rounded down"),
    Rounding.UP: Words("phần lẻ tính là một", "rounded up"),
    Rounding.HALF_UP: Words("phần lẻ từ một nửa tính là một", "rounded half up"),
}
BASES = {
    AwardBasis.MERIT: Words("công trạng", "merit"),
    AwardBasis.CAMPAIGN: Words("chuyên đề, đợt thi đua", "campaign"),
    AwardBasis.EXCEPTIONAL: Words("đột xuất", "exceptional"),
    AwardBasis.LONG_SERVICE: Words("cống hiến", "long service"),
    AwardBasis.SENIORITY: Words("niên hạn", "seniority"),
    AwardBasis.EXTERNAL: Words("đối ngoại", "external"),
}
"""What an award is given for, as people call it."""
SUBJECTS = {
    SubjectKind.INDIVIDUAL: Words("cá nhân", "individual"),
    SubjectKind.COLLECTIVE: Words("tập thể", "collective"),
    SubjectKind.HOUSEHOLD: Words("hộ gia đình", "household"),
}
"""Who is honoured, as people call it."""


def said(predicate: Predicate) -> Words:
    """Return what a predicate asks."""
    match predicate:
        case Consecutive():
            return _consecutive(predicate)
        case Held():
            return _held(predicate)
        case Stated():
            return _stated(predicate)
        case Figure():
            return _figure(predicate)
        case Proportion():
            return _proportion(predicate)
        case OneAchievement():
            return _one_achievement(predicate)
        case OneAYear():
            return _one_a_year(predicate)
        case AllOf(of=parts):
            return _joined(parts, Words("và", "and"))
        case AnyOf(of=parts):
            return _joined(parts, Words("hoặc", "or"))


def quota_said(rule: QuotaRule) -> Words:
    """Return what a quota allows."""
    told = _allowed(rule)
    if rule.reserved:
        return told
    return Words(f"{told.vi} (chỉ để tra cứu, không giữ chỗ)", f"{told.en} (only told: no place is reserved)")


def _allowed(rule: QuotaRule) -> Words:
    rounding = _ROUNDINGS[rule.rounding]
    return Words(
        f"mỗi năm không quá {shown(rule.share)} số {rule.of} của đơn vị, {rounding.vi}",
        f"at most {shown(rule.share)} of the unit's {rule.of} of the year, {rounding.en}",
    )


def shown(share: Share | None) -> str:
    """Return a share in per cent where that is exact, else as a fraction."""
    if share is None:
        return "?"
    percent, rest = divmod(100 * share.numerator, share.denominator)
    return str(share) if rest else f"{percent} %"


def named(words: Sequence[Words]) -> Words:
    """Return several things as one list."""
    return Words(", ".join(each.vi for each in words), ", ".join(each.en for each in words))


def _consecutive(rule: Consecutive) -> Words:
    ending, after = _ENDINGS[rule.ending], _after(rule.after)
    return Words(
        f"{rule.years} năm liên tục được tặng {_either(rule.awards).vi}{after.vi}, {ending.vi}",
        f"{_either(rule.awards).en} in {rule.years} years on end{after.en}, {ending.en}",
    )


def _held(rule: Held) -> Words:
    after, within = _after(rule.after), Words("", "")
    if rule.same_year:
        within = Words(" trong năm đề nghị", " of the nomination's year")
    elif rule.within_years is not None:
        within = Words(f" trong {rule.within_years} năm gần nhất", f" within {rule.within_years} years")
    times = "" if rule.times == 1 else f" {rule.times} times"
    return Words(
        f"đã được tặng {_either(rule.awards).vi} ít nhất {rule.times} lần{within.vi}{after.vi}",
        f"holds {_either(rule.awards).en}{times}{within.en}{after.en}",
    )


def _stated(rule: Stated) -> Words:
    if rule.expected:
        return Words(f"hồ sơ nêu có {rule.fact}", f"the nomination states {rule.fact}")
    return Words(f"hồ sơ nêu không có {rule.fact}", f"the nomination states that {rule.fact} is not so")


def _figure(rule: Figure) -> Words:
    least = (
        Words("", "")
        if rule.at_least is None
        else Words(f"ít nhất {rule.at_least}", f"at least {rule.at_least}")
    )
    most = (
        Words("", "")
        if rule.at_most is None
        else Words(f"nhiều nhất {rule.at_most}", f"at most {rule.at_most}")
    )
    bounds = named([each for each in (least, most) if each.en])
    return Words(f"{rule.figure} {bounds.vi}", f"{rule.figure} is {bounds.en}")


def _proportion(rule: Proportion) -> Words:
    if rule.more_than is not None:
        return Words(
            f"{rule.part} hơn {shown(rule.more_than)} của {rule.whole}",
            f"{rule.part} is more than {shown(rule.more_than)} of {rule.whole}",
        )
    return Words(
        f"{rule.part} ít nhất {shown(rule.at_least)} của {rule.whole}",
        f"{rule.part} is at least {shown(rule.at_least)} of {rule.whole}",
    )


def _one_achievement(rule: OneAchievement) -> Words:
    beside = ", ".join(rule.beside)
    return Words(
        "chưa được khen cho cùng thành tích" + (f"; được đứng cạnh nhau: {beside}" if beside else ""),
        "nothing was given for the same achievement"
        + (f"; beside each other may stand {beside}" if beside else ""),
    )


def _one_a_year(rule: OneAYear) -> Words:
    bases = named([BASES[basis] for basis in rule.except_bases])
    awards = ", ".join(rule.awards)
    return Words(
        f"mỗi năm không quá một trong {awards}" + (f", trừ {bases.vi}" if bases.vi else ""),
        f"at most one a year of {awards}" + (f", except on {bases.en}" if bases.en else ""),
    )


def _joined(parts: Sequence[Predicate], word: Words) -> Words:
    found = [_in_brackets(part) for part in parts]
    return Words(
        f" {word.vi} ".join(each.vi for each in found), f" {word.en} ".join(each.en for each in found)
    )


def _in_brackets(part: Predicate) -> Words:
    words = said(part)
    return Words(f"({words.vi})", f"({words.en})") if isinstance(part, (AllOf, AnyOf)) else words


def _either(awards: Sequence[str]) -> Words:
    return Words(" hoặc ".join(awards), " or ".join(awards))


def _after(award: str | None) -> Words:
    if award is None:
        return Words("", "")
    return Words(f" sau lần được tặng {award} gần nhất", f" after the latest {award}")
