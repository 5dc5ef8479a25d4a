"""What an administrator has switched off (SET-1). A kind or a field names the feature that it belongs to; ``kinds`` leaves it out
while that is off: in menus, lists, forms, filters, mass actions, imports and the API at once. Nothing is deleted."""

from __future__ import annotations

from app.kernel.settings import SETTINGS, feature_of, get_setting
from app.kernel.viewer import current_session

NOTHING: frozenset[str] = frozenset()
SWITCHES = {feature_of(name): name for name in SETTINGS if feature_of(name)}
"""The names of the settings that switch features, by feature."""


def features_off() -> frozenset[str]:
    """The features that are switched off for whoever asks now; where nobody asks, none is."""
    session = current_session()
    if session is None:
        return NOTHING
    return frozenset(feature for feature, name in SWITCHES.items() if not get_setting(session, name))
