"""The record of a nomination as the product writes it, without servers, and entries that say otherwise."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from pydantic import BaseModel

from domain.act_moves import after_act, after_migration
from domain.canonical import canonical_json, message_digest
from domain.climb import after_council
from domain.council import result_of
from domain.deadlines import Alarm
from domain.drafting import act_draft, common
from domain.gates.council_vote import rule_of
from domain.ledger import FIRST_PREV_HASH, acceptance_body, draft_body, leaf_hash, standing_of
from domain.replay import head_of
from schemas.acts import CaseAct, Migration
from schemas.audit import Evidence, Witness
from schemas.case import CaseStatus, Standing
from schemas.case_file import CaseFile
from schemas.council import Tally
from schemas.ledger import EntryKind, LedgerEntry
from schemas.messages import Act, Decision, Resubmission, Withdrawal
from schemas.nomination import NominationRequest
from schemas.record import AlarmDraft, CouncilDraft, Draft, RefusalDraft, RefusedBy, Reservation
from schemas.route import Route
from tests.unit.domain.case_files import MONDAY
from tests.unit.domain.gates.walking import Walk
from workflows.drafts import alarm_draft, decision_draft, resubmission_draft, withdrawal_draft

Rows = list[dict[str, Any]]


class Recorded:
    """A walked case with its ledger and the rows beside it."""

    def __init__(self, request: NominationRequest, route: Route | None = None) -> None:
        """Put an acceptance on record."""
        self.walk = Walk(request, route)
        self.first_route = self.walk.case.route
        self.entries: list[LedgerEntry] = []
        self.decisions: Rows = []
        self.acts: Rows = []
        self.contents: Rows = []
        self.refusals: Rows = []
        self.withdrawal: dict[str, Any] | None = None
        body = acceptance_body(request, self.first_route, self.walk.at, self.walk.last.verdicts)
        self._append(EntryKind.NOMINATION_ACCEPTED, body)
        self._content(request.content, request.nominator_id, None)

    def send(self, *acts: Act) -> "Recorded":
        """Put acts on record that are in order."""
        for act in acts:
            before = self.walk.case
            assert self.walk.send(act) is None
            self._keep(before, act)
        return self

    def ring(self, kind: EntryKind | None = None, *, early: timedelta = timedelta()) -> "Recorded":
        """Put the next alarm on record, if so much before its time or under another kind."""
        before = self.walk.case
        rang = self.walk.ring()
        draft = alarm_draft(before, Alarm(self.walk.now, rang), self.walk.now)
        self._append(kind or rang, draft_body(draft, self.walk.at), self.walk.now - early)
        return self

    def find_out(self, kind: EntryKind, found: BaseModel, place: Reservation | None = None) -> "Recorded":
        """Put on record what was found out for the gate that opens, and the place that it takes."""
        before = self.walk.case
        self.walk.find_out(kind, found)
        said = found.model_dump(mode="json")
        drafted = common(before, self.walk.last, self.walk.now)
        self._draft(kind, AlarmDraft(kind=kind, found=said, reserve=place, **drafted))
        return self

    def claim(self, act: CaseAct, found: BaseModel, place: Reservation | None) -> "Recorded":
        """Put an act on record for which something was found out."""
        before, said = self.walk.case, found.model_dump(mode="json")
        move = after_act(before, act, said)
        draft = act_draft(before, act, message_digest(act), self.walk.now, move)
        self.walk.take(move, act.act_id)
        self._draft(draft.kind, draft.model_copy(update={"found": said, "reserve": place}))
        self._act(before, act)
        return self

    def vote(self, agree: int, *voters: str, council: str | None = None, **changes: Any) -> "Recorded":  # noqa: ANN401
        """Put a council's result on record, by its sums or, with `changes`, against them."""
        case, view = self.walk.case, self.walk.view
        members = len(case.standing.panel or ())
        cast = min(len(voters), members)
        tally = Tally(
            members=members, in_person=cast, in_writing=0, agree=agree, disagree=cast - agree, abstain=0
        )
        result = result_of(rule_of(view), tally, case.route.rule_set, case.route.rule_set_digest)
        result = result.model_copy(update=changes)
        move = after_council(case, result, voters)
        here = council or str((case.standing.gate_state or {})["council"])
        draft = CouncilDraft(
            sitting_id="s-1", council=here, result=result, **common(case, move, self.walk.now)
        )
        self.walk.take(move)
        self._append(EntryKind.COUNCIL_DECIDED, draft_body(draft, self.walk.at))
        return self

    def migrate(self, act: Migration, route: Route) -> "Recorded":
        """Put a migration to this route on record."""
        case = self.walk.case.model_copy(update={"route": route})
        move = after_migration(case, route)
        draft = act_draft(case, act, message_digest(act), self.walk.now, move)
        self.walk.take(move)
        self.walk.case = self.walk.case.model_copy(update={"route": route})
        self._append(draft.kind, draft_body(draft.model_copy(update={"route": route}), self.walk.at))
        self._act(case, act)
        return self

    def refuse(self, **leads_to: Any) -> "Recorded":  # noqa: ANN401 - fields of a standing
        """Put a refusal on record, one that changes the case if told so."""
        said = {"act_id": uuid4(), "actor_id": "ward-cook", "message": "decide", "reason": "not_on_panel"}
        draft = RefusalDraft.model_validate(
            {"nomination_id": self.walk.request.nomination_id, "expected_seq": 1, "at": self.walk.now}
            | said
            | {"digest": "ab" * 32, "refused_by": RefusedBy.WORKFLOW}
        )
        self._append(EntryKind.REFUSAL_RECORDED, draft_body(draft, None))
        row = said | {"digest": draft.digest, "refused_by": draft.refused_by}
        self.refusals.append(row | {"at": self.walk.now, "seq": len(self.entries)})
        if leads_to:
            self.forge(len(self.entries), lambda body: body | {"standing": self._with(leads_to)})
        return self

    def forge(self, seq: int, change: Callable[[dict[str, Any]], dict[str, Any]]) -> "Recorded":
        """Let an entry say something else, in a chain that fits."""
        said = json.loads(self.entries[seq - 1].body)
        self.entries[seq - 1] = self.entries[seq - 1].model_copy(
            update={"body": canonical_json(change(said))}
        )
        entries, self.entries = self.entries, []
        for entry in entries:
            self._append(entry.kind, entry.body, entry.occurred_at)
        return self

    def forge_standing(self, seq: int, **changes: Any) -> "Recorded":  # noqa: ANN401 - fields of a standing
        """Let an entry lead elsewhere."""
        return self.forge(seq, lambda body: body | {"standing": body["standing"] | changes})

    def forge_facts(self, seq: int, **changes: Any) -> "Recorded":  # noqa: ANN401 - whatever it states
        """Let an entry state something else."""
        return self.forge(seq, lambda body: body | {"facts": body["facts"] | changes})

    @property
    def evidence(self) -> Evidence:
        """Everything that the record holds."""
        last, request = self._standings()[-1], self.walk.request
        waits = last.clock if last.status is not CaseStatus.SUSPENDED else None
        state = last.model_dump() | {
            "first_run_id": "run",
            "dossier_id": request.dossier_id,
            "award": request.content.award,
            "nominator_id": request.nominator_id,
            "submitting_body": request.submitting_body,
            "request": request,
            "route": self.walk.case.route,
            "due_at": waits.due_at if waits else None,
            "seq": len(self.entries),
            "standing": last,
        }
        return Evidence.model_validate(
            {
                "nomination_id": request.nomination_id,
                "state": state,
                "head_seq": len(self.entries),
                "head_hash": self.entries[-1].leaf_hash,
                "entries": self.entries,
                "decisions": self.decisions,
                "acts": self.acts,
                "contents": self.contents,
                "refusals": self.refusals,
                "withdrawal": self.withdrawal,
                "stages": self._stages(),
            }
        )

    def witness(self, *caught_up: int) -> Witness:
        """What a history says of all this; of the entries in `caught_up` it has no message."""
        heads = {entry.seq: head_of(entry) for entry in self.entries}
        closed = self.walk.at.closed
        return Witness(
            status="completed" if closed else "running",
            outcome=self.walk.at.status if closed else None,
            route=self.first_route,
            entries=heads,
            caught_up=frozenset(caught_up),
            messages={
                str(head.act_id): (head.digest,)
                for seq, head in heads.items()
                if seq not in caught_up and head.digest
            },
        )

    def _keep(self, before: CaseFile, act: Act) -> None:
        digest, now = message_digest(act), self.walk.now
        match act:
            case Decision():
                self._draft(EntryKind.DECISION_RECORDED, decision_draft(before, act, digest, now))
                self.decisions.append(self._row(act.model_dump(), digest) | {"decided_at": now})
            case Resubmission():
                self._draft(EntryKind.NOMINATION_RESUBMITTED, resubmission_draft(before, act, digest, now))
                self._content(act.content, act.actor_id, act.note)
            case Withdrawal():
                self._draft(EntryKind.NOMINATION_WITHDRAWN, withdrawal_draft(before, act, digest, now))
                self.withdrawal = self._row(act.model_dump(), digest)
            case CaseAct():
                draft = act_draft(before, act, digest, now)
                self._draft(draft.kind, draft)
                self._act(before, act)

    def _act(self, before: CaseFile, act: CaseAct) -> None:
        draft = act_draft(before, act, message_digest(act), self.walk.now, self.walk.last)
        row = draft.model_dump(exclude={"at", "standing", "route"})
        self.acts.append(self._row(row, draft.digest))

    def _row(self, said: dict[str, Any], digest: str) -> dict[str, Any]:
        return said | {"digest": digest, "at": self.walk.now, "seq": len(self.entries)}

    def _content(self, content: object, submitted_by: str, note: str | None) -> None:
        row = {"content": content, "submitted_by": submitted_by, "note": note, "seq": len(self.entries)}
        at = self.walk.at
        self.contents.append(row | {"version": at.content_version, "content_hash": at.content_hash})

    def _draft(self, kind: EntryKind, draft: Draft) -> None:
        self._append(kind, draft_body(draft, self.walk.at))

    def _append(self, kind: EntryKind, body: bytes, at: datetime | None = None) -> None:
        instant = at or self.walk.now
        entry = LedgerEntry(
            stream_id=self.walk.request.nomination_id,
            seq=len(self.entries) + 1,
            kind=kind,
            dedup_key=str(UUID(int=len(self.entries))),
            prev_hash=self.entries[-1].leaf_hash if self.entries else FIRST_PREV_HASH,
            occurred_us=(instant - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1),
            occurred_at=instant,
            body=body,
            body_sha256=sha256(body).hexdigest(),
            leaf_hash="00" * 32,
        )
        self.entries.append(entry.model_copy(update={"leaf_hash": leaf_hash(entry)}))

    def _with(self, changes: dict[str, Any]) -> dict[str, Any]:
        return self.walk.at.model_dump(mode="json") | changes

    def _standings(self) -> list[Standing]:
        return [standing for entry in self.entries if (standing := standing_of(entry))]

    def _stages(self) -> Rows:
        """The stage rows as commendation.keep_stages leaves them."""
        rows: dict[tuple[str, int], dict[str, Any]] = {}
        for at in self._standings():
            if at.status is CaseStatus.IN_REVIEW and at.clock:
                kept = {"level": at.level, "round": at.round, "body": at.body, "gate": at.gate}
                rows[at.level, at.round] = kept | {"panel": at.panel or (), "due_at": at.clock.due_at}
            waits = (at.before or at.status) in {CaseStatus.IN_REVIEW, CaseStatus.AWAITING_CONSENT}
            for place, row in rows.items():
                row["closed_at"] = None if waits and place == (at.level, at.round) else MONDAY
        return list(rows.values())
