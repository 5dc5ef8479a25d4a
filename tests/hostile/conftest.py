"""What makes sweeps cheap enough to ask everything."""

from __future__ import annotations

import pytest
from flask import render_template

from app.panel import boundary


@pytest.fixture
def errors_are_framed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw the frame around an error once for each status: it is the same at every address, and made half of a sweep's work."""
    framed: set[int] = set()

    def draw(template: str, *, message: str, status: int) -> str:
        if status in framed:
            return message
        framed.add(status)
        return render_template(template, message=message, status=status)

    monkeypatch.setattr(boundary, "render_template", draw)
