"""The smallest pieces of a page. A list draws them by the hundred, so they are functions, not macros, and remember what they drew.

Templates import them from ``panel/macros.html`` like all others. Whatever is text is escaped here. What is remembered goes by text
already translated, never by a sentence that waits for its language.
"""

from __future__ import annotations

from functools import lru_cache

from flask import Flask, g
from markupsafe import Markup

from app.kernel.messages import say
from app.kernel.text import initials
from app.panel.assets import static_url

SPRITE = "vendor/icons.svg"
REMEMBERED = 8192
UNSEEN = {"nonpublic": ("lock", say("Non-public")), "hidden": ("eye-off", say("Hidden"))}


def icon(name: str, size: int = 16, css: str = "") -> Markup:
    """An icon of the sprite; ``css="flip"`` mirrors it from right to left."""
    if "sprite" not in g:
        g.sprite = static_url(SPRITE)
    return _icon(g.sprite, name, size, css)


@lru_cache(maxsize=REMEMBERED)
def _icon(sprite: str, name: str, size: int, css: str) -> Markup:
    look = " ".join(filter(None, ("i", f"i-{size}" if size != 16 else "", css)))
    return Markup('<svg class="%s" width="%s" height="%s" aria-hidden="true"><use href="%s#%s"/></svg>') % (
        *(look, size, size),
        *(sprite, name),
    )


def avatar(
    text: object,
    thread: str = "slate",
    shape: str = "circle",
    size: int = 22,
    icon_name: str = "",
    label: object = "",
    picture: str = "",
) -> Markup:
    """Picture, icon or initials of ``text``; ``shape`` as in ``Kind.avatar``. Hidden from readers unless it has a ``label``."""
    inside: Markup | str
    if picture:
        inside = Markup('<img src="%s" alt="">') % picture
    elif shape == "icon" and icon_name:
        inside = icon(icon_name, 14)
    else:
        inside = _initials(str(text), 1 if shape == "square" else 2)
    return _avatar(inside, thread, size, shape == "circle", str(label))


_initials = lru_cache(maxsize=REMEMBERED)(initials)


@lru_cache(maxsize=REMEMBERED)
def _avatar(inside: Markup | str, thread: str, size: int, is_round: bool, label: str) -> Markup:
    look = f"av c-{thread}" + (f" s{size}" if size != 22 else "") + ("" if is_round else " sq")
    seen = Markup('role="img" aria-label="%s"') % label if label else Markup('aria-hidden="true"')
    return Markup('<span class="%s" %s>%s</span>') % (look, seen, inside)


@lru_cache(maxsize=REMEMBERED)
def _simple_tag(text: str, thread: str) -> Markup:
    return Markup('<span class="tg c-%s"><bdi class="ell">%s</bdi></span>') % (thread, text)


def tag(text: object, thread: str = "slate", remove: object = "") -> Markup:
    """A coloured word; with ``remove`` a button of that name takes it away."""
    if not remove:
        return _simple_tag(str(text), thread)
    button = Markup('<button type="button" aria-label="%s">%s</button>') % (str(remove), icon("x", 12))
    return Markup('<span class="tg c-%s"><bdi class="ell">%s</bdi>%s</span>') % (thread, str(text), button)


def status(text: object, thread: str = "slate") -> Markup:
    """A dot and a word; the thread ``void`` is a ring."""
    return _status(str(text), thread)


@lru_cache(maxsize=REMEMBERED)
def _status(text: str, thread: str) -> Markup:
    return Markup('<span class="st d-%s">%s</span>') % (thread, text)


def dot(thread: str = "slate") -> Markup:
    """A coloured dot beside words that say the same."""
    return Markup('<span class="dot d-%s" aria-hidden="true"></span>') % thread


def name(text: object, lang: str = "") -> Markup:
    """A name, kept apart from the direction of the words round it."""
    said = Markup(' lang="%s"') % lang if lang else Markup("")
    return Markup("<bdi%s>%s</bdi>") % (said, str(text))


def ltr(text: object, css: str = "") -> Markup:
    """A phone, e-mail, code, range or amount: from left to right whatever stands round it."""
    return Markup('<bdi class="%s" dir="ltr">%s</bdi>') % (f"ltr {css}".strip(), str(text))


@lru_cache(maxsize=REMEMBERED)
def more(number: int | str) -> Markup:
    """``+2``: what did not fit."""
    return Markup('<span class="more">%s</span>') % ltr(f"+{number}")


def visibility(value: str) -> Markup:
    """A lock or an eye crossed out beside what not everybody sees."""
    if value not in UNSEEN:
        return Markup("")
    icon_name, said = UNSEEN[value]
    return Markup('<span class="t3" role="img" aria-label="%s">%s</span>') % (str(said), icon(icon_name, 13))


def register(app: Flask) -> None:
    """Make the pieces known to ``panel/macros.html``, which hands them on."""
    pieces = (icon, avatar, tag, status, dot, name, ltr, more, visibility)
    app.jinja_env.globals["pieces"] = {piece.__name__: piece for piece in pieces}
