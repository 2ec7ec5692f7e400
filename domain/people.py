"""Who may not act on a case although they hold the office."""

from schemas.case_file import CaseFile
from schemas.route import Gate


def is_own(case: CaseFile, person: str) -> bool:
    """Return whether the nomination was made by this person or is for this person."""
    return person in {case.request.nominator_id, case.request.content.nominee.nominee_id}


def is_recused(case: CaseFile, person: str) -> bool:
    """Return whether this person declared a recusal here, or was declared a relative of the nominee."""
    declared = {one.person for one in case.standing.recused or ()}
    return person in declared | set(case.request.relatives or ())


def has_acted_elsewhere(case: CaseFile, person: str) -> bool:
    """Return whether this person acted on the case at another gate or level.

    Four eyes: what one person found, another decides, also where somebody acts for somebody else. A vote in
    the council of the same level is no such hand: its chair votes there and signs afterwards.
    """
    here = case.standing.level
    return any(
        hand.person == person
        and (hand.level, hand.gate) not in {(here, case.standing.gate), (here, Gate.COUNCIL_VOTE)}
        for hand in case.standing.hands or ()
    )
