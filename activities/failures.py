"""The one place where what went wrong becomes what Temporal should do about it."""

from collections.abc import Generator
from contextlib import contextmanager

from temporalio.exceptions import ApplicationError

from domain.errors import StorageUnavailableError, VinhDanhError


@contextmanager
def as_activity_failures() -> Generator[None]:
    """Turn the product's errors into activity failures.

    A record that cannot be reached is tried again. Anything else that the product refuses is final,
    because the same input will be refused again.
    """
    try:
        yield
    except StorageUnavailableError as error:
        raise ApplicationError(str(error), type=type(error).__name__) from error
    except VinhDanhError as error:
        raise ApplicationError(str(error), type=type(error).__name__, non_retryable=True) from error
