"""How a sitting is shown: the form to fill in, the receipt of a paper, the minutes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from adapters.postgres.sittings import PostgresSittings
from adapters.sitting_gateway import UnknownSittingError
from cli.output import console, heading, moment, print_table
from domain.council import needed
from domain.sitting import awaited
from domain.sitting_words import NOT_DECIDED
from schemas.council import Manner
from schemas.sitting import (
    LONGEST_LIST,
    BallotForm,
    ItemResult,
    PaperAnswer,
    PaperReceipt,
    SittingItem,
    SittingStatus,
)
from schemas.sitting_record import CastPaper, FullSitting, OpenedSheet, SittingEntry

_OUTCOMES = {"passed": "passed (đạt)", "not_passed": "not passed (không đạt)", "not_decided": "not decided"}


@dataclass(frozen=True)
class SittingView:
    """Everything that may be shown of a sitting."""

    sitting: FullSitting
    status: str
    opened_at: datetime
    papers: tuple[CastPaper, ...]
    results: tuple[ItemResult, ...]
    opened: tuple[OpenedSheet, ...]
    entries: tuple[SittingEntry, ...]
    number: str | None

    @classmethod
    async def read(cls, sittings: PostgresSittings, sitting_id: str) -> Self:
        """Read a sitting from the record.

        Raises:
            UnknownSittingError: there is none with this id.
        """
        sitting, status = await sittings.sitting(sitting_id), await sittings.status(sitting_id)
        if sitting is None or status is None:
            raise UnknownSittingError(sitting_id)
        return cls(
            sitting,
            *status,
            papers=await sittings.papers(sitting_id),
            results=await sittings.results(sitting_id, 1, LONGEST_LIST),
            opened=await sittings.opened_sheets(sitting_id),
            entries=await sittings.entries_after(sitting_id, 0),
            number=await sittings.minutes_number(sitting_id),
        )

    @property
    def voted(self) -> dict[str, str]:
        """Who has voted, and in what manner."""
        return {each.paper.actor_id: each.paper.manner.value for each in self.papers}

    @property
    def awaited(self) -> tuple[str, ...]:
        """Whose paper is awaited."""
        return awaited(self.sitting.header, self.voted)

    def as_json(self) -> dict[str, Any]:
        """Return the sitting for scripts; how members voted is shown only where the vote is open."""
        header = self.sitting.header
        return {
            **header.model_dump(mode="json", exclude={"sheets"}),
            "status": self.status,
            "opened_at": self.opened_at,
            "list": list(self.sitting.items),
            "voted": self.voted,
            "awaited": list(self.awaited),
            "open_papers": [] if header.request.secret else [each.paper for each in self.papers],
            "results": list(self.results),
            "opened_sheets": list(self.opened),
            "minutes_number": self.number,
            "minutes": [entry.model_dump(mode="json") for entry in self.entries],
        }


def print_form(form: BallotForm, nominees: Mapping[str, str]) -> None:
    """Print the list as one member votes on it; `nominees` has their names by nomination."""
    heading(f"Sitting {form.sitting_id}: {'secret ballot (bỏ phiếu kín)' if form.secret else 'open vote'}")
    console.print(f"List {form.list_hash}, closes {moment(form.closes_at)} (UTC+7)")
    rows = (
        (str(i.position), i.nomination_id, i.award, nominees.get(i.nomination_id, "-"), _may(form, i))
        for i in form.items
    )
    print_table(f"List for {form.member}", ("no.", "nomination", "award", "nominee", ""), rows)
    console.print(f"Vote with: starter.py council vote {form.sitting_id} --as {form.member} --agree all")


def print_vote(answer: PaperAnswer, codes: dict[int, str]) -> None:
    """Print a receipt with the codes to keep, or a refusal."""
    if not isinstance(answer, PaperReceipt):
        console.print(f"Refused ({answer.reason}): {answer.explanation_en}")
        console.print(f"Từ chối: {answer.explanation_vi}")
        return
    console.print(f"On record: sitting {answer.sitting_id}, entry {answer.seq}, hash {answer.leaf_hash}")
    for sheet, code in codes.items():
        console.print(f"Keep this code; after the count it finds your paper (sheet {sheet}): {code}")


def print_sitting(view: SittingView) -> None:
    """Print who voted and, after the count, the results."""
    header = view.sitting.header
    heading(f"Sitting {header.request.sitting_id} of {header.request.body}: {view.status}")
    console.print(f"Opened {moment(view.opened_at)}, closes {moment(header.closes_at)} (UTC+7)")
    console.print(f"Members: {len(header.members)}; nominations: {header.items}; list {header.list_hash}")
    written = sum(each.paper.manner is Manner.IN_WRITING for each in view.papers)
    console.print(f"Voted: {len(view.papers)}, of them in writing {written}: {', '.join(view.voted) or '-'}")
    who_did_not = "Awaited" if view.status == SittingStatus.OPEN else "Did not vote"
    console.print(f"{who_did_not}: {', '.join(view.awaited) or '-'}")
    if view.number:
        console.print(f"Minutes (biên bản): {view.number}")
    if view.results:
        columns = (
            "no.",
            "nomination",
            "result",
            "agree",
            "needed",
            "disagree",
            "abstain",
            "invalid",
            "barred",
        )
        rows = (_row(view, item, each) for item, each in zip(view.sitting.items, view.results, strict=True))
        print_table("Results (kết quả kiểm phiếu)", columns, rows)
    for sheet in view.opened:
        console.print(f"Opened paper {sheet.paper_code}, sheet {sheet.sheet}: {', '.join(sheet.choices)}")


def _row(view: SittingView, item: SittingItem, result: ItemResult) -> tuple[str, ...]:
    place = (str(item.position), item.nomination_id)
    if result.result is None:
        why = NOT_DECIDED[result.ground].en if result.ground else ""
        return (*place, f"not decided: {why}", "", "", "", "", "", "")
    tally, need = result.result.tally, needed(item.rule.mark, len(view.sitting.header.members))
    sums = (tally.agree, need, tally.disagree, tally.abstain, tally.invalid, tally.barred)
    return (*place, _OUTCOMES[result.outcome], *map(str, sums))


def _may(form: BallotForm, item: SittingItem) -> str:
    if item.sheet in form.sheets:
        return ""
    ground = next((b.ground.value for b in item.barred if b.person == form.member), "barred")
    return f"barred ({ground}): leave it out"
