"""What the environment decides: which database, how many connections, how logs look.

Where Temporal is comes from the TEMPORAL_* variables as `temporalio.envconfig` reads them.
"""

from pathlib import Path

from pydantic import Field, PositiveFloat, PositiveInt
from pydantic_settings import BaseSettings, SettingsConfigDict


class Limits(BaseSettings):
    """How much one worker takes on: nominations of dossiers opened a second, and workflows kept in memory.

    Both are measured in docs/performance.md. `keys_founder` is the thumbprint of the first registrar's key: a
    worker that is told it believes only the signing keys that registrars have vouched for from there on.
    """

    model_config = SettingsConfigDict(extra="ignore")

    dossier_rows_per_second: PositiveFloat = Field(default=200, alias="DOSSIER_ROWS_PER_SECOND")
    cached_workflows: PositiveInt = Field(default=4000, alias="CACHED_WORKFLOWS")
    keys_founder: str = Field(default="", alias="KEYS_FOUNDER")


class Settings(Limits):
    """Settings of one process."""

    database_url: str = Field(alias="DATABASE_URL", min_length=1)
    database_pool_size: PositiveInt = Field(default=10, alias="DATABASE_POOL_SIZE")
    handover_seconds: PositiveInt = Field(default=10, alias="HANDOVER_SECONDS")


# The last part is a number up to 65535.
_HOST_AND_PORT = r"^.+:(\d{1,4}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d{2}|655[0-2]\d|6553[0-5])$"


class WitnessListens(BaseSettings):
    """Where a witness listens."""

    model_config = SettingsConfigDict(extra="ignore")

    host_and_port: str = Field(default="127.0.0.1:8091", alias="WITNESS_LISTEN", pattern=_HOST_AND_PORT)
    """Port 0 takes a free one, which the first log line tells."""

    @property
    def address(self) -> tuple[str, int]:
        """Host and port by themselves."""
        host, _, port = self.host_and_port.rpartition(":")
        return host.strip("[]"), int(port)


class WitnessIdentity(BaseSettings):
    """The name of a witness, by which it is known, and the file of its key."""

    model_config = SettingsConfigDict(extra="ignore")

    name: str = Field(alias="WITNESS_NAME", min_length=1)
    key_file: Path = Field(alias="WITNESS_KEY_FILE")


class WitnessSettings(WitnessListens, WitnessIdentity):
    """All that a witness is told; `logs` are the vkeys of those it trusts, with blanks between them."""

    state_folder: Path = Field(alias="WITNESS_STATE_FOLDER")
    logs: str = Field(alias="WITNESS_LOGS", min_length=1)


class LogIdentity(BaseSettings):
    """Which log a sealer signs for, and the file of its key."""

    model_config = SettingsConfigDict(extra="ignore")

    origin: str = Field(default="vinh-danh.local/ledger", alias="LOG_ORIGIN", min_length=1)
    key_file: Path = Field(alias="SEALER_KEY_FILE")


class SealerSettings(LogIdentity):
    """All that a sealer is told; `seconds` pass between two looks for something to seal.

    Without a witness (its address and its vkey) checkpoints are signed all the same, and nobody sees a fork.
    """

    database_url: str = Field(alias="DATABASE_URL", min_length=1)
    state_folder: Path = Field(alias="SEALER_STATE_FOLDER")
    checkpoints_folder: Path = Field(alias="CHECKPOINTS_FOLDER")
    witness_url: str = Field(default="", alias="WITNESS_URL")
    witness_key: str = Field(default="", alias="WITNESS_KEY")
    seconds: PositiveFloat = Field(default=1, alias="SEALER_SECONDS")
