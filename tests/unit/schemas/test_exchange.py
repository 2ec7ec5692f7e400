"""Models on their way between processes: nothing is lost, and what a newer process adds does no harm."""

from typing import Any, cast

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError
from temporalio.contrib.pydantic import pydantic_data_converter

from schemas.base import Exchanged, Written
from schemas.messages import Answer, Receipt, Refusal
from tests.unit.schemas.examples import EXAMPLES, REQUEST

EXCHANGED_IN = {
    f"schemas.{name}" for name in ("case", "case_file", "ledger", "messages", "nomination", "record", "route")
}


def _kinds(base: type[BaseModel]) -> set[type[BaseModel]]:
    """Return every model of ours below this base."""
    below = {kind for child in base.__subclasses__() for kind in {child, *_kinds(child)}}
    return {kind for kind in below if kind.__module__.startswith("schemas.")}


def _name(value: object) -> str:
    kind = value if isinstance(value, type) else type(value)
    return kind.__name__


def _from_a_newer_process(value: object) -> Any:  # noqa: ANN401 - any JSON
    """Return a model as JSON with a further field at every depth.

    What is written by people (`Written`) is left as it is: a field that is unknown there is a typing error.
    """
    if isinstance(value, Exchanged):
        fields = {name: _from_a_newer_process(getattr(value, name)) for name in type(value).model_fields}
        return fields | {"of_a_newer_process": {"x": 1}}
    if isinstance(value, tuple):
        return [_from_a_newer_process(item) for item in cast("tuple[object, ...]", value)]
    if isinstance(value, dict):
        items = cast("dict[str, object]", value).items()
        return {key: _from_a_newer_process(item) for key, item in items}
    return TypeAdapter(object).dump_python(value, mode="json")


def test_there_is_an_example_of_every_model() -> None:
    """A model that is added later is covered by the tests below."""
    exchanged = {kind for kind in _kinds(Exchanged) if kind.__module__ in EXCHANGED_IN}

    assert exchanged == {type(example) for example in EXAMPLES}


@pytest.mark.parametrize("example", EXAMPLES, ids=_name)
def test_a_model_survives_json(example: Exchanged) -> None:
    """What was written is what is read, to the microsecond and the last letter."""
    assert example == type(example).model_validate_json(example.model_dump_json())


@pytest.mark.parametrize("example", EXAMPLES, ids=_name)
def test_a_model_survives_the_way_through_temporal(example: Exchanged) -> None:
    """Arguments and results of activities, updates and queries arrive as they were sent."""
    converter = pydantic_data_converter.payload_converter
    payloads = converter.to_payloads([example])

    assert [example] == converter.from_payloads(payloads, [type(example)])


@pytest.mark.parametrize("example", EXAMPLES, ids=_name)
def test_what_a_newer_process_adds_is_ignored(example: Exchanged) -> None:
    """Old and new workers run side by side while a release is rolled out."""
    assert example == type(example).model_validate(_from_a_newer_process(example))


@pytest.mark.parametrize("example", EXAMPLES, ids=_name)
def test_a_model_cannot_be_changed(example: Exchanged) -> None:
    """What was judged is what is put on record."""
    field = next(iter(type(example).model_fields))
    with pytest.raises(ValidationError, match="frozen"):
        setattr(example, field, getattr(example, field))


@pytest.mark.parametrize("kind", sorted(_kinds(Exchanged), key=_name), ids=_name)
def test_what_is_exchanged_ignores_what_it_does_not_know(kind: type[Exchanged]) -> None:
    """No model goes its own way."""
    assert ("ignore", True) == (kind.model_config.get("extra"), kind.model_config.get("frozen"))


@pytest.mark.parametrize("kind", sorted(_kinds(Written), key=_name), ids=_name)
def test_what_people_write_refuses_what_it_does_not_know(kind: type[Written]) -> None:
    """A column name with a typing error is reported and never dropped."""
    assert ("forbid", True) == (kind.model_config.get("extra"), kind.model_config.get("frozen"))
    with pytest.raises(ValidationError) as raised:
        kind.model_validate({"colunm": 1})
    assert ("extra_forbidden", ("colunm",)) in {
        (fault["type"], fault["loc"]) for fault in raised.value.errors()
    }


def test_an_answer_is_told_by_its_word() -> None:
    """Receipt and refusal are never taken for each other."""
    answers = [example for example in EXAMPLES if isinstance(example, Receipt | Refusal)]
    adapter = TypeAdapter[Answer](Answer)

    assert 2 == len(answers)
    assert answers == [adapter.validate_json(adapter.dump_json(answer)) for answer in answers]
    with pytest.raises(ValidationError, match="answer"):
        adapter.validate_python({"answer": "perhaps"})


def test_a_request_without_the_optional_parts_is_whole() -> None:
    """An older process that does not know an optional field sends a request all the same."""
    sparse = REQUEST.model_dump(mode="json")
    del sparse["rule_set"], sparse["content"]["nominee"]["nominee_id"]
    read = type(REQUEST).model_validate(sparse)

    assert (None, None) == (read.rule_set, read.content.nominee.nominee_id)
