"""Plugins of the whole test suite. Fixtures stand in tests/conftest.py."""

from __future__ import annotations

pytest_plugins = ("tests.no_skips",)
