"""Finding every text a user can read: ours, and those of the libraries that reach the screen.

Library texts are read from the installed packages, so that a new release with other words makes the check fail
instead of showing English. Only what can be reached is read; each entry says why it can.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir, extract_from_file
from babel.messages.frontend import parse_keywords, parse_mapping_cfg

from app.translating.places import APP, MAPPING

KEYWORDS = parse_keywords(
    [
        "_",
        "gettext",
        "ngettext:1,2",
        "lazy_gettext",
        "lazy_ngettext:1,2",
        "say",
        "say_n:1,2",
        "lazy_formatter_gettext:1",
    ]
)
COMMENT_TAGS = ("Translators:",)

LIBRARY_MODULES = {
    "flask_appbuilder/baseviews.py": "flashes after adding, changing and deleting a row",
    "flask_appbuilder/const.py": "the flash of a refused page",
    "flask_appbuilder/fields.py": "errors of select fields",
    "flask_appbuilder/fieldwidgets.py": "empty select fields",
    "flask_appbuilder/models/sqla/filters.py": "filter names in the lists of users, roles and groups, and in REST _info",
    "flask_appbuilder/security/forms.py": "sign-in, user and password forms",
    "flask_appbuilder/security/manager.py": "menu of the security pages",
    "flask_appbuilder/security/views.py": "users, roles, groups, permissions, user info, passwords, sign-in",
    "flask_appbuilder/validators.py": "uniqueness and password rules",
    "wtforms/fields/choices.py": "errors of choice fields",
    "wtforms/fields/core.py": "errors of any field",
    "wtforms/fields/datetime.py": "errors of date fields",
    "wtforms/fields/numeric.py": "errors of number fields",
    "wtforms/validators.py": "errors of required, length, e-mail and equality rules",
}
"""Left out: charts, generic and Mongo models, LDAP, OAuth, SAML, self-registration and uploads, which Splot does not show."""

LIBRARY_TEMPLATES = (
    "baselib.html",
    "index.html",
    "navbar_menu.html",
    "navbar_right.html",
    "general/confirm.html",
    "general/lib.html",
    "general/model/edit.html",
    "general/model/list.html",
    "general/model/show.html",
    "general/security/login_db.html",
    "general/widgets/base_list.html",
    "general/widgets/search.html",
)
"""Of flask_appbuilder/templates/appbuilder. One that has ours at the same path can no longer be reached and is skipped."""


class Text(NamedTuple):
    """One text as found: where (a path that is the same on every machine), what, and the remarks for translators."""

    place: str
    msgid: Any
    remarks: list[str]


def product_texts(app: Path = APP, mapping: Path = MAPPING) -> Iterator[Text]:
    """The texts of our own Python and templates."""
    with mapping.open(encoding="utf-8") as opened:
        methods, options = parse_mapping_cfg(opened, str(mapping))  # type: ignore[no-untyped-call]  # Babel's
    found = extract_from_dir(app, methods, options, KEYWORDS, COMMENT_TAGS, strip_comment_tags=True)
    for name, _line, msgid, remarks, _context in found:
        yield Text(f"app/{Path(name).as_posix()}", msgid, remarks)


def library_texts(app: Path = APP) -> Iterator[Text]:
    """The texts of Flask-AppBuilder and WTForms that can be reached."""
    for place in LIBRARY_MODULES:
        yield from _texts_in("python", place)
    for name in LIBRARY_TEMPLATES:
        if not (app / "templates" / "appbuilder" / name).exists():
            yield from _texts_in("jinja2", f"flask_appbuilder/templates/appbuilder/{name}")


def _texts_in(method: str, place: str) -> Iterator[Text]:
    package, _, rest = place.partition("/")
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise FileNotFoundError(f"the package {package} is not installed")
    found = extract_from_file(method, Path(spec.origin).parent / rest, KEYWORDS, COMMENT_TAGS)
    for _line, msgid, _remarks, _context in found:
        yield Text(place, msgid, [])


def extract() -> Catalog:
    """The template of all catalogs, out of the sources as they are now."""
    template = Catalog(fuzzy=False)
    for text in (*product_texts(), *library_texts()):
        if text.msgid not in ("", ("", "")):
            template.add(text.msgid, locations=[(text.place, 0)], auto_comments=text.remarks)
    return template
