"""Connecting to Temporal, the same way everywhere: settings from the environment, pydantic as converter."""

from typing import Any

from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.envconfig import ClientConfigProfile
from temporalio.runtime import Runtime

from domain.errors import VinhDanhError

_TEMPORAL_DEFAULT = "localhost:7233"


class TemporalUnavailableError(VinhDanhError):
    """Temporal cannot be reached."""


async def connect(runtime: Runtime | None = None) -> Client:
    """Connect by the TEMPORAL_* variables, on the SDK's own runtime unless one is given.

    Raises:
        TemporalUnavailableError: no server answers there, or the variables are wrong.
    """
    settings = _settings()
    try:
        return await Client.connect(**settings, data_converter=pydantic_data_converter, runtime=runtime)
    except (RuntimeError, ValueError) as error:  # it is away, or the address is none
        address = settings["target_host"]
        message = f"Temporal at {address} does not answer; check TEMPORAL_ADDRESS, or start it"
        raise TemporalUnavailableError(message) from error


def _settings() -> dict[str, Any]:
    try:
        return {"target_host": _TEMPORAL_DEFAULT, **ClientConfigProfile.load().to_client_connect_config()}
    except RuntimeError as error:
        message = f"the TEMPORAL_* variables cannot be used: {' '.join(str(error).split())}"
        raise TemporalUnavailableError(message) from error
