"""Persons (REC-1)."""

from app.domain.contact_checks import check_address, check_owner, check_person_name
from app.domain.contact_fields import PERSON_FIELDS
from app.domain.contact_importing import PERSON_IMPORT
from app.domain.contact_sections import ADDRESS, CHANNELS, GROUPS, OWNERSHIP
from app.kernel.messages import say, say_n
from app.models import Person
from app.panel.view import RecordView
from app.records.kinds import Card, FormSection, Kind, Line


class PersonsView(RecordView):
    kind = Kind(
        name="person",
        plural="persons",
        route="/persons",
        model=Person,
        icon="user",
        avatar="circle",
        key="p",
        place=10,
        label=say("Person"),
        label_plural=say("Persons"),
        new_label=say("New person"),
        count=lambda n: say_n("%(num)s person", "%(num)s persons", n),
        fields=PERSON_FIELDS,
        columns=("name", "company", "phones", "emails", "tags", "stage", "owner", "last_activity"),
        quick=("first_name", "last_name", "position", "stage", "source"),
        sections=(
            FormSection(
                say("Main data"),
                (
                    Line(say("First, last name"), ("first_name", "last_name")),
                    "position",
                    "company",
                    "stage",
                    "source",
                    "account_type",
                ),
            ),
            GROUPS,
            CHANNELS,
            ADDRESS,
            OWNERSHIP,
        ),
        named_by=("first_name", "last_name"),
        card=Card(("position",)),
        hints=("company", "position", "city"),
        proposes=("company",),
        checks=(check_person_name, check_address, check_owner),
        importing=PERSON_IMPORT,
        acts=("group", "ungroup", "move", "source", "add_managers", "remove_managers"),
    )
