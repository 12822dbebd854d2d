"""How fast sound is decoded, measured and cut here: `python -m engine.trainer.curation.bench 1`.

The sound is made: the shipped question again and again with pauses, as 44.1 kHz stereo mp3, which is what radios keep.
"""

from __future__ import annotations

import argparse
import math
import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from corpus.whole_file import make_folder
from engine.recording import SAMPLE_RATE_HZ
from engine.trainer.curation import pipeline
from engine.trainer.curation import row as rows
from engine.trainer.curation.decoding import Decode, Decoding
from engine.trainer.curation.row import Row
from engine.trainer.curation.segmentation import Segment, Segmentation
from engine.trainer.progress import tell

RATE_HZ = 44_100
_FILES = 10
SHORT_SHARE = 0.1  # of the hours: a corpus so much shorter, beside which memory must be the same
_QUESTION = Path(__file__).parents[3] / "assets" / "bench" / "question.flac"


def bench(hours: float, folder: Path, processes: tuple[int, ...] = (1, 2), say: Callable[[str], None] = tell) -> str:
    """Decode and cut `hours` of made sound in `folder`, and a tenth of it, with each number of processes.

    Returns a table, in times real time: each stage and both together by the clock, both by the time of one core, and
    the most memory that the run and its processes held at once. Raises InputFault disk-full or not-writable.
    """
    lines = [
        "| hours | processes | decode | segment | both | a core | most memory, MB |",
        "|" + "---|" * 7,
    ]
    for some_hours in (hours * SHORT_SHARE, hours):
        made = list(programmes(some_hours, folder / "made", say))
        for count in processes:
            out = folder / "out"
            shutil.rmtree(out, ignore_errors=True)
            make_folder(out)
            rows.write(pipeline.manifest_path(out, 0, "import"), made)
            stages: list[Any] = [Decode(Decoding(), out), Segment(Segmentation(), out)]
            with _Memory() as memory:
                _, *done = pipeline.run(stages, out, pipeline.run_in_processes(count), say)
            taken = [stage.seconds for stage in done]
            faster = [some_hours * 3600 / max(seconds, 1e-3) for seconds in (*taken, sum(taken))]
            each = "".join(f" {times:,.0f} × |" for times in faster)
            cores = some_hours * 3600 / max(sum(stage.work_s for stage in done), 1e-3)
            lines.append(f"| {some_hours:g} | {count} |{each} {cores:,.0f} × | {memory.most_mb:,.0f} |")
            say(lines[-1])
    return "\n".join(lines)


def programmes(hours: float, folder: Path, say: Callable[[str], None] = tell) -> Iterator[Row]:
    """Rows of mp3 files, ten or more, of an hour at most, no two alike. Those that are there are taken."""
    make_folder(folder)
    count = max(_FILES, math.ceil(hours))
    seconds = hours * 3600 / count
    for number in range(count):
        path = folder / f"programme {number:03} of {seconds:.0f} s.mp3"
        if not path.is_file():
            say(f"{path.name} is made")
            _make(path, seconds, number)
        yield Row(f"programme-{number:03}", path, source="bench", licence="CC BY 4.0")


def _make(path: Path, seconds: float, seed: int) -> None:
    import av
    import soundfile
    import soxr

    random = np.random.default_rng(seed)
    said = soxr.resample(soundfile.read(_QUESTION, dtype="float32")[0], SAMPLE_RATE_HZ, RATE_HZ)
    beside = path.with_name(path.name + ".part")
    with beside.open("wb") as file, av.open(file, "w", format="mp3") as out:
        stream = out.add_stream("libmp3lame", rate=RATE_HZ, layout="stereo")
        stream.bit_rate = 128_000
        left = round(seconds * RATE_HZ)
        while left > 0:
            pause = np.zeros(round(random.uniform(0.2, 1.5) * RATE_HZ), np.float32)
            heard = np.concatenate([random.uniform(0.3, 1.0) * said, pause])[:left]
            left -= len(heard)
            sides = np.stack([heard, 0.7 * heard], axis=1) + random.normal(0, 0.001, (len(heard), 2))
            pcm = np.round(np.clip(sides, -1, 1) * 32767).astype(np.int16).reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(pcm, format="s16", layout="stereo")
            frame.sample_rate = RATE_HZ
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    beside.replace(path)


class _Memory:
    """The most memory that this process and those it started hold at once, looked at ten times a second."""

    def __init__(self) -> None:
        self.most_mb = 0.0
        self._done = threading.Event()
        self._watcher = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> _Memory:
        self._watcher.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._watcher.join()

    def _watch(self) -> None:
        import psutil

        this = psutil.Process(os.getpid())
        while not self._done.wait(0.1):
            held = 0
            for process in [this, *this.children(recursive=True)]:
                try:
                    held += process.memory_info().rss
                except psutil.NoSuchProcess:  # it has just ended
                    continue
            self.most_mb = max(self.most_mb, held / 2**20)


def main() -> None:
    parser = argparse.ArgumentParser(prog="engine.trainer.curation.bench", description=__doc__)
    parser.add_argument("hours", type=float, nargs="?", default=1.0)
    parser.add_argument("--folder", type=Path, help="where the sound is made and kept (a temporary folder)")
    options = parser.parse_args()
    if options.folder:
        print(bench(options.hours, options.folder))
        return
    with tempfile.TemporaryDirectory() as folder:
        print(bench(options.hours, Path(folder)))


if __name__ == "__main__":
    main()
