"""A reconciliation in words and cells, for people who read it on a terminal."""

from collections.abc import Callable
from datetime import datetime

from schemas.reconciliation import Agreement, ReconciledLine

_DIGITS = 12

COLUMNS = (
    "Hai nguồn / Witnesses",
    "Mục / Entry",
    "Lúc / At",
    "Việc / What",
    "Ai / Who",
    "Đến / Arrived",
    "Biết / Learnt",
    "Trả lời / Answered",
    "Hash",
)
"""Headings of the table of lines; the numbers below the last three but one are events of the history."""

_WORDS = {
    Agreement.BOTH: "khớp / both",
    Agreement.BESIDE: "ngoài quy trình / beside the workflow",
    Agreement.UNWITNESSED: "không còn lịch sử / no history left",
    Agreement.LEARNT_LATER: "biết sau / learnt later",
    Agreement.DIFFERS: "KHÁC / DIFFERS",
    Agreement.ONLY_LEDGER: "CHỈ SỔ CÁI / ONLY LEDGER",
    Agreement.ONLY_HISTORY: "CHỈ TEMPORAL / ONLY HISTORY",
}


def in_words(agreement: Agreement) -> str:
    """Return what the two witnesses say of a line, in both languages."""
    return _WORDS[agreement]


def cells(line: ReconciledLine, moment: Callable[[datetime], str]) -> list[str]:
    """Return the cells of a line under `COLUMNS`; `moment` writes an instant."""
    told = line.leaf_hash or line.told_hash
    return [
        in_words(line.agreement),
        _number(line.seq),
        moment(line.at) if line.at else "-",
        line.what,
        line.who or "-",
        _number(line.arrived),
        _number(line.learnt),
        _number(line.answered),
        told[:_DIGITS] if told else "-",
    ]


def _number(value: int | None) -> str:
    return "-" if value is None else str(value)
