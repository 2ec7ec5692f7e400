"""Sending what is said in a campaign, one act or all of a file, and looking campaigns up."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeVar
from uuid import UUID, uuid4

from adapters.campaign_file import act_from_file, read_campaign
from adapters.matter_gateway import UnknownMatterError
from adapters.postgres.matters import MatterRow
from cli.connection import Office, open_office
from cli.matter_sending import act_on_matter, print_matter_answer
from cli.output import console, print_json
from cli.progress import progress
from domain.errors import VinhDanhError
from schemas.acts import CaseAct
from schemas.base import Exchanged
from schemas.campaign import CloseCampaign, ReportResult, SignPledge
from schemas.campaign_facts import CampaignFile
from schemas.campaign_summary import CampaignTold
from schemas.matter import MatterAnswer, MatterKind, MatterRefusal
from schemas.names import MessageName

_MESSAGES: Mapping[type[CaseAct], MessageName] = {
    SignPledge: MessageName.SIGN_PLEDGE,
    ReportResult: MessageName.REPORT_RESULT,
    CloseCampaign: MessageName.CLOSE_CAMPAIGN,
}
_Act = TypeVar("_Act", bound=CaseAct)


class OtherCampaignError(VinhDanhError):
    """A file is of another campaign than the one that is named."""


def filled(model: type[_Act], actor: str, act_id: UUID | None, said: Mapping[str, object]) -> _Act:
    """Return an act with what the options say.

    Raises:
        ValidationError: the options are no such act.
    """
    return model.model_validate({**said, "act_id": act_id or uuid4(), "actor_id": actor})


def send_act(campaign: str, act: CaseAct, *, signal: bool, as_json: bool) -> int:
    """Send one act and print its answer; return 1 when it was refused, else 0."""
    return act_on_matter(_stream(campaign), _MESSAGES[type(act)], act, signal=signal, as_json=as_json)


def send_rows(
    campaign: str, actor: str, model: type[CaseAct], rows: Sequence[Exchanged], *, as_json: bool
) -> int:
    """Send what a file holds, in its order; return 1 when anything was refused, else 0."""
    acts = [act_from_file(campaign, actor, model, row) for row in rows]
    answers = asyncio.run(_send_all(_stream(campaign), acts, shown=not as_json))
    if as_json:
        print_json(answers)
    else:
        _print_all(answers, campaign)
    return 1 if any(isinstance(answer, MatterRefusal) for answer in answers) else 0


def of_file(campaign: str, file: Path) -> CampaignFile:
    """Read the file of a campaign.

    Raises:
        CampaignFileError: it is missing or wrong.
        OtherCampaignError: it is of another campaign.
    """
    written = read_campaign(file)
    if written.campaign.campaign_id != campaign:
        other = written.campaign.campaign_id
        message = f"{file.name}: is of campaign {other}, not of {campaign}; name that one, or another file"
        raise OtherCampaignError(message)
    return written


async def find_campaign(office: Office, campaign: str) -> CampaignTold:
    """Return everything on record about a campaign.

    Raises:
        UnknownMatterError: it was never launched.
    """
    told = await office.campaigns.told(campaign)
    if told is None:
        raise UnknownMatterError(_stream(campaign))
    return told


def known_campaign(campaign: str) -> CampaignTold:
    """Look a campaign up, as `find_campaign` does."""
    return asyncio.run(_known(campaign))


def known_campaigns() -> list[MatterRow]:
    """Look up all campaigns, the latest first."""
    return asyncio.run(_listing())


async def _known(campaign: str) -> CampaignTold:
    async with open_office() as office:
        return await find_campaign(office, campaign)


async def _listing() -> list[MatterRow]:
    async with open_office() as office:
        return await office.matters.listing(MatterKind.CAMPAIGN)


async def _send_all(stream: str, acts: Sequence[CaseAct], *, shown: bool) -> list[MatterAnswer]:
    answers = list[MatterAnswer]()
    async with open_office() as office:
        with progress("Đang gửi / Sending", len(acts), shown=shown) as bar:
            for act in acts:
                answers.append(await office.matter_gateway.send(stream, _MESSAGES[type(act)], act))
                bar.step()
    return answers


def _print_all(answers: Sequence[MatterAnswer], campaign: str) -> None:
    if not answers:
        console.print(f"The file has none; nothing was sent to campaign {campaign}.")
    for answer in answers:
        print_matter_answer(answer)


def _stream(campaign: str) -> str:
    return f"{MatterKind.CAMPAIGN}:{campaign}"
