"""The OpenAPI document: valid, complete, and true."""

from __future__ import annotations

import re
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

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


def test_every_kind_is_described_by_its_fields(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    for kind in every_kind():
        name = kind.name.title().replace(" ", "")
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
