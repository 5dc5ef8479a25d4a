"""`splot i18n …`: the translators' commands (I18N-4)."""

from __future__ import annotations

from pathlib import Path

import click

from app.translating import checks, files, pseudo, sources
from app.translating.places import LANGUAGES, PSEUDO, ROOT


@click.group()
def i18n() -> None:
    """Catalogs: extract, update, compile, check, pseudo."""


@i18n.command()
def extract() -> None:
    """Collect every text into translations/messages.pot."""
    template = sources.extract()
    changed = files.write_template(template)
    click.echo(f"{len(template)} texts, template {'written' if changed else 'unchanged'}")


@i18n.command()
def update() -> None:
    """Collect the texts and merge them into the catalogs; new ones stay empty until somebody translates them."""
    template = sources.extract()
    files.write_template(template)
    for language in LANGUAGES:
        merged = files.merge(files.read_catalog(language), template, language)
        files.write_catalog(merged, language)
        click.echo(f"{language}: {len(merged)} texts, {_untranslated(language)} not translated")


def _untranslated(language: str) -> int:
    catalog = files.read_catalog(language)
    return sum(problem.endswith("not translated") for problem in checks.catalog_problems(catalog, catalog, language))


@i18n.command("compile")
@click.option("--force", is_flag=True, help="Also those that are up to date.")
def compile_(force: bool) -> None:
    """Make the binary catalogs that are older than their source."""
    for path in files.compile_catalogs(force):
        click.echo(f"made {_shown(path)}")


@i18n.command()
def check() -> None:
    """Say what is missing, broken or out of date; exit status 1 if anything is."""
    found = checks.problems(sources.extract())
    for problem in found:
        click.echo(problem, err=True)
    if found:
        raise click.ClickException(f"the catalogs have {len(found)} problems")
    click.echo("the catalogs are complete")


@i18n.command("pseudo")
def pseudo_() -> None:
    """Make the pseudo-locale, which shows texts that are not wrapped; language xx, in development only."""
    path = pseudo.build(sources.extract())
    click.echo(f"made {_shown(path)}; in debug mode, /lang/{PSEUDO} shows it")


def _shown(path: Path) -> str:
    return str(path.relative_to(ROOT))
