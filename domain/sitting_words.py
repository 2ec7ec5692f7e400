"""What each refusal of a sitting means and what to do next, in Vietnamese and English.

The texts name no person: they are stored in workflow histories.
"""

from domain.words import Words
from schemas.sitting import NotDecided, PaperFault

PAPER_FAULTS: dict[PaperFault, Words] = {
    PaperFault.MALFORMED: Words(
        "Phiếu không đọc được; hãy gửi lại theo đúng mẫu.",
        "The paper could not be read; send it again in the documented form.",
    ),
    PaperFault.TOO_LARGE: Words(
        "Thông điệp quá lớn (trên 64 KiB); hãy gửi lại đúng phiếu của phiên họp.",
        "The message is larger than 64 KiB; send the sitting's own paper.",
    ),
    PaperFault.UNKNOWN_MESSAGE: Words(
        "Phiên họp không nhận loại thông điệp này; hãy dùng cast_ballot.",
        "A sitting takes no such message; use cast_ballot.",
    ),
    PaperFault.CANCELLATION: Words(
        "Phiên họp không thể bị hủy từ bên ngoài; phiên họp kết thúc khi đủ phiếu hoặc hết hạn.",
        "A sitting cannot be cancelled from outside; it ends when all have voted or its time is over.",
    ),
    PaperFault.ID_REUSED: Words(
        "Mã này đã dùng cho một phiếu khác; phiếu đã ghi nhận không thay đổi được.",
        "This id was used for another paper; what is on record cannot be changed.",
    ),
    PaperFault.SITTING_CLOSED: Words(
        "Phiên họp đã đóng và không nhận thêm phiếu.",
        "The sitting is closed and takes no further paper.",
    ),
    PaperFault.NOT_A_MEMBER: Words(
        "Người gửi không phải là thành viên hội đồng của phiên họp này.",
        "The sender is not a member of the council in this sitting.",
    ),
    PaperFault.BARRED: Words(
        "Thành viên không được bỏ phiếu ở phần này của danh sách; hãy lấy lại mẫu phiếu của mình.",
        "The member may not vote on this part of the list; take your own form again.",
    ),
    PaperFault.ALREADY_VOTED: Words(
        "Thành viên này đã bỏ phiếu; mỗi thành viên chỉ bỏ một phiếu.",
        "This member has voted already; each member casts one paper.",
    ),
    PaperFault.WRONG_LIST: Words(
        "Phiếu dành cho một danh sách khác; hãy xem danh sách của phiên họp này rồi bỏ phiếu.",
        "The paper is for another list; read the list of this sitting, then vote.",
    ),
    PaperFault.INCOMPLETE_PAPER: Words(
        "Phiếu không có đúng một ý kiến cho mỗi hồ sơ; hãy điền đủ rồi gửi lại.",
        "The paper does not have one choice for each nomination; fill it in whole and send it again.",
    ),
    PaperFault.NOT_SEALED: Words(
        "Phiên họp bỏ phiếu kín; hãy niêm phong phiếu rồi gửi lại, không ghi ý kiến để ngỏ.",
        "The ballot is secret; seal the paper and send it again, with no open choice on it.",
    ),
    PaperFault.NOT_OPEN: Words(
        "Phiên họp biểu quyết công khai; hãy gửi phiếu không niêm phong.",
        "The vote is open; send the paper unsealed.",
    ),
    PaperFault.COPIED_PAPER: Words(
        "Phiếu niêm phong này đã có trong phiên họp; hãy tự niêm phong phiếu của mình.",
        "This sealed paper is in the sitting already; seal one of your own.",
    ),
}
"""One sentence for every reason."""

NOT_DECIDED: dict[NotDecided, Words] = {
    NotDecided.LEFT: Words(
        "Hồ sơ không còn chờ hội đồng này với nội dung đã đưa vào danh sách.",
        "The nomination no longer waited for this council with the content on the list.",
    ),
    NotDecided.LATE_RECUSAL: Words(
        "Một thành viên không được tham gia nữa sau khi lập danh sách, trong khi phiếu kín của họ đã gồm "
        "hồ sơ này; cần bỏ phiếu lại ở phiên sau.",
        "A member was barred after the list was drawn up, and their sealed paper covers this nomination; "
        "it must be voted on again in another sitting.",
    ),
}
"""Why a nomination on a list was not decided."""
