"""Named timeouts and retry policies."""

from datetime import timedelta
from typing import TypedDict

from temporalio.common import RetryPolicy


class LocalActivityOptions(TypedDict):
    """How a local activity is run."""

    start_to_close_timeout: timedelta
    retry_policy: RetryPolicy


ON_RECORD = LocalActivityOptions(
    start_to_close_timeout=timedelta(seconds=10),
    retry_policy=RetryPolicy(
        initial_interval=timedelta(milliseconds=100),
        backoff_coefficient=2.0,
        maximum_interval=timedelta(seconds=10),
    ),
)
"""For everything that must be on record. Tried until the record answers: a decision that was taken must
not be dropped because the database was away, and trying again is harmless (`schemas.record`)."""


class ActivityOptions(TypedDict):
    """How an activity is run that may take long."""

    start_to_close_timeout: timedelta
    heartbeat_timeout: timedelta
    retry_policy: RetryPolicy


IN_BULK = ActivityOptions(
    start_to_close_timeout=timedelta(minutes=10),
    heartbeat_timeout=timedelta(seconds=20),
    retry_policy=RetryPolicy(
        initial_interval=timedelta(seconds=1),
        backoff_coefficient=2.0,
        maximum_interval=timedelta(seconds=30),
    ),
)
"""For what a sitting does to many nominations. Tried until it is done, from where it was cut off: what is on
record already is recognised."""

MENDED_AFTER = timedelta(minutes=10)
"""How long a sitting waits before it tries again what the record refused for a reason of its own."""

IN_SHIFTS = ActivityOptions(
    start_to_close_timeout=timedelta(hours=1),
    heartbeat_timeout=timedelta(seconds=5),
    retry_policy=RetryPolicy(
        initial_interval=timedelta(seconds=1),
        backoff_coefficient=1.5,
        maximum_interval=timedelta(seconds=5),
    ),
)
"""For the sealer, which beats every second: the next one takes over a few seconds after one has died."""
