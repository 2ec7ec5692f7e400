"""The words of a bundle's summary: what entries, verdicts and outcomes are called in both languages."""

from domain.words import Words
from schemas.case import CaseStatus
from schemas.ledger import EntryKind
from schemas.messages import Verdict

STATUS: dict[CaseStatus, Words] = {
    CaseStatus.IN_REVIEW: Words("đang xét", "under review"),
    CaseStatus.RETURNED: Words("đã trả lại để bổ sung", "returned for changes"),
    CaseStatus.SUSPENDED: Words("tạm dừng", "suspended"),
    CaseStatus.AWAITING_CONSENT: Words("chờ người đề nghị đồng ý", "waiting for the nominator's consent"),
    CaseStatus.CONFERRED: Words("đã quyết định khen thưởng", "conferred"),
    CaseStatus.REJECTED: Words("không được khen thưởng", "rejected"),
    CaseStatus.WITHDRAWN: Words("người đề nghị đã rút", "withdrawn"),
    CaseStatus.LAPSED: Words("hết hiệu lực vì quá hạn", "lapsed"),
}

VERDICT: dict[Verdict, Words] = {
    Verdict.APPROVE: Words("đồng ý", "approve"),
    Verdict.RETURN: Words("trả lại", "return"),
    Verdict.REJECT: Words("không đồng ý", "reject"),
}

KIND: dict[EntryKind, Words] = {
    EntryKind.NOMINATION_ACCEPTED: Words("Tiếp nhận đề nghị", "Nomination accepted"),
    EntryKind.NOMINATION_RESUBMITTED: Words("Nộp lại", "Resubmitted"),
    EntryKind.NOMINATION_WITHDRAWN: Words("Rút đề nghị", "Withdrawn"),
    EntryKind.NOMINATION_SUSPENDED: Words("Tạm dừng", "Suspended"),
    EntryKind.NOMINATION_RESUMED: Words("Tiếp tục xét", "Resumed"),
    EntryKind.NOMINATION_REASSIGNED: Words("Giao người khác", "Reassigned"),
    EntryKind.NOMINATION_MIGRATED: Words("Chuyển sang quy định mới", "Moved to other rules"),
    EntryKind.DECISION_RECORDED: Words("Quyết định", "Decision"),
    EntryKind.PAPERS_CHECKED: Words("Kiểm tra thành phần hồ sơ", "Papers checked"),
    EntryKind.APPRAISAL_RECORDED: Words("Thẩm định", "Appraisal"),
    EntryKind.OPINION_GIVEN: Words("Cho ý kiến", "Opinion given"),
    EntryKind.COMMENT_MADE: Words("Ý kiến của Nhân dân", "Public comment"),
    EntryKind.COMMENT_RESOLVED: Words("Giải quyết ý kiến", "Comment resolved"),
    EntryKind.COUNCIL_DECIDED: Words("Hội đồng bỏ phiếu", "Council vote"),
    EntryKind.COUNCIL_SUBSTITUTED: Words("Hội đồng khác bỏ phiếu thay", "Another council votes instead"),
    EntryKind.COUNCIL_UNREACHABLE: Words("Không hội đồng nào bỏ phiếu được", "No council can vote"),
    EntryKind.RECUSAL_RECORDED: Words("Từ chối tham gia xét", "Recusal"),
    EntryKind.LOWER_AWARD_PROPOSED: Words("Đề xuất hình thức thấp hơn", "Lower award proposed"),
    EntryKind.LOWER_AWARD_ANSWERED: Words("Trả lời đề xuất", "Proposal answered"),
    EntryKind.OBJECTION_FILED: Words("Khiếu nại", "Objection filed"),
    EntryKind.OBJECTION_REMINDED: Words("Nhắc giải quyết khiếu nại", "Objection: reminder"),
    EntryKind.OBJECTION_ESCALATED: Words("Báo cấp trên về khiếu nại", "Objection: escalated"),
    EntryKind.OBJECTION_SETTLED: Words("Giải quyết khiếu nại", "Objection settled"),
    EntryKind.REFUSAL_RECORDED: Words("Từ chối thao tác", "Act refused"),
    EntryKind.DEADLINE_REMINDED: Words("Nhắc hạn", "Reminder"),
    EntryKind.DEADLINE_ESCALATED: Words("Quá hạn, báo cấp trên", "Overdue, escalated"),
    EntryKind.DEADLINE_LAPSED: Words("Hết hiệu lực", "Lapsed"),
    EntryKind.DEADLINE_WENT_ON: Words("Im lặng được coi là đồng ý", "Silence counted as consent"),
    EntryKind.WINDOW_CLOSED: Words("Hết thời gian lấy ý kiến", "Window closed"),
    EntryKind.ELIGIBILITY_FOUND: Words("Tra cứu điều kiện", "Eligibility looked up"),
    EntryKind.ELIGIBILITY_RULED: Words("Kết luận điều kiện", "Eligibility ruled on"),
    EntryKind.QUOTA_RESERVED: Words("Giữ chỗ trong tỷ lệ", "Place in the quota reserved"),
    EntryKind.QUOTA_SPENT: Words("Hết tỷ lệ", "Quota spent"),
    EntryKind.QUOTA_CLAIMED: Words("Xin chỗ trong tỷ lệ", "Place in the quota claimed"),
}
"""What can stand in a nomination's own stream."""


def of_kind(kind: EntryKind) -> Words:
    """Return what an entry is called; one without words of its own, by its name in the ledger."""
    return KIND.get(kind, Words(str(kind), str(kind)))
