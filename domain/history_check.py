"""Whether a kept history is the one that the ledger vouches for; it is not opened for that."""

import json
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from typing import NamedTuple

from domain.history_seal import history_body
from schemas.audit import Finding, FindingCode
from schemas.evidence import HistorySeal
from schemas.ledger import EntryKind
from schemas.names import history_stream


class KeptRow(NamedTuple):
    """A kept history as stored (`sealed`), and the entry that it names; None where there is no such entry.

    `sha256` is that of the clear export, as 32 bytes.
    """

    run_id: str
    workflow_id: str
    status: str
    build_id: str
    events: int
    sha256: bytes
    sealed: bytes
    stream_id: str | None
    kind: str | None
    body: bytes | None

    @property
    def stream(self) -> str:
        """The ledger stream that vouches for it."""
        return history_stream(self.workflow_id)


def history_faults(row: KeptRow) -> Iterator[Finding]:
    """Return what is amiss with one kept history."""
    if (row.stream_id, row.kind) != (row.stream, EntryKind.HISTORY_SEALED):
        text = f"the kept history of run {row.run_id} has no entry that vouches for it"
        yield Finding(code=FindingCode.DETAIL_WITHOUT_ENTRY, nomination_id=row.stream, text=text)
    elif not _is_vouched_for(row):
        text = f"the kept history of run {row.run_id} is not the one that the ledger vouches for"
        yield Finding(code=FindingCode.DETAIL_DIFFERS, nomination_id=row.stream, text=text)


def _is_vouched_for(row: KeptRow) -> bool:
    with suppress(ValueError, LookupError, TypeError):
        promised = HistorySeal.model_validate(json.loads(row.body or b"")["facts"])
        found = {
            "workflow_id": row.workflow_id,
            "run_id": row.run_id,
            "status": row.status,
            "events": row.events,
            "sha256": row.sha256.hex(),
            "stored_sha256": sha256(row.sealed).hexdigest(),
            "build_id": row.build_id,
        }
        return promised == promised.model_copy(update=found) and history_body(promised) == row.body
    return False
