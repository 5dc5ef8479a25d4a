"""The panel of roles: a list in words, and each role as a grid with a look at what a user would see (ACC-4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from flask import current_app, redirect, render_template, request
from sqlalchemy import select

from app.domain import role_changes
from app.domain.accounts import roles_of
from app.domain.dictionaries import entries_of
from app.domain.role_changes import Holders, find_role, holders, is_shipped, roles_in_order, touched_by
from app.domain.role_grid import (
    ACTS,
    LEVELS,
    REACHES,
    RIGHTS,
    Level,
    Row,
    acts_in_words,
    guarding_kinds,
    has_managers,
    in_words,
    key_of,
    rows_of,
    with_row,
    without_row,
)
from app.domain.seeing import Seen, seen_by, viewer_of_user
from app.kernel.errors import NotFound, SplotError
from app.kernel.messages import Message, say, say_n
from app.kernel.viewer import ADMIN, Act, Grant
from app.models import AccountType, Operation, Role, User
from app.panel.controls import language
from app.panel.settings import Answer, number
from app.panel.toasts import toast_done
from app.records.changes import change_set
from app.records.fields import Asking
from app.records.labels import label_of
from app.records.rights import EVERY, RoleRights, read_rights
from app.records.role_names import role_label

URL = "/roles/list/"
EVERYTHING = say("Everything: all records of all kinds, and all settings")
NOTHING = say("Nothing")


@dataclass(frozen=True)
class RoleLine:
    """A role in the list."""

    role: Role
    is_shipped: bool
    words: list[Message]
    acts: list[Message]
    held: Holders


@dataclass
class RoleForm:
    """A role as its form stands: as it is kept, or as it was typed."""

    role: Role | None
    name: str
    rights: RoleRights
    errors: dict[str, list[str]] = field(default_factory=dict)
    user_id: int = 0
    held: Holders = field(default_factory=lambda: Holders(frozenset(), frozenset(), frozenset()))
    touched: int = 0
    added: str = ""

    @property
    def is_admin(self) -> bool:
        return self.role is not None and self.role.name == ADMIN

    @property
    def is_shipped(self) -> bool:
        return self.role is not None and is_shipped(self.role)

    @property
    def rows(self) -> list[Row]:
        return rows_of(self.rights)

    @property
    def wrong(self) -> list[tuple[str, str]]:
        """The fields that need a change, each with its label."""
        return [
            (f"f-{name}", str(say("Name")) if name == "name" else str(say("What it gives")))
            for name in self.errors
            if name
        ]


@dataclass(frozen=True)
class Preview:
    """What a user sees now, and would see: kind by kind."""

    user: User
    holds_it: bool
    lines: list[tuple[Seen, Seen]]


# --- the list ------------------------------------------------------------------------------------------------------------


def list_page(
    asking: Asking, *, errors: dict[str, list[str]] | None = None, status: int = 200, asks: int = 0
) -> Answer:
    """All roles, with what they give and how many hold them; ``asks`` is the one that is about to be removed."""
    names, held = row_names(asking), holders(asking.session)
    lines = [_line(one, names, held[one.id]) for one in roles_in_order(asking.session)]
    page = render_template("pages/roles.html", lines=lines, errors=errors or {}, asks=asks, nav="settings")
    return page, status


def _line(role: Role, names: dict[str, str], held: Holders) -> RoleLine:
    rights = read_rights(role.rights)
    if role.name == ADMIN:
        return RoleLine(role, True, [EVERYTHING], [], held)
    is_one = len(rows_of(rights)) == 1
    words = list(in_words(rights, {**names, EVERY: str(say("All kinds"))} if is_one else names)) or (
        [] if rights.acts else [NOTHING]
    )
    return RoleLine(role, is_shipped(role), words, acts_in_words(rights.acts), held)


def row_names(asking: Asking) -> dict[str, str]:
    """What the rows of a grid are called, by key."""
    plain = {one.name: str(one.label_plural) for one in guarding_kinds()}
    types = _account_types(asking)
    parted = {
        key_of(kind, type_id): f"{plain[kind]} › {label}"
        for kind in plain
        if has_managers(kind)
        for type_id, label in types
    }
    return {EVERY: str(say("All other kinds")), **plain, **parted}


def _account_types(asking: Asking) -> list[tuple[int, str]]:
    return [(one.id, label_of(one, language())) for one in entries_of(asking.session, AccountType)]


# --- one role ------------------------------------------------------------------------------------------------------------


def stored_form(asking: Asking, role_id: int) -> RoleForm:
    """As it is kept; raises ``NotFound``."""
    found = find_role(asking.session, role_id)
    return _with_holders(asking, RoleForm(found, found.name, read_rights(found.rights)))


def new_form(asking: Asking, copied_id: int) -> RoleForm:
    """A new role, like another where one is copied."""
    if not copied_id:
        return RoleForm(None, "", RoleRights())
    found = find_role(asking.session, copied_id)
    return RoleForm(None, str(say("%(name)s, copy", name=role_label(found.name))), read_rights(found.rights))


def typed_form(asking: Asking, role_id: int) -> RoleForm:
    """As it was sent, with a row more or less where that was asked for."""
    form = stored_form(asking, role_id) if role_id else RoleForm(None, "", RoleRights())
    form.name = request.form.get("name", form.name)
    form.user_id = number(request.form.get("user", ""))
    if form.is_admin:
        return form
    form.rights = RoleRights(
        tuple(_sent_rows(asking)), frozenset(act for act in Act if act in request.form.getlist("acts"))
    )
    more, fewer = request.form.get("add_row", ""), request.form.get("drop_row", "")
    if request.form.get("more") and more in row_names(asking):
        kind, _, type_id = more.partition(":")
        form.rights, form.added = with_row(form.rights, kind, number(type_id) or None), more
    form.rights = without_row(form.rights, fewer) if fewer else form.rights
    return form


def _sent_rows(asking: Asking) -> Iterable[Grant]:
    known = row_names(asking)
    for key in dict.fromkeys(request.form.getlist("rows")):
        if key in known:
            kind, _, type_id = key.partition(":")
            see, edit, delete = (REACHES[_sent_level(f"row.{key}.{right}")] for right in RIGHTS)
            yield Grant(kind, number(type_id) or None, see, edit, delete)


def _sent_level(name: str) -> Level:
    sent = request.form.get(name, "")
    return Level(sent) if sent in {one.value for one in Level} else Level.NO


def _with_holders(asking: Asking, form: RoleForm) -> RoleForm:
    assert form.role is not None
    form.held = holders(asking.session)[form.role.id]
    form.touched = len(touched_by(asking.session, form.role.id))
    return form


def role_page(asking: Asking, form: RoleForm, *, status: int = 200, part: str = "pages/role.html") -> Answer:
    """The form of a role, or its grid with the preview alone."""
    names = row_names(asking)
    there = {row.key for row in form.rows}
    page = render_template(
        part,
        form=form,
        names=names,
        levels=LEVELS,
        rights=RIGHTS,
        acts=ACTS,
        offered=[(key, label) for key, label in names.items() if key not in there],
        has_managers=has_managers,
        users=_users(asking),
        preview=preview_of(asking, form),
        nav="settings",
    )
    return page, status


def _users(asking: Asking) -> list[User]:
    return list(
        asking.session.scalars(select(User).where(User.active).order_by(User.last_name, User.first_name, User.id))
    )


def preview_of(asking: Asking, form: RoleForm) -> Preview | None:
    """What the chosen user sees now and would see with this role as it stands in the form, whether or not it is theirs yet."""
    user = asking.session.get(User, form.user_id) if form.user_id else None
    if user is None:
        return None
    known, session = current_app.config["SPLOT_LANGUAGE"], asking.session
    engine = session.get_bind().engine
    now = viewer_of_user(session, user, known)
    holds_it = form.role is not None and form.role.id in roles_of(user)
    after = viewer_of_user(session, user, known, _instead(user, form))
    return Preview(user, holds_it, list(zip(seen_by(engine, now), seen_by(engine, after), strict=True)))


def _instead(user: User, form: RoleForm) -> dict[int, RoleRights]:
    """The rights in the form in place of those of the role; of a role that the user does not have, nothing changes."""
    return {form.role.id: form.rights} if form.role is not None and form.role.id in roles_of(user) else {}


# --- saving --------------------------------------------------------------------------------------------------------------


def save_role(asking: Asking, role_id: int) -> Answer:
    """Keep what was sent, or show the form again: with a row more or less, with the preview, or with what was wrong."""
    form = typed_form(asking, role_id)
    if {"more", "drop_row", "look"} & request.form.keys():
        return role_page(asking, form)
    operation = Operation.EDITED if role_id else Operation.ADDED
    try:
        with change_set(asking.session, operation) as opened:
            if role_id:
                role_changes.change_role(asking.session, role_id, form.name, form.rights)
            else:
                role_changes.add_role(asking.session, form.name, form.rights)
    except SplotError as error:
        return _refused(asking, role_id, error)
    toast_done(_saved(form), opened)
    return redirect(URL, code=303)


def _saved(form: RoleForm) -> Message:
    if form.role is None:
        return say("Added. Give it to users on their pages.")
    if not form.touched:
        return say("Saved. Nobody has this role yet.")
    return say_n(
        "Saved. It changes what %(num)s user sees and does.",
        "Saved. It changes what %(num)s users see and do.",
        form.touched,
    )


def _refused(asking: Asking, role_id: int, error: SplotError) -> Answer:
    if error.status not in {409, 422}:
        raise error
    asking.session.rollback()
    form = typed_form(asking, role_id)
    form.errors = {name: [str(one) for one in messages] for name, messages in error.errors.items()} or {
        "": [str(error.message)]
    }
    return role_page(asking, form, status=error.status)


def remove_role(asking: Asking, role_id: int) -> Answer:
    """Take a role away; the list asks what its holders get instead."""
    instead = number(request.form.get("instead", ""))
    try:
        with change_set(asking.session, Operation.DELETED) as opened:
            role_changes.remove_role(asking.session, role_id, instead or None)
    except SplotError as error:
        if error.status not in {409, 422}:
            raise
        asking.session.rollback()
        return list_page(asking, errors={str(role_id): [str(error.message)]}, status=error.status, asks=role_id)
    toast_done(say("Removed."), opened)
    return redirect(URL, code=303)


def preview_part(asking: Asking, role_id: int) -> Answer:
    """The grid and the preview for a script, from the form as it stands; nothing is kept."""
    if role_id and asking.session.get(Role, role_id) is None:
        raise NotFound
    return role_page(asking, typed_form(asking, role_id), part="panel/role_part.html")
