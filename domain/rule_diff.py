"""What one rule set says otherwise than another, entry by entry, in words."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from pydantic import TypeAdapter

from domain.award_words import cash_said
from domain.condition_words import quota_said, said
from domain.words import Words
from schemas.conditions import Predicate, QuotaRule
from schemas.rule_preview import ChangeKind, RuleChange
from schemas.rules import CashReward, RuleSet

_NAMED_BY = (
    "body",
    "code",
    "level",
    "procedure",
    "gate",
    "condition",
    "criterion",
    "paper",
    "person",
    "citation",
)
"""The fields by which an entry of a list is known; the first that it has is its name."""

_PREDICATE: TypeAdapter[Predicate] = TypeAdapter(Predicate)
_RULE_FIELDS = frozenset({"predicate", "share", "individual", "collective"})
"""The fields by which a predicate, a quota and a cash reward are known."""
_Entries = Sequence[Mapping[str, Any]]


def changes_between(old: RuleSet, new: RuleSet) -> tuple[RuleChange, ...]:
    """Return everything that `new` says otherwise than `old`, in the order of the files; () if nothing."""
    before, after = (
        each.model_dump(mode="json", exclude_none=True, exclude={"digest"}) for each in (old, new)
    )
    return tuple(_compare("", before, after))


def _compare(place: str, old: Any, new: Any) -> Iterator[RuleChange]:  # noqa: ANN401 - any JSON
    if _is_rule(old) and _is_rule(new) and _text(old) != _text(new):
        yield _changed(place, old, new)
    elif isinstance(old, Mapping) and isinstance(new, Mapping):
        yield from _compare_fields(place, cast("Mapping[str, Any]", old), cast("Mapping[str, Any]", new))
    elif _is_named(old) and _is_named(new):
        before, after = _by_name(cast("_Entries", old)), _by_name(cast("_Entries", new))
        yield from _compare_fields(place, before, after)
        if set(before) == set(after) and list(before) != list(after):
            yield _changed(place, list(before), list(after))
    elif old != new:
        yield _changed(place, old, new)


def _compare_fields(place: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[RuleChange]:
    for field in dict.fromkeys((*old, *new)):
        where = f"{place}.{field}" if place else field
        if field not in new:
            yield _gone(where, old[field])
        elif field not in old:
            yield _come(where, new[field])
        else:
            yield from _compare(where, old[field], new[field])


def _is_named(value: Any) -> bool:  # noqa: ANN401 - any JSON
    """Return whether this is a list of entries that each have a name, or an empty list."""
    return isinstance(value, list) and all(
        isinstance(entry, dict) and not set(cast("dict[str, Any]", entry)).isdisjoint(_NAMED_BY)
        for entry in cast("list[object]", value)
    )


def _by_name(entries: _Entries) -> dict[str, Any]:
    """Return the entries by their names; each role of a person is one; repeats are numbered."""
    found: dict[str, Any] = {}
    for entry in entries:
        name = next(str(entry[field]) for field in _NAMED_BY if field in entry)
        if "role" in entry:
            name = f"{name} ({entry['role']})"
        again = sum(known == name or known.startswith(f"{name} #") for known in found)
        found[f"{name} #{again + 1}" if again else name] = entry
    return found


def _come(place: str, value: Any) -> RuleChange:  # noqa: ANN401 - any JSON
    told = _brief(value)
    return RuleChange(
        place=place, kind=ChangeKind.ADDED, vi=f"Thêm {place}{told.vi}.", en=f"{place} is new{told.en}."
    )


def _gone(place: str, value: Any) -> RuleChange:  # noqa: ANN401 - any JSON
    told = _brief(value)
    return RuleChange(
        place=place, kind=ChangeKind.REMOVED, vi=f"Bỏ {place}{told.vi}.", en=f"{place} is gone{told.en}."
    )


def _changed(place: str, old: Any, new: Any) -> RuleChange:  # noqa: ANN401 - any JSON
    before, after = _text(old), _text(new)
    return RuleChange(
        place=place,
        kind=ChangeKind.CHANGED,
        vi=f"{place}: đổi từ {before.vi} thành {after.vi}.",
        en=f"{place}: {after.en} instead of {before.en}.",
    )


def _brief(value: Any) -> Words:  # noqa: ANN401 - any JSON
    """Return a short value after a colon; what has parts of its own is not told in full."""
    if isinstance(value, dict) and "holds" in value:
        value = cast("dict[str, Any]", value)["holds"]
    if not _is_rule(value) and (isinstance(value, dict) or _is_named(value)):
        return Words("", "")
    told = _text(value)
    return Words(f": {told.vi}", f": {told.en}")


def _text(value: Any) -> Words:  # noqa: ANN401 - any JSON
    if _is_rule(value):
        return _rule_said(value)
    if isinstance(value, list):
        text = ", ".join(map(str, cast("list[Any]", value))) or "-"
    else:
        text = str(value).lower() if isinstance(value, bool) else str(value)
    return Words(text, text)


def _is_rule(value: Any) -> bool:  # noqa: ANN401 - any JSON
    """Return whether this is a predicate, a quota or a cash reward: told as a whole, in words."""
    return isinstance(value, dict) and not _RULE_FIELDS.isdisjoint(cast("dict[str, Any]", value))


def _rule_said(value: Any) -> Words:  # noqa: ANN401 - any JSON
    if "predicate" in value:
        return said(_PREDICATE.validate_python(value))
    if "share" in value:
        return quota_said(QuotaRule.model_validate(value))
    return cash_said(CashReward.model_validate(value))
