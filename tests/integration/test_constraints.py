"""What the database itself does not let in, whoever writes: every constraint is broken here once."""

from collections.abc import AsyncIterator
from typing import NamedTuple

import asyncpg
import pytest

from adapters.postgres.record import PostgresRecord
from schemas.messages import Verdict
from tests.integration.on_record import (
    decision,
    moved,
    opened,
    refusal,
    resubmission,
    returned,
    verdict_against,
    withdrawal,
)

NFD = "Thie\u0302\u0301u"


def _copy(table: str, **changes: str) -> str:
    """Return a statement that inserts a copy of a row of nomination $1 with these columns changed."""
    key = "stream_id" if table.startswith("ledger.") else "nomination_id"
    columns = ", ".join(f"'{name}', {expression}" for name, expression in changes.items())
    changed = f"jsonb_populate_record(t, jsonb_build_object({columns}))"
    return f"insert into {table} overriding system value select ({changed}).* from {table} t where {key} = $1"  # noqa: S608 - ours


def _change(table: str, column: str, expression: str) -> str:
    return f"update commendation.{table} set {column} = {expression} where nomination_id = $1"  # noqa: S608 - ours


_NEW_ENTRY = {"entry_id": "-1", "dedup_key": "'new'", "stream_seq": "99", "leaf_hash": "'\\x01'::bytea"}
_NEW_DECISION = {"decision_id": "gen_random_uuid()", "gate": "'intake'", "entry_id": "e.entry_id"}


def _entry(**changes: str) -> str:
    return f"{_copy('ledger.entry', **(_NEW_ENTRY | changes))} and stream_seq = 2"


def _without_new(column: str) -> str:
    kept = {name: expression for name, expression in _NEW_ENTRY.items() if name != column}
    return f"{_copy('ledger.entry', **kept)} and stream_seq = 2"


BROKEN: dict[str, str] = {
    # the ledger
    "entry_pkey": _without_new("entry_id"),
    "entry_dedup_key_key": _without_new("dedup_key"),
    "entry_stream_id_stream_seq_key": _without_new("stream_seq"),
    "entry_leaf_hash_key": _without_new("leaf_hash"),
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
    "due_while_open, open": _change("nomination", "status", "'returned'"),
    # contents
    "content_version_pkey": _copy("commendation.content_version", note="'again'"),
    "content_version_version_check": _change("content_version", "version", "0"),
    "content_version_content_hash_check": _change("content_version", "content_hash", "'\\x00'"),
    "content_version_entry_id_key": _change("content_version", "entry_id", "(select max(entry_id) from e)"),
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
        "update commendation.stage set closed_at = null, closed_by = null where nomination_id = $1"
    ),
    # acts
    "decision_pkey": _copy("commendation.decision", gate="'intake'"),
    "one_decision_per_gate": _copy("commendation.decision", decision_id="gen_random_uuid()", entry_id="-1"),
    "decision_verdict_check": _change("decision", "verdict", "'maybe'"),
    "decision_reason_check": _change("decision", "reason", f"'{NFD}'"),
    "reason_unless_approved": _change("decision", "reason", "null"),
    "decision_entry_id_key": _copy(
        "commendation.decision", decision_id="gen_random_uuid()", gate="'intake'"
    ),
    "decision_entry_id_fkey": _change("decision", "entry_id", "-1"),
    "decision_nomination_id_level_round_fkey": _change("decision", "round", "9"),
    "withdrawal_pkey": _copy("commendation.withdrawal", act_id="gen_random_uuid()", entry_id="-1"),
    "withdrawal_act_id_key": _copy("commendation.withdrawal", nomination_id="$2::text", entry_id="-1"),
    "withdrawal_entry_id_key": _copy(
        "commendation.withdrawal", nomination_id="$2::text", act_id="gen_random_uuid()"
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
    "notification_entry_id_fkey": _change("notification", "entry_id", "-1"),
    "notification_nomination_id_fkey": _change("notification", "nomination_id", "'n-nowhere'"),
}
