"""Put reminders, escalations and ended deadlines on record, with the notices they lead to."""

from temporalio import activity

from activities.recording import Recorder
from schemas.record import AlarmDraft, Recorded


class DeadlineActivities:
    """What the clock leads to."""

    def __init__(self, recorder: Recorder) -> None:
        """Write through this recorder."""
        self._recorder = recorder

    @activity.defn
    async def record_alarm(self, draft: AlarmDraft) -> Recorded:
        """Record that a deadline reminded, escalated or ended, and whom that concerns."""
        return await self._recorder.write(draft)
