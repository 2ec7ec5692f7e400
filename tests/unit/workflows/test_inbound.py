"""Whatever arrives is read without raising, and judged by its size first."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from temporalio.api.common.v1 import Payload
from temporalio.common import RawValue

from domain.canonical import message_digest
from schemas.messages import MAX_MESSAGE_BYTES, Decision, RefusalReason
from tests.cases import a_decision, a_nomination, a_resubmission, a_withdrawal
from workflows.inbound import Act, cancellation, read_message, size_in_bytes

REQUEST = a_nomination()
DECISION = a_decision(REQUEST, "ward")
NAMES = st.sampled_from(["decide", "resubmit", "withdraw"]) | st.text(
    st.characters(codec=None, exclude_categories=())
)
ENCODINGS = st.sampled_from([b"json/plain"]) | st.binary(max_size=12)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
FIELDS = st.dictionaries(st.sampled_from([*Decision.model_fields, "act_id", "actor_id", "note"]), JSON)


def _raw(body: bytes, encoding: bytes = b"json/plain") -> RawValue:
    return RawValue(Payload(metadata={"encoding": encoding}, data=body))


def _of(act: Act) -> RawValue:
    return _raw(act.model_dump_json().encode())


@pytest.mark.parametrize(
    ("name", "act"),
    [("decide", DECISION), ("resubmit", a_resubmission(REQUEST, "Khác")), ("withdraw", a_withdrawal())],
)
def test_an_act_is_read_with_its_id_actor_and_digest(name: str, act: Act) -> None:
    """What the sender hashed is what the workflow hashes."""
    read = read_message(name, [_of(act)])

    assert (act, None, message_digest(act)) == (read.act, read.fault, read.digest)
    assert {str(read.act_id), read.actor_id} <= {str(value) for value in act.model_dump().values()}


@settings(max_examples=300, deadline=None, database=None, derandomize=True)
@given(NAMES, st.lists(st.builds(_raw, st.binary(max_size=300), ENCODINGS), max_size=3))
def test_no_bytes_can_raise(name: str, payloads: list[RawValue]) -> None:
    """Any name, any number of arguments, any bytes: a fault with a reason, of printable words."""
    read = read_message(name, payloads)

    assert read.act is None
    assert read.fault in {RefusalReason.MALFORMED, RefusalReason.UNKNOWN_MESSAGE}
    assert read.act_id is None
    assert read.actor_id is None
    assert read.name.isascii()
    assert read.name.isprintable()
    assert 0 < len(read.name) <= 80


@settings(max_examples=300, deadline=None, database=None, derandomize=True)
@given(st.sampled_from(["decide", "resubmit", "withdraw"]), FIELDS)
def test_no_json_can_raise(name: str, fields: dict[str, object]) -> None:
    """A good message with any of its fields replaced by anything is an act or a fault."""
    good = DECISION.model_dump(mode="json") | a_resubmission(REQUEST, "Khác").model_dump(mode="json")
    body = json.dumps(good | {"reason": "Vì"} | fields).encode()
    read = read_message(name, [_raw(body)])

    assert (read.act is None) == (read.fault is RefusalReason.MALFORMED)


@pytest.mark.parametrize(
    "round_", ["9007199254740992", "1152921504606846976", "1" + "0" * 400, "1e400", "NaN", "-1", "0", "1.5"]
)
def test_a_number_that_cannot_be_a_round_is_malformed(round_: str) -> None:
    """Canonical JSON has no larger integers than 2^53; such a number once stopped the workflow for good."""
    body = DECISION.model_dump_json().replace('"round":1', f'"round":{round_}')

    assert RefusalReason.MALFORMED == read_message("decide", [_raw(body.encode())]).fault


@pytest.mark.parametrize("name", ["decide", "resubmit", "withdraw", "anything"])
def test_what_is_too_large_is_not_read(name: str) -> None:
    """The limit is over all arguments together, and holds for every name."""
    half = MAX_MESSAGE_BYTES // 2
    at_the_limit, over = [_raw(b" " * half)] * 2, [_raw(b" " * half), _raw(b" " * half), _raw(b" ")]

    assert MAX_MESSAGE_BYTES == size_in_bytes(at_the_limit)
    assert RefusalReason.TOO_LARGE != read_message(name, at_the_limit).fault
    assert RefusalReason.TOO_LARGE == read_message(name, over).fault


def test_a_padded_decision_is_read_up_to_the_limit_only() -> None:
    """The limit counts bytes, not what they say."""
    body = DECISION.model_dump_json().encode()
    padding = MAX_MESSAGE_BYTES - len(body)

    assert read_message("decide", [_raw(body + b" " * padding)]).act == DECISION
    assert RefusalReason.TOO_LARGE == read_message("decide", [_raw(body + b" " * (padding + 1))]).fault


def test_different_garbage_has_different_digests() -> None:
    """Each unreadable message is a refusal of its own; only its exact repeat is the same one."""
    messages: list[tuple[str, list[RawValue]]] = [
        ("decide", []),
        ("decide", [_raw(b"")]),
        ("decide", [_raw(b"", b"binary/null")]),
        ("decide", [_raw(b"ab")]),
        ("decide", [_raw(b"a"), _raw(b"b")]),
        ("decide", [_raw(b"a\x00b")]),
        ("resubmit", [_raw(b"ab")]),
    ]
    digests = [read_message(name, payloads).digest for name, payloads in messages]

    assert len(messages) == len(set(digests))
    assert digests == [read_message(name, payloads).digest for name, payloads in messages]


def test_a_cancellation_is_a_message_like_any_other() -> None:
    """It has a name, a reason and a digest, and nobody who sent it."""
    read = cancellation()

    assert ("cancel", RefusalReason.CANCELLATION, None) == (read.name, read.fault, read.actor_id)
