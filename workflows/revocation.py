"""A revocation or restoration: opened, decided by the body that decided, closed when all is given back."""

from temporalio import workflow
from temporalio.common import RawValue

with workflow.unsafe.imports_passed_through():
    from domain.matters.revocation import Revocation
    from schemas.matter import MatterOutcome
    from schemas.names import REVOCATION_WORKFLOW
    from schemas.revocation import RevocationState
    from workflows.door import NOTHING
    from workflows.matter import Matter


@workflow.defn(name=REVOCATION_WORKFLOW)
class RevocationWorkflow(Matter[RevocationState]):
    """A matter of the kind `revocation`; its rules are in `domain.matters.revocation`."""

    unit = Revocation()

    @workflow.init
    def __init__(self, start: RawValue = NOTHING) -> None:
        """Keep the start as it came."""
        super().__init__(start)

    @workflow.run
    async def run(self, start: RawValue = NOTHING) -> MatterOutcome:  # noqa: ARG002 - kept by __init__
        """Let people act until it is denied, or done and everything is given back."""
        return await self._run()
