"""What a nomination's objections mean for it, in both languages, for whoever reads the case."""

from collections.abc import Iterable

from domain.objection import is_flagged
from domain.words import Words
from domain.working_days import VIETNAM_TIME
from schemas.case import CaseStatus
from schemas.case_file import Explanation
from schemas.objection import ObjectionStatus, ObjectionView

_SETTLED = {
    ObjectionStatus.UPHELD: Words("được chấp nhận", "upheld"),
    ObjectionStatus.DISMISSED: Words("không được chấp nhận", "dismissed"),
}


def with_objections(said: Explanation, objections: Iterable[ObjectionView]) -> Explanation:
    """Return an explanation with a sentence or two for each objection."""
    sentences = [words for one in objections for words in explain_objection(one)]
    return Explanation(
        vi=(*said.vi, *(words.vi for words in sentences)), en=(*said.en, *(words.en for words in sentences))
    )


def explain_objection(objection: ObjectionView) -> list[Words]:
    """Return where an objection stands, and what it asks for if it was upheld."""
    if objection.status is ObjectionStatus.OPEN:
        return [_open(objection)]
    settled = _SETTLED[objection.status]
    told = Words(
        f"Khiếu nại {objection.objection_id} (căn cứ {objection.ground}) đã {settled.vi}.",
        f"Objection {objection.objection_id} (ground {objection.ground}) was {settled.en}.",
    )
    return [told, *_flag(objection)]


def _open(objection: ObjectionView) -> Words:
    due = objection.due_at
    day = f"{due.astimezone(VIETNAM_TIME):%d/%m/%Y}" if due else None
    return Words(
        f"Khiếu nại {objection.objection_id} (căn cứ {objection.ground}) đang chờ {objection.body} giải quyết"
        + (f", hạn hết ngày {day}." if day else "; quy tắc không định thời hạn."),
        f"Objection {objection.objection_id} (ground {objection.ground}) waits for {objection.body}"
        + (f", due by the end of {day}." if day else "; the rules set no time."),
    )


def _flag(objection: ObjectionView) -> list[Words]:
    """The outcome itself stays until a procedure of its own changes it."""
    if objection.status is not ObjectionStatus.UPHELD:
        return []
    if is_flagged(CaseStatus(objection.outcome), objection.status):
        return [
            Words(
                f"Quyết định khen thưởng được đánh dấu để xem xét hủy bỏ; {objection.body} mở thủ tục.",
                f"The award is flagged for revocation; {objection.body} has to begin that procedure.",
            )
        ]
    return [
        Words(
            f"Kết quả cần được {objection.body} xem xét lại; bản thân kết quả không đổi.",
            f"{objection.body} has to look at the outcome again; the outcome itself is not changed.",
        )
    ]
