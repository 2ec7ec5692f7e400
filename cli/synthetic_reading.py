"""Reading what a step of a synthetic case gives: names that lead to ids, and fields that make an act."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from pydantic import ValidationError

from cli.play import DemoError
from cli.synthetic_play import Play

ReadT = TypeVar("ReadT")


def given_fields(play: Play, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a step gives, with every name in it looked up.

    {id_of: NAME} is the id of the act with that name, {grant_of: REF} the grant that the case REF conferred.

    Raises:
        DemoError: no act before this one has the name.
    """
    return {name: _looked_up(play, value) for name, value in given.items()}


def read_as(read: Callable[[dict[str, Any]], ReadT], fields: dict[str, Any]) -> ReadT:
    """Return what `read` makes of these fields.

    Raises:
        DemoError: it cannot; the text names the field.
    """
    try:
        return read(fields)
    except ValidationError as error:
        fault = error.errors()[0]
        message = f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}"
        raise DemoError(message) from None


def _looked_up(play: Play, value: object) -> object:
    if not isinstance(value, dict):
        return value
    match list(cast("dict[str, object]", value).items()):
        case [("id_of", name)]:
            return _id_of(play, str(name))
        case [("grant_of", ref)]:
            return f"{play.request.dossier_id}-{ref}".lower()
        case _:
            return cast("object", value)


def _id_of(play: Play, name: str) -> UUID:
    if name not in play.acts:
        message = f'no act before this one has the id "{name}"; correct id_of'
        raise DemoError(message)
    return play.acts[name]
