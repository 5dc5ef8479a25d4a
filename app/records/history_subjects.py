"""What the tables of the history are called, and how one of their rows is named."""

from __future__ import annotations

from typing import Any

from app.kernel.messages import Message, say

SUBJECTS: dict[str, Message] = {
    "ab_group": say("Team"),
    "ab_group_role": say("Role of a team"),
    "ab_role": say("Role"),
    "ab_user": say("User"),
    "ab_user_group": say("Member of a team"),
    "ab_user_role": say("Role of a user"),
    "access_request": say("Request for access"),
    "account_type": say("Account type"),
    "contact_group": say("Group"),
    "deal_reason": say("Reason"),
    "deal_stage": say("Stage"),
    "list_view": say("List view"),
    "pipeline": say("Pipeline"),
    "position": say("Position"),
    "relation": say("Relation between two records"),
    "relation_type": say("Relation type"),
    "saved_filter": say("Saved filter"),
    "setting": say("Setting"),
    "sign_in": say("Sign-in"),
    "source": say("Acquisition source"),
    "stage": say("Stage"),
    "space_group": say("Group"),
    "space_state": say("State"),
    "tag": say("Tag"),
    "task_type": say("Type"),
    "ticket_kind": say("Kind"),
    "ticket_state": say("State"),
    "ticket_transition": say("State"),
}
"""Rows that belong to no record, in the singular."""

OTHER = say("Settings")
NAMES = ("name", "label", "primary_label", "key", "title")


def subject_word(subject: str) -> Message:
    """What a row of this table is."""
    return SUBJECTS.get(subject, OTHER)


def row_name(subject: str, values: dict[str, Any]) -> str:
    """What the row itself is called; empty where nothing names it."""
    return next((str(values[name]) for name in NAMES if values.get(name)), "")
