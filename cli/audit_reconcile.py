"""Verbs of `starter.py audit`."""

import typer


def add_verbs(group: typer.Typer) -> None:
    """Add these verbs."""
    _ = group
