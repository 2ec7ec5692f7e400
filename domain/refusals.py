"""What each refusal means and what to do next, in Vietnamese and English.

The texts name no person: they are stored in workflow histories.
"""

from typing import NamedTuple

from schemas.messages import RefusalReason


class Words(NamedTuple):
    """The same sentence in both languages."""

    vi: str
    en: str


REFUSALS: dict[RefusalReason, Words] = {
    RefusalReason.MALFORMED: Words(
        "Thông điệp không đọc được; hãy gửi lại theo đúng mẫu.",
        "The message could not be read; send it again in the documented form.",
    ),
    RefusalReason.TOO_LARGE: Words(
        "Thông điệp quá lớn (trên 64 KiB); hãy rút gọn rồi gửi lại.",
        "The message is larger than 64 KiB; shorten it and send it again.",
    ),
    RefusalReason.UNKNOWN_MESSAGE: Words(
        "Không có loại thông điệp này; hãy dùng decide, resubmit hoặc withdraw.",
        "There is no such message; use decide, resubmit or withdraw.",
    ),
    RefusalReason.CANCELLATION: Words(
        "Hồ sơ không thể bị hủy từ bên ngoài; người đề nghị có thể rút hồ sơ (withdraw).",
        "A nomination cannot be cancelled from outside; its nominator may withdraw it.",
    ),
    RefusalReason.ID_REUSED: Words(
        "Mã này đã dùng cho một thông điệp khác; hãy gửi lại với mã mới.",
        "This id was used for another message; send yours again under a new id.",
    ),
    RefusalReason.CLOSED: Words(
        "Hồ sơ đã có kết quả cuối cùng và không nhận thêm thông điệp nào.",
        "The nomination has its outcome and takes no further message.",
    ),
    RefusalReason.WRONG_LEVEL: Words(
        "Hồ sơ không ở cấp này; hãy xem hồ sơ đang ở đâu.",
        "The nomination is not at this level; look up where it is.",
    ),
    RefusalReason.WRONG_GATE: Words(
        "Cấp này không có bước đó; hãy xem bước đang chờ.",
        "This level has no such gate; look up which one waits.",
    ),
    RefusalReason.WRONG_ROUND: Words(
        "Vòng xét này chưa mở; hãy xem vòng hiện tại.",
        "That round has not begun; look up the current one.",
    ),
    RefusalReason.ALREADY_DECIDED: Words(
        "Cấp hoặc vòng này đã có quyết định; không thể quyết định lần nữa.",
        "This level or round is decided already and cannot be decided again.",
    ),
    RefusalReason.WAITING_FOR_NOMINATOR: Words(
        "Hồ sơ đã được trả lại và đang chờ người đề nghị bổ sung.",
        "The nomination was returned and waits for its nominator.",
    ),
    RefusalReason.NOT_ON_PANEL: Words(
        "Người gửi không có thẩm quyền quyết định ở cấp này.",
        "The sender is not entitled to decide at this level.",
    ),
    RefusalReason.OWN_NOMINATION: Words(
        "Không ai được quyết định hồ sơ do mình đề nghị hoặc đề nghị cho mình; hãy để người khác quyết định.",
        "Nobody decides on a nomination of their own or of themselves; let another member decide.",
    ),
    RefusalReason.NO_DELEGATION: Words(
        "Không có ủy quyền nào được ghi nhận; hãy quyết định với tư cách của chính mình.",
        "No delegation is on record; decide in your own name.",
    ),
    RefusalReason.MISSING_REASON: Words(
        "Trả lại hoặc từ chối phải có lý do; hãy gửi lại kèm lý do.",
        "A return or rejection needs a reason; send it again with one.",
    ),
    RefusalReason.STALE_CONTENT: Words(
        "Nội dung đã thay đổi sau khi người gửi xem; hãy đọc bản hiện tại rồi quyết định.",
        "The content is not the version that the sender saw; read the current one, then decide.",
    ),
    RefusalReason.NOT_RETURNED: Words(
        "Hồ sơ không bị trả lại nên không thể nộp lại.",
        "The nomination was not returned, so it cannot be resubmitted.",
    ),
    RefusalReason.NOT_THE_NOMINATOR: Words(
        "Chỉ người đề nghị mới được làm việc này.",
        "Only the nominator may do this.",
    ),
    RefusalReason.OTHER_AWARD: Words(
        "Nộp lại phải giữ nguyên danh hiệu và đối tượng; hãy lập hồ sơ mới cho đề nghị khác.",
        "A resubmission keeps its award and nominee; submit a new nomination for another one.",
    ),
}
"""One sentence for every reason."""
