"""The steps of a dossier as its workflow calls them: each function is one activity."""

from temporalio import workflow
from temporalio.exceptions import FailureError

from activities.dossier_opening import PIECE, DossierOpeningActivities
from schemas.dossier_matter import DossierNamed, PiecesLeft, RowsOfDossier
from workflows.options import IN_BULK, MENDED_AFTER, ON_RECORD


async def pieces_left(dossier_id: str) -> tuple[int, ...]:
    """Return the numbers of the pieces that still have rows without a result."""
    left: PiecesLeft = await workflow.execute_local_activity_method(
        DossierOpeningActivities.dossier_pieces_left, DossierNamed(dossier_id=dossier_id), **ON_RECORD
    )
    return left.pieces


async def open_piece(dossier_id: str, piece: int) -> None:
    """Open the nominations of one piece; where that is refused, until it is mended."""
    first = max(piece * PIECE, 1)
    rows = RowsOfDossier(dossier_id=dossier_id, first=first, last=(piece + 1) * PIECE - 1)
    while True:
        try:
            await workflow.execute_activity_method(DossierOpeningActivities.open_rows, rows, **IN_BULK)
        except FailureError:
            # Nobody sent it, so nobody can be told.
            workflow.logger.exception("nominations of a dossier could not be opened; it is tried again")
            await workflow.sleep(MENDED_AFTER)
        else:
            return


async def has_open(dossier_id: str) -> bool:
    """Return whether something that the dossier carries is still on its way."""
    return await workflow.execute_local_activity_method(
        DossierOpeningActivities.dossier_has_open, DossierNamed(dossier_id=dossier_id), **ON_RECORD
    )
