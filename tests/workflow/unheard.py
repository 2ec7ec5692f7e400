"""Answers of the record that nobody hears: what a worker leaves that dies right after a commit."""

from collections.abc import Generator
from contextlib import contextmanager

from adapters.postgres.sittings import PostgresSittings
from domain.errors import StorageUnavailableError
from schemas.sitting_record import Count, CountDraft, SittingRecorded


@contextmanager
def first_count_unheard() -> Generator[None]:
    """Let the next count of a sitting be committed, and its answer be lost, so that it is tried again."""
    commit = PostgresSittings.count

    async def count_and_lose(
        self: PostgresSittings, draft: CountDraft, count: Count, papers: int
    ) -> SittingRecorded:
        PostgresSittings.count = commit
        await commit(self, draft, count, papers)
        message = "the answer to a count was lost"
        raise StorageUnavailableError(message)

    PostgresSittings.count = count_and_lose
    try:
        yield
    finally:
        PostgresSittings.count = commit
