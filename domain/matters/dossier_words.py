"""Dossiers in the words of people, Vietnamese and English."""

from domain.words import Words
from schemas.dossier_matter import DossierStatus, RowResult

_STATUSES = {
    DossierStatus.OPENING: Words("đang mở các đề nghị", "its nominations are being opened"),
    DossierStatus.UNDER_WAY: Words("các đề nghị đang được xét", "its nominations are on their way"),
    DossierStatus.ENDED: Words("đã kết thúc", "ended"),
}
_RESULTS = {
    RowResult.ACCEPTED: Words("đã nhận", "accepted"),
    RowResult.KNOWN: Words("đã có từ trước", "known before"),
    RowResult.REFUSED: Words("bị từ chối", "refused"),
}
_OTHER_CONTENT = Words(
    "đã có trên hồ sơ với nội dung khác; hãy dùng số khác, hoặc nộp lại (resubmit) nếu được trả lại",
    "is on record with other content; use a new ref, or answer a return with resubmit",
)


def status_in_words(status: str) -> str:
    """Return where a dossier stands."""
    return _both(_STATUSES[DossierStatus(status)])


def result_in_words(result: RowResult | None) -> str:
    """Return what became of a row, None: nothing yet."""
    return "chưa mở / not opened yet" if result is None else _both(_RESULTS[result])


def reason_in_words(reason: str | None) -> str:
    """Return why a row is no nomination; what a rule said is told as it was said."""
    return _both(_OTHER_CONTENT) if reason == "other_content" else reason or ""


def _both(words: Words) -> str:
    return f"{words.vi} / {words.en}"
