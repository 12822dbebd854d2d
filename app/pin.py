"""The code that may stand before the facilitator's tools: kept so that nobody reads it in the settings file.

It keeps a shared computer's visitors from what is not for them, and no more: whoever may write the settings file can
take it away.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

SHORTEST, LONGEST = 4, 8  # digits


def hashed(pin: str) -> str:
    """What is kept of it: salt and scrypt (RFC 7914), in hexadecimal. Takes about 50 ms."""
    salt = secrets.token_bytes(16)
    return f"{salt.hex()}:{_scrypt(pin, salt).hex()}"


def opens(pin: str, kept: str) -> bool:
    """False also for a `kept` that somebody has damaged."""
    salt, _, digest = kept.partition(":")
    try:
        return hmac.compare_digest(_scrypt(pin, bytes.fromhex(salt)), bytes.fromhex(digest))
    except ValueError:
        return False


def _scrypt(pin: str, salt: bytes) -> bytes:
    return hashlib.scrypt(pin.encode(), salt=salt, n=1 << 14, r=8, p=1, dklen=32)
