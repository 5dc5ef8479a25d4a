"""*bare*, the yardstick: one list of persons by Flask, Jinja and hand-written SQL, with nothing round it.

The same 50 rows and columns as Splot's list, read by two statements over the same tables and indexes, as an administrator sees them.
No sign-in, no languages, no filters but those that are measured, pages by keyset. What Splot needs above it is the price of the rest.

Served as ``gunicorn bench.bare:app`` with what ``NAMES`` says in the environment. It imports nothing of Splot: its memory is
measured too.
"""

from __future__ import annotations

import os
import re
import sqlite3
import threading
from typing import Any

import psycopg
from flask import Flask, render_template_string, request
from flask_compress import Compress

from bench import bare_sql
from bench.bare_sql import Asked, Statement

PAGE = """<!doctype html>
<html lang="en" dir="ltr"><head><meta charset="utf-8"><title>Persons</title><link rel="stylesheet" href="/static/bare.css"></head>
<body><nav><a href="/">Dashboard</a><a href="/persons">Persons</a></nav><main><h1>Persons <span data-count>{{ count }}</span></h1>
<form action="/persons"><input type="search" name="q" aria-label="Search"></form>
<table data-kind="person"><thead><tr><th><input type="checkbox" aria-label="All"></th><th>Name</th><th>Company</th><th>Phone</th>
<th>E-mail</th><th>Tags</th><th>Stage</th><th>Owner</th><th>Last activity</th></tr></thead><tbody>
{% for row in rows %}<tr data-id="{{ row.id }}"><td><input type="checkbox" aria-label="{{ row.name }}"></td>
<td><a href="/persons/show/{{ row.id }}"><bdi>{{ row.name }}</bdi></a></td><td><bdi>{{ row.company or '' }}</bdi></td>
<td>
{% for number in (row.phones or '').split(' · ') %}<a href="tel:{{ number }}"><bdi dir="ltr">{{ number }}</bdi></a>{% endfor %}</td>
<td>
{% for mail in (row.emails or '').split(' · ') %}<a href="mailto:{{ mail }}"><bdi dir="ltr">{{ mail }}</bdi></a>{% endfor %}</td>
<td>{% for tag in (row.tags or '').split(' · ') %}<span class="tag">{{ tag }}</span>{% endfor %}</td>
<td><span class="dot {{ row.color }}"></span>{{ row.stage or '' }}</td><td><bdi>{{ row.owner or '' }}</bdi></td>
<td><time>{{ row.last_activity_at }}</time></td></tr>
{% endfor %}</tbody></table></main></body></html>"""

NAMES = ("BENCH_DIALECT", "BENCH_ADDRESS", "BENCH_OPTIONS")
"""In the environment: sqlite or postgresql, the driver's own address, and set-up as Splot's connections have it."""

app = Flask(__name__)
app.config.update(COMPRESS_ALGORITHM=["br", "gzip"], COMPRESS_BR_LEVEL=4, COMPRESS_LEVEL=6)
Compress(app)
_connections = threading.local()


@app.get("/persons")
def persons() -> str:
    """One page of the list."""
    asked, reader = _asked(), reader_of_thread()
    rows = reader.read(bare_sql.rows(asked, reader.dialect))
    count = reader.read(bare_sql.count(asked, reader.dialect))[0]["count(*)" if reader.dialect == "sqlite" else "count"]
    return render_template_string(PAGE, rows=rows, count=count)


def _asked() -> Asked:
    args = request.args
    after = (args["after_key"], int(args["after_id"])) if "after_id" in args else None
    numbers = {word: int(args.get(word, 0)) for word in ("owner", "tag", "group")}
    return Asked(args.get("sort", "name"), after, args.get("city", ""), text=args.get("q", ""), **numbers)


class Reader:
    """One connection by the plain driver."""

    def __init__(self, dialect: str, address: str, options: str) -> None:
        self.dialect = dialect
        if dialect == "sqlite":
            self.connection: Any = sqlite3.connect(address, isolation_level=None, timeout=15)
            self.connection.row_factory = sqlite3.Row
            self.connection.executescript(options)
        else:
            self.connection = psycopg.connect(
                address, autocommit=True, options=options, row_factory=psycopg.rows.dict_row
            )

    def read(self, statement: Statement) -> list[Any]:
        """All rows of a statement."""
        return self.connection.execute(self.placed(statement.sql), statement.values).fetchall()

    def placed(self, sql: str) -> str:
        """Named places in the form of the driver."""
        return sql if self.dialect == "sqlite" else re.sub(r":(\w+)", r"%(\1)s", sql)


def reader_of_thread() -> Reader:
    """Each thread keeps its connection."""
    if not hasattr(_connections, "reader"):
        _connections.reader = Reader(*(os.environ[name] for name in NAMES))
    return _connections.reader
