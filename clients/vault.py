"""What stands in the database and must not be read there: sealed with keys that are not in it."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class SealError(ValueError):
    """What was sealed was changed, or its key is gone."""


def seal(text: str, *, purpose: str) -> str:
    return _vault(purpose).encrypt(text.encode()).decode()


def unseal(sealed: str, *, purpose: str) -> str:
    """Return what was sealed for the same purpose. Raises: SealError."""
    try:
        return _vault(purpose).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise SealError("The seal is broken, or made with a key that is not known.") from error


def _vault(purpose: str) -> MultiFernet:
    """Seals with the first key and opens with all of them."""
    keys = [
        HKDF(SHA256(), length=32, salt=None, info=purpose.encode()).derive(key.encode())
        for key in settings.SECOND_FACTOR_KEYS
    ]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])
