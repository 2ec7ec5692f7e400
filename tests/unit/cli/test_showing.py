"""What show says of each act in its table."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from cli.showing import said_by
from schemas.views import ActView


@pytest.mark.parametrize(
    ("act", "said"),
    [
        ({"missing": ["minutes", "report"], "hand_on": False, "note": None}, "missing: minutes, report"),
        ({"missing": [], "note": "Đủ"}, "Đủ"),
        ({"opinion": "objects", "text": "Đang xác minh"}, "objects / Đang xác minh"),
        ({"opinion": "agrees", "text": None}, "agrees"),
        ({"eligible": False, "findings": [{"criterion": "merit", "met": "fail"}]}, "not eligible"),
        ({"award": "GK_XA", "reason": "Chưa đủ mức"}, "GK_XA / Chưa đủ mức"),
        ({"consent": True}, "consent"),
        ({"give_up": True, "reason": "Hết chỉ tiêu"}, "give_up / Hết chỉ tiêu"),
        (
            {
                "rulings": [
                    {"condition": "held", "met": True, "evidence": None, "reason": "Hồ sơ thất lạc"},
                    {"condition": "initiative", "met": False, "evidence": None, "reason": None},
                ]
            },
            "held overridden: Hồ sơ thất lạc / initiative not met",
        ),
        ({"panel": ["ward-deputy"], "council": None, "reason": "Hồi tỵ"}, "panel: ward-deputy / Hồi tỵ"),
    ],
)
def test_an_act_says_what_it_decided_not_only_its_note(act: dict[str, Any], said: str) -> None:
    """Who reads the record sees which way an agency answered and which papers were missing."""
    view = ActView(
        act_id=UUID(int=1),
        message="any",
        level="ward",
        gate="intake",
        round=1,
        actor_id="ward-officer",
        on_behalf_of=None,
        acted_at=datetime(2026, 3, 2, 2, 0, tzinfo=UTC),
        content_hash=None,
        stale=False,
        act=act,
    )

    assert said == said_by(view)
