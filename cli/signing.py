"""Signing what a reviewer decides, with the key that they have on this machine."""

from adapters.deciding import signed_decision
from cli.connection import Office
from domain.errors import VinhDanhError
from schemas.messages import Decision
from schemas.views import NominationView


class NoSigningKeyError(VinhDanhError):
    """A decision must be signed, and its reviewer has no key here."""


async def as_signed(office: Office, known: NominationView, decision: Decision) -> Decision:
    """Return the decision as it is sent: a repeat with the signature on record, else signed now.

    Where the nomination's route asks for no signature, it is sent unsigned by whoever has no key here.

    Raises:
        NoSigningKeyError: the route asks for a signature, and the reviewer has no key here.
        KeyFileError: the key's file cannot be used.
    """
    recorded = await office.reader.envelope_of(known.nomination_id, decision.decision_id)
    if recorded is not None:
        return decision.model_copy(update={"signed": recorded})
    key = office.keyring.key_of(decision.reviewer_id)
    if key is None:
        _may_be_unsigned(office, known, decision)
        return decision
    return signed_decision(
        decision,
        known.nomination_id,
        key,
        namespace=office.client.namespace,
        prev_leaf_hash=known.leaf_hash,
    )


def _may_be_unsigned(office: Office, known: NominationView, decision: Decision) -> None:
    if decision.level not in (known.route.signed_levels or ()):
        return
    message = (
        f"{decision.reviewer_id} has no signing key in {office.keyring.folder}, and a decision at the level "
        f'{decision.level} must be signed; make one with "starter.py keys new" and have it enrolled'
    )
    raise NoSigningKeyError(message)
