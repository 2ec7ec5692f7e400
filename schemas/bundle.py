"""A bundle: everything about one nomination that an auditor takes away, and what checking it answers.

One file holds many parts; `manifest.json` lists them with their hashes. What vouches for which part is told
in docs/decisions/0030.
"""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, NonNegativeInt, StringConstraints

from schemas.audit import FindingCode
from schemas.base import Exchanged
from schemas.case import CaseStatus
from schemas.seal import ProvenEntry
from schemas.text import Code, Line, Sha256

PartPath = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+){0,2}$", max_length=200)
]
"""Where a part stands in a bundle."""


class BundlePart(Exchanged):
    """One part of a bundle as the manifest lists it."""

    path: PartPath
    size: NonNegativeInt
    sha256: Sha256


class Manifest(Exchanged):
    """What is in a bundle, in the order in which it stands there."""

    format: Literal["vinh-danh-bundle/1"] = "vinh-danh-bundle/1"
    nomination_id: Code
    parts: tuple[BundlePart, ...] = Field(min_length=1, max_length=20_000)


class ProvenStreams(Exchanged):
    """The ledger's entries in a bundle, each with its place in the sealed tree.

    `nomination` is the nomination's own stream, `histories` vouches for the kept histories, `keys` is the
    registry of keys up to the bundle's checkpoint, `erasures` what says that the nominee was erased.
    """

    nomination: tuple[ProvenEntry, ...]
    histories: tuple[ProvenEntry, ...] = ()
    keys: tuple[ProvenEntry, ...] = ()
    erasures: tuple[ProvenEntry, ...] = ()

    def all(self) -> tuple[ProvenEntry, ...]:
        """Return the entries of all streams."""
        return (*self.nomination, *self.histories, *self.keys, *self.erasures)


class BundleCode(StrEnum):
    """What can be amiss with a bundle, besides what can be amiss with a record (`FindingCode`)."""

    BUNDLE_UNREADABLE = "bundle_unreadable"
    BUNDLE_ALTERED = "bundle_altered"
    PART_ALTERED = "part_altered"
    PART_MISSING = "part_missing"
    PART_UNKNOWN = "part_unknown"
    CHECKPOINT_NOT_SIGNED = "checkpoint_not_signed"
    CHECKPOINT_NOT_COSIGNED = "checkpoint_not_cosigned"
    ENTRY_NOT_SEALED = "entry_not_sealed"
    PROOF_WRONG = "proof_wrong"
    ORDER_WRONG = "order_wrong"
    HISTORY_NOT_BOUND = "history_not_bound"
    HISTORY_MISSING = "history_missing"
    REQUEST_NOT_BOUND = "request_not_bound"
    RULES_NOT_BOUND = "rules_not_bound"
    CALENDAR_NOT_BOUND = "calendar_not_bound"
    SUMMARY_NOT_BOUND = "summary_not_bound"
    ANCHOR_DIFFERS = "anchor_differs"
    ERASURE_NOT_PROVEN = "erasure_not_proven"
    REPLAY_DIFFERS = "replay_differs"


class BundleFinding(Exchanged):
    """One thing that is amiss with a bundle, in words that say where to look."""

    code: BundleCode | FindingCode
    text: str


class BundleReport(Exchanged):
    """What checking a bundle came to.

    `builds` are those that exported its histories, `build` the one that checked; `outcome` is the one on
    record (None: still open), `replayed` the one to which the workflow's code came with the same messages
    (None: its history is not there, or does not end). `trusted` says whether the log's key came from a file
    of trust; otherwise it was checked against the one in itself. `notices` are no findings, but should be
    read.
    """

    nomination_id: str
    manifest_sha256: str
    entries: NonNegativeInt = 0
    decisions: NonNegativeInt = 0
    signed: NonNegativeInt = 0
    tree_size: NonNegativeInt = 0
    runs: NonNegativeInt = 0
    builds: tuple[Line, ...] = ()
    build: str = ""
    trusted: bool = False
    outcome: CaseStatus | None = None
    replayed: CaseStatus | None = None
    findings: tuple[BundleFinding, ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def clean(self) -> bool:
        """Whether nothing was found amiss."""
        return not self.findings
