"""A bundle's file has one spelling: no byte of it changes unseen, not even one that no program looks at."""

from io import BytesIO
from random import Random
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from adapters.bundle_file import BundleFileError, pack, unpack

PARTS = {"manifest.json": b'{"v":1}', "histories/1.json": b"{}" * 20, "summary.html": "hồ sơ".encode()}


def _refused(data: bytes) -> bool:
    try:
        unpack(data)
    except BundleFileError:
        return True
    return False


def test_parts_come_back_as_they_were_put_in() -> None:
    """The same parts make the same file, and the file gives them back in their order."""
    assert pack(PARTS) == pack(dict(PARTS))
    assert list(PARTS.items()) == list(unpack(pack(PARTS)).items())


def test_every_changed_bit_is_refused() -> None:
    """Contents, names, dates, checksums, lengths: each bit of the file counts."""
    data = pack(PARTS)
    flips = [(place, bit) for place in range(len(data)) for bit in range(8)]
    passed = [
        flip
        for flip in flips
        if not _refused(data[: flip[0]] + bytes([data[flip[0]] ^ 1 << flip[1]]) + data[flip[0] + 1 :])
    ]

    assert [] == passed


def test_what_is_cut_or_added_is_refused() -> None:
    """A file that ends early, goes on, or is random bytes is no bundle, and no error of the program."""
    data, chance = pack(PARTS), Random(5)  # noqa: S311 - cases, not secrets
    cut = [data[:end] for end in range(len(data))]
    added = [data + b"\x00", b"\x00" + data, data + data]
    wild = [chance.randbytes(chance.randrange(200)) for _ in range(500)]

    assert all(_refused(each) for each in (*cut, *added, *wild))


@pytest.mark.parametrize("mode", ["compressed", "commented", "named twice"])
def test_another_spelling_of_the_same_parts_is_refused(mode: str) -> None:
    """What a zip can carry besides is not let in, for nobody would check it."""
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED if mode == "compressed" else 0) as archive:
        for path, content in PARTS.items():
            archive.writestr(path, content)
        if mode == "commented":
            archive.comment = b"more"
        if mode == "named twice":
            with pytest.warns(UserWarning, match="Duplicate"):
                archive.writestr("summary.html", b"")

    assert _refused(target.getvalue())
