"""The icon sprite holds the icons in use, and a name that is no icon stops the set-up."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.records.custom_kinds import ICONS
from frontend import icons
from frontend.icons import UnknownIcon, names_in, sprite, used_names

SURE, PERHAPS = True, False


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("{{ icon('star') }}", [("star", SURE)]),
        ('{{ icon( "arrow-back-up", size=14) }}', [("arrow-back-up", SURE)]),
        (
            "{{ icon('star' if kept == 'yes' else 'star-off') }}",
            [("star", SURE), ("yes", PERHAPS), ("star-off", PERHAPS)],
        ),
        ("{{ icon(kind.icon or 'user') }}", [("user", PERHAPS)]),
        ('Field("city", icon="map-pin")', [("map-pin", SURE)]),
        ('    icon: str = "user"', [("user", SURE)]),
        ("{{ button(icon='plus') }}", [("plus", SURE)]),
        ("{{ favicon('star') }} {{ icon(name) }} {% macro icon(name, size=16) %}", []),
    ],
)
def test_finds_icon_names(text: str, names: list[tuple[str, bool]]) -> None:
    assert list(names_in(text)) == names


def test_scans_templates_scripts_and_python(tmp_path: Path) -> None:
    for path, text in {
        "app/templates/panel/list.html": "{{ icon('star') }}",
        "app/static/js/toast.js": 'icon("x")',
        "app/records/kinds.py": 'icon="building"',
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)

    assert {"star", "x", "building", "affiliate"} <= set(used_names(tmp_path))


@pytest.fixture
def tabler(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two icons in the form in which Tabler publishes them."""
    ground = '<path stroke="none" d="M0 0h24v24H0z" fill="none" />\n  '
    head = '<svg\n  viewBox="0 0 24 24"\n  class="icon"\n>\n  '
    for name, body in {
        "outline/star": f'{ground}<path d="M1 1" />',
        "outline/dot": f'{ground}<path d="M2 2" fill="currentColor" />',
        "filled/star": '<path d="M3 3" />',
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / f"{name}.svg").write_text(f"{head}{body}\n</svg>")
    monkeypatch.setattr(icons, "ICONS", tmp_path)


@pytest.mark.usefixtures("tabler")
def test_draws_symbols_that_leave_the_stroke_to_css() -> None:
    drawn = sprite(
        {"star": ("a.html", SURE), "dot": ("a.html", SURE), "star-filled": ("a.html", SURE), "yes": ("a.html", PERHAPS)}
    )

    assert re.findall(r'<symbol id="([^"]+)" viewBox="0 0 24 24">(.*?)</symbol>', drawn) == [
        ("dot", '<path d="M2 2" fill="currentColor" />'),
        ("star", '<path d="M1 1" />'),
        ("star-filled", '<g fill="currentColor" stroke="none"><path d="M3 3" /></g>'),
    ]


@pytest.mark.usefixtures("tabler")
def test_an_unknown_icon_is_named_with_its_place() -> None:
    with pytest.raises(UnknownIcon, match=re.escape("fa-user (app/views/persons.py)")):
        sprite({"fa-user": ("app/views/persons.py", SURE)})


def test_every_type_of_custom_field_has_an_icon_of_the_sprite() -> None:
    known = set(re.findall(r'id="([^"]+)"', (Path(__file__).parents[1] / "app/static/vendor/icons.svg").read_text()))
    assert set(ICONS.values()) <= known
