"""Filling in a ballot form: from a member's choices to the paper, sealed where the ballot is secret."""

import secrets
from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID

from adapters.ballot_seal import seal
from domain.errors import VinhDanhError
from schemas.council import Choice, Manner
from schemas.sitting import BallotForm, BallotPaper, PaperSheet


class WrongChoiceError(VinhDanhError):
    """A form is filled in where there is nothing to fill in."""


class FilledIn(NamedTuple):
    """A paper, and the codes by which its voter finds each of its sheets after a secret count."""

    paper: BallotPaper
    codes: dict[int, str]


def fill_in(
    form: BallotForm,
    choices: Mapping[int, Choice],
    *,
    act_id: UUID,
    rest: Choice = Choice.ABSTAIN,
    manner: Manner = Manner.IN_PERSON,
) -> FilledIn:
    """Return the paper with these choices by position, and `rest` everywhere else.

    Raises:
        WrongChoiceError: a choice is for a position that the form does not have, or that is barred.
    """
    mine = {item.position for item in form.items if item.sheet in form.sheets}
    wrong = sorted(choices.keys() - mine)
    if wrong:
        message = f"position {wrong[0]} is not yours to vote on; see council paper for those that are"
        raise WrongChoiceError(message)
    filled = {
        sheet: tuple(choices.get(item.position, rest) for item in form.items if item.sheet == sheet)
        for sheet in form.sheets
    }
    codes = {sheet: secrets.token_hex(16) for sheet in filled} if form.secret else {}
    paper = BallotPaper(
        act_id=act_id,
        actor_id=form.member,
        sitting_id=form.sitting_id,
        manner=manner,
        list_hash=form.list_hash,
        sheets=tuple(_sheet(form, sheet, given, codes.get(sheet)) for sheet, given in filled.items()),
    )
    return FilledIn(paper, codes)


def _sheet(form: BallotForm, sheet: int, choices: tuple[Choice, ...], code: str | None) -> PaperSheet:
    if code is None or form.public_key is None:
        return PaperSheet(sheet=sheet, choices=choices)
    return PaperSheet(sheet=sheet, sealed=seal(form.public_key, code, choices))
