"""One example of every model of councils and their sittings."""

from datetime import date

from schemas.base import Exchanged
from schemas.council import (
    Barred,
    Choice,
    CouncilResult,
    CouncilRule,
    Ground,
    Manner,
    OpenedPaper,
    OpenVote,
    Share,
    Tally,
)
from schemas.ledger import EntryKind
from schemas.record import CouncilDraft, NumberDraft, RefusedBy
from schemas.sitting import (
    BallotForm,
    BallotPaper,
    ClosedBy,
    ItemOutcome,
    ItemResult,
    NotDecided,
    PaperFault,
    PaperReceipt,
    PaperRefusal,
    PaperSheet,
    Sheet,
    SittingItem,
    SittingOutcome,
    SittingProgress,
    SittingRequest,
    SittingStatus,
)
from schemas.sitting_record import (
    AnsweredPaper,
    CastPaper,
    Chunk,
    ChunkRecorded,
    ClosingDraft,
    Count,
    CountDraft,
    EndingDraft,
    FullSitting,
    OpenedSheet,
    OpenedSitting,
    OpeningDraft,
    PaperDraft,
    PaperRefusalDraft,
    SittingDraft,
    SittingEntry,
    SittingFile,
    SittingHeader,
    SittingRecorded,
    SittingSeen,
    Waiting,
)
from tests.unit.schemas.examples import ACT, AT, BASICS, CASE, HASH
from tests.unit.schemas.examples_of_acts import DEADLINE, VERDICT

_SITTING = "s-1"
_NINE_TENTHS, _TWO_THIRDS = Share(numerator=9, denominator=10), Share(numerator=2, denominator=3)
_RULE = CouncilRule(
    quorum=_TWO_THIRDS,
    mark=_NINE_TENTHS,
    secret=True,
    written_votes_make_quorum=True,
    basis_quorum=DEADLINE.basis,
    basis_mark=DEADLINE.basis,
)
_BARRED = Barred(person="p-1", ground=Ground.EARLIER_LEVEL)
_TALLY = Tally(members=15, in_person=12, in_writing=1, agree=10, disagree=1, abstain=1, invalid=1, barred=1)
_RESULT = CouncilResult(
    passed=False, quorum_met=True, needed_quorum=10, needed_mark=14, tally=_TALLY, verdicts=(VERDICT,)
)
_REQUEST = SittingRequest(
    sitting_id=_SITTING,
    body="phuong",
    called_by="ward-secretary",
    secret=True,
    rule_set="2017-three-tier",
    award="BK_TP",
    closes_at=AT,
)
_ITEM = SittingItem(
    position=1,
    sheet=1,
    nomination_id="n-1",
    award="BK_TP",
    level="ward",
    round=1,
    content_hash=HASH,
    rule=_RULE,
    rule_set="2017-three-tier",
    rule_set_digest=HASH,
    barred=(_BARRED,),
)
_SHEET = Sheet(number=1, length=1, barred=("p-1",))
_OPEN_SHEET = PaperSheet(sheet=1, choices=(Choice.AGREE, Choice.ABSTAIN))
PAPER = BallotPaper(
    act_id=ACT,
    actor_id="p-2",
    sitting_id=_SITTING,
    manner=Manner.IN_WRITING,
    list_hash=HASH,
    sheets=(_OPEN_SHEET, PaperSheet(sheet=2, sealed="ab" * 65)),
)
_HEADER = SittingHeader(
    request=_REQUEST,
    members=("p-1", "p-2"),
    items=1,
    list_hash=HASH,
    sheets=(_SHEET,),
    closes_at=AT,
    public_key="cd" * 32,
)
_ENTRY = SittingEntry(
    seq=2,
    leaf_hash=HASH,
    kind=EntryKind.BALLOT_CAST,
    recorded_at=AT,
    facts={"act_id": str(ACT), "seals": [HASH], "papers": 2, "award": None},
)
_RECEIPT = PaperReceipt(sitting_id=_SITTING, act_id=ACT, seq=2, leaf_hash=HASH, digest=HASH, recorded_at=AT)
_ANSWERED = AnsweredPaper(digest=HASH, receipt=_RECEIPT)
_OPENED = OpenedSheet(sheet=1, number=1, paper_code="ab" * 16, choices=("agree", "abstain"))
_NOT_PASSED = ItemResult(position=1, nomination_id="n-1", outcome=ItemOutcome.NOT_PASSED, result=_RESULT)
_LEFT = ItemResult(
    position=2, nomination_id="n-2", outcome=ItemOutcome.NOT_DECIDED, ground=NotDecided.LATE_RECUSAL
)
_DRAFT = SittingDraft(sitting_id=_SITTING, expected_seq=None, at=AT)
_DRAFTED = {"sitting_id": _SITTING, "expected_seq": 2, "at": AT}

EXAMPLES: tuple[Exchanged, ...] = (
    # how a council votes, and what comes of it
    _NINE_TENTHS,
    _RULE,
    _BARRED,
    OpenVote(voter="p-2", choice=Choice.DISAGREE, manner=Manner.IN_PERSON),
    OpenedPaper(paper_code="ab" * 16, choices=(Choice.AGREE, Choice.DISAGREE)),
    _TALLY,
    _RESULT,
    CouncilDraft.model_validate(BASICS | {"sitting_id": _SITTING, "council": "phuong", "result": _RESULT}),
    # what is sent to a sitting, and what is answered
    _REQUEST,
    SittingRequest(sitting_id=_SITTING, body="phuong", called_by="ward-chair", working_days=3),
    _ITEM,
    _SHEET,
    *PAPER.sheets,
    PAPER,
    _RECEIPT,
    PaperRefusal(
        sitting_id=_SITTING,
        act_id=None,
        reason=PaperFault.MALFORMED,
        explanation_vi="Phiếu không đọc được",
        explanation_en="The paper cannot be read",
        seq=3,
        leaf_hash=HASH,
        digest=HASH,
        recorded_at=AT,
    ),
    _NOT_PASSED,
    _LEFT,
    SittingOutcome(
        sitting_id=_SITTING,
        closed_by=ClosedBy.SETTLED,
        papers=2,
        passed=0,
        not_passed=1,
        not_decided=1,
        recorded=1,
        left=0,
        told=1,
        seq=9,
        leaf_hash=HASH,
    ),
    SittingProgress(
        sitting_id=_SITTING,
        body="phuong",
        secret=True,
        status=SittingStatus.COUNTED,
        items=1,
        list_hash=HASH,
        closes_at=AT,
        voted=("p-2",),
        awaited=("p-1",),
        seq=9,
        leaf_hash=HASH,
    ),
    BallotForm(
        sitting_id=_SITTING,
        member="p-2",
        secret=True,
        public_key="cd" * 32,
        list_hash=HASH,
        closes_at=AT,
        items=(_ITEM,),
        sheets=(1, 2),
    ),
    # what is handed to the record of sittings, and what it answers
    OpeningDraft(request=_REQUEST, first_run_id="run-1", at=AT),
    _ENTRY,
    _HEADER,
    OpenedSitting(header=_HEADER, entries=(_ENTRY,)),
    FullSitting(header=_HEADER, items=(_ITEM,)),
    CastPaper(paper=PAPER, digest=HASH, cast_at=AT, seq=2),
    _DRAFT,
    PaperDraft.model_validate(_DRAFTED | {"paper": PAPER, "digest": HASH}),
    PaperRefusalDraft.model_validate(
        _DRAFTED
        | {
            "act_id": None,
            "actor_id": None,
            "message": "cast_ballot",
            "reason": PaperFault.TOO_LARGE,
            "digest": HASH,
            "refused_by": RefusedBy.GATEWAY,
        }
    ),
    ClosingDraft.model_validate(_DRAFTED | {"closed_by": ClosedBy.TIME}),
    CountDraft.model_validate(_DRAFTED),
    EndingDraft.model_validate(_DRAFTED | {"recorded": 1, "left": (2,)}),
    SittingRecorded(entry=_ENTRY, earlier=_ENTRY),
    SittingRecorded(missed=(_ENTRY,), id_taken=True, settled=True),
    SittingSeen(sitting_id=_SITTING, seq=9),
    _ANSWERED,
    SittingFile(
        header=_HEADER,
        status=SittingStatus.CLOSED,
        last_entry=_ENTRY,
        papers={"p-2": str(ACT)},
        seals=(HASH,),
        answered={str(ACT): _ANSWERED},
        settled=True,
        closed_by=ClosedBy.ALL_VOTED,
        sums={ItemOutcome.NOT_PASSED: 1},
    ),
    _OPENED,
    Count(
        opened=(_OPENED,),
        results=(_NOT_PASSED, _LEFT),
        number=NumberDraft(body="phuong", symbol="BB-HĐTĐKT", day=date(2025, 7, 1)),
    ),
    Chunk(sitting_id=_SITTING, first=1, last=250, at=AT),
    ChunkRecorded(recorded=1, left=(2,)),
    Waiting(case=CASE, told=True),
)
