"""The panel of teams (user groups): their tree, and each with leader, members and roles (ACC-4, ACC-5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from flask import redirect, render_template, request
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.domain import team_changes
from app.domain.role_changes import roles_in_order
from app.domain.team_changes import TeamValues, find_team
from app.domain.teams import members, read_tree
from app.kernel.errors import SplotError
from app.kernel.messages import Message, say
from app.models import Group, Operation, User
from app.panel.settings import Answer, number
from app.panel.toasts import toast_done
from app.records.changes import change_set
from app.records.fields import Asking
from app.records.team_invitations import invitations_of

URL = "/groups/list/"
LABELS: dict[str, Message] = {
    "name": say("Name"),
    "label": say("Label"),
    "parent_id": say("Team above"),
    "leader_id": say("Leader"),
    "members": say("Members"),
    "roles": say("Roles"),
}


@dataclass(frozen=True)
class TeamLine:
    """A team in the tree."""

    team: Group
    depth: int


@dataclass
class TeamForm:
    """A team as its form stands. ``led`` users own what its leader reaches; ``invited`` records are open to its members."""

    team: Group | None
    values: TeamValues
    errors: dict[str, list[str]] = field(default_factory=dict)
    led: int = 0
    invited: int = 0

    @property
    def wrong(self) -> list[tuple[str, str]]:
        return [(f"f-{name}", str(LABELS[name])) for name in self.errors if name in LABELS]


def list_page(asking: Asking) -> Answer:
    """All teams as a tree."""
    options = (selectinload(Group.users), selectinload(Group.roles), selectinload(Group.leader))
    found = asking.session.scalars(select(Group).options(*options)).all()
    return render_template("pages/teams.html", lines=list(in_tree(list(found))), nav="settings"), 200


def in_tree(teams: list[Group]) -> Iterator[TeamLine]:
    """Each team followed by those below it."""
    below: dict[int | None, list[Group]] = {}
    for team in sorted(teams, key=called):
        below.setdefault(team.parent_id, []).append(team)
    waiting = [(team, 0) for team in reversed(below.get(None, []))]
    while waiting:
        team, depth = waiting.pop()
        yield TeamLine(team, depth)
        waiting += [(one, depth + 1) for one in reversed(below.get(team.id, []))]


def called(team: Group) -> str:
    """What a team is sorted by."""
    return str(team.label or team.name).casefold()


def stored_form(asking: Asking, team_id: int) -> TeamForm:
    """As it is kept; raises ``NotFound``."""
    found = find_team(asking.session, team_id)
    return _with_facts(asking, TeamForm(found, team_changes.values_of(found)))


def typed_form(asking: Asking, team_id: int) -> TeamForm:
    """As it was sent."""
    form = request.form
    ids = {name: {number(one) for one in form.getlist(name)} - {0} for name in ("members", "roles")}
    leader, parent = number(form.get("leader_id", "")) or None, number(form.get("parent_id", "")) or None
    values = TeamValues(form.get("name", ""), form.get("label", ""), parent, leader, ids["members"], ids["roles"])
    made = TeamForm(find_team(asking.session, team_id) if team_id else None, values)
    return _with_facts(asking, made) if team_id else made


def _with_facts(asking: Asking, form: TeamForm) -> TeamForm:
    assert form.team is not None
    tree = read_tree(asking.session)
    below = [one for one in tree.above if form.team.id in tree.with_those_above([one])]
    form.led = len(members(asking.session, below) - {form.team.leader_id})
    form.invited = invitations_of(asking.session, form.team.id)
    return form


def team_page(asking: Asking, form: TeamForm, *, status: int = 200) -> Answer:
    """The form of a team."""
    teams = list(asking.session.scalars(select(Group)))
    people = asking.session.scalars(select(User).order_by(User.last_name, User.first_name, User.id)).all()
    page = render_template(
        "pages/team.html",
        form=form,
        tree=[line for line in in_tree(teams) if form.team is None or line.team.id != form.team.id],
        people=[one for one in people if one.active or one.id in form.values.member_ids],
        roles=roles_in_order(asking.session),
        nav="settings",
    )
    return page, status


def save_team(asking: Asking, team_id: int) -> Answer:
    """Keep what was sent, or show the form again with what was wrong."""
    form = typed_form(asking, team_id)
    try:
        with change_set(asking.session, Operation.EDITED if team_id else Operation.ADDED) as opened:
            if team_id:
                team_changes.change_team(asking.session, team_id, form.values)
            else:
                team_changes.add_team(asking.session, form.values)
    except SplotError as error:
        return _refused(asking, typed_form, team_id, error)
    toast_done(say("Saved.") if team_id else say("Added."), opened)
    return redirect(URL, code=303)


def remove_team(asking: Asking, team_id: int) -> Answer:
    """Take a team away."""
    try:
        with change_set(asking.session, Operation.DELETED) as opened:
            team_changes.remove_team(asking.session, team_id)
    except SplotError as error:
        return _refused(asking, stored_form, team_id, error)
    toast_done(say("Removed."), opened)
    return redirect(URL, code=303)


def _refused(asking, make, team_id, error):  # type: ignore[no-untyped-def]
    if error.status not in {409, 422}:
        raise error
    asking.session.rollback()
    form = make(asking, team_id)
    form.errors = {name: [str(one) for one in messages] for name, messages in error.errors.items()} or {
        "": [str(error.message)]
    }
    return team_page(asking, form, status=error.status)
