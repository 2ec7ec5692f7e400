"""Whether an entry puts the grant and the number on record that conferring asks for, and nothing else."""

from collections.abc import Iterator
from typing import Any

from domain.conferral import conferral, on_content
from domain.ledger import facts_of, standing_of
from schemas.audit import Evidence
from schemas.case_file import CaseFile
from schemas.ledger import LedgerEntry
from schemas.route import Route


def conferral_faults(evidence: Evidence, case: CaseFile, entry: LedgerEntry) -> Iterator[str]:
    """Return what is not right about grants and number of an entry, as the ends of sentences.

    `case` is as the entry found it.
    """
    contents = {row.version: row.content for row in evidence.contents}
    asked = conferral(case, standing_of(entry) or case.standing, entry.occurred_at)
    content = contents.get(case.standing.content_version)
    if content is None:
        return  # that is a finding of its own
    grants = [on_content(draft, content).model_dump(mode="json") for draft in asked.grants]
    wanted = grants, asked.number.model_dump(mode="json") if asked.number else None
    facts = facts_of(entry)
    grants_stated: list[Any] = facts.get("grants") or []
    stated = grants_stated, facts.get("number")
    if stated != wanted and not (stated == ([], None) and _is_of_old(case.route)):
        yield "puts another grant or number on record than its outcome asks for"


def _is_of_old(route: Route) -> bool:
    """Whether the case may have been conferred before there was an award record."""
    return not (route.conditions or route.quota or route.number_symbol)
