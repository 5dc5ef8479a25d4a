"""Background work over the API: how far a job is."""

from __future__ import annotations

from flask import Response
from flask_appbuilder.api import expose
from werkzeug.wrappers import Response as AnyResponse

from app.jobs.answers import job_answer
from app.jobs.queue import own_job
from app.panel.boundary import asking
from app.panel.exports import job_file
from app.panel.rest_base import Json, RestApi, answer, needs
from app.panel.rest_documents import answers, file_answers, in_path, operation, reference


class JobsApi(RestApi):
    """``/api/v1/jobs/<id>``: one's own; administrators see all."""

    route_base = "/api/v1/jobs"
    class_permission_name = "jobs"

    @expose("/<int:pk>", methods=["GET"])
    @needs("read")
    def get_job(self, pk: int) -> Response:
        return answer(job_answer(asking(), own_job(asking().session, pk)))

    @expose("/<int:pk>/file", methods=["GET"])
    @needs("read")
    def get_file(self, pk: int) -> AnyResponse:
        return job_file(asking(), pk)

    def document(self) -> Json:
        get = operation(
            "How far a job is",
            "jobs",
            answers("200", "The job", reference("Job")),
            parameters=[in_path("pk")],
            also=("404",),
        )
        file = operation(
            "The file that an export has written",
            "jobs",
            file_answers(),
            parameters=[in_path("pk")],
            also=("404",),
        )
        return {"/api/v1/jobs/{pk}": {"get": get}, "/api/v1/jobs/{pk}/file": {"get": file}}
