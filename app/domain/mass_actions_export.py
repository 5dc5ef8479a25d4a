"""Export as a mass action (MAS-2): the sealed selection as a file. It changes nothing, so it has no preview of its own."""

from __future__ import annotations

from app.domain.exporting import FORMATS, all_columns, export_of, format_named
from app.domain.mass_actions_base import MassAction, Raw, Values, word
from app.kernel.errors import BadQuery, Invalid
from app.kernel.messages import say
from app.kernel.viewer import Right
from app.records.fields import Asking
from app.records.kinds import Kind


class ExportRows(MassAction):
    """``format`` is one of the formats, ``columns`` name fields and paths, divided by commas; without, all fields."""

    name = "export"
    label = say("Export")
    short = say("Export")
    icon = "download"
    right = Right.SEE

    def check(self, asking: Asking, kind: Kind, raw: Raw) -> Values:
        chosen = word(raw, "format") or next(iter(FORMATS))
        given = raw.get("columns") or ()
        columns = given if isinstance(given, list) else str(given).split(",") if given else []
        names = [str(one).strip() for one in columns if str(one).strip()] or list(all_columns(kind))
        try:
            format_named(chosen)
            return {"format": chosen, "columns": export_of(kind, names, chosen).words}
        except BadQuery as error:
            raise Invalid(error.message, error.field or "columns") from error
