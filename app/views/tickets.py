"""Tickets (REC-7)."""

from app.domain.contact_checks import check_owner
from app.domain.record_sections import OWNERSHIP, TAGS
from app.domain.set_rules import TICKET_RULES
from app.domain.ticket_fields import TICKET_FIELDS
from app.domain.ticket_states import complete_ticket
from app.kernel.messages import say, say_n
from app.models import Ticket
from app.panel.view import RecordView
from app.records.kinds import Card, FormSection, Kind


class TicketsView(RecordView):
    kind = Kind(
        name="ticket",
        plural="tickets",
        route="/tickets",
        model=Ticket,
        icon="ticket",
        key="t",
        place=60,
        feature="tickets",
        label=say("Ticket"),
        label_plural=say("Tickets"),
        new_label=say("New ticket"),
        count=lambda n: say_n("%(num)s ticket", "%(num)s tickets", n),
        fields=TICKET_FIELDS,
        columns=("name", "contact", "ticket_kind", "state", "priority", "tags", "assignee", "last_activity"),
        quick=("name", "ticket_kind", "contact", "priority", "assignee"),
        sections=(
            FormSection(say("Main data"), ("name", "ticket_kind", "state", "priority", "contact", "assignee")),
            FormSection(say("Description"), ("description",)),
            TAGS,
            OWNERSHIP,
        ),
        card=Card(("state",)),
        hints=("contact", "state"),
        completes=(complete_ticket,),
        checks=(check_owner,),
        set_rules=TICKET_RULES,
        acts=("state",),
        sort=("-last_activity",),
    )
