"""Persons (REC-1)."""

from app.domain.contact_fields import PERSON_FIELDS
from app.kernel.messages import say, say_n
from app.models import Person
from app.panel.view import RecordView
from app.records.kinds import FormSection, Kind


class PersonsView(RecordView):
    kind = Kind(
        name="person",
        plural="persons",
        route="/persons",
        model=Person,
        icon="user",
        avatar="circle",
        key="p",
        label=say("Person"),
        label_plural=say("Persons"),
        new_label=say("New person"),
        count=lambda n: say_n("%(num)s person", "%(num)s persons", n),
        fields=PERSON_FIELDS,
        columns=("name", "company", "phones", "emails", "tags", "stage", "owner", "last_activity"),
        quick=("first_name", "last_name", "position", "stage", "source"),
        sections=(
            FormSection(
                say("Main data"), ("first_name", "last_name", "position", "company", "stage", "source", "account_type")
            ),
            FormSection(say("Channels"), ("phones", "emails")),
            FormSection(say("Address"), ("address1", "address2", "postal_code", "city", "province", "country")),
            FormSection(say("Groups and tags"), ("groups", "tags")),
            FormSection(say("Who owns it, who sees it"), ("owner", "managers", "visibility", "external_id")),
        ),
        acts=("group", "ungroup"),
    )
