"""OpenAPI 3: the parts of which the resources describe themselves, and the whole document (OPS-3)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from app.domain.exporting import FORMATS
from app.domain.mass_actions import actions_for
from app.panel.rest_examples import answered_example, sent_example
from app.panel.rest_shapes import ID, TEXT, Schema, nullable, shape_of
from app.records.filters import MAX_PAGE, MAX_PAGE_SIZE
from app.records.kinds import Kind

Json = dict[str, Any]

ERRORS = {
    "400": "The address or the body cannot be read",
    "401": "No API key, or one that is not good",
    "403": "The user's role does not allow this",
    "404": "Missing or not visible, which are not told apart",
    "409": "Changed by somebody else since it was read",
    "413": "The body is too large",
    "422": "A value does not fit; the sentences stand by field",
    "429": "Too many requests",
}
ALWAYS = ("400", "401", "403", "429")

ERROR_SCHEMA: Schema = {
    "type": "object",
    "required": ["message", "errors"],
    "properties": {
        "message": TEXT,
        "errors": {"type": "object", "additionalProperties": {"type": "array", "items": TEXT}},
        "in_the_way": {
            "type": "object",
            "description": "What a limit runs into, where it is something that you see",
            "properties": {"relation": ID, "record": ID},
        },
    },
    "example": {"message": "Fill this in.", "errors": {"name": ["Fill this in."]}},
}
WHOLE: Schema = {"type": "integer"}
LEFT: Schema = {
    "type": "object",
    "properties": {"record": nullable(ID), "field": nullable(TEXT), "reason": TEXT},
}
SKIPPED: Schema = {"type": "object", "properties": {"id": nullable(ID), "reason": TEXT}}
FAILED: Schema = {
    "type": "object",
    "properties": {"row": nullable(WHOLE), "column": nullable(TEXT), "value": nullable(TEXT), "reason": TEXT},
}
RESULT: Schema = {
    "type": "object",
    "description": (
        "Empty until there is something to say. A mass action tells matched, changed, skipped and changeset; an undo changeset,"
        " undone, kept and blocked; an import job, changeset, rows, added, updated, skipped, failed and errors; an export rows,"
        " size and file"
    ),
    "properties": {
        "matched": nullable(WHOLE),
        "changed": nullable(WHOLE),
        "changeset": nullable(ID),
        "skipped": {"anyOf": [WHOLE, {"type": "array", "items": SKIPPED}]},
        **dict.fromkeys(("job", "rows", "added", "updated", "failed", "undone", "size"), WHOLE),
        "kept": {"type": "array", "items": LEFT},
        "blocked": {"type": "array", "items": LEFT},
        "errors": {"type": "array", "items": FAILED},
        "file": {**TEXT, "description": "Where the file of an export lies, for a week"},
    },
}
JOB_SCHEMA: Schema = {
    "type": "object",
    "required": ["id", "state", "done", "total", "result"],
    "properties": {
        "id": ID,
        "state": {"type": "string", "enum": ["draft", "queued", "running", "done", "failed", "cancelled"]},
        "done": {"type": "integer"},
        "total": {"type": "integer"},
        "result": RESULT,
        "error": nullable(TEXT),
    },
    "example": {
        "id": 31,
        "state": "done",
        "done": 2,
        "total": 2,
        "result": {"matched": 2, "changed": 1, "changeset": 88, "skipped": [{"id": 7, "reason": "Nothing to change"}]},
    },
}
STARTED: Schema = {
    "type": "object",
    "required": ["id"],
    "properties": {"id": {**ID, "description": "Of the job"}},
    "example": {"id": 31},
}
COUNT: Json = {"count": {"type": "integer", "minimum": 0}}


def reference(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def as_json(schema: Schema) -> Json:
    return {"application/json": {"schema": schema}}


def page_of(items: Schema, **more: Schema) -> Schema:
    """The answer of a list."""
    properties = {**COUNT, **more, "result": {"type": "array", "items": items}}
    return {"type": "object", "required": ["count", "result"], "properties": properties}


def added(result: Schema) -> Schema:
    """The answer to what added or changed something."""
    return {"type": "object", "required": ["id", "result"], "properties": {"id": ID, "result": result}}


def in_query(name: str, schema: Schema, description: str) -> Json:
    return {"name": name, "in": "query", "required": False, "description": description, "schema": schema}


def in_path(name: str) -> Json:
    return {"name": name, "in": "path", "required": True, "schema": ID}


PAGE = [
    in_query("page", {"type": "integer", "minimum": 1, "maximum": MAX_PAGE}, "Which page"),
    in_query("page_size", {"type": "integer", "minimum": 1, "maximum": MAX_PAGE_SIZE}, "Rows on a page"),
]


def operation(
    summary: str,
    tag: str,
    answers: dict[str, Json],
    *,
    parameters: Iterable[Json] = (),
    sent: Json | None = None,
    also: Iterable[str] = (),
) -> Json:
    """One operation. ``also`` names the errors that it can end in beside those of every operation."""
    errors = {code: {"$ref": f"#/components/responses/{code}"} for code in (*ALWAYS, *also)}
    made: Json = {"summary": summary, "tags": [tag], "responses": {**answers, **errors}}
    if parameters:
        made["parameters"] = list(parameters)
    if sent is not None:
        made["requestBody"] = {"required": True, "content": sent}
    return made


def answers(code: str, description: str, schema: Schema | None = None, **headers: str) -> dict[str, Json]:
    """The answer when all went well."""
    made: Json = {"description": description}
    if schema is not None:
        made["content"] = as_json(schema)
    if headers:
        made["headers"] = {name: {"description": text, "schema": TEXT} for name, text in headers.items()}
    return {code: made}


def file_answers() -> dict[str, Json]:
    """A file of a table, in one of the formats."""
    binary: Json = {"schema": {"type": "string", "format": "binary"}}
    types = dict.fromkeys(made.mimetype for made in FORMATS.values())
    return {"200": {"description": "The file", "content": dict.fromkeys(types, binary)}}


# --- a kind --------------------------------------------------------------------------------------------------------------


def schema_name(kind: Kind) -> str:
    """*line item* → ``LineItem``."""
    return kind.name.title().replace("_", "").replace(" ", "")


def kind_schemas(kind: Kind) -> dict[str, Schema]:
    """What the API gives and takes for a kind."""
    head: dict[str, Schema] = {"id": ID, "kind": {"type": "string", "enum": [kind.name]}, "name": TEXT}
    read = {**head, "version": {"type": "integer"}, **_properties(kind, of_write=False)}
    name = schema_name(kind)
    writable = [field for field in kind.fields if field.is_editable]
    needed = [field.name for field in writable if field.is_required]
    write: Schema = {"type": "object", "properties": _properties(kind, of_write=True)}
    new = {**write, "required": needed} if needed else write
    readable = [field for field in kind.fields if field.is_readable]
    return {
        name: {
            "type": "object",
            "required": ["id", "kind", "name"],
            "properties": {**read, "id": ID, "name": TEXT},
            "example": answered_example(kind, readable),
        },
        f"{name}Change": {**write, "example": sent_example(writable[:2])},
        f"{name}New": {**new, "example": sent_example(writable)},
    }


def _properties(kind: Kind, *, of_write: bool) -> dict[str, Schema]:
    fields = [field for field in kind.fields if (field.is_editable if of_write else field.is_readable)]
    shapes = {field.name: shape_of(field) for field in fields}
    return {
        field.name: {**(shapes[field.name].write if of_write else shapes[field.name].read), "title": field.label.msgid}
        for field in fields
    }


def list_parameters(kind: Kind) -> list[Json]:
    """The list query: its own words one by one, filters as a free-form object."""
    sortable = [field.name for field in kind.fields if field.is_sortable]
    asked = [f"{field.name}.{one.value}" for field in kind.fields if field.is_filterable for one in field.operators]
    filters = {
        "name": "filters",
        "in": "query",
        "required": False,
        "style": "form",
        "explode": True,
        "description": "field.operator=value, as often as wanted; a field may be a path such as company.city",
        "schema": {
            "type": "object",
            "properties": dict.fromkeys(asked, TEXT),
            "additionalProperties": TEXT,
        },
        "example": {"owner.is": "me", "tags.any": "VIP,Linen", "created_on.within": "last_30_days"},
    }
    return [
        in_query("q", TEXT, "Free text: words anywhere in name, city, addresses and numbers"),
        in_query("sort", TEXT, f"Fields with commas between, each with - for downwards: {', '.join(sortable)}"),
        *PAGE,
        in_query("match", {"type": "string", "enum": ["all", "any"]}, "How filters are joined"),
        in_query("deleted", {"type": "string", "enum": ["1"]}, "What is in the trash"),
        in_query(
            "columns", TEXT, "Only these fields, with commas between; what is counted from others stands only here"
        ),
        in_query("count", {"type": "string", "enum": ["exact"]}, "Count beyond 10,000 too"),
        in_query("filter", TEXT, "A saved filter, by number or name"),
        in_query("view", TEXT, "A list view, by number or name"),
        filters,
    ]


IF_MATCH: Json = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "description": "The ETag of the record as it was read; 409 where it has changed since",
    "schema": TEXT,
}


IF_NONE_MATCH: Json = {
    **IF_MATCH,
    "name": "If-None-Match",
    "description": "The ETag of the record as it was read; 304 without a body while all of it is the same",
}


def mass_schema(kind: Kind) -> Schema:
    """What is done to which records. What ``values`` takes depends on the action."""
    actions = dict.fromkeys(one.name for is_trash in (False, True) for one in actions_for(kind, is_trash=is_trash))
    word: Schema = {"anyOf": [TEXT, {"type": "integer"}, {"type": "array", "items": TEXT}]}
    return {
        "type": "object",
        "required": ["action"],
        "properties": {
            "query": {
                "type": "object",
                "description": "All that match: field.operator and its value. Either this or ids",
                "additionalProperties": word,
            },
            "ids": {"type": "array", "items": ID, "minItems": 1, "description": "These. Either this or query"},
            "action": {"type": "string", "enum": list(actions)},
            "values": {
                "type": "object",
                "description": "As the action wants them; for set the fields and their new values, for relate the type as read "
                "from these records (relation.<key>, with .primary or .secondary where it joins a kind with itself), other (a "
                "number, a name, text:… or new:…), note, from and to",
            },
            "reason": nullable({**TEXT, "description": "Told in the history"}),
        },
        "example": {"query": {"owner.is": "me"}, "action": "tag", "values": {"tags": ["VIP"]}},
    }


def kind_paths(kind: Kind) -> Json:
    """The paths of a kind."""
    name, base, tag = schema_name(kind), f"/api/v1/{kind.plural}", kind.plural
    mass = operation(
        "Do the same to many, as a job",
        tag,
        answers("202", "A job was started", STARTED),
        sent=as_json(mass_schema(kind)),
        also=("409", "413", "422"),
    )
    return {
        f"{base}/": {"get": _list(kind, name, tag), "post": _add(name, tag)},
        f"{base}/{{pk}}": _one(name, tag),
        f"{base}/{{pk}}/restore": {
            "post": operation(
                "Take out of the trash",
                tag,
                answers("200", "As it is now", added(nullable_reference(name)), ETag="The version"),
                parameters=[in_path("pk"), IF_MATCH],
                also=("404", "409"),
            )
        },
        f"{base}/mass": {"post": mass},
    }


def nullable_reference(name: str) -> Schema:
    """A record, or null where the change took it out of sight."""
    return {"allOf": [reference(name)], "nullable": True}


def _list(kind: Kind, name: str, tag: str) -> Json:
    page = page_of(reference(name), count_is_capped={"type": "boolean"})
    return operation("List", tag, answers("200", "One page", page), parameters=list_parameters(kind))


def _add(name: str, tag: str) -> Json:
    made = answers("201", "Added", added(nullable_reference(name)), ETag="The version", Location="Its address")
    return operation("Add", tag, made, sent=as_json(reference(f"{name}New")), also=("409", "413", "422"))


def _one(name: str, tag: str) -> Json:
    get = operation(
        "Get one",
        tag,
        {
            **answers("200", "The record", reference(name), ETag="The version and a digest of what is told"),
            **answers("304", "Nothing new", ETag="As it was sent"),
        },
        parameters=[
            in_path("pk"),
            IF_NONE_MATCH,
            in_query("columns", TEXT, "Only these fields"),
            in_query("deleted", {"type": "string", "enum": ["1"]}, "From the trash"),
        ],
        also=("404",),
    )
    changed = answers("200", "As it is now", added(nullable_reference(name)), ETag="The version")
    change = {
        "parameters": [in_path("pk"), IF_MATCH],
        "sent": as_json(reference(f"{name}Change")),
        "also": ("404", "409", "413", "422"),
    }
    gone = answers("204", "It is in the trash")
    return {
        "get": get,
        "put": operation("Change the fields given", tag, changed, **change),  # type: ignore[arg-type]
        "patch": operation("Change the fields given", tag, changed, **change),  # type: ignore[arg-type]
        "delete": operation("Put into the trash", tag, gone, parameters=[in_path("pk"), IF_MATCH], also=("404", "409")),
    }


# --- the whole -----------------------------------------------------------------------------------------------------------


KEYS = (
    "An API key, made on the page of settings or with: splot key add USER. It acts as its user. A key whose scope is read answers"
    " GET alone, any other request ends in 403; one whose scope is write does all that its user may."
)


def _named(path: str, methods: Json) -> Json:
    """Operations with the name under which a generated client calls them: *get* and the words of the address."""
    words = re.sub(r"\W+", "_", path.removeprefix("/api/v1/").replace("{pk}", "one")).strip("_")
    return {method: {"operationId": f"{method}_{words}", **one} for method, one in methods.items()}


def whole(title: str, server: str, paths: Json, kinds: Iterable[Kind]) -> Json:
    """The document."""
    schemas: dict[str, Schema] = {"Error": ERROR_SCHEMA, "Job": JOB_SCHEMA}
    for kind in kinds:
        schemas.update(kind_schemas(kind))
    responses = {code: {"description": text, "content": as_json(reference("Error"))} for code, text in ERRORS.items()}
    key = {"type": "http", "scheme": "bearer", "description": KEYS}
    words = sorted({tag for methods in paths.values() for one in methods.values() for tag in one["tags"]})
    cookie = {"type": "apiKey", "in": "cookie", "name": "splot", "description": "A signed-in page of ours"}
    return {
        "openapi": "3.0.3",
        "info": {
            "title": title,
            "version": "v1",
            "description": "What the pages do, for programs, with the same rights.",
        },
        "servers": [{"url": server}],
        "security": [{"api_key": []}, {"session": []}],
        "tags": [{"name": word} for word in words],
        "paths": {path: _named(path, methods) for path, methods in paths.items()},
        "components": {
            "schemas": schemas,
            "responses": responses,
            "securitySchemes": {"api_key": key, "session": cookie},
        },
    }
