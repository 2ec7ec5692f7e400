"""What a predicate asks is said in both languages, each kind in its own words, nested ones in brackets."""

from typing import get_args

import pytest
from pydantic import TypeAdapter

from domain.condition_words import said, shown
from schemas.conditions import Predicate
from schemas.share import Share

READ: TypeAdapter[Predicate] = TypeAdapter(Predicate)
SAID = [
    (
        {"predicate": "consecutive", "awards": ["A"], "years": 5, "after": "BK_TTG"},
        "5 năm liên tục được tặng A sau lần được tặng BK_TTG gần nhất, tính đến năm đề nghị hoặc năm trước",
        "A in 5 years on end after the latest BK_TTG, up to the nomination's year or the one before",
    ),
    (
        {"predicate": "held", "awards": ["COTD_TP", "COTD_CP"], "times": 2, "within_years": 5},
        "đã được tặng COTD_TP hoặc COTD_CP ít nhất 2 lần trong 5 năm gần nhất",
        "holds COTD_TP or COTD_CP 2 times within 5 years",
    ),
    (
        {"predicate": "held", "awards": ["LDTT"], "same_year": True},
        "đã được tặng LDTT ít nhất 1 lần trong năm đề nghị",
        "holds LDTT of the nomination's year",
    ),
    (
        {"predicate": "stated", "fact": "disciplined", "expected": False},
        "hồ sơ nêu không có disciplined",
        "the nomination states that disciplined is not so",
    ),
    (
        {"predicate": "figure", "figure": "members", "at_least": 3, "at_most": 9},
        "members ít nhất 3, nhiều nhất 9",
        "members is at least 3, at most 9",
    ),
    (
        {"predicate": "proportion", "part": "a", "whole": "b", "more_than": "50%"},
        "a hơn 50 % của b",
        "a is more than 50 % of b",
    ),
    (
        {"predicate": "proportion", "part": "a", "whole": "b", "at_least": "2/3"},
        "a ít nhất 2/3 của b",
        "a is at least 2/3 of b",
    ),
    (
        {"predicate": "one_achievement", "beside": ["LDTT", "CSTDCS"]},
        "chưa được khen cho cùng thành tích; được đứng cạnh nhau: LDTT, CSTDCS",
        "nothing was given for the same achievement; beside each other may stand LDTT, CSTDCS",
    ),
    (
        {"predicate": "one_a_year", "awards": ["BK_TTG", "HCLD3"], "except_bases": ["exceptional"]},
        "mỗi năm không quá một trong BK_TTG, HCLD3, trừ đột xuất",
        "at most one a year of BK_TTG, HCLD3, except on exceptional",
    ),
    (
        {
            "predicate": "any",
            "of": [
                {"predicate": "stated", "fact": "a"},
                {
                    "predicate": "all",
                    "of": [{"predicate": "stated", "fact": "b"}, {"predicate": "stated", "fact": "c"}],
                },
            ],
        },
        "hồ sơ nêu có a hoặc (hồ sơ nêu có b và hồ sơ nêu có c)",
        "the nomination states a or (the nomination states b and the nomination states c)",
    ),
]


@pytest.mark.parametrize(("written", "vi", "en"), SAID)
def test_a_predicate_is_said_in_both_languages(written: dict[str, object], vi: str, en: str) -> None:
    """Who looks an award up, or previews a change of rules, reads sentences and not YAML."""
    assert (vi, en) == said(READ.validate_python(written))


def test_every_predicate_is_said() -> None:
    """A predicate that is added later gets its words."""
    known = {model.model_fields["predicate"].default for model in get_args(get_args(Predicate)[0])}

    assert known == {"all", *(str(written["predicate"]) for written, _, _ in SAID)}


def test_a_share_is_shown_in_per_cent_where_that_is_exact() -> None:
    """A third is never shown as 33 %."""
    shares = (Share(numerator=3, denominator=20), Share(numerator=1, denominator=3))

    assert ["15 %", "1/3"] == [shown(share) for share in shares]
