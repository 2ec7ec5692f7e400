"""Connecting to Temporal, the same way everywhere: settings from the environment, pydantic as converter."""

from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.envconfig import ClientConfigProfile

from domain.errors import VinhDanhError

_TEMPORAL_DEFAULT = "localhost:7233"


class TemporalUnavailableError(VinhDanhError):
    """Temporal cannot be reached."""


async def connect() -> Client:
    """Connect by the TEMPORAL_* variables.

    Raises:
        TemporalUnavailableError: no server answers there.
    """
    settings = {"target_host": _TEMPORAL_DEFAULT, **ClientConfigProfile.load().to_client_connect_config()}
    try:
        return await Client.connect(**settings, data_converter=pydantic_data_converter)
    except RuntimeError as error:
        address = settings["target_host"]
        message = f"Temporal at {address} does not answer; check TEMPORAL_ADDRESS, or start it"
        raise TemporalUnavailableError(message) from error
