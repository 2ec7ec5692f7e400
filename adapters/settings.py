"""What the environment decides: which database, how many connections, how logs look.

Where Temporal is comes from the TEMPORAL_* variables as `temporalio.envconfig` reads them.
"""

from pydantic import Field, PositiveInt
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Settings of one process."""

    model_config = SettingsConfigDict(extra="ignore")

    database_url: str = Field(alias="DATABASE_URL", min_length=1)
    database_pool_size: PositiveInt = Field(default=10, alias="DATABASE_POOL_SIZE")
    handover_seconds: PositiveInt = Field(default=10, alias="HANDOVER_SECONDS")
