"""What roles are called for people: those of every installation in the language of whoever reads, others as they were named (ACC-4).

Commands and the API know a role by its name alone, which stays the same in every language.
"""

from __future__ import annotations

from app.kernel.messages import Message, say
from app.kernel.viewer import ADMIN
from app.records.rights import AGENT, MANAGER, TRANSLATOR, USER

LABELS: dict[str, Message] = {
    ADMIN: say("Admin"),
    "Public": say("Public"),
    MANAGER: say("Manager"),
    USER: say("User"),
    AGENT: say("Agent"),
    TRANSLATOR: say("Translator"),
    "Account Partner Manager": say("Account Partner Manager"),
    "Account Partner Reader": say("Account Partner Reader"),
    "Account Partner Admin": say("Account Partner Admin"),
    "Account Customer Manager": say("Account Customer Manager"),
    "Account Customer Reader": say("Account Customer Reader"),
    "Account Customer Admin": say("Account Customer Admin"),
}


def role_label(name: str) -> Message | str:
    """What the role of that name is called."""
    return LABELS.get(name, name)
