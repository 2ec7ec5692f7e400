"""A bundle taken away from the servers is checked where there are none."""

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from adapters.bundle_file import unpack
from cli.bundle_verification import check_data
from cli.connection import Office
from domain.canonical import canonical_json
from schemas.nomination import NominationRequest
from schemas.trust import Trust
from tests.e2e.climbing import opened
from tests.e2e.conftest import ForkedStarter, Said
from tests.repacking import repacked

Parts = dict[str, bytes]
Exported = Callable[[NominationRequest], Awaitable[Path]]


@pytest.fixture
def exported(starter: ForkedStarter, tmp_path: Path) -> Exported:
    """Take the bundle of a nomination away into a file."""

    async def export(request: NominationRequest) -> Path:
        target = tmp_path / "hồ sơ.zip"
        said = await starter("audit", "export", request.nomination_id, "--to", target, "--json")
        assert (0, "") == (said.code, said.err), said
        return target

    return export


async def _conferred_and_signed(starter: ForkedStarter, office: Office) -> NominationRequest:
    """Return a nomination that ward and city approved with signed decisions."""
    tried = await starter("keys", "try-out")
    assert 0 == tried.code, tried
    request = await opened(office)
    for chair in ("ward-chair", "city-chair"):
        said = await starter("decide", request.nomination_id, "--as", chair, "--verdict", "approve", "--json")
        assert 0 == said.code, said
    return request


async def _checked(repository: Path, file: Path, *words: object) -> Said:
    """Check a bundle with neither servers nor keys in the environment."""
    return await ForkedStarter(repository, {})("audit", "verify-bundle", file, *words)


async def _codes(data: bytes, trust: Trust | None = None) -> set[str]:
    return {str(finding.code) for finding in (await check_data(data, trust)).findings}


async def test_a_signed_case_is_proven_without_servers(
    starter: ForkedStarter, office: Office, exported: Exported, repository: Path, tmp_path: Path
) -> None:
    """Anybody can show what was conferred and by whose keys; and no part of the file can be another."""
    request = await _conferred_and_signed(starter, office)
    file = await exported(request)
    data = file.read_bytes()
    parts = unpack(data)
    trust = tmp_path / "trust.yaml"
    trust.write_bytes(parts["keys.json"])
    plain, said = (
        await _checked(repository, file),
        await _checked(repository, file, "--trust", trust, "--json"),
    )

    assert (0, 0, []) == (plain.code, said.code, said.json["findings"]), (plain, said)
    assert ("conferred", 2, 2, True) == tuple(
        said.json[name] for name in ("replayed", "signed", "decisions", "trusted")
    )
    assert "The same decisions give the same outcome" in plain.out
    assert "no file of trust was given" in plain.out
    assert {"histories/1.json", "summary.html"} <= parts.keys()
    assert {"rules", "envelopes", "calendars"} <= {path.partition("/")[0] for path in parts}
    await _assert_bound(parts)
    await _assert_every_byte_counts(data)


async def _assert_bound(parts: Parts) -> None:
    """Whoever changes a part and the manifest with it is found out by what the ledger says."""
    record = parts["record.json"]
    envelope = next(path for path in parts if path.startswith("envelopes/"))
    rules = next(path for path in parts if path.startswith("rules/"))
    calendar = next(path for path in parts if path.startswith("calendars/"))
    history = parts["histories/1.json"]
    signed: dict[str, Any] = json.loads(parts[envelope])
    signed["signatures"][0]["sig"] = "A" * 86 + "=="

    assert {"history_not_bound", "history_missing"} <= await _codes(
        repacked(parts, "histories/1.json", history.replace(b"commendations", b"recommended--"))
    )
    assert {"detail_differs", "state_differs", "request_not_bound"} <= await _codes(
        repacked(parts, "record.json", record.replace("thử nghiệm".encode(), "nào khác".encode()))
    )
    assert {"rules_not_bound"} == await _codes(repacked(parts, rules, parts[rules] + b"\n"))
    assert {"calendar_not_bound"} == await _codes(repacked(parts, calendar, b"version: x\n"))
    assert {"envelope_differs", "signature_invalid"} <= await _codes(
        repacked(parts, envelope, canonical_json(signed))
    )
    assert "checkpoint_not_signed" in await _codes(
        repacked(parts, "checkpoint.txt", parts["checkpoint.txt"].replace(b"\n", b"x\n", 1))
    )


async def _assert_every_byte_counts(data: bytes) -> None:
    """A sample of all bytes, wherever they stand; tests/unit/adapters/test_bundle_file.py has every bit."""
    chance = Random(11)  # noqa: S311 - cases, not secrets
    for place in [*range(40), *chance.sample(range(len(data)), 300), len(data) - 1]:
        changed = data[:place] + bytes([data[place] ^ 1 << chance.randrange(8)]) + data[place + 1 :]
        assert {"bundle_altered"} == await _codes(changed), place


async def test_an_open_case_is_taken_away_as_far_as_it_is(office: Office, exported: Exported) -> None:
    """What happened so far is proven; that its history is not bound yet is said, and is no finding."""
    report = await check_data((await exported(await opened(office))).read_bytes(), None)

    assert ((), None, None) == (report.findings, report.outcome, report.replayed)
    assert any("still open" in notice for notice in report.notices)


async def test_a_bundle_is_not_written_over_another_file(
    starter: ForkedStarter, office: Office, exported: Exported
) -> None:
    """A bundle that was kept is not lost to a second export, unless that is asked for."""
    request = await opened(office)
    words = ("audit", "export", request.nomination_id, "--to", await exported(request))
    refused, forced = await starter(*words), await starter(*words, "--force")

    assert (1, 0) == (refused.code, forced.code)
    assert "--force" in refused.err


async def test_what_is_no_bundle_is_refused_in_words(repository: Path, tmp_path: Path) -> None:
    """A wrong file is a finding with exit 1; a missing one is an error of one line."""
    file = tmp_path / "x.zip"
    file.write_bytes(b"no zip")
    said, missing = await _checked(repository, file, "--json"), await _checked(repository, tmp_path / "none")

    assert (1, ["bundle_altered"]) == (said.code, [one["code"] for one in said.json["findings"]])
    assert (1, 1) == (missing.code, len(missing.err.splitlines()))
