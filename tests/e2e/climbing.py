"""Nominations brought to where a test begins, without the command line."""

from cli.connection import Office
from cli.submission import ACCEPTED, submit
from schemas.messages import Decision, Receipt
from schemas.nomination import NominationRequest, SubjectKind
from tests.cases import a_decision, a_nomination


async def opened(office: Office, *, award: str = "BK_TP") -> NominationRequest:
    """Return a nomination under the rules of 2025 that is on record and waits at the ward."""
    request = a_nomination(award, kind=_KINDS[award], body="phuong-hoang-mai", rule_set="2025-two-tier")
    assert (ACCEPTED, None) == await submit(office, request)
    return request


async def current(office: Office, request: NominationRequest) -> NominationRequest:
    """Return a nomination with the content that reviewers read now."""
    known = await office.reader.nomination(request.nomination_id)
    assert known
    return request.model_copy(update={"content": known.content})


async def approved(
    office: Office, request: NominationRequest, *turns: str | tuple[str, int]
) -> list[Decision]:
    """Let the chairs approve a nomination, each turn a level, or a level and its round."""
    levels = [(turn, 1) if isinstance(turn, str) else turn for turn in turns]
    decisions = [a_decision(request, level, round_=number) for level, number in levels]
    for decision in decisions:
        answer = await office.gateway.send(request.nomination_id, decision)
        assert isinstance(answer, Receipt)
    return decisions


async def entry_kinds(office: Office, request: NominationRequest) -> list[str]:
    """Return what happened to a nomination, in the ledger's words."""
    return [str(entry.kind) for entry in await office.reader.entry_heads(request.nomination_id)]


async def refusals(office: Office, request: NominationRequest) -> list[str]:
    """Return why messages to a nomination were refused, in the ledger's words."""
    entries = await office.reader.entry_heads(request.nomination_id)
    return [str(entry.refusal_reason) for entry in entries if entry.refusal_reason]


_KINDS = {"BK_TP": SubjectKind.COLLECTIVE, "LDTT": SubjectKind.INDIVIDUAL, "HCLD3": SubjectKind.COLLECTIVE}
