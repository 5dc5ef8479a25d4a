"""``splot``: the command line. Exit status 0 for done, 1 for not done with a sentence on stderr, 2 for wrong usage."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import click
from flask import Flask
from sqlalchemy.exc import OperationalError, ProgrammingError

from app.cli_i18n import i18n
from app.kernel.errors import SplotError
from config import ConfigError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def splot() -> None:
    """Splot, a CRM that you host yourself."""


splot.add_command(i18n)


def make_app() -> Flask:
    """The application as the environment describes it."""
    from app import create_app

    return create_app()


@contextmanager
def as_system_writer(app: Flask) -> Iterator[Any]:
    """A session that sees everything and may write, committed at the end."""
    from app.kernel.database import db, write_intent
    from app.kernel.viewer import as_system

    with app.app_context(), write_intent(), as_system(db.engine) as session:
        yield session
        session.commit()


@splot.command()
def init() -> None:
    """Migrate the database, make roles and dictionaries, and the first administrator."""
    initialise(make_app())


def initialise(app: Flask) -> None:
    """What ``init`` does; prints the administrator's password if it had to make one."""
    from app.domain.accounts import add_user, has_users
    from app.domain.defaults import make_starting_entries
    from app.domain.roles import make_shipped_roles
    from app.kernel.database import db
    from app.models import Operation, Via
    from app.panel.security import hash_password
    from app.records.changes import change_set
    from app.schema import upgrade

    with app.app_context():
        upgrade(db.engine)
    with as_system_writer(app) as session, change_set(session, Operation.ADDED, Via.COMMAND):
        make_starting_entries(session)
        make_shipped_roles(session)
        if not has_users(session):
            given = app.config["SPLOT_ADMIN_PASSWORD"]
            password = given or secrets.token_urlsafe(9)
            add_user(session, "admin", "Admin", password, hash_password, name="Admin Splot")
            click.echo("Sign in as admin" + ("." if given else f" with the password {password}"))


@splot.group()
def user() -> None:
    """People who sign in."""


@user.command("add")
@click.argument("name")
@click.option("--role", "role_name", required=True)
@click.option("--password", required=True)
@click.option("--full-name", default="")
@click.option("--email", default="")
def user_add(name: str, role_name: str, password: str, full_name: str, email: str) -> None:
    """Add a user with one role."""
    from app.domain.accounts import add_user
    from app.panel.security import hash_password

    with as_system_writer(make_app()) as session:
        add_user(session, name, role_name, password, hash_password, name=full_name, email=email)
    click.echo(f"{name} can sign in.")


@user.command("forget-code")
@click.argument("name")
def user_forget_code(name: str) -> None:
    """Ask a user for no one-time code until a new one is set up."""
    from app.domain.accounts import user_named
    from app.domain.second_factor import forget_factor

    with as_system_writer(make_app()) as session:
        forget_factor(session, user_named(session, name).id)
    click.echo(f"{name} signs in with the password alone.")


@splot.command("set")
@click.argument("name", required=False)
@click.argument("value", required=False)
def set_(name: str | None, value: str | None) -> None:
    """Set a setting by name; alone, list them all."""
    from app.domain.settings import set_setting
    from app.kernel.settings import SETTINGS, get_setting
    from app.models import Operation, Via
    from app.records.changes import change_set

    with as_system_writer(make_app()) as session:
        if name is not None and value is not None:
            with change_set(session, Operation.EDITED, Via.COMMAND):
                set_setting(session, name, value)
        for known in SETTINGS if name is None else [name]:
            click.echo(f"{known} {get_setting(session, known)}")


@splot.command()
@click.option("--migrations", is_flag=True, help="Only compare the models with what the migrations make.")
def doctor(migrations: bool) -> None:
    """Say whether this installation is sound."""
    from app.doctor import check_installation, check_migrations

    problems = check_migrations() if migrations else check_installation(make_app())
    for problem in problems:
        click.echo(problem, err=True)
    if problems:
        raise click.ClickException("something needs attention")
    click.echo("Everything is in order.")


def main() -> None:
    """The entry point: errors that people can be told are told in one sentence."""
    from app import cli_demo, cli_keys, cli_people, cli_work

    cli_work.add_commands(splot)
    cli_demo.add_commands(splot)
    cli_keys.add_commands(splot)
    cli_people.add_commands(splot)
    try:
        splot.main(standalone_mode=False)
    except SplotError as error:
        _give_up(str(error.message))
    except ConfigError as error:
        _give_up(str(error))
    except (OperationalError, ProgrammingError) as error:
        _give_up(f"The database does not answer, or it has no tables yet: run splot init. It said: {error.orig}")
    except click.UsageError as error:
        error.show()
        sys.exit(2)
    except click.ClickException as error:
        error.show()
        sys.exit(1)
    except click.Abort:
        sys.exit(1)


def _give_up(sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    sys.exit(1)


if __name__ == "__main__":
    main()
