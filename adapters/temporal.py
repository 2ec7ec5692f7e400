"""Connecting to Temporal, the same way everywhere: by the environment, with payloads encrypted."""

from typing import Any

from temporalio.client import Client
from temporalio.common import HeaderCodecBehavior
from temporalio.envconfig import ClientConfigProfile
from temporalio.runtime import Runtime

from adapters.codec import data_converter
from domain.errors import VinhDanhError

_TEMPORAL_DEFAULT = "localhost:7233"


class TemporalUnavailableError(VinhDanhError):
    """Temporal cannot be reached."""


async def connect(runtime: Runtime | None = None) -> Client:
    """Connect by TEMPORAL_* and PAYLOAD_KEYS_FILE, on the SDK's own runtime unless one is given.

    Raises:
        TemporalUnavailableError: no server answers there, or the variables are wrong.
        PayloadKeysError: the keys of the payloads cannot be had.
    """
    settings, converter = _settings(), data_converter()
    try:
        return await Client.connect(
            **settings,
            data_converter=converter,
            header_codec_behavior=HeaderCodecBehavior.CODEC,
            runtime=runtime,
        )
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
