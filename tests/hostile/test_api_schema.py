"""Requests made up from the API's own description: what is described is answered as described, and nothing ends in a fault (OPS-3).

``SPLOT_SOAK=1`` makes up many more.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.api_client import Api
from tests.conftest import House
from tests.contract.samples import every_kind, sample_values

EXAMPLES = 60 if os.environ.get("SPLOT_SOAK") else 2
METHODS = ("GET", "POST", "PATCH", "DELETE")
"""In this order, so that there is something to read and to change until the end."""
CHECKS = [not_a_server_error, response_schema_conformance, status_code_conformance, content_type_conformance]

made_up = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.slow
@pytest.mark.timeout(3600 if os.environ.get("SPLOT_SOAK") else 300)
def test_api_keeps_to_its_description_whatever_is_sent(sqlite_house: House) -> None:
    api = Api(sqlite_house, "administrator")
    known = _furnish(sqlite_house, api)
    broken = []
    for operation in _operations(sqlite_house, api):
        place = {"pk": known[operation.path.split("/")[3]]} if "{pk}" in operation.path else None
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            try:
                _ask(api, operation.as_strategy(generation_mode=mode, path_parameters=place))
            except FailureGroup as failures:
                broken += [f"{operation.label}: {one}" for one in failures.exceptions]
    assert not broken, f"{len(broken)} of them, such as:\n\n" + "\n\n".join(broken[:5])


def _furnish(house: House, api: Api) -> dict[str, int]:
    """One of everything; by plural the number under which it is found."""
    known = {}
    for kind in every_kind():
        with house.writing() as asking:
            values = sample_values(asking, kind)
        known[kind.plural] = house.add(kind.name, "administrator", **values)
    sent: dict[str, Any] = {
        "groups": {"name": "Distributors"},
        "tags": {"name": "Later"},
        "filters": {"kind": "person", "name": "Leads", "query": "stage.is=Lead", "shared": True},
        "views": {"kind": "person", "name": "Short", "columns": ["name", "city"]},
        "custom-fields": {"kind": "person", "type": "number", "label": "Size"},
        "relation-types": {
            "primary_kind": "deal",
            "secondary_kind": "task",
            "primary_label": "A",
            "secondary_label": "B",
        },
    }
    for plural, one in sent.items():
        known[plural] = api.post(f"{plural}/", one).json["id"]
    tied = {"type": "competitors", "primary": known["companies"], "secondary_text": "Old Quay Foundry"}
    known["relations"] = api.post("relations/", tied).json["id"]
    guest = {"record": known["companies"], "user": "participant"}
    known["participants"] = api.post("participants/", guest).json["id"]
    locked = {"record": house.add("person", last_name="Locked", visibility="nonpublic")}
    known["access-requests"] = Api(house, "outsider").post("access-requests/", locked).json["id"]
    export = {"ids": [known["persons"]], "action": "export", "values": {"format": "csv"}}
    return {**known, "jobs": api.post("persons/mass", export).json["id"], "changesets": 1}


def _operations(house: House, api: Api) -> Iterator[Any]:
    schema = schemathesis.openapi.from_wsgi("/api/v1/_openapi", house.app, headers=api.headers)
    found = [one.ok() for one in schema.get_all_operations()]
    for method in METHODS:
        yield from (one for one in found if one.method.upper() == method)


def _ask(api: Api, cases: Any) -> None:
    @made_up
    @given(case=cases)
    def ask(case: Any) -> None:
        case.call_and_validate(headers={**api.headers, "Accept-Encoding": "identity"}, checks=CHECKS)

    ask()
