"""A bundle's parts have one spelling, and the way back gives the same bundle."""

from collections.abc import Callable
from functools import cache

import pytest

from domain.bundle import BundleError, bundle_of, manifest_hash, parts_of, rule_set_files, rule_set_text
from domain.bundle_summary import summary_of
from schemas.bundle import BundleCode
from tests.unit.domain.bundles import Case

Parts = dict[str, bytes]


@cache
def _parts() -> Parts:
    bundle = Case().bundle()
    return parts_of(bundle, summary_of(bundle))


def _with(path: str, content: bytes) -> Callable[[Parts], Parts]:
    return lambda parts: parts | {path: content}


def _without(path: str) -> Callable[[Parts], Parts]:
    return lambda parts: {name: each for name, each in parts.items() if name != path}


def _reordered(parts: Parts) -> Parts:
    return dict(sorted(parts.items(), reverse=True))


def test_the_way_back_gives_the_same_parts() -> None:
    """Nothing is lost or added between writing a bundle and reading it."""
    parts = _parts()
    again = parts_of(bundle_of(parts), parts["summary.html"].decode())

    assert (list(parts.items()), manifest_hash(parts)) == (list(again.items()), manifest_hash(again))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (_without("manifest.json"), BundleCode.PART_MISSING),
        (_without("record.json"), BundleCode.PART_MISSING),
        (_without("summary.html"), BundleCode.PART_MISSING),
        (_with("more.txt", b""), BundleCode.PART_UNKNOWN),
        (_reordered, BundleCode.PART_UNKNOWN),
        (_with("checkpoint.txt", b"other"), BundleCode.PART_ALTERED),
        (_with("manifest.json", b"{}"), BundleCode.BUNDLE_UNREADABLE),
        (_with("manifest.json", b"\xff"), BundleCode.BUNDLE_UNREADABLE),
    ],
)
def test_parts_that_are_no_bundle_are_refused(change: Callable[[Parts], Parts], code: BundleCode) -> None:
    """What is missing, added, moved or altered is named before anything in it is believed."""
    with pytest.raises(BundleError) as refused:
        bundle_of(change(_parts()))

    assert code == refused.value.finding.code


def test_the_manifest_itself_has_one_spelling() -> None:
    """A blank in the list of hashes cannot hide in a bundle."""
    spaced = _parts()["manifest.json"].replace(b":", b": ", 1)
    with pytest.raises(BundleError) as refused:
        bundle_of(_parts() | {"manifest.json": spaced})

    assert BundleCode.BUNDLE_ALTERED == refused.value.finding.code


def test_a_rule_set_is_one_text_and_its_files_again() -> None:
    """The files that people read are the bytes that the digest in the ledger is over."""
    files = {"rule_set.yaml": "tên: thử".encode(), "levels.yaml": b""}

    assert files == rule_set_files(rule_set_text(files))
    for text in (b"name\x00", b"name\x00text"):
        with pytest.raises(ValueError, match="rule set"):
            rule_set_files(text)


def test_the_summary_escapes_what_people_wrote() -> None:
    """Whoever opens the page runs nothing, whatever stands in a nomination."""
    case = Case()
    evidence = case.bundle().evidence
    content = evidence.state.request.content.model_copy(update={"achievement": "<script>alert('x')</script>"})
    request = evidence.state.request.model_copy(update={"content": content})
    state = evidence.state.model_copy(update={"request": request})
    object.__setattr__(bundle := case.bundle(), "evidence", evidence.model_copy(update={"state": state}))
    page = summary_of(bundle)

    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "default-src 'none'" in page


def test_the_summary_tells_in_both_languages_what_happened() -> None:
    """A lawyer reads the outcome, each decision and its key, and how to check it."""
    page = _parts()["summary.html"].decode()

    for text in (
        "người đề nghị đã rút",
        "withdrawn",
        "Quyết định",
        "Decision",
        "verify-bundle",
        "ward-chair",
    ):
        assert text in page
