"""Change sets in words: what was done, how, and what a set is called."""

from __future__ import annotations

from app.kernel.messages import Message, say, say_n
from app.models import ChangeSet, Operation, Via
from app.panel.formats import list_text
from app.records.history_sets import Summary

OPERATIONS: dict[Operation, Message] = {
    Operation.ADDED: say("Added"),
    Operation.EDITED: say("Edited"),
    Operation.DELETED: say("Deleted"),
    Operation.RESTORED: say("Restored"),
    Operation.IMPORTED: say("Imported"),
    Operation.MASS: say("Mass action"),
    Operation.UNDONE: say("Undone"),
}
DOTS: dict[Operation, str] = {
    Operation.ADDED: "moss",
    Operation.EDITED: "woad",
    Operation.DELETED: "madder",
    Operation.RESTORED: "teal",
    Operation.IMPORTED: "indigo",
    Operation.MASS: "woad",
    Operation.UNDONE: "slate",
}
HOW: dict[Via, Message] = {
    Via.PAGE: say("Page"),
    Via.API: say("API"),
    Via.JOB: say("Background job"),
    Via.COMMAND: say("Command line"),
    Via.RULE: say("Rule"),
}


def object_words(summary: Summary) -> Message | str:
    """What a set is about: a name, or how many of what."""
    if summary.name:
        return summary.name
    if summary.kind is not None:
        return summary.kind.count(summary.count)
    if summary.subject is not None and summary.count == 1:
        return summary.subject
    return say_n("%(num)s object", "%(num)s objects", summary.count)


def what_words(summary: Summary) -> Message | str:
    """What changed: *Owner: Gil Navon*, *Stage, Source and 4 more*; empty where the operation says it all."""
    if summary.value and summary.labels:
        values = {"field": summary.labels[0], "value": summary.value}
        return (
            say("%(field)s: without %(value)s", **values)
            if summary.is_removed
            else say("%(field)s: %(value)s", **values)
        )
    names = [str(label) for label in summary.labels]
    if summary.more:
        names.append(str(say_n("%(num)s more", "%(num)s more", summary.more)))
    return list_text(names) if names else ""


def set_title(found: ChangeSet, summary: Summary) -> Message:
    """What a set is called in a sentence."""
    what = what_words(summary) if found.operation in (Operation.EDITED, Operation.MASS, Operation.UNDONE) else ""
    if what:
        return say("%(object)s, %(what)s", object=str(object_words(summary)), what=str(what))
    return say("%(operation)s: %(object)s", operation=OPERATIONS[found.operation], object=str(object_words(summary)))
