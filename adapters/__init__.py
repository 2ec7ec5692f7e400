"""Drivers: the only code that knows asyncpg, structlog's set-up, the file system and the embedded servers."""
