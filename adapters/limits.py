"""What the product's own doors let through: how large a message may be, and how fast a person may send.

Temporal never sees what is turned away here, and neither does the record: it is no act yet, and may be sent
again.
"""

import asyncpg
from pydantic import BaseModel, Field, NonNegativeInt, PositiveInt
from pydantic_settings import BaseSettings, SettingsConfigDict

from adapters.postgres.pool import Statements
from domain.errors import VinhDanhError
from schemas.messages import MAX_MESSAGE_BYTES
from schemas.signing import MAX_STATEMENT_BYTES, SignedStatement

_KIB = 1024


class TooLargeError(VinhDanhError):
    """A message is larger than a workflow would take."""


class TooManyActsError(VinhDanhError):
    """Too many acts came from one person, or to one nomination, in too short a time."""


class ActLimits(BaseSettings):
    """How many acts are let through: so many a minute, and so many at once before that counts.

    A person may decide a whole list at once, which has up to 10,000 rows; nobody has 300 things to say to one
    nomination at once. 0 a minute: no limit.
    """

    model_config = SettingsConfigDict(extra="ignore")

    per_minute: NonNegativeInt = Field(default=30, alias="ACTS_PER_MINUTE")
    burst_of_person: PositiveInt = Field(default=10_000, alias="ACTS_AT_ONCE_OF_PERSON")
    burst_of_nomination: PositiveInt = Field(default=300, alias="ACTS_AT_ONCE_OF_NOMINATION")


class RateLimit:
    """Token buckets in the record, which all doors of an installation share."""

    def __init__(self, pool: asyncpg.Pool, limits: ActLimits | None = None) -> None:
        """Count over `pool`, by the environment's numbers unless others are given."""
        self._statements = Statements(pool, "limits")
        self._limits = limits or ActLimits()

    async def take(self, person: str, nomination: str | None = None) -> None:
        """Count one act of a person, to a nomination if it is to one.

        Raises:
            TooManyActsError: it is one too many; the text says how long to wait.
            StorageUnavailableError: the record does not answer.
        """
        if not self._limits.per_minute:
            return
        buckets = {f"person:{person}"[:200]: self._limits.burst_of_person}
        if nomination is not None:
            buckets[f"nomination:{nomination}"[:200]] = self._limits.burst_of_nomination
        seconds = await self._statements.value(
            "take",
            keys=list(buckets),
            bursts=list(buckets.values()),
            per_minute=self._limits.per_minute,
        )
        if seconds > 0:
            raise TooManyActsError(self._wait(person, nomination, seconds))

    def _wait(self, person: str, nomination: str | None, seconds: float) -> str:
        where = f" or to nomination {nomination}" if nomination else ""
        return (
            f"more than {self._limits.per_minute} acts a minute came from {person}{where}; "
            f"wait {int(seconds) + 1} s, then send the same act again under the same id"
        )


async def let_through(
    limit: RateLimit | None, message: BaseModel, person: str, nomination: str | None = None
) -> None:
    """Turn an act away if it is too large or one too many; None: nobody counts.

    Raises:
        TooLargeError: it is too large.
        TooManyActsError: it is one too many.
    """
    refuse_oversize(message)
    if limit is not None:
        await limit.take(person, nomination)


def refuse_oversize(message: BaseModel) -> None:
    """Turn away what a workflow would not take anyway, before anybody carries it there.

    Raises:
        TooLargeError: the message, or the statement signed in it, is too large.
    """
    size = len(message.model_dump_json().encode())
    if size > MAX_MESSAGE_BYTES:
        raise TooLargeError(_too_large("message", size, MAX_MESSAGE_BYTES))
    signed = getattr(message, "signed", None)
    if isinstance(signed, SignedStatement):
        stated = len(signed.payload) * 3 // 4 - signed.payload.count("=")
        if stated > MAX_STATEMENT_BYTES:
            raise TooLargeError(_too_large("signed statement", stated, MAX_STATEMENT_BYTES))


def _too_large(what: str, size: int, most: int) -> str:
    has, may = -(-size // _KIB), most // _KIB
    return f"the {what} has {has} KiB and may have {may}; shorten it, or attach papers as files"
