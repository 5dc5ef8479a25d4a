"""Companies and other organisations (REC-4)."""

from app.domain.contact_checks import check_address, check_owner
from app.domain.contact_fields import COMPANY_FIELDS
from app.domain.contact_importing import COMPANY_IMPORT
from app.domain.contact_sections import ADDRESS, CHANNELS, GROUPS, OWNERSHIP
from app.kernel.messages import say, say_n
from app.models import Company
from app.panel.view import RecordView
from app.records.kinds import Card, FormSection, Kind


class CompaniesView(RecordView):
    kind = Kind(
        name="company",
        plural="companies",
        route="/companies",
        model=Company,
        icon="building",
        avatar="square",
        map_shape="round-rectangle",
        key="c",
        place=20,
        label=say("Company"),
        label_plural=say("Companies"),
        new_label=say("New company"),
        count=lambda n: say_n("%(num)s company", "%(num)s companies", n),
        fields=COMPANY_FIELDS,
        columns=("name", "city", "phones", "emails", "tags", "customer_status", "stage", "owner", "last_activity"),
        quick=("name", "tax_id", "stage", "source"),
        sections=(
            FormSection(
                say("Main data"),
                ("name", "tax_id", "register_number", "customer_status", "stage", "source", "account_type"),
            ),
            GROUPS,
            CHANNELS,
            ADDRESS,
            OWNERSHIP,
        ),
        card=Card(("city",)),
        hints=("city", "tax_id"),
        checks=(check_address, check_owner),
        importing=COMPANY_IMPORT,
        acts=("group", "ungroup", "move", "source", "add_managers", "remove_managers", "customer_status"),
    )
