"""The words of form errors: WTForms asks its own catalogs, which are incomplete in Polish and Hebrew; ours answer instead."""

from __future__ import annotations

from typing import Any

from flask_appbuilder.forms import DynamicForm
from flask_babel import get_translations
from flask_wtf import FlaskForm


class CatalogTexts:
    """What WTForms calls a translations object, over our catalogs. WTForms itself fills in the values afterwards."""

    def gettext(self, text: str) -> str:
        return str(get_translations().ugettext(text))

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return str(get_translations().ungettext(singular, plural, n))


class FormMeta(FlaskForm.Meta):
    """``class Meta`` of every form: errors in the viewer's language, out of our catalogs."""

    def get_translations(self, form: Any) -> CatalogTexts:
        return CatalogTexts()


def register() -> None:
    """Make the forms of Flask-AppBuilder (sign-in, users, passwords) speak from our catalogs too; before views are added."""
    DynamicForm.Meta = FormMeta
