"""What each refusal means and what to do next, in Vietnamese and English.

The texts name no person: they are stored in workflow histories.
"""

from domain.words import Words
from schemas.messages import RefusalReason

__all__ = ["REFUSALS", "Words"]


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
        "Không có loại thông điệp này; hãy dùng một thông điệp có trong tài liệu, ví dụ decide.",
        "There is no such message; use one from the documentation, for example decide.",
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
        "Bước đó không phải bước đang chờ ở cấp này; hãy xem bước nào đang chờ (show).",
        "That is not the gate that waits at this level; look up which one does (show).",
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
        "Người gửi không có thẩm quyền xử lý bước này; hãy xem ai đang được chờ (show).",
        "The sender is not entitled to act here; look up who is awaited (show).",
    ),
    RefusalReason.OWN_NOMINATION: Words(
        "Không ai được quyết định hồ sơ do mình đề nghị hoặc đề nghị cho mình; hãy để người khác quyết định.",
        "Nobody decides on a nomination of their own or of themselves; let another member decide.",
    ),
    RefusalReason.NO_DELEGATION: Words(
        "Không có ủy quyền nào có hiệu lực cho việc này; hãy ghi nhận ủy quyền (delegate) hoặc tự xử lý.",
        "No delegation in force covers this; have it recorded (delegate), or act in your own name.",
    ),
    RefusalReason.MISSING_REASON: Words(
        "Trả lại, từ chối, không đồng ý, cho qua hoặc thôi phải có lý do; hãy gửi lại kèm lý do.",
        "A return, rejection, objection, override or giving up needs a reason; send it again with one.",
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
        "Nộp lại phải giữ nguyên danh hiệu, đối tượng và phong trào; hãy lập hồ sơ mới cho đề nghị khác.",
        "A resubmission keeps its award, nominee and campaign; submit a new nomination for another one.",
    ),
    RefusalReason.SUSPENDED: Words(
        "Hồ sơ đang tạm dừng; hãy chờ quyết định cho tiếp tục (resume).",
        "The nomination is suspended; wait until it is resumed.",
    ),
    RefusalReason.NOT_SUSPENDED: Words(
        "Hồ sơ không bị tạm dừng nên không có gì để tiếp tục.",
        "The nomination is not suspended, so there is nothing to resume.",
    ),
    RefusalReason.RECUSED: Words(
        "Người gửi không được tham gia hồ sơ này (hồi tỵ); hãy để người khác xử lý.",
        "The sender may not take part in this nomination (recusal); let somebody else act.",
    ),
    RefusalReason.FOUR_EYES: Words(
        "Người gửi hoặc người ủy quyền đã xử lý hồ sơ này trước đó; hãy để người thứ hai quyết định.",
        "The sender, or who delegated to them, acted on this case before; a second person must act here.",
    ),
    RefusalReason.NOT_ENTITLED: Words(
        "Người gửi hoặc người được nêu không giữ chức trách cần có vào ngày này; hãy xem ai giữ (people).",
        "The sender, or who is named, does not hold the office that this needs; look up who does (people).",
    ),
    RefusalReason.WRONG_TARGET: Words(
        "Không thể trả lại về bước đó; hãy chọn một bước trước trong cùng cấp, hoặc trả cho người đề nghị.",
        "It cannot be returned there; name an earlier gate of this level, or return it to the nominator.",
    ),
    RefusalReason.NOT_CARRIED: Words(
        "Thiếu giấy tờ hoặc chỉ tiêu, hoặc thẩm định, xét điều kiện hay hội đồng không tán thành; "
        "hãy trả lại hoặc từ chối.",
        "Papers or a place in the quota are missing, or appraisal, eligibility or council went against it: "
        "return or reject it.",
    ),
    RefusalReason.RETURNED_BEFORE: Words(
        "Bước này đã yêu cầu bổ sung một lần; hãy kết luận đủ, hoặc chuyển người có thẩm quyền quyết định.",
        "This gate has asked for completion once; find it complete, or hand it to the decider as it is.",
    ),
    RefusalReason.UNKNOWN_PAPER: Words(
        "Danh sách nêu giấy tờ không có trong thành phần hồ sơ; hãy dùng mã mà show liệt kê.",
        "It names a paper that the dossier does not need; use the codes that show lists.",
    ),
    RefusalReason.UNKNOWN_CRITERION: Words(
        "Có tiêu chí không thuộc danh mục thẩm định; hãy dùng mã mà show liệt kê.",
        "It names a criterion that is not appraised here; use the codes that show lists.",
    ),
    RefusalReason.UNKNOWN_CONDITION: Words(
        "Có điều kiện không chờ kết luận ở đây; hãy dùng mã mà show liệt kê.",
        "It names a condition that waits for no ruling here; use the codes that show lists.",
    ),
    RefusalReason.MISSING_EVIDENCE: Words(
        "Điều chưa biết chỉ được coi là đạt khi nêu giấy tờ chứng minh; hãy gửi lại kèm minh chứng.",
        "What is not known is met only on evidence; send it again and name the paper it rests on.",
    ),
    RefusalReason.NOT_FOUND_OUT: Words(
        "Hồ sơ khen thưởng đang được đối chiếu; hãy xem lại sau giây lát (show).",
        "The award record is still being looked up for this; look again in a moment (show).",
    ),
    RefusalReason.INCOMPLETE: Words(
        "Còn thiếu hoặc mâu thuẫn: mỗi mục mà show liệt kê cần đúng một kết luận có căn cứ; hãy gửi lại.",
        "It is incomplete or contradicts itself: find once on each item that show lists, with evidence.",
    ),
    RefusalReason.ALREADY_SAID: Words(
        "Người gửi đã cho ý kiến, hoặc việc này đã được giải quyết.",
        "The sender has answered already, or this is settled already.",
    ),
    RefusalReason.WINDOW_OVER: Words(
        "Thời hạn góp ý đã hết.",
        "The period for this is over.",
    ),
    RefusalReason.UNKNOWN_COMMENT: Words(
        "Không có góp ý nào mang mã này; hãy xem lại danh sách góp ý.",
        "No comment has this id; look up the list of comments.",
    ),
    RefusalReason.NOT_A_LOWER_AWARD: Words(
        "Quy tắc không cho phép thay bằng danh hiệu đó ở đây; ở cấp quyết định, show nêu mã được phép.",
        "The rules do not allow that award here; at the level that confers it, show names which they do.",
    ),
    RefusalReason.NO_PROPOSAL: Words(
        "Không có đề xuất hạ hình thức khen thưởng nào đang chờ trả lời.",
        "No proposal of a lower award waits for an answer.",
    ),
    RefusalReason.AWAITING_CONSENT: Words(
        "Đang chờ người đề nghị trả lời về hình thức thấp hơn.",
        "The nominator has yet to answer the proposal of a lower award.",
    ),
    RefusalReason.NOTHING_TO_REASSIGN: Words(
        "Phải nêu người hoặc hội đồng mới cho bước đang chờ.",
        "Name the new people, or at a vote the new council, for the gate that waits.",
    ),
    RefusalReason.CANNOT_MIGRATE: Words(
        "Bộ quy tắc đó không nhận hồ sơ này, hoặc đơn vị đó không kế thừa đơn vị đang giữ; hãy kiểm tra mã.",
        "Those rules cannot take it, or that body does not succeed the one where it waits; check the codes.",
    ),
    RefusalReason.VOTE_IN_A_SITTING: Words(
        "Bước này do hội đồng biểu quyết trong phiên họp (cast_ballot), không nhận quyết định riêng.",
        "This gate is decided by the council's vote in a sitting (cast_ballot), not by a single decision.",
    ),
    RefusalReason.NOT_CLOSED: Words(
        "Hồ sơ chưa có kết quả nên chưa thể khiếu nại kết quả; hãy nêu ý kiến trong quá trình xét.",
        "The nomination has no outcome yet to object to; speak while it is being decided.",
    ),
    RefusalReason.OBJECTION_TOO_LATE: Words(
        "Đã quá thời hạn khiếu nại theo quy tắc của hồ sơ.",
        "The period for objections under this nomination's rules is over.",
    ),
    RefusalReason.QUOTA_SPENT: Words(
        "Chỉ tiêu của đơn vị trong năm đã hết; hãy chờ có chỗ trống, hoặc thôi đề nghị.",
        "The unit's quota for the year is spent; wait until a place is free, or give it up.",
    ),
    RefusalReason.ALREADY_HONOURED: Words(
        "Sau khi xét điều kiện, đối tượng đã được khen cho thành tích hoặc năm này; hãy trả lại để xét lại.",
        "Another award was given for this achievement or year since eligibility was found; return it.",
    ),
    RefusalReason.QUOTA_MOVED: Words(
        "Số làm căn cứ tính tỷ lệ vừa giảm; hãy xem lại chỉ tiêu rồi gửi lại.",
        "What the quota is a share of has just shrunk; look the quota up and send it again.",
    ),
    RefusalReason.OBJECTION_SETTLED: Words(
        "Khiếu nại này đã được giải quyết.",
        "This objection is settled already.",
    ),
    RefusalReason.UNKNOWN_BODY: Words(
        "Bộ quy tắc được nêu, hoặc đang có hiệu lực, không có cơ quan này; hãy kiểm tra mã và bộ quy tắc.",
        "The rules that are named, or in force, have no such body; check its code and the rule set.",
    ),
    RefusalReason.NOT_IN_CAMPAIGN: Words(
        "Chỉ tiêu nêu phong trào hoặc nội dung ngoài đợt phát động này; hãy dùng mã trong campaign show.",
        "A target names a movement or content group that the campaign lacks; use codes of campaign show.",
    ),
    RefusalReason.OTHER_ROWS: Words(
        "Các dòng đã lưu không đúng số lượng, nội dung, người hoặc đơn vị trình đã khai; hãy nộp lại tệp.",
        "The rows on record are not those it vouches for, or are somebody else's; submit the file again.",
    ),
    RefusalReason.UNKNOWN_HAND_OVER: Words(
        "Có phần được nêu không phải là một lần chuyển giao vào hồ sơ này; hãy xem lại (dossier show).",
        "One of its parts is no hand-over to this dossier; look up the hand-overs (dossier show).",
    ),
    RefusalReason.WRONG_DOSSIER: Words(
        "Không thể chuyển vào hồ sơ này: là chính nó hoặc đã kết thúc; hãy chọn hồ sơ khác.",
        "It cannot be handed to that dossier, which is this one or has ended; name another.",
    ),
    RefusalReason.NOT_IN_DOSSIER: Words(
        "Hồ sơ này không mang đề nghị đó, hoặc đề nghị đã có kết quả; hãy xem lại (dossier show).",
        "This dossier does not carry that nomination, or it has its outcome; look it up (dossier show).",
    ),
    RefusalReason.UNKNOWN_GRANT: Words(
        "Hồ sơ khen thưởng không có lần khen thưởng này; hãy xem lại mã (grants).",
        "The award record has no such grant; look up its code (grants).",
    ),
    RefusalReason.NO_DECIDING_BODY: Words(
        "Không bộ quy tắc nào có đơn vị đã quyết định hoặc đơn vị kế thừa, nên không ai quyết định được.",
        "No rule set has the body that gave it, nor one that carries on for it, so nobody can decide here.",
    ),
    RefusalReason.REVOCATION_OPEN: Words(
        "Một việc thu hồi hoặc phục hồi khác của lần khen thưởng này đang mở; hãy chờ kết quả.",
        "Another revocation or restoration of this grant is open; wait for what becomes of it.",
    ),
    RefusalReason.ALREADY_REVOKED: Words(
        "Lần khen thưởng này đã bị thu hồi.",
        "This grant is revoked already.",
    ),
    RefusalReason.NOT_REVOKED: Words(
        "Lần khen thưởng này đang có hiệu lực nên không có gì để phục hồi.",
        "This grant is in force, so there is nothing to restore.",
    ),
    RefusalReason.OBJECTION_NOT_UPHELD: Words(
        "Khiếu nại được nêu không thuộc hồ sơ này hoặc chưa được chấp nhận; hãy xem lại (objections).",
        "The objection that it names is not one to this case, or was not upheld; look it up (objections).",
    ),
    RefusalReason.NOT_AWAITED: Words(
        "Không chờ thu hồi khoản này: chưa quyết định, không có trong yêu cầu hoặc đã thu hồi xong.",
        "This is not awaited: it is not decided yet, was not asked for, or was given back already.",
    ),
    RefusalReason.UNSIGNED: Words(
        "Cấp này chỉ nhận quyết định có chữ ký số; hãy đăng ký khóa (keys) rồi gửi lại quyết định đã ký.",
        "This level takes signed decisions only; have a key enrolled (keys), then send it again signed.",
    ),
    RefusalReason.STATEMENT_DIFFERS: Words(
        "Nội dung đã ký không đúng quyết định, hồ sơ, vòng xét hoặc nơi nhận này; hãy xem lại rồi ký lại.",
        "What was signed is not this decision on this case, round and place; look again, then sign it anew.",
    ),
    RefusalReason.BAD_SIGNATURE: Words(
        "Chữ ký không khớp với khóa đã nêu; hãy ký lại bằng khóa của chính người quyết định.",
        "The signature is not by the key that it names; sign it again with the reviewer's own key.",
    ),
    RefusalReason.KEY_NOT_VALID: Words(
        "Khóa chưa đăng ký cho người này ở cấp này hoặc đã bị thu hồi; hãy xem lại (keys list) rồi ký lại.",
        "The key is not enrolled for this person at this level, or is revoked; look it up (keys list).",
    ),
}
"""One sentence for every reason."""
