"""What an officer found at the appraisal, as written in a file or in options."""

from pathlib import Path

from pydantic import Field, ValidationError

from adapters.strict_yaml import load_strictly
from domain.errors import VinhDanhError
from domain.gates.appraisal import Found, Met
from schemas.base import Written
from schemas.text import Code, Line, Prose


class FindingsError(VinhDanhError):
    """Findings cannot be read; the text says where and what to do."""


class WrittenFinding(Written):
    """One criterion; a pass names its evidence, a fail its evidence or says why."""

    criterion: Code
    met: Met
    evidence: Line | None = None
    note: Prose | None = None


class Sheet(Written):
    """An appraisal sheet (phiếu thẩm định) as a file holds it; the conclusion follows from the findings."""

    findings: tuple[WrittenFinding, ...] = Field(min_length=1, max_length=100)
    note: Prose | None = None

    def found(self) -> tuple[Found, ...]:
        """Return the findings as they are sent."""
        return tuple(Found.model_validate(finding.model_dump()) for finding in self.findings)


def read_sheet(path: Path) -> Sheet:
    """Read a sheet from YAML or JSON.

    Raises:
        FindingsError: it is not one; the text names file, place and fault.
        OSError: it cannot be read.
    """
    try:
        return Sheet.model_validate(load_strictly(path.read_bytes()))
    except ValidationError as error:
        faults = (f"{_place(fault['loc'])}: {_words(fault['msg'])}" for fault in error.errors())
        message = f"{path.name}: {'; '.join(faults)}; a sheet has findings, each with criterion and met"
        raise FindingsError(message) from None
    except ValueError as error:
        message = f"{path.name}: is not YAML: {error}"
        raise FindingsError(message) from None


def sheet_from(met: list[str], failed: list[str]) -> Sheet:
    """Return the sheet that options tell of, each as CODE=TEXT: the evidence of a pass, the note of a fail.

    Raises:
        FindingsError: one is not written so.
    """
    passes = (_finding(option, "--met", "evidence", Met.PASS) for option in met)
    fails = (_finding(option, "--failed", "note", Met.FAIL) for option in failed)
    return Sheet(findings=(*passes, *fails))


def is_eligible(findings: tuple[Found, ...]) -> bool:
    """Return the conclusion: eligible when every criterion is met."""
    return all(finding.met is Met.PASS for finding in findings)


def _finding(option: str, name: str, field: str, met: Met) -> WrittenFinding:
    criterion, _, text = option.partition("=")
    try:
        return WrittenFinding.model_validate({"criterion": criterion, "met": met, field: text})
    except ValidationError:
        message = f'{name} is written as CODE="the {field}", such as tax="certificate 12 of the tax office"'
        raise FindingsError(message) from None


def _place(location: tuple[int | str, ...]) -> str:
    return ".".join(str(step + 1) if isinstance(step, int) else step for step in location) or "the sheet"


def _words(text: str) -> str:
    return text.removeprefix("Value error, ").replace("Extra inputs are not permitted", "is not known here")
