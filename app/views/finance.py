"""Finance: the line items of all deals (REC-5)."""

from app.domain.line_item_fields import LINE_ITEM_FIELDS, check_line_item, complete_line_item
from app.domain.record_sections import TAGS
from app.kernel.messages import say, say_n
from app.models import LineItem
from app.panel.view import RecordView
from app.records.kinds import Card, FormSection, Kind, Line


class FinanceView(RecordView):
    kind = Kind(
        name="line_item",
        plural="line-items",
        route="/finance",
        model=LineItem,
        icon="receipt-2",
        place=40,
        feature="deals",
        label=say("Line item"),
        label_plural=say("Finance"),
        new_label=say("New line item"),
        count=lambda n: say_n("%(num)s line item", "%(num)s line items", n),
        fields=LINE_ITEM_FIELDS,
        columns=(
            "name",
            "deal",
            "deal.company",
            "quantity",
            "price",
            "discount",
            "total",
            "deal.stage",
            "deal.state",
        ),
        quick=("name", "deal", "product", "quantity", "price"),
        sections=(
            FormSection(
                say("Main data"),
                (
                    "deal",
                    "product",
                    "name",
                    Line(say("Quantity, discount"), ("quantity", "discount")),
                    Line(say("Price, currency"), ("price", "currency"), "first"),
                    "total",
                    "cost",
                ),
            ),
            FormSection(say("When it is billed"), ("state", "billing", "period")),
            TAGS,
        ),
        card=Card(("quantity", "total"), total="total"),
        hints=("deal", "product"),
        completes=(complete_line_item,),
        checks=(check_line_item,),
        host="deal",
        is_searched=False,
    )
