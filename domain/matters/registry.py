"""All kinds of matters. To add one: write its file beside this one, and add its line here."""

from typing import Any

from domain.matters.campaign import Campaign
from domain.matters.dossier import Dossier
from domain.matters.revocation import Revocation
from domain.matters.unit import MatterUnit
from schemas.matter import MatterKind

MATTERS: dict[MatterKind, MatterUnit[Any, Any]] = {
    unit.kind: unit for unit in (Campaign(), Dossier(), Revocation())
}
"""Each kind of matter by its name."""
