"""Put decisions, and the messages that were refused, on record."""

from temporalio import activity

from activities.recording import Recorder
from schemas.record import DecisionDraft, Recorded, RefusalDraft


class DecisionActivities:
    """What a reviewer's message leads to."""

    def __init__(self, recorder: Recorder) -> None:
        """Write through this recorder."""
        self._recorder = recorder

    @activity.defn
    async def record_decision(self, draft: DecisionDraft) -> Recorded:
        """Record a decision, the new state of its nomination and the ledger entry, all or nothing."""
        return await self._recorder.write(draft)

    @activity.defn
    async def record_refusal(self, draft: RefusalDraft) -> Recorded:
        """Record that a message changed nothing, and why."""
        return await self._recorder.write(draft)
