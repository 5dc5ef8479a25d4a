"""Changing settings by name, with history."""

from __future__ import annotations

from sqlalchemy import select

from app.domain.second_factor import SETTING as SECOND_FACTOR
from app.domain.second_factor import check_roles
from app.kernel.settings import Value, forget_settings, setting
from app.kernel.viewer import AnySession
from app.models import SettingRow


def set_setting(session: AnySession, name: str, text: str) -> Value:
    """Set a setting from text; call inside a change set.

    Raises ``BadQuery`` for an unknown name, ``Invalid`` for a value that does not fit.
    """
    value = setting(name).parse(text)
    if name == SECOND_FACTOR:
        check_roles(session, text)
    row = session.scalars(select(SettingRow).where(SettingRow.name == name)).first()
    if row is None:
        session.add(SettingRow(name=name, value=value))
    else:
        row.value = value
    session.flush()
    forget_settings(session)
    return value
