"""*Django admin*, the second yardstick: the list of persons that one gets by declaring it to Django, over the same database.

The columns of Splot's list with ``select_related`` and ``prefetch_related``, 50 rows a page, its filters, search in the one column
that Splot keeps for it, the count of all records left out, and django-import-export as it comes. No rights on single records, no
history of values, no custom fields. Django's own tables stand in a small SQLite file beside.

Served as ``gunicorn bench.django_admin:app`` with what ``NAMES`` of *bare* and ``OWN`` say in the environment.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import django
from django.conf import settings

from bench.bare import NAMES

OWN = "BENCH_DJANGO"
"""In the environment: the file with Django's own tables."""
PAGE = 50


class Router:
    """The house for what is in it, Django's own file for the rest."""

    def db_for_read(self, model: Any, **_hints: Any) -> str:
        return "house" if model._meta.app_label == "bench" else "default"

    db_for_write = db_for_read

    def allow_migrate(self, db: str, app_label: str, **_hints: Any) -> bool:
        return db == "default" and app_label != "bench"


def house() -> dict[str, Any]:
    """The database of the house as Django names it, its connections set up as Splot's are and kept."""
    dialect, address, options = (os.environ[name] for name in NAMES)
    if dialect == "sqlite":
        own = {"init_command": options}
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": address, "OPTIONS": own, "CONN_MAX_AGE": None}
    from psycopg.conninfo import conninfo_to_dict

    told = {word.upper(): value for word, value in conninfo_to_dict(address).items()}
    named = {"NAME": told.pop("DBNAME"), **told, "OPTIONS": {"options": options}}
    return {"ENGINE": "django.db.backends.postgresql", **named, "CONN_MAX_AGE": None}


CONTRIB = [f"django.contrib.{name}" for name in ("admin", "auth", "contenttypes", "sessions", "messages")]
MIDDLEWARE = [
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
CONTEXT = ["django.template.context_processors.request", "django.contrib.auth.context_processors.auth"]
TEMPLATES = {
    "BACKEND": "django.template.backends.django.DjangoTemplates",
    "APP_DIRS": True,
    "OPTIONS": {"context_processors": [*CONTEXT, "django.contrib.messages.context_processors.messages"]},
}

settings.configure(
    SECRET_KEY="bench" * 10,
    ALLOWED_HOSTS=["*"],
    DATABASES={
        "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ[OWN], "CONN_MAX_AGE": None},
        "house": house(),
    },
    DATABASE_ROUTERS=["bench.django_admin.Router"],
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    INSTALLED_APPS=[*CONTRIB, "import_export", "bench"],
    MIDDLEWARE=MIDDLEWARE,
    MIGRATION_MODULES={name.rpartition(".")[2]: None for name in CONTRIB},
    ROOT_URLCONF="bench.django_admin",
    TEMPLATES=[TEMPLATES],
    STATIC_URL="/static/",
    TIME_ZONE="UTC",
    USE_TZ=True,
)
django.setup()

# what follows needs a Django that is set up
from django.contrib import admin  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.urls import path  # noqa: E402
from import_export import fields, resources  # noqa: E402
from import_export.admin import ExportMixin  # noqa: E402
from import_export.formats import base_formats  # noqa: E402

from bench.django_models import Contact, Email, Phone  # noqa: E402

FORMATS = {"csv": base_formats.CSV, "xlsx": base_formats.XLSX, "ods": base_formats.ODS}


def joined(words: Any) -> str:
    return " · ".join(map(str, words.all()))


class Contacts(resources.ModelResource):
    """The columns of the list, for a file."""

    name = fields.Field("name", "Name")
    company = fields.Field("company", "Company")
    phones = fields.Field(column_name="Phone")
    emails = fields.Field(column_name="E-mail")
    tags = fields.Field(column_name="Tags")
    stage = fields.Field("stage", "Stage")
    owner = fields.Field("owner", "Owner")
    last_activity_at = fields.Field("last_activity_at", "Last activity")

    class Meta:
        model = Contact
        fields = ("name", "company", "phones", "emails", "tags", "stage", "owner", "last_activity_at")

    def dehydrate_phones(self, one: Contact) -> str:
        return joined(one.phones)

    def dehydrate_emails(self, one: Contact) -> str:
        return joined(one.emails)

    def dehydrate_tags(self, one: Contact) -> str:
        return joined(one.tags)


class Phones(admin.TabularInline):
    model, extra = Phone, 0


class Emails(admin.TabularInline):
    model, extra = Email, 0


class ContactAdmin(ExportMixin, admin.ModelAdmin):
    """The list and the form."""

    resource_classes = (Contacts,)
    list_display = ("shown_name", "company", "phone", "mail", "tagged", "stage", "owner", "activity")
    list_select_related = ("company", "stage", "owner")
    list_filter = ("stage", "owner", "tags", "groups")
    list_per_page = PAGE
    search_fields = ("search_key",)
    show_full_result_count = False
    ordering = ("sort_key", "id")
    fields = ("name", "first_name", "last_name", "city", "stage", "company", "owner", "last_activity_at")
    raw_id_fields = ("company",)
    inlines = (Phones, Emails)

    def get_queryset(self, request: Any) -> Any:
        """Persons who are not deleted; all that a row shows comes with a page."""
        found = super().get_queryset(request).filter(kind="person", deleted_at=None)
        return found.prefetch_related("phones", "emails", "tags")

    @admin.display(description="Name", ordering="sort_key")
    def shown_name(self, one: Contact) -> str:
        return one.name

    @admin.display(description="Phone")
    def phone(self, one: Contact) -> str:
        return joined(one.phones)

    @admin.display(description="E-mail")
    def mail(self, one: Contact) -> str:
        return joined(one.emails)

    @admin.display(description="Tags")
    def tagged(self, one: Contact) -> str:
        return joined(one.tags)

    @admin.display(description="Last activity", ordering="changed_at")
    def activity(self, one: Contact) -> Any:
        return one.last_activity_at


admin.site.register(Contact, ContactAdmin)
urlpatterns = [path("admin/", admin.site.urls)]
app = get_wsgi_application()
app.extensions = ()  # where deploy/gunicorn_conf.py looks for a database to prepare


def signed_in() -> str:
    """The key of a new session of an administrator; makes Django's own tables."""
    from django.contrib import auth
    from django.contrib.sessions.backends.db import SessionStore

    call_command("migrate", run_syncdb=True, verbosity=0)
    users = auth.get_user_model().objects
    user = users.filter(username="admin").first() or users.create_superuser("admin", password="bench")
    held = SessionStore()
    held[auth.SESSION_KEY] = str(user.pk)
    held[auth.BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    held[auth.HASH_SESSION_KEY] = user.get_session_auth_hash()
    held.create()
    return held.session_key


def export(format_: str, count: int) -> float:
    """Seconds that django-import-export takes for a file of so many persons."""
    shown = ContactAdmin(Contact, admin.site).get_queryset(None).select_related("company", "stage", "owner")
    began = time.perf_counter()
    made = FORMATS[format_]().export_data(Contacts().export(shown[:count]))
    Path(os.devnull).write_bytes(made.encode() if isinstance(made, str) else made)
    return time.perf_counter() - began
