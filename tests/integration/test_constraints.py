"""What the database itself does not let in, whoever writes: every constraint is broken here once."""

import asyncpg
import pytest

from adapters.postgres.record import PostgresRecord
from tests.integration.at_gates import draft_of as act_draft_of
from tests.integration.at_gates import resumption, suspension
from tests.integration.breaking import (
    NFD,
    broken_by,
    constraints_in,
    constraints_of,
    copy_of,
    named_in,
    required_in,
)
from tests.integration.on_record import (
    decision,
    moved,
    opened,
    refusal,
    resubmission,
    returned,
    withdrawal,
)


def _copy(table: str, **changes: str) -> str:
    """Return a statement that inserts copies of the closed nomination's rows with these columns changed."""
    return copy_of(table, _of_closed(table), **changes)


def _of_closed(table: str) -> str:
    return f"{'stream_id' if table.startswith('ledger.') else 'nomination_id'} = :closed"


def _change(table: str, column: str, expression: str) -> str:
    return f"update commendation.{table} set {column} = {expression} where nomination_id = :closed"  # noqa: S608 - ours


_FIRST_CONTENT = "(select min(entry_id) from commendation.content_version where nomination_id = :closed)"
_NEW_ENTRY = {"entry_id": "-1", "dedup_key": "'new'", "stream_seq": "99", "leaf_hash": "'\\x01'::bytea"}


def _entry(**changes: str) -> str:
    """Return a statement that inserts another second entry with these columns changed."""
    return f"{_copy('ledger.entry', **(_NEW_ENTRY | changes))} and stream_seq = 2"


def _entry_with_the_same(column: str) -> str:
    return _entry(**{column: f"t.{column}"})


def _signed(times: int = 1, **changes: str) -> str:
    """Return a statement that keeps the closed nomination's decision as signed, with these columns."""
    columns = {
        "decision_id": "decision_id",
        "kid": "repeat('k', 43)",
        "envelope": "'\\x01'",
        "entry_id": "entry_id",
    }
    values = ", ".join((columns | changes).values())
    return (
        f"insert into commendation.signed_decision ({', '.join(columns)}) select {values} "  # noqa: S608 - ours
        f"from commendation.decision, generate_series(1, {times}) time where nomination_id = :closed"
    )


BROKEN: dict[str, str] = {
    # the ledger
    "entry_pkey": _entry_with_the_same("entry_id"),
    "entry_dedup_key_key": _entry_with_the_same("dedup_key"),
    "entry_stream_id_stream_seq_key": _entry_with_the_same("stream_seq"),
    "entry_leaf_hash_key": _entry_with_the_same("leaf_hash"),
    "entry_stream_id_check": _entry(stream_id=f"'{NFD}'"),
    "entry_stream_id_check, empty": _entry(stream_id="''"),
    "entry_stream_id_check, longer than 200 bytes": _entry(stream_id="repeat('ễ', 67)"),
    "entry_stream_seq_check": _entry(stream_seq="0"),
    "entry_kind_check": _entry(kind="'Decision recorded'"),
    "entry_prev_hash_check": _entry(prev_hash="'\\x00'::bytea"),
    "body_has_its_hash": _entry(body="'{}'::bytea"),
    "stream_head_pkey": _copy("ledger.stream_head", seq="1"),
    # nominations
    "nomination_pkey": _copy("commendation.nomination", dossier_id="'other'"),
    "nomination_nominee_kind_check": _change("nomination", "nominee_kind", "'village'"),
    "nomination_status_check": _change("nomination", "status", "'lost'"),
    "nomination_round_check": _change("nomination", "round", "0"),
    "nomination_content_version_check": _change("nomination", "content_version", "0"),
    "only_what_is_there_is_seen": _change("nomination", "seen_seq", "seq + 1"),
    "due_while_open": _change("nomination", "due_at", "now()"),
    "due_while_open, returned": _change("nomination", "status", "'returned'"),
    "due_while_open, the nominator is asked": _change("nomination", "status", "'awaiting_consent'"),
    "due_while_open, held": _change("nomination", "due_at", "now(), status = 'suspended'"),
    # contents
    "content_version_pkey": _copy("commendation.content_version", note="'again'"),
    "content_version_version_check": _change("content_version", "version", "0"),
    "content_version_content_hash_check": _change("content_version", "content_hash", "'\\x00'"),
    "content_version_entry_id_key": _change("content_version", "entry_id", _FIRST_CONTENT),
    "content_version_entry_id_fkey": _change("content_version", "entry_id", "-version"),
    "content_version_nomination_id_fkey": _change("content_version", "nomination_id", "'n-nowhere'"),
    # stages
    "stage_pkey": _copy("commendation.stage", body="'other'"),
    "stage_round_check": _change("stage", "round", "0"),
    "stage_panel_check": _change("stage", "panel", "'{}'"),
    "stage_nomination_id_fkey": _copy("commendation.stage", nomination_id="'n-nowhere'"),
    "closed_by_an_entry": _change("stage", "closed_by", "null"),
    "closed_by_an_entry, open": _change("stage", "closed_at", "null"),
    "one_open_stage": (
        "update commendation.stage set closed_at = null, closed_by = null where nomination_id = :closed"
    ),
    # acts
    "decision_pkey": _copy("commendation.decision", gate="'intake'"),
    "one_decision_per_gate": _copy("commendation.decision", decision_id="gen_random_uuid()", entry_id="-1"),
    "decision_verdict_check": _change("decision", "verdict", "'maybe'"),
    "decision_reason_check": _change("decision", "reason", f"'{NFD}'"),
    "decision_authority_check": _change("decision", "authority", f"'{NFD}'"),
    "reason_unless_approved": _change("decision", "reason", "null"),
    "decision_entry_id_key": _copy("commendation.decision", decision_id="gen_random_uuid()", gate="'intake'"),
    "decision_entry_id_fkey": _change("decision", "entry_id", "-1"),
    "decision_nomination_id_level_round_fkey": _change("decision", "round", "9"),
    "signed_decision_pkey": _signed(times=2, entry_id="entry_id - time"),
    "signed_decision_kid_check": _signed(kid="'short'"),
    "signed_decision_envelope_check": _signed(envelope="''"),
    "signed_decision_decision_id_fkey": _signed(decision_id="gen_random_uuid()"),
    "signed_decision_entry_id_key": _signed(times=2, decision_id="gen_random_uuid()"),
    "signed_decision_entry_id_fkey": _signed(entry_id="-entry_id"),
    "act_pkey": _copy("commendation.act", round="9"),
    "act_round_check": _change("act", "round", "0"),
    "act_digest_check": _change("act", "digest", "'\\x00'"),
    "act_entry_id_key": _copy("commendation.act", act_id="gen_random_uuid()"),
    "act_entry_id_fkey": _change("act", "entry_id", "-entry_id"),
    "act_nomination_id_fkey": _change("act", "nomination_id", "'n-nowhere'"),
    "objection_is_settled_once": _change(
        "act", "message", "'settle_objection', act = '{\"objection_id\": \"1\"}'"
    ),
    "withdrawal_pkey": _copy("commendation.withdrawal", act_id="gen_random_uuid()", entry_id="-1"),
    "withdrawal_act_id_key": _copy("commendation.withdrawal", nomination_id=":other", entry_id="-1"),
    "withdrawal_entry_id_key": _copy(
        "commendation.withdrawal", nomination_id=":other", act_id="gen_random_uuid()"
    ),
    "withdrawal_entry_id_fkey": _change("withdrawal", "entry_id", "-1"),
    "withdrawal_nomination_id_fkey": _change("withdrawal", "nomination_id", "'n-nowhere'"),
    "withdrawal_reason_check": _change("withdrawal", "reason", f"'{NFD}'"),
    "refusal_pkey": _copy("commendation.refusal", message="'again'"),
    "refusal_entry_id_fkey": _change("refusal", "entry_id", "-1"),
    "refusal_nomination_id_fkey": _change("refusal", "nomination_id", "'n-nowhere'"),
    "refusal_refused_by_check": _change("refusal", "refused_by", "'nobody'"),
    "notification_pkey": _copy("commendation.notification", recipient="'other'"),
    "notification_entry_id_recipient_kind_key": _copy("commendation.notification", notification_id="-1"),
    "notification_entry_id_fkey": _change("notification", "entry_id", "-notification_id"),
    "notification_nomination_id_fkey": _change("notification", "nomination_id", "'n-nowhere'"),
}


@pytest.fixture(scope="module")
async def names(record: PostgresRecord) -> dict[str, str]:
    """A closed nomination with a row in every table, and another one."""
    case = await returned(record)
    case = await moved(record, case, resubmission(case))
    case = await moved(record, case, refusal(case, decision(case)))
    for hold in (suspension(), resumption()):
        case = await moved(record, case, act_draft_of(case, hold))
    case = await moved(record, case, withdrawal(case))
    other = await opened(record)
    return {":closed": f"'{case.nomination_id}'", ":other": f"'{other.nomination_id}'"}


@pytest.mark.parametrize(("constraint", "statement"), BROKEN.items(), ids=BROKEN)
async def test_what_breaks_a_constraint_is_refused(
    undone: asyncpg.Connection, names: dict[str, str], constraint: str, statement: str
) -> None:
    """Even the superuser cannot write what the constraint forbids."""
    assert constraint.split(",", maxsplit=1)[0] == await broken_by(undone, named_in(statement, names))


async def test_every_constraint_is_broken_here(admin: asyncpg.Connection) -> None:
    """A constraint that is added later gets a case above."""
    assert constraints_in(BROKEN) == await constraints_of(admin, "ledger", "commendation")


MAY_BE_MISSING = {
    "ledger.entry": {"body"},
    "ledger.stream_head": set[str](),
    "commendation.nomination": {"nominee_id", "due_at"},
    "commendation.content_version": {"note"},
    "commendation.stage": {"gate", "closed_at", "closed_by"},
    "commendation.decision": {"on_behalf_of", "reason", "return_to", "reason_codes", "authority"},
    "commendation.act": {"gate", "on_behalf_of"},
    "commendation.withdrawal": set[str](),
    "commendation.refusal": {"act_id", "actor_id"},
    "commendation.notification": set[str](),
}


@pytest.mark.parametrize("table", MAY_BE_MISSING)
async def test_everything_else_must_be_there(
    undone: asyncpg.Connection, names: dict[str, str], table: str
) -> None:
    """A row with any other value missing is refused, and the column is named."""
    where = named_in(_of_closed(table), names)

    assert await required_in(undone, table, where, MAY_BE_MISSING[table])
