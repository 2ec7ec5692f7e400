"""Where a revocation or restoration stands, in both languages, for whoever looks it up."""

from collections.abc import Iterable

from domain.words import Words
from domain.working_days import VIETNAM_TIME
from schemas.case import Clock
from schemas.case_file import Explanation
from schemas.revocation import (
    RecoveryItem,
    RevocationAction,
    RevocationGround,
    RevocationState,
    RevocationStatus,
)

ACTIONS = {
    RevocationAction.REVOKE: Words("Thu hồi, huỷ bỏ", "Revocation"),
    RevocationAction.RESTORE: Words("Phục hồi", "Restoration"),
}
GROUNDS = {
    RevocationGround.FRAUD: Words("gian dối trong kê khai thành tích", "fraud in declaring merit"),
    RevocationGround.FALSE_PAPERS: Words(
        "thông tin sai sự thật hoặc giấy tờ giả", "false information or forged papers"
    ),
    RevocationGround.UNLAWFUL_PROCEDURE: Words(
        "thẩm định, xét hoặc đề nghị trái pháp luật", "appraisal, review or request contrary to law"
    ),
    RevocationGround.FAULT_IN_PERIOD: Words(
        "có vi phạm trong thời gian tính thành tích nên không đủ tiêu chuẩn",
        "a fault in the counted period, so that criteria are not met",
    ),
    RevocationGround.WRONGLY_REVOKED: Words("việc thu hồi không đúng", "it was wrongly revoked"),
}
ITEMS = {
    RecoveryItem.INSIGNIA: Words("hiện vật", "insignia"),
    RecoveryItem.CERTIFICATE: Words("bằng, giấy chứng nhận", "certificate"),
    RecoveryItem.CASH: Words("tiền thưởng", "cash"),
}


def with_revocations(said: Explanation, revocations: Iterable[RevocationState]) -> Explanation:
    """Return the explanation of a case with what became of its award since; its outcome itself stays."""
    sentences = [words for state in revocations for words in explain_revocation(state)[:2]]
    return Explanation(
        vi=(*said.vi, *(words.vi for words in sentences)), en=(*said.en, *(words.en for words in sentences))
    )


def explain_revocation(state: RevocationState) -> list[Words]:
    """Return what is asked for and why, what became of it, and what is still awaited."""
    action, ground = ACTIONS[state.action], GROUNDS[state.ground]
    asked = Words(
        f"{action.vi} {state.award} (lần khen thưởng {state.grant_id}); căn cứ: {ground.vi}.",
        f"{action.en} of {state.award} (grant {state.grant_id}); ground: {ground.en}.",
    )
    return [asked, _where(state), *_recovery(state), *_flags(state)]


def _where(state: RevocationState) -> Words:
    approved = _approved(state.action)
    match state.status:
        case RevocationStatus.OPENED:
            due = _due(state.clock)
            return Words(
                f"Đang chờ {state.body}, hoặc đơn vị kế thừa, quyết định{due.vi}.",
                f"It waits for {state.body}, or the body that carries on for it, to decide{due.en}.",
            )
        case RevocationStatus.DENIED:
            return Words("Không được chấp nhận; không có gì thay đổi.", "It was denied; nothing has changed.")
        case RevocationStatus.RECOVERING:
            return Words(
                f"{approved.vi}; đang thu hồi những gì đã trao.",
                f"{approved.en}; what was given is being recovered.",
            )
        case _:
            return Words(f"{approved.vi} và hoàn thành.", f"{approved.en}, and all is done.")


def _approved(action: RevocationAction) -> Words:
    """The request was; the word "granted" would be read as said of the award."""
    asked = ACTIONS[action]
    return Words(f"Đề nghị {asked.vi.lower()} đã được chấp nhận", f"The {asked.en.lower()} was approved")


def _due(clock: Clock | None) -> Words:
    if clock is None:
        return Words("; quy tắc không định thời hạn", "; the rules set no time")
    day = f"{clock.due_at.astimezone(VIETNAM_TIME):%d/%m/%Y}"
    return Words(f", hạn hết ngày {day}", f", due by the end of {day}")


def _recovery(state: RevocationState) -> list[Words]:
    back = [_given_back(each.item, each.amount_vnd) for each in state.recovered]
    awaited = [
        Words(f"Còn phải thu hồi: {ITEMS[item].vi}.", f"Still to be given back: {ITEMS[item].en}.")
        for item in state.awaited
    ]
    return [*back, *awaited]


def _given_back(item: RecoveryItem, amount_vnd: int | None) -> Words:
    """Money of which the sum was not stated is not zero."""
    sum_of = f" ({amount_vnd:,} VND)".replace(",", ".") if amount_vnd is not None else ""
    return Words(f"Đã thu hồi: {ITEMS[item].vi}{sum_of}.", f"Given back: {ITEMS[item].en}{sum_of}.")


def _flags(state: RevocationState) -> list[Words]:
    return [
        Words(
            f"Lần khen thưởng {grant_id} dựa trên lần này: cần xem xét lại; không tự động huỷ bỏ.",
            f"Grant {grant_id} was built on this one: somebody must look; nothing is cancelled by itself.",
        )
        for grant_id in state.flagged
    ]
