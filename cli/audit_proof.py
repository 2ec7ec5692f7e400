"""`starter.py audit proof|receipt|checkpoint|check-proof`: what proves one entry, and checking it offline."""

import asyncio
import re
import time
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from pydantic import ValidationError

from adapters.ed25519 import verify
from adapters.postgres.seal import SealReader
from adapters.trust_file import read_trust
from cli.connection import open_office
from cli.nominator import AsJson
from cli.output import console, heading, moment, print_json, print_table
from domain.errors import VinhDanhError
from domain.proof_check import check_proof
from schemas.seal import Checkpoint
from schemas.sealing import ProofCheck, ProofFault, SealedReceipt
from schemas.trust import Trust

_ASK_EVERY_SECONDS = 0.2
_MAX_FILE = 1024 * 1024
_WORDS = {
    ProofFault.NOT_SEALED: ("Chưa được niêm phong", "It is not sealed yet: this is only the entry's hash"),
    ProofFault.BODY_CHANGED: ("Nội dung đã bị sửa", "The body is not the one that was hashed"),
    ProofFault.ENTRY_CHANGED: ("Bút toán đã bị sửa", "The entry does not have the hash that it says"),
    ProofFault.CHECKPOINT_BAD: ("Điểm kiểm không hợp lệ", "The checkpoint does not hold"),
    ProofFault.ANOTHER_TREE: ("Không cùng một cây", "Proof and checkpoint are of different trees"),
    ProofFault.NOT_IN_TREE: ("Không có trong cây", "The entry is not in the tree that was signed"),
    ProofFault.TOO_FEW_WITNESSES: ("Thiếu chữ ký nhân chứng", "Too few trusted witnesses have cosigned"),
}

Which = Annotated[
    str,
    typer.Argument(
        metavar="ACT_ID|HASH|STREAM/SEQ", help="An act's id, an entry's hash, or stream and number."
    ),
]
ToFile = Annotated[Path | None, typer.Option("--to", help="Write it into this file, for check-proof.")]
TrustFile = Annotated[
    Path | None, typer.Option("--trust", help="YAML: the keys of log and witnesses that you trust.")
]


class NoSuchEntryError(VinhDanhError):
    """There is no such entry."""


class NoProofFileError(VinhDanhError):
    """The file holds no proof."""


def add_verbs(group: typer.Typer) -> None:
    """Add these verbs."""
    group.command()(proof)
    group.command()(receipt)
    group.command()(checkpoint)
    group.command("check-proof")(check)


def proof(
    which: Which,
    *,
    to: ToFile = None,
    wait: Annotated[float, typer.Option("--wait", min=0, help="Seconds to wait until it is sealed.")] = 5,
    as_json: AsJson = False,
) -> int:
    """Give the proof that an entry is sealed: the entry, its path in the tree, the signed checkpoint."""
    found = asyncio.run(_read(which, wait))
    _give(found, to, as_json=as_json)
    return 0 if found.proof else 1


def receipt(which: Which, *, to: ToFile = None, as_json: AsJson = False) -> int:
    """Give what there is at once: the entry with its hash, and the proof if it is sealed already."""
    _give(asyncio.run(_read(which, 0)), to, as_json=as_json)
    return 0


def checkpoint(
    *,
    size: Annotated[
        int | None, typer.Option("--size", min=1, help="The one of exactly this size; else the last.")
    ] = None,
    to: Annotated[
        Path | None, typer.Option("--to", help="Write it into this file, for verify --held or --from.")
    ] = None,
    as_json: AsJson = False,
) -> int:
    """Show a signed checkpoint of the whole ledger, to be kept where the operator cannot reach it."""
    found, waiting, seconds = asyncio.run(_read_checkpoint(size))
    if found is None:
        console.print("Không có điểm kiểm này / There is no such checkpoint; leave --size out for the last.")
        return 1
    if to:
        to.write_text(found.note, encoding="utf-8")
    if as_json:
        print_json(found.model_dump(mode="json") | {"pending": waiting, "pending_seconds": seconds})
        return 0
    heading(f"Điểm kiểm / Checkpoint: {found.head.size} entries, signed {moment(found.signed_at)} (UTC+7)")
    console.print(found.note)
    console.print("Khóa, hãy đối chiếu qua kênh khác / Keys, to be compared over another channel:")
    console.print(f"  log:       {found.log_key}")
    for key in found.witness_keys or ("không có / none yet",):
        console.print(f"  witness:   {key}")
    since = f", the first for {seconds:.1f} s" if waiting else ""
    console.print(f"Đang chờ niêm phong / Waiting to be sealed: {waiting}{since}")
    if to:
        console.print(f"Giữ lại để đối chiếu / Keep it, and hold it against: starter.py verify --held {to}")
    return 0


def check(
    file: Annotated[Path, typer.Argument(help="A file that proof or receipt has written.")],
    *,
    trust: TrustFile = None,
    as_json: AsJson = False,
) -> int:
    """Check a proof without any server; exit 1 if anything is wrong with it."""
    given, trusted = _from_file(file), read_trust(trust) if trust else Trust()
    found = check_proof(given, trusted, verify)
    if as_json:
        print_json(found.model_dump(mode="json") | {"holds": not found.faults})
    else:
        _print_entry(given)
        _print_check(found)
    return 1 if found.faults else 0


def _give(found: SealedReceipt, to: Path | None, *, as_json: bool) -> None:
    if to:
        to.write_text(found.model_dump_json(indent=1) + "\n", encoding="utf-8")
    if as_json:
        print_json(found)
        return
    _print_entry(found)
    if found.proof is None or found.checkpoint is None:
        console.print("Chưa được niêm phong / Not sealed yet: ask again in a moment; the hash stands.")
        return
    console.print(f"Vị trí / Leaf: {found.proof.leaf_index} of {found.proof.tree_size}")
    console.print(f"Điểm kiểm / Checkpoint:\n{found.checkpoint.note}")
    if to:
        console.print(f"Kiểm tra / Check it anywhere: starter.py audit check-proof {to}")


def _print_entry(found: SealedReceipt) -> None:
    entry = found.entry
    rows = (
        ("Dòng / Stream", f"{entry.stream_id}, entry {entry.seq}"),
        ("Việc / What", entry.kind),
        ("Lúc / When", f"{moment(entry.occurred_at)} (UTC+7)"),
        ("Mã băm / Hash", entry.leaf_hash),
        ("Bút toán trước / Entry before", entry.prev_hash),
    )
    print_table("Bút toán / Ledger entry", ("", ""), rows)


def _print_check(found: ProofCheck) -> None:
    for fault in found.faults:
        vietnamese, english = _WORDS[fault]
        console.print(
            f"SAI / WRONG ({fault}): {vietnamese} / {english}{': ' if found.why else ''}{found.why}"
        )
    if found.origin:
        by = ", ".join(found.witnesses) or "không có / none"
        console.print(f"Sổ / Log: {found.origin}, {found.size} entries; nhân chứng / witnesses: {by}")
    if found.origin and not found.anchored:
        console.print(
            "Lưu ý: chỉ dùng khóa có sẵn trong tệp; hãy dùng --trust với khóa nhận qua kênh khác.\n"
            "Mind: only the file's own keys were used; give --trust with keys that you were given otherwise."
        )
    if not found.faults:
        console.print("ĐÚNG / HOLDS: bút toán đã được niêm phong / the entry is sealed as it stands here.")


def _from_file(file: Path) -> SealedReceipt:
    if file.stat().st_size > _MAX_FILE:
        message = f"{file.name} is larger than any proof; give a file that audit proof has written"
        raise NoProofFileError(message)
    try:
        return SealedReceipt.model_validate_json(file.read_bytes())
    except ValidationError:
        message = f"{file.name} holds no proof; give a file that audit proof has written"
        raise NoProofFileError(message) from None


async def _read_checkpoint(size: int | None) -> tuple[Checkpoint | None, int, float]:
    async with open_office() as office:
        seal = SealReader(office.pool)
        return await seal.checkpoint(size), *await seal.pending()


async def _read(which: str, wait: float) -> SealedReceipt:
    end = time.monotonic() + wait
    async with open_office() as office:
        seal = SealReader(office.pool)
        while True:
            found = await _find(seal, which)
            if found is None:
                message = f'the ledger has no entry "{which}"; history and receipts name acts and hashes'
                raise NoSuchEntryError(message)
            if found.proof or time.monotonic() >= end:
                return found
            await asyncio.sleep(_ASK_EVERY_SECONDS)


async def _find(seal: SealReader, which: str) -> SealedReceipt | None:
    if re.fullmatch(r"[0-9a-f]{64}", which):
        return await seal.proof_of_leaf(which)
    stream, slash, number = which.rpartition("/")
    if slash and re.fullmatch(r"[0-9]{1,18}", number):
        return await seal.proof_of(stream, int(number))
    try:
        return await seal.proof_of_act(UUID(which))
    except ValueError:
        return None
