"""What each refusal of the register means and what to do next, in Vietnamese and English; no names."""

from uuid import UUID

from domain.refusals import Words
from schemas.register import RegisterRefusal
from schemas.register import RegisterRefusalReason as Reason

REGISTER_REFUSALS: dict[Reason, Words] = {
    Reason.ID_TAKEN: Words(
        "Mã này đã dùng cho một việc khác; hãy gửi lại với mã mới.",
        "This id was used for another act; send yours again under a new id.",
    ),
    Reason.UNKNOWN_BODY: Words(
        "Không có cơ quan này trong bộ quy định; hãy kiểm tra mã cơ quan.",
        "No rule set has this body; check its code.",
    ),
    Reason.UNKNOWN_AWARD: Words(
        "Bộ quy định không có hình thức khen thưởng này; hãy kiểm tra mã.",
        "The rules have no such award; check its code.",
    ),
    Reason.UNKNOWN_DELEGATION: Words(
        "Cơ quan này không có ủy quyền mang mã đó; hãy xem lại danh sách.",
        "This body has no delegation with that id; look it up again.",
    ),
    Reason.NOT_THE_REGISTRAR: Words(
        "Chỉ người phụ trách nhân sự của cơ quan này hoặc của cơ quan quản lý cấp trên được ghi; nếu cơ quan "
        "không có người phụ trách nhân sự thì do người đứng đầu.",
        "Only a registrar of this body or of one that manages it may record this; where the body has no "
        "registrar, its chair.",
    ),
    Reason.OWN_APPOINTMENT: Words(
        "Không ai được tự ghi bổ nhiệm mình; hãy nhờ người có thẩm quyền khác.",
        "Nobody records their own appointment; ask another who may.",
    ),
    Reason.ALREADY_APPOINTED: Words(
        "Người này đã giữ vai trò đó trong thời gian trùng; hãy kết thúc vai trò cũ trước.",
        "This person holds that role already on some of these days; end the earlier one first.",
    ),
    Reason.NOT_APPOINTED: Words(
        "Người này không giữ vai trò đó vào ngày ấy hoặc về sau; hãy xem danh sách của cơ quan.",
        "This person does not hold that role on that day or later; look up the people of the body.",
    ),
    Reason.NOT_ENTITLED: Words(
        "Người ủy quyền không giữ vai trò nào được ủy quyền tại cơ quan này vào ngày đó.",
        "The delegator holds no role at this body on that day that could be delegated.",
    ),
    Reason.OWN_DELEGATION: Words(
        "Không ai được ủy quyền cho chính mình; hãy chọn người khác.",
        "Nobody delegates to themselves; name somebody else.",
    ),
    Reason.OVER_ALREADY: Words(
        "Thời hạn ủy quyền đã qua; hãy ghi ngày kết thúc từ hôm nay trở đi.",
        "The delegation would be over already; give it an end that is not past.",
    ),
    Reason.NOT_THE_DELEGATOR: Words(
        "Chỉ người ủy quyền hoặc người phụ trách nhân sự được thu hồi ủy quyền này.",
        "Only the delegator or a registrar may revoke this delegation.",
    ),
    Reason.ALREADY_REVOKED: Words(
        "Ủy quyền này đã được thu hồi; không cần làm gì thêm.",
        "This delegation was revoked already; there is nothing left to do.",
    ),
}


def register_refusal(act_id: UUID, reason: Reason) -> RegisterRefusal:
    """Return the refusal of an act in both languages."""
    words = REGISTER_REFUSALS[reason]
    return RegisterRefusal(act_id=act_id, reason=reason, vi=words.vi, en=words.en)
