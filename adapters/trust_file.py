"""The file in which an auditor keeps what they trust: YAML or JSON of `schemas.trust.Trust`."""

from pathlib import Path

from pydantic import ValidationError

from adapters.strict_yaml import load_strictly
from domain.errors import VinhDanhError
from schemas.trust import Trust


class TrustFileError(VinhDanhError):
    """A trust file cannot be used; the text says where and what to do."""


def read_trust(path: Path) -> Trust:
    """Read what an auditor trusts.

    Raises:
        TrustFileError: it is no such file; the text names the fault.
        OSError: it cannot be read.
    """
    try:
        return Trust.model_validate(load_strictly(path.read_bytes()))
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
        message = (
            f"{path.name}: {faults}; a trust file has log, witnesses and registrar, as far as they are known"
        )
        raise TrustFileError(message) from None
    except ValueError as error:
        message = f"{path.name}: is not YAML: {error}"
        raise TrustFileError(message) from None
