"""Who made a pack: an Ed25519 signature (RFC 8032) of its manifest, kept as the public key and what it signed.

Nobody vouches for a key. What it tells is that a pack comes from the same computer as the one before.
"""

from __future__ import annotations

import hashlib
import re

from corpus.terms import fold

KEY_BYTES = 32
SIGNATURE_BYTES = 64
ABOUT = b"laaj pack manifest\n"  # what else this key may sign one day is never taken for a manifest


def sign(key: bytes, manifest: bytes) -> bytes:
    """`key`: 32 secret bytes. Returns the public key and the signature."""
    from nacl.signing import SigningKey

    secret = SigningKey(key)
    return bytes(secret.verify_key) + secret.sign(ABOUT + manifest).signature


def signer(signature: bytes, manifest: bytes) -> str:
    """The public key in hexadecimal. Raises ValueError where the signature is not one of this manifest."""
    from nacl.exceptions import BadSignatureError
    from nacl.signing import VerifyKey

    if len(signature) != KEY_BYTES + SIGNATURE_BYTES:
        raise ValueError("length")
    key = signature[:KEY_BYTES]
    try:
        VerifyKey(key).verify(ABOUT + manifest, signature[KEY_BYTES:])
    except BadSignatureError as error:
        raise ValueError(str(error)) from error
    return key.hex()


def public(key: bytes) -> str:
    from nacl.signing import SigningKey

    return bytes(SigningKey(key).verify_key).hex()


def fingerprint(signer: str) -> str:
    """The beginning of a public key, for two people to compare: "3f9a 20c1 77ab 0d12"."""
    return " ".join(signer[start : start + 4] for start in range(0, 16, 4))


def pack_id(key: bytes, collection: str) -> str:
    """The same for the same collection of the same computer: "added-3f9a20c1"."""
    slug = re.sub("[^a-z0-9]+", "-", fold(collection)).strip("-")[:60] or "collection"
    return f"{slug}-{hashlib.blake2b(public(key).encode() + collection.encode(), digest_size=4).hexdigest()}"
