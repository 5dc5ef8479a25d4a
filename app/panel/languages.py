"""The language and time zone of a request, and the pseudo-locale of developers."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from babel import Locale
from flask import Flask, abort, current_app, has_request_context, redirect, request, session
from flask.typing import ResponseReturnValue
from flask_appbuilder import AppBuilder
from flask_appbuilder.utils.base import get_safe_redirect
from flask_babel import get_translations
from markupsafe import Markup

from app.kernel.database import db
from app.kernel.messages import translated
from app.kernel.viewer import Viewer
from app.panel import form_texts
from app.panel.api_keys import is_by_key
from app.panel.security import asking_user

PSEUDO = "xx"
SWITCH = "LocaleView.index"
REMEMBERED = 4096


class PseudoLocale(Locale):
    """English in numbers and dates; its own name in front of the catalogs. CLDR knows no language xx, so Babel cannot make it."""

    def __init__(self) -> None:
        vars(self).update(vars(Locale("en")))

    def __str__(self) -> str:
        return PSEUDO

    def __hash__(self) -> int:
        return hash(PSEUDO)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PseudoLocale)


@cache
def locale_named(language: str) -> Locale:
    """The locale of a language's code, also of the pseudo-locale; raises ``babel.UnknownLocaleError`` for what is none."""
    return PseudoLocale() if language == PSEUDO else Locale.parse(language)


def direction(language: str) -> str:
    """``rtl`` or ``ltr``, for ``<html dir>``."""
    return locale_named(language).text_direction


def offer_pseudo(app: Flask) -> None:
    """Let developers choose the pseudo-locale (made by ``splot i18n pseudo``); never outside debug mode (I18N-4)."""
    languages: dict[str, Any] = app.config["LANGUAGES"]
    if app.debug:
        app.config["LANGUAGES"] = {**languages, PSEUDO: {"flag": "xx", "name": "[Ƥšéûðö]"}}


def install(app: Flask, _appbuilder: AppBuilder) -> None:
    """Choose language and time zone per request, switch at ``/lang/<code>``, and let form errors speak from our catalogs.

    To be called when Flask-AppBuilder has set up Flask-Babel and before views with forms are added.
    """
    babel = app.extensions["babel"]
    babel.locale_selector = chosen_locale
    babel.timezone_selector = chosen_time_zone
    app.view_functions[SWITCH] = switch
    quote_safely(app)
    form_texts.register()
    offer_pseudo(app)


def quote_safely(app: Flask) -> None:
    """Let no translation end the attribute that it stands in: templates take translations for safe, and Hebrew quotes with ``"``."""
    templates: Any = app.jinja_env  # Jinja's extension adds the method when it is loaded
    templates.install_gettext_callables(
        gettext=translated,
        ngettext=lambda one, many, number: _quoted(get_translations().ungettext(one, many, number)),
        newstyle=True,
    )
    # Jinja's own way from ``_`` to the catalog takes four calls for each word
    app.jinja_env.globals.update(_=_said, gettext=_said)


def _said(text: str, /, **values: Any) -> Markup:
    words = translated(text)
    return _quoted_markup(words) % values if values else _as_it_is(words)


def _quoted(text: str) -> str:
    return text.replace('"', "&#34;")


@lru_cache(maxsize=REMEMBERED)
def _quoted_markup(text: str) -> Markup:
    return Markup(_quoted(text))  # noqa: S704 - sentences of our own catalogs


@lru_cache(maxsize=REMEMBERED)
def _as_it_is(text: str) -> Markup:
    """A sentence without places; a percent sign is written twice in all of them."""
    return _quoted_markup(text) % {}


def chosen_locale() -> Locale:
    """The user's own language, else the one chosen here before, else the browser's, else the installation's (I18N-1)."""
    offered = current_app.config["LANGUAGES"]
    if not has_request_context():
        return locale_named(current_app.config["BABEL_DEFAULT_LOCALE"])
    chosen = (getattr(asking_user(), "language", None), session.get("locale"))
    # a program that names a language means it; a browser always names one
    wanted = (*_browser_languages(), *chosen) if is_by_key() else (*chosen, *_browser_languages())
    known = (language for language in wanted if language in offered)
    return locale_named(next(known, current_app.config["BABEL_DEFAULT_LOCALE"]))


def _browser_languages() -> list[str]:
    """What the browser asks for, best first, without countries; ``iw`` is what old systems call Hebrew."""
    languages = [tag.lower().partition("-")[0] for tag in request.accept_languages.values()]
    return ["he" if language == "iw" else language for language in languages]


def chosen_time_zone() -> str:
    """The viewer's time zone; UTC for nobody."""
    viewer: Viewer | None = db.session.info.get("viewer")
    return viewer.time_zone if viewer else str(current_app.config["BABEL_DEFAULT_TIMEZONE"])


def switch(locale: str) -> ResponseReturnValue:
    """Show everything in another language from now on, and remember it for the user; back to where they were."""
    if locale not in current_app.config["LANGUAGES"]:
        abort(404)
    session["locale"] = locale
    user = asking_user()
    if user is not None:
        user.language = locale
    return redirect(get_safe_redirect(request.args.get("next") or request.referrer))
