"""What each refusal of the registry of keys means and what to do next, in Vietnamese and English."""

from uuid import UUID

from domain.refusals import Words
from schemas.keys import KeyRefusal
from schemas.keys import KeyRefusalReason as Reason

KEY_REFUSALS: dict[Reason, Words] = {
    Reason.ID_TAKEN: Words(
        "Mã này đã dùng cho một việc khác; hãy lập lại với mã mới.",
        "This id was used for another act; make the statement again under a new id.",
    ),
    Reason.NO_STATEMENT: Words(
        "Đây không phải là văn bản hợp lệ về khóa ký; hãy lập lại.",
        "This is no statement on a key that is in order; make it again.",
    ),
    Reason.BAD_SIGNATURE: Words(
        "Một chữ ký không đúng với văn bản này; hãy ký lại.",
        "A signature does not hold for this statement; sign it again.",
    ),
    Reason.NOT_A_REGISTRAR: Words(
        "Một chữ ký không phải của người phụ trách nhân sự có khóa còn hiệu lực; hãy nhờ người khác.",
        "A signature is not by a registrar whose key is good; ask one who may sign.",
    ),
    Reason.ANOTHER_REGISTRAR: Words(
        "Cần chữ ký của người phụ trách nhân sự của cơ quan này hoặc của cơ quan quản lý cấp trên.",
        "A registrar of this body, or of one that manages it, must be among those who sign.",
    ),
    Reason.OWN_KEY: Words(
        "Không ai được tự xác nhận khóa của mình; hãy nhờ người khác có thẩm quyền.",
        "Nobody vouches for a key of their own; ask another who may.",
    ),
    Reason.NO_ROLE: Words(
        "Người này không giữ vai trò cần có tại cơ quan đó hôm nay; hãy ghi bổ nhiệm trước.",
        "This person does not hold the role that such a key needs at that body today; appoint them first.",
    ),
    Reason.WRONG_LEVEL: Words(
        "Cơ quan và cấp không khớp với bộ quy định; hãy kiểm tra cả hai.",
        "Body and level do not match the rule sets; check both.",
    ),
    Reason.STALE: Words(
        "Khóa của người này đã thay đổi sau khi văn bản được lập; hãy xem lại rồi lập lại.",
        "This person's keys have changed since the statement was made; look again and make a new one.",
    ),
    Reason.KNOWN_KEY: Words(
        "Khóa này đã có trong sổ; hãy tạo một khóa mới.",
        "This key is on the registry already; make a new one.",
    ),
    Reason.HAS_A_KEY: Words(
        "Người này đã có khóa còn hiệu lực; hãy thay khóa (rotate) thay vì ghi thêm.",
        "This person has a key that is good; rotate it instead of enrolling another.",
    ),
    Reason.UNKNOWN_KEY: Words(
        "Sổ không có khóa này của người đó; hãy xem lại danh sách khóa.",
        "The registry has no such key of that person; look it up again.",
    ),
    Reason.REVOKED_ALREADY: Words(
        "Khóa này đã bị thu hồi; không cần làm gì thêm.",
        "This key was revoked already; there is nothing left to do.",
    ),
    Reason.INCOMPLETE: Words(
        "Khóa này cần hai người phụ trách nhân sự khác nhau cùng ký; hãy để người thứ hai ký thêm.",
        "This key needs the signatures of two different registrars; let a second one sign, too.",
    ),
    Reason.UNKNOWN_LEAF: Words(
        "Sổ cái không có bút toán mang mã băm đó; hãy lấy mã trên biên nhận.",
        "The ledger has no entry with that leaf hash; take it from a receipt.",
    ),
}


def key_refusal(act_id: UUID | None, reason: Reason) -> KeyRefusal:
    """Return the refusal of a statement in both languages."""
    words = KEY_REFUSALS[reason]
    return KeyRefusal(act_id=act_id, reason=reason, vi=words.vi, en=words.en)
