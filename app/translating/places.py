"""Where the catalogs are and what their heads must say."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "app"
MAPPING = ROOT / "babel.cfg"
TRANSLATIONS = ROOT / "translations"
TEMPLATE = TRANSLATIONS / "messages.pot"

SOURCE = "en"
PSEUDO = "xx"
LANGUAGES = {"en": "English", "pl": "Polish", "he": "Hebrew"}

PLURAL_FORMS = {
    "en": "nplurals=2; plural=(n != 1)",
    "pl": "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2)",
    "he": "nplurals=3; plural=(n==1 ? 0 : n==2 ? 1 : 2)",
}
"""As the glossary gives them. Hebrew has a real dual, which gettext's own default for it does not know."""


def plural_count(language: str) -> int:
    """How many forms a counted sentence has in ``language``."""
    return int(PLURAL_FORMS[language].partition(";")[0].removeprefix("nplurals="))


def po_file(language: str, translations: Path = TRANSLATIONS) -> Path:
    return translations / language / "LC_MESSAGES" / "messages.po"
