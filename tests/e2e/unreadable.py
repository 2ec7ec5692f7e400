"""What somebody with all rights on the database could make unreadable."""

from tests.e2e.tampering_steps import RELINKED

_BODY = "update ledger.entry set body = "
_SECOND = " where stream_id = :nomination and stream_seq = 2;"

UNREADABLE = {
    "an erased body": (_BODY, "null", _SECOND),
    "a body that is no JSON": (_BODY, "'x'", _SECOND, RELINKED),
    "a body that is no text": (_BODY, r"'\xff00'", _SECOND, RELINKED),
    "a body that says nothing": (_BODY, "'{}'", _SECOND, RELINKED),
    "a standing that is none": (
        _BODY,
        "convert_to(replace(convert_from(body, 'UTF8'), '\"in_review\"', '\"lost\"'), 'UTF8')",
        _SECOND,
        RELINKED,
    ),
    "content that is none": (
        "update commendation.content_version set content = '{}' where nomination_id = :nomination",
    ),
    "a request that is none": (
        "update commendation.nomination set request = '{}' where nomination_id = :nomination",
    ),
}
"""What cannot even be read must not keep verify from naming it, and from looking at everything else."""
