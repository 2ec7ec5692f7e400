"""Put decisions, and the messages that were refused, on record."""

from temporalio import activity

from activities.failures import as_activity_failures
from activities.recording import Recorder
from activities.signing_ports import KeyBook, StatementVerifier
from domain.signing import audience, plain_bytes, statement_fault, statement_in
from schemas.messages import Decision, RefusalReason
from schemas.record import DecisionDraft, Recorded, RefusalDraft


class DecisionActivities:
    """What a reviewer's message leads to."""

    def __init__(self, recorder: Recorder, keys: KeyBook, verifier: StatementVerifier) -> None:
        """Write through this recorder, after checking signatures by this registry of keys."""
        self._recorder = recorder
        self._keys = keys
        self._verifier = verifier
        self._public: dict[str, bytes] = {}

    @activity.defn
    async def record_decision(self, draft: DecisionDraft) -> Recorded:
        """Record a decision, the new state of its nomination and the ledger entry, all or nothing.

        The workflow saw that the statement says what the decision says; that it is signed is seen here, so
        that nobody who can only send messages or change histories can decide. Whether the key is still good
        is asked by the record, in the transaction.
        """
        with as_activity_failures():
            fault = await self._fault_of(draft.decision, draft.nomination_id)
        return Recorded(refused=fault) if fault else await self._recorder.write(draft)

    @activity.defn
    async def record_refusal(self, draft: RefusalDraft) -> Recorded:
        """Record that a message changed nothing, and why."""
        return await self._recorder.write(draft)

    async def _fault_of(self, decision: Decision, nomination_id: str) -> RefusalReason | None:
        """Return why a signature is not good; what was found once about a signature stays so."""
        if decision.signed is None:
            return None
        if statement_fault(decision, nomination_id) or not _is_for_here(decision, nomination_id):
            return RefusalReason.STATEMENT_DIFFERS
        kid = decision.signed.signatures[0].keyid
        public = await self._public_key(kid)
        if public is None:
            return RefusalReason.KEY_NOT_VALID
        return None if self._verifier.holds(decision.signed, kid, public) else RefusalReason.BAD_SIGNATURE

    async def _public_key(self, kid: str) -> bytes | None:
        """Return the key with this thumbprint; a thumbprint never comes to name another one."""
        if kid not in self._public:
            life = await self._keys.life_of(kid)
            if life is None:
                return None
            self._public[kid] = plain_bytes(life.key.public_key)
        return self._public[kid]


def _is_for_here(decision: Decision, nomination_id: str) -> bool:
    """Return whether a statement is for this installation; one for another is not for this one."""
    namespace = activity.info().namespace
    return statement_in(decision).aud == audience(namespace, nomination_id)
