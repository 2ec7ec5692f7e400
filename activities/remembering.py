"""A register that asks each question once, for the many acts of one moment that all ask the same."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from activities.ports import Register
from schemas.register import Delegation
from schemas.rules import Role


class RememberingRegister:
    """`activities.ports.Register` for one batch; it must not outlive it, because registers change."""

    def __init__(self, register: Register) -> None:
        """Ask this register."""
        self._register = register
        self._answers: dict[tuple[object, ...], Any] = {}

    async def entitled(
        self, body: str, roles: tuple[Role, ...], rule_set: str, on: datetime
    ) -> tuple[str, ...]:
        """Return who holds one of these roles at `on`."""
        return await self._once(self._register.entitled, body, roles, rule_set, on)

    async def delegation(  # noqa: PLR0913, PLR0917 - as the port
        self, delegate: str, delegator: str, body: str, gate: str, award: str, on: datetime
    ) -> Delegation | None:
        """Return a delegation under which `delegate` may act for `delegator` here, or None."""
        return await self._once(self._register.delegation, delegate, delegator, body, gate, award, on)

    async def delegations_to(self, people: tuple[str, ...], on: datetime) -> tuple[tuple[str, str], ...]:
        """Return the delegations to these people in force at `on`."""
        return await self._once(self._register.delegations_to, people, on)

    async def _once(self, ask: Callable[..., Awaitable[Any]], *question: object) -> Any:  # noqa: ANN401
        key = (ask.__name__, *question)
        if key not in self._answers:
            self._answers[key] = await ask(*question)
        return self._answers[key]
