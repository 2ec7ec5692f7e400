"""`starter.py audit export|verify-bundle`: taking away everything about a nomination, checking it offline."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from adapters.bundle_export import BundleExporter
from adapters.bundle_file import pack
from adapters.rule_files import RuleFiles
from adapters.trust_file import read_trust
from cli.bundle_verification import check_data
from cli.connection import open_office
from cli.nominator import AsJson, Nomination
from cli.output import console, heading, print_json, print_table
from domain.bundle import Bundle, manifest_hash, parts_of
from domain.bundle_summary import summary_of
from domain.bundle_text_check import is_erased
from domain.bundle_words import STATUS
from schemas.bundle import BundleReport

ToFile = Annotated[
    Path | None, typer.Option("--to", help="The file to write; default: NOMINATION.bundle.zip here.")
]
Force = Annotated[bool, typer.Option("--force", help="Replace the file if it exists.")]
Wait = Annotated[
    float, typer.Option("--wait", min=0, help="Seconds to wait until everything in it is sealed.")
]
TrustFile = Annotated[
    Path | None,
    typer.Option("--trust", help="YAML: the keys of log and witnesses and the first registrar's thumbprint."),
]


def add_verbs(group: typer.Typer) -> None:
    """Add these verbs."""
    group.command()(export)
    group.command("verify-bundle")(verify)


def export(
    nomination: Nomination,
    *,
    to: ToFile = None,
    force: Force = False,
    wait: Wait = 10,
    as_json: AsJson = False,
) -> int:
    """Write everything about a nomination, with proofs, into one file that can be checked without servers."""
    target = to or Path(f"{nomination}.bundle.zip")
    if target.exists() and not force:
        message = "exists already; add --force to replace it"
        raise FileExistsError(None, message, str(target))
    bundle = asyncio.run(_bundle(nomination, wait))
    parts = parts_of(bundle, summary_of(bundle))
    target.write_bytes(pack(parts))
    told = {
        "nomination_id": nomination,
        "file": str(target),
        "manifest_sha256": manifest_hash(parts),
        "parts": len(parts),
        "entries": len(bundle.streams.all()),
        "signed": len(bundle.evidence.signed),
        "histories": len(bundle.histories),
        "erased": is_erased(bundle.evidence),
    }
    if as_json:
        print_json(told)
    else:
        _print_exported(told)
    return 0


def verify(
    file: Annotated[Path, typer.Argument(help="A bundle that export has written.")],
    *,
    trust: TrustFile = None,
    as_json: AsJson = False,
) -> int:
    """Check a bundle without any server or database; exit 1 if anything is amiss."""
    report = asyncio.run(check_data(file.read_bytes(), read_trust(trust) if trust else None))
    if as_json:
        print_json(
            report.model_dump(mode="json") | {"clean": report.clean, "in_one_line": in_one_line(report)}
        )
    else:
        print_report(report)
    return 0 if report.clean else 1


def in_one_line(report: BundleReport) -> str:
    """Return whether the same messages give the same outcome, in both languages."""
    outcome = report.outcome
    if outcome is not None and report.replayed == outcome and not _went_astray(report):
        vi, en = STATUS[outcome]
        return (
            f"Cùng các quyết định đó, mã nguồn {report.build} cho cùng kết quả: {vi} / "
            f"The same decisions give the same outcome on build {report.build}: {en}."
        )
    if outcome is None and report.runs and not _went_astray(report):
        return "Chưa kết thúc: diễn biến chạy lại khớp / Still open: replayed so far, it goes the same way."
    if not report.runs and report.clean:
        return "Không còn lịch sử để chạy lại / There is no history left to be replayed."
    return "KHÔNG xác nhận được cùng kết quả / It is NOT shown that the same decisions give the same outcome."


def print_report(report: BundleReport) -> None:
    """Print what was checked and what was found."""
    heading(f"Hồ sơ chứng cứ / Bundle: {report.nomination_id or '-'}")
    console.print(f"Manifest SHA-256: {report.manifest_sha256 or '-'}")
    console.print(
        f"Checked {report.entries} ledger entries, {report.decisions} decisions ({report.signed} signed) and "
        f"{report.runs} histories against a tree of {report.tree_size} entries."
    )
    if report.builds:
        console.print(f"Exported by build {', '.join(report.builds)}; checked by build {report.build}.")
    console.print(in_one_line(report))
    for notice in report.notices:
        console.print(f"- {notice}")
    if report.clean:
        console.print("Nothing is amiss.")
        return
    rows = ((str(finding.code), finding.text) for finding in report.findings)
    print_table(f"Findings: {len(report.findings)}", ("finding", "what"), rows)


def _went_astray(report: BundleReport) -> bool:
    return any(finding.code == "replay_differs" for finding in report.findings)


def _print_exported(told: Mapping[str, object]) -> None:
    console.print(
        f"Wrote {told['file']}: {told['parts']} parts, {told['entries']} ledger entries with proofs, "
        f"{told['signed']} signed decisions, {told['histories']} histories."
    )
    console.print(f"Manifest SHA-256: {told['manifest_sha256']}")
    if told["erased"]:
        console.print(
            "Đối tượng đã được xóa dữ liệu / The nominee was erased: the bundle holds what is left."
        )
    console.print(f"Kiểm tra / Check it anywhere: starter.py audit verify-bundle {told['file']}")


async def _bundle(nomination: str, wait: float) -> Bundle:
    async with open_office() as office:
        return await BundleExporter(office.client, office.pool, RuleFiles()).bundle(nomination, wait)
