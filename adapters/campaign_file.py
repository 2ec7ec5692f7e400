"""A campaign as an office writes it in a file, and the acts that its parts become."""

from pathlib import Path
from typing import TypeVar
from uuid import NAMESPACE_URL, UUID, uuid5

from pydantic import ValidationError

from adapters.strict_yaml import load_strictly
from domain.canonical import canonical_json, model_digest
from domain.errors import VinhDanhError
from schemas.acts import CaseAct
from schemas.base import Exchanged
from schemas.campaign_facts import CampaignFile

_MOST_BYTES = 4 * 1024 * 1024
_OURS = uuid5(NAMESPACE_URL, "vinh-danh:campaign")

_Act = TypeVar("_Act", bound=CaseAct)


class CampaignFileError(VinhDanhError):
    """A campaign's file is missing or wrong; the text names the file and the first fault."""


def read_campaign(path: Path) -> CampaignFile:
    """Read the file of a campaign; a field that is unknown is a fault.

    Raises:
        CampaignFileError: it cannot be read, is no YAML, or says something that cannot be.
    """
    try:
        return CampaignFile.model_validate(load_strictly(_bytes_of(path)), extra="forbid")
    except OSError as error:
        message = f"{path.name}: cannot be read ({error.strerror}); check the path"
    except ValidationError as error:
        fault = error.errors()[0]
        place = ".".join(map(str, fault["loc"])) or "the file"
        message = f"{path.name}: {place}: {fault['msg'].removeprefix('Value error, ')}"
    except ValueError as error:
        message = f"{path.name}: is not YAML: {error}"
    raise CampaignFileError(message)


def act_from_file(campaign_id: str, actor: str, model: type[_Act], facts: Exchanged) -> _Act:
    """Return the act that a part of the file becomes when this person sends it.

    Its id follows from what it says, so that sending the same file again changes nothing.
    """
    act_id = _id_of(campaign_id, actor, model, facts)
    return model.model_validate(facts.model_dump() | {"act_id": act_id, "actor_id": actor})


def _id_of(campaign_id: str, actor: str, model: type[CaseAct], facts: Exchanged) -> UUID:
    told = {"campaign": campaign_id, "actor": actor, "act": model.__name__, "said": model_digest(facts)}
    return uuid5(_OURS, canonical_json(told).decode())


def _bytes_of(path: Path) -> bytes:
    with path.open("rb") as file:
        raw = file.read(_MOST_BYTES + 1)
    if len(raw) > _MOST_BYTES:
        message = f"it is larger than {_MOST_BYTES // 2**20} MB; split it"
        raise ValueError(message)
    return raw
