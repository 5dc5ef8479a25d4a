"""One short declaration per kind or screen."""

from __future__ import annotations

from flask_appbuilder import AppBuilder


def add_views(appbuilder: AppBuilder) -> None:
    """Put every screen into the house, in the order of the menu."""
    from app.views.companies import CompaniesView
    from app.views.persons import PersonsView
    from app.views.records import RecordsView
    from app.views.settings import GroupsView, InstallationView, SettingsView, TagsView

    for view in (PersonsView, CompaniesView, RecordsView, SettingsView, InstallationView, GroupsView, TagsView):
        appbuilder.add_view_no_menu(view)
