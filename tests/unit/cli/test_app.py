"""The one place where errors become a line and an exit code."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError
from temporalio.service import RPCError, RPCStatusCode
from typer.core import TyperGroup
from typer.main import get_command

import cli.app
from adapters.dossier_files import DossierError
from adapters.gateway import NoAnswerError, UnknownNominationError, WorkflowLostError
from adapters.local_postgres import EmbeddedServerError
from adapters.temporal import TemporalUnavailableError
from cli.connection import NoServersError
from domain.errors import RuleSetError, StorageUnavailableError
from schemas.text import Line


def _raising(error: BaseException) -> Callable[[], None]:
    def verb() -> None:
        raise error

    return verb


def _invalid() -> ValidationError:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(Line).validate_python("")
    return caught.value


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (NoServersError("no servers run"), 1, "no servers run"),
        (TemporalUnavailableError("does not answer"), 1, "does not answer"),
        (StorageUnavailableError("is away"), 1, "is away"),
        (UnknownNominationError("not called so"), 1, "not called so"),
        (NoAnswerError("no worker answered"), 1, "no worker answered"),
        (WorkflowLostError("no workflow"), 1, "no workflow"),
        (EmbeddedServerError("does not start"), 1, "does not start"),
        (DossierError("cannot be read"), 1, "cannot be read"),
        (RuleSetError("no such field"), 1, "no such field"),
        (PermissionError(13, "Permission denied", ".local"), 1, "Permission denied: '.local'"),
        (RPCError("gone", RPCStatusCode.UNAVAILABLE, b""), 1, "Temporal answered UNAVAILABLE: gone"),
        (_invalid(), 2, "is empty; fill it in"),
    ],
)
def test_each_kind_of_error_is_one_line_and_a_code(
    error: Exception,
    code: int,
    line: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A person reads on stderr what went wrong, and a script can tell "no" from "wrong usage"."""
    monkeypatch.setattr(cli.app, "app", _raising(error))
    found = cli.app.run()
    printed = capsys.readouterr()

    assert (code, "") == (found, printed.out)
    assert line in printed.err
    assert 1 == len(printed.err.splitlines())
    assert printed.err.startswith("starter.py: ")
    assert "Value error" not in printed.err


def test_a_fault_of_the_program_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is neither the user's nor the servers' doing must be seen as the defect that it is."""
    monkeypatch.setattr(cli.app, "app", _raising(KeyError("seq")))
    with pytest.raises(KeyError):
        cli.app.run()


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["conjure"],
        ["decide", "n-1", "--as", "ward-chair"],
        ["decide", "n-1", "--as", "ward-chair", "--verdict", "perhaps"],
        ["list", "--status", "lost"],
        ["demo", "--pace", "-1"],
    ],
)
def test_wrong_usage_is_told_from_a_refusal(
    words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A typing error in a script is not taken for an answer from the record."""
    monkeypatch.setattr(sys, "argv", ["starter.py", *words])
    found = cli.app.run()
    printed = capsys.readouterr()

    assert (2, "") == (found, printed.out)
    assert printed.err.startswith("Usage: ")


VERBS = {
    *("demo", "up", "down", "keys", "submit", "resubmit", "withdraw"),
    *("inbox", "decide", "show", "list", "history", "verify"),
    *("check-papers", "appraise", "opinion", "comment", "resolve-comment"),
    *("rule-on-eligibility", "claim-quota", "eligible"),
    *("recuse", "suspend", "resume", "reassign", "propose-lower", "answer-lower", "migrate"),
    *("object", "settle-objection", "objections", "council", "export", "rules"),
    *("appoint", "dismiss", "delegate", "revoke-delegation", "people"),
    *("awards", "grants", "revocation", "dossier", "campaign", "erase", "attach", "attachment"),
    *("audit", "codec"),
}
"""What the program can do; `BELOW` are the verbs of those that have some of their own."""


BELOW = {
    *(f"keys {verb}" for verb in ("found", "new", "enrol", "rotate", "revoke", "cosign", "list", "try-out")),
    *(f"attachment {verb}" for verb in ("get", "list")),
    *(f"codec {verb}" for verb in ("keys", "add", "use", "token", "list")),
    *(f"revocation {verb}" for verb in ("open", "decide", "recovered", "show", "list")),
    *(f"grants {verb}" for verb in ("import", "show", "list", "present", "correct", "complete")),
    *(f"dossier {verb}" for verb in ("submit", "show", "list", "hand-over", "gather", "way")),
    *(f"campaign {verb}" for verb in ("launch", "pledge", "report", "close", "show", "list", "summary")),
    *(f"audit {verb}" for verb in ("proof", "receipt", "checkpoint", "check-proof")),
    *("council call", "council list", "council paper", "council vote", "council show"),
    *("audit export", "audit reconcile", "audit verify-bundle"),
    *("export campaign", "export dossier", "export grants", "export roll", "rules check", "rules diff"),
}


def _all_verbs() -> dict[str, Any]:
    """Return every verb by its words, also those below another one."""
    found: dict[str, Any] = {}
    waiting: list[tuple[str, Any]] = [("", get_command(cli.app.app))]
    while waiting:
        words, verb = waiting.pop()
        below: dict[str, Any] = dict(verb.commands) if isinstance(verb, TyperGroup) else {}
        waiting += [(f"{words} {name}".strip(), one) for name, one in below.items()]
        found |= {} if below else {words: verb}
    return found


def test_every_verb_has_help(repository: Path) -> None:
    """Whoever has only the program can find out what it does."""
    helped = subprocess.run(
        [sys.executable, "starter.py", "--help"], cwd=repository, capture_output=True, text=True, check=True
    )
    listed = helped.stdout.partition("Commands:")[2].splitlines()
    verbs = {line.split()[0] for line in listed if line.startswith("  ") and line[2] != " "}

    assert VERBS == verbs == {words.split()[0] for words in _all_verbs()}


def test_the_verbs_below_council_and_rules_are_known() -> None:
    """What people can do with lists of councils and with rule sets is told one level down."""
    assert BELOW == {words for words in _all_verbs() if " " in words}


@pytest.mark.parametrize("words", sorted(_all_verbs()))
def test_a_verb_says_what_it_does_and_what_it_takes(words: str) -> None:
    """Each has a sentence of help, and so has each of its arguments and options."""
    verb = _all_verbs()[words]
    unsaid = [one.name for one in verb.params if one.name != "help" and not getattr(one, "help", None)]

    assert verb.help
    assert verb.help.strip().endswith(".")
    assert [] == unsaid
