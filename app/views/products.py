"""Products: what line items are made from (REC-5)."""

from app.domain.contact_checks import check_owner
from app.domain.product_fields import PRODUCT_FIELDS, PRODUCT_IMPORT, complete_product
from app.domain.record_sections import OWNERSHIP, TAGS
from app.kernel.messages import say, say_n
from app.models import Product
from app.panel.view import RecordView
from app.records.kinds import Card, FormSection, Kind, Line


class ProductsView(RecordView):
    kind = Kind(
        name="product",
        plural="products",
        route="/products",
        model=Product,
        icon="package",
        place=90,
        feature="deals",
        label=say("Product"),
        label_plural=say("Products"),
        new_label=say("New product"),
        count=lambda n: say_n("%(num)s product", "%(num)s products", n),
        fields=PRODUCT_FIELDS,
        columns=("name", "code", "category", "price", "unit", "is_active", "tags", "changed_on"),
        quick=("name", "code", "category", "price", "unit"),
        sections=(
            FormSection(
                say("Main data"),
                (
                    "name",
                    "code",
                    "category",
                    Line(say("Price, currency"), ("price", "currency"), "first"),
                    "unit",
                    "is_active",
                ),
            ),
            FormSection(say("Description"), ("description",)),
            TAGS,
            OWNERSHIP,
        ),
        card=Card(("price",)),
        hints=("code", "category"),
        completes=(complete_product,),
        checks=(check_owner,),
        importing=PRODUCT_IMPORT,
        is_in_menu=False,
    )
