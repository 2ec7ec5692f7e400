"""Which code this is: the hash of everything that a workflow's outcome can depend on."""

from functools import cache
from hashlib import sha256
from pathlib import Path

_ROOT = Path(__file__).parent.parent
_DECIDING = ("workflows", "domain", "schemas", "activities")
_DIGITS = 16


@cache
def build_id() -> str:
    """Return the first digits of the SHA-256 over the code of workflows, rules and vocabulary.

    Two installations with the same build id run the same code, whatever their version is called.
    """
    digest = sha256()
    for path in sorted(path for folder in _DECIDING for path in (_ROOT / folder).rglob("*.py")):
        digest.update(path.relative_to(_ROOT).as_posix().encode() + b"\x00" + path.read_bytes() + b"\x00")
    return digest.hexdigest()[:_DIGITS]
