"""The house rules find what they are for, and leave alone what is right."""

from __future__ import annotations

import pytest

from lint import shape
from lint.findings import Source
from lint.house_rules import ROOT, check, check_all, files, read

A_VIEW = "app/views/persons.py"
A_TEMPLATE = "app/templates/pages/persons.html"
A_SHEET = "app/static/css/lists.css"
HOME = "/" + "home/"


def rules(path: str, text: str) -> list[str]:
    return [finding.rule for finding in check(Source(path, text))]


BROKEN_PYTHON = [
    ("commit", "app/domain/groups.py", "def join(session):\n    session.commit()\n"),
    ("commit", "app/panel/forms.py", "db.session.commit()\n"),
    ("flash", A_VIEW, "flash(str(error), 'danger')\n"),
    ("flash", A_VIEW, "flash(f'Saved {name}')\n"),
    ("flash", A_VIEW, "flash('Saved')\n"),
    ("blind-except", A_VIEW, "try:\n    save()\nexcept Exception:\n    pass\n"),
    ("blind-except", A_VIEW, "try:\n    save()\nexcept:\n    pass\n"),
    ("backref", "app/models.py", "owner = relationship(backref='things')\n"),
    ("backref", "app/models.py", "owner = relationship(User, backref=backref('things'))\n"),
    ("secondary", "app/models.py", "tags = relationship(secondary=links)\n"),
    ("floor", "app/records/search.py", "from flask_appbuilder import ModelView\n"),
    ("floor", "app/domain/groups.py", "from flask_appbuilder.views import ModelView\n"),
    ("floor", "app/kernel/viewer.py", "import flask_appbuilder.baseviews\n"),
    ("bare-table", "app/domain/groups.py", "rows = select(Contact.__table__)\n"),
    ("vague-name", "app/records/utils.py", "X = 1\n"),
    ("vague-name", "app/utils/sorting.py", "X = 1\n"),
    ("function-length", "app/records/search.py", "def long():\n" + "    x = 1\n" * 50),
    ("declaration-length", A_VIEW, "class PersonView:\n" + "    x = 1\n" * 60),
    ("file-length", "app/records/search.py", "X = 1\n" * 401),
    ("file-length", "app/models.py", "X = 1\n" * 1201),
]


@pytest.mark.parametrize(("rule", "path", "text"), BROKEN_PYTHON)
def test_finds_in_python(rule: str, path: str, text: str) -> None:
    assert rule in rules(path, text)


RIGHT_PYTHON = [
    ("app/panel/boundary.py", "db.session.commit()\n"),
    ("app/jobs/runner.py", "session.commit()\n"),
    ("app/records/bulk.py", "rows = select(Contact.__table__)\n"),
    ("app/cli/users.py", "session.commit()\n"),
    ("tests/test_groups.py", "session.commit()\n"),
    (A_VIEW, "flash(say('Saved %(name)s.', name=name), 'success')\n"),
    (A_VIEW, "try:\n    save()\nexcept Invalid:\n    pass\n"),
    ("app/models.py", "from flask_appbuilder import Model\nfrom flask_appbuilder.security.sqla.models import User\n"),
    ("app/models.py", "owner = relationship(back_populates='things')\n"),
    ("app/models.py", "X = 1\n" * 1200),
    ("app/views/persons.py", "from flask_appbuilder import ModelView\n"),
    ("app/records/search.py", "def documented():\n    '''" + "Said.\n" * 60 + "    '''\n    return 1\n"),
    ("migrations/versions/0001_begin.py", "def upgrade():\n" + "    x = 1\n" * 700),
    ("app/records/text_utilities.py", "X = 1\n"),
]


@pytest.mark.parametrize(("path", "text"), RIGHT_PYTHON)
def test_leaves_python_alone(path: str, text: str) -> None:
    assert rules(path, text) == []


BROKEN_TEMPLATES = [
    ("inline-style", '<div style="color: red"></div>'),
    ("inline-style", '<div style="{{ look }}"></div>'),
    ("inline-handler", '<button onclick="go()"></button>'),
    ("inline-handler", '<form hx-on::after-request="go()"></form>'),
    ("nonce", '<script src="/static/js/list.js"></script>'),
    ("nonce", "<style>p { margin: 0 }</style>"),
    ("untranslated", "<p>Add a person</p>"),
    ("untranslated", "<p>{{ count }} persons</p>"),
    ("untranslated", "{% if x %}Łódź{% endif %}"),
    ("untranslated", "<p>שלום</p>"),
    ("untranslated", '<button title="Delete"></button>'),
    ("untranslated", '<input placeholder="Name" value="{{ value }}">'),
    ("untranslated", '<a aria-label="{{ name }}: open"></a>'),
    ("colour", '<path fill="#fff"/>'),
]


@pytest.mark.parametrize(("rule", "text"), BROKEN_TEMPLATES)
def test_finds_in_templates(rule: str, text: str) -> None:
    assert rules(A_TEMPLATE, text) == [rule]


RIGHT_TEMPLATES = [
    "{% extends 'panel/page.html' %}{# A remark in English. #}<p>{{ _('Add a person') }}</p>",
    '<script nonce="{{ csp_nonce() }}" type="module" src="{{ asset(\'js/list.js\') }}"></script>',
    '<script nonce="{{ n }}" type="application/json">{"label": 1}</script>',
    "<kbd>Ctrl</kbd> <kbd>Enter</kbd> · Splot &nbsp;&times; 1–50 CSV",
    '<input type="search" name="q" autocomplete="off" {% if focus < 1 %}autofocus{% endif %} aria-label="{{ _(\'Search\') }}">',
    "{% trans %}Add a person{% endtrans %}",
    '<svg class="icon" data-on="star" fill="none" stroke="currentColor"><use href="{{ sprite }}#star"/></svg>',
    '<p class="style-one" data-title="raw">{{ "a > b" }}</p>',
    '{% macro described(id) %} aria-invalid="true" aria-describedby="{{ id }}-error"{% endmacro %}',
    "<br><p>{{ _('One') }}</p></div>",
]


@pytest.mark.parametrize("text", RIGHT_TEMPLATES)
def test_leaves_templates_alone(text: str) -> None:
    assert rules(A_TEMPLATE, text) == []


def test_a_finding_in_a_template_names_its_line() -> None:
    text = "{#\n many\n lines\n#}\n<div>\n\n  Add a person\n</div>\n"

    assert [str(finding) for finding in check(Source(A_TEMPLATE, text))] == [
        f"{A_TEMPLATE}:7: untranslated: “Add a person” stands outside _()."
    ]


BROKEN_SHEETS = [
    ("physical", "a { margin-left: 1px; }"),
    ("physical", "a { padding-right: 1px }"),
    ("physical", "a { left: 0; }"),
    ("physical", "a { border-top-left-radius: 4px; }"),
    ("physical", "a { text-align: right; }"),
    ("physical", "a { float: left; }"),
    ("physical", "a { padding: 0 var(--a) 0 calc(1px + 2px); }"),
    ("colour", "a { color: #fff; }"),
    ("colour", "a { box-shadow: 0 1px 2px rgba(0, 0, 0, .2); }"),
    ("colour", "a { --s-own: #aabbcc }"),
]


@pytest.mark.parametrize(("rule", "text"), BROKEN_SHEETS)
def test_finds_in_style_sheets(rule: str, text: str) -> None:
    assert rules(A_SHEET, text) == [rule]


RIGHT_SHEETS = [
    "#face { margin-inline: 1px 2px; inset-inline-start: 0; text-align: start; }",
    "a:hover { color: var(--s-accent); background: color-mix(in srgb, var(--s-ok) 20%, transparent); }",
    "a { padding: 0 4px; margin: 1px 2px 3px; inset: 0; border-radius: 8px 0 0 0; }",
    "a { mask: url(\"data:image/svg+xml,%3csvg fill='#fff'/%3e\"); } /* left: 0; color: #fff; */",
    "@media (min-width: 768px) { [dir=rtl] .arrow { transform: scaleX(-1); } }",
]


@pytest.mark.parametrize("text", RIGHT_SHEETS)
def test_leaves_style_sheets_alone(text: str) -> None:
    assert rules(A_SHEET, text) == []


def test_colours_stand_in_the_tokens() -> None:
    assert rules("app/static/css/tokens.css", ":root { --s-canvas: #f5f5f2; }") == []


def test_finds_addresses_and_paths_of_a_machine() -> None:
    registry = "https://" + "registry.example.org/pkg"

    assert rules("package-lock.json", f'"resolved": "{registry}"') == ["address"]
    assert rules("requirements.txt", "--index-url http" + "://10.0.0.1/simple") == ["address"]
    assert rules("docs/set-up.md", f"See {registry}.") == ["address"]
    assert rules("docs/set-up.md", "See https://example.org/splot.") == []
    assert rules("README.md", f"cd {HOME}anna/splot") == ["machine-path"]
    assert rules("README.md", "Open /persons/list/ or app/home/page.") == []


def test_a_line_is_excused_with_a_reason_only() -> None:
    assert (
        rules("app/domain/demo.py", "session.commit()  # house: allow commit - makes a million rows in steps\n") == []
    )
    assert rules("app/domain/demo.py", "session.commit()  # house: allow commit\n") == ["commit"]
    assert rules("app/domain/demo.py", "session.commit()  # house: allow flash - no such thing\n") == ["commit"]


def test_most_functions_are_short() -> None:
    short = Source("app/records/a.py", "def f():\n    return 1\n" * shape.ENOUGH)
    long = Source("app/records/b.py", ("def f():\n" + "    x = 1\n" * 9) * (shape.ENOUGH + 2))

    assert check_all([short]) == []
    assert [finding.rule for finding in shape.shape_of([short, long])] == ["shape"]


def test_reads_what_git_would_take() -> None:
    assert read(ROOT, "docs/no-such-file.md") is None
    assert "pyproject.toml" in files()
