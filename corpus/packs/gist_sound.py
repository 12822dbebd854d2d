"""Whether a gist is one: a short FLAC file that can be read."""

from __future__ import annotations

import io

LARGEST_BYTES = 10_000_000
LONGEST_S = 120


def check(content: bytes) -> None:
    """Raises ValueError that says what is wrong with it."""
    import soundfile

    if len(content) > LARGEST_BYTES:
        raise ValueError("size")
    try:
        about = soundfile.info(io.BytesIO(content))
    except soundfile.LibsndfileError as error:
        raise ValueError(str(error)) from error
    if about.format != "FLAC" or not 0 < about.duration <= LONGEST_S:
        raise ValueError(f"{about.format}, {about.duration:.0f} s")
