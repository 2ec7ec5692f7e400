"""The codec server as a process of its own, asked as Temporal's pages ask it."""

import asyncio
import os
import socket
import sys
from base64 import b64encode
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from temporalio.api.common.v1 import Payload

from adapters.codec import EncryptionCodec, KeyRing
from adapters.codec_tokens import new_token
from adapters.payload_keys import PayloadKeys, ensure_keys

PAGES = "http://localhost:8080"
_CLEAR = Payload(metadata={"encoding": b"json/plain"}, data='"Nguyễn Văn A"'.encode())


@dataclass(frozen=True)
class Server:
    """A codec server that runs: where it is, a token, and the codec that it stands for."""

    url: str
    token: str
    codec: EncryptionCodec
    process: asyncio.subprocess.Process

    async def ask(self, path: str, payloads: list[Payload], **headers: str) -> httpx.Response:
        """Post payloads to a path."""
        async with httpx.AsyncClient() as client:
            body = {"payloads": [_on_the_wire(payload) for payload in payloads]}
            return await client.post(f"{self.url}{path}", json=body, headers=headers)

    @property
    def bearer(self) -> dict[str, str]:
        """What somebody who may sends along."""
        return {"Authorization": f"Bearer {self.token}"}


@pytest.fixture(scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Server]:
    """A server with one key and one person's token."""
    folder = tmp_path_factory.mktemp("codec")
    keys, tokens = ensure_keys(folder / "keys.json"), folder / "tokens.json"
    token, port = new_token(tokens, "operator-1"), _free_port()
    process = await _started(
        PAYLOAD_KEYS_FILE=str(keys), CODEC_TOKENS_FILE=str(tokens), CODEC_ORIGINS=PAGES, CODEC_PORT=str(port)
    )
    url = f"http://127.0.0.1:{port}"
    await _answers(url)
    yield Server(url, token, EncryptionCodec(KeyRing.of_file(keys)), process)
    process.terminate()
    await process.wait()


@pytest.mark.parametrize("path", ["/decode", "/default/decode", "/a/b/decode"])
async def test_who_shows_a_token_reads(server: Server, path: str) -> None:
    """The pages show an operator what a workflow was told, below any path that they were given."""
    foreign = EncryptionCodec(KeyRing(PayloadKeys.new())).sealed(_CLEAR)
    asked = [server.codec.sealed(_CLEAR), _CLEAR, foreign]
    answer = await server.ask(path, asked, **server.bearer, **{"X-Namespace": "default"})

    assert 200 == answer.status_code
    assert {"payloads": [_on_the_wire(each) for each in (_CLEAR, _CLEAR, foreign)]} == answer.json()


async def test_what_is_encoded_can_be_decoded(server: Server) -> None:
    """What the pages or the command line send through the server is encrypted before Temporal has it."""
    sent = await server.ask("/encode", [_CLEAR], **server.bearer)
    async with httpx.AsyncClient(headers=server.bearer) as client:
        back = await client.post(f"{server.url}/decode", content=sent.content)

    assert "json/plain" not in sent.text
    assert {"payloads": [_on_the_wire(_CLEAR)]} == back.json()


async def test_a_browser_may_send_name_and_token_instead(server: Server) -> None:
    """Temporal's pages cannot be given a token; the browser asks for it once, and sends it along."""
    basic = b64encode(f"operator-1:{server.token}".encode()).decode()
    answer = await server.ask("/decode", [server.codec.sealed(_CLEAR)], Authorization=f"Basic {basic}")
    async with httpx.AsyncClient() as client:
        asked = await client.get(server.url)
        signed_in = await client.get(server.url, headers={"Authorization": f"Basic {basic}"})

    assert 200 == answer.status_code
    assert 401 == asked.status_code
    assert asked.headers["www-authenticate"].startswith("Basic ")
    assert 200 == signed_in.status_code


@pytest.mark.parametrize(
    "header",
    [
        {},
        {"Authorization": ""},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer operator-1"},
        {"Authorization": "Basic !!!"},
        {"Authorization": f"Basic {b64encode(b'operator-1:').decode()}"},
        {"Authorization": "Digest username=operator-1"},
        {"Cookie": "session=1"},
    ],
)
async def test_a_stranger_reads_nothing(server: Server, header: dict[str, str]) -> None:
    """Without a token that is in the file there is no clear text, whatever else is sent."""
    answer = await server.ask("/decode", [server.codec.sealed(_CLEAR)], **header)

    assert 401 == answer.status_code
    assert "Nguy" not in answer.text


async def test_only_temporals_own_pages_may_ask_from_a_browser(server: Server) -> None:
    """A page of anybody else's cannot read along with an operator who is signed in."""
    answers = [await _preflight(server, origin) for origin in (PAGES, "http://evil.example", "null")]
    own, *others = answers

    assert PAGES == own.headers["access-control-allow-origin"]
    assert "true" == own.headers["access-control-allow-credentials"]
    assert [400, 400] == [other.status_code for other in others]
    assert all("access-control-allow-origin" not in other.headers for other in others)


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/decode", b"{", 400),
        ("/decode", b'{"payloads": 7}', 400),
        ("/decode", b'{"payloads": [{"data": "%%%"}]}', 400),
        ("/decode", b'{"payloads": [{"metadata": {"encoding": 1}}]}', 400),
        ("/decode", b"", 400),
        ("/decode", b" " * (17 * 1024 * 1024), 413),
        ("/delete", b"{}", 404),
        ("/decode", b"{}", 200),
    ],
)
async def test_nonsense_is_told_so(server: Server, path: str, body: bytes, status: int) -> None:
    """No request makes the server fail, and none makes it hold more than it should."""
    async with httpx.AsyncClient(headers=server.bearer) as client:
        answer = await client.post(f"{server.url}{path}", content=body)

    assert status == answer.status_code
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("left_out", ["PAYLOAD_KEYS_FILE", "CODEC_TOKENS_FILE"])
async def test_without_keys_or_tokens_it_does_not_start(tmp_path: Path, left_out: str) -> None:
    """A server that would let anybody read, or could read nothing, says in one line what it lacks."""
    new_token(tmp_path / "tokens.json", "operator-1")
    settings = {
        "PAYLOAD_KEYS_FILE": str(ensure_keys(tmp_path / "keys.json")),
        "CODEC_TOKENS_FILE": str(tmp_path / "tokens.json"),
    }
    process = await _started(**(settings | {left_out: str(tmp_path / "nothing.json")}))
    _, said = await process.communicate()

    assert 1 == process.returncode
    assert 1 == len(said.decode().splitlines())
    assert f"nothing.json cannot be read (No such file or directory); check {left_out}" in said.decode()


async def _started(**settings: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "codec_server.py"),
        cwd=Path(__file__).parent.parent.parent,
        env=os.environ | settings,
        stderr=asyncio.subprocess.PIPE,
    )


async def _answers(url: str) -> None:
    """Wait until a server answers."""
    async with asyncio.timeout(30), httpx.AsyncClient() as client:
        while True:
            try:
                assert "ok" == (await client.get(f"{url}/healthz")).text
            except httpx.TransportError:
                await asyncio.sleep(0.05)
            else:
                return


async def _preflight(server: Server, origin: str) -> httpx.Response:
    asked = {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type,x-namespace",
    }
    async with httpx.AsyncClient() as client:
        return await client.options(f"{server.url}/decode", headers=asked)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _on_the_wire(payload: Payload) -> dict[str, Any]:
    metadata = {name: b64encode(value).decode() for name, value in payload.metadata.items()}
    return {"metadata": metadata, "data": b64encode(payload.data).decode()}
