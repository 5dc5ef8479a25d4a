"""Bytes over the wire: what Chromium takes for a first visit and for the next page, compressed by gzip alone."""

from __future__ import annotations

import shutil
from typing import Any

from bench.clients import Client
from bench.servers import HOST

NAMES = ("chromium", "chromium-browser", "google-chrome")


def wire(client: Client, paths: tuple[str, ...]) -> list[int]:
    """Bytes of each page in turn, heads and all, with what the browser has kept from those before.

    Raises ``ImportError`` or ``RuntimeError`` where there is no browser.
    """
    from playwright.sync_api import Error, sync_playwright

    try:
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path=next(filter(None, map(shutil.which, NAMES)), None))
            visited = _visit(browser, client, paths)
            browser.close()
    except Error as problem:
        raise RuntimeError(str(problem).splitlines()[0]) from problem
    return visited


def _visit(browser: Any, client: Client, paths: tuple[str, ...]) -> list[int]:
    context = browser.new_context(extra_http_headers={"Accept-Encoding": "gzip"})
    context.add_cookies(
        [{"name": name, "value": value, "domain": HOST, "path": "/"} for name, value in client.cookies.items()]
    )
    page = context.new_page()
    came: list[int] = []
    tools = context.new_cdp_session(page)
    tools.on("Network.loadingFinished", lambda told: came.append(int(told["encodedDataLength"])))
    tools.send("Network.enable")
    found = []
    for path in paths:
        came.clear()
        page.goto(f"http://{HOST}:{client.connection.port}{path}", wait_until="networkidle")
        found.append(sum(came))
    context.close()
    return found
