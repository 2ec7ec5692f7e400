"""Whether the conditions and quotas of awards can be judged: what they name is there, and could ever hold."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from schemas.conditions import AllOf, AnyOf, Condition, Consecutive, Held, OneAchievement, OneAYear, Predicate
from schemas.rules import Award


def condition_faults(awards: Sequence[Award]) -> Iterator[str]:
    """Return what is wrong with conditions and quotas, each with the field that it is about."""
    known = {award.code for award in awards}
    needs = {award.code: _needed(award) for award in awards}
    for award in awards:
        for name, count in Counter(each.condition for each in award.conditions).items():
            if count > 1:
                yield f"{award.code}.conditions: {name} appears twice"
        for condition in award.conditions:
            yield from _faults_of(known, award, condition)
        yield from _faults_of_quota(known, award)
        if award.code in _reached(needs, needs[award.code]):
            yield f"{award.code}.conditions: lead back to {award.code}, so nobody could ever be given it"


def _faults_of(known: set[str], award: Award, condition: Condition) -> Iterator[str]:
    place = f"{award.code}.conditions.{condition.condition}"
    for kind in condition.subjects or ():
        if kind not in award.subjects:
            yield f"{place}.subjects: {award.code} is not for {kind}"
    for part in parts_of(condition.holds):
        for code in awards_in(part):
            if code not in known:
                yield f"{place}.holds: {code} is not an award"
        yield from (f"{place}.holds: {text}" for text in _faults_of_part(award, part))


def _faults_of_part(award: Award, part: Predicate) -> Iterator[str]:
    match part:
        case Held(same_year=True, within_years=years) if years is not None:
            yield "same_year and within_years do not go together"
        case Held() | Consecutive() if {*part.awards} == {part.after}:
            yield f"no {part.after} is later than the latest {part.after}; use within_years or times"
        case OneAchievement(beside=beside) if beside and award.code not in beside:
            yield f"beside: names awards that may stand beside each other, so {award.code} must be among them"
        case _:
            return


def _faults_of_quota(known: set[str], award: Award) -> Iterator[str]:
    if award.quota is None:
        return
    if award.quota.of == award.code:
        yield f"{award.code}.quota.of: is the award itself"
    elif award.quota.of not in known:
        yield f"{award.code}.quota.of: {award.quota.of} is not an award"


def parts_of(predicate: Predicate) -> Iterator[Predicate]:
    """Return a predicate and everything inside it, from the outside in."""
    yield predicate
    if isinstance(predicate, (AllOf, AnyOf)):
        for part in predicate.of:
            yield from parts_of(part)


def awards_in(part: Predicate) -> tuple[str, ...]:
    """Return the awards that one predicate itself names, not those inside its parts."""
    match part:
        case Consecutive() | Held():
            return (*part.awards, *((part.after,) if part.after else ()))
        case OneAchievement():
            return part.beside
        case OneAYear():
            return part.awards
        case _:
            return ()


def _needed(award: Award) -> set[str]:
    """Return the awards that every nominee, on whatever basis, must hold before this one."""
    everybody = [each for each in award.conditions if each.subjects is None and each.bases is None]
    return {code for each in everybody for code in _needed_by(each.holds)}


def _needed_by(predicate: Predicate) -> set[str]:
    match predicate:
        case Consecutive(awards=(code,)) | Held(awards=(code,)):
            return {code}
        case AllOf():
            return {code for part in predicate.of for code in _needed_by(part)}
        case AnyOf():
            first, *others = (_needed_by(part) for part in predicate.of)
            return first.intersection(*others)
        case _:
            return set()


def _reached(needs: Mapping[str, set[str]], start: Iterable[str]) -> set[str]:
    """Return all awards that must be held before, directly or through others."""
    found, open_ = set[str](), list(start)
    while open_:
        code = open_.pop()
        if code not in found:
            found.add(code)
            open_ += needs.get(code, ())
    return found
