"""Dossiers: submitted with a letter, handed over in parts, ended with their nominations.

A dossier is the envelope, never the unit of flow: its nominations climb by themselves, and a hand-over
changes who carries them and nothing else.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from domain.matters.unit import MatterActKind, MatterUnit, step_to
from schemas.acts import CaseAct
from schemas.dossier_matter import DossierFound, DossierState, DossierStatus, HandOver, SubmitDossier
from schemas.ledger import EntryKind
from schemas.matter import MatterKind, MatterStep
from schemas.messages import RefusalReason
from schemas.names import MessageName


class Dossier(MatterUnit[DossierState, DossierFound]):
    """The rules of a dossier."""

    kind = MatterKind.DOSSIER
    opens_by = MessageName.SUBMIT_DOSSIER
    acts: ClassVar[Mapping[MessageName, MatterActKind]] = {
        MessageName.SUBMIT_DOSSIER: MatterActKind(SubmitDossier, EntryKind.DOSSIER_SUBMITTED),
        MessageName.HAND_OVER: MatterActKind(HandOver, EntryKind.DOSSIER_HANDED_OVER),
    }
    state_model = DossierState
    found_model = DossierFound

    def name_of(self, start: CaseAct) -> str:
        """Return the dossier's own id."""
        return _submission(start).dossier_id

    def judge_start(self, start: CaseAct, found: DossierFound, at: datetime) -> RefusalReason | None:  # noqa: ARG002
        """The rows on record must be those that the act vouches for, and its parts hand-overs to it."""
        act = _submission(start)
        if act.on_behalf_of is not None:
            return RefusalReason.NO_DELEGATION
        held = (found.rows.count, found.rows.digest, found.rows.foreign) if found.rows else None
        if held != (act.rows, act.rows_digest, 0):
            return RefusalReason.OTHER_ROWS
        return RefusalReason.UNKNOWN_HAND_OVER if found.parts_missing else None

    def open(self, start: CaseAct, found: DossierFound, at: datetime) -> MatterStep:  # noqa: ARG002
        """The nominations of its rows are opened from now on."""
        act = _submission(start)
        return step_to(
            DossierState(
                status=DossierStatus.OPENING,
                dossier_id=act.dossier_id,
                submitting_body=act.submitting_body,
                nominator_id=act.actor_id,
                rows=act.rows,
                rows_digest=act.rows_digest,
                parts=len(act.parts),
            )
        )

    def judge(
        self,
        state: DossierState,
        act: CaseAct,
        found: DossierFound,
        at: datetime,  # noqa: ARG002
    ) -> RefusalReason | None:
        """Only what it carries is handed over, by whoever has a say in it, to one that has not ended."""
        handed = _hand_over(act)
        if handed.on_behalf_of is not None:
            return RefusalReason.NO_DELEGATION
        if handed.into == state.dossier_id or found.into_closed:
            return RefusalReason.WRONG_DOSSIER
        if found.astray or not found.handed:
            return RefusalReason.NOT_IN_DOSSIER
        return RefusalReason.NOT_ENTITLED if found.foreign else None

    def step(self, state: DossierState, act: CaseAct, found: DossierFound, at: datetime) -> MatterStep:  # noqa: ARG002
        """Another dossier carries them from now on."""
        total = state.handed_over + len(found.handed)
        after = state.model_copy(update={"handed_over": total})
        return step_to(after, carries=found.handed, carried_by=_hand_over(act).into)

    def after_alarm(
        self, state: DossierState, kind: EntryKind, found: DossierFound, at: datetime
    ) -> MatterStep:
        """Every row has its result; or everything that it carries has ended."""
        if kind is EntryKind.DOSSIER_OPENED:
            return step_to(
                state.model_copy(update={"status": DossierStatus.UNDER_WAY, "counts": found.counts})
            )
        if kind is EntryKind.DOSSIER_ENDED:
            ended = {"status": DossierStatus.ENDED, "closed": True, "summary": found.summary}
            return step_to(state.model_copy(update=ended))
        return super().after_alarm(state, kind, found, at)


def _submission(act: CaseAct) -> SubmitDossier:
    if not isinstance(act, SubmitDossier):
        message = f"a dossier is not opened by a {type(act).__name__}"
        raise TypeError(message)
    return act


def _hand_over(act: CaseAct) -> HandOver:
    if not isinstance(act, HandOver):
        message = f"a dossier takes no {type(act).__name__}"
        raise TypeError(message)
    return act
