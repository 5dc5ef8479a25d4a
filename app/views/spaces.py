"""Spaces: projects and other common places (REC-6)."""

from app.domain.contact_checks import check_owner
from app.domain.record_sections import OWNERSHIP, TAGS
from app.domain.set_rules import SPACE_RULES
from app.domain.space_fields import SPACE_FIELDS, check_space
from app.kernel.messages import say, say_n
from app.models import Space
from app.panel.view import RecordView
from app.records.kinds import Card, FormSection, Kind, Line


class SpacesView(RecordView):
    kind = Kind(
        name="space",
        plural="spaces",
        route="/spaces",
        model=Space,
        icon="stack-2",
        map_shape="hexagon",
        place=50,
        feature="spaces",
        label=say("Space"),
        label_plural=say("Spaces"),
        new_label=say("New space"),
        count=lambda n: say_n("%(num)s space", "%(num)s spaces", n),
        fields=SPACE_FIELDS,
        columns=("name", "state", "group", "starts_on", "ends_on", "members", "tags", "owner", "last_activity"),
        quick=("name", "state", "starts_on", "ends_on"),
        sections=(
            FormSection(
                say("Main data"),
                ("name", "state", "group", Line(say("From, to"), ("starts_on", "ends_on")), "members"),
            ),
            FormSection(say("Description"), ("description",)),
            FormSection(
                say("Phone meetings"),
                (
                    "has_calls",
                    "callers",
                    "caller_number",
                    Line(say("Hours"), ("calls_from", "calls_to")),
                    "call_retries",
                ),
                is_aside=True,
            ),
            TAGS,
            OWNERSHIP,
        ),
        card=Card(("state",)),
        hints=("state",),
        checks=(check_space, check_owner),
        set_rules=SPACE_RULES,
    )
