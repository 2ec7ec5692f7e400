"""How log lines look, and the audit line that echoes each ledger entry.

On a terminal lines are for people; anywhere else each is one JSON object. No line holds personal data:
entries are named by opaque ids, hashes and codes.
"""

import logging
import sys

import structlog
from temporalio.runtime import LogForwardingConfig, LoggingConfig, Runtime, TelemetryConfig, TelemetryFilter

from schemas.matter import MatterHead
from schemas.record import EntryHead


def set_up_logging() -> None:
    """Send all log lines, ours and the libraries', to standard error in one form."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer() if sys.stderr.isatty() else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[*shared, structlog.processors.format_exc_info, renderer],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.add_logger_name],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                renderer,
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)


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
