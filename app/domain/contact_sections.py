"""The parts of a form and a profile that persons and companies share."""

from __future__ import annotations

from app.kernel.messages import say
from app.records.kinds import FormSection, Line

CHANNELS = FormSection(
    say("Channels"), ("phones", "emails"), is_aside=True, note=say("the star marks the main one of each kind")
)
ADDRESS = FormSection(
    say("Address"),
    (
        Line(say("Lines 1, 2"), ("address1", "address2"), "first"),
        Line(say("Postal code, city"), ("postal_code", "city"), "last"),
        "province",
        "country",
    ),
    is_aside=True,
)
GROUPS = FormSection(say("Groups and tags"), ("groups", "tags"))
OWNERSHIP = FormSection(
    say("Who owns it, who sees it"), ("owner", "managers", "visibility", "external_id"), is_aside=True
)
