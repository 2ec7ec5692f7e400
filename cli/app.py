"""The command line as a whole: its verbs, and the one place where errors become a line and an exit code."""

import sys

import typer
from pydantic import ValidationError
from temporalio.service import RPCError

from cli import (
    acts,
    audit,
    auditor,
    campaign,
    catalogue,
    codec,
    council,
    demo,
    dossier,
    eligibility,
    eligible,
    erasure,
    export,
    grants,
    interventions,
    keys,
    nominator,
    objections,
    operator,
    registrar,
    reviewer,
    revocation,
    rules,
)
from cli.codes import in_plain_words
from domain.errors import VinhDanhError

ANSWER_IS_NO, WRONG_USAGE = 1, 2


def _exit(code: int) -> None:
    raise typer.Exit(code)


app = typer.Typer(
    name="starter.py",
    help="Vinh Danh: commendation approvals (thi đua, khen thưởng), from the ward to the state.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    result_callback=_exit,
)
_OF_A_CASE = (nominator, reviewer, acts, eligibility, interventions, council, objections, revocation)
_OF_OFFICES = (dossier, campaign, registrar, keys, grants, erasure)
_OF_WHOEVER_LOOKS = (auditor, audit, eligible, export, rules, catalogue)
for persona in (demo, operator, codec, *_OF_A_CASE, *_OF_OFFICES, *_OF_WHOEVER_LOOKS):
    persona.add_verbs(app)


def run() -> int:
    """Run the verb and return its exit code: 0 done, 1 the answer is no, 2 wrong usage."""
    try:
        app()
    except SystemExit as done:
        return done.code if isinstance(done.code, int) else ANSWER_IS_NO
    except VinhDanhError as error:
        return _complain(str(error))
    except RPCError as error:
        return _complain(f"Temporal answered {error.status.name}: {error.message}; try again, or run verify")
    except ValidationError as error:
        return _complain("; ".join(_plainly(error)), WRONG_USAGE)
    except OSError as error:
        return _complain(f"{error.strerror or error}{f': {error.filename!r}' if error.filename else ''}")
    return 0


def _complain(text: str, code: int = ANSWER_IS_NO) -> int:
    print(f"starter.py: {text}", file=sys.stderr)
    return code


def _plainly(error: ValidationError) -> list[str]:
    return [in_plain_words(fault) for fault in error.errors()]
