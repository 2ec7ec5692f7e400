"""A real witness process, asked over HTTP: it remembers what it cosigned, and no fork gets past it."""

import asyncio
import socket
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import httpx
import pytest

import witness
from adapters.ed25519 import SigningKey, verify
from adapters.witness_client import (
    WitnessAwayError,
    WitnessClient,
    WitnessForkError,
    WitnessRefusedError,
)
from domain.checkpoints import opened
from domain.merkle import consistency_proof
from domain.notes import NoteKey, NoteType, parse_note
from domain.witnessing import SIZE_TYPE
from tests.grown_tree import a_grown_tree
from tests.small_log import SmallLog
from tests.witnessing import WitnessProcess

LOGS = {
    name: SmallLog(f"{name}.example/so-cai", a_grown_tree()) for name in ("grows", "forks", "races", "late")
}
UNUSED = NoteKey("nobody.example/w", NoteType.COSIGNATURE, SigningKey(b"\5" * 32).public)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the witness has its key and state."""
    return tmp_path_factory.mktemp("witness")


@pytest.fixture(scope="module")
def running(folder: Path) -> Iterator[WitnessProcess]:
    """A witness of all these logs."""
    with WitnessProcess(folder, [log.key for log in LOGS.values()]) as process:
        yield process


async def _cosign(process: WitnessProcess, log: SmallLog, size: int, since: int = 0) -> str:
    """Return the checkpoint of a log with the witness's line on it."""

    async def prove(old: int) -> Sequence[bytes]:
        return consistency_proof(old, size, log.tree.read)

    async with WitnessClient(process.url, process.key) as client:
        line = await client.cosign(log.note(size), since, prove)
    return str(parse_note(log.note(size)).with_signatures(line))


async def test_a_log_that_grows_is_cosigned_wherever_it_believes_the_witness_to_be(
    running: WitnessProcess,
) -> None:
    """Each head opens with both keys, and the one cosigned last can be had from the witness itself."""
    log = LOGS["grows"]
    for size, since in ((5, 0), (9, 5), (9, 9), (700, 3), (1024, 0)):
        found = opened(await _cosign(running, log, size, since), [log.key, running.key], verify)
        assert (found.checkpoint.size, len(found.cosigned)) == (size, 1)
    async with httpx.AsyncClient(base_url=running.url) as http:
        latest = await http.get("/checkpoint", params={"origin": log.origin})
    assert opened(latest.text, [log.key, running.key], verify) == found


async def test_a_fork_and_a_rollback_are_refused_and_the_fork_is_kept_as_evidence(
    running: WitnessProcess,
) -> None:
    """Rewritten, exchanged and shortened trees get no cosignature; the fork's own note is logged."""
    log = LOGS["forks"]
    fork = SmallLog(log.origin, log.tree.changed_at(2, 20))
    await _cosign(running, log, 10)
    with pytest.raises(WitnessForkError, match="sees a fork"):
        await _cosign(running, fork, 20, 10)
    assert running.line_with(event="witness.log_forked", note=fork.note(20))["level"] == "error"
    with pytest.raises(WitnessForkError, match="another root"):
        await _cosign(running, fork, 10, 10)
    with pytest.raises(WitnessForkError, match="rolled back"):
        await _cosign(running, log, 9, 9)
    await _cosign(running, log, 11)


async def test_of_many_forks_at_once_one_is_cosigned(running: WitnessProcess) -> None:
    """Between comparing and keeping nothing slips in, however many ask."""
    forks = [SmallLog(LOGS["races"].origin, LOGS["races"].tree.changed_at(at, 20)) for at in range(20)]
    async with httpx.AsyncClient(base_url=running.url) as http:
        answers = await asyncio.gather(
            *(http.post("/add-checkpoint", content=str(fork.submission(0, 20))) for fork in forks)
        )
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 19


async def test_the_answers_are_those_of_the_protocol(running: WitnessProcess) -> None:
    """A client by somebody else is told what C2SP promises: statuses, and the size with its content type."""
    log, stranger = LOGS["late"], SmallLog("stranger.example/log", a_grown_tree())
    impostor = SmallLog(log.origin, log.tree, SigningKey(b"\7" * 32))
    async with httpx.AsyncClient(base_url=running.url) as http:

        async def status(content: bytes | str) -> int:
            return (await http.post("/add-checkpoint", content=content)).status_code

        assert await status(str(log.submission(0, 6))) == 200
        conflict = await http.post("/add-checkpoint", content=str(log.submission(5, 9)))
        assert (conflict.status_code, conflict.text) == (409, "6\n")
        assert conflict.headers["content-type"] == SIZE_TYPE
        assert await status(str(log.submission(6, 9)).replace("old 6\n", "old 6\n" + "A" * 43 + "=\n")) == 422
        assert await status(str(stranger.submission(0, 6))) == 404
        assert await status(str(impostor.submission(6, 9))) == 403
        assert await status(b"old 6\n\xff") == 400
        assert await status(b"") == 400
        assert await status(b"x" * 300_000) == 413
        assert (await http.get("/add-checkpoint")).status_code == 405
        assert (await http.get("/checkpoint", params={"origin": stranger.origin})).status_code == 404


async def test_what_a_stranger_cosigns_is_not_taken(running: WitnessProcess) -> None:
    """A client that trusts another key takes nothing from this witness."""
    note = LOGS["late"].note(6)

    async def nothing(_: int) -> Sequence[bytes]:
        return ()

    async with WitnessClient(running.url, UNUSED) as client:
        with pytest.raises(WitnessRefusedError, match="not its cosignature"):
            await client.cosign(note, 6, nothing)


async def test_a_witness_that_does_not_answer_is_only_away() -> None:
    """A sealer goes on without it: nobody listening is told apart from a refusal."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

    async def nothing(_: int) -> Sequence[bytes]:
        return ()

    async with WitnessClient(f"http://127.0.0.1:{port}", UNUSED) as client:
        with pytest.raises(WitnessAwayError, match="asked again later"):
            await client.cosign(LOGS["late"].note(6), 0, nothing)


Main = Callable[..., tuple[int, str, str]]


@pytest.fixture
def main(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Main:
    """Runs witness.py in this process, for what ends before it serves: exit code, output, errors."""

    def run(environment: dict[str, str], *arguments: str) -> tuple[int, str, str]:
        for name in ("NAME", "KEY_FILE", "STATE_FOLDER", "LOGS", "LISTEN"):
            monkeypatch.delenv(f"WITNESS_{name}", raising=False)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr("sys.argv", ["witness.py", *arguments])
        code, told = witness.main(), capsys.readouterr()
        return code, told.out, told.err

    return run


def test_it_tells_its_key_and_whether_it_answers(running: WitnessProcess, main: Main) -> None:
    """An operator gets the vkey to hand out, and a container engine its check."""
    at = running.environment | {"WITNESS_LISTEN": running.address}

    assert main(running.environment, "--vkey") == (0, f"{running.key}\n", "")
    assert main(at, "--check")[0] == 0
    assert main(running.environment, "--check")[0] == 1
    assert main(running.environment, "--help")[0] == 2


def test_two_witnesses_never_share_a_state(running: WitnessProcess, main: Main) -> None:
    """A second process on the same folder would not know what the first one cosigns."""
    code, _, errors = main(running.environment)
    assert code == 1
    assert "another witness works on" in errors


@pytest.mark.parametrize(
    ("changed", "code", "said"),
    [
        ({"WITNESS_LOGS": ""}, 2, "set WITNESS_LOGS in the environment"),
        ({"WITNESS_LISTEN": "8091"}, 2, "set WITNESS_LISTEN in the environment"),
        ({"WITNESS_LISTEN": "127.0.0.1:65536"}, 2, "set WITNESS_LISTEN"),
        ({"WITNESS_LISTEN": "192.0.2.1:8091"}, 1, "set another WITNESS_LISTEN"),
        ({"WITNESS_LOGS": "so-cai+00000000+AAAA"}, 1, "not used here"),
        ({"WITNESS_LOGS": str(UNUSED)}, 1, "a log's is needed"),
        ({"WITNESS_NAME": "a witness"}, 1, "no name of a key"),
        ({"WITNESS_KEY_FILE": __file__}, 1, "holds no key"),
        ({"WITNESS_STATE_FOLDER": f"{__file__}/state"}, 1, "cannot be written"),
    ],
)
def test_a_wrong_setting_is_said_in_one_line(
    changed: dict[str, str], code: int, said: str, tmp_path: Path, main: Main
) -> None:
    """Whoever sets it up reads what to change, and no traceback."""
    settings = {
        "WITNESS_NAME": "archive.example/w1",
        "WITNESS_KEY_FILE": str(tmp_path / "key"),
        "WITNESS_STATE_FOLDER": str(tmp_path / "state"),
        "WITNESS_LOGS": str(LOGS["grows"].key),
    }
    ended, _, errors = main(settings | changed)
    assert ended == code
    assert said in errors
    assert len(errors.splitlines()) == 1


async def test_a_witness_that_crashed_remembers_and_one_whose_state_was_touched_does_not_start(
    tmp_path: Path, main: Main
) -> None:
    """Killed at once after its answer it still refuses the fork; changed state or another key stop it."""
    log = LOGS["late"]
    with WitnessProcess(tmp_path, [log.key]) as first:
        await _cosign(first, log, 50)
        first.kill()
    with WitnessProcess(tmp_path, [log.key]) as again:
        with pytest.raises(WitnessForkError):
            await _cosign(again, SmallLog(log.origin, log.tree.changed_at(49, 60)), 60)
        await _cosign(again, log, 60)
        assert again.stop() == 0
    (state,) = (tmp_path / "state").glob("*.checkpoint")
    kept = state.read_text()
    state.write_text(kept.replace("\n60\n", "\n50\n"))
    assert "is not what this witness cosigned" in main(first.environment)[2]
    state.write_text(kept)
    (tmp_path / "key").unlink()
    assert "is not what this witness cosigned" in main(first.environment)[2]


def test_a_log_cannot_be_witnessed_with_its_own_key(tmp_path: Path, main: Main) -> None:
    """One key in both roles would vouch for itself."""
    private = SigningKey(b"\6" * 32)
    private.write(tmp_path / "key")
    settings = {
        "WITNESS_NAME": "archive.example/w1",
        "WITNESS_KEY_FILE": str(tmp_path / "key"),
        "WITNESS_STATE_FOLDER": str(tmp_path / "state"),
        "WITNESS_LOGS": str(NoteKey("a.example/log", NoteType.LOG, private.public)),
    }
    code, _, errors = main(settings)
    assert code == 1
    assert "own key" in errors
