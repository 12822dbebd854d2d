"""`laaj-trainer synthesise`: rows of Wolof text become rows of speech, training texts by training voices.

Into `out`:
    <kind>.jsonl              what is trained on
    <kind>-held-out.jsonl     what is evaluated on: texts of dev and test, by voices that training never hears
    speech/                   the clips; one that is there is not spoken again
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from corpus.whole_file import make_folder
from engine.trainer.curation import row as rows
from engine.trainer.curation.row import Row
from engine.trainer.progress import tell
from engine.trainer.recipe import AtLeastOne, Count, Section, Share, Weight
from engine.trainer.synthesis import speaking
from engine.trainer.synthesis.coverage import by_coverage
from engine.trainer.synthesis.speaking import Clip
from engine.trainer.synthesis.synthesiser import SynthesisError
from engine.trainer.synthesis.synthesisers import SYNTHESISERS
from faults import InputFault

SIDES = ("held-out", "train")
Factor = Annotated[float, Field(gt=0.3, lt=3)]


class Synthesis(Section):
    """Wolof texts spoken by machines."""

    kind: Literal["kokoro", "espeak"] = "espeak"
    styles: Path = Path("voices")
    """Kokoro's voice styles, *.bin."""
    sentences: Count = 0
    """Of the training side, in their order; 0 for all. More of them later keep those that are there."""
    most_hours: Weight = 0.0
    """Of speech on the training side, the first ones in their order; 0 for no limit."""
    first: tuple[str, ...] = ()
    """Sources that are spoken before all others, and not counted."""
    order: Literal["coverage", "draw"] = "coverage"
    """coverage: what brings most words and phonemes that are new comes first. draw: by the seed."""
    french_share: Share = 0.6
    """Of the texts, that many have French, while both kinds last."""
    longest_characters: AtLeastOne = 110
    held_out_sentences: Count = 0
    """Of each source but those of `first`, drawn by the seed; 0 for all."""
    voices_a_sentence: AtLeastOne = 1
    rates: tuple[Factor, Factor] = (0.85, 1.15)
    """Of the voice's own; drawn for each clip."""
    pitches: tuple[Factor, Factor] = (0.94, 1.06)
    seed: int = 7


@dataclass(frozen=True)
class Spoken:
    """What a run leaves."""

    train: list[Row]
    held_out: list[Row]

    def summary(self) -> str:
        lines = []
        for side, found in (("training", self.train), ("held out", self.held_out)):
            kept = [row for row in found if row.kept]
            hours = sum(row.seconds or 0 for row in kept) / 3600
            voices = len({row.speaker for row in kept})
            refused = len(found) - len(kept)
            lines.append(
                f"{side}: {len(kept):,} clips, {hours:.2f} h, {voices} voices; {refused} texts cannot be spoken"
            )
        return "\n".join(lines)


def synthesise_manifest(manifest: Path, settings: Synthesis, out: Path, processes: int) -> str:
    """Speak the texts of a manifest of rows. Returns a summary. Raises what `synthesise` and row.read raise."""
    return synthesise(rows.read(manifest), settings, out, processes).summary()


def synthesise(
    texts: Iterable[Row], settings: Synthesis, out: Path, processes: int, say: Callable[[str], None] = tell
) -> Spoken:
    """Speak rows that have Wolof and no sound; may be stopped and run again.

    Raises InputFault cannot-speak (a synthesiser is not installed or does not work), disk-full, not-writable,
    worker-ended.
    """
    make_folder(out)
    chosen = _chosen(texts, settings)
    for side in SIDES:
        try:
            synthesiser = SYNTHESISERS[settings.kind](side == "held-out", settings.styles)
            jobs = [(name, row.wolof) for name, row in chosen[side].items()]
            speaking.synthesise(
                jobs, synthesiser, _folder(out, settings, side), settings.seed, processes, say, settings.rates,
                settings.pitches, _most_s(settings, side),
            )  # fmt: skip
        except SynthesisError as error:
            raise InputFault("cannot-speak", why=str(error).rstrip(".")) from error
    spoken = _found(chosen, settings, out)
    rows.write(out / f"{settings.kind}.jsonl", spoken.train)
    rows.write(out / f"{settings.kind}-held-out.jsonl", spoken.held_out)
    return spoken


def there(texts: Iterable[Row], settings: Synthesis, out: Path) -> Spoken:
    """What an earlier run has spoken of these; nothing is spoken or written."""
    return _found(_chosen(texts, settings), settings, out)


def _chosen(texts: Iterable[Row], settings: Synthesis) -> dict[str, dict[str, Row]]:
    """The texts to speak of each side, by the ids of their clips."""
    training: list[Row] = []
    held_out: list[Row] = []
    for row in texts:
        if row.kept and row.wolof and not row.audio:
            (held_out if row.held_out else training).append(row)
    return {
        "held-out": _once(sampled(held_out, settings), settings), "train": _once(ordered(training, settings), settings)
    }  # fmt: skip


def _folder(out: Path, settings: Synthesis, side: str) -> Path:
    return out / "speech" / f"{settings.kind}-{side}"


def _found(chosen: dict[str, dict[str, Row]], settings: Synthesis, out: Path) -> Spoken:
    found = {}
    for side, wanted in chosen.items():
        folder = _folder(out, settings, side)
        clips = {clip.id: clip for clip in speaking.read_index(folder) if (folder / clip.path).is_file()}
        spoken = _rows(wanted, clips, speaking.refused(folder), folder, settings.kind)
        found[side] = list(_up_to(spoken, _most_s(settings, side)))
    return Spoken(found["train"], found["held-out"])


def _most_s(settings: Synthesis, side: str) -> float:
    limited = side == "train" and settings.most_hours
    return settings.most_hours * 3600 if limited else float("inf")


def _up_to(spoken: Iterable[Row], most_s: float) -> Iterator[Row]:
    """Rows until there are so many seconds: an earlier run may have spoken more."""
    found_s = 0.0
    for row in spoken:
        if round(found_s, 3) >= most_s:
            return
        found_s += row.seconds or 0
        yield row


def ordered(texts: list[Row], settings: Synthesis) -> list[Row]:
    """The training texts in the order in which they are spoken, as many as are wanted."""
    first = [row for row in texts if row.source in settings.first]
    others = [row for row in texts if row.source not in settings.first]
    others = [row for row in others if len(row.wolof) <= settings.longest_characters]
    others.sort(key=lambda row: _draw(settings.seed, f"{row.wolof} {row.source}"))
    with_french, alone = [row for row in others if row.french], [row for row in others if not row.french]
    if settings.order == "coverage":
        with_french, alone = _covering(with_french, settings.seed), _covering(alone, settings.seed)
    mixed = _mixed(with_french, alone, settings.french_share)
    return first + (mixed[: settings.sentences] if settings.sentences else mixed)


def _covering(texts: list[Row], seed: int) -> list[Row]:
    return [texts[index] for index in by_coverage([row.wolof for row in texts], seed)]


def _mixed(one: list[Row], other: list[Row], share: float) -> list[Row]:
    """Both lists in their order, of the first that share while both last."""
    found: list[Row] = []
    taken = 0
    left, right = iter(one), iter(other)
    for place in range(len(one) + len(other)):
        of_the_first = share * (place + 1) - taken >= 0.5
        row = next(left if of_the_first else right, None)
        if row is None:  # that one is at its end
            return [*found, *left, *right]
        taken += of_the_first
        found.append(row)
    return found


def sampled(texts: list[Row], settings: Synthesis) -> list[Row]:
    """The texts of the held-out side that are spoken, in the order in which they stand: of each source those that the
    seed and their own letters choose, so that a text that comes or goes moves no other."""
    if not settings.held_out_sentences:
        return texts
    by_source: dict[str, set[str]] = {}
    for row in texts:
        by_source.setdefault(row.source, set()).add(row.wolof)
    for source, found in by_source.items():
        if source not in settings.first:
            drawn = sorted(found, key=lambda text: _draw(settings.seed, text))
            by_source[source] = set(drawn[: settings.held_out_sentences])
    return [row for row in texts if row.wolof in by_source[row.source]]


def _draw(seed: int, text: str) -> bytes:
    return hashlib.sha256(f"{seed} {text}".encode()).digest()


def _once(texts: list[Row], settings: Synthesis) -> dict[str, Row]:
    """Texts by the id of their clip, each text of a source once for each of its voices."""
    found: dict[str, Row] = {}
    for row in texts:
        # Named by its text: a sentence that changes is spoken anew, one that moves to another place is not.
        source = re.sub(r"[^\w.-]", "-", row.source)
        name = f"{settings.kind}-{source}-{hashlib.sha256(row.wolof.encode()).hexdigest()[:12]}"
        for number in range(1, settings.voices_a_sentence + 1):
            found.setdefault(speaking.copy(name, number), row)
    return found


def _rows(
    wanted: dict[str, Row], clips: dict[str, Clip], refused: dict[str, str], folder: Path, kind: str
) -> Iterator[Row]:
    for name, row in wanted.items():
        row = replace(row, id=name, voice=kind, parent="", hashes={}, scores={})
        if clip := clips.get(name):
            row = replace(row, audio=folder / clip.path, seconds=clip.seconds, speaker=clip.voice)
            yield row.measured(rate=clip.rate, pitch=clip.pitch)
        elif name in refused:
            yield row.leave_out("synthesise.unspeakable", f"It cannot be spoken: {refused[name]}.")
