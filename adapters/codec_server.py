"""A codec server as Temporal's pages and command line ask for one: it decrypts payloads for whom it knows.

POST to a path that ends in /decode or /encode, with payloads in protobuf's JSON. Everybody but the browser's
question before the request (CORS preflight, from the pages' own origin only) must show a token.
"""

from base64 import b64decode, b64encode
from typing import Annotated, Any

import structlog
from pydantic import BaseModel, BeforeValidator, ValidationError
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from temporalio.api.common.v1 import Payload

from adapters.codec import EncryptionCodec
from adapters.codec_tokens import CodecTokens

MOST_BYTES = 16 * 1024 * 1024
"""A larger request is refused unread: Temporal's pages ask for one history at a time."""

_HEADERS = ["Authorization", "Content-Type", "X-Namespace"]


def _from_base64(value: object) -> bytes:
    if not isinstance(value, str):
        message = "is no text in base64"
        raise ValueError(message)  # noqa: TRY004 - pydantic reports this kind only
    standard = value.replace("-", "+").replace("_", "/").rstrip("=")  # protobuf's JSON takes both alphabets
    return b64decode(standard + "=" * (-len(standard) % 4), validate=True)


Base64Bytes = Annotated[bytes, BeforeValidator(_from_base64)]


class PayloadOnTheWire(BaseModel):
    """A payload in protobuf's JSON: bytes in base64, in the metadata as well."""

    metadata: dict[str, Base64Bytes] = {}
    data: Base64Bytes = b""


class PayloadsOnTheWire(BaseModel):
    """What a request and its answer hold."""

    payloads: tuple[PayloadOnTheWire, ...] = ()


def codec_app(codec: EncryptionCodec, tokens: CodecTokens, origins: list[str]) -> Starlette:
    """Return the server's application; `origins` are those of Temporal's pages, and of nothing else."""
    server = _Server(codec, tokens)
    cors = Middleware(
        CORSMiddleware,
        allow_origins=origins,
        allow_methods=["POST"],
        allow_headers=_HEADERS,
        allow_credentials=True,
    )
    routes = [
        Route("/healthz", server.healthy, methods=["GET"]),
        Route("/", server.sign_in, methods=["GET"]),
        Route("/{path:path}", server.translate, methods=["POST"]),
    ]
    return Starlette(routes=routes, middleware=[cors])


class _Server:
    """The answers to requests."""

    def __init__(self, codec: EncryptionCodec, tokens: CodecTokens) -> None:
        self._work = {"decode": codec.opened, "encode": codec.sealed}
        self._tokens = tokens
        self._log = structlog.get_logger("codec")

    async def healthy(self, _: Request) -> Response:
        """Answer that the server runs; it tells nothing else to strangers."""
        return PlainTextResponse("ok")

    async def sign_in(self, request: Request) -> Response:
        """Let a browser ask for name and token once, which it then sends along for Temporal's pages."""
        who = self._holder(request)
        return _stranger() if who is None else PlainTextResponse(f"{who}: go back to Temporal's pages\n")

    async def translate(self, request: Request) -> Response:
        """Decrypt or encrypt what is asked for; what cannot be decrypted comes back as it is."""
        who, verb = self._holder(request), request.path_params["path"].rpartition("/")[2]
        if who is None:
            return _stranger()
        if verb not in self._work:
            return PlainTextResponse("ask for /decode or /encode\n", status_code=404)
        body = await _body(request)
        if body is None:
            return PlainTextResponse("too much at once\n", status_code=413)
        try:
            asked = PayloadsOnTheWire.model_validate_json(body)
        except ValidationError:
            return PlainTextResponse("these are no payloads in protobuf's JSON\n", status_code=400)
        self._log.info(f"codec.{verb}", who=who, payloads=len(asked.payloads))
        return JSONResponse({"payloads": [_told(self._work[verb](_read(each))) for each in asked.payloads]})

    def _holder(self, request: Request) -> str | None:
        who = self._tokens.holder(request.headers.get("authorization", ""))
        if who is None:
            self._log.warning("codec.refused", path=request.url.path[:80])
        return who


async def _body(request: Request) -> bytes | None:
    """Return what was sent, None when it is too much; no more than that is ever held."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            return None
    return bytes(body)


def _stranger() -> Response:
    headers = {"WWW-Authenticate": 'Basic realm="payloads", charset="UTF-8"'}
    return PlainTextResponse("show your token\n", status_code=401, headers=headers)


def _read(payload: PayloadOnTheWire) -> Payload:
    return Payload(metadata=payload.metadata, data=payload.data)


def _told(payload: Payload) -> dict[str, Any]:
    metadata = {name: b64encode(value).decode() for name, value in payload.metadata.items()}
    return {"metadata": metadata, "data": b64encode(payload.data).decode()}
