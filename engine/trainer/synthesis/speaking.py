"""Many texts spoken into a folder, on several processes; a run that was stopped goes on."""

from __future__ import annotations

import contextlib
import csv
import io
import os
import random
import re
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

import numpy as np
import soundfile

from corpus.whole_file import disk_fault, make_folder, whole_file
from engine.trainer import processes as workers
from engine.trainer.progress import watched
from engine.trainer.synthesis.synthesiser import RATE_HZ, Synthesiser, SynthesisError, UnspeakableError

SHORTEST_S, LONGEST_S = 0.3, 20.0
_COPY = re.compile(r"(.+)-([1-9][0-9]?)")


def cut_silence(audio: np.ndarray, pad_s: float = 0.15, floor_db: float = -42.0, rate_hz: int = RATE_HZ) -> np.ndarray:
    """``(n,) float32`` without what is quieter than floor_db under its loudest frame at both ends, but for pad_s."""
    hop = rate_hz // 100
    frames = audio[: len(audio) // hop * hop].reshape(-1, hop)  # (frames, samples of 10 ms)
    if not len(frames):
        return audio
    level = np.sqrt((frames**2).mean(axis=1))
    loud = np.flatnonzero(level > max(float(level.max()) * 10 ** (floor_db / 20), 1e-4))
    if not len(loud):
        return audio[:0]
    pad = int(pad_s * rate_hz)
    before, after = loud[0] * hop - pad, (loud[-1] + 1) * hop + pad
    audio = np.pad(audio[max(before, 0) : after], (max(-before, 0), max(after - len(audio), 0)))
    return audio.astype(np.float32)


@dataclass(frozen=True)
class Clip:
    """A row of ``index.tsv``: path is relative to its folder; rate and pitch are factors of the voice's own."""

    id: str
    path: str
    voice: str
    rate: float
    pitch: float
    seconds: float


_COLUMNS = tuple(field.name for field in fields(Clip))


def _read_table(path: Path, columns: int) -> list[list[str]]:
    """The whole lines of a table below its header; the last may have been cut short by a kill."""
    if not path.is_file():
        return []
    lines = (line.split("\t") for line in path.read_text(encoding="utf-8", errors="replace").split("\n")[1:-1])
    return [line for line in lines if len(line) == columns]


def read_index(folder: Path) -> list[Clip]:
    """The clips that ``folder/index.tsv`` lists."""
    lines = _read_table(folder / "index.tsv", len(_COLUMNS))
    return [Clip(r[0], r[1], r[2], float(r[3]), float(r[4]), float(r[5])) for r in lines]


def refused(folder: Path) -> dict[str, str]:
    """The rows that cannot be spoken, and why."""
    return {row: why for row, why in _read_table(folder / "refused.tsv", 2)}


_Job = tuple[str, str, str, str, float, float]  # id, text, folder, voice, rate, pitch
_synthesiser: Synthesiser  # of a worker process


def _start_worker(synthesiser: Synthesiser) -> None:
    global _synthesiser
    _synthesiser = synthesiser


def _make(job: _Job) -> Clip | tuple[str, str]:
    """One clip written, or the row's id and the reason why not."""
    row, text, folder, voice, rate, pitch = job
    try:
        audio = _synthesiser.speak(text, voice, rate, pitch)
    except UnspeakableError as error:
        return row, str(error)
    if not np.isfinite(audio).all():
        return row, "not a number in the sound"
    audio = cut_silence(audio)
    seconds = len(audio) / RATE_HZ
    if not SHORTEST_S <= seconds <= LONGEST_S:
        return row, f"{seconds:.1f} s, outside {SHORTEST_S}–{LONGEST_S:.0f} s"
    peak = float(np.abs(audio).max())
    path = Path(folder) / f"{row}.flac"
    # Named by the process: one whose run was killed may be at its last clip when the next run comes to the same.
    beside = Path(folder) / f"{row}.{os.getpid()}.part"
    sound = io.BytesIO()
    try:
        soundfile.write(sound, audio * min(1.0, 0.98 / peak), RATE_HZ, format="FLAC", subtype="PCM_16")
        beside.write_bytes(sound.getbuffer())
        beside.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise disk_fault(error, beside.parent) from error
    return Clip(row, path.name, voice, rate, pitch, round(seconds, 3))


def copy(row: str, number: int) -> str:
    """The id of a sentence said for the second, third … time."""
    return row if number == 1 else f"{row}-{number}"


def _drawn(seed: int, row: str, voices: Sequence[str]) -> tuple[str, random.Random]:
    """Who says a row, by the seed and its id alone, and what draws its rate and pitch; a copy has another voice."""
    draw = random.Random(f"{seed} {row}")
    if is_copy := _COPY.fullmatch(row):
        before = {_drawn(seed, copy(is_copy[1], number), voices)[0] for number in range(1, int(is_copy[2]))}
        voices = [voice for voice in voices if voice not in before] or voices
    return draw.choice(voices), draw


def _spoken(jobs: list[_Job], synthesiser: Synthesiser, processes: int) -> Generator[Clip | tuple[str, str]]:
    """What becomes of each job, in their order: where it stops does not depend on the number of processes."""
    if min(processes, len(jobs)) <= 1:
        _start_worker(synthesiser)
        yield from map(_make, jobs)
        return
    pool = workers.pool(min(processes, len(jobs)), _start_worker, (synthesiser,))
    yield from workers.in_order(pool, _make, jobs, ahead=4 * processes)


def synthesise(
    rows: Iterable[tuple[str, str]],
    synthesiser: Synthesiser,
    folder: Path,
    seed: int,
    processes: int = 1,
    report: Callable[[str], None] = print,
    rates: tuple[float, float] = (0.85, 1.15),
    pitches: tuple[float, float] = (0.94, 1.06),
    most_s: float = float("inf"),
) -> list[Clip]:
    """Speak each row (id, text) into ``folder/<id>.flac`` (16 kHz, mono, 16 bits) and list them in ``index.tsv``.

    Voice, rate and pitch are drawn from the seed and the row's id alone, so a run that was stopped goes on where it
    was, and a changed set of rows changes no other row. Rows that cannot be spoken go to ``refused.tsv`` with the
    reason. Once there are most_s seconds, no more are spoken. Returns the clips of the rows asked for, in their order.
    Raises SynthesisError for an id that is no file name, and where the synthesiser does not work, InputFault disk-full,
    not-writable or worker-ended.
    """
    rows = list(rows)
    folder = Path(folder)
    make_folder(folder)
    for left_over in folder.glob("*.part"):
        left_over.unlink(missing_ok=True)
    for row, _ in rows:
        if not re.fullmatch(r"\w[\w.-]*", row):
            raise SynthesisError(f"The id {row!r} cannot name a file.")
    made = {clip.id: clip for clip in read_index(folder) if (folder / clip.path).is_file()}
    _write_table(folder / "index.tsv", _COLUMNS, (astuple(clip) for clip in made.values()))
    unspeakable = refused(folder)
    _write_table(folder / "refused.tsv", ("id", "reason"), unspeakable.items())
    known = {*made, *unspeakable}

    jobs = []
    for row, text in rows:
        if row not in known:
            voice, draw = _drawn(seed, row, synthesiser.voices)
            rate, pitch = round(draw.uniform(*rates), 3), round(draw.uniform(*pitches), 3)
            jobs.append((row, text, str(folder), voice, rate, pitch))
    there_s = sum(made[row].seconds for row, _ in rows if row in made)
    if not jobs or round(there_s, 3) >= most_s:
        return [made[row] for row, _ in rows if row in made]
    spoken_s = 0.0

    def minutes(_: int) -> str:
        return f"{spoken_s / 60:.1f} min of speech"

    with contextlib.closing(_spoken(jobs, synthesiser, processes)) as spoken:
        for result in watched(spoken, "sentences spoken", report, total=len(jobs), more=minutes):
            if isinstance(result, Clip):
                _append(folder / "index.tsv", astuple(result))
                made[result.id] = result
                spoken_s += result.seconds
            else:
                _append(folder / "refused.tsv", result)
            if round(there_s + spoken_s, 3) >= most_s:
                break
    return [made[row] for row, _ in rows if row in made]


def _write_table(path: Path, header: Sequence[str], lines: Iterable[Sequence[object]]) -> None:
    with whole_file(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter="\t", lineterminator="\n").writerows([header, *lines])


def _append(path: Path, line: Sequence[object]) -> None:
    try:
        with path.open("a", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter="\t", lineterminator="\n").writerow(line)
    except OSError as error:
        raise disk_fault(error, path.parent) from error
