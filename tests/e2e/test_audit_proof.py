"""What an auditor takes away: a receipt, its proof, a checkpoint; and checking them where nothing runs."""

import json
from pathlib import Path

from adapters.embedded import StackCard
from cli.connection import Office
from tests.e2e.climbing import approved, opened
from tests.e2e.conftest import ForkedStarter


async def test_a_decision_is_proven_and_checked_offline(
    starter: ForkedStarter, office: Office, card: StackCard, tmp_path: Path
) -> None:
    """The proof of an act holds by keys that an auditor has, without any server; a changed one does not."""
    [decision] = await approved(office, await opened(office), "ward")
    at_once = await starter("audit", "receipt", decision.decision_id, "--json")
    file, trust, changed = tmp_path / "proof.json", tmp_path / "trust.yaml", tmp_path / "changed.json"
    proven = await starter("audit", "proof", decision.decision_id, "--to", file, "--wait", 30)
    entry = json.loads(file.read_text())["entry"]
    assert card.sealing
    trust.write_text(f"log: {card.sealing.log_key}\n")
    changed.write_text(file.read_text().replace("ward-chair", "city-chair"))
    nowhere = {"TEMPORAL_ADDRESS": "127.0.0.1:1", "DATABASE_URL": "postgresql://nowhere/none"}
    holds = await starter("audit", "check-proof", file, "--trust", trust, **nowhere)
    alone = await starter("audit", "check-proof", file, "--json", **nowhere)
    broken = await starter("audit", "check-proof", changed, "--trust", trust, "--json", **nowhere)

    assert (0, 0, 0, 0, 1) == (at_once.code, proven.code, holds.code, alone.code, broken.code)
    assert entry == at_once.json["entry"]
    assert ("decision.recorded", entry["leaf_hash"]) == (entry["kind"], at_once.json["entry"]["leaf_hash"])
    assert "HOLDS" in holds.out
    assert "Mind" not in holds.out
    assert (True, False) == (alone.json["holds"], alone.json["anchored"])
    assert (False, ["body_changed"]) == (broken.json["holds"], broken.json["faults"])


async def test_entries_are_found_by_hash_and_by_place(starter: ForkedStarter, office: Office) -> None:
    """What a receipt or a history names can be asked for as it stands there; what is not there is said so."""
    request = await opened(office)
    [first] = await office.reader.entry_heads(request.nomination_id)
    by_hash = await starter("audit", "receipt", first.leaf_hash, "--json")
    by_place = await starter("audit", "receipt", f"{request.nomination_id}/1", "--json")
    unknown = await starter("audit", "proof", "n-unknown/1")

    assert by_hash.json["entry"] == by_place.json["entry"]
    assert (1, "") == (unknown.code, unknown.out)
    assert 'the ledger has no entry "n-unknown/1"' in unknown.err


async def test_a_checkpoint_can_be_taken_away(
    starter: ForkedStarter, office: Office, card: StackCard, tmp_path: Path
) -> None:
    """The note with its signatures is the one outside the database, and the keys stand beside it."""
    [decision] = await approved(office, await opened(office), "ward")
    proof = (await starter("audit", "proof", decision.decision_id, "--wait", 30, "--json")).json
    size, file = proof["proof"]["tree_size"], tmp_path / "checkpoint.txt"
    told = await starter("audit", "checkpoint", "--size", size, "--to", file)
    missing = await starter("audit", "checkpoint", "--size", 10**9)
    assert card.sealing
    [exported] = card.sealing.checkpoints.glob(f"0*/{size:012d}.txt")

    assert (0, 1) == (told.code, missing.code)
    assert "leave --size out" in missing.out
    assert told.out.endswith(f"starter.py verify --held {file}\n")
    assert file.read_text().splitlines()[:5] == exported.read_text().splitlines()[:5]
    assert card.sealing.log_key in told.out
    assert f"{card.sealing.log_key.partition('+')[0]}\n{size}\n" in told.out
