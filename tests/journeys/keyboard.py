"""Keys by their place, as a keyboard with Latin or Hebrew letters sends them."""

from __future__ import annotations

from tests.journeys.visitor import Visitor

CTRL, SHIFT = 2, 8
HEBREW = {
    "KeyA": "ש",
    "KeyF": "כ",
    "KeyJ": "ח",
    "KeyK": "ל",
    "KeyO": "ם",
    "KeyX": "ס",
    "Slash": ".",
    "BracketLeft": "]",
}
LATIN = {"Slash": "/", "BracketLeft": "["}


class Keyboard:
    """A keyboard whose letters are those of the visitor's language."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.is_hebrew = visitor.language == "he"

    def presses(self, *keys: str) -> None:
        """Press keys named by place, with ``Ctrl+`` or ``Shift+`` before them."""
        for key in keys:
            *held, code = key.split("+")
            self._press(code, sum({"Ctrl": CTRL, "Shift": SHIFT}[one] for one in held))

    def _press(self, code: str, modifiers: int) -> None:
        letter = (HEBREW if self.is_hebrew else LATIN).get(code, code[-1].lower())
        pressed = {"code": code, "key": letter, "modifiers": modifiers}
        page = self.visitor.page
        wire = page.context.new_cdp_session(page)
        text = {} if modifiers & CTRL else {"text": letter}
        wire.send("Input.dispatchKeyEvent", {"type": "keyDown", **pressed, **text})
        wire.send("Input.dispatchKeyEvent", {"type": "keyUp", **pressed})
        wire.detach()
