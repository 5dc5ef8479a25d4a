"""Background work and its progress (MAS-4)."""

from __future__ import annotations

from flask import Response, request
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import has_access
from werkzeug.wrappers import Response as AnyResponse

from app.panel import exports, job_pages
from app.panel.boundary import asking


class JobsView(BaseView):
    """``/jobs/``: one's own jobs; administrators open everybody's."""

    route_base = "/jobs"
    default_view = "index"
    class_permission_name = "jobs"
    base_permissions = ["can_read", "can_write"]
    method_permission_name = {
        "index": "read",
        "show": "read",
        "state": "read",
        "issues": "read",
        "file": "read",
        "cancel": "write",
    }

    @expose("/")
    @has_access
    def index(self) -> str:
        return job_pages.jobs_page(asking())

    @expose("/<int:job_id>")
    @has_access
    def show(self, job_id: int) -> str | Response:
        if request.args.get("format") == "json":
            return job_pages.state_answer(asking(), job_id)
        return job_pages.job_page(asking(), job_id)

    @expose("/<int:job_id>.json")
    @has_access
    def state(self, job_id: int) -> Response:
        return job_pages.state_answer(asking(), job_id)

    @expose("/<int:job_id>/issues.csv")
    @has_access
    def issues(self, job_id: int) -> AnyResponse:
        return job_pages.issues_file(asking(), job_id)

    @expose("/<int:job_id>/file")
    @has_access
    def file(self, job_id: int) -> AnyResponse:
        return exports.job_file(asking(), job_id)

    @expose("/<int:job_id>/cancel", methods=["POST"])
    @has_access
    def cancel(self, job_id: int) -> AnyResponse:
        return job_pages.cancel_job(asking(), job_id)
