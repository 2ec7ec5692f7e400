"""The log of what runs on Temporal, and the audit line that echoes each ledger entry.

No line holds personal data: entries are named by opaque ids, hashes and codes.
"""

import logging

import structlog
from temporalio.runtime import LogForwardingConfig, LoggingConfig, Runtime, TelemetryConfig, TelemetryFilter

from adapters.log_form import set_up_logging
from schemas.matter import MatterHead
from schemas.record import EntryHead

__all__ = ["StructlogAuditLog", "core_runtime", "set_up_logging"]


def core_runtime() -> Runtime:
    """Return a runtime whose native part logs through Python, in the same form as everything else."""
    forwarding = LogForwardingConfig(logger=logging.getLogger("temporal.core"))
    filters = TelemetryFilter(core_level="WARN", other_level="ERROR")
    return Runtime(telemetry=TelemetryConfig(logging=LoggingConfig(filter=filters, forwarding=forwarding)))


class StructlogAuditLog:
    """`activities.ports.AuditLog` and `matter_ports.MatterAudit`: one line per ledger entry.

    Each holds the ids that tie it to everything else.
    """

    def __init__(self) -> None:
        """Write to the process's log."""
        self._log = structlog.get_logger("audit")

    def entry_recorded(self, nomination_id: str, entry: EntryHead, run_id: str | None) -> None:
        """Emit the line for one entry."""
        standing = entry.standing
        self._log.info(
            str(entry.kind),
            nomination_id=nomination_id,
            run_id=run_id,
            decision_id=str(entry.act_id) if entry.act_id else None,
            seq=entry.seq,
            leaf_hash=entry.leaf_hash,
            status=str(standing.status) if standing else None,
            at_level=standing.level if standing else None,
            round=standing.round if standing else None,
            refusal=str(entry.refusal_reason) if entry.refusal_reason else None,
        )

    def matter_recorded(self, stream: str, entry: MatterHead, run_id: str | None) -> None:
        """Emit the line for one entry of a matter."""
        self._log.info(
            str(entry.kind),
            matter=stream,
            run_id=run_id,
            act_id=str(entry.act_id) if entry.act_id else None,
            seq=entry.seq,
            leaf_hash=entry.leaf_hash,
            status=entry.state["status"] if entry.state else None,
            refusal=str(entry.refusal_reason) if entry.refusal_reason else None,
        )
