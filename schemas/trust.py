"""What an auditor trusts before looking: keys that they were given by another way than from the record."""

from typing import Annotated

from pydantic import Field, StringConstraints

from schemas.base import Written
from schemas.signing import Thumbprint

VerifierKey = Annotated[str, StringConstraints(pattern=r"^[^+\s]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]+={0,2}$")]
"""A verifier key as C2SP signed notes write it: name, key id, and type with key in base64."""


class Trust(Written):
    """The trust anchors of one auditor, as `--trust FILE` holds them.

    `log` is the key that signs checkpoints; `witnesses` are those of other offices that cosign them, of
    which `quorum` must have done so; `registrar` is the thumbprint of the first registrar's key. What is left
    out is not trusted but taken from what is checked, and whoever checks says so.
    """

    log: VerifierKey | None = None
    witnesses: tuple[VerifierKey, ...] = Field(default=(), max_length=20)
    quorum: int = Field(default=1, ge=1)
    registrar: Thumbprint | None = None
