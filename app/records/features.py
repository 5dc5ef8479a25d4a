"""What an administrator has switched off (SET-1). A kind or a field names the feature that it belongs to; ``kinds`` leaves it out
while that is off: in menus, lists, forms, filters, mass actions, imports and the API at once. Nothing is deleted."""

from __future__ import annotations

from app.kernel.settings import FEATURES, SETTINGS, get_setting, is_feature
from app.kernel.viewer import current_session

NOTHING: frozenset[str] = frozenset()
NAMES = tuple(name for name in SETTINGS if is_feature(name))


def features_off() -> frozenset[str]:
    """The features that are switched off for whoever asks now; where nobody asks, none is."""
    session = current_session()
    if session is None:
        return NOTHING
    return frozenset(name.removeprefix(FEATURES) for name in NAMES if not get_setting(session, name))
