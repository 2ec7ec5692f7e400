"""For each condition of each shipped award: a nominee who meets it, and one who does not.

The nomination is for 2019, made in January 2020; the award record is complete. A case stands once for all
rule sets; where a rule set asks for something else, its own case stands under its name.
"""

from typing import NamedTuple

from schemas.nomination import AwardBasis
from tests.unit.rules.shipped import THREE_TIER_2017

YEAR = 2019


class Case(NamedTuple):
    """What a nomination states, and the awards on record with their years of achievement."""

    stated: dict[str, bool | int]
    record: tuple[tuple[str, int], ...] = ()
    basis: AwardBasis | None = None


class Pair(NamedTuple):
    """A case that meets a condition, and one that does not."""

    meets: Case
    fails: Case


def _states(meets: dict[str, bool | int], fails: dict[str, bool | int]) -> Pair:
    return Pair(Case(meets), Case(fails))


def _holds(meets: tuple[tuple[str, int], ...], fails: tuple[tuple[str, int], ...]) -> Pair:
    return Pair(Case({}, meets), Case({}, fails))


def _years(award: str, *years: int) -> tuple[tuple[str, int], ...]:
    return tuple((award, year) for year in years)


_LAST_FIVE, _WITH_A_GAP = range(2015, 2020), (2013, 2014, 2016, 2017, 2018, 2019)
_TASKS = _states({"tasks-done-well": True}, {"tasks-done-well": False})
_NO_WARNING = _states({"member-warned": False}, {"member-warned": True})
_TARGETS = _states({"targets-exceeded": True}, {"targets-exceeded": False})
_THRIFT = _states({"thrift": True}, {"thrift": False})
_NO_MERIT: dict[str, bool | int] = {"tasks-done-well": False, "movement-merit": False, "one-off-merit": False}
_MERIT = _states(_NO_MERIT | {"one-off-merit": True}, _NO_MERIT)
_CONDUCT = _states({"good-conduct": True}, {"good-conduct": False})
_CULTURE = _states({"culture-criteria-met": True}, {"culture-criteria-met": False})
_RESIDENTS = _states(
    {"households-agreeing": 60, "households": 100}, {"households-agreeing": 59, "households": 100}
)
_FIVE_YEARS = _states({"excellent-years": 5}, {"excellent-years": 4})
_NO_GROUNDS: dict[str, bool | int] = {"worker-farmer-grounds": False}
_NOT_ONE: dict[str, bool | int] = {
    "movement-outstanding": False,
    "province-wide-merits": False,
    "exceptional-act": False,
    "excellent-years": 2,
    "base-initiatives": 1,
    "topics-accepted": 1,
}
_STATE_FORMS = ("BK_TTG", "HCLD3", "HCLD2", "HCLD1", "HCDL3", "HCDC", "AHLD")
_EVERY_AWARD = (
    *("GK_XA", "GK_HUYEN", "GK_TT", "LDTT", "CSTDCS", "CSTDT", "CSTDTQ", "TTLDTT", "TTLDXS", "GDVH", "TDPVH"),
    *("COTD_TP", "COTD_CP", "BK_TP", "KNC", "HN_NTVT", *_STATE_FORMS),
)

CASES: dict[tuple[str, str], Pair] = {
    ("LDTT", "task-result"): _TASKS,
    ("LDTT", "emulation-spirit"): _states({"emulation-spirit": True}, {"emulation-spirit": False}),
    ("LDTT", "time-in-post"): _states({"months-in-post": 10}, {"months-in-post": 9}),
    ("LDTT", "attendance"): _states({"absent-days": 39}, {"absent-days": 40}),
    ("LDTT", "no-discipline"): _states({"disciplined": False}, {"disciplined": True}),
    ("CSTDCS", "ldtt-same-year"): _holds(_years("LDTT", YEAR), _years("LDTT", YEAR - 1)),
    ("CSTDCS", "initiative"): _states(
        {"tasks-done-excellently": True},
        {"base-initiative": False, "topic-accepted": False, "tasks-done-excellently": False},
    ),
    ("CSTDT", "three-years-cstdcs"): _holds(
        _years("CSTDCS", 2017, 2018, 2019), _years("CSTDCS", 2016, 2018, 2019)
    ),
    ("CSTDT", "initiative-province"): _states({"province-initiative": True}, {"province-initiative": False}),
    ("CSTDTQ", "two-years-cstdt"): _holds(_years("CSTDT", 2017, 2018), _years("CSTDT", 2016, 2018)),
    ("CSTDTQ", "initiative-national"): _states({"national-initiative": True}, {"national-initiative": False}),
    ("TTLDTT", "task-result"): _TASKS,
    ("TTLDTT", "regular-movement"): _states({"regular-movement": True}, {"regular-movement": False}),
    ("TTLDTT", "members-ldtt"): _states(
        {"members-ldtt": 6, "members": 10}, {"members-ldtt": 5, "members": 10}
    ),
    ("TTLDTT", "no-warning"): _NO_WARNING,
    ("TTLDTT", "solidarity"): _states({"solidarity": True}, {"solidarity": False}),
    ("TTLDXS", "ttldtt-same-year"): _holds(_years("TTLDTT", YEAR), _years("TTLDTT", YEAR - 1)),
    ("TTLDXS", "members-completed"): _states(
        {"members-completed": 10, "members": 10}, {"members-completed": 9, "members": 10}
    ),
    ("TTLDXS", "members-ldtt"): _states(
        {"members-ldtt": 7, "members": 10}, {"members-ldtt": 6, "members": 10}
    ),
    ("TTLDXS", "member-cstdcs"): _states({"members-cstdcs": 1}, {"members-cstdcs": 0}),
    ("TTLDXS", "no-warning"): _NO_WARNING,
    ("GDVH", "culture-criteria"): _CULTURE,
    ("GDVH", "residents-meeting"): _RESIDENTS,
    ("TDPVH", "culture-criteria"): _CULTURE,
    ("TDPVH", "residents-meeting"): _RESIDENTS,
    ("COTD_TP", "targets"): _TARGETS,
    ("COTD_TP", "leader"): _states(
        {"cluster-leader": False, "movement-leader": True},
        {"cluster-leader": False, "movement-leader": False},
    ),
    ("COTD_TP", "model"): _states({"new-model": True}, {"new-model": False}),
    ("COTD_TP", "thrift"): _THRIFT,
    ("COTD_CP", "leader"): _states({"best-of-cluster-leaders": True}, {"best-of-cluster-leaders": False}),
    ("COTD_CP", "targets"): _TARGETS,
    ("COTD_CP", "thrift"): _THRIFT,
    ("GK_XA", "merit"): _MERIT,
    ("GK_XA", "conduct"): _CONDUCT,
    ("GK_HUYEN", "merit"): _MERIT,
    ("GK_HUYEN", "conduct"): _CONDUCT,
    ("GK_TT", "merit"): _MERIT,
    ("GK_TT", "conduct"): _CONDUCT,
    ("BK_TP", "merit-individual"): Pair(
        Case(_NOT_ONE | {"base-initiatives": 2}), Case(_NOT_ONE, _years("CSTDCS", 2017, 2019))
    ),
    ("BK_TP", "merit-collective"): Pair(
        Case(
            {"movement-leader": False, "excellent-years": 0, "solidarity": True}, _years("TTLDXS", 2018, 2019)
        ),
        Case({"movement-leader": False, "excellent-years": 2, "solidarity": False}),
    ),
    ("BK_TTG", "bk-before"): _holds(_years("BK_TP", 2013), ()),
    ("BK_TTG", "five-excellent-years"): _FIVE_YEARS,
    ("BK_TTG", "five-initiatives"): _states({"base-initiatives": 5}, {"base-initiatives": 4}),
    ("BK_TTG", "flag-or-certificates"): _holds(
        _years("BK_TP", 2013, 2016, 2018), (*_years("BK_TP", 2013, 2018), *_years("COTD_TP", 2014))
    ),
    ("HCLD3", "bk-ttg-before"): _holds(_years("BK_TTG", 2014), ()),
    ("HCLD3", "five-years-ttldxs"): _holds(
        (*_years("BK_TTG", 2014), *_years("TTLDXS", *_LAST_FIVE)),
        (*_years("BK_TTG", 2012), *_years("TTLDXS", *_WITH_A_GAP)),
    ),
    ("HCLD3", "flag-or-certificates"): _holds(
        (*_years("BK_TTG", 2014), *_years("COTD_TP", 2018)),
        (*_years("BK_TTG", 2014), *_years("COTD_TP", 2014)),
    ),
    ("HCLD3", "bk-ttg-before-individual"): Pair(Case(_NO_GROUNDS, _years("BK_TTG", 2014)), Case(_NO_GROUNDS)),
    ("HCLD3", "five-excellent-years"): _states(
        _NO_GROUNDS | {"excellent-years": 5}, _NO_GROUNDS | {"excellent-years": 4}
    ),
    ("HCLD3", "initiatives-or-cstdt"): Pair(
        Case(_NO_GROUNDS | {"base-initiatives": 0}, (*_years("BK_TTG", 2014), *_years("CSTDT", 2017))),
        Case(_NO_GROUNDS | {"base-initiatives": 4}, (*_years("BK_TTG", 2014), *_years("CSTDT", 2013))),
    ),
    ("HCLD3", "exceptional-merit"): _states({"exceptional-merit": True}, {"exceptional-merit": False}),
    ("HCLD3", "long-service"): _states({"long-service-grounds": True}, {"long-service-grounds": False}),
    ("HCLD2", "hcld3-before"): _holds(_years("HCLD3", 2014), ()),
    ("HCLD2", "five-years-ttldxs"): _holds(
        (*_years("HCLD3", 2014), *_years("TTLDXS", *_LAST_FIVE)),
        (*_years("HCLD3", 2015), *_years("TTLDXS", *_LAST_FIVE)),
    ),
    ("HCLD2", "flags"): _holds(
        (*_years("HCLD3", 2014), *_years("COTD_CP", 2017)), (*_years("HCLD3", 2014), *_years("COTD_TP", 2017))
    ),
    ("HCLD1", "hcld2-before"): _holds(_years("HCLD2", 2014), _years("HCLD3", 2014)),
    ("HCLD1", "five-years-ttldxs"): _holds(
        (*_years("HCLD2", 2014), *_years("TTLDXS", *_LAST_FIVE)),
        (*_years("HCLD2", 2012), *_years("TTLDXS", *_WITH_A_GAP)),
    ),
    ("HCLD1", "flags"): _holds(
        (*_years("HCLD2", 2014), *_years("COTD_TP", 2015, 2017, 2019)),
        (*_years("HCLD2", 2014), *_years("COTD_TP", 2015, 2017), *_years("COTD_CP", 2018)),
    ),
    ("HCDL3", "hcld1-before"): _holds(_years("HCLD1", 2009), _years("HCLD2", 2009)),
    ("HCDL3", "ten-excellent-years"): _states({"excellent-years": 10}, {"excellent-years": 9}),
    ("HCDL3", "flags"): _holds(
        (*_years("HCLD1", 2009), *_years("COTD_CP", 2012, 2016), *_years("BK_TTG", 2014)),
        (*_years("HCLD1", 2009), *_years("COTD_CP", 2012, 2016), *_years("COTD_TP", 2014)),
    ),
    ("HCDL3", "thirty-years"): _states({"years-of-building": 30}, {"years-of-building": 29}),
    ("AHLD", "exceptional"): _states({"exceptional-achievements": True}, {"exceptional-achievements": False}),
    ("AHLD", "national-model"): _states({"national-model": True}, {"national-model": False}),
    **{
        (award, "one-achievement"): _holds(_years(award, YEAR - 1), _years(award, YEAR))
        for award in _EVERY_AWARD
    },
    **{
        (award, "one-state-form-a-year"): _holds(_years(other, YEAR - 1), _years(other, YEAR))
        for award in _STATE_FORMS
        for other in ("BK_TTG" if award != "BK_TTG" else "HCLD3",)
    },
}
"""The cases of each award's conditions."""

OF_ONE_SET: dict[tuple[str, str, str], Pair] = {
    (THREE_TIER_2017, "CSTDCS", "initiative"): _states(
        {"base-initiative": False, "topic-accepted": True},
        {"base-initiative": False, "topic-accepted": False, "tasks-done-excellently": True},
    ),
    (THREE_TIER_2017, "COTD_TP", "leader"): _states(
        {"cluster-leader": True}, {"cluster-leader": False, "movement-leader": True}
    ),
}
"""Cases for a rule set that asks for something else than the later ones."""
