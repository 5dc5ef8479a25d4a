"""The first page after signing in."""

from __future__ import annotations

from flask import redirect, render_template
from flask_appbuilder import IndexView, expose
from flask_login import current_user

from app.panel.boundary import asking
from app.panel.dashboard import dashboard_context


class DashboardView(IndexView):
    """My newest records (REP-3 comes with its tiles later)."""

    @expose("/")
    def index(self):  # type: ignore[no-untyped-def]
        if not current_user.is_authenticated:
            return redirect("/login/")
        return render_template("pages/dashboard.html", **dashboard_context(asking()))
