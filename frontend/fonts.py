"""Makes the fonts lighter: only the weights that the style sheets use, and of extended Latin only Europe's letters.

A first visit may take 250 KB; as they come the three files alone take 145, lightened 60. Both fonts are under the SIL Open Font
License without a reserved name, so that a changed file may keep its name.
"""

from __future__ import annotations

import logging
from io import BytesIO

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

FONTS = {
    "inter/inter-latin.woff2": "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
    "inter/inter-latin-ext.woff2": "@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2",
    "heebo/heebo-hebrew.woff2": "@fontsource-variable/heebo/files/heebo-hebrew-wght-normal.woff2",
}
WEIGHTS = (400, 700)
EUROPE = (
    *range(0x100, 0x180),  # Latin Extended-A: Polish, Czech, Turkish, the Baltic and Nordic languages
    *range(0x218, 0x21C),  # Romanian
    *range(0x2C6, 0x2E0),  # accents that stand alone
    *range(0x20A0, 0x20C1),  # currencies
    *(0x1E9E, 0x2113, 0x2116),
)
"""What a page without one of these takes from the system's font instead."""


def lighter(content: bytes, name: str) -> bytes:
    """The font of that file name with what pages need of it."""
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    font = TTFont(BytesIO(content))
    if "-latin-ext-" in name:
        options = Options()
        options.layout_features = ["*"]
        narrowed = Subsetter(options)
        narrowed.populate(unicodes=EUROPE)
        narrowed.subset(font)
    instantiateVariableFont(font, {"wght": WEIGHTS}, inplace=True)
    font.flavor = "woff2"
    made = BytesIO()
    font.save(made)
    return made.getvalue()
