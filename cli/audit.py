"""`starter.py audit ...`: what an auditor takes away, and checks without asking anybody."""

import typer

from cli import audit_bundle, audit_proof, audit_reconcile


def add_verbs(app: typer.Typer) -> None:
    """Add the group with its verbs."""
    group = typer.Typer(help="Proofs, bundles and comparisons for auditors.", no_args_is_help=True)
    for verbs in (audit_bundle, audit_proof, audit_reconcile):
        verbs.add_verbs(group)
    app.add_typer(group, name="audit")
