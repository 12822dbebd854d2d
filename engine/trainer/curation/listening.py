"""What a row sounds like, small enough to stand in a page."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass

from engine import recording
from engine.trainer.curation.row import Row
from faults import InputFault

MOST_S = 12.0


@dataclass(frozen=True)
class Clip:
    """`uri` is empty where nothing can be played; then `note` says why. Else it says what is cut off."""

    uri: str = ""
    note: str = ""


def clip(row: Row, most_s: float = MOST_S) -> Clip:
    """The sound of a row as MP3 at 16 kHz, about 5 KB a second; the same sound gives the same bytes."""
    import soundfile

    if row.audio is None:
        return Clip()
    end_s = min(row.start_s + most_s, row.end_s or float("inf"))
    try:
        whole_s = recording.seconds(row.audio)
        heard = recording.segment(row.audio, row.start_s, min(end_s, whole_s))
    except InputFault as fault:
        return Clip(note=fault.sentence("en"))
    encoded = io.BytesIO()
    soundfile.write(encoded, heard, recording.SAMPLE_RATE_HZ, format="MP3")
    note = f"the first {most_s:g} s" if (row.end_s or whole_s) - row.start_s > most_s else ""
    return Clip("data:audio/mpeg;base64," + base64.b64encode(encoded.getvalue()).decode(), note)
