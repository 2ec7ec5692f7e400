"""What the environment decides: which database, how many connections, how logs look.

Where Temporal is comes from the TEMPORAL_* variables as `temporalio.envconfig` reads them.
"""

from pydantic import Field, PositiveFloat, PositiveInt
from pydantic_settings import BaseSettings, SettingsConfigDict


class Limits(BaseSettings):
    """How much one worker takes on: nominations of dossiers opened a second, and workflows kept in memory.

    Both are measured in docs/performance.md.
    """

    model_config = SettingsConfigDict(extra="ignore")

    dossier_rows_per_second: PositiveFloat = Field(default=200, alias="DOSSIER_ROWS_PER_SECOND")
    cached_workflows: PositiveInt = Field(default=4000, alias="CACHED_WORKFLOWS")


class Settings(Limits):
    """Settings of one process."""

    database_url: str = Field(alias="DATABASE_URL", min_length=1)
    database_pool_size: PositiveInt = Field(default=10, alias="DATABASE_POOL_SIZE")
    handover_seconds: PositiveInt = Field(default=10, alias="HANDOVER_SECONDS")
