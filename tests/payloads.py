"""The converter of the tests' clients and workers: the product's own, with a key that is only for tests."""

import os
from base64 import b64encode
from collections.abc import Awaitable, Callable
from pathlib import Path
from tempfile import gettempdir

from temporalio.client import ClientConfig, Plugin
from temporalio.common import HeaderCodecBehavior
from temporalio.converter import DataConverter
from temporalio.service import ConnectConfig, ServiceClient

from adapters.codec import KeyRing, converter_with
from adapters.payload_keys import PayloadKeys, write_keys

TEST_KEYS = PayloadKeys(current="payload-test", keys={"payload-test": b64encode(bytes(range(32))).decode()})
"""One key, which is no secret."""

CONVERTER: DataConverter = converter_with(KeyRing(TEST_KEYS))
"""Encrypts as in production: what the servers under test store of a payload is not in clear."""


class HeadersToo(Plugin):
    """Has the client of a test server treat headers as `adapters.temporal.connect` does."""

    def configure_client(self, config: ClientConfig) -> ClientConfig:
        """Encrypt headers, and decrypt those that arrive."""
        config["header_codec_behavior"] = HeaderCodecBehavior.CODEC
        return config

    async def connect_service_client(
        self,
        config: ConnectConfig,
        next: Callable[[ConnectConfig], Awaitable[ServiceClient]],  # noqa: A002 - the SDK's name
    ) -> ServiceClient:
        """Connect as ever."""
        return await next(config)


def keys_of_the_tests() -> Path:
    """Return a file with that key, for processes that a test starts on the test servers."""
    path = Path(gettempdir()) / f"vinh-danh-test-keys-{os.getuid()}.json"
    if not path.exists():
        write_keys(path, TEST_KEYS)
    return path
