"""A witness: cosigns the checkpoints of other offices' ledgers, and refuses a ledger that was forked.

python witness.py           run until SIGTERM or SIGINT
python witness.py --vkey    print the key by which others know this witness, made now if there is none
python witness.py --check   exit 0 if the witness of this host answers

It needs no database and no Temporal, and is of use only where those who run the ledger cannot reach it: in
another office, on a machine of its own.
"""

import signal
import socket
import sys
from http.client import HTTPConnection, HTTPException
from types import FrameType

import uvicorn
from pydantic import ValidationError

from adapters.ed25519 import SigningKey
from adapters.log_form import set_up_logging
from adapters.settings import WitnessIdentity, WitnessListens, WitnessSettings
from adapters.witness import Witness, WitnessKey, witness_app
from adapters.witness_state import WitnessState
from domain.errors import VinhDanhError
from domain.notes import NoteKey
from domain.witnessing import logs_of

_CHECK_SECONDS = 5
_CONCURRENT = 64


class CannotListenError(VinhDanhError):
    """The address is taken, or is none of this machine's."""


def run() -> None:
    """Serve until SIGTERM or SIGINT; a request that was begun is finished."""
    settings = WitnessSettings()  # pyright: ignore[reportCallIssue] - the environment gives the values
    key = _key(settings)
    logs = logs_of(map(NoteKey.parse, settings.logs.split()))
    with WitnessState(settings.state_folder, key.public) as state:
        witness = Witness(key, logs, state)
        with _listening(*settings.address) as listener:
            set_up_logging()
            _serve(witness, listener)


def _serve(witness: Witness, listener: socket.socket) -> None:
    config = uvicorn.Config(
        witness_app(witness),
        log_config=None,
        access_log=False,
        lifespan="off",
        server_header=False,
        limit_concurrency=_CONCURRENT,
    )
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, _ended)
    witness.tell_where(*listener.getsockname()[:2])
    uvicorn.Server(config).run(sockets=[listener])


def _ended(_signal: int, _frame: FrameType | None) -> None:
    """Do nothing: the server has handlers of its own, and raises its signal again when it has ended."""


def _listening(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        message = f"{host}:{port} cannot be listened on ({error}); set another WITNESS_LISTEN"
        raise CannotListenError(message) from None


def _key(identity: WitnessIdentity) -> WitnessKey:
    return WitnessKey(identity.name, SigningKey.read_or_make(identity.key_file))


def vkey() -> str:
    """Return the key by which others know this witness."""
    identity = WitnessIdentity()  # pyright: ignore[reportCallIssue] - the environment gives the values
    return str(_key(identity).public)


def check() -> bool:
    """Return whether the witness of this host answers."""
    connection = HTTPConnection(*WitnessListens().address, timeout=_CHECK_SECONDS)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == 200  # noqa: PLR2004 - HTTP's own number
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def main() -> int:
    """Run, check, or tell the key, and return the exit code."""
    try:
        match sys.argv[1:]:
            case []:
                run()
            case ["--vkey"]:
                print(vkey())
            case ["--check"]:
                return 0 if check() else 1
            case _:
                print("witness: takes --vkey, --check or nothing", file=sys.stderr)
                return 2
    except VinhDanhError as error:
        print(f"witness: {error}", file=sys.stderr)
        return 1
    except ValidationError as error:
        missing = ", ".join(str(fault["loc"][0]) for fault in error.errors())
        print(f"witness: set {missing} in the environment (docs/operations.md says how)", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
