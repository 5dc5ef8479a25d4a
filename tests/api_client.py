"""A program that uses the REST API with somebody's key."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from werkzeug.test import TestResponse

from app.kernel.database import db, write_intent
from app.models import User
from tests.conftest import House


def make_key(house: House, name: str) -> str:
    """A new key of somebody of the cast."""
    with house.app.app_context(), write_intent():
        user = db.session.scalars(select(User).where(User.username == name)).one()
        made = house.app.appbuilder.sm.create_api_key(user, "test")
        db.session.remove()
    return str(made["key"])


class Api:
    """Requests below ``/api/v1``, signed with a key; ``Api(house)`` signs with none."""

    def __init__(self, house: House, name: str | None = None) -> None:
        self.client = house.app.test_client()
        self.headers = {"Authorization": f"Bearer {make_key(house, name)}"} if name else {}

    def ask(self, method: str, path: str, **more: Any) -> TestResponse:
        headers = {**self.headers, **more.pop("headers", {})}
        address = path if path.startswith("/api/") else f"/api/v1/{path}"
        return self.client.open(address, method=method, headers=headers, **more)

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.ask("GET", path, **more)

    def post(self, path: str, json: Any = None, **more: Any) -> TestResponse:
        return self.ask("POST", path, json=json, **more)

    def patch(self, path: str, json: Any = None, **more: Any) -> TestResponse:
        return self.ask("PATCH", path, json=json, **more)

    def put(self, path: str, json: Any = None, **more: Any) -> TestResponse:
        return self.ask("PUT", path, json=json, **more)

    def delete(self, path: str, **more: Any) -> TestResponse:
        return self.ask("DELETE", path, **more)
