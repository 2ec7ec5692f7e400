"""`starter.py keys ...`: the keys that people sign with, and the registrars who vouch for them."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated

import typer

from adapters.keyring import Keyring
from adapters.statements import countersign
from adapters.try_out_keys import enrol_everybody, public_key
from cli.connection import Office, keyring_here, open_office
from cli.key_show import print_keys, print_new_key, print_statement, print_written
from cli.key_statements import (
    KeyVerbError,
    enrolment,
    given_key,
    own_key,
    read_statement_file,
    refuse_founded,
    refuse_real_servers,
    registrar_key,
    revocation,
    signed,
    write_statement_file,
)
from cli.nominator import AsJson
from cli.output import console, print_json
from domain.key_registry import key_statement
from schemas.keys import KeyLife, KeyReceipt
from schemas.signing import KeyRole, PublicKey, RevocationReason, SignedStatement

Person = Annotated[str, typer.Argument(help="The person's code, never a name.")]
Registrars = Annotated[
    list[str], typer.Option("--as", help="Who signs: a registrar's code; twice where two must sign.")
]
ForRegistrar = Annotated[bool, typer.Option("--registrar", help="The key that they sign for keys with.")]
AtBody = Annotated[str | None, typer.Option("--body", help="The body's code; default: where they work.")]
Public = Annotated[
    str | None, typer.Option("--public-key", help="Their public key in base64; default: from the keyring.")
]
To = Annotated[
    Path | None,
    typer.Option("--to", help="Do not record it: write it to this file, for another registrar to sign."),
]


def add_verbs(app: typer.Typer) -> None:
    """Add the group with its verbs."""
    group = typer.Typer(help="Keys that people sign with (khóa ký số).", no_args_is_help=True)
    for verb in (found, new, enrol, rotate, revoke, cosign):
        group.command()(verb)
    group.command(name="list")(list_keys)
    group.command(name="try-out")(try_out)
    app.add_typer(group, name="keys")


def found(person: Person, *, body: AtBody = None, as_json: AsJson = False) -> int:
    """Begin the registry with the first registrar's key; auditors keep its thumbprint."""

    async def act(office: Office) -> int:
        await refuse_founded(office.keys)
        keyring = Keyring()
        key = own_key(keyring, person, KeyRole.REGISTRAR)
        if not as_json:
            console.print(f"Founding thumbprint: {key.kid}")
        statement = await enrolment(office.keys, key, body)
        return await _settled(office, signed(statement, keyring, [person]), None, as_json=as_json)

    return _in_office(act)


def new(person: Person, *, registrar: ForRegistrar = False, as_json: AsJson = False) -> int:
    """Make a key for a person in the keyring here; a registrar has yet to enrol it. Needs no servers."""
    role, keyring = _role(registrar=registrar), keyring_here()
    key = public_key(keyring.new(person, role), person, role)
    print_new_key(key, keyring.path_of(person, role), as_json=as_json)
    return 0


def enrol(  # noqa: PLR0913 - one parameter an option
    person: Person,
    *,
    registrars: Registrars,
    registrar: ForRegistrar = False,
    body: AtBody = None,
    given: Public = None,
    to: To = None,
    as_json: AsJson = False,
) -> int:
    """Put a person's key on the registry, vouched for by one registrar, or by two at city and state."""

    async def act(office: Office) -> int:
        keyring, role = Keyring(), _role(registrar=registrar)
        key = given_key(given, person, role) if given else own_key(keyring, person, role)
        life = await office.keys.life_of(key.kid)
        if life and life.key == key and life.revoked is None:
            return _known(life, as_json=as_json)
        statement = await enrolment(office.keys, key, body)
        return await _settled(office, signed(statement, keyring, registrars), to, as_json=as_json)

    return _in_office(act)


def rotate(  # noqa: PLR0913 - one parameter an option
    person: Person,
    *,
    registrars: Registrars,
    registrar: ForRegistrar = False,
    body: AtBody = None,
    given: Public = None,
    to: To = None,
    as_json: AsJson = False,
) -> int:
    """Let a new key follow a person's present one, which stays good until it is revoked."""

    async def act(office: Office) -> int:
        keyring, role = Keyring(), _role(registrar=registrar)
        key = given_key(given, person, role) if given else _next_key(keyring, person, role)
        life = await office.keys.life_of(key.kid)
        if life is None:
            statement = await enrolment(office.keys, key, body, replaces=await _present(office, person, role))
            code = await _settled(office, signed(statement, keyring, registrars), to, as_json=as_json)
        else:
            code = _known(life, as_json=as_json)
        if code == 0 and to is None and not given:
            keyring.turn_over(person, role)
        return code

    return _in_office(act)


def revoke(  # noqa: PLR0913 - one parameter an option
    kid: Annotated[str, typer.Argument(help="The key's thumbprint, as keys list shows it.")],
    *,
    reason: Annotated[RevocationReason, typer.Option("--reason", help="Why it is no longer good.")],
    registrars: Registrars,
    from_leaf: Annotated[
        str | None,
        typer.Option("--from-leaf", help="Compromised since: hash of the first entry that is in doubt."),
    ] = None,
    to: To = None,
    as_json: AsJson = False,
) -> int:
    """End a key: what is signed with it from now on is refused."""

    async def act(office: Office) -> int:
        statement = await revocation(office.keys, kid, reason, from_leaf)
        return await _settled(office, signed(statement, Keyring(), registrars), to, as_json=as_json)

    return _in_office(act)


def cosign(
    file: Annotated[Path, typer.Argument(help="What another registrar has written with --to.")],
    *,
    registrar: Annotated[str, typer.Option("--as", help="Who signs: a registrar's code.")],
    to: To = None,
    as_json: AsJson = False,
) -> int:
    """Sign what another registrar has signed, and put it on record; again is harmless."""

    async def act(office: Office) -> int:
        envelope = read_statement_file(file)
        if not as_json:
            print_statement(key_statement(envelope))
        both = countersign(envelope, registrar_key(Keyring(), registrar))
        return await _settled(office, both, to, as_json=as_json)

    return _in_office(act)


def list_keys(
    person: Annotated[str | None, typer.Argument(help="Only this person's; default: all.")] = None,
    *,
    as_json: AsJson = False,
) -> int:
    """Show the keys on the registry, and which are good."""

    async def act(office: Office) -> int:
        lives = await office.keys.keys_of(person)
        if as_json:
            print_json({"keys": lives})
        else:
            print_keys(lives)
        return 0

    return _in_office(act)


def try_out(*, as_json: AsJson = False) -> int:
    """Make and enrol keys for everybody in the rule sets' files, on the embedded stack only."""

    async def act(office: Office) -> int:
        keyring = Keyring()
        refuse_real_servers(keyring)
        enrolled = await enrol_everybody(office.keys, keyring)
        if as_json:
            print_json({"enrolled": enrolled, "folder": str(keyring.folder)})
        else:
            console.print(f"{enrolled} keys enrolled; whoever reads {keyring.folder} can sign with them.")
        return 0

    return _in_office(act)


def _in_office(act: Callable[[Office], Awaitable[int]]) -> int:
    async def run() -> int:
        async with open_office() as office:
            return await act(office)

    return asyncio.run(run())


async def _settled(office: Office, envelope: SignedStatement, to: Path | None, *, as_json: bool) -> int:
    """Put a signed statement on record, or write it down for another registrar."""
    if to is not None:
        write_statement_file(to, envelope)
        print_written(envelope, to, as_json=as_json)
        return 0
    answer = await office.keys.record(envelope)
    if as_json:
        print_json(answer)
    elif isinstance(answer, KeyReceipt):
        console.print(f"On record: {answer.kind}, key {answer.kid}")
        console.print(f"Receipt: entry {answer.seq}, hash {answer.leaf_hash}")
    else:
        console.print(f"Refused ({answer.reason}): {answer.en}")
        console.print(f"Từ chối: {answer.vi}")
    return 0 if isinstance(answer, KeyReceipt) else 1


def _known(life: KeyLife, *, as_json: bool) -> int:
    if as_json:
        print_json({"answer": "known", "key": life})
    else:
        console.print(f"On record already: key {life.key.kid}")
    return 0


async def _present(office: Office, person: str, role: KeyRole) -> KeyLife:
    lives = await office.keys.keys_of(person)
    good = [each for each in lives if each.key.role is role and each.revoked is None]
    if not good:
        message = f'"{person}" has no key that is good; enrol one instead'
        raise KeyVerbError(message)
    return good[-1]


def _next_key(keyring: Keyring, person: str, role: KeyRole) -> PublicKey:
    return public_key(keyring.next_of(person, role), person, role)


def _role(*, registrar: bool) -> KeyRole:
    return KeyRole.REGISTRAR if registrar else KeyRole.REVIEWER
