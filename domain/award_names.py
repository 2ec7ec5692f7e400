"""Awards and levels by name, where the record holds their codes only."""

from collections.abc import Sequence

from domain.words import Words
from schemas.rules import RuleSet


class AwardNames:
    """The names that rule sets give to awards and levels, and which level is above which."""

    def __init__(self, rule_sets: Sequence[RuleSet]) -> None:
        """Know these rule sets; the one that came into force last is asked first."""
        self._latest_first = sorted(rule_sets, key=lambda each: each.valid_from, reverse=True)
        self._ranks = _ranks(rule_sets)

    def award(self, code: str, rule_set: str | None) -> Words | None:
        """Return an award's name in its own rule set, or in the latest that has it; None: in none."""
        for each in self._own_first(rule_set):
            for award in each.awards:
                if award.code == code:
                    return Words(award.name_vi, award.name_en)
        return None

    def level(self, code: str, rule_set: str | None) -> Words | None:
        """Return a level's name in its own rule set, or in the latest that has it; None: in none."""
        for each in self._own_first(rule_set):
            for level in each.levels:
                if level.level == code:
                    return Words(level.name_vi, level.name_en)
        return None

    def rank(self, level: str | None) -> int:
        """Return a level's place from the highest down; one that nobody knows comes last."""
        return self._ranks.get(level or "", len(self._ranks))

    def _own_first(self, rule_set: str | None) -> list[RuleSet]:
        return sorted(self._latest_first, key=lambda each: each.rule_set != rule_set)


def _ranks(rule_sets: Sequence[RuleSet]) -> dict[str, int]:
    """Return places from the highest level down; where rule sets differ, the one with more levels counts."""
    ranks = dict[str, int]()
    for rule_set in rule_sets:
        for rank, level in enumerate(reversed(rule_set.levels)):
            ranks[level.level] = max(rank, ranks.get(level.level, 0))
    return ranks
