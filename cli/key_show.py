"""How keys and statements on them are shown."""

from collections.abc import Sequence
from pathlib import Path

from cli.output import console, moment, print_json, print_table
from domain.key_registry import key_statement
from schemas.keys import KeyLife
from schemas.signing import KeyStatement, PublicKey, SignedStatement


def print_new_key(key: PublicKey, path: Path, *, as_json: bool) -> None:
    """Print the public half of a new key, and where the private one is."""
    if as_json:
        print_json({"key": key, "file": str(path)})
        return
    console.print(f"Made a key for {key.person} in {path}; keep that file to yourself.")
    console.print(f"Public key: {key.public_key}")
    console.print(f"Thumbprint: {key.kid}")
    console.print("It is good once a registrar has enrolled it.")


def print_statement(said: KeyStatement) -> None:
    """Print what a registrar is about to sign."""
    console.print(f"Statement {said.act_id}, made {moment(said.stated_at)} (UTC+7): {said.act}")
    console.print(f"Key {said.key.kid} of {said.key.person} as {said.key.role}, {said.body} ({said.level})")
    for name, value in (("replaces", said.replaces), ("reason", said.reason), ("from leaf", said.from_leaf)):
        if value:
            console.print(f"{name}: {value}")


def print_written(envelope: SignedStatement, path: Path, *, as_json: bool) -> None:
    """Print where a statement was written that is not on record yet."""
    if as_json:
        print_json({"answer": "written", "file": str(path), "act_id": key_statement(envelope).act_id})
        return
    console.print(f'Written to {path}, not on record; another registrar signs with "keys cosign {path}".')


def print_keys(lives: Sequence[KeyLife]) -> None:
    """Print keys as a table."""
    rows = (
        (
            life.key.person,
            life.key.role,
            life.key.kid,
            f"{life.body or '-'} ({life.level or '-'})",
            ", ".join(life.registrars),
            "good" if life.revoked is None else f"revoked: {life.reason}",
        )
        for life in lives
    )
    print_table(
        f"Keys: {len(lives)}", ("person", "signs as", "thumbprint", "body", "vouched for by", "state"), rows
    )
    founder = next(iter(lives), None)
    if founder and founder.registrars == (founder.key.person,):
        console.print(f"Founding thumbprint: {founder.key.kid}")
