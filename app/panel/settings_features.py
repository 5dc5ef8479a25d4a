"""The panel of what is switched on (SET-1): each feature with what goes with it, and how many records it keeps while it is off."""

from __future__ import annotations

from dataclasses import dataclass

from flask import redirect, render_template, request
from flask_appbuilder.utils.base import get_safe_redirect
from sqlalchemy import func, select

from app.domain.features import Feature, features, switch_feature
from app.kernel.messages import Message, say
from app.models import Operation, Record
from app.panel.settings import Answer
from app.panel.toasts import toast_done
from app.records.changes import change_set
from app.records.fields import Asking


@dataclass(frozen=True)
class FeatureLine:
    """A feature as the panel shows it: what is seen of it, and the records that it has."""

    of: Feature
    parts: list[Message]
    holds: list[Message]


def features_page(asking: Asking) -> Answer:
    """All features with their switches."""
    counts = _counts(asking)
    lines = [_line(one, counts) for one in features(asking.session)]
    return render_template("pages/settings_features.html", lines=lines, nav="settings")


def _counts(asking: Asking) -> dict[str, int]:
    counted = select(Record.kind, func.count()).group_by(Record.kind)
    return {row[0]: row[1] for row in asking.session.execute(counted)}


def _line(of: Feature, counts: dict[str, int]) -> FeatureLine:
    parts = [kind.label_plural for kind in of.kinds]
    parts += [say("“%(field)s” of %(kind)s", field=field.label, kind=kind.label_plural) for kind, field in of.fields]
    return FeatureLine(of, parts, [kind.count(counts[kind.name]) for kind in of.kinds if kind.name in counts])


def switch(asking: Asking, name: str, on: str) -> Answer:
    """Switch one, and go back to where the switch stood."""
    with change_set(asking.session, Operation.EDITED) as opened:
        feature = switch_feature(asking.session, name, on == "true")
    done = say("Switched on: %(name)s.", name=feature.label)
    if not feature.is_on:
        done = say(
            "Switched off: %(name)s. Nothing was deleted; switched on again, all of it is back.", name=feature.label
        )
    toast_done(done, opened)
    return redirect(get_safe_redirect(request.referrer or "/settings/features/"), code=303)
