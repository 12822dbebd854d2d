"""What is spoken: the utterances of a run, real and synthetic, and which side of the split each is on.

Training and evaluation share no speaker or voice and no sentence. Evaluation sets:
    real        the held-out speaker's utterances that have a French translation
    kokoro, espeak   AfriQA development questions, spoken by voices that training never hears
    starter-kokoro, starter-espeak   questions about starter documents that no training question is about, likewise
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from engine.trainer import corpora, synthesis
from engine.trainer.recipe import Recipe


@dataclass(frozen=True)
class Line:
    """A sentence and how it is spoken; `french` may be empty."""

    id: str
    set: str  # "train" or the name of an evaluation set
    kind: str  # "real", "kokoro" or "espeak"
    wolof: str
    french: str = ""
    document: str = ""  # the starter document that answers it
    path: Path = Path()  # of a real recording


def lines(recipe: Recipe) -> list[Line]:
    """All lines of a run, in a fixed order; the same recipe and data give the same lines."""
    data, rng = recipe.data, random.Random(recipe.seed)
    utterances = corpora.alffa(data.folder)
    real = [
        Line(
            u.path.stem,
            "real" if u.speaker == data.held_out_speaker else "train",
            "real",
            u.wolof,
            u.french,
            "",
            u.path,
        )
        for u in utterances
    ]
    questions = corpora.starter_questions(data.starter)
    development = corpora.afriqa_development(data.folder)
    held_out = {corpora.key(line.wolof) for line in real if line.set == "real"}
    held_out |= {corpora.key(pair.wolof) for pair in development}
    held_out |= {corpora.key(question.wolof) for question in questions if question.use == "eval"}
    real = [line for line in real if line.set == "real" or corpora.key(line.wolof) not in held_out]

    pairs = [(f"{p.source}-{i}", p.wolof, p.french) for i, p in enumerate(corpora.parallel(data.folder))]
    pairs += [(f"radio-{i}", text, "") for i, text in enumerate(corpora.wolof_sentences(data.folder))]
    known = {id for id, wolof, _ in pairs if corpora.key(wolof) not in held_out and len(wolof) <= 110}
    pairs = [pair for pair in pairs if pair[0] in known]
    rng.shuffle(pairs)
    starter = [(f"starter-{i}", q) for i, q in enumerate(questions)]

    chosen = list(real)
    for kind, count in (("kokoro", data.kokoro_sentences), ("espeak", data.espeak_sentences)):
        chosen += [Line(f"{kind}-{id}", "train", kind, wolof, french) for id, wolof, french in _balanced(pairs, count)]
        for id, question in starter:
            split = "train" if question.use == "train" else f"starter-{kind}"
            chosen.append(Line(f"{kind}-{id}", split, kind, question.wolof, question.french, question.document))
        sample = random.Random(recipe.seed).sample(range(len(development)), data.held_out_sentences)
        chosen += [
            Line(f"{kind}-afriqa-dev-{i}", kind, kind, development[i].wolof, development[i].french) for i in sample
        ]
    return chosen


def _balanced(pairs: list[tuple[str, str, str]], count: int) -> list[tuple[str, str, str]]:
    """The first `count` pairs, at most four tenths of them from one corpus while others last."""
    room = int(count * 0.4)
    taken: list[tuple[str, str, str]] = []
    left: list[tuple[str, str, str]] = []
    seen: dict[str, int] = {}
    for pair in pairs:
        source = pair[0].rsplit("-", 1)[0]
        seen[source] = seen.get(source, 0) + 1
        (taken if seen[source] <= room else left).append(pair)
    return [*taken, *left][:count]


def speak(recipe: Recipe, run: Path, processes: int) -> None:
    """Synthesise every line that is not real speech into `run/speech/<kind>-<train|held-out>`; what is there stays."""
    synthesisers: dict[str, Callable[[], synthesis.Synthesiser]] = {
        "espeak-train": lambda: synthesis.Espeak(),
        "kokoro-train": lambda: synthesis.Kokoro(recipe.data.voices),
        "espeak-held-out": lambda: synthesis.Espeak(voices=synthesis.ESPEAK_HELD_OUT),
        "kokoro-held-out": lambda: synthesis.Kokoro(recipe.data.voices, voices=synthesis.KOKORO_HELD_OUT),
    }
    for name, make in synthesisers.items():
        rows = [(line.id, line.wolof) for line in lines(recipe) if _folder(line) == name]
        print(f"{name}: {len(rows)} sentences", flush=True)
        synthesis.synthesise(rows, make(), run / "speech" / name, seed=recipe.seed, processes=processes)


def _folder(line: Line) -> str:
    return f"{line.kind}-{'train' if line.set == 'train' else 'held-out'}"


def recordings(recipe: Recipe, run: Path) -> list[tuple[Line, Path]]:
    """Every line that has sound, with its file."""
    found = []
    for line in lines(recipe):
        path = line.path if line.kind == "real" else run / "speech" / _folder(line) / f"{line.id}.flac"
        if path.is_file():
            found.append((line, path))
    return found
