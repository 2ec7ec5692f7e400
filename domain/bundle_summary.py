"""A bundle's summary for people: one page of HTML in Vietnamese and English, printable, without scripts.

It says nothing that the parts of the bundle do not say, and whoever checks the bundle writes it again and
compares. Whatever comes from people or files is escaped.
"""

from collections.abc import Iterable
from datetime import datetime
from html import escape

from domain.bundle import Bundle
from domain.bundle_text_check import is_erased, seals_of
from domain.bundle_words import STATUS, VERDICT, of_kind
from domain.checkpoints import parse_checkpoint
from domain.ledger import facts_of, standing_of
from domain.notes import parse_note
from domain.words import Words
from domain.working_days import VIETNAM_TIME
from schemas.audit import DecisionRow
from schemas.ledger import EntryKind, LedgerEntry

_DIGITS = 16
_STYLE = """
body { font: 16px/1.5 system-ui, "Segoe UI", "Noto Sans", sans-serif; color: #1a1a1a; margin: 2rem auto;
  max-width: 62rem; padding: 0 1rem; }
h1 { font-size: 1.6rem; border-bottom: 3px solid #a4161a; padding-bottom: .5rem; }
h2 { font-size: 1.15rem; margin-top: 2rem; }
.en { color: #555; font-weight: normal; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid #ddd; }
th { background: #f6f3ee; }
code, pre { font-family: ui-monospace, Consolas, monospace; font-size: .82rem; overflow-wrap: anywhere; }
pre { background: #f6f3ee; padding: .75rem; white-space: pre-wrap; }
.text { white-space: pre-line; }
@media print { body { margin: 0; max-width: none; } tr { break-inside: avoid; } }
"""
_PAGE = """<!DOCTYPE html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
{body}
</body>
</html>
"""


def summary_of(bundle: Bundle) -> str:
    """Return the page.

    Raises:
        ValueError, LookupError, TypeError: the record cannot be read as such.
        NoteError: the checkpoint is none.
    """
    body = "\n".join((*_top(bundle), *_route(bundle), *_story(bundle), *_decisions(bundle), *_proof(bundle)))
    return _PAGE.format(title=escape(bundle.nomination_id), style=_STYLE, body=body)


def _top(bundle: Bundle) -> Iterable[str]:
    state = bundle.evidence.state
    content = state.request.content
    yield "<h1>Hồ sơ chứng cứ về một đề nghị khen thưởng<br>"
    yield '<span class="en">Evidence on one nomination for an award</span></h1>'
    if is_erased(bundle.evidence):
        yield _paragraph(
            Words(
                "Dữ liệu cá nhân của đối tượng đã được xóa theo yêu cầu; phần còn lại vẫn nguyên vẹn.",
                "The nominee's personal data were erased; what is left is whole.",
            )
        )
    yield _table(
        (),
        (
            (_both("Mã đề nghị", "Nomination"), _code(bundle.nomination_id)),
            (_both("Đối tượng", "Nominee"), escape(content.nominee.name)),
            (
                _both("Danh hiệu, hình thức", "Award"),
                _both(state.route.award_name_vi, state.route.award_name_en),
            ),
            (_both("Thành tích từ", "Achievement from"), f"{content.period_from:%d/%m/%Y}"),
            (_both("đến", "to"), f"{content.period_to:%d/%m/%Y}"),
            (_both("Kết quả", "Outcome"), f"<strong>{_words(STATUS[state.status])}</strong>"),
            (
                _both("Quy định áp dụng", "Rules applied"),
                f"{_code(state.route.rule_set)} {_short(state.route.rule_set_digest)}",
            ),
        ),
    )
    yield f'<p class="text">{escape(content.achievement)}</p>'


def _route(bundle: Bundle) -> Iterable[str]:
    yield _heading("Tuyến trình", "The way it went")
    yield _table(
        (_both("Cấp", "Level"), _both("Cơ quan", "Body"), ""),
        (
            (
                _both(stage.level_name_vi, stage.level_name_en),
                _both(stage.body_name_vi, stage.body_name_en),
                _both("cấp quyết định", "decides") if stage.confers else "",
            )
            for stage in bundle.evidence.state.route.stages
        ),
    )


def _story(bundle: Bundle) -> Iterable[str]:
    yield _heading("Diễn biến theo sổ cái (giờ Việt Nam)", "What happened, by the ledger (Vietnam time)")
    columns = (
        "#",
        _both("Lúc", "When"),
        _both("Việc", "What"),
        _both("Ai", "Who"),
        _both("Sau đó", "After it"),
    )
    rows = (
        (
            str(entry.seq),
            _moment(entry.occurred_at),
            f"{_words(of_kind(entry.kind))}{_more(entry)}",
            _code(_who(entry)),
            f"{_after(entry)}<br>{_short(entry.leaf_hash)}",
        )
        for entry in bundle.evidence.entries
    )
    yield _table(columns, rows)


def _decisions(bundle: Bundle) -> Iterable[str]:
    signed = {row.seq: row.kid for row in bundle.evidence.signed}
    yield _heading("Quyết định và chữ ký", "Decisions and signatures")
    yield _table(
        (
            _both("Cấp", "Level"),
            _both("Người", "Reviewer"),
            _both("Ý kiến", "Verdict"),
            _both("Khóa ký", "Key"),
        ),
        (_decision(row, signed.get(row.seq)) for row in bundle.evidence.decisions),
    )


def _decision(row: DecisionRow, kid: str | None) -> tuple[str, ...]:
    reason = f'<br><span class="text">{escape(row.reason)}</span>' if row.reason else ""
    unsigned = _both("không ký điện tử", "not signed")
    reviewer = f"{row.reviewer_id}{f' ← {row.on_behalf_of}' if row.on_behalf_of else ''}"
    return (
        f"{escape(row.level)}, {row.round}",
        f"{_code(reviewer)}{f'<br>{escape(row.authority)}' if row.authority else ''}",
        f"{_words(VERDICT[row.verdict])}{reason}",
        _code(kid) if kid else unsigned,
    )


def _proof(bundle: Bundle) -> Iterable[str]:
    checkpoint = parse_checkpoint(parse_note(bundle.note).text)
    yield _heading("Niêm phong", "The seal")
    yield _paragraph(
        Words(
            f"Mỗi dòng ở trên nằm trong sổ cái gồm {checkpoint.size} mục, được ký như sau:",
            f"Each line above stands in a ledger of {checkpoint.size} entries, signed as follows:",
        )
    )
    yield f"<pre>{escape(bundle.note)}</pre>"
    yield _heading("Lịch sử của Temporal", "Temporal's histories")
    yield _table(
        (_both("Lượt chạy", "Run"), _both("Kết thúc", "End"), _both("Sự kiện", "Events"), "SHA-256", "build"),
        (
            (
                _code(seal.run_id),
                escape(seal.status),
                str(seal.events),
                _short(seal.sha256),
                _code(seal.build_id),
            )
            for seal in seals_of(bundle)
        ),
    )
    yield _heading("Kiểm tra", "How to check it")
    yield _paragraph(
        Words(
            "Trang này chỉ để đọc. Để kiểm tra, trên máy không cần máy chủ, hãy chạy:",
            "This page is for reading only. To check the bundle, on a machine without servers, run:",
        )
    )
    yield "<pre>starter.py audit verify-bundle FILE --trust TRUST.yaml</pre>"
    yield _paragraph(
        Words(
            "Chứng cứ cho biết ai đã quyết định gì, khi nào, theo quy định nào, và không dòng nào bị sửa "
            "sau đó. Nó không cho biết nội dung khai ban đầu có đúng hay không.",
            "The evidence shows who decided what, when and under which rules, and that no line was changed "
            "since. It does not show whether what was stated at the beginning was true.",
        )
    )


def _more(entry: LedgerEntry) -> str:
    facts = facts_of(entry)
    match entry.kind:
        case EntryKind.DECISION_RECORDED:
            said = f"{facts['verdict']}, {facts['level']} {facts['round']}"
        case EntryKind.REFUSAL_RECORDED:
            said = f"{facts['message']}: {facts['reason']}"
        case EntryKind.COUNCIL_DECIDED:
            said = f"{facts['sitting_id']}: {'+' if facts['passed'] else '-'}"
        case _:
            return ""
    return f"<br>{_code(said)}"


def _who(entry: LedgerEntry) -> str:
    facts = facts_of(entry)
    return str(facts.get("reviewer_id") or facts.get("actor_id") or facts.get("nominator_id") or "-")


def _after(entry: LedgerEntry) -> str:
    standing = standing_of(entry)
    if standing is None:
        return "-"
    return f"{_words(STATUS[standing.status])}<br>{escape(standing.level)}, {standing.round}"


def _heading(vi: str, en: str) -> str:
    return f"<h2>{_both(vi, en)}</h2>"


def _paragraph(words: Words) -> str:
    return f'<p>{escape(words.vi)}<br><span class="en">{escape(words.en)}</span></p>'


def _table(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table; cells are HTML already."""
    head = "".join(f"<th>{column}</th>" for column in columns)
    body = "\n".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table>\n{f'<tr>{head}</tr>' if head else ''}\n{body}\n</table>"


def _both(vi: str, en: str) -> str:
    return f'{escape(vi)} <span class="en">/ {escape(en)}</span>'


def _words(words: Words) -> str:
    return _both(words.vi, words.en)


def _code(text: str) -> str:
    return f"<code>{escape(text)}</code>"


def _short(digest: str) -> str:
    return _code(digest[:_DIGITS])


def _moment(instant: datetime) -> str:
    return f"{instant.astimezone(VIETNAM_TIME):%d/%m/%Y %H:%M:%S}"
