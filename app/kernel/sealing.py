"""Secrets that the database keeps and nobody is to read from it: sealed, or marked, with keys made from the installation's secret."""

from __future__ import annotations

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class Unreadable(Exception):
    """Sealed with another key: the installation's secret is not the one of then."""


class Seal:
    """Seals and marks for one purpose; what was sealed for another does not open."""

    def __init__(self, secret_key: str, purpose: str) -> None:
        key = HKDF(SHA256(), length=64, salt=None, info=f"splot {purpose}".encode()).derive(secret_key.encode())
        self._fernet = Fernet(base64.urlsafe_b64encode(key[:32]))
        self._mark_key = key[32:]

    def close(self, text: str) -> str:
        """``text`` so that only ``open`` reads it."""
        return self._fernet.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        """What was sealed; raises ``Unreadable``."""
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken:
            raise Unreadable from None

    def mark(self, text: str) -> str:
        """A hash of ``text`` that nobody can try out without the installation's secret."""
        return hmac.new(self._mark_key, text.encode(), hashlib.sha256).hexdigest()
