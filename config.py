"""The settings that a Flask application of Splot starts with, read from the environment.

The environment is documented in README.md. What administrators set while Splot runs (``splot set``) is kept in the database
and read by ``app.kernel.settings``; nothing of that is here.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask_appbuilder.const import AUTH_DB

ROOT = Path(__file__).resolve().parent
SECRET_KEY_FILE = "secret_key"  # noqa: S105 - the name of the file, not the key
SHORTEST_SECRET = 32

LANGUAGES = {
    "en": {"flag": "gb", "name": "English"},
    "pl": {"flag": "pl", "name": "Polski"},
    "he": {"flag": "il", "name": "עברית"},
}


class ConfigError(ValueError):
    """The environment holds something that Splot cannot work with. The text names the variable."""


def load_config(
    overrides: Mapping[str, Any] | None = None, environment: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Everything that ``Flask.config`` is to hold.

    :param overrides: stand above the environment. A ``SPLOT_…`` name acts as if it stood in the environment, any other name
        is a key of the result (tests give ``{"SPLOT_DATA_DIR": tmp, "WTF_CSRF_ENABLED": False}``).
    :param environment: read instead of ``os.environ``.
    :raises ConfigError: for a value that cannot be used.

    The data directory is made if it is missing, and the secret key in it at the first start.
    """
    given = dict(overrides or {})
    names = {**(os.environ if environment is None else environment), **_splot_only(given)}
    config = {**_own(names), **_flask(), **_flask_appbuilder()}
    config["SQLALCHEMY_DATABASE_URI"] = database_url(names, config["SPLOT_DATA_DIR"])
    config["BABEL_DEFAULT_LOCALE"] = config["SPLOT_LANGUAGE"]
    config.update({key: value for key, value in given.items() if not key.startswith("SPLOT_")})
    config.setdefault("SECRET_KEY", names.get("SPLOT_SECRET_KEY") or None)
    config["SECRET_KEY"] = config["SECRET_KEY"] or kept_secret(config["SPLOT_DATA_DIR"])
    return config


def _splot_only(given: Mapping[str, Any]) -> dict[str, str]:
    return {key: str(value) for key, value in given.items() if key.startswith("SPLOT_") and value is not None}


def _own(names: Mapping[str, str]) -> dict[str, Any]:
    """Splot's own settings, under the names that they have in the environment."""
    return {
        "SPLOT_DATA_DIR": data_directory(names),
        "SPLOT_REDIS_URL": names.get("SPLOT_REDIS_URL") or None,
        "SPLOT_HOST": names.get("SPLOT_HOST") or "127.0.0.1",
        "SPLOT_PORT": port(names),
        "SPLOT_LANGUAGE": language(names),
        "SPLOT_DEMO": switch(names, "SPLOT_DEMO", default=True),
        "SPLOT_ADMIN_PASSWORD": names.get("SPLOT_ADMIN_PASSWORD") or None,
        "SPLOT_PROXIES": proxies(names),
        **openid_provider(names),
    }


def proxies(names: Mapping[str, str]) -> int:
    """How many proxies stand before Splot, whose word on address, host and TLS is taken."""
    text = names.get("SPLOT_PROXIES") or "0"
    if not (text.isascii() and text.isdigit() and int(text) < 10):
        raise ConfigError(f"SPLOT_PROXIES: {text} is no number from 0 to 9.")
    return int(text)


def openid_provider(names: Mapping[str, str]) -> dict[str, Any]:
    """Where people may sign in besides here, and what new ones become. Nothing of it without an issuer."""
    issuer = (names.get("SPLOT_OIDC_ISSUER") or "").rstrip("/") or None
    client_id = names.get("SPLOT_OIDC_CLIENT_ID") or None
    if issuer and not issuer.startswith(("https://", "http://localhost:", "http://127.0.0.1:")):
        raise ConfigError(f"SPLOT_OIDC_ISSUER: {issuer} does not begin with https://.")
    if issuer and not client_id:
        raise ConfigError("SPLOT_OIDC_CLIENT_ID: a provider is named by SPLOT_OIDC_ISSUER, so this is needed.")
    return {
        "SPLOT_OIDC_ISSUER": issuer,
        "SPLOT_OIDC_CLIENT_ID": client_id,
        "SPLOT_OIDC_CLIENT_SECRET": names.get("SPLOT_OIDC_CLIENT_SECRET") or None,
        "SPLOT_OIDC_NAME": names.get("SPLOT_OIDC_NAME") or "OpenID",
        "SPLOT_OIDC_ROLE": names.get("SPLOT_OIDC_ROLE") or None,
        "SPLOT_OIDC_ONLY": switch(names, "SPLOT_OIDC_ONLY", default=False),
        "SPLOT_OIDC_TRUST_EMAIL": switch(names, "SPLOT_OIDC_TRUST_EMAIL", default=False),
    }


def data_directory(names: Mapping[str, str]) -> Path:
    """Where database, secret key and files are kept; made, for its owner alone, if it is missing."""
    path = Path(names.get("SPLOT_DATA_DIR") or ROOT / "instance").expanduser().resolve()
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as problem:
        raise ConfigError(f"SPLOT_DATA_DIR: {path} cannot be made ({problem.strerror}).") from problem
    return path


def database_url(names: Mapping[str, str], data_dir: Path) -> str:
    """The database's address as SQLAlchemy wants it: PostgreSQL always by psycopg 3, SQLite by default."""
    url = names.get("SPLOT_DATABASE_URL") or f"sqlite:///{data_dir / 'splot.db'}"
    scheme, separator, rest = url.partition("://")
    if scheme in {"postgres", "postgresql", "postgresql+psycopg"}:
        return f"postgresql+psycopg://{rest}"
    if scheme == "sqlite" and separator:
        return url
    raise ConfigError(
        f"SPLOT_DATABASE_URL: Splot runs on sqlite:// and postgresql://, not on {scheme or 'nothing'}://."
    )


def port(names: Mapping[str, str]) -> int:
    text = names.get("SPLOT_PORT") or "8080"
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise ConfigError(f"SPLOT_PORT: {text} is no port. Give a number from 1 to 65535.")
    return int(text)


def language(names: Mapping[str, str]) -> str:
    code = names.get("SPLOT_LANGUAGE") or "en"
    if code not in LANGUAGES:
        raise ConfigError(f"SPLOT_LANGUAGE: {code} is not known. Give one of {', '.join(LANGUAGES)}.")
    return code


def switch(names: Mapping[str, str], name: str, *, default: bool) -> bool:
    text = names.get(name) or ("1" if default else "0")
    if text not in {"0", "1"}:
        raise ConfigError(f"{name}: {text} is neither 0 nor 1.")
    return text == "1"


def kept_secret(data_dir: Path) -> str:
    """The secret key kept in the data directory, made at the first call (readable by its owner alone).

    Several processes may start at once: the key is written beside its place and then linked to it, so all read the same.
    """
    path = data_dir / SECRET_KEY_FILE
    if not path.exists():
        draft = data_dir / f".{SECRET_KEY_FILE}.{os.getpid()}.{secrets.token_hex(4)}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass  # another process was first: its key counts
        finally:
            draft.unlink()
    secret = path.read_text(encoding="ascii").strip()
    if len(secret) < SHORTEST_SECRET:
        raise ConfigError(
            f"{path} is shorter than {SHORTEST_SECRET} signs. Delete it and start again to have a new key made."
        )
    return secret


def _flask() -> dict[str, Any]:
    """Flask and its extensions."""
    return {
        # A cookie is made Secure where the request came by TLS; that is decided per request, not here.
        "SESSION_COOKIE_NAME": "splot",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "REMEMBER_COOKIE_HTTPONLY": True,
        "REMEMBER_COOKIE_SAMESITE": "Lax",
        # the longest that a setting allows; how long a session lasts is decided where it is kept
        "PERMANENT_SESSION_LIFETIME": timedelta(days=365),
        # an answer that is still under way would put back what the cookie held when its request began
        "SESSION_REFRESH_EACH_REQUEST": False,
        # where somebody comes from may change under way; what counts is the session's row
        "SESSION_PROTECTION": None,
        "WTF_CSRF_ENABLED": True,
        # a form left open over lunch still saves: the token lives as long as the session
        "WTF_CSRF_TIME_LIMIT": None,
        "MAX_CONTENT_LENGTH": 256 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 4 * 1024 * 1024,
        "BABEL_DEFAULT_TIMEZONE": "UTC",
        # Flask-AppBuilder puts its own directory before ours, and the later one wins
        "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "translations"),
        "LANGUAGES": LANGUAGES,
        "COMPRESS_ALGORITHM": ["br", "gzip"],
        # static files are streams, and browsers on plain http know no br
        "COMPRESS_ALGORITHM_STREAMING": ["br", "gzip"],
        "COMPRESS_BR_LEVEL": 4,
        "COMPRESS_LEVEL": 6,
        "RATELIMIT_ENABLED": False,
    }


def _flask_appbuilder() -> dict[str, Any]:
    """Flask-AppBuilder: sign-in, users and roles are its own; tables and permissions are made by ``splot init`` alone."""
    return {
        "APP_NAME": "Splot",
        "AUTH_TYPE": AUTH_DB,
        "AUTH_ROLE_ADMIN": "Admin",
        "AUTH_ROLE_PUBLIC": "Public",
        "AUTH_USER_REGISTRATION": False,
        "AUTH_RATE_LIMITED": False,
        "FAB_CREATE_DB": False,
        "FAB_UPDATE_PERMS": False,
        "FAB_PASSWORD_HASH_METHOD": "scrypt:32768:8:1",  # of API keys; passwords go by the next line
        "PASSWORD_HASH_METHOD": "argon2id",
        "FAB_ALLOW_GET_UNSAFE_MUTATIONS": False,
        "FAB_ADD_SECURITY_VIEWS": True,
        "FAB_ADD_SECURITY_PERMISSION_VIEW": False,
        "FAB_ADD_SECURITY_VIEW_MENU_VIEW": False,
        "FAB_ADD_SECURITY_PERMISSION_VIEWS_VIEW": False,
        "FAB_ADD_SECURITY_API": False,
        "FAB_ADD_MENU_API": False,
        "FAB_ADD_OPENAPI_VIEWS": True,
        "FAB_API_SWAGGER_UI": False,
        "FAB_API_SHOW_STACKTRACE": False,
        "FAB_API_ALLOW_JSON_QS": False,
        "FAB_API_MAX_PAGE_SIZE": 500,
        "FAB_API_KEY_ENABLED": True,
        "FAB_API_KEY_PREFIXES": ["splot_"],
    }
