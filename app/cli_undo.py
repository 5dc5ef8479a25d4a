"""``splot undo``: take a change set back, as the first administrator."""

from __future__ import annotations

import json
from typing import Any

import click

SHOWN = 20


@click.command()
@click.argument("changeset", type=int)
@click.option("--reason", default="", help="Kept with the undo in the history.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON object.")
def undo(changeset: int, reason: str, as_json: bool) -> None:
    """Undo CHANGESET: what can go back does, what changed since is kept, the rest is blocked."""
    from app.cli import make_app

    app = make_app()
    with app.app_context():
        result = _undo(changeset, reason)
    click.echo(json.dumps(result, ensure_ascii=False) if as_json else _told(result))


def _undo(changeset: int, reason: str) -> dict[str, Any]:
    """In one transaction, however large: a command has nobody who looks at its progress."""
    from app.cli_import import asking_as
    from app.domain.undo import find_set
    from app.jobs.undo import start_undo, undo_answer
    from app.kernel.database import write_intent
    from app.models import Via

    with write_intent(), asking_as(None) as asking:
        job = start_undo(asking, find_set(asking, changeset), reason=reason, via=Via.COMMAND, is_at_once=True)
        result = undo_answer(asking, job)
        asking.session.commit()
    return result


def _told(result: dict[str, Any]) -> str:
    kept, blocked = result["kept"], result["blocked"]
    lines = [f"{result['undone']} undone, {len(kept)} kept, {len(blocked)} blocked."]
    for word, left in (("kept", kept), ("blocked", blocked)):
        for one in left[:SHOWN]:
            place = " ".join(str(part) for part in (one["record"], one["field"]) if part)
            lines.append(f"  {word}: {place} - {one['reason']}" if place else f"  {word}: {one['reason']}")
        if len(left) > SHOWN:
            lines.append(f"  and {len(left) - SHOWN} more {word}")
    return "\n".join(lines)
