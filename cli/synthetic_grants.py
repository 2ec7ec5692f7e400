"""The award record in a synthetic case: what registrars put there, and looks at what it shows."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any
from uuid import uuid4

from adapters.grant_files import listed_grants
from cli.grants_import import import_all
from cli.play import DemoError
from cli.submission import REFUSED
from cli.synthetic_play import Done, Play
from cli.synthetic_reading import read_as
from domain.condition_words import shown
from domain.quota import quota_limit
from domain.route import find_award
from schemas.award_record import Completeness, Grant, GrantReceipt
from schemas.synthetic import AwardRecordStep, ExpectedGrant, GrantsStep, GrantStands, QuotaStep


async def act_on_grants(play: Play, step: GrantsStep) -> Done:
    """Bring awards of earlier years on the award record, or vouch that it is complete.

    Raises:
        DemoError: it is refused.
    """
    return await (_import(play, step) if step.grants_act == "import" else _vouch(play, step))


async def look_at_record(play: Play, step: AwardRecordStep) -> Done:
    """See what the award record shows of a nominee.

    Raises:
        DemoError: it shows other grants than the step says.
    """
    grants = (await play.office.awards.history(step.subject)).grants
    flagged = {row["grant_id"]: row["because_of"] for row in await play.office.awards.flags(step.subject)}
    found = [_as_expected(grant, flagged) for grant in grants]
    if sorted(map(str, found)) != sorted(map(str, step.shows)):
        message = f"the award record shows {_listed(found)}, not {_listed(step.shows)}"
        raise DemoError(message)
    because = [f"{grant} was built on {other}" for grant, other in flagged.items()]
    return Done("; ".join([f"award record: {_listed(found)}", *because]))


async def look_at_quota(play: Play, step: QuotaStep) -> Done:
    """See how many places of a quota are taken.

    Raises:
        DemoError: there is no such quota, or it stands otherwise than the step says.
    """
    award = find_award(play.rules.named(play.request.rule_set or ""), step.award)
    if award is None or award.quota is None:
        message = f"{step.award} has no quota; correct the step"
        raise DemoError(message)
    of = award.quota.of
    count = await play.office.awards.base_and_taken(step.award, of, step.unit, step.year, play.nomination_id)
    limit = quota_limit(award.quota, count.base)
    if (count.taken, limit) != (step.taken, step.limit):
        message = f"{count.taken} of {limit} places are taken, not {step.taken} of {step.limit}"
        raise DemoError(message)
    share = f"{shown(award.quota.share)} of {count.base} {of}"
    return Done(f"quota: {count.taken} of {limit} taken ({share}, rounded {award.quota.rounding})")


async def _import(play: Play, step: GrantsStep) -> Done:
    reading = listed_grants(step.given.get("rows"), play.rules)
    rows = await import_all(play.office, reading, step.body, step.by, shown=False)
    for row in rows:
        if row.result == REFUSED:
            message = f"the award record refused row {row.row}: {row.reason}"
            raise DemoError(message)
    return Done(f"import: {len(rows)} grants on the award record")


async def _vouch(play: Play, step: GrantsStep) -> Done:
    fields = step.given | {"act_id": uuid4(), "actor_id": step.by, "body": step.body}
    answer = await play.office.awards.record(read_as(Completeness.model_validate, fields))
    if not isinstance(answer, GrantReceipt):
        message = f"the award record refused to be vouched for: {answer.en}"
        raise DemoError(message)
    return Done(f"complete: on the award record, entry {answer.seq}")


def _as_expected(grant: Grant, flagged: Mapping[str, Any]) -> ExpectedGrant:
    if grant.revoked:
        stands = GrantStands.REVOKED
    else:
        stands = GrantStands.FLAGGED if grant.grant_id in flagged else GrantStands.IN_FORCE
    return ExpectedGrant(award=grant.award, year=grant.year, stands=stands)


def _listed(grants: Sequence[ExpectedGrant]) -> str:
    """One line: an award and how it stands once, with the years of which that is true."""
    ordered = sorted(grants, key=lambda one: (one.award, one.stands, one.year))
    groups = groupby(ordered, key=lambda one: (one.award, one.stands))
    told = [
        f"{award} {', '.join(str(one.year) for one in those)} {stands.replace('_', ' ')}"
        for (award, stands), those in groups
    ]
    return "; ".join(told) or "nothing"
