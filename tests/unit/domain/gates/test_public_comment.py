"""Public comment: a window for everybody, and every comment resolved before the case goes on."""

from uuid import uuid4

import pytest

from domain.gates.public_comment import RESOLVED, UNDISPUTED
from schemas.ledger import EntryKind
from schemas.messages import RefusalReason
from tests.gated import OFFICER, PUBLIC, comment, gated, resolution
from tests.unit.domain.gates.walking import Walk


@pytest.fixture
def walk() -> Walk:
    """A case whose window is open."""
    return Walk(gated(PUBLIC))


def test_without_comments_it_goes_on_when_the_window_closes(walk: Walk) -> None:
    """The window closes on its due day, not after a grace."""
    clock = walk.at.clock
    assert [EntryKind.DEADLINE_REMINDED, EntryKind.WINDOW_CLOSED] == [walk.ring(), walk.ring()]

    assert clock
    assert clock.due_at == walk.now
    assert ("decision", UNDISPUTED) == (walk.at.gate, walk.came)


def test_resolved_comments_do_not_close_the_window_early(walk: Walk) -> None:
    """Others may still have something to say until its last day."""
    said = comment(walk.request)
    assert walk.send(said, resolution(walk.request, said)) is None
    assert "public_comment" == walk.at.gate
    walk.ring_until(EntryKind.WINDOW_CLOSED)

    assert ("decision", RESOLVED) == (walk.at.gate, walk.came)
    assert {"comments": 1} == walk.last.verdicts[0].inputs


def test_an_unresolved_comment_keeps_the_gate_after_the_window(walk: Walk) -> None:
    """From then on the stage's clock runs, no comment is taken, and the last resolution lets it go on."""
    first, second = comment(walk.request), comment(walk.request, "citizen-2")
    walk.send(first, second, resolution(walk.request, first))
    walk.ring_until(EntryKind.WINDOW_CLOSED)

    assert "public_comment" == walk.at.gate
    assert walk.view.stage.deadline == walk.last.start_clock
    assert walk.at.clock
    assert walk.at.clock.started_at == walk.now
    assert ("đã hết hạn" in walk.words.vi, "closed" in walk.words.en) == (True, True)
    assert RefusalReason.WINDOW_OVER == walk.send(comment(walk.request))
    assert walk.send(resolution(walk.request, second)) is None
    assert ("decision", RESOLVED) == (walk.at.gate, walk.came)


def test_the_office_that_does_not_resolve_is_reminded_and_escalated(walk: Walk) -> None:
    """A comment that nobody resolves cannot keep the case in silence, nor be passed over by silence."""
    walk.send(comment(walk.request))
    walk.ring_until(EntryKind.WINDOW_CLOSED)
    rung = [walk.ring() for _ in range(4)]

    assert [EntryKind.DEADLINE_REMINDED, *[EntryKind.DEADLINE_ESCALATED] * 3] == rung
    assert "public_comment" == walk.at.gate


def test_only_an_officer_resolves_and_only_once(walk: Walk) -> None:
    """Whoever made a comment cannot settle it."""
    said = comment(walk.request)
    walk.send(said)

    assert RefusalReason.NOT_ON_PANEL == walk.send(resolution(walk.request, said, actor_id="citizen-1"))
    assert RefusalReason.UNKNOWN_COMMENT == walk.send(resolution(walk.request, said, comment_id=uuid4()))
    assert walk.send(resolution(walk.request, said)) is None
    assert RefusalReason.ALREADY_SAID == walk.send(resolution(walk.request, said))


def test_who_comments_has_no_hand_in_the_case(walk: Walk) -> None:
    """A chair who commented may decide; and also the nominee may comment."""
    own = comment(walk.request, walk.request.nominator_id)
    assert walk.send(own, comment(walk.request, "ward-chair"), resolution(walk.request, own)) is None

    assert walk.at.hands is None
    assert OFFICER in (walk.at.panel or ())
