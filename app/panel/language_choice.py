"""Which language a page is in: the user's, the session's, the browser's, the installation's, in this order (I18N-1)."""

from __future__ import annotations

from flask import abort, current_app, g, has_request_context, redirect, request, session
from flask_appbuilder import expose
from flask_appbuilder.babel.manager import BabelManager
from flask_appbuilder.babel.views import LocaleView
from flask_appbuilder.utils.base import get_safe_redirect
from flask_babel import refresh
from flask_login import current_user
from werkzeug.wrappers import Response


class LanguageView(LocaleView):
    """``/lang/<code>``: switches the language, for the user for good, for a guest until the browser is closed."""

    route_base = "/lang"
    default_view = "index"

    @expose("/<string:locale>")
    def index(self, locale: str) -> Response:
        if locale not in current_app.config["LANGUAGES"]:
            abort(404)
        session["locale"] = locale
        if current_user.is_authenticated:
            g.user.language = locale
        refresh()
        return redirect(get_safe_redirect(request.referrer or "/"))


class SplotBabelManager(BabelManager):
    """Flask-AppBuilder's, with our view and our choice."""

    def register_views(self) -> None:
        self.locale_view = LanguageView()
        self.appbuilder.add_view_no_menu(self.locale_view)

    def get_locale(self) -> str:
        return chosen_language()


def chosen_language() -> str:
    """The code of the language to speak now."""
    offered = current_app.config["LANGUAGES"]
    default: str = current_app.config["BABEL_DEFAULT_LOCALE"]
    if not has_request_context():
        return default
    user = g.get("user")
    for code in (getattr(user, "language", None), session.get("locale")):
        if code in offered:
            return str(code)
    return request.accept_languages.best_match(list(offered), default) or default


def use_our_choice() -> None:
    """Make Flask-AppBuilder build with our manager; call before ``AppBuilder``."""
    import flask_appbuilder.base as fab

    fab.BabelManager = SplotBabelManager


