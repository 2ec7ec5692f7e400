"""Public comment (công khai lấy ý kiến nhân dân): a window; every comment is resolved before it goes on.

Legal source: Nghị định 91/2017/NĐ-CP Điều 45(10) and Thông tư 12/2019/TT-BNV for orders and honorifics; ten
working days for heroes by a notice of the Ministry of Home Affairs (2025).
"""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from pydantic import Field

from domain.gates.unit import ActKind, GateUnit, GateView, Passes, Stays, Step, read_as
from domain.words import Words
from schemas.acts import CaseAct, GateAct
from schemas.base import Exchanged
from schemas.ledger import EntryKind
from schemas.messages import RefusalReason
from schemas.names import MessageName
from schemas.route import Gate
from schemas.rules import Role
from schemas.text import Prose

RESOLVED, UNDISPUTED = "resolved", "no_comment"


class Comment(GateAct):
    """What somebody has to say on the nominee; anyone may, under a code of their own."""

    text: Prose


class CommentResolution(GateAct):
    """How the office has settled one comment."""

    comment_id: UUID
    resolution: Prose


class CommentState(Exchanged):
    """Which comments were made (by the id of the act) and whether each is resolved; is the window over?"""

    comments: dict[str, bool] = Field(default_factory=dict[str, bool])
    closed: bool = False


class PublicComment(GateUnit):
    """The gate `public_comment`; its deadline is the window, and officers of the body resolve comments."""

    gate = Gate.PUBLIC_COMMENT
    roles = (Role.OFFICER,)
    acts: ClassVar = {
        MessageName.COMMENT: ActKind(Comment, EntryKind.COMMENT_MADE),
        MessageName.RESOLVE_COMMENT: ActKind(CommentResolution, EntryKind.COMMENT_RESOLVED),
    }
    leaves_hand = False

    def opening(self, view: GateView) -> Mapping[str, Any] | None:  # noqa: ARG002 - the interface
        """No comment yet, window open."""
        return CommentState().model_dump(mode="json")

    def may_act(self, view: GateView, person: str) -> bool:
        """Anyone may comment; `judge` keeps resolutions to the officers."""
        return bool(person) and view.standing.panel is not None

    def judge(self, view: GateView, act: CaseAct) -> RefusalReason | None:
        """Comments only while the window is open; an officer resolves each comment once."""
        state = _state(view)
        if isinstance(act, Comment):
            return RefusalReason.WINDOW_OVER if state.closed else None
        settled = read_as(act, CommentResolution)
        if (settled.on_behalf_of or settled.actor_id) not in (view.standing.panel or ()):
            return RefusalReason.NOT_ON_PANEL
        resolved = state.comments.get(str(settled.comment_id))
        if resolved is None:
            return RefusalReason.UNKNOWN_COMMENT
        return RefusalReason.ALREADY_SAID if resolved else None

    def step(self, view: GateView, act: CaseAct) -> Step:
        """Keep a comment as open, or as resolved; the last resolution after the window passes the gate."""
        state = _state(view)
        if isinstance(act, Comment):
            return Stays(_kept(state, str(act.act_id), resolved=False))
        settled = read_as(act, CommentResolution)
        kept = CommentState.model_validate(_kept(state, str(settled.comment_id), resolved=True))
        return _ended(view, kept) if kept.closed else Stays(kept.model_dump(mode="json"))

    def window(self, view: GateView) -> EntryKind | None:
        """The window closes on its due day; after that the stage's clock runs."""
        return None if _state(view).closed else EntryKind.WINDOW_CLOSED

    def at_end(self, view: GateView) -> Step:
        """The window closes; what is not resolved yet keeps the gate."""
        return _ended(view, _state(view).model_copy(update={"closed": True}))

    def says(self, view: GateView) -> Words:
        """Say whether the window is open and what is unresolved."""
        state = _state(view)
        waiting = sum(not resolved for resolved in state.comments.values())
        return Words(
            f"Bước công khai: {'đã hết hạn' if state.closed else 'đang nhận'} ý kiến; "
            f"{waiting}/{len(state.comments)} ý kiến chưa giải quyết.",
            f"Public comment: the window is {'closed' if state.closed else 'open'}; "
            f"{waiting} of {len(state.comments)} comments are unresolved.",
        )


def _state(view: GateView) -> CommentState:
    return CommentState.model_validate(view.standing.gate_state or {})


def _kept(state: CommentState, comment: str, *, resolved: bool) -> Mapping[str, Any]:
    comments = state.comments | {comment: resolved}
    return state.model_copy(update={"comments": comments}).model_dump(mode="json")


def _ended(view: GateView, state: CommentState) -> Step:
    if not all(state.comments.values()):
        return Stays(state.model_dump(mode="json"))
    count = len(state.comments)
    words = Words(
        f"Hết thời hạn công khai, {count} ý kiến, tất cả đã được giải quyết.",
        f"The window is over with {count} comments, all of them resolved.",
    )
    verdict = view.verdict("public_comment.resolved", holds=True, inputs={"comments": count}, words=words)
    return Passes(RESOLVED if count else UNDISPUTED, (verdict,))
