"""A rule set whose parts fit the models but not each other."""

from domain.rule_check import faults_of
from tests.unit.rules.shipped import BOOK, THREE_TIER_2017


def test_nobody_is_on_a_panel_twice() -> None:
    """Each member is told once for each entry, so a name that stands twice could never be put on record."""
    shipped = BOOK.named(THREE_TIER_2017)
    ward = shipped.bodies[0].model_copy(update={"panel": ("ward-chair", "ward-chair")})
    wrong = shipped.model_copy(update={"bodies": (ward, *shipped.bodies[1:])})
    faults = faults_of(wrong)

    assert [] == faults_of(shipped)
    assert ["phuong.panel: ward-chair appears twice"] == [fault.text for fault in faults]
