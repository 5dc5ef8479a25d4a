"""Deals (REC-5)."""

from app.domain.contact_checks import check_owner
from app.domain.deal_checks import check_deal, complete_deal
from app.domain.deal_fields import DEAL_FIELDS, DEAL_IMPORT
from app.domain.record_sections import OWNERSHIP, TAGS
from app.domain.set_rules import DEAL_RULES
from app.kernel.messages import say, say_n
from app.models import Deal
from app.panel.view import RecordView
from app.records.kinds import Card, FormSection, Kind, Line


class DealsView(RecordView):
    kind = Kind(
        name="deal",
        plural="deals",
        route="/deals",
        model=Deal,
        icon="coin",
        map_shape="diamond",
        key="d",
        place=30,
        feature="deals",
        label=say("Deal"),
        label_plural=say("Deals"),
        new_label=say("New deal"),
        count=lambda n: say_n("%(num)s deal", "%(num)s deals", n),
        fields=DEAL_FIELDS,
        columns=("name", "company", "value", "stage", "state", "expected_close", "tags", "owner", "last_activity"),
        quick=("name", "company", "person", "value", "stage"),
        sections=(
            FormSection(
                say("Main data"),
                (
                    "name",
                    "company",
                    "person",
                    Line(say("Value, currency"), ("value", "currency"), "first"),
                    "expected_close",
                ),
            ),
            FormSection(say("Sale"), ("pipeline", "stage", "state", "reason", "source")),
            TAGS,
            OWNERSHIP,
        ),
        card=Card(
            ("stage", "value"),
            total="value",
            total_of=(("state.is", "open"),),
            total_words=lambda sums: say("%(sums)s open", sums=sums),
        ),
        hints=("company", "person", "stage"),
        completes=(complete_deal,),
        checks=(check_deal, check_owner),
        set_rules=DEAL_RULES,
        importing=DEAL_IMPORT,
        acts=("stage", "state"),
    )
