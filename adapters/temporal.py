"""Connecting to Temporal, the same way everywhere: settings from the environment, pydantic as converter."""

from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.envconfig import ClientConfigProfile

from domain.errors import VinhDanhError


class TemporalUnavailableError(VinhDanhError):
    """Temporal cannot be reached."""


async def connect() -> Client:
    """Connect by the TEMPORAL_* variables.

    Raises:
        TemporalUnavailableError: no server answers there.
    """
    profile = ClientConfigProfile.load()
    try:
        return await Client.connect(
            **profile.to_client_connect_config(),
            data_converter=pydantic_data_converter,
        )
    except RuntimeError as error:
        message = f"Temporal at {profile.address} does not answer; check TEMPORAL_ADDRESS, or start it"
        raise TemporalUnavailableError(message) from error
