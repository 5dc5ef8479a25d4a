"""The parts of forms that several kinds share."""

from __future__ import annotations

from app.kernel.messages import say
from app.records.kinds import FormSection

TAGS = FormSection(say("Tags"), ("tags",), is_aside=True)
OWNERSHIP = FormSection(say("Who owns it, who sees it"), ("owner", "visibility", "account_type"), is_aside=True)
