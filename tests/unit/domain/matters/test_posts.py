"""Which bodies answer today for what a body once decided."""

from adapters.rule_files import RuleFiles
from domain.matters.posts import above, answering
from schemas.revocation import Post
from schemas.rules import RuleSet


def _sets() -> tuple[RuleSet, RuleSet]:
    rules = RuleFiles()
    return rules.named("2017-three-tier"), rules.named("2025-two-tier")


def test_a_body_that_is_still_there_answers_itself() -> None:
    """Also where other bodies carry on for others."""
    left, entered = _sets()

    assert ["tp-ha-noi"] == [post.body for post in answering(left, "tp-ha-noi", entered)]


def test_a_body_that_is_no_more_is_answered_for_by_its_successor() -> None:
    """By the rules in force, at the level where that is."""
    left, entered = _sets()
    ward = Post(body="phuong-hoang-mai", level="ward", rule_set="2025-two-tier")

    assert (ward,) == answering(left, "quan-hoang-mai", entered)
    assert (ward,) == answering(None, "phuong", entered)


def test_without_a_successor_the_body_itself_answers_under_its_own_rules() -> None:
    """Nothing is left without anybody who could decide it, as long as the rules know the body."""
    left, entered = _sets()
    alone = entered.model_copy(
        update={"bodies": tuple(each.model_copy(update={"predecessors": ()}) for each in entered.bodies)}
    )
    district = Post(body="quan-hoang-mai", level="district", rule_set="2017-three-tier")

    assert (district,) == answering(left, "quan-hoang-mai", alone)
    assert (district,) == answering(left, "quan-hoang-mai", None)
    assert () == answering(None, "quan-hoang-mai", None)
    assert () == answering(left, "so-noi-vu", entered)


def test_where_several_carry_on_each_of_them_answers() -> None:
    """A district may have been divided among wards."""
    left, entered = _sets()
    [ward] = [each for each in entered.bodies if each.body == "phuong-hoang-mai"]
    second = ward.model_copy(update={"body": "phuong-tuong-mai"})
    divided = entered.model_copy(update={"bodies": (*entered.bodies, second)})

    assert ["phuong-hoang-mai", "phuong-tuong-mai"] == [
        post.body for post in answering(left, "quan-hoang-mai", divided)
    ]


def test_delay_is_told_to_the_body_above() -> None:
    """Or to the body itself where the rules name none above it."""
    _, entered = _sets()
    ward = Post(body="phuong-hoang-mai", level="ward", rule_set="2025-two-tier")
    state = Post(body="nha-nuoc", level="state", rule_set="2025-two-tier")

    assert ["tp-ha-noi", "nha-nuoc"] == [above(ward, entered), above(state, entered)]
