"""Quota (tỷ lệ, chỉ tiêu): a place is reserved for the whole unit and year before anybody decides.

The place is taken when the gate opens, by the record, which never gives away more than there are
(`activities.eligibility`). Where none is left the nomination waits: an officer claims one later, when another
nomination has ended without the award, or gives up. Legal source: `schemas.conditions.QuotaRule.basis`.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import AwareDatetime

from domain.eligibility import quota_limit
from domain.gates.unit import ActKind, GateUnit, GateView, Passes, Stays, Step, read_as
from domain.words import Words
from schemas.acts import CaseAct, GateAct
from schemas.base import Exchanged
from schemas.case_file import CaseFile
from schemas.conditions import QuotaRule
from schemas.eligibility import QuotaStanding
from schemas.ledger import EntryKind
from schemas.messages import RefusalReason
from schemas.names import MessageName
from schemas.record import Reservation, Seat
from schemas.route import Gate, Route
from schemas.rules import Role
from schemas.text import Prose, Sha256
from schemas.verdicts import RuleVerdict

RESERVED, UNLIMITED, NO_QUOTA = "reserved", "unlimited", "no_quota"


class QuotaFound(Exchanged):
    """What the record said of the quota; None: the award has none. The nomination's own place is left out."""

    quota: QuotaStanding | None = None

    @property
    def spent(self) -> bool:
        """Whether no place is left for who needs one."""
        return self.quota is not None and self.quota.left == 0


class QuotaClaim(GateAct):
    """An officer asks for a place again or, with `give_up` and its reason, lets it go to the decider."""

    give_up: bool = False
    reason: Prose | None = None


class ClaimRequest(Exchanged):
    """A claim that was judged to be in order, with the case that it is about."""

    case: CaseFile
    act: QuotaClaim
    digest: Sha256
    at: AwareDatetime


class QuotaGate(GateUnit):
    """The gate `quota`. Who is given up for want of a place cannot be approved."""

    gate = Gate.QUOTA
    roles = (Role.OFFICER,)
    acts: ClassVar = {MessageName.CLAIM_QUOTA: ActKind(QuotaClaim, EntryKind.QUOTA_CLAIMED)}
    finds = frozenset({EntryKind.QUOTA_RESERVED, EntryKind.QUOTA_SPENT})

    def seat(self, view: GateView) -> Seat | tuple[str, ...]:
        """Officers, who are told only when no place is left."""
        seat = super().seat(view)
        return seat.model_copy(update={"told": False}) if isinstance(seat, Seat) else seat

    def at_once(self, view: GateView) -> EntryKind | None:
        """A place is asked for as soon as the gate opens."""
        return EntryKind.QUOTA_RESERVED if view.standing.gate_state is None else None

    def after_found(self, view: GateView, kind: EntryKind, found: Mapping[str, Any]) -> Step:
        """Go on with a place, or wait for one.

        Raises:
            ValueError: this cannot have been found by the rule that the nomination goes by.
        """
        said = QuotaFound.model_validate(dict(found))
        if view.route.quota is None:
            return Passes(UNLIMITED, (_unlimited(view),))
        quota = _checked(view, view.route.quota, said)
        verdict = _verdict(view, view.route.quota, quota, holds=kind is not EntryKind.QUOTA_SPENT)
        if kind is EntryKind.QUOTA_SPENT:
            _check(view, in_order=quota.left == 0)
            return Stays(quota.model_dump(mode="json"), (verdict,), tells_panel=True)
        _check(view, in_order=quota.left > 0)
        return Passes(RESERVED, (verdict,))

    def judge(self, view: GateView, act: CaseAct) -> RefusalReason | None:
        """Giving up needs its reason; whether a place is left is for the record to say."""
        if view.standing.gate_state is None:
            return RefusalReason.NOT_FOUND_OUT
        claim = read_as(act, QuotaClaim)
        return RefusalReason.MISSING_REASON if claim.give_up and claim.reason is None else None

    def step(self, view: GateView, act: CaseAct) -> Step:
        """Given up, it goes to the decider.

        Raises:
            ValueError: a place is claimed, so the record has to be asked first.
        """
        if not read_as(act, QuotaClaim).give_up or view.route.quota is None:
            message = f"nobody has asked the record for a place for {view.request.nomination_id}"
            raise ValueError(message)
        verdict = _verdict(view, view.route.quota, _waiting(view), holds=False)
        return Passes(NO_QUOTA, (verdict,), skip_to=Gate.DECISION)

    def says(self, view: GateView) -> Words:
        """Say how many places there are, and that they are gone."""
        if view.standing.gate_state is None:
            return Words(
                "Bước tỷ lệ: đang giữ chỗ trong chỉ tiêu.", "Quota: a place is being reserved in the quota."
            )
        quota = _waiting(view)
        return Words(
            f"Bước tỷ lệ: {quota.unit} năm {quota.year} có {quota.limit} chỉ tiêu và đã dùng {quota.taken}; "
            "cán bộ giữ chỗ lại khi có chỗ trống (claim-quota), hoặc thôi (--give-up).",
            f"Quota: {quota.unit} has {quota.limit} of this award for {quota.year} and {quota.taken} are "
            "taken; an officer claims a place when one is free (claim-quota), or gives up (--give-up).",
        )


def place_asked_for(route: Route, kind: EntryKind, found: QuotaFound) -> Reservation | None:
    """Return the place that goes on record with an entry of this kind; None: there is none to be reserved."""
    quota = found.quota
    if quota is None or kind is EntryKind.QUOTA_SPENT:
        return None
    return Reservation(
        award=route.award, unit=quota.unit, year=quota.year, base=quota.base, limit=quota.limit
    )


def _waiting(view: GateView) -> QuotaStanding:
    return QuotaStanding.model_validate(view.standing.gate_state)


def _checked(view: GateView, rule: QuotaRule, found: QuotaFound) -> QuotaStanding:
    quota = found.quota
    if quota is None or quota.limit != quota_limit(rule, quota.base):
        message = f"what was found for {view.request.nomination_id} is not its quota"
        raise ValueError(message)
    return quota


def _check(view: GateView, *, in_order: bool) -> None:
    if not in_order:
        message = f"what was found for {view.request.nomination_id} does not lead there"
        raise ValueError(message)


def _verdict(view: GateView, rule: QuotaRule, quota: QuotaStanding, *, holds: bool) -> RuleVerdict:
    inputs = quota.model_dump(mode="json") | {
        "award": view.route.award,
        "of": rule.of,
        "share": str(rule.share),
        "rounding": rule.rounding.value,
        "mark": rule.basis.mark.value,
    }
    vi, en = ("giữ được một chỗ", "a place is reserved") if holds else ("không còn chỗ", "no place is left")
    words = Words(
        f"{quota.unit} năm {quota.year}: {rule.share} của {quota.base} {rule.of} là {quota.limit}, "
        f"đã dùng {quota.taken}, {vi} ({rule.basis.citation}).",
        f"{quota.unit} in {quota.year}: {rule.share} of {quota.base} {rule.of} is {quota.limit}, "
        f"{quota.taken} taken, {en} ({rule.basis.citation}).",
    )
    return view.verdict("quota.place", holds=holds, inputs=inputs, words=words)


def _unlimited(view: GateView) -> RuleVerdict:
    words = Words(
        f"{view.route.award} không có tỷ lệ nên không cần giữ chỗ.",
        f"{view.route.award} has no quota, so no place is needed.",
    )
    return view.verdict("quota.place", holds=True, inputs={"award": view.route.award}, words=words)
