"""Phone meetings (REC-9)."""

from app.domain.contact_checks import check_owner
from app.domain.meeting_fields import MEETING_FIELDS, check_meeting, complete_meeting
from app.domain.record_sections import OWNERSHIP, TAGS
from app.domain.set_rules import MEETING_RULES
from app.kernel.messages import say, say_n
from app.models import Meeting
from app.panel.view import RecordView
from app.records.kinds import Card, FormSection, Kind, Line


class MeetingsView(RecordView):
    kind = Kind(
        name="meeting",
        plural="meetings",
        route="/meetings",
        model=Meeting,
        icon="headset",
        place=80,
        feature="meetings",
        label=say("Phone meeting"),
        label_plural=say("Phone meetings"),
        # The no-break space makes this a text of its own, which a language may abbreviate: the side menu is narrow.
        label_menu=say("Phone\u00a0meetings"),
        new_label=say("New phone meeting"),
        count=lambda n: say_n("%(num)s phone meeting", "%(num)s phone meetings", n),
        fields=MEETING_FIELDS,
        columns=("name", "contact", "phone_number", "starts_at", "ends_at", "mode", "user", "last_activity"),
        quick=("name", "contact", "phone_number", "starts_at", "ends_at", "user"),
        sections=(
            FormSection(
                say("Main data"),
                ("name", "contact", "phone_number", "mode", Line(say("From, to"), ("starts_at", "ends_at")), "user"),
            ),
            FormSection(say("Information"), ("information",)),
            FormSection(say("What it belongs to"), ("space", "ticket"), is_aside=True),
            TAGS,
            OWNERSHIP,
        ),
        card=Card(("starts_at",)),
        hints=("contact", "phone_number"),
        completes=(complete_meeting,),
        checks=(check_meeting, check_owner),
        set_rules=MEETING_RULES,
        sort=("-starts_at",),
    )
