"""Signing in at an OpenID provider that the environment names: authorization code with PKCE, state and nonce (OPS-4)."""

from __future__ import annotations

import logging
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import OAuth
from flask import current_app, session, url_for
from joserfc.errors import JoseError
from requests.exceptions import RequestException
from werkzeug.wrappers import Response

from app.domain.outside_identities import Outside, user_for
from app.kernel.database import db
from app.kernel.errors import Forbidden
from app.kernel.messages import say
from app.models import User
from app.panel.passwords import hash_password

BACK = "SignInView.outside_back"
NEXT = "outside_next"
PATIENCE = 10
DISCOVERY = "/.well-known/openid-configuration"
FAULTS = (AuthlibBaseError, JoseError, RequestException, ValueError, KeyError)
"""What the provider, or whoever pretends to be it, may do wrong."""

log = logging.getLogger(__name__)


def is_offered() -> bool:
    """Whether there is a provider."""
    return bool(current_app.config["SPLOT_OIDC_ISSUER"])


def is_only_way() -> bool:
    """Whether passwords open nothing."""
    return is_offered() and bool(current_app.config["SPLOT_OIDC_ONLY"])


def provider_name() -> str:
    """What the button calls it."""
    return str(current_app.config["SPLOT_OIDC_NAME"])


def begin(next_url: str) -> Response:
    """Off to the provider; raises ``Forbidden`` where it does not answer."""
    session[NEXT] = next_url
    try:
        return _client().authorize_redirect(url_for(BACK, _external=True))
    except FAULTS as fault:
        log.warning("the OpenID provider cannot be reached", exc_info=fault)
        raise Forbidden(say("%(name)s does not answer. Try again in a while.", name=provider_name())) from None


def returned() -> tuple[User, str]:
    """Who comes back from the provider, and where they wanted to go; raises ``Forbidden``. What the request has asked so far is let go
    of first: on SQLite it holds the one write lock, and the provider may be slow."""
    db.session.rollback()
    next_url = session.pop(NEXT, "")
    try:
        who = _outside()
    except FAULTS as fault:
        log.warning("signing in at the OpenID provider failed", exc_info=fault)
        raise Forbidden(say("Signing in with %(name)s did not work. Try again.", name=provider_name())) from None
    return user_for(db.session, who, current_app.config["SPLOT_OIDC_ROLE"], hash_password), next_url


def _outside() -> Outside:
    client = _client()
    token = client.authorize_access_token()
    claims: dict[str, Any] = dict(token["userinfo"])
    if client.load_server_metadata()["issuer"].rstrip("/") != current_app.config["SPLOT_OIDC_ISSUER"]:
        raise ValueError("the provider names another issuer")
    if "email" not in claims:
        more = client.userinfo(token=token)
        claims = {**more, **claims} if more.get("sub") == claims["sub"] else claims
    is_verified = claims.get("email_verified") is True or bool(current_app.config["SPLOT_OIDC_TRUST_EMAIL"])
    return Outside(
        issuer=str(claims["iss"]),
        subject=str(claims["sub"]),
        email=str(claims.get("email") or ""),
        is_verified=is_verified,
        username=str(claims.get("preferred_username") or ""),
        name=str(claims.get("name") or ""),
    )


def _client() -> Any:
    """The client of the provider that is named now."""
    config = current_app.config
    named = (config["SPLOT_OIDC_ISSUER"], config["SPLOT_OIDC_CLIENT_ID"], config["SPLOT_OIDC_CLIENT_SECRET"])
    made = current_app.extensions.setdefault("splot_oidc", {})
    if named not in made:
        issuer, client_id, client_secret = named
        made[named] = OAuth(current_app).register(
            "splot_oidc",
            client_id=client_id,
            client_secret=client_secret,
            server_metadata_url=issuer + DISCOVERY,
            client_kwargs={
                "scope": "openid email profile",
                "code_challenge_method": "S256",
                "default_timeout": PATIENCE,
            },
        )
    return made[named]
