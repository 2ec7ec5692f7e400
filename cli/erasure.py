"""Personal data on the command line: erasing a person, and the documents that are kept of one."""

import asyncio
import sys
from pathlib import Path
from typing import Annotated
from uuid import UUID, uuid4

import typer

from cli.codes import checked_code
from cli.connection import Office, open_office
from cli.output import console, moment, print_json, print_table
from cli.registrar import Registrar
from cli.sending import AsJson
from domain.erasure import fault_in_attachment, media_type_of
from domain.errors import VinhDanhError
from schemas.erasure import Attachment, Erasure, ErasureReceipt, ErasureRefusal

Subject = Annotated[
    str, typer.Argument(metavar="SUBJECT", help="The nominee's code, or nomination:ID where there is none.")
]
Digest = Annotated[str, typer.Argument(metavar="SHA256", help="The document's hash, as attach printed it.")]


class AttachmentError(VinhDanhError):
    """A document cannot be attached, or cannot be had."""


def add_verbs(app: typer.Typer) -> None:
    """Add the verbs of personal data."""
    app.command()(erase)
    app.command()(attach)
    group = typer.Typer(
        name="attachment",
        help="Documents kept of a person: get one by its hash, or list them.",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    group.command()(get)
    group.command(name="list")(list_attachments)
    app.add_typer(group)


def erase(
    subject: Subject,
    *,
    registrar: Registrar,
    reason: Annotated[str, typer.Option("--reason", help="Why, without any name; it stays on record.")],
    act_id: Annotated[
        UUID | None, typer.Option("--act-id", help="Repeat an act under its id; default: a new one.")
    ] = None,
    as_json: AsJson = False,
) -> int:
    """Destroy the key of a person: nobody reads again what is told of them, and every proof still holds."""
    act = Erasure(act_id=act_id or uuid4(), actor_id=registrar, subject=subject, reason=reason)

    async def erased() -> ErasureReceipt | ErasureRefusal:
        async with open_office() as office:
            return await office.erasures.erase(act)

    answer = asyncio.run(erased())
    if as_json:
        print_json(answer)
    elif isinstance(answer, ErasureRefusal):
        console.print(f"Bị từ chối / Refused: {answer.vi} / {answer.en}", markup=False)
    else:
        console.print(
            f"Đã xóa / Erased: {subject}, {answer.rows} dòng / rows; sổ cái / ledger entry "
            f"person:erasures {answer.seq}, {answer.leaf_hash}; --act-id {answer.act_id}",
            markup=False,
        )
    return 1 if isinstance(answer, ErasureRefusal) else 0


def attach(
    file: Annotated[Path, typer.Argument(help="PDF, PNG or JPEG, 10 MiB at most.")],
    *,
    to: Annotated[str, typer.Option("--to", help="Whom it is about: a nominee's code, or a nomination.")],
    actor: Annotated[str, typer.Option("--as", help="Who attaches it: their code.")],
    as_json: AsJson = False,
) -> int:
    """Keep a document sealed, and print the hash by which the content of a nomination names it."""
    document, person = file.read_bytes(), checked_code(actor)
    fault = fault_in_attachment(document)
    if fault is not None:
        message = f"{file.name} {fault}"
        raise AttachmentError(message)

    async def kept() -> tuple[str, str]:
        async with open_office() as office:
            subject = await _subject(office, to)
            return await office.erasures.attach(document, subject, person), subject

    digest, subject = asyncio.run(kept())
    if as_json:
        kind, size = media_type_of(document), len(document)
        print_json({"sha256": digest, "subject": subject, "media_type": kind, "size": size})
    else:
        console.print(f"Đã lưu / Kept: {digest} ({subject})", markup=False)
    return 0


def get(
    digest: Digest,
    *,
    to: Annotated[Path | None, typer.Option("--to", help="Into this file; default: to the output.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file if it exists.")] = False,
) -> int:
    """Write out a document that was attached."""
    if to and to.exists() and not force:
        message = "exists already; add --force to replace it"
        raise FileExistsError(None, message, str(to))

    async def found() -> tuple[Attachment, bytes | None] | None:
        async with open_office() as office:
            return await office.erasures.attachment(_checked_digest(digest))

    kept = asyncio.run(found())
    if kept is None:
        message = f"no attachment has the hash {digest}; list shows which there are"
        raise AttachmentError(message)
    if kept[1] is None:
        message = f"attachment {digest} was erased with its person; nobody can read it any more"
        raise AttachmentError(message)
    if to is None:
        sys.stdout.buffer.write(kept[1])
    else:
        to.write_bytes(kept[1])
    return 0


def list_attachments(
    to: Annotated[str, typer.Argument(metavar="SUBJECT", help="A nominee's code, or a nomination.")],
    *,
    as_json: AsJson = False,
) -> int:
    """List the documents that are kept of a person."""

    async def found() -> list[Attachment]:
        async with open_office() as office:
            return await office.erasures.attachments_of(await _subject(office, to))

    kept = asyncio.run(found())
    if as_json:
        print_json(kept)
    else:
        rows = [(each.sha256, each.media_type, str(each.size), moment(each.added_at)) for each in kept]
        print_table(f"Tài liệu / Documents: {to}", ("sha256", "loại / type", "bytes", "lúc / at"), rows)
    return 0


async def _subject(office: Office, name: str) -> str:
    """A nomination's own subject where this is one on record, else the name as it is."""
    return await office.erasures.subject_of(name) or name


def _checked_digest(text: str) -> str:
    if len(text) != 64 or not all(digit in "0123456789abcdef" for digit in text):  # noqa: PLR2004
        message = f"{text} is no SHA-256; copy the 64 digits that attach printed"
        raise AttachmentError(message)
    return text
