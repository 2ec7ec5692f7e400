"""Printing a nomination in full for a person."""

from collections.abc import Iterable, Iterator

from pydantic import JsonValue

from cli.output import console, heading, moment, print_table
from cli.standing import Asked, GateLine, Shown, findings_in, quota_in
from schemas.eligibility import ConditionFinding, Holds, QuotaStanding
from schemas.views import ActView, CouncilView, DecisionView, InboxItem, VerdictsView

STALE = "stale"
_MARKS = {Holds.YES: "+", Holds.NO: "-", Holds.UNKNOWN: "?"}
_FREE_TEXT = ("reason", "note", "text", "resolution")
_CODES = (
    "opinion",
    "missing",
    "eligible",
    "ground",
    "award",
    "consent",
    "panel",
    "council",
    "rule_set",
    "give_up",
)


def print_shown(told: Shown) -> None:
    """Print everything that show tells."""
    _print_head(told)
    for sentence in (*told.explanation.vi, "", *told.explanation.en):
        console.print(sentence)
    _print_gates(told.gates)
    _print_asked(told.asked)
    print_findings(told.findings)
    if told.quota:
        console.print()
        print_quota(told.quota)
    _print_decisions(told.decisions)
    _print_acts(told.acts)
    _print_verdicts(told.verdicts)


def _print_head(told: Shown) -> None:
    known, content = told.nomination, told.nomination.content
    heading(f"{known.nomination_id}  {known.route.award_name_vi} ({known.award})")
    lines = {
        "Nominee": f"{content.nominee.name} ({content.nominee.kind})",
        "Nominator": told.nominator_id,
        "Period": f"{content.period_from:%d/%m/%Y} - {content.period_to:%d/%m/%Y}",
        "Achievement": content.achievement,
        "Content": f"version {known.content_version}, hash {known.content_hash}",
        "Status": known.status,
        "Gate": told.gate,
        "Council": told.council,
        "Recused": ", ".join(f"{one.person} ({one.ground})" for one in told.recused),
        "Suspended": f"since {moment(told.suspended_since)} (UTC+7)" if told.suspended_since else None,
        "Lower award": _lower_award(told),
    }
    for name, text in lines.items():
        if text:
            console.print(f"{name + ':':13} {text}")
    console.print()


def _lower_award(told: Shown) -> str | None:
    if told.lower_award is None:
        return None
    state = "agreed to" if told.lower_award_agreed else "proposed, the nominator has to answer"
    return f"{told.lower_award} ({state})"


def _print_gates(gates: Iterable[GateLine]) -> None:
    console.print()
    rows = (
        (line.gate, line.state, line.result or "-", str(line.round or "-"), _mark(stale=line.stale))
        for line in gates
    )
    print_table("Gates of this stage", ("gate", "state", "result", "round", ""), rows)


def _print_asked(asked: tuple[Asked, ...]) -> None:
    if not asked:
        return
    console.print()
    rows = ((one.code, one.name_vi, one.name_en) for one in asked)
    print_table("What this gate goes through", ("code", "tên", "name"), rows)


def print_findings(findings: tuple[ConditionFinding, ...]) -> None:
    """Print what was found of each condition, in both languages, with its evidence and its legal basis."""
    if not findings:
        return
    console.print()
    heading("Điều kiện đối chiếu với hồ sơ khen thưởng / Conditions held against the award record")
    for one in findings:
        look = ", cần xem lại / to be looked at" if one.remark else ""
        console.print(f" {_MARKS[one.holds]} {one.condition} ({one.holds}{look}): {one.vi} / {one.en}")
        evidence = f"{', '.join(one.evidence)}; " if one.evidence else ""
        console.print(f"     {evidence}{one.basis.citation} ({one.basis.mark})")


def print_quota(quota: QuotaStanding) -> None:
    """Print how many places a unit's quota has for a year, and how many are taken."""
    console.print(
        f"Tỷ lệ của {quota.unit} năm {quota.year}: {quota.limit} chỉ tiêu, đã dùng {quota.taken}, "
        f"còn {quota.left}."
    )
    console.print(
        f"Quota of {quota.unit} for {quota.year}: {quota.limit} in all, {quota.taken} taken, "
        f"{quota.left} left."
    )


def print_waiting(items: Iterable[InboxItem]) -> None:
    """Print below an inbox what its conditions or its quota keep each nomination waiting for."""
    for item in items:
        kept = [one for one in findings_in(item.gate, item.gate_state) if one.holds is not Holds.YES]
        quota = quota_in(item.gate, item.gate_state)
        if kept or quota:
            console.print()
            heading(item.nomination_id)
        for one in kept:
            console.print(f" {one.condition} ({one.holds}): {one.vi} / {one.en}")
        if quota:
            print_quota(quota)


def _print_decisions(decisions: tuple[DecisionView, ...]) -> None:
    if not decisions:
        return
    console.print()
    rows = (
        (
            moment(d.decided_at),
            d.level,
            str(d.round),
            d.verdict,
            d.reviewer_id,
            d.on_behalf_of or "-",
            _why(d),
            _mark(stale=d.stale),
        )
        for d in decisions
    )
    print_table("Decisions", ("when (UTC+7)", "level", "round", "verdict", "by", "for", "reason", ""), rows)


def _why(decision: DecisionView) -> str:
    parts = (
        decision.reason,
        f"[{', '.join(decision.reason_codes)}]" if decision.reason_codes else None,
        f"back to {decision.return_to}" if decision.return_to else None,
        f"signed {decision.authority}" if decision.authority else None,
    )
    return " ".join(part for part in parts if part)


def _print_acts(acts: tuple[ActView, ...]) -> None:
    if not acts:
        return
    console.print()
    rows = (
        (
            moment(a.acted_at),
            a.level,
            a.gate or "-",
            a.message,
            a.actor_id,
            a.on_behalf_of or "-",
            said_by(a),
            str(a.act_id),
            _mark(stale=a.stale),
        )
        for a in acts
    )
    columns = ("when (UTC+7)", "level", "gate", "act", "by", "for", "said", "act id", "")
    print_table("Acts", columns, rows)


def said_by(act: ActView) -> str:
    """What the act says in codes, then in words."""
    codes = (_as_text(name, act.act.get(name)) for name in _CODES)
    found = (act.act.get(field) for field in _FREE_TEXT)
    texts = (*codes, *_rulings(act.act.get("rulings")), *found)
    return " / ".join(text for text in texts if text and isinstance(text, str))


def _rulings(value: JsonValue) -> Iterator[str]:
    """Yield an officer's words on conditions, each with the evidence or the reason that it rests on."""
    for one in value if isinstance(value, list) else ():
        if isinstance(one, dict):
            why = one.get("reason") or one.get("evidence")
            said = f"{one.get('condition')} {_ruled(one)}"
            yield f"{said}: {why}" if why else said


def _ruled(ruling: dict[str, JsonValue]) -> str:
    """Return which way a condition was ruled; only what was found not to be met passes on a reason alone."""
    if ruling.get("met") and ruling.get("reason") and not ruling.get("evidence"):
        return "overridden"
    return "met" if ruling.get("met") else "not met"


def _as_text(name: str, value: JsonValue) -> str:
    """Return a field that is a code, a yes or no, or several codes; "" where it says nothing."""
    if isinstance(value, bool):
        return f"{'' if value else 'not '}{name}"
    if isinstance(value, list):
        return f"{name}: {', '.join(map(str, value))}" if value else ""
    return value if isinstance(value, str) else ""


def _print_verdicts(verdicts: tuple[VerdictsView, ...]) -> None:
    for entry in verdicts:
        console.print()
        heading(f"Entry {entry.seq}, {entry.kind}, {moment(entry.at)} (UTC+7)")
        if entry.council:
            console.print(_council_words(entry.council))
        for verdict in entry.verdicts:
            mark = "+" if verdict.holds else "-"
            console.print(f" {mark} {verdict.rule} ({verdict.rule_set}): {verdict.vi} / {verdict.en}")


def _council_words(council: CouncilView) -> str:
    tally, result = council.tally, "carried" if council.passed else "not carried"
    return (
        f"Council {council.council} ({council.sitting_id}): {result}, "
        f"{tally.agree} of {tally.members} agree (needed {council.needed_mark}), {tally.disagree} disagree, "
        f"{tally.abstain} abstain, {tally.invalid} invalid, {tally.barred} barred."
    )


def _mark(*, stale: bool) -> str:
    return STALE if stale else ""
