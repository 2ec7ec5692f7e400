"""One example or more of what the catalogue says of an award, with every field filled somewhere."""

from decimal import Decimal

from schemas.base import Exchanged
from schemas.conditions import AnyOf, Condition, Consecutive, Held, QuotaRule, Rounding, Stated
from schemas.legal import LegalBasis, Mark
from schemas.nomination import AwardBasis, SubjectKind
from schemas.rules import AwardPaper, CashReward, VoteRule
from schemas.share import Share

_BASIS = LegalBasis(citation="Nghị định 91/2017/NĐ-CP, Điều 9(2)", mark=Mark.RECALLED_MEDIUM)
_SHARE = Share(numerator=3, denominator=20)
CONDITION = Condition(
    condition="three-years",
    name_vi="Ba năm liên tục",
    name_en="Three years on end",
    subjects=(SubjectKind.INDIVIDUAL,),
    bases=(AwardBasis.MERIT,),
    holds=AnyOf(
        of=(
            Consecutive(awards=("CSTDCS",), years=3, after="BK_TP"),
            Held(awards=("CSTDT",), times=2, within_years=5),
            Stated(fact="disciplined", expected=False),
        )
    ),
    basis=_BASIS,
)
QUOTA = QuotaRule(share=_SHARE, of="LDTT", rounding=Rounding.HALF_UP, basis=_BASIS)

EXAMPLES: tuple[Exchanged, ...] = (
    AwardPaper(paper="minutes", name_vi="Biên bản", name_en="Minutes"),
    CashReward(individual=Decimal("0.15"), collective=Decimal("0.3"), basis=_BASIS),
    VoteRule(mark=_SHARE, secret=True, basis=_BASIS),
)
