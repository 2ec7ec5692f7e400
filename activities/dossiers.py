"""Find out what a dossier must know before something is put on its record."""

from datetime import datetime

from activities.dossier_ports import DossierRecord
from schemas.acts import CaseAct
from schemas.dossier_matter import DossierFound, HandOver, SubmitDossier
from schemas.ledger import EntryKind
from schemas.matter import MatterFile


class DossierFinder:
    """`activities.matter_ports.Finder` of dossiers."""

    def __init__(self, record: DossierRecord) -> None:
        """Look into this record."""
        self._record = record

    async def find(self, what: CaseAct | EntryKind, file: MatterFile | None, at: datetime) -> DossierFound:  # noqa: ARG002
        """Return what must be known about an act, or about what the dossier's own work came to."""
        if isinstance(what, SubmitDossier):
            return await self._about_submission(what)
        dossier_id = file.state["dossier_id"] if file else ""
        if isinstance(what, HandOver):
            return await self._about_hand_over(what, dossier_id)
        if what is EntryKind.DOSSIER_OPENED:
            return DossierFound(counts=await self._record.counts(dossier_id))
        return DossierFound(summary=await self._record.summary(dossier_id))

    async def _about_submission(self, act: SubmitDossier) -> DossierFound:
        rows = await self._record.rows_on_record(act.dossier_id, act.actor_id, act.submitting_body)
        parts = await self._record.parts_on_record(act.dossier_id, act.parts) if act.parts else 0
        return DossierFound(rows=rows, parts_missing=len(act.parts) - parts)

    async def _about_hand_over(self, act: HandOver, dossier_id: str) -> DossierFound:
        carried = await self._record.open_nominations(dossier_id)
        asked = tuple(dict.fromkeys(act.nominations)) or carried
        handed = tuple(sorted(set(asked) & set(carried)))
        return DossierFound(
            handed=handed,
            astray=len(asked) - len(handed),
            foreign=await self._record.without_a_say(act.actor_id, handed),
            into_closed=await self._record.has_ended(act.into),
        )
