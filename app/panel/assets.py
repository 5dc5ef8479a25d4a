"""Static files: addresses that change with the content, the page's nonce, and the map by which modules find one another."""

from __future__ import annotations

import hashlib
import secrets
from functools import lru_cache
from pathlib import Path
from typing import cast

from flask import Flask, current_app, g, has_request_context, request, url_for

MODULES = "js"


def static_url(filename: str) -> str:
    """The address of a file below ``static/``, with a mark of its content: browsers may keep it for ever.

    Files are looked at once, while debugging once a request: a process serves what it began with.
    """
    known = _known_urls()
    if filename not in known:
        known[filename] = _marked_url(filename)
    return known[filename]


def _known_urls() -> dict[str, str]:
    if current_app.debug:
        return cast("dict[str, str]", g.setdefault("static_urls", {}))
    kept: dict[str, dict[str, str]] = current_app.extensions.setdefault("splot_static_urls", {})
    return kept.setdefault(request.script_root if has_request_context() else "", {})


def _marked_url(filename: str) -> str:
    path = Path(current_app.static_folder or "") / filename
    try:
        mark = _content_mark(path, path.stat().st_mtime_ns)
    except OSError:
        return url_for("static", filename=filename)
    return url_for("static", filename=filename, v=mark)


@lru_cache(maxsize=512)
def _content_mark(path: Path, _changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def csp_nonce() -> str:
    """The word that the scripts of this answer carry; the policy in its header names the same one."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def import_map() -> dict[str, dict[str, str]]:
    """For ``<script type=importmap>``: modules import each other as ``splot/<name>`` and so get addresses with marks."""
    own = {f"splot/{stem}": static_url(f"{MODULES}/{stem}.js") for stem in _modules()}
    vendor = {
        "@floating-ui/dom": static_url("vendor/floating-ui/dom.js"),
        "cytoscape": static_url("vendor/cytoscape/cytoscape.js"),
        "sortablejs": static_url("vendor/sortable/sortable.min.js"),
    }
    return {"imports": own | vendor}


def _modules() -> list[str]:
    kept: dict[str, list[str]] = {} if current_app.debug else current_app.extensions
    if "splot_modules" not in kept:
        folder = Path(current_app.static_folder or "") / MODULES
        kept["splot_modules"] = sorted(path.stem for path in folder.glob("*.js"))
    return kept["splot_modules"]


def register(app: Flask) -> None:
    """Give every template, widgets of Flask-AppBuilder included, the functions of this module."""
    app.jinja_env.globals.update(static_url=static_url, csp_nonce=csp_nonce, import_map=import_map)
