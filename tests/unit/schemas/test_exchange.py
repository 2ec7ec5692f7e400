"""Models on their way between processes: nothing is lost, and what a newer process adds does no harm."""

from typing import Any, Literal, cast, get_origin

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError
from temporalio.contrib.pydantic import pydantic_data_converter

from domain.gates.registry import GATES
from schemas.base import Exchanged, Written
from schemas.matter import MatterAnswer, MatterReceipt, MatterRefusal
from schemas.messages import Answer, Receipt, Refusal
from schemas.register import (
    AppointmentAct,
    DelegationAct,
    DismissalAct,
    RegisterAct,
    RegisterAnswer,
    RegisterReceipt,
    RegisterRefusal,
    RevocationAct,
)
from schemas.sitting import PaperAnswer, PaperReceipt, PaperRefusal
from tests.unit.schemas import (
    examples,
    examples_of_acts,
    examples_of_awards,
    examples_of_campaigns,
    examples_of_councils,
    examples_of_dossiers,
    examples_of_eligibility,
    examples_of_matters,
    examples_of_people,
    examples_of_sealing,
)
from tests.unit.schemas.examples import REQUEST

EXAMPLES: tuple[Exchanged, ...] = (
    *examples.EXAMPLES,
    *examples_of_acts.EXAMPLES,
    *examples_of_awards.EXAMPLES,
    *examples_of_campaigns.EXAMPLES,
    *examples_of_councils.EXAMPLES,
    *examples_of_dossiers.EXAMPLES,
    *examples_of_eligibility.EXAMPLES,
    *examples_of_matters.EXAMPLES,
    *examples_of_people.EXAMPLES,
    *examples_of_sealing.EXAMPLES,
)

EXCHANGED_IN = {
    *(f"schemas.{name}" for name in ("acts", "case", "case_file", "council", "ledger", "legal", "messages")),
    *(f"schemas.{name}" for name in ("nomination", "objection", "objection_record", "record", "register")),
    *(
        f"schemas.{name}"
        for name in ("eligibility", "route", "rules", "sitting", "sitting_record", "verdicts")
    ),
    *("schemas.dossier_matter", "schemas.matter", "schemas.revocation", "schemas.share"),
    *("schemas.campaign", "schemas.campaign_facts", "schemas.campaign_summary"),
    *("schemas.seal", "schemas.sealing"),
    *(unit.__module__ for unit in map(type, GATES.values())),
}
"""Where the models are that travel between processes; the others are read from files or shown to people."""

ANSWERS: list[tuple[Any, type[BaseModel], type[BaseModel]]] = [
    (Answer, Receipt, Refusal),
    (MatterAnswer, MatterReceipt, MatterRefusal),
    (PaperAnswer, PaperReceipt, PaperRefusal),
    (RegisterAnswer, RegisterReceipt, RegisterRefusal),
]


def _kinds(base: type[BaseModel]) -> set[type[BaseModel]]:
    """Return every model of ours below this base, but for those that are only inherited from."""
    below = {kind for child in base.__subclasses__() for kind in {child, *_kinds(child)}}
    ours = (kind for kind in below if kind.__module__.startswith(("schemas.", "domain.gates.")))
    return {kind for kind in ours if not kind.__name__.startswith("_")}


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


@pytest.mark.parametrize(("answer", "receipt", "refusal"), ANSWERS)
def test_an_answer_is_told_by_its_word(
    answer: Any,  # noqa: ANN401 - a union of models
    receipt: type[BaseModel],
    refusal: type[BaseModel],
) -> None:
    """Receipt and refusal are never taken for each other."""
    answers = [example for example in EXAMPLES if type(example) in {receipt, refusal}]
    adapter = TypeAdapter[Any](answer)

    assert {receipt, refusal} == set(map(type, answers))
    assert answers == [adapter.validate_json(adapter.dump_json(answer)) for answer in answers]
    with pytest.raises(ValidationError, match="answer"):
        adapter.validate_python({"answer": "perhaps"})


def test_an_act_on_the_register_is_told_by_its_word() -> None:
    """Nobody is appointed by what was sent as a dismissal."""
    kinds = {AppointmentAct, DismissalAct, DelegationAct, RevocationAct}
    acts = [example for example in EXAMPLES if type(example) in kinds]
    adapter = TypeAdapter[Any](RegisterAct)

    assert kinds == set(map(type, acts))
    assert acts == [adapter.validate_json(adapter.dump_json(act)) for act in acts]


@pytest.mark.parametrize("kind", sorted({type(example) for example in EXAMPLES}, key=_name), ids=_name)
def test_every_optional_field_is_tried_with_a_value(kind: type[Exchanged]) -> None:
    """What the examples only ever leave out could be lost on its way without being missed."""
    examples_of_it = [example for example in EXAMPLES if isinstance(example, kind)]
    own = {name: kind.model_fields[name] for name in kind.__annotations__ if name in kind.model_fields}
    optional = {
        name: field.get_default(call_default_factory=True)
        for name, field in own.items()
        if not field.is_required() and get_origin(field.annotation) is not Literal
    }
    tried = {
        name
        for name, left_out in optional.items()
        for one in examples_of_it
        if getattr(one, name) != left_out
    }

    assert optional.keys() == tried


def test_a_request_without_the_optional_parts_is_whole() -> None:
    """An older process that does not know an optional field sends a request all the same."""
    sparse = REQUEST.model_dump(mode="json")
    del sparse["rule_set"], sparse["content"]["nominee"]["nominee_id"]
    read = type(REQUEST).model_validate(sparse)

    assert (None, None) == (read.rule_set, read.content.nominee.nominee_id)
