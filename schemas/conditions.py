"""What an award asks of a nominee, as predicates that a rule set's files write down.

A predicate is evaluated over the nominee's award record and over what the nomination states, by
`domain.eligibility`. It holds, does not hold, or cannot be known; unknown is never taken for either.
Years are years of achievement (the year in which a grant's period ends), never of decision.
"""

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, NonNegativeInt, PositiveInt, model_validator

from schemas.base import Exchanged
from schemas.legal import LegalBasis
from schemas.nomination import AwardBasis, SubjectKind
from schemas.share import Share
from schemas.text import Code, Line


class Ending(StrEnum):
    """Where an unbroken series of years must end, seen from the nomination's own year.

    `same_year`: with that year. `year_before`: with the year before it. `either`: one or the other.
    """

    SAME_YEAR = "same_year"
    YEAR_BEFORE = "year_before"
    EITHER = "either"


class Consecutive(Exchanged):
    """Grants of one of these awards in so many years on end, with no gap (liên tục).

    With `after`, only years later than that of the nominee's latest grant of that award count, and without
    such a grant it does not hold.
    """

    predicate: Literal["consecutive"] = "consecutive"
    awards: tuple[Code, ...] = Field(min_length=1)
    years: PositiveInt
    ending: Ending = Ending.EITHER
    after: Code | None = None


class Held(Exchanged):
    """So many grants of one of these awards.

    `same_year`: of the nomination's own year. `within_years`: of the nomination's year and the years before
    it, so many in all. `after`: later than the year of the nominee's latest grant of that award. None: at any
    time up to and with the nomination's year.
    """

    predicate: Literal["held"] = "held"
    awards: tuple[Code, ...] = Field(min_length=1)
    times: PositiveInt = 1
    same_year: bool = False
    within_years: PositiveInt | None = None
    after: Code | None = None


class Stated(Exchanged):
    """The nomination states this fact, with evidence (a recognised initiative, a task result).

    `expected` False: it must state that the fact is not so (nobody disciplined). Silence is unknown.
    """

    predicate: Literal["stated"] = "stated"
    fact: Code
    expected: bool = True


class Figure(Exchanged):
    """The nomination states a whole number of at least, or at most, so many. Silence is unknown."""

    predicate: Literal["figure"] = "figure"
    figure: Code
    at_least: NonNegativeInt | None = None
    at_most: NonNegativeInt | None = None

    @model_validator(mode="after")
    def _has_a_bound(self) -> Self:
        if self.at_least is None and self.at_most is None:
            message = "figure needs at_least or at_most"
            raise ValueError(message)
        return self


class Proportion(Exchanged):
    """One stated figure is an exact share of another: at least `at_least`, or more than `more_than`."""

    predicate: Literal["proportion"] = "proportion"
    part: Code
    whole: Code
    at_least: Share | None = None
    more_than: Share | None = None

    @model_validator(mode="after")
    def _has_one_bound(self) -> Self:
        if (self.at_least is None) == (self.more_than is None):
            message = "proportion needs either at_least or more_than"
            raise ValueError(message)
        return self


class OneAchievement(Exchanged):
    """The same achievement is not honoured by several awards, nor several times.

    Two grants are for one achievement when both name the same `achievement_id`. Without one, a grant of the
    same award on the same basis whose period overlaps is one too. Two awards that both stand in `beside` may
    be given beside each other all the same (a yearly title and a yearly flag), which is remarked.
    """

    predicate: Literal["one_achievement"] = "one_achievement"
    beside: tuple[Code, ...] = ()


class OneAYear(Exchanged):
    """At most one grant of these awards for one calendar year of decision, except on these bases.

    What a campaign's awards or the exceptions were given for does not count.
    """

    predicate: Literal["one_a_year"] = "one_a_year"
    awards: tuple[Code, ...] = Field(min_length=1)
    except_bases: tuple[AwardBasis, ...] = ()


class AllOf(Exchanged):
    """Every one of these holds."""

    predicate: Literal["all"] = "all"
    of: tuple["Predicate", ...] = Field(min_length=1)


class AnyOf(Exchanged):
    """At least one of these holds."""

    predicate: Literal["any"] = "any"
    of: tuple["Predicate", ...] = Field(min_length=1)


Predicate = Annotated[
    Consecutive | Held | Stated | Figure | Proportion | OneAchievement | OneAYear | AllOf | AnyOf,
    Field(discriminator="predicate"),
]
"""One thing to find out of a nominee."""


class Condition(Exchanged):
    """One condition of an award (điều kiện), and where it stands.

    `subjects` None: it is for every kind of nominee that the award is for. `bases` None: on every basis of
    commendation; otherwise only for nominations on one of these (a nomination that names none is on merit).
    """

    condition: Code
    name_vi: Line
    name_en: Line
    subjects: tuple[SubjectKind, ...] | None = None
    bases: tuple[AwardBasis, ...] | None = None
    holds: Predicate
    basis: LegalBasis


class Rounding(StrEnum):
    """What becomes of a part of one in a quota: it is dropped, taken for one, or rounded (half up)."""

    DOWN = "down"
    UP = "up"
    HALF_UP = "half_up"


class QuotaRule(Exchanged):
    """How many of an award a unit may get for one year (tỷ lệ): a share of its holders of another award.

    The base is the whole unit and year: every grant of `of` to it that is in force. `reserved` False: places
    are not held, because the law counts something else than one unit's people; it is only told.
    """

    share: Share
    of: Code
    rounding: Rounding
    reserved: bool = True
    basis: LegalBasis


AllOf.model_rebuild()
AnyOf.model_rebuild()
