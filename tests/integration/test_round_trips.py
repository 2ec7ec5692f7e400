"""A call to the record is one statement, sent once and answered once; the key of somebody new is one more."""

import asyncpg

from adapters.postgres.pool import open_pool
from adapters.postgres.reading import RecordReader
from adapters.postgres.record import PostgresRecord
from tests.cases import a_nomination
from tests.integration.on_record import accept, approval, opened, put


async def test_every_call_sends_one_statement(own_database: str) -> None:
    """Each further statement is a further wait for the network, on every act."""
    sent: list[str] = []

    def note(query: asyncpg.connection.LoggedQuery) -> None:
        sent.append(query.query)

    async with await open_pool(own_database, size=1) as pool:
        record, reader = PostgresRecord(pool), RecordReader(pool)
        case = await opened(record)
        async with pool.acquire() as connection:
            connection.add_query_logger(note)
        sent.clear()
        await accept(record, a_nomination())
        await put(record, approval(case))
        await record.entries_after(case.nomination_id, 0)
        await reader.inbox("ward-chair")

        assert 5 == len(sent), sent
        assert "person.keys_for" in sent[0]
