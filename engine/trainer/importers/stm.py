"""NIST STM transcripts (`FILE CHANNEL SPEAKER START END <LABELS> TEXT`), with the marks of Kallaama, farm radio.

Kallaama: https://github.com/gauthelo/kallaama-speech-dataset, three languages, transcripts raw and checked.
"""

from __future__ import annotations

import re
from pathlib import Path

from engine.trainer.importers.gathering import Gathering, time_s
from engine.trainer.importers.sounds import Sounds
from engine.trainer.manifest import RowError
from engine.trainer.starter.corpora import kallaama_phrases

_NOT_SCORED = ("ignore_time_segment_in_scoring", "inter_segment_gap")
_OTHER_LANGUAGES = ("fuc_", "srr_")  # of Kallaama: Pulaar and Sereer
_ROW = re.compile(r"(\S+)\s+(\S+)\s+(\S+)\s+(\S+)\s+(\S+)(?:\s+<[^>]*>)?(?:\s+(.*))?$")


def gather(gathering: Gathering) -> None:
    """The utterances of every .stm below the folder; `split` is a folder that they have to lie in.

    Raises InputFault corpus-layout.
    """
    sounds = Sounds(gathering.request.folder)
    silent = 0
    for path in _transcripts(gathering):
        for number, line in gathering.lines(path):
            if line.startswith(";;"):
                continue
            with gathering.line(path, number):
                silent += not _utterance(gathering, sounds, path, number, line)
    if silent:
        gathering.notes.append(f"{silent} segments are left out: music, noise, fillers, or marked as not to be scored.")
    gathering.notes.append(
        "Speakers are numbered anew in each recording: one voice may have several names, so keep programmes of one "
        "station on one side of every split."
    )


def _transcripts(gathering: Gathering) -> list[Path]:
    request = gathering.request
    every = sorted(path for path in request.folder.rglob("*.stm") if path.is_file())
    wolof = [path for path in every if not path.name.startswith(_OTHER_LANGUAGES)]
    inside = {path: path.relative_to(request.folder).parts[:-1] for path in wolof}
    wanted = request.split or ("checked" if any("checked" in parts for parts in inside.values()) else "")
    found = [path for path in wolof if not wanted or wanted in inside[path]]
    if not found:
        raise request.not_there(f"*.stm in a folder “{wanted}”" if wanted else "*.stm with Wolof")
    if len(found) < len(every):
        left = f"{len(every) - len(found)} transcripts are left out, of other languages"
        gathering.notes.append(f"{left} or outside “{wanted}”." if wanted else f"{left}.")
    return found


def _utterance(gathering: Gathering, sounds: Sounds, path: Path, number: int, line: str) -> bool:
    """Whether something is said in that line. Raises RowError."""
    row = _ROW.match(line.strip())
    if row is None:
        raise RowError("not-a-row", "The line is not FILE CHANNEL SPEAKER START END <LABELS> TEXT.")
    file, _, speaker, start, end, text = row.groups(default="")
    if speaker in _NOT_SCORED or text.strip().lower() in _NOT_SCORED:
        return False
    if "{" in text:
        raise RowError("text-alternatives", "The text offers alternatives, {a / b}: choose one.")
    wolof = _said(text)
    if not re.search(r"\w", wolof):
        return False
    start_s, end_s = time_s(start, "the start"), time_s(end, "the end")
    gathering.utterance(
        path, number, f"{file}-{round(start_s * 1000):08}", sounds.spoken_in(file),
        wolof=wolof, speaker=f"{file}-{speaker}", start_s=start_s, end_s=end_s,
    )  # fmt: skip
    return True


def _said(text: str) -> str:
    """The words alone. A language is marked “: Fra” too, a noise “[rire-]”, a word that broke off “jo()”, a gap “*”."""
    text = re.sub(r":[\s!;]+(?=(?:fra?|ara?|eng?)\b)", ":", text, flags=re.IGNORECASE)
    text = re.sub(r"\[-?(\w+)-?\]", r"[\1]", text)
    return " ".join(kallaama_phrases(re.sub(r"\(\)|\*", " ", text)))
