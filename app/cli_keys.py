"""API keys from the command line."""

from __future__ import annotations

import click

from app.kernel.errors import Conflict
from app.kernel.messages import say


def add_commands(splot: click.Group) -> None:
    """Hang the commands of this module on ``splot``."""
    splot.add_command(key)


@click.group()
def key() -> None:
    """Keys with which programs sign in to the REST API."""


@key.command("add")
@click.argument("user")
@click.option("--name", default="Command line", help="What the key is for.")
def key_add(user: str, name: str) -> None:
    """Make a key for USER and print it, this once."""
    from app.cli import make_app
    from app.domain.accounts import user_named
    from app.kernel.database import db, write_intent

    app = make_app()
    with app.app_context(), write_intent():
        owner = user_named(db.session, user)
        if not owner.active:
            raise Conflict(say("%(name)s cannot sign in. Activate the user first.", name=user), "user")
        made = app.appbuilder.sm.create_api_key(owner, name[:256])  # type: ignore[attr-defined]
    if made is None:
        raise click.ClickException("The key could not be stored; the log says why.")
    click.echo(made["key"])
