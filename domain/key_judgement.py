"""Whether a registrar's statement on a key is in order, by the registry alone.

Verification asks the same of every entry. What the register of people has to say is `domain.key_people`'s.
"""

from typing import NamedTuple

from domain.key_registry import KeyHistory, key_statement, needs_two, public_bytes, signed_by
from domain.signing import StatementError, Verify
from schemas.keys import KeyLife
from schemas.keys import KeyRefusalReason as Reason
from schemas.signing import KeyAct, KeyRole, KeyStatement, RevocationReason, SignedStatement


class Vouched(NamedTuple):
    """A statement that is in order by the registry, and the registrars who signed it, each once.

    `alone`: it is by the only registrar that there was, so that there can be a second one.
    """

    said: KeyStatement
    registrars: tuple[str, ...]
    alone: bool


def judge_key_statement(history: KeyHistory, envelope: SignedStatement, verify: Verify) -> Vouched | Reason:
    """Return the statement with its registrars, or why it is not in order at this point of the registry."""
    try:
        said = key_statement(envelope)
        public_bytes(said.key)
    except StatementError:
        return Reason.NO_STATEMENT
    signers = _signers(history, said, envelope, verify)
    if isinstance(signers, Reason):
        return signers
    known = history.registrars
    return (
        _own_key(said, signers, founded=bool(known))
        or _stale(history, said)
        or _act_fault(history, said)
        or (Reason.INCOMPLETE if len(signers) < registrars_needed(said, len(known)) else None)
        or Vouched(said, signers, alone=len(known) < 2)  # noqa: PLR2004 - not yet two
    )


def registrars_needed(said: KeyStatement, known: int) -> int:
    """Return how many different registrars must sign, where `known` people have had a registrar's key so far.

    Two, for a registrar's key, and wherever the level asks for two; the second registrar of all is enrolled
    by the first alone, because there is nobody else.
    """
    if said.key.role is KeyRole.REGISTRAR:
        return min(2, max(1, known))
    return 2 if needs_two(said.level) else 1


def _signers(
    history: KeyHistory, said: KeyStatement, envelope: SignedStatement, verify: Verify
) -> tuple[str, ...] | Reason:
    """The people behind the signatures; every signature must hold and be by a registrar's good key."""
    people: list[str] = []
    for each in envelope.signatures:
        life = history.lives.get(each.keyid) if history.lives else _founder(said)
        if life is None or life.key.role is not KeyRole.REGISTRAR or life.revoked is not None:
            return Reason.NOT_A_REGISTRAR
        if not signed_by(envelope, each.keyid, public_bytes(life.key), verify):
            return Reason.BAD_SIGNATURE
        people.append(life.key.person)
    return tuple(dict.fromkeys(people))


def _founder(said: KeyStatement) -> KeyLife | None:
    """The first registrar, who is there by their own statement."""
    if said.act is not KeyAct.ENROL or said.key.role is not KeyRole.REGISTRAR:
        return None
    return KeyLife(key=said.key, registrars=(said.key.person,), enrolled=0)


def _own_key(said: KeyStatement, signers: tuple[str, ...], *, founded: bool) -> Reason | None:
    """Nobody vouches for a key of their own, but for the founder; everybody may help to end one."""
    own = said.key.person in signers and said.act is not KeyAct.REVOKE
    return Reason.OWN_KEY if own and founded else None


def _stale(history: KeyHistory, said: KeyStatement) -> Reason | None:
    """A statement was made on the registry as it is, as far as this person's keys go."""
    made_at = history.leaves.get(said.after)
    changed = history.changed.get((said.key.person, said.key.role), 0)
    return Reason.STALE if made_at is None or made_at < changed else None


def _act_fault(history: KeyHistory, said: KeyStatement) -> Reason | None:
    match said.act:
        case KeyAct.ENROL:
            return _no_ending(said) or _enrolment_fault(history, said)
        case KeyAct.ROTATE:
            return _no_ending(said) or _rotation_fault(history, said)
        case KeyAct.REVOKE:
            return _revocation_fault(history, said)


def _no_ending(said: KeyStatement) -> Reason | None:
    return Reason.NO_STATEMENT if said.reason or said.from_leaf else None


def _enrolment_fault(history: KeyHistory, said: KeyStatement) -> Reason | None:
    if said.replaces is not None:
        return Reason.NO_STATEMENT
    if said.key.kid in history.lives:
        return Reason.KNOWN_KEY
    return Reason.HAS_A_KEY if history.of(said.key.person, said.key.role) else None


def _rotation_fault(history: KeyHistory, said: KeyStatement) -> Reason | None:
    if said.key.kid in history.lives:
        return Reason.KNOWN_KEY
    old = history.lives.get(said.replaces or "")
    if old is None or (old.key.person, old.key.role) != (said.key.person, said.key.role):
        return Reason.UNKNOWN_KEY
    return Reason.REVOKED_ALREADY if old.revoked is not None else None


def _revocation_fault(history: KeyHistory, said: KeyStatement) -> Reason | None:
    life = history.lives.get(said.key.kid)
    if life is None or life.key != said.key or (life.body, life.level) != (said.body, said.level):
        return Reason.UNKNOWN_KEY
    if life.revoked is not None:
        return Reason.REVOKED_ALREADY
    compromised = said.reason is RevocationReason.COMPROMISED
    if said.reason is None or said.replaces or compromised != (said.from_leaf is not None):
        return Reason.NO_STATEMENT
    return None
