"""How a matter's file grows, one ledger entry at a time, and what its senders are told.

The workflow and the auditor both rebuild a matter by applying its entries in order.
"""

from collections.abc import Sequence
from functools import reduce
from typing import Any

from domain.refusals import REFUSALS
from schemas.ledger import EntryKind
from schemas.matter import (
    AnsweredOnMatter,
    MatterAnswer,
    MatterFile,
    MatterHead,
    MatterKind,
    MatterReceipt,
    MatterRefusal,
)


def open_file(
    kind: MatterKind, stream: str, start: dict[str, Any], heads: Sequence[MatterHead]
) -> MatterFile:
    """Return the matter after all its entries; refusals may stand before the one that opened it.

    Raises:
        ValueError: no entry opened it.
    """
    place = next((place for place, head in enumerate(heads) if head.state is not None), None)
    if place is None:
        message = f"no entry opened {stream}"
        raise ValueError(message)
    first = heads[place]
    opened = MatterFile(kind=kind, stream=stream, start=start, state=first.state or {}, last_entry=first)
    answered = opened.model_copy(update={"answered": _answered(opened, first)})
    return reduce(apply_head, heads[place + 1 :], answered)


def apply_head(file: MatterFile, head: MatterHead) -> MatterFile:
    """Return the matter after this entry, which must be the next one."""
    if head.seq != file.seq + 1:
        message = f"entry {head.seq} of {file.stream} does not follow entry {file.seq}"
        raise ValueError(message)
    return file.model_copy(
        update={
            "state": file.state if head.state is None else head.state,
            "last_entry": head,
            "answered": file.answered | _answered(file, head),
        }
    )


def matter_answer(stream: str, head: MatterHead) -> MatterAnswer:
    """Return what the sender of the act is told that is on record as this entry.

    Raises:
        ValueError: the entry answers nobody.
    """
    if head.kind is EntryKind.REFUSAL_RECORDED:
        return _refusal(stream, head)
    if head.act_id is None or head.digest is None or head.state is None:
        message = f"entry {head.seq} ({head.kind}) of {stream} is not an act with a receipt"
        raise ValueError(message)
    return MatterReceipt(
        matter=stream,
        act_id=head.act_id,
        kind=head.kind,
        seq=head.seq,
        leaf_hash=head.leaf_hash,
        digest=head.digest,
        recorded_at=head.recorded_at,
        status=head.state["status"],
        number=head.number,
    )


def _refusal(stream: str, head: MatterHead) -> MatterRefusal:
    if head.refusal_reason is None or head.digest is None:
        message = f"entry {head.seq} of {stream} is a refusal without its reason"
        raise ValueError(message)
    words = REFUSALS[head.refusal_reason]
    return MatterRefusal(
        matter=stream,
        act_id=head.act_id,
        reason=head.refusal_reason,
        explanation_vi=words.vi,
        explanation_en=words.en,
        seq=head.seq,
        leaf_hash=head.leaf_hash,
        digest=head.digest,
        recorded_at=head.recorded_at,
    )


def _answered(file: MatterFile, head: MatterHead) -> dict[str, AnsweredOnMatter]:
    """Acts with a receipt are kept; refusals are looked up in the record, or a flood could grow the state."""
    if head.kind is EntryKind.REFUSAL_RECORDED or head.act_id is None or head.digest is None:
        return {}
    answer = matter_answer(file.stream, head)
    if not isinstance(answer, MatterReceipt):
        return {}
    return {str(head.act_id): AnsweredOnMatter(digest=head.digest, receipt=answer)}
