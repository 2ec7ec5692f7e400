"""Nominations under rules with gates, for tests of what people type at those gates."""

from collections.abc import Awaitable, Callable
from typing import Any

from cli.connection import Office
from cli.submission import ACCEPTED, submit
from schemas.nomination import NominationRequest
from tests.e2e.conftest import ForkedStarter, Said
from tests.gated import OFFICER, gated

Type = Callable[..., Awaitable[Said]]


async def waiting(office: Office, procedure: str, **changes: Any) -> NominationRequest:  # noqa: ANN401
    """Return a nomination that is on record and waits at the first gate of this procedure."""
    request = gated(procedure, **changes)
    assert (ACCEPTED, None) == await submit(office, request)
    return request


async def typed(starter: ForkedStarter, verb: str, request: NominationRequest, *words: object) -> Said:
    """Type a verb on this nomination and return what was said, as JSON."""
    return await starter(verb, request.nomination_id, *words, "--json")


async def done(starter: ForkedStarter, verb: str, request: NominationRequest, *words: object) -> str:
    """Type a verb that must be in order, and return the kind of entry that it became."""
    said = await typed(starter, verb, request, *words)
    assert (0, "receipt") == (said.code, said.json["answer"]), said
    return str(said.json["kind"])


async def refused(starter: ForkedStarter, verb: str, request: NominationRequest, *words: object) -> str:
    """Type a verb that must be refused, and return the reason."""
    said = await typed(starter, verb, request, *words)
    assert (1, "refusal") == (said.code, said.json["answer"]), said
    return str(said.json["reason"])


async def complete(starter: ForkedStarter, request: NominationRequest) -> None:
    """Let the officer find the papers of a nomination complete."""
    assert "papers.checked" == await done(starter, "check-papers", request, "--as", OFFICER)


async def in_inbox(starter: ForkedStarter, person: str, request: NominationRequest) -> dict[str, Any] | None:
    """Return this nomination's item in somebody's inbox, or None."""
    said = await starter("inbox", "--as", person, "--json")
    assert 0 == said.code, said
    return next((item for item in said.json if item["nomination_id"] == request.nomination_id), None)


async def shown(starter: ForkedStarter, request: NominationRequest) -> dict[str, Any]:
    """Return what show tells of this nomination."""
    said = await typed(starter, "show", request)
    assert 0 == said.code, said
    return said.json
