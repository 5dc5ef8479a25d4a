"""How persons and companies come in from files: what tells them again, and what their columns are called (IMP-4, IMP-8)."""

from __future__ import annotations

from app.domain.import_headers import FIELDS, PERSON_NAMES
from app.kernel.messages import say
from app.records.kinds import Importing, Same

SAME_ID = Same(("external_id",), say("Here already: the same external id."))

PERSON_IMPORT = Importing(
    same=(
        SAME_ID,
        Same(("name", "company"), say("Here already: the same name and company.")),
        Same(("name",), say("Here already: the same name, and a phone or e-mail in common."), ("phones", "emails")),
    ),
    same_words=say("Duplicates by external id, name and company, then channels in common"),
    words={"name": PERSON_NAMES},
    makes=("company", "position"),
)

COMPANY_IMPORT = Importing(
    same=(
        SAME_ID,
        Same(("tax_id",), say("Here already: the same tax id.")),
        Same(("register_number",), say("Here already: the same register number.")),
        Same(("name",), say("Here already: the same name.")),
    ),
    same_words=say("Duplicates by external id, tax id, register number, then name"),
    words={
        "name": FIELDS["company"],
        "tax_id": (
            "VAT number",
            "VAT ID",
            "VAT no",
            "Tax number",
            "NIP",
            "Numer NIP",
            "ח.פ",
            "מספר עוסק",
            "עוסק מורשה",
        ),
        "register_number": ("KRS", "REGON", "Numer KRS", "Company number", "Registration number", "מספר חברה"),
    },
)
