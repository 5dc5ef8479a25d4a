"""How gunicorn serves Splot when it is scaled: several processes with several threads each.

Used as ``gunicorn --config deploy/gunicorn_conf.py run:app``. `splot serve` does not read it.
"""

from __future__ import annotations

import os
from typing import Any

from app.serving import forked, ready_to_fork

bind = f"{os.environ.get('SPLOT_HOST') or '127.0.0.1'}:{os.environ.get('SPLOT_PORT') or '8080'}"
worker_class = "gthread"
workers = 2
threads = 4
keepalive = 5
# the application is made once and its memory shared; to load a new version the server is started anew
preload_app = True
timeout = 60
graceful_timeout = 30
# a process is replaced after a while, at slightly different moments, so that nothing can slowly grow
max_requests = 20_000
max_requests_jitter = 2_000
accesslog = None
# a socket by which others could steer the server, and a directory in the home of whoever runs it
control_socket_disable = True


def when_ready(server: Any) -> None:
    """Before the web processes are made."""
    app = server.app.wsgi()
    if "sqlalchemy" in app.extensions:
        ready_to_fork(app)


def post_fork(_server: Any, worker: Any) -> None:
    """In each of them."""
    app = worker.app.wsgi()
    if "sqlalchemy" in app.extensions:
        forked(app)
