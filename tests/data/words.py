"""Words to sort and to search: Polish ones as a dictionary orders them, and names as they come in real files."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).parent

POLISH_IN_ORDER = (_HERE / "polish_in_order.txt").read_text("utf-8").split()

NAMES = [*(_HERE / "names.txt").read_text("utf-8").split(), "co\u00adop", "ti\u200bny", "½ x²", "a\u0301\u0328"]
"""Polish, Hebrew with and without points, and what else a contact list holds, composed signs and invisible ones too."""
