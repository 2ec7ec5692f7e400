"""The part of the test rules that has conditions and a quota: titles built on another, as files hold them."""

from typing import Any

ELIGIBILITY, ASKING, QUOTA, BOTH = "p-eligibility", "p-asking", "p-quota", "p-both"
TITLE, OPEN_TITLE, BASE = "CSTDCS", "CSTD_MO", "LDTT"
HELD, INITIATIVE = "ldtt-same-year", "initiative"
_BASIS = {"citation": "made up for tests", "mark": "?"}

GATES: dict[str, tuple[dict[str, Any], ...]] = {
    ELIGIBILITY: ({"gate": "eligibility"}, {"gate": "appraisal"}, {"gate": "decision"}),
    ASKING: ({"gate": "eligibility", "settings": {"unknown": "ask"}}, {"gate": "decision"}),
    QUOTA: ({"gate": "quota"}, {"gate": "appraisal"}, {"gate": "decision"}),
    BOTH: ({"gate": "eligibility"}, {"gate": "quota"}, {"gate": "decision"}),
}
"""The gates of the ward in each procedure."""

TITLE_OF = {ELIGIBILITY: OPEN_TITLE, ASKING: OPEN_TITLE, QUOTA: TITLE, BOTH: TITLE}
"""The title that each procedure decides on: a quota is kept only where the gate of that name holds places."""

OPEN_TITLE_RULES: dict[str, Any] = {
    "subjects": ["individual"],
    "conditions": [
        {
            "condition": HELD,
            "name_vi": "Đã là Lao động tiên tiến trong năm",
            "name_en": "Advanced Labourer of the same year",
            "holds": {"predicate": "held", "awards": [BASE], "same_year": True},
            "basis": _BASIS,
        },
        {
            "condition": INITIATIVE,
            "name_vi": "Có sáng kiến được công nhận",
            "name_en": "An initiative was recognised",
            "holds": {"predicate": "stated", "fact": "initiative-recognised"},
            "basis": _BASIS,
        },
    ],
}
"""What both titles ask."""

TITLE_RULES: dict[str, Any] = OPEN_TITLE_RULES | {
    "quota": {"share": "15%", "of": BASE, "rounding": "half_up", "basis": _BASIS},
}
"""The same, and that at most 15 % of a unit's holders of the base title get it."""
