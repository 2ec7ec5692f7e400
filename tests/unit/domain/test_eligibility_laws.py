"""What holds of eligibility whatever is on record."""

from hypothesis import given
from hypothesis import strategies as st

from domain.answers import every, rank, some
from schemas.award_record import AwardHistory, Grant
from schemas.conditions import Predicate
from schemas.eligibility import Holds
from tests.unit.domain.eligible import found, grant, history, predicate, question

_HOLDS = st.sampled_from(Holds)
_AWARDS = st.sampled_from(["LDTT", "CSTDCS", "TTLDXS"])
_YEARS = st.integers(2012, 2021)
_COMPLETE_TO = st.none() | st.integers(2010, 2022)


@st.composite
def _histories(draw: st.DrawFn) -> AwardHistory:
    drawn = draw(st.lists(st.tuples(_AWARDS | st.just("BK_TTG"), _YEARS, st.booleans()), max_size=12))
    grants = [
        grant(award, year, grant_id=f"G{place}", revoked=revoked)
        for place, (award, year, revoked) in enumerate(drawn)
    ]
    return history(*grants, complete_to=draw(_COMPLETE_TO))


@st.composite
def _consecutive(draw: st.DrawFn) -> Predicate:
    return predicate(
        "consecutive",
        awards=draw(st.lists(_AWARDS, min_size=1, max_size=2)),
        years=draw(st.integers(1, 4)),
        ending=draw(st.sampled_from(["same_year", "year_before", "either"])),
        after=draw(st.none() | st.just("BK_TTG")),
    )


@st.composite
def _held(draw: st.DrawFn) -> Predicate:
    return predicate(
        "held",
        awards=draw(st.lists(_AWARDS, min_size=1, max_size=2)),
        times=draw(st.integers(1, 3)),
        same_year=draw(st.booleans()),
        within_years=draw(st.none() | st.integers(1, 6)),
        after=draw(st.none() | st.just("BK_TTG")),
    )


_ASKED = _consecutive() | _held()


def _holds(asked: Predicate, record: AwardHistory) -> Holds:
    return found(asked, record, question(year=2018)).holds


def _with(record: AwardHistory, *grants: Grant) -> AwardHistory:
    return record.model_copy(update={"grants": grants})


@given(_ASKED, _histories(), _AWARDS, _YEARS)
def test_one_more_grant_never_makes_it_worse(
    asked: Predicate, record: AwardHistory, award: str, year: int
) -> None:
    """No further grant takes a yes away; only another grant of the award to follow starts the count anew."""
    more = _with(record, *record.grants, grant(award, year, grant_id="more"))
    assert rank(_holds(asked, record)) <= rank(_holds(asked, more))


@given(_ASKED, _histories(), st.integers(0, 11))
def test_revoking_never_makes_it_better(asked: Predicate, record: AwardHistory, place: int) -> None:
    """No revocation turns a no or an unknown into a yes, but of the award to follow."""
    changed = tuple(
        one.model_copy(update={"revoked": True}) if number == place and one.award != "BK_TTG" else one
        for number, one in enumerate(record.grants)
    )
    assert rank(_holds(asked, _with(record, *changed))) <= rank(_holds(asked, record))


@given(_ASKED, _histories(), st.data())
def test_the_order_of_the_record_does_not_matter(
    asked: Predicate, record: AwardHistory, data: st.DataObject
) -> None:
    """The whole finding, its evidence and sentences too, is the same however grants are listed."""
    shuffled = _with(record, *data.draw(st.permutations(record.grants)))
    assert found(asked, record, question(year=2018)) == found(asked, shuffled, question(year=2018))


@given(_ASKED, _histories())
def test_where_all_years_are_vouched_for_nothing_is_unknown(asked: Predicate, record: AwardHistory) -> None:
    """A record that is complete up to the nomination's year answers yes or no."""
    complete = record.model_copy(update={"complete_to": 2018})
    assert _holds(asked, complete) is not Holds.UNKNOWN


@given(_ASKED, _histories(), st.lists(st.tuples(_AWARDS | st.just("BK_TTG"), _YEARS), max_size=4))
def test_a_no_is_never_taken_back_by_years_that_were_not_vouched_for(
    asked: Predicate, record: AwardHistory, later: list[tuple[str, int]]
) -> None:
    """Whatever is brought on record after the years vouched for, a no was rightly given."""
    first = (record.complete_to or 0) + 1
    news = [
        grant(award, year, grant_id=f"new{place}")
        for place, (award, year) in enumerate(later)
        if year >= first
    ]
    if _holds(asked, record) is Holds.NO:
        assert _holds(asked, _with(record, *record.grants, *news)) is Holds.NO


@given(_HOLDS, _HOLDS, _HOLDS)
def test_three_valued_logic(a: Holds, b: Holds, c: Holds) -> None:
    """All and any commute, associate, absorb and distribute, with yes and no as their ends."""
    assert every([a, b]) is every([b, a])
    assert some([a, b]) is some([b, a])
    assert every([a, every([b, c])]) is every([every([a, b]), c]) is every([a, b, c])
    assert some([a, some([b, c])]) is some([some([a, b]), c]) is some([a, b, c])
    assert every([a, some([a, b])]) is some([a, every([a, b])]) is a
    assert every([a, some([b, c])]) is some([every([a, b]), every([a, c])])
    assert every([a, Holds.YES]) is some([a, Holds.NO]) is a
    assert every([a, Holds.NO]) is Holds.NO
    assert some([a, Holds.YES]) is Holds.YES
