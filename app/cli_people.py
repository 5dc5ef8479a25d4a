"""``splot user`` and ``splot role``: who can sign in, and what roles there are."""

from __future__ import annotations

import click

from app.cli import as_system_writer, make_app


@click.command("list")
def user_list() -> None:
    """Users with their roles."""
    from sqlalchemy import select

    from app.domain.accounts import roles_of
    from app.models import User

    with as_system_writer(make_app()) as session:
        for one in session.scalars(select(User).order_by(User.username)):
            roles = ", ".join(sorted(role.name for role in roles_of(one).values())) or "no role"
            click.echo(f"{one.username}\t{one!r}\t{roles}\t{'can sign in' if one.active else 'disabled'}")


@click.command("disable")
@click.argument("name")
def user_disable(name: str) -> None:
    """Let somebody sign in no more, and end their sessions."""
    from app.domain.accounts import user_named
    from app.domain.users import disable_user
    from app.models import Operation, Via
    from app.records.changes import change_set

    with as_system_writer(make_app()) as session, change_set(session, Operation.EDITED, Via.COMMAND):
        disable_user(session, user_named(session, name).id)
    click.echo(f"{name} can no longer sign in.")


@click.group()
def role() -> None:
    """What users may do."""


@role.command("list")
def role_list() -> None:
    """Roles with the number of users who have them."""
    from app.domain.role_changes import holders, roles_in_order

    with as_system_writer(make_app()) as session:
        held = holders(session)
        for one in roles_in_order(session):
            click.echo(f"{one.name}\t{held[one.id].count}")


def add_commands(splot: click.Group) -> None:
    """Put them among the others."""
    users = splot.commands["user"]
    assert isinstance(users, click.Group)
    users.add_command(user_list)
    users.add_command(user_disable)
    splot.add_command(role)
