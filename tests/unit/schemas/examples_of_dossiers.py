"""One example of every model of dossiers as matters."""

from datetime import date

from schemas.base import Exchanged
from schemas.dossier_matter import (
    DossierFound,
    DossierNamed,
    DossierPart,
    DossierProgress,
    DossierState,
    DossierStatus,
    DossierSummary,
    HandOver,
    PiecesLeft,
    RowCounts,
    RowsOfDossier,
    RowsOnRecord,
    RowToOpen,
    SubmissionLetter,
    SubmitDossier,
)
from schemas.matter import MatterKind
from tests.unit.schemas.examples import ACT, FULL_REQUEST, HASH

_LETTER = SubmissionLetter(
    number="12/TTr-UBND",
    signed_on=date(2020, 1, 2),
    signer="Chủ tịch",
    addressed_to="UBND quận",
    text="Kính trình",
)
_PART = DossierPart(dossier_id="hs-1", act_id=ACT)
_COUNTS = RowCounts(accepted=2, known=1, refused=3)
_SUMMARY = DossierSummary(outcomes={"conferred": 2}, awards={"BK_TP": 2}, moved=1, refused=3)
_STATE = DossierState(
    status=DossierStatus.ENDED,
    closed=True,
    dossier_id="hs-2",
    submitting_body="phuong",
    nominator_id="ward-office",
    rows=6,
    rows_digest=HASH,
    parts=1,
    handed_over=1,
    counts=_COUNTS,
    summary=_SUMMARY,
)
_ON_RECORD = RowsOnRecord(count=6, digest=HASH, foreign=1)

EXAMPLES: tuple[Exchanged, ...] = (
    _LETTER,
    _PART,
    _COUNTS,
    _SUMMARY,
    _STATE,
    _ON_RECORD,
    SubmitDossier(
        act_id=ACT,
        actor_id="ward-office",
        dossier_id="hs-2",
        submitting_body="phuong",
        letter=_LETTER,
        rows=6,
        rows_digest=HASH,
        parts=(_PART,),
    ),
    HandOver(act_id=ACT, actor_id="ward-office", into="hs-2", nominations=("n-1",), reason="Gộp hồ sơ"),
    DossierFound(
        rows=_ON_RECORD,
        parts_missing=1,
        handed=("n-1",),
        astray=1,
        foreign=1,
        into_closed=True,
        counts=_COUNTS,
        summary=_SUMMARY,
    ),
    DossierProgress(
        kind=MatterKind.DOSSIER,
        stream="dossier:hs-2",
        state=_STATE.model_dump(mode="json"),
        seq=1,
        leaf_hash=HASH,
        pieces_left=3,
    ),
    RowsOfDossier(dossier_id="hs-2", first=1, last=200),
    DossierNamed(dossier_id="hs-2"),
    PiecesLeft(pieces=(0, 2)),
    RowToOpen(row=2, request=FULL_REQUEST, request_digest=HASH),
)
