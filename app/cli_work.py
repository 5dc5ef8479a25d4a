"""Commands that do the daily work: demo data, import, jobs, serving."""

from __future__ import annotations

import click


def add_commands(splot: click.Group) -> None:
    """Hang the commands of this module on ``splot``."""
