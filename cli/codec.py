"""`starter.py codec ...`: the keys that encrypt what Temporal stores, and who may have it decrypted."""

from pathlib import Path
from typing import Annotated

import typer

from adapters.codec_tokens import new_token
from adapters.payload_keys import KEYS_VARIABLE, PayloadKeys, PayloadKeysError, read_keys, write_keys
from cli.nominator import AsJson
from cli.output import console, print_json

KeysFile = Annotated[Path, typer.Argument(help=f"The file that {KEYS_VARIABLE} names.")]


def add_verbs(app: typer.Typer) -> None:
    """Add the group with its verbs."""
    group = typer.Typer(help="Keys of what Temporal stores (khóa mã hóa).", no_args_is_help=True)
    for verb in (keys, add, use, token):
        group.command()(verb)
    group.command(name="list")(list_keys)
    app.add_typer(group, name="codec")


def keys(file: KeysFile, *, as_json: AsJson = False) -> int:
    """Make a file with one new key; one that is there is left alone."""
    if file.exists():
        message = f'{file} is there already; add a key to it with "starter.py codec add {file}"'
        raise PayloadKeysError(message)
    return _write(file, PayloadKeys.new(), as_json=as_json)


def add(file: KeysFile, *, as_json: AsJson = False) -> int:
    """Add a key that reads and does not write yet: bring the file to every process, then use the key."""
    return _write(file, read_keys(file).with_another(), as_json=as_json)


def use(
    file: KeysFile,
    key: Annotated[str, typer.Argument(help="The id of the key, as list shows it.")],
    *,
    as_json: AsJson = False,
) -> int:
    """Encrypt with another key of the file from now on, once every process has it."""
    return _write(file, read_keys(file).writing_with(key), as_json=as_json)


def list_keys(file: KeysFile, *, as_json: AsJson = False) -> int:
    """Show the ids of the keys, and which of them encrypts; never a key."""
    return _show(read_keys(file), as_json=as_json)


def token(
    name: Annotated[str, typer.Argument(help="Whose token it is: a code, never a person's name.")],
    file: Annotated[Path, typer.Argument(help="The file that CODEC_TOKENS_FILE names.")],
    *,
    as_json: AsJson = False,
) -> int:
    """Make a token for the codec server and show it once; the file keeps its hash."""
    made = new_token(file, name)
    if as_json:
        print_json({"name": name, "token": made})
    else:
        console.print(f"{name}: {made}")
        console.print("It is shown this once. The codec server must be started again to know it.")
    return 0


def _write(file: Path, held: PayloadKeys, *, as_json: bool) -> int:
    write_keys(file, held)
    return _show(held, as_json=as_json)


def _show(held: PayloadKeys, *, as_json: bool) -> int:
    if as_json:
        print_json({"current": held.current, "keys": list(held.keys)})
        return 0
    for name in held.keys:
        console.print(f"{name}{'  encrypts' if name == held.current else '  reads'}")
    return 0
