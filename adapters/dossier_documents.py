"""Dossiers written as YAML or JSON.

Scalars are left as the text that stands there (YAML would turn the number 010 into 8 and NO into false),
and only the dossier's models say what they mean. Anchors and tags have no place in a form to fill in.
"""

import json
import re
from collections.abc import Iterable, Iterator
from typing import cast

import yaml

from adapters.dossier_faults import (
    REPEATED,
    DossierError,
    WrittenDossier,
    WrittenRow,
    listed,
    shown,
    validated,
)
from schemas.dossier import DossierFile, NominationRow, RowFault

_LOADER = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
_NULLS = {"", "~", "null", "Null", "NULL"}
_MAX_DEPTH = 8
_REFUSED_CHARACTERS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")


def decoded(raw: bytes) -> str:
    """Return the text of a UTF-8 file, with or without a byte order mark.

    Raises:
        DossierError: it is not UTF-8.
    """
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        message = f"line {line}: is not UTF-8 text; save the file as UTF-8"
        raise DossierError(message) from None


def read_yaml(raw: bytes) -> WrittenDossier:
    """Read a YAML dossier.

    Raises:
        DossierError: it is not YAML, or its header is wrong.
    """
    return _dossier_in(yaml_document(raw))


def yaml_document(raw: bytes) -> object:
    """Return what a YAML file holds, every scalar as the text that stands there.

    Raises:
        DossierError: it is not YAML, or more than one document.
    """
    text = _printable(decoded(raw))
    try:
        return _only_document(yaml.parse(text, Loader=_LOADER))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"line {mark.line + 1}: " if mark else ""
        message = f"{place}is not YAML ({error.problem or error.context}); correct it"
        raise DossierError(message) from None
    except (yaml.YAMLError, ValueError, OverflowError):
        # The parser written in Python lets these out of an escape such as "\\U00110000".
        message = "is not YAML; look for a backslash between double quotes"
        raise DossierError(message) from None


def read_json(raw: bytes) -> WrittenDossier:
    """Read a JSON dossier.

    Raises:
        DossierError: it is not JSON, or its header is wrong.
    """
    return _dossier_in(json_document(raw))


def json_document(raw: bytes) -> object:
    """Return what a JSON file holds, every number as the text that stands there.

    Raises:
        DossierError: it is not JSON.
    """
    text = _printable(decoded(raw))
    try:
        return json.loads(
            text, parse_int=str, parse_float=str, parse_constant=str, object_pairs_hook=_mapping
        )
    except json.JSONDecodeError as error:
        message = f"line {error.lineno}: is not JSON ({error.msg}); correct it"
        raise DossierError(message) from None
    except RecursionError:
        message = "is nested too deeply to be a dossier"
        raise DossierError(message) from None


def _printable(text: str) -> str:
    """Refuse here what the parsers refuse in words of their own, or without a line."""
    found = _REFUSED_CHARACTERS.search(text)
    if found is None:
        return text
    line = text.count("\n", 0, found.start()) + 1
    position = found.start() - text.rfind("\n", 0, found.start())
    message = (
        f"line {line}: has a control character (U+{ord(found[0]):04X}) at position {position}; remove it"
    )
    raise DossierError(message)


def _only_document(events: Iterator[yaml.Event]) -> object:
    documents = list[object]()
    for event in events:
        if documents and isinstance(event, yaml.DocumentStartEvent):
            message = f"line {_line_of(event)}: a second document starts here; a file holds one dossier"
            raise DossierError(message)
        if isinstance(event, yaml.NodeEvent):
            documents.append(_value(event, events, 0))
    return documents[0] if documents else None


def _value(event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> object:
    _refuse_unless_plain(event, depth)
    if isinstance(event, yaml.SequenceStartEvent):
        return [_value(item, events, depth + 1) for item in _until(yaml.SequenceEndEvent, events)]
    if isinstance(event, yaml.MappingStartEvent):
        return _mapping(_pairs(events, depth + 1))
    scalar = cast("yaml.ScalarEvent", event)
    plain, _quoted = scalar.implicit
    return None if plain and scalar.value in _NULLS else scalar.value


def _pairs(events: Iterator[yaml.Event], depth: int) -> Iterator[tuple[str, object]]:
    for event in _until(yaml.MappingEndEvent, events):
        name = _value(event, events, depth)
        if not isinstance(name, str):
            message = f"line {_line_of(event)}: the name of a field must be text"
            raise DossierError(message)
        yield name, _value(next(events), events, depth)


def _until(end: type[yaml.Event], events: Iterator[yaml.Event]) -> Iterator[yaml.Event]:
    for event in events:
        if isinstance(event, end):
            return
        yield event


def _refuse_unless_plain(event: yaml.Event, depth: int) -> None:
    if depth > _MAX_DEPTH:
        message = f"line {_line_of(event)}: is nested too deeply to be a dossier"
        raise DossierError(message)
    if getattr(event, "anchor", None) or getattr(event, "tag", None):
        message = f"line {_line_of(event)}: has an anchor, alias or tag (&, *, !); write the text out"
        raise DossierError(message)


def _line_of(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _mapping(pairs: Iterable[tuple[str, object]]) -> dict[str, object]:
    """Return the fields under names that can be shown; one that is given twice is marked, not dropped."""
    fields = dict[str, object]()
    for written, value in pairs:
        name = shown(written)
        fields[name] = REPEATED if name in fields else value
    return fields


def _dossier_in(document: object) -> WrittenDossier:
    if not isinstance(document, dict):
        message = "must hold fields such as dossier_id and nominations; see the examples"
        raise DossierError(message)
    fields = cast("dict[str, object]", document)
    nominations = fields.pop("nominations", None)
    header, faults = validated(DossierFile, fields, word="field")
    if header is None:
        raise DossierError(listed(faults, "field"))
    if not isinstance(nominations, list) or not nominations:
        message = "field nominations: must be a list of at least one nomination, given once"
        raise DossierError(message)
    rows = enumerate(cast("list[object]", nominations), start=1)
    return WrittenDossier(header, [_row(number, row) for number, row in rows])


def _row(number: int, row: object) -> WrittenRow:
    if isinstance(row, dict):
        return WrittenRow(number, cast("dict[str, object]", row))
    known = ", ".join(NominationRow.model_fields)
    return WrittenRow(number, {}, (RowFault(column="row", text=f"must hold columns: {known}"),))
