"""Catalogs (I18N-1, I18N-4): complete, right in their plurals, in front of the libraries' own; and the translators' commands."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import flask_appbuilder
import pytest
from babel.messages.catalog import Catalog
from click.testing import CliRunner
from flask import Flask, render_template_string
from flask_babel import Babel, gettext
from wtforms import IntegerField, StringField
from wtforms.validators import DataRequired, Length

from app.cli_i18n import i18n
from app.kernel.messages import say, say_n
from app.panel import form_texts, formats, languages
from app.translating import checks, files, pseudo, sources
from app.translating.places import LANGUAGES, TRANSLATIONS

COUNTS = (0, 1, 2, 5, 12, 22, 112)


@pytest.fixture(scope="module")
def template() -> Catalog:
    return sources.extract()


@pytest.fixture(scope="module", autouse=True)
def compiled() -> None:
    files.compile_catalogs()


def flask_app(*directories: Path) -> Flask:
    """An application with Flask-AppBuilder's catalogs before ours, as its Babel manager sets them up."""
    app = Flask(__name__)
    library = Path(flask_appbuilder.__file__).parent / "translations"
    app.config.update(
        SECRET_KEY="of a test",
        WTF_CSRF_ENABLED=False,
        LANGUAGES={"en": {}, "pl": {}, "he": {}},
        BABEL_TRANSLATION_DIRECTORIES=";".join(map(str, (library, *(directories or (TRANSLATIONS,))))),
    )
    Babel(app)
    formats.register(app)
    return app


@contextmanager
def reading(app: Flask, language: str, **request: Any) -> Iterator[None]:
    """A request of somebody who reads ``language``."""
    app.extensions["babel"].locale_selector = lambda: languages.locale_named(language)
    with app.test_request_context(**request):
        yield


# --- the catalogs as they are


def test_catalogs_are_complete_and_right(template: Catalog) -> None:
    assert checks.problems(template) == []


def test_extraction_finds_our_python_our_templates_and_the_libraries(template: Catalog) -> None:
    places = {place for message in template for place, _line in message.locations}
    assert {
        "app/kernel/settings.py",
        "app/templates/panel/macros.html",
        "flask_appbuilder/security/views.py",
        "wtforms/validators.py",
    } <= places
    assert all(not place.startswith("/") for place in places)


@pytest.mark.parametrize(
    ("language", "shown"),
    [("en", "Sign in"), ("pl", "Zaloguj się"), ("he", "כניסה")],
)
def test_our_words_stand_before_those_of_flask_appbuilder(language: str, shown: str) -> None:
    with reading(flask_app(), language):
        assert gettext("Sign In") == shown


def test_words_of_flask_appbuilder_are_there_in_hebrew() -> None:
    with reading(flask_app(), "he"):
        assert gettext("Reset Password") == "החלפת סיסמה"


def test_a_text_that_only_flask_appbuilder_has_still_comes_from_its_own_catalog() -> None:
    with reading(flask_app(), "pl"):
        assert gettext("Group by") not in ("Group by", "")


def sentence(app: Flask, language: str, length: int) -> str:
    """A counted sentence of WTForms, out of our catalog."""

    class Form(form_texts.FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
        Meta = form_texts.FormMeta
        name = StringField(validators=[Length(max=length)])

    with reading(app, language, method="POST", data={"name": "x" * 200}):
        form = Form()
        form.validate()
        return str(form.name.errors[0])


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("en", "0 characters|1 character|2 characters|5 characters|12 characters|22 characters|112 characters"),
        ("pl", "0 znaków|1 znak|2 znaki|5 znaków|12 znaków|22 znaki|112 znaków"),
        ("he", "0 תווים|תו אחד|שני תווים|5 תווים|12 תווים|22 תווים|112 תווים"),
    ],
)
def test_plural_forms(language: str, shown: str) -> None:
    app = flask_app()
    for count, words in zip(COUNTS, shown.split("|"), strict=True):
        assert f" {words}" in sentence(app, language, count)


@pytest.mark.parametrize(
    ("language", "empty", "no_number"),
    [
        ("en", "This field is empty. Fill it in.", "This is not a whole number. Enter one such as 12."),
        ("pl", "To pole jest puste. Uzupełnij je.", "To nie jest liczba całkowita. Wpisz na przykład 12."),
        ("he", "השדה ריק. יש למלא אותו.", "זה אינו מספר שלם. יש להזין מספר כגון 12."),
    ],
)
def test_form_errors_of_flask_appbuilders_forms_are_ours(language: str, empty: str, no_number: str) -> None:
    form_texts.register()

    class Form(form_texts.DynamicForm):  # type: ignore[misc]  # Flask-AppBuilder is untyped
        name = StringField(validators=[DataRequired()])
        size = IntegerField()

    with reading(flask_app(), language, method="POST", data={"name": "", "size": "many"}):
        form = Form()
        assert not form.validate()
        assert [str(error) for error in form.errors["name"] + form.errors["size"]] == [empty, no_number]


def test_counts_are_written_as_the_language_writes_numbers() -> None:
    app = flask_app()
    for language, shown in (("en", "4,180"), ("pl", "4\xa0180"), ("he", "4,180")):
        with reading(app, language):
            counted = "{{ ngettext('%(num)s thing', '%(num)s things', 4180) }}"
            assert render_template_string(counted).startswith(shown)
            assert str(say_n("%(num)s thing", "%(num)s things", 4180)).startswith(shown)


def test_a_template_escapes_values_inside_a_counted_sentence() -> None:
    with reading(flask_app(), "en"):
        counted = "{{ ngettext('%(num)s of %(name)s', '%(num)s of %(name)s', 2, name='<b>') }}"
        assert render_template_string(counted) == "2 of &lt;b&gt;"


@pytest.mark.parametrize(
    ("language", "value", "shown"),
    [
        ("he", "+48 12 345 67 89", "\u2068+48 12 345 67 89\u2069"),
        ("he", "Weissman Bros Ltd.", "\u2068Weissman Bros Ltd.\u2069"),
        ("he", "נועה ב.", "נועה ב."),
        ("he", "23.11.2026, 02:10", "23.11.2026, 02:10"),
        ("pl", "+48 12 345 67 89", "+48 12 345 67 89"),
    ],
)
def test_text_of_another_direction_is_set_apart_in_a_hebrew_sentence(language: str, value: str, shown: str) -> None:
    with reading(flask_app(), language):
        assert str(say("Saved: %(name)s", name=value)).endswith(f": {shown}")


# --- the commands, over catalogs of their own


@pytest.fixture
def small() -> Catalog:
    """A template with one plain text, one with a value, and a counted one."""
    small = Catalog(fuzzy=False)
    small.add("Save", locations=[("app/a.py", 1)])
    small.add("Hello %(name)s.", locations=[("app/a.py", 2)])
    small.add(("%(num)s row", "%(num)s rows"), locations=[("app/a.py", 3)])
    return small


def polish(small: Catalog, **texts: Any) -> Catalog:
    """``small`` in Polish, with some of it translated otherwise."""
    catalog = files.merge(files.empty_catalog("pl"), small, "pl")
    good = {
        "Save": "Zapisz",
        "Hello %(name)s.": "Witaj, %(name)s.",
        "rows": ("wiersz", "%(num)s wiersze", "%(num)s wierszy"),
    }
    good.update(texts)
    for message in catalog:
        if message.id:
            message.string = good["rows" if message.pluralizable else message.id]
    return catalog


def complaints(catalog: Catalog, small: Catalog, language: str = "pl") -> list[str]:
    return list(checks.catalog_problems(catalog, small, language))


def test_a_good_catalog_has_no_problems(small: Catalog) -> None:
    assert complaints(polish(small), small) == []


@pytest.mark.parametrize(
    ("text", "given", "complaint"),
    [
        ("Save", "", "not translated"),
        ("Save", "Save", "still in English"),
        ("Save", " Zapisz", "other spaces"),
        ("Save", "Zapisz.", "ends with"),
        ("Save", "\u202aZapisz", "direction control"),
        ("Save", "\u200fZapisz", "direction control"),
        ("Save", 'Zapisz "to"', "straight quotation mark"),
        ("Save", "Zapisz 5%", "other % signs"),
        ("Hello %(name)s.", "Witaj.", "lacks %(name)s"),
        ("Hello %(name)s.", "Witaj, %(nmae)s.", "has %(nmae)s"),
        ("rows", ("wiersz", "%(num)s wiersze"), "has 2 forms, pl needs 3"),
        ("rows", ("wiersz", "wiersze", "%(num)s wierszy"), "lacks %(num)s"),
        ("rows", ("wiersz", "", "%(num)s wierszy"), "not translated"),
    ],
)
def test_every_kind_of_mistake_is_named(small: Catalog, text: str, given: Any, complaint: str) -> None:
    found = complaints(polish(small, **{text: given}), small)
    assert any(complaint in problem for problem in found), found


def test_hebrew_has_a_dual_without_a_number_and_hebrew_letters(small: Catalog) -> None:
    hebrew = files.merge(files.empty_catalog("he"), small, "he")
    hebrew["Save"].string, hebrew["Hello %(name)s."].string = "שמירה", "Shalom %(name)s."
    hebrew["%(num)s row"].string = ("שורה אחת", "שתי שורות", "%(num)s שורות")
    assert complaints(hebrew, small, "he") == ['"Hello %(name)s.": has no Hebrew letter']


def test_a_fuzzy_mark_and_a_wrong_head_are_problems(small: Catalog) -> None:
    catalog = polish(small)
    catalog["Save"].flags.add("fuzzy")
    catalog.mime_headers = [("Plural-Forms", "nplurals=2; plural=(n != 1);")]
    found = " ".join(complaints(catalog, small))
    assert "marked fuzzy" in found
    assert "the head must say" in found


def test_english_texts_keep_the_voice(small: Catalog) -> None:
    small.add("Please wait!", locations=[("app/a.py", 4)])
    english = files.merge(files.empty_catalog("en"), small, "en")
    assert [problem for problem in complaints(english, small, "en") if "please" in problem]
    english["Please wait!"].string = "One moment."
    assert not [problem for problem in complaints(english, small, "en") if "please" in problem]


def test_a_text_that_is_not_in_the_catalog_is_out_of_date(small: Catalog) -> None:
    catalog = polish(small)
    small.add("New here", locations=[("app/a.py", 5)])
    catalog.add("Gone", "Nie ma", locations=[("app/a.py", 6)])
    found = complaints(catalog, small)
    assert any("New here" in problem and "new in the sources" in problem for problem in found)
    assert any("Gone" in problem and "no longer" in problem for problem in found)


def test_update_guesses_nothing_and_keeps_comments_and_old_work(small: Catalog, tmp_path: Path) -> None:
    catalog = polish(small)
    catalog["Save"].user_comments.append("on a button")
    changed = Catalog(fuzzy=False)
    changed.add("Save", locations=[("app/b.py", 1)])
    changed.add("Hello, %(name)s.", locations=[("app/b.py", 2)])
    without = files.merge(catalog, changed, "pl")
    assert files.write_catalog(without, "pl", tmp_path)
    assert not files.write_catalog(without, "pl", tmp_path)
    read = files.read_catalog("pl", tmp_path)
    assert read["Save"].string == "Zapisz"
    assert read["Save"].user_comments == ["on a button"]
    assert read["Hello, %(name)s."].string == ""
    again = files.merge(read, small, "pl")
    assert again["Hello %(name)s."].string == "Witaj, %(name)s."
    assert complaints(again, small) == []


def test_compile_makes_only_what_is_older(small: Catalog, tmp_path: Path) -> None:
    for language in LANGUAGES:
        files.write_catalog(files.merge(files.empty_catalog(language), small, language), language, tmp_path)
    assert len(files.compile_catalogs(translations=tmp_path)) == len(LANGUAGES)
    assert files.compile_catalogs(translations=tmp_path) == []
    assert len(files.compile_catalogs(force=True, translations=tmp_path)) == len(LANGUAGES)


def test_the_pseudo_locale_shows_what_is_not_wrapped(small: Catalog, tmp_path: Path) -> None:
    pseudo.build(small, tmp_path)
    with reading(flask_app(tmp_path), "xx"):
        assert gettext("Save") == "[Šàvé~~]"
        assert str(say("Hello %(name)s.", name="Anna")).startswith("[Hé")
        assert "Anna" in str(say("Hello %(name)s.", name="Anna"))
        assert str(say_n("%(num)s row", "%(num)s rows", 1200)).startswith("[1,200 röwš")
        assert formats.number_text(1234.5) == "1,234.5"
        assert gettext("Not wrapped") == "Not wrapped"
    assert languages.direction("xx") == "ltr"
    assert languages.direction("he") == "rtl"


def test_the_pseudo_locale_is_offered_to_developers_only() -> None:
    app = flask_app()
    languages.offer_pseudo(app)
    assert "xx" not in app.config["LANGUAGES"]
    app.debug = True
    languages.offer_pseudo(app)
    assert "xx" in app.config["LANGUAGES"]


def test_the_check_command_fails_with_a_list(monkeypatch: pytest.MonkeyPatch, small: Catalog) -> None:
    monkeypatch.setattr(sources, "extract", lambda: small)
    result = CliRunner().invoke(i18n, ["check"])
    assert result.exit_code == 1
    assert 'pl: "Hello %(name)s.": new in the sources' in result.output
