"""What officers do where an award's conditions or its quota keep a nomination waiting."""

from collections.abc import Mapping
from typing import Annotated

import typer

from cli.sending import ActId, Actor, AsJson, Envelope, Nomination, Note, OnBehalfOf, SeenHash, Signal, send
from domain.gates.eligibility import ConditionRuling, EligibilityRuling
from domain.gates.quota import QuotaClaim
from schemas.messages import RefusalReason

_ADVICE: Mapping[RefusalReason, str] = {
    RefusalReason.MISSING_REASON: (
        "Điều kiện không đạt (no): cho qua bằng --override CODE=REASON; chưa biết (unknown): không đạt bằng "
        "--not-met CODE=REASON. / A condition found to be no is let pass with --override CODE=REASON; "
        "one that was unknown is ruled not met with --not-met CODE=REASON."
    ),
    RefusalReason.MISSING_EVIDENCE: (
        "Điều kiện chưa biết (unknown): nêu giấy tờ bằng --met CODE=EVIDENCE. / "
        "A condition that was unknown is met with its paper: --met CODE=EVIDENCE."
    ),
}
"""Which option to use instead, by the reason of a refusal; the words of show stand beside it."""


def add_verbs(app: typer.Typer) -> None:
    """Add the verbs of the gates `eligibility` and `quota`."""
    app.command(name="rule-on-eligibility")(rule_on_eligibility)
    app.command(name="claim-quota")(claim_quota)


def rule_on_eligibility(  # noqa: PLR0913 - one parameter an option
    nomination: Nomination,
    *,
    actor: Actor,
    met: Annotated[
        list[str] | None,
        typer.Option(
            "--met",
            help="CODE=EVIDENCE of a condition that was unknown and is met, as show lists it; may repeat.",
        ),
    ] = None,
    not_met: Annotated[
        list[str] | None,
        typer.Option(
            "--not-met",
            help="CODE of a condition that is not met, CODE=REASON if it was unknown; may repeat.",
        ),
    ] = None,
    override: Annotated[
        list[str] | None,
        typer.Option(
            "--override",
            help="CODE=REASON of one that is not met and let pass all the same; the reason stays on record.",
        ),
    ] = None,
    note: Note = None,
    on_behalf_of: OnBehalfOf = None,
    seen: SeenHash = None,
    act_id: ActId = None,
    signal: Signal = False,
    as_json: AsJson = False,
) -> int:
    """Rule on the conditions that the award record does not bear out; every one that show lists."""
    rulings = rulings_from(met or [], not_met or [], override or [])
    if not rulings:
        message = "rule on each condition that show lists with --met, --not-met or --override"
        raise typer.BadParameter(message)
    envelope = Envelope(nomination, actor, on_behalf_of, act_id, seen, signal, as_json, _ADVICE)
    return send(envelope, EligibilityRuling, rulings=rulings, note=note)


def claim_quota(  # noqa: PLR0913 - one parameter an option
    nomination: Nomination,
    *,
    actor: Actor,
    give_up: Annotated[
        bool,
        typer.Option("--give-up", help="Wait no longer: let it go to the decider, who cannot approve it."),
    ] = False,
    reason: Annotated[str | None, typer.Option("--reason", help="Why; needed with --give-up.")] = None,
    on_behalf_of: OnBehalfOf = None,
    seen: SeenHash = None,
    act_id: ActId = None,
    signal: Signal = False,
    as_json: AsJson = False,
) -> int:
    """Claim a place in the quota again, for a nomination that found none left."""
    envelope = Envelope(nomination, actor, on_behalf_of, act_id, seen, signal, as_json)
    return send(envelope, QuotaClaim, give_up=give_up, reason=reason)


def rulings_from(met: list[str], not_met: list[str], override: list[str]) -> tuple[ConditionRuling, ...]:
    """Return the rulings that options tell of, each as CODE or CODE=TEXT.

    Raises:
        ValidationError: one is not written so.
    """
    return (
        *(_ruling(option, "evidence", met=True) for option in met),
        *(_ruling(option, "reason", met=False) for option in not_met),
        *(_ruling(option, "reason", met=True) for option in override),
    )


def _ruling(option: str, field: str, *, met: bool) -> ConditionRuling:
    condition, _, text = option.partition("=")
    return ConditionRuling.model_validate({"condition": condition, "met": met, field: text or None})
