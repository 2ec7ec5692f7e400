"""Which nominations a sitting votes on, and whether one of them still waits for it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from domain.gates.council_vote import barred_from, rule_of, state_of
from domain.gates.unit import GateView
from domain.sitting import list_hash, on_sheets, sheets_of
from domain.stages import view_of
from schemas.case import CaseStatus
from schemas.case_file import CaseFile
from schemas.route import Gate
from schemas.sitting import LONGEST_LIST, SittingItem, SittingRequest
from schemas.sitting_record import FullSitting, SittingHeader

_MOST_SHEETS = 200


class DrawnUp(NamedTuple):
    """The list of a sitting: the members of the council, and what they vote on."""

    members: tuple[str, ...]
    items: tuple[SittingItem, ...]


def council_view(case: CaseFile) -> GateView | None:
    """Return the case as the gate `council_vote` sees it, None where it does not wait at that gate."""
    waits = case.standing.status is CaseStatus.IN_REVIEW and case.standing.gate == Gate.COUNCIL_VOTE
    return view_of(case) if waits else None


def draw_up(request: SittingRequest, cases: Sequence[CaseFile]) -> DrawnUp | None:
    """Return the list that this call gathers from these cases, or None when nothing waits for it.

    All on a list have the same council members; where a council changed while nominations waited, the
    members before whom most of them stand vote, and the others are left for another sitting.
    """
    views = [view for case in cases if (view := council_view(case)) and _is_called(request, view)]
    panels = Counter(frozenset(view.standing.panel or ()) for view in views)
    if not panels:
        return None
    members = panels.most_common(1)[0][0]
    same = [view for view in views if frozenset(view.standing.panel or ()) == members]
    items = on_few_sheets(_item(view) for view in same)
    return DrawnUp(tuple(sorted(members)), on_sheets(items[:LONGEST_LIST]))


def full_sitting(header_of: SittingRequest, drawn: DrawnUp, **rest: object) -> FullSitting:
    """Return the sitting over this list; `rest` gives `closes_at` and, for a secret one, `public_key`."""
    hashed = list_hash(header_of.sitting_id, drawn.members, drawn.items)
    header = {
        "request": header_of,
        "members": drawn.members,
        "items": len(drawn.items),
        "list_hash": hashed,
        "sheets": sheets_of(drawn.items),
        **rest,
    }
    return FullSitting(header=SittingHeader.model_validate(header), items=drawn.items)


def waits_for(header: SittingHeader, item: SittingItem, case: CaseFile | None) -> GateView | None:
    """Return the case at its gate if it still waits for this sitting as the list says, else None."""
    view = council_view(case) if case else None
    if view is None or state_of(view).council != header.request.body:
        return None
    standing = view.standing
    same = (standing.level, standing.round, standing.content_hash) == (
        item.level,
        item.round,
        item.content_hash,
    ) and set(standing.panel or ()) == set(header.members)
    return view if same else None


def on_few_sheets(items: Iterable[SittingItem]) -> list[SittingItem]:
    """Return the items that fit on so many sheets that a paper is no larger than a message may be."""
    sheets, kept = set[frozenset[str]](), list[SittingItem]()
    for item in items:
        barred = frozenset(one.person for one in item.barred)
        if barred in sheets or len(sheets) < _MOST_SHEETS:
            sheets.add(barred)
            kept.append(item)
    return kept


def _is_called(request: SittingRequest, view: GateView) -> bool:
    state = state_of(view)
    return (
        state.council == request.body
        and not state.unreachable
        and bool(view.standing.panel)
        and rule_of(view).secret is request.secret
        and request.rule_set in {None, view.route.rule_set}
        and request.award in {None, _award(view)}
    )


def _award(view: GateView) -> str:
    return view.standing.award or view.route.award


def _item(view: GateView) -> SittingItem:
    return SittingItem(
        position=1,
        sheet=1,
        nomination_id=view.request.nomination_id,
        award=_award(view),
        level=view.standing.level,
        round=view.standing.round,
        content_hash=view.standing.content_hash,
        rule=rule_of(view),
        rule_set=view.route.rule_set,
        rule_set_digest=view.route.rule_set_digest,
        barred=barred_from(view),
    )
