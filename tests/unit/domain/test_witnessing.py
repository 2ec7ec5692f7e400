"""What a witness answers: every refusal that C2SP names, and nothing cosigned that does not continue."""

from http import HTTPStatus
from random import Random

import pytest

from adapters.ed25519 import SigningKey, verify
from domain.checkpoints import CheckpointText
from domain.merkle import EMPTY_ROOT, consistency_proof
from domain.notes import NoteError, NoteKey, NoteType
from domain.witnessing import Refused, Submission, judge, logs_of
from tests.grown_tree import a_grown_tree
from tests.small_log import SmallLog

LOG = SmallLog("vinhdanh.example/so-cai", a_grown_tree())
LOGS = logs_of([LOG.key])


def _answer(submission: Submission, known: int | None = 5) -> CheckpointText | Refused:
    """The answer of a witness that cosigned `known` leaves of the log last."""
    latest = None if known is None else CheckpointText(LOG.origin, known, LOG.tree.roots[known])
    return judge(submission, LOGS, lambda _: latest, verify)


def _refused(submission: Submission, known: int | None = 5) -> Refused:
    answer = _answer(submission, known)
    assert isinstance(answer, Refused)
    return answer


@pytest.mark.parametrize(("old", "new"), [(0, 0), (0, 9), (5, 5), (5, 6), (5, 1024), (1, 2), (8, 9)])
def test_what_continues_the_tree_is_taken(old: int, new: int) -> None:
    """A log that only ever grew is cosigned, also when nothing is new and when the witness is."""
    checkpoint = _answer(LOG.submission(old, new), old or None)

    assert checkpoint == CheckpointText(LOG.origin, new, LOG.tree.roots[new])


def test_a_submission_goes_there_and_back() -> None:
    """What a client writes is what a witness reads."""
    submission = LOG.submission(5, 9)

    assert Submission.parse(str(submission)) == submission
    assert str(submission).startswith("old 5\n")


@pytest.mark.parametrize(
    "body",
    [
        "",
        "old\n\nx",
        "old 05\n\nx",
        "old -1\n\nx",
        "new 5\n\nx",
        "old 5\nnot base64\n\nx",
        "old 5\nAAAA\n\nx",
        "old 5\r\n\r\nx",
        f"old 5\n{'A' * 43}=\n" + f"{'A' * 43}=\n" * 63 + "\nx",
    ],
)
def test_what_is_no_submission_to_the_letter_is_refused(body: str) -> None:
    """Sizes and proofs are read in one way only, and a proof has an end."""
    with pytest.raises(NoteError):
        Submission.parse(body)


def test_a_stranger_is_refused_before_anything_is_compared() -> None:
    """An origin that is not known gets 404, a known one without its signature 403, a garbled note 400."""
    stranger = SmallLog("another.example/log", LOG.tree)
    impostor = SmallLog(LOG.origin, LOG.tree, SigningKey(b"\7" * 32))

    assert _refused(stranger.submission(5, 9)).status == HTTPStatus.NOT_FOUND
    assert _refused(impostor.submission(5, 9)).status == HTTPStatus.FORBIDDEN
    assert _refused(Submission(5, (), "no note")).status == HTTPStatus.BAD_REQUEST
    assert _refused(Submission(5, (), LOG.note(9).replace("\n9\n", "\n8\n"))).status == HTTPStatus.FORBIDDEN


def test_a_log_that_asks_from_elsewhere_is_told_where_the_witness_stands() -> None:
    """The answer 409 has the size from which to prove, whichever way the log was wrong, and is no alarm."""
    for old, new in ((0, 9), (4, 9), (6, 9), (4, 4)):
        refused = _refused(LOG.submission(old, new))
        assert (refused.status, refused.at, refused.is_fork) == (HTTPStatus.CONFLICT, 5, False)
    assert _refused(Submission(9, (), LOG.note(6))).status == HTTPStatus.BAD_REQUEST


def test_a_fork_is_refused_and_known_as_one() -> None:
    """Another root at the same size, and a tree that does not continue, are never cosigned."""
    fork = SmallLog(LOG.origin, LOG.tree.changed_at(2, 1024))
    for new, status in ((5, HTTPStatus.CONFLICT), (9, HTTPStatus.UNPROCESSABLE_ENTITY)):
        refused = _refused(fork.submission(5, new))
        assert (refused.status, refused.at, refused.is_fork) == (status, None, True)


def test_no_other_proof_is_taken() -> None:
    """A proof for other sizes, a cut or a changed one, or one too many is refused."""
    chance = Random(4)  # noqa: S311 - cases, not secrets
    right = LOG.submission(5, 9)
    wrong = [
        (),
        right.proof[:-1],
        (*right.proof, right.proof[0]),
        (chance.randbytes(32), *right.proof[1:]),
        consistency_proof(4, 9, LOG.tree.read),
        consistency_proof(5, 8, LOG.tree.read),
    ]
    for proof in wrong:
        assert _refused(Submission(5, proof, right.note)).status == HTTPStatus.UNPROCESSABLE_ENTITY


def test_the_first_checkpoint_of_a_log_needs_no_proof_and_takes_none() -> None:
    """From nothing everything follows, so a proof is a mistake; and nothing has one root only."""
    first = LOG.submission(0, 9)
    false_nothing = LOG.signed(CheckpointText(LOG.origin, 0, LOG.tree.roots[1]))

    assert _refused(Submission(0, (EMPTY_ROOT,), first.note), None).status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert _refused(Submission(0, (), false_nothing), None).is_fork


def test_a_log_may_have_two_keys_while_it_changes_them_and_a_witness_none() -> None:
    """Either key of a log signs for it; a vkey of the wrong kind, or no log at all, is a wrong setting."""
    second = SmallLog(LOG.origin, LOG.tree, SigningKey(b"\7" * 32))
    logs = logs_of([LOG.key, second.key])
    for log in (LOG, second):
        assert isinstance(judge(log.submission(0, 9), logs, lambda _: None, verify), CheckpointText)
    with pytest.raises(NoteError, match="witness's"):
        logs_of([NoteKey("w.example/1", NoteType.COSIGNATURE, LOG.key.public)])
    with pytest.raises(NoteError, match="no log"):
        logs_of([])
