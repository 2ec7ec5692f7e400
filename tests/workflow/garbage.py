"""Messages that are no acts, and what is wrong with each."""

from schemas.messages import RefusalReason
from schemas.nomination import NominationRequest
from tests.cases import a_decision
from tests.workflow.sending import raw

MALFORMED, UNKNOWN, TOO_LARGE = (
    RefusalReason.MALFORMED,
    RefusalReason.UNKNOWN_MESSAGE,
    RefusalReason.TOO_LARGE,
)


def garbage(request: NominationRequest) -> list[tuple[str, list[object], RefusalReason]]:
    """Return messages that are no acts: name, arguments, and what is wrong with them."""
    good = a_decision(request, "ward").model_dump(mode="json")
    text = a_decision(request, "ward").model_dump_json().encode()
    return [
        ("decide", [], MALFORMED),
        ("decide", [good, good], MALFORMED),
        ("decide", [{"verdict": "approve"}], MALFORMED),
        ("decide", ["approve"], MALFORMED),
        ("decide", [7], MALFORMED),
        ("decide", [None], MALFORMED),
        ("decide", [good | {"level": 1}], MALFORMED),
        ("decide", [good | {"round": 2**60}], MALFORMED),
        ("decide", [good | {"reason": "a\x00b"}], MALFORMED),
        ("decide", [good | {"reason": "   "}], MALFORMED),
        ("decide", [raw(b"{")], MALFORMED),
        ("decide", [raw(b"")], MALFORMED),
        ("decide", [raw(b"\xff\xfe")], MALFORMED),
        ("decide", [raw(b"[" * 60_000)], MALFORMED),
        ("decide", [raw(text, b"binary/plain")], MALFORMED),
        ("decide", [raw(text.replace(b'"reason":null', rb'"reason":"\ud800"'))], MALFORMED),
        ("resubmit", [good], MALFORMED),
        ("withdraw", [], MALFORMED),
        ("approve", [good], UNKNOWN),
        ("__temporal_decide", [good], UNKNOWN),
        ("a" * 900, [good], UNKNOWN),
        ("Quyết định\n", [good], UNKNOWN),
    ]
