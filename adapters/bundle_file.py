"""Bundles as files: a zip that has one spelling only, so that no byte of it can change unseen.

Parts are stored as they are, in the order given, dated 1980 and without anything else that a zip may carry.
Whoever reads one writes it again from its parts and compares: also what no program looks at is covered.
Nothing is compressed, because a compressor may write other bytes in its next version.
"""

import struct
from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from domain.errors import VinhDanhError

MAX_BYTES = 512 * 1024 * 1024
"""A larger file is refused unread."""

_UNIX = 3
_UNREADABLE = (BadZipFile, ValueError, LookupError, EOFError, RuntimeError, OSError, struct.error)
_READABLE = 0o100644 << 16


class BundleFileError(VinhDanhError):
    """A file is no bundle, or was changed; the text says what to do."""


def pack(parts: Mapping[str, bytes]) -> bytes:
    """Return the zip that holds these parts, in their order; their paths are ASCII."""
    target = BytesIO()
    with ZipFile(target, "w", ZIP_STORED) as archive:
        for path, content in parts.items():
            archive.writestr(_header(path), content)
    return target.getvalue()


def unpack(data: bytes) -> dict[str, bytes]:
    """Return the parts of a bundle, in their order.

    Raises:
        BundleFileError: it is no zip, or not written as a bundle is.
    """
    if len(data) > MAX_BYTES:
        message = "it is larger than any bundle; ask for it again"
        raise BundleFileError(message)
    try:
        parts = _parts(data)
    except _UNREADABLE as error:
        message = f"it is no bundle, or was changed ({type(error).__name__}); ask for it again"
        raise BundleFileError(message) from None
    if not all(path.isascii() for path in parts) or pack(parts) != data:
        message = "it is not written as a bundle is: a byte of it was changed, or added; ask for it again"
        raise BundleFileError(message)
    return parts


def _parts(data: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(data)) as archive:
        for info in archive.infolist():
            if info.compress_type != ZIP_STORED or info.file_size != info.compress_size:
                message = "a part is compressed"
                raise ValueError(message)
        return {info.filename: archive.read(info) for info in archive.infolist()}


def _header(path: str) -> ZipInfo:
    header = ZipInfo(path)  # its date is 1980-01-01 unless told otherwise
    header.create_system = _UNIX
    header.external_attr = _READABLE
    return header
