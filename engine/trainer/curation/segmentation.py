"""The stage `segment`: where somebody speaks, by silero-vad, and recordings without text cut into utterances.

A recording of several hours becomes rows of its own for each utterance; it stays as a marked row. A row that has a text
keeps its times, and is told how much of it is speech.
"""

from __future__ import annotations

import hashlib
import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

import numpy as np
from pydantic import Field

from engine.recording import SAMPLE_RATE_HZ
from engine.trainer.curation import fingerprints, measures
from engine.trainer.curation.row import Row
from engine.trainer.curation.sound_blocks import BLOCK_SAMPLES, SoundBlocks, integers
from engine.trainer.manifest import RowError
from engine.trainer.recipe import Count, Section
from engine.voice_activity import FRAME_S, FRAME_SAMPLES, LEAST_SPEECH_S, SPEECH_PROBABILITY, VoiceActivity

Span = tuple[int, int]  # frames of 32 ms, the first and the one after the last

_MODEL = Path(__file__).parents[3] / "assets" / "vad" / "silero_vad.onnx"
FRAME_MS = FRAME_SAMPLES * 1000 // SAMPLE_RATE_HZ
_HYSTERESIS = 0.15
_PRINTED_SAMPLES = 60 * SAMPLE_RATE_HZ


class Segmentation(Section):
    """The stage `segment`."""

    enabled: bool = True
    shortest_s: Annotated[float, Field(ge=0.1)] = 0.8
    """Utterances that are shorter, with what is around them, are left."""
    longest_s: Annotated[float, Field(ge=2)] = 20.0
    """Where someone speaks longer, it is cut at the longest pause."""
    pause_s: Annotated[float, Field(ge=0.1)] = 0.5
    """A pause so long ends an utterance."""
    pad_ms: Count = 150
    """So much is kept around the speech, or half of the pause."""


@dataclass(frozen=True)
class _Heard:
    """A span of a sound file: in each frame of 32 ms whether somebody speaks, and the power; its first minute."""

    probabilities: np.ndarray  # (frames,) float32
    spoken: np.ndarray  # (frames,) bool
    powers: np.ndarray  # (frames,) float32
    beginning: np.ndarray  # (n,) float32


class Segment:
    """Marks segment.cut and segment.no-speech; writes utterances, their scores and their fingerprints."""

    name, rows_a_part = "segment", 2
    reads_sound = True

    def __init__(self, settings: Segmentation, folder: Path) -> None:
        self.settings = settings
        self._activity: VoiceActivity | None = None

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_activity": None}

    def check(self) -> None:
        """Raises InputFault bundle-damaged where the model is not there."""
        self._model()

    def __call__(self, rows: Sequence[Row]) -> list[Row]:
        """Raises InputFault bundle-damaged."""
        made: list[Row] = []
        for row in rows:
            if not row.kept or row.audio is None:
                made.append(row)
                continue
            try:
                made += self._made(row, row.audio)
            except RowError as bad:
                made.append(row.leave_out(f"{self.name}.{bad.key}", str(bad)))
        return made

    def _made(self, row: Row, audio: Path) -> list[Row]:
        with SoundBlocks(audio) as sound:
            first, last = sound.span(row.start_s, row.end_s)
            heard = self._heard(sound, first, last)
            if np.count_nonzero(heard.spoken) * FRAME_S < LEAST_SPEECH_S:
                return [_nobody(row)]
            if row.wolof or row.french or row.parent:
                return [_told(row, heard)]
            found = utterances(heard.probabilities, self.settings)
            if not found:
                return [_nobody(row)]
            times = padded(found, heard.spoken.size, self.settings.pad_ms)
            return [_cut(row, heard, found), *(_utterance(row, sound, heard, first, last, span) for span in times)]

    def _model(self) -> VoiceActivity:
        if self._activity is None:
            self._activity = VoiceActivity(_MODEL)
        return self._activity

    def _heard(self, sound: SoundBlocks, first: int, last: int) -> _Heard:
        """Read once, block by block; what stays in memory is 1 MB an hour, and the first minute."""
        stream = self._model().stream()
        probabilities, powers, beginning = [], [], []
        for number, block in enumerate(sound.blocks(first, last)):
            probabilities.append(stream.feed(block))
            powers.append(measures.powers(block))
            if number * BLOCK_SAMPLES < _PRINTED_SAMPLES:
                beginning.append(block)
        probabilities.append(stream.feed(np.zeros(-(last - first) % FRAME_SAMPLES, np.float32)))
        every = np.concatenate(probabilities)
        return _Heard(every, speech(every), np.concatenate(powers), np.concatenate(beginning))


def speech(probabilities: np.ndarray) -> np.ndarray:
    """(frames,) bool: from where the probability reaches 0.5 to where it falls below 0.35, as silero-vad does it."""
    turns = np.where(probabilities >= SPEECH_PROBABILITY, 1, 0)
    turns[probabilities < SPEECH_PROBABILITY - _HYSTERESIS] = -1
    latest = np.maximum.accumulate(np.where(turns != 0, np.arange(len(turns)), 0))
    return turns[latest] > 0


def utterances(probabilities: np.ndarray, settings: Segmentation) -> list[Span]:
    """Stretches of speech in frames, none too long; those that are too short, with their padding, are left."""
    pad_s = 2 * settings.pad_ms / 1000
    least = max(1, math.ceil((settings.shortest_s - pad_s) / FRAME_S))
    most = max(least, math.floor((settings.longest_s - pad_s) / FRAME_S))
    found: list[Span] = []
    for stretch in _joined(_runs(speech(probabilities)), round(settings.pause_s / FRAME_S)):
        waiting = [stretch]
        while waiting:
            runs = waiting.pop()
            start, end = runs[0][0], runs[-1][1]
            if end - start <= most:
                found.append((start, end))
            else:
                before, after = _halves(runs, probabilities, least, most)
                waiting += [after, before]
    return [(start, end) for start, end in found if end - start >= least]


def _runs(spoken: np.ndarray) -> list[Span]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], spoken, [False]])))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def _joined(runs: list[Span], pause: int) -> list[list[Span]]:
    """Runs of speech between which no pause is that long."""
    found: list[list[Span]] = []
    for run in runs:
        if found and run[0] - found[-1][-1][1] < pause:
            found[-1].append(run)
        else:
            found.append([run])
    return found


def _halves(runs: list[Span], probabilities: np.ndarray, least: int, most: int) -> tuple[list[Span], list[Span]]:
    """Cut at the longest pause that leaves enough on both sides; where there is none, where speech is least likely."""
    start, end = runs[0][0], runs[-1][1]
    pauses = [
        (after[0] - before[1], -number)
        for number, (before, after) in enumerate(itertools.pairwise(runs), start=1)
        if before[1] - start >= least and end - after[0] >= least
    ]
    if pauses:
        number = -max(pauses)[1]
        return runs[:number], runs[number:]
    low, high = start + max(least, most // 2), min(start + most, end - least)
    cut = low + int(np.argmin(probabilities[low : max(high, low + 1)]))
    return [(start, cut)], [(cut, end)]


def padded(found: Sequence[Span], frames: int, pad_ms: int) -> list[Span]:
    """The same stretches, one at least, in ms, with `pad_ms` around each, or half of the pause between two."""
    times = [(start * FRAME_MS, end * FRAME_MS) for start, end in found]
    pauses = [after[0] - before[1] for before, after in itertools.pairwise(times)]
    before = [min(pad_ms, room) for room in [times[0][0], *(pause // 2 for pause in pauses)]]
    after = [min(pad_ms, room) for room in [*(pause // 2 for pause in pauses), frames * FRAME_MS - times[-1][1]]]
    return [(start - a, end + b) for (start, end), a, b in zip(times, before, after, strict=True)]


def _nobody(row: Row) -> Row:
    return row.measured(speech_share=0.0).leave_out("segment.no-speech", "Nobody speaks in it, or for a moment only.")


def _cut(row: Row, heard: _Heard, found: list[Span]) -> Row:
    """The recording, marked with what became of it."""
    inside = sum(int(np.count_nonzero(heard.spoken[start:end])) for start, end in found)
    left_s = (int(np.count_nonzero(heard.spoken)) - inside) * FRAME_S
    what = "1 utterance" if len(found) == 1 else f"{len(found):,} utterances"
    left = f"; {left_s:.1f} s of speech are left, in stretches that are too short" if left_s > 0 else ""
    row = row.measured(speech_share=float(np.mean(heard.spoken)))
    return row.leave_out("segment.cut", f"It was cut into {what}{left}.")


def _told(row: Row, heard: _Heard) -> Row:
    """A row that keeps its times, with what is known of its speech."""
    at = np.flatnonzero(heard.spoken)
    return replace(row, hashes=_printed(row.hashes, heard.beginning)).measured(
        speech_share=float(np.mean(heard.spoken)),
        leading_silence_s=int(at[0]) * FRAME_S,
        trailing_silence_s=(len(heard.spoken) - 1 - int(at[-1])) * FRAME_S,
        snr_db=measures.snr_db(heard.powers, heard.spoken),
    )


def _utterance(row: Row, sound: SoundBlocks, heard: _Heard, offset: int, last: int, span: Span) -> Row:
    """A row of its own for a stretch of a recording, in ms after `offset` samples. Raises RowError."""
    start_ms = round(offset * 1000 / SAMPLE_RATE_HZ) + span[0]
    end_ms = min(round(offset * 1000 / SAMPLE_RATE_HZ) + span[1], last * 1000 // SAMPLE_RATE_HZ)
    samples = sound.read(*sound.span(start_ms / 1000, end_ms / 1000))
    at = (span[0] + FRAME_MS // 2) // FRAME_MS
    spoken = heard.spoken[at : at + -(-len(samples) // FRAME_SAMPLES)]
    meter = measures.Meter()
    meter.add(samples)
    made = replace(
        row, id=f"{row.id}-{start_ms:08}", parent=row.id, start_s=start_ms / 1000, end_s=end_ms / 1000,
        seconds=len(samples) / SAMPLE_RATE_HZ, scores={},
        hashes=_printed({**row.hashes, "sound": hashlib.sha256(integers(samples).tobytes()).hexdigest()}, samples),
    )  # fmt: skip
    return made.measured(**meter.figures(spoken), speech_share=float(np.mean(spoken)))


def _printed(hashes: Mapping[str, str], samples: np.ndarray) -> dict[str, str]:
    """The hashes, with the fingerprint where there is one."""
    kept = {name: value for name, value in hashes.items() if name != "print"}
    return {**kept, "print": heard} if (heard := fingerprints.of(samples)) else kept
