"""Headers of every answer: what a browser may load, keep and tell others, and a session cookie that stays on TLS."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Flask, Response, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin

from app.panel.api_keys import is_api
from app.panel.assets import csp_nonce
from app.panel.user_sessions import KEPT_UNTIL

PAGE_POLICY = (
    "default-src 'self'",
    "script-src 'self' 'nonce-{nonce}'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
)
API_POLICY = "default-src 'none'; frame-ancestors 'none'"
OFF = ("camera", "display-capture", "geolocation", "microphone", "payment", "usb", "browsing-topics")

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{name}=()" for name in OFF),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
YEAR = 365 * 24 * 3600
STATIC = frozenset({"static", "appbuilder.static"})


class TlsSession(SecureCookieSessionInterface):
    """Flask's session in a cookie, which is Secure wherever the request came by TLS."""

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure or super().get_cookie_secure(app)

    def get_expiration_time(self, app: Flask, session: SessionMixin) -> datetime | None:
        """A browser keeps the cookie for as long as the session was to be kept when it began, not longer with every page."""
        until = session.get(KEPT_UNTIL)
        return datetime.fromtimestamp(until, UTC) if session.permanent and isinstance(until, int | float) else None


def register(app: Flask) -> None:
    """Put the headers on every answer of ``app``, errors included."""
    app.session_interface = TlsSession()
    app.after_request(secure)


def secure(response: Response) -> Response:
    """The headers of one answer. What a view set itself stays."""
    for name, value in {**ALWAYS, "Content-Security-Policy": _policy()}.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", f"max-age={YEAR}")
    if request.endpoint in STATIC:
        _keep(response)
    else:
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def _policy() -> str:
    return API_POLICY if is_api() else "; ".join(PAGE_POLICY).format(nonce=csp_nonce())


def _keep(response: Response) -> None:
    """An address with a mark of its content never changes what it means."""
    if "v" in request.args and response.status_code < 400:
        response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
