"""One short declaration per kind or screen. A view that stands in a module here is in the house; nothing needs to be listed."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType

from flask_appbuilder import AppBuilder, BaseView, IndexView


def add_views(appbuilder: AppBuilder) -> None:
    """Put every kind and every screen into the house."""
    from app.panel.view import RecordView

    screens = [view for module in view_modules() for view in _views_in(module)]
    for view in dict.fromkeys([*RecordView.__subclasses__(), *screens]):
        appbuilder.add_view_no_menu(view)


def view_modules() -> list[ModuleType]:
    """The modules of this package, by name."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return [importlib.import_module(f"{__name__}.{name}") for name in names]


def _views_in(module: ModuleType) -> Iterator[type[BaseView]]:
    for thing in vars(module).values():
        is_view = isinstance(thing, type) and issubclass(thing, BaseView) and not issubclass(thing, IndexView)
        if is_view and thing.__module__ == module.__name__:
            yield thing
