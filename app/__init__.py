"""Splot. ``create_app`` puts the house together; the order of its lines is the order of the floors."""

from __future__ import annotations

import gc
from collections.abc import Mapping
from typing import Any

from flask import Flask
from flask_appbuilder import AppBuilder
from flask_compress import Compress
from flask_wtf import CSRFProtect
from sqlalchemy.orm import Session
from werkzeug.middleware.proxy_fix import ProxyFix

from app.jobs import doorbell
from app.kernel.database import db, engine_options, keep_files_in, prepare_engine
from app.panel import (
    api_keys,
    boundary,
    exports,
    formats,
    headers,
    import_rights,
    languages,
    mass,
    rest,
    second_step,
    service,
    shell,
    toasts,
    user_sessions,
)
from app.panel.security import ALL_PAGES, SplotSecurityManager
from app.records.access import guard
from app.records.changes import record_changes
from config import load_config

guard(Session)
record_changes(Session)
# rows by the thousand are no rubbish: looking among them for some took a third of an export, half of an undo
gc.set_threshold(10_000)


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
    """A ready application. ``config`` stands above the environment (see ``config.load_config``)."""
    app = Flask(__name__)
    app.config.from_mapping(load_config(config))
    app.config["FAB_ROLES"] = ALL_PAGES
    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", engine_options(app.config["SQLALCHEMY_DATABASE_URI"]))
    if app.config["SPLOT_PROXIES"]:
        number = app.config["SPLOT_PROXIES"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=number, x_proto=number, x_host=number)  # type: ignore[method-assign]
    Compress(app)
    csrf = CSRFProtect(app)
    boundary.guard_requests(app)
    headers.register(app)
    app.register_blueprint(service.pages)
    with app.app_context():
        db.init_app(app)
        furnish_engine(app)
        appbuilder = AppBuilder(app, db.session, security_manager_class=SplotSecurityManager, indexview=_dashboard())
        api_keys.register(app)
        user_sessions.register(app)
        app.before_request(boundary.name_viewer)
        second_step.register(app)
        languages.install(app, appbuilder)
        formats.register(app)
        shell.register(app)
        mass.register(app)
        toasts.register(app)
        exports.register(app)
        import_rights.register(app)
        _add_views(appbuilder)
        rest.register(appbuilder, csrf)
    return app


def furnish_engine(app: Flask) -> None:
    """Give the engine what the house needs of it: connections as it likes them, the doorbell, the place of its files."""
    prepare_engine(db.engine)
    doorbell.hang(db.engine, app.config["SPLOT_DATA_DIR"], app.config["SPLOT_REDIS_URL"])
    keep_files_in(db.engine, app.config["SPLOT_DATA_DIR"])


def _dashboard() -> type:
    from app.views.dashboard import DashboardView

    return DashboardView


def _add_views(appbuilder: AppBuilder) -> None:
    from app.views import add_views

    add_views(appbuilder)


__all__ = ["create_app", "furnish_engine"]
