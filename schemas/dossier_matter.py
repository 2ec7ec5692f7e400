"""Dossiers (hồ sơ trình) as matters: up to 10,000 nominations in one envelope, with a submission letter.

The rows of its file never travel with a message: they are put on record first, and the act that submits the
dossier vouches for their number and for a hash over all of them.
"""

from datetime import date
from enum import StrEnum
from typing import Self
from uuid import UUID

from pydantic import Field, NonNegativeInt, PositiveInt, model_validator

from schemas.acts import CaseAct
from schemas.base import Exchanged
from schemas.matter import MatterProgress, MatterState
from schemas.nomination import NominationRequest
from schemas.text import Code, Line, Prose, Sha256

MOST_ROWS = 10_000
"""The most rows that one dossier may have."""


class DossierStatus(StrEnum):
    """Where a dossier stands: its nominations are being opened, are on their way, or have all ended."""

    OPENING = "opening"
    UNDER_WAY = "under_way"
    ENDED = "ended"


class RowResult(StrEnum):
    """What became of a row: a new nomination, one that was on record before, or none."""

    ACCEPTED = "accepted"
    KNOWN = "known"
    REFUSED = "refused"


class SubmissionLetter(Exchanged):
    """The letter (tờ trình) that a dossier comes with; `signer` is the post of who signed, not the name."""

    number: Line
    signed_on: date
    signer: Line
    addressed_to: Line
    text: Prose


class DossierPart(Exchanged):
    """A hand-over that a dossier is put together from: the dossier that gave, and its act."""

    dossier_id: Code
    act_id: UUID


class SubmitDossier(CaseAct):
    """Submit a dossier.

    `rows_digest` is the SHA-256 of the digests of its requests, in the order of its rows. `parts` are the
    hand-overs that it was put together from; a dossier without rows has some.
    """

    dossier_id: Code
    submitting_body: Code
    letter: SubmissionLetter
    rows: int = Field(ge=0, le=MOST_ROWS)
    rows_digest: Sha256
    parts: tuple[DossierPart, ...] = ()

    @model_validator(mode="after")
    def _carries_something(self) -> Self:
        if not self.rows and not self.parts:
            message = "rows: a dossier has rows, or parts that others handed over"
            raise ValueError(message)
        return self


class HandOver(CaseAct):
    """From now on another dossier carries these nominations; an empty list means all that are still open."""

    into: Code
    nominations: tuple[Code, ...] = ()
    reason: Prose


class RowCounts(Exchanged):
    """How many rows came to what."""

    accepted: NonNegativeInt = 0
    known: NonNegativeInt = 0
    refused: NonNegativeInt = 0


class DossierSummary(Exchanged):
    """What a dossier came to: its nominations by outcome, and those conferred by award.

    `moved` are nominations that another dossier carries now, `refused` rows that never became one.
    """

    outcomes: dict[str, PositiveInt] = Field(default_factory=dict[str, PositiveInt])
    awards: dict[str, PositiveInt] = Field(default_factory=dict[str, PositiveInt])
    moved: NonNegativeInt = 0
    refused: NonNegativeInt = 0


class DossierState(MatterState):
    """What a dossier's ledger entries carry. `counts` None: its rows are still being opened."""

    dossier_id: Code
    submitting_body: Code
    nominator_id: Code
    rows: NonNegativeInt
    rows_digest: Sha256
    parts: NonNegativeInt = 0
    handed_over: NonNegativeInt = 0
    counts: RowCounts | None = None
    summary: DossierSummary | None = None


class RowsOnRecord(Exchanged):
    """The rows that are on record; `foreign` are those of another nominator or body than the act names."""

    count: NonNegativeInt
    digest: Sha256
    foreign: NonNegativeInt = 0


class DossierFound(Exchanged):
    """What was found out for an act on a dossier, or for what its own work came to.

    `parts_missing` counts parts that are no hand-over on record into this dossier. `handed` are the
    nominations that a hand-over is about, `astray` how many of those it names the dossier does not carry or
    that have ended, `foreign` how many of them the actor has no say in. `into_closed`: the receiving dossier
    has ended.
    """

    rows: RowsOnRecord | None = None
    parts_missing: NonNegativeInt = 0
    handed: tuple[Code, ...] = ()
    astray: NonNegativeInt = 0
    foreign: NonNegativeInt = 0
    into_closed: bool = False
    counts: RowCounts | None = None
    summary: DossierSummary | None = None


class DossierProgress(MatterProgress):
    """The state of a dossier, and how many pieces of its rows are still being opened."""

    pieces_left: NonNegativeInt = 0


# What its workflow hands to its activities.


class RowsOfDossier(Exchanged):
    """The rows `first` to `last` of a dossier, both included."""

    dossier_id: Code
    first: PositiveInt
    last: PositiveInt


class DossierNamed(Exchanged):
    """A dossier, by its id."""

    dossier_id: Code


class PiecesLeft(Exchanged):
    """The numbers of the pieces that still have rows without a result."""

    pieces: tuple[NonNegativeInt, ...] = ()


class RowToOpen(Exchanged):
    """A row whose nomination is to be opened."""

    row: PositiveInt
    request: NominationRequest
    request_digest: Sha256
