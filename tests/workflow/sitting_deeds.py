"""What somebody with all rights on the database could do to a sitting, so that its record agrees with itself.

Done by `tests.e2e.tampering.tamper` to a ledger stream, `:nomination`; a sitting's is called sitting:<id>.
"""

from domain.canonical import model_digest
from schemas.council import Choice
from schemas.sitting import BallotPaper, PaperSheet

_ANOTHER_PAPER = """
update council.ballot set paper = '{paper}', digest = decode('{new}', 'hex') where act_id = '{act}';
update ledger.entry set body = convert_to(replace(convert_from(body, 'UTF8'), '{old}', '{new}'), 'UTF8')
  where stream_id = :nomination and kind = 'ballot.cast';
select pg_temp.relink(:nomination);
"""
_LOST_PAPER = """
delete from council.ballot where act_id = '{act}';
delete from ledger.entry where stream_id = :nomination and stream_seq = 3;
select pg_temp.relink(:nomination);
"""
_ANOTHER_CALLER = """
update council.sitting set header = jsonb_set(header, '{request,called_by}', '"member-02"')
  where sitting_id = substr(:nomination, 9);
update ledger.entry
  set body = convert_to(replace(convert_from(body, 'UTF8'), 'ward-secretary', 'member-02'), 'UTF8')
  where stream_id = :nomination and stream_seq = 1;
select pg_temp.relink(:nomination);
"""
ANOTHER_REASON_TO_CLOSE = """
update ledger.entry set body = convert_to(replace(convert_from(body, 'UTF8'), 'all_voted', 'time'), 'UTF8')
  where stream_id = :nomination and kind = 'sitting.closed';
select pg_temp.relink(:nomination);
"""
NO_END = """
delete from ledger.entry where stream_id = :nomination and kind = 'sitting.ended';
update council.sitting set status = 'counted' where sitting_id = substr(:nomination, 9);
select pg_temp.relink(:nomination);
"""
ANOTHER_RUN = """
update council.sitting set first_run_id = gen_random_uuid() where sitting_id = substr(:nomination, 9);
"""
NOTHING_LEFT = """
delete from council.ballot where sitting_id = substr(:nomination, 9);
delete from council.ballot_key where sitting_id = substr(:nomination, 9);
delete from council.sitting_item where sitting_id = substr(:nomination, 9);
delete from council.sitting where sitting_id = substr(:nomination, 9);
delete from ledger.entry where stream_id = :nomination;
delete from ledger.stream_head where stream_id = :nomination;
"""


def another_paper(paper: BallotPaper) -> str:
    """Let the record say that a member agreed to both, in every place that says how they voted."""
    sheets = (PaperSheet(sheet=1, choices=(Choice.AGREE, Choice.AGREE)),)
    other = paper.model_copy(update={"sheets": sheets})
    return _ANOTHER_PAPER.format(
        paper=other.model_dump_json(exclude_none=True),
        act=paper.act_id,
        old=model_digest(paper),
        new=model_digest(other),
    )


def lost_paper(paper: BallotPaper) -> str:
    """Let the second paper be as if it had never come."""
    return _LOST_PAPER.format(act=paper.act_id)


def another_caller(_: BallotPaper) -> str:
    """Let a member have called the sitting."""
    return _ANOTHER_CALLER
