"""Pictures of persons and companies: checked, made small and square, kept in the data directory under random names (REC-1)."""

from __future__ import annotations

import secrets
import warnings
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from app.kernel.database import files_of
from app.kernel.errors import Invalid, NotFound
from app.kernel.messages import say
from app.kernel.viewer import AnySession
from app.models import Contact

FOLDER = "avatars"
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
MOST_BYTES = 8_000_000
MOST_PIXELS = 40_000_000
SIDE = 256
FIELD = "picture"


def set_avatar(session: AnySession, contact: Contact, content: bytes) -> None:
    """Give ``contact`` this picture; call inside a change set. The picture before stays on disk, for undo.

    :raises Invalid: where it is no picture, or one too large
    """
    name = f"{secrets.token_hex(16)}.webp"
    (files_of(session, FOLDER) / name).write_bytes(_small_square(content))
    contact.avatar = name
    session.flush()


def remove_avatar(session: AnySession, contact: Contact) -> None:
    """Take the picture away; call inside a change set."""
    contact.avatar = None
    session.flush()


def avatar_file(session: AnySession, contact: Contact, name: str) -> Path:
    """The file of the picture that ``contact`` has now; raises ``NotFound`` for any other name."""
    path = files_of(session, FOLDER) / name
    if not contact.avatar or name != contact.avatar or not path.is_file():
        raise NotFound
    return path


def _small_square(content: bytes) -> bytes:
    if len(content) > MOST_BYTES:
        raise Invalid(
            say("The picture is larger than %(size)s MB. Choose a smaller one.", size=MOST_BYTES // 1_000_000), FIELD
        )
    try:
        picture = _opened(content)
        side = min(SIDE, *picture.size)
        square = ImageOps.fit(ImageOps.exif_transpose(picture).convert("RGBA"), (side, side))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Invalid(say("This file is not a picture. Choose a PNG, JPEG, WebP or GIF."), FIELD) from error
    made = BytesIO()
    square.save(made, "WEBP", quality=86, method=4)
    return made.getvalue()


def _opened(content: bytes) -> Image.Image:
    """The picture, once its kind is known by its first bytes and its size by its head; nothing is decoded before."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        picture = Image.open(BytesIO(content), formats=FORMATS)
    width, height = picture.size
    if width * height > MOST_PIXELS:
        raise Invalid(say("The picture has too many pixels. Choose a smaller one."), FIELD)
    picture.draft("RGB", (SIDE * 2, SIDE * 2))
    return picture
