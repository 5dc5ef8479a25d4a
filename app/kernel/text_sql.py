"""``search_key`` inside PostgreSQL: the function ``splot_fold``, made by a migration from the ranges in ``kernel.text``.

On SQLite ``search_key`` itself is registered under this name with each connection. The function needs no collation and
no ICU: case is folded by a table, so that an index over it means the same on every server. A change of the ranges needs
a migration that makes the function and every index over it again.
"""

from __future__ import annotations

import sys
import unicodedata

from app.kernel.text import GAPS, INVISIBLE, LETTERS, MARKS

NAME = "splot_fold"

DROP_FOLD = f"DROP FUNCTION IF EXISTS {NAME}(text)"

_TEMPLATE = r"""
CREATE OR REPLACE FUNCTION <name>(value text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $fold$
DECLARE
  folded text = lower(value COLLATE "C");
BEGIN
  IF octet_length(folded) > char_length(folded) THEN
    folded = regexp_replace(normalize(folded, NFKD), '[<dropped>]+', '', 'g');
    folded = lower(translate(folded, 'Łł', 'll') COLLATE "C");
  END IF;
  folded = btrim(regexp_replace(folded, '[<gaps>]+', ' ', 'g'), ' ');
  -- The long table is for other letters than plain and Hebrew ones.
  IF folded ~ '[^\u0001-\u007f\u05d0-\u05ea]' THEN
    folded = translate(<long>, '<from>', '<to>');
  END IF;
  RETURN folded;
END $fold$
"""


def create_fold() -> str:
    """The statement that makes ``splot_fold``. It has neither ``%`` nor ``:``, so that any driver takes it as it is."""
    short, long = _fold_table()
    parts = {
        "name": NAME,
        "dropped": MARKS + INVISIBLE,
        "gaps": GAPS,
        "long": _replacements(long),
        "from": "".join(short),
        "to": "".join(short.values()),
    }
    statement = _TEMPLATE.strip()
    for place, text in parts.items():
        statement = statement.replace(f"<{place}>", text)
    return statement


def _fold_table() -> tuple[dict[str, str], dict[str, str]]:
    """What becomes of every character that folding changes: by one character, and by more than one."""
    folds = {char: _folded(char) for char in map(chr, range(0x80, sys.maxunicode + 1)) if _folded(char) != char}
    stays = {char: fold for char, fold in folds.items() if unicodedata.normalize("NFKD", char) == char}
    return (
        {char: fold for char, fold in stays.items() if len(fold) == 1},
        {char: fold for char, fold in stays.items() if len(fold) > 1},
    )


def _folded(char: str) -> str:
    return "".join(LETTERS.get(part, part) for part in char.casefold())


def _replacements(long: dict[str, str]) -> str:
    expression = "folded"
    for char, fold in sorted(long.items()):
        expression = f"replace({expression}, '{char}', '{fold}')"
    return expression
