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
