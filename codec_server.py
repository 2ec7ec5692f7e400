"""The codec server: decrypts payloads for Temporal's pages, for people who show a token.

python codec_server.py      serve until SIGTERM or SIGINT, over PAYLOAD_KEYS_FILE and CODEC_TOKENS_FILE
"""

import sys
from pathlib import Path

import uvicorn
from pydantic import Field, PositiveInt, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from adapters.codec import EncryptionCodec, KeyRing
from adapters.codec_server import codec_app
from adapters.codec_tokens import read_tokens
from adapters.logging import set_up_logging
from adapters.payload_keys import keys_file
from domain.errors import VinhDanhError


class CodecSettings(BaseSettings):
    """Settings of the codec server; `origins` are the addresses of Temporal's pages, separated by commas."""

    model_config = SettingsConfigDict(extra="ignore")

    tokens_file: Path = Field(alias="CODEC_TOKENS_FILE")
    origins: str = Field(default="http://localhost:8080", alias="CODEC_ORIGINS")
    host: str = Field(default="127.0.0.1", alias="CODEC_HOST")
    port: PositiveInt = Field(default=8081, alias="CODEC_PORT")


def serve() -> None:
    """Serve until told to stop."""
    set_up_logging()
    settings = CodecSettings()  # pyright: ignore[reportCallIssue] - the environment gives the values
    codec = EncryptionCodec(KeyRing.of_file(keys_file()))
    origins = [origin.strip() for origin in settings.origins.split(",") if origin.strip()]
    app = codec_app(codec, read_tokens(settings.tokens_file), origins)
    uvicorn.run(
        app, host=settings.host, port=settings.port, log_config=None, access_log=False, server_header=False
    )


def main() -> int:
    """Serve, and return the exit code."""
    try:
        serve()
    except VinhDanhError as error:
        print(f"codec server: {error}", file=sys.stderr)
        return 1
    except ValidationError as error:
        missing = ", ".join(str(fault["loc"][0]) for fault in error.errors())
        print(f"codec server: set {missing} in the environment", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
