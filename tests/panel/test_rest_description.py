"""The OpenAPI document: valid, complete, and true."""

from __future__ import annotations

import re
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from app.panel.rest_documents import schema_name
from app.records.kinds import kind as kind_now
from tests.api_client import Api
from tests.conftest import House
from tests.contract.samples import every_kind


@pytest.fixture
def document(sqlite_house: House) -> dict[str, Any]:
    answer = Api(sqlite_house, "agent").get("_openapi")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json
    return found


def test_document_is_valid(document: dict[str, Any]) -> None:
    validate(document)
    assert document["openapi"].startswith("3.")


def test_every_address_of_the_api_is_described(document: dict[str, Any], sqlite_house: House) -> None:
    rules = [rule for rule in sqlite_house.app.url_map.iter_rules() if rule.rule.startswith("/api/")]
    exist = {
        (re.sub(r"<int:(\w+)>", r"{\1}", rule.rule), method.lower()) for rule in rules for method in rule.methods or ()
    }
    described = {(path, method) for path, methods in document["paths"].items() for method in methods}
    assert described == {(path, method) for path, method in exist if method not in {"head", "options"}}


def test_every_operation_says_how_it_ends(document: dict[str, Any]) -> None:
    for methods in document["paths"].values():
        for operation in methods.values():
            assert {"400", "401", "403", "429"} <= set(operation["responses"])
            assert any(code.startswith("2") for code in operation["responses"])


def _resolved(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = document["components"]["schemas"][name] if name else schema
    return found


def _operations(document: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [(f"{method} {path}", one) for path, methods in document["paths"].items() for method, one in methods.items()]


def test_every_operation_has_a_name_of_its_own_and_a_known_tag(document: dict[str, Any]) -> None:
    found = [one for _, one in _operations(document)]
    names = [one["operationId"] for one in found]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)+", name) for name in names)
    assert {tag for one in found for tag in one["tags"]} == {tag["name"] for tag in document["tags"]}


def test_every_body_that_is_sent_has_an_example(document: dict[str, Any]) -> None:
    sent = {word: one["requestBody"]["content"] for word, one in _operations(document) if "requestBody" in one}
    schemas = {word: _resolved(document, next(iter(content.values()))["schema"]) for word, content in sent.items()}
    assert len(schemas) > 40
    assert [word for word, schema in schemas.items() if not (schema["example"] and schema["properties"])] == []


def test_every_answer_says_what_is_in_it(document: dict[str, Any]) -> None:
    for word, operation in _operations(document):
        for code, ending in operation["responses"].items():
            schema = _resolved(document, ending.get("content", {}).get("application/json", {}).get("schema", {}))
            if not code.startswith("2") or not schema or word.endswith("_openapi"):
                continue
            result = schema["properties"].get("result", schema)
            inner = _resolved(document, result.get("items") or next(iter(result.get("allOf", [result]))))
            assert inner["properties"], word
            assert "example" in inner or "example" in schema, word


def _examples(schema: Any) -> list[dict[str, Any]]:
    if isinstance(schema, list):
        return [found for one in schema for found in _examples(one)]
    if not isinstance(schema, dict):
        return []
    own = [schema] if "example" in schema and isinstance(schema.get("type"), str) else []
    return own + [found for one in schema.values() for found in _examples(one)]


def test_examples_fit_what_they_are_examples_of(document: dict[str, Any]) -> None:
    found = _examples(document)
    assert len(found) > 40
    for schema in found:
        Draft202012Validator(_plain(schema)).validate(schema["example"])


def test_mass_actions_are_named(document: dict[str, Any]) -> None:
    sent = document["paths"]["/api/v1/persons/mass"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert {"set", "tag", "delete", "restore", "export"} <= set(sent["properties"]["action"]["enum"])


def test_every_kind_is_described_by_its_fields(document: dict[str, Any], sqlite_house: House) -> None:
    schemas = document["components"]["schemas"]
    with sqlite_house.asking("agent"):
        for kind in (kind_now(one.name) for one in every_kind()):
            name = schema_name(kind)
            readable = {field.name for field in kind.fields if field.is_readable}
            assert set(schemas[name]["properties"]) == {"id", "kind", "version", *readable}
            editable = {field.name for field in kind.fields if field.is_editable}
            assert set(schemas[f"{name}New"]["properties"]) == set(schemas[f"{name}Change"]["properties"]) == editable


def _plain(schema: Any) -> Any:
    """OpenAPI's ``nullable`` as JSON Schema says it."""
    if isinstance(schema, list):
        return [_plain(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: _plain(value) for key, value in schema.items() if key != "nullable"}
    return {"anyOf": [made, {"type": "null"}]} if schema.get("nullable") is True else made


def test_answers_are_as_described(document: dict[str, Any], sqlite_house: House) -> None:
    api = Api(sqlite_house, "owner")
    company = api.post("companies/", {"name": "Żuraw", "customer_status": "current"}).json["id"]
    full = {
        "last_name": "Nowak",
        "company": company,
        "phones": ["+48601555014"],
        "emails": ["a@b.pl"],
        "tags": ["vip"],
        "managers": ["manager"],
        "stage": "Lead",
    }
    person = api.post("persons/", full).json["id"]
    for path, name in ((f"companies/{company}", "Company"), (f"persons/{person}", "Person")):
        schema = _plain(document["components"]["schemas"][name])
        Draft202012Validator(schema).validate(api.get(path).json)


def test_server_is_the_address_that_was_asked(sqlite_house: House) -> None:
    answer = Api(sqlite_house, "owner").get("_openapi", base_url="https://crm.example.test")
    assert answer.json["servers"] == [{"url": "https://crm.example.test"}]
