"""Choices of the training manifests: a kind of speech left out, or a part of it, drawn by its utterances' ids.

Cut manifests go into `out`/data-variants. Where a part is kept, its utterances are drawn the more often, so that each
kind has its share of the training as before: what changes is how many different recordings that is.
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.whole_file import make_folder
from engine import recording
from engine.trainer import leaks, manifest
from engine.trainer.manifest import Utterance, key
from engine.trainer.recipe import Recipe, Source
from engine.trainer.study.context import Context

REAL, KOKORO, ESPEAK, NONCOMMERCIAL = "real", "Kokoro", "espeak", "non-commercial"
SYNTHETIC = (KOKORO, ESPEAK)
EVERYTHING, WITH_NONCOMMERCIAL = "everything", "with non-commercial data"
LEFT_OUT: Mapping[str, tuple[str, ...]] = {
    "without real speech": (REAL,), "real speech alone": SYNTHETIC, "Kokoro alone": (REAL, ESPEAK),
    "espeak alone": (REAL, KOKORO), "without Kokoro": (KOKORO,), "without espeak": (ESPEAK,),
}  # fmt: skip


@dataclass(frozen=True)
class Part:
    """A manifest as a choice takes it."""

    source: Source
    kind: str
    rows: Sequence[Utterance]


@dataclass(frozen=True)
class Choice:
    """What is trained on."""

    name: str
    parts: tuple[Part, ...]

    @property
    def sources(self) -> tuple[Source, ...]:
        return tuple(part.source for part in self.parts)


def share_name(share: float, of: str) -> str:
    return f"{share:g} of the {of} speech"


def everything(recipe: Recipe) -> Choice:
    """Raises InputFault file-missing."""
    parts = (
        Part(source, _kind(source.manifest), manifest.read_utterances(source.manifest, recipe.data)[0])
        for source in recipe.data.train
    )
    return Choice(EVERYTHING, tuple(parts))


def choices(context: Context, whole: Choice) -> tuple[list[Choice], list[str]]:
    """Those that the study asks for, without `whole`; and, in sentences, those that its manifests do not have."""
    training = context.settings.training
    kept: dict[str, dict[str, float]] = {name: dict.fromkeys(LEFT_OUT[name], 0.0) for name in training.data}
    kept |= {
        share_name(share, "synthetic"): dict.fromkeys(SYNTHETIC, share)
        for share in sorted(training.synthetic_shares, reverse=True)
    }
    kept |= {share_name(share, "real"): {REAL: share} for share in sorted(training.real_shares, reverse=True)}
    found, missing = [], []
    kinds = {part.kind for part in whole.parts if part.rows}
    for name, shares in kept.items():
        chosen = _cut(context.out / "data-variants", whole, name, shares) if kinds & shares.keys() else None
        if chosen is None or not chosen.parts:
            missing.append(f"“{name}” is not there: the recipe trains on {', '.join(sorted(kinds))}.")
        else:
            found.append(chosen)
    if training.noncommercial:
        chosen = _with_noncommercial(context, whole, training.noncommercial)
        if chosen:
            found.append(chosen)
        else:
            where = training.noncommercial.name
            missing.append(f"“{WITH_NONCOMMERCIAL}” is not there: in {where} nothing more is under an NC licence.")
    return found, missing


def figures(choice: Choice, listened_s: float) -> dict[str, dict[str, float]]:
    """By kind: utterances, hours, speakers, and how often an utterance is heard while so many seconds are listened
    to, at most, on average."""
    seconds = {part.source.manifest: sum(map(_seconds, part.rows)) for part in choice.parts}
    weighted = sum(part.source.weight * seconds[part.source.manifest] for part in choice.parts)
    told: dict[str, dict[str, float]] = {}
    for kind in dict.fromkeys(part.kind for part in choice.parts if part.rows):
        of_kind = [part for part in choice.parts if part.kind == kind]
        rows = [row for part in of_kind for row in part.rows]
        in_all = sum(seconds[part.source.manifest] for part in of_kind)
        heard = sum(part.source.weight * seconds[part.source.manifest] for part in of_kind) / weighted * listened_s
        told[kind] = {
            "utterances": len(rows), "hours": round(in_all / 3600, 6), "heard": round(heard / in_all, 3),
            "speakers": len({row.speaker for row in rows if row.speaker}),
        }  # fmt: skip
    return told


def keeps(id: str, share: float) -> bool:
    """Whether an utterance is of a part: of a smaller one only where it is of a larger."""
    return int.from_bytes(hashlib.sha256(id.encode()).digest()[:8]) < share * 2**64


def _kind(path: Path) -> str:
    """By the name of its manifest, as `laaj-trainer prepare` names them; any other is real speech."""
    return {"kokoro": KOKORO, "espeak": ESPEAK}.get(path.stem, REAL)


def _cut(folder: Path, whole: Choice, name: str, shares: Mapping[str, float]) -> Choice:
    def parts() -> Iterator[Part]:
        for place, part in enumerate(whole.parts):
            share = shares.get(part.kind, 1.0)
            if share == 1:
                yield part
                continue
            rows = [row for row in part.rows if keeps(row.id, share)]
            if rows:
                path = _write(folder / _file_name(name), f"{place}-{part.source.manifest.name}", rows)
                weight = part.source.weight * len(part.rows) / len(rows)
                yield Part(part.source.model_copy(update={"manifest": path, "weight": weight}), part.kind, rows)

    return Choice(name, tuple(parts()))


def _with_noncommercial(context: Context, whole: Choice, folder: Path) -> Choice | None:
    """Everything, and the rows of the other folder that are under an NC licence, are not there yet and leak nothing."""
    data = context.recipe.data
    asked = [row for chosen in data.evaluate for row in manifest.read_utterances(chosen.manifest, data)[0]]
    wolof, french, speakers = leaks.trained(asked, [])

    def leaks_nothing(row: Utterance) -> bool:
        french_leaks = bool(row.french) and key(row.french) in french
        return not (key(row.wolof) in wolof or french_leaks or (row.speaker and row.speaker.strip() in speakers))

    known = {row.id for part in whole.parts for row in part.rows}
    added = []
    for place, part in enumerate(whole.parts):
        path = folder / part.source.manifest.name
        rows = [
            row
            for row in (manifest.read_utterances(path, data)[0] if path.is_file() else ())
            if re.search(r"\bNC\b", row.licence) and row.id not in known and leaks_nothing(row)
        ]
        if rows:
            known |= {row.id for row in rows}
            into = context.out / "data-variants" / _file_name(WITH_NONCOMMERCIAL)
            path = _write(into, f"{place}-{path.name}", rows)
            added.append(Part(part.source.model_copy(update={"manifest": path}), NONCOMMERCIAL, rows))
    return Choice(WITH_NONCOMMERCIAL, (*whole.parts, *added)) if added else None


def _write(folder: Path, name: str, rows: Sequence[Utterance]) -> Path:
    make_folder(folder)
    manifest.write_utterances(folder / name, rows)
    return folder / name


def _file_name(name: str) -> str:
    return re.sub(r"[^a-z0-9.]+", "-", name.lower())


@functools.cache  # most rows stand in most choices
def _seconds(row: Utterance) -> float:
    """Raises InputFault of a file that has no readable header."""
    return (recording.seconds(row.audio) if row.end_s is None else row.end_s) - row.start_s
