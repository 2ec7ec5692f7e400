"""What each refusal of the award record means and what to do next, in Vietnamese and English; no names."""

from uuid import UUID

from domain.words import Words
from schemas.award_record import GrantRefusal
from schemas.award_record import GrantRefusalReason as Reason

GRANT_REFUSALS: dict[Reason, Words] = {
    Reason.ID_TAKEN: Words(
        "Mã này đã ghi một nội dung khác; nếu cần sửa, hãy dùng grants correct.",
        "This id is on record with other content; to set that right, use grants correct.",
    ),
    Reason.UNKNOWN_BODY: Words(
        "Không có cơ quan này trong bộ quy định; hãy kiểm tra mã cơ quan.",
        "No rule set has this body; check its code.",
    ),
    Reason.NOT_THE_REGISTRAR: Words(
        "Chỉ người phụ trách sổ của cơ quan này được ghi; nếu cơ quan không có thì do người đứng đầu.",
        "Only a registrar of this body may record this; where the body has none, its chair.",
    ),
    Reason.UNKNOWN_GRANT: Words(
        "Hồ sơ khen thưởng không có lần khen thưởng này; hãy kiểm tra mã (grants list).",
        "The award record has no such grant; check its id (grants list).",
    ),
    Reason.GRANT_EXISTS: Words(
        "Lần khen thưởng này đã có trong hồ sơ; nếu cần sửa, hãy dùng grants correct.",
        "This grant is on record already; to set it right, use grants correct.",
    ),
    Reason.ALREADY_PRESENTED: Words(
        "Lần khen thưởng này đã được ghi là đã trao; nếu ngày sai, hãy dùng grants correct.",
        "This grant was presented already; if the day is wrong, use grants correct.",
    ),
    Reason.REVOKED: Words(
        "Lần khen thưởng này đã bị hủy bỏ nên không thể trao.",
        "This grant is revoked, so it cannot be presented.",
    ),
    Reason.NOT_THAT_DAY: Words(
        "Ngày này ở tương lai, hoặc trước khi có quyết định; hãy kiểm tra ngày.",
        "That day is in the future, or before the decision; check the date.",
    ),
    Reason.NOT_CORRECTABLE: Words(
        "Thông tin này không sửa được bằng cách này: đó là nội dung của quyết định, hoặc không có trường đó.",
        "That cannot be corrected so: the decision itself says it, or there is no such field.",
    ),
    Reason.NOT_A_GRANT: Words(
        "Nội dung này không thành một lần khen thưởng hợp lệ; hãy kiểm tra các giá trị và thời gian.",
        "That does not make a grant; check the values and the period.",
    ),
    Reason.CHANGES_NOTHING: Words(
        "Hồ sơ đã ghi đúng như vậy; không có gì để sửa.",
        "The record says so already; there is nothing to correct.",
    ),
}


def grant_refusal(act_id: UUID, reason: Reason) -> GrantRefusal:
    """Return the refusal of an act in both languages."""
    words = GRANT_REFUSALS[reason]
    return GrantRefusal(act_id=act_id, reason=reason, vi=words.vi, en=words.en)
