"""The rule sets this project ships, and nominations to plan a route for."""

from datetime import date

from adapters.rule_files import RuleFiles
from schemas.nomination import NominationContent, NominationRequest, Nominee, SubjectKind
from schemas.rules import Award, RuleSet

THREE_TIER_2017 = "2017-three-tier"
THREE_TIER_2024 = "2024-three-tier"
TWO_TIER_2025 = "2025-two-tier"

BOOK = RuleFiles()
"""Read once: a shipped rule set that does not load fails every test here, with its file and field."""


def award_of(rule_set: RuleSet, code: str) -> Award:
    """Return the award with this code."""
    return next(award for award in rule_set.awards if award.code == code)


def request_for(award: str, body: str, kind: SubjectKind) -> NominationRequest:
    """Return a nomination of some nominee of this kind, sent by `body`."""
    return NominationRequest(
        nomination_id="N-1",
        dossier_id="D-1",
        nominator_id="nominator",
        submitting_body=body,
        content=NominationContent(
            award=award,
            nominee=Nominee(kind=kind, name="Tổ dân phố số 1"),
            period_from=date(2019, 1, 1),
            period_to=date(2019, 12, 31),
            achievement="Hoàn thành xuất sắc nhiệm vụ năm 2019",
        ),
    )
