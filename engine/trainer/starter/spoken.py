"""What is spoken for the starter data set, by whom, and which side of the split it is on.

Training and evaluation share no speaker or voice and no sentence. Evaluation sets:
    real        the held-out speaker's utterances that have a French translation
    kokoro, espeak   AfriQA development questions, spoken by voices that training never hears
    starter-kokoro, starter-espeak   questions about starter documents that no training question is about, likewise
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from corpus import starter_library
from engine.trainer.manifest import Utterance, key
from engine.trainer.recipe import Recipe
from engine.trainer.starter import corpora, synthesis
from engine.trainer.starter.corpora import CORPORA

TRAINING = "train"
KINDS = ("kokoro", "espeak")
_LONGEST_CHARACTERS = 110


@dataclass(frozen=True)
class Line:
    """A sentence and how it is spoken. Synthetic speech has no `audio` and no `speaker` before it is spoken."""

    set: str  # TRAINING or the name of an evaluation set
    kind: str  # "real", "kokoro" or "espeak"
    utterance: Utterance

    @property
    def folder(self) -> str:
        """Where it is spoken into: training and held-out voices never share one."""
        return f"{self.kind}-{'train' if self.set == TRAINING else 'held-out'}"


def held_out_wolof(recipe: Recipe) -> set[str]:
    """Keys of all Wolof that is evaluated on: nothing of it is trained on, whoever says it."""
    data = recipe.preparation
    held_out = {key(u.wolof) for u in corpora.alffa(data.folder) if u.speaker == f"alffa-{data.held_out_speaker}"}
    held_out |= {key(pair.wolof) for pair in corpora.afriqa_development(data.folder)}
    return held_out | {key(q.wolof) for q in starter_library.questions(data.starter) if q.use == "eval"}


def lines(recipe: Recipe) -> list[Line]:
    """All lines, in a fixed order; the same recipe and data give the same lines."""
    data, held_out = recipe.preparation, held_out_wolof(recipe)
    chosen = []
    for utterance in corpora.alffa(data.folder):
        if utterance.speaker == f"alffa-{data.held_out_speaker}":
            if utterance.french:
                chosen.append(Line("real", "real", utterance))
        elif key(utterance.wolof) not in held_out:
            chosen.append(Line(TRAINING, "real", utterance))

    texts = [(pair.wolof, pair.french, pair.source) for pair in corpora.parallel(data.folder)]
    texts += [(sentence.text, "", sentence.source) for sentence in corpora.wolof_sentences(data.folder)]
    texts = [row for row in texts if key(row[0]) not in held_out and len(row[0]) <= _LONGEST_CHARACTERS]
    random.Random(recipe.seed).shuffle(texts)
    questions = list(starter_library.questions(data.starter))
    development = corpora.afriqa_development(data.folder)
    sample = random.Random(recipe.seed).sample(development, min(data.held_out_sentences, len(development)))
    for kind, count in (("kokoro", data.kokoro_sentences), ("espeak", data.espeak_sentences)):
        chosen += [Line(TRAINING, kind, _utterance(kind, *row)) for row in _balanced(texts, count)]
        for question in questions:
            if question.use == "train" and key(question.wolof) in held_out:
                continue
            utterance = _utterance(kind, question.wolof, question.french, "starter", question.document)
            chosen.append(Line(TRAINING if question.use == "train" else f"starter-{kind}", kind, utterance))
        chosen += [Line(kind, kind, _utterance(kind, pair.wolof, pair.french, "afriqa")) for pair in sample]
    found: dict[str, Line] = {}
    for line in chosen:
        found.setdefault(line.utterance.id, line)
    return list(found.values())


def _utterance(kind: str, wolof: str, french: str, source: str, document: str = "") -> Utterance:
    # Named by its text: a sentence that changes is spoken anew, one that moves to another line is not.
    name = hashlib.sha256(wolof.encode()).hexdigest()[:12]
    return Utterance(
        f"{kind}-{source}-{name}", Path(), wolof=wolof, french=french, source=source, document=document,
        licence=CORPORA[source].licence,
    )  # fmt: skip


def _balanced(texts: list[tuple[str, str, str]], count: int) -> list[tuple[str, str, str]]:
    """The first `count` texts, at most four tenths of them from one corpus, or without French, while others last."""
    room = int(count * 0.4)
    taken: list[tuple[str, str, str]] = []
    left: list[tuple[str, str, str]] = []
    seen: dict[str, int] = {}
    for text in texts:
        source = text[2] if text[1] else ""
        seen[source] = seen.get(source, 0) + 1
        (taken if seen[source] <= room else left).append(text)
    return [*taken, *left][:count]


def speak(recipe: Recipe, lines: Iterable[Line], processes: int) -> list[Line]:
    """Synthesise every line that is not real into `out/speech/<folder>`; what is there stays.

    Returns the lines that have sound, with their files and voices. Without Kokoro its lines have none, unless an
    earlier run spoke them. Raises synthesis.SynthesisError where a synthesiser is there and does not work, or
    espeak-ng is not.
    """
    speech, voices = recipe.preparation.out / "speech", recipe.preparation.voices
    synthesisers: dict[str, Callable[[], synthesis.Synthesiser]] = {
        "espeak-train": lambda: synthesis.Espeak(),
        "espeak-held-out": lambda: synthesis.Espeak(voices=synthesis.ESPEAK_HELD_OUT),
        "kokoro-train": lambda: synthesis.Kokoro(voices),
        "kokoro-held-out": lambda: synthesis.Kokoro(voices, voices=synthesis.KOKORO_HELD_OUT),
    }
    try:
        synthesis.Kokoro(voices, (*synthesis.KOKORO_TRAINING, *synthesis.KOKORO_HELD_OUT))
        silent = ""
    except synthesis.SynthesisError as error:
        print(f"Kokoro is left out, but for what it has spoken before: {error}", flush=True)
        silent = "kokoro"
    lines = list(lines)
    clips: dict[str, synthesis.Clip] = {}
    for name, make in synthesisers.items():
        if silent and name.startswith(silent):
            made = [clip for clip in synthesis.read_index(speech / name) if (speech / name / clip.path).is_file()]
        else:
            rows = [(line.utterance.id, line.utterance.wolof) for line in lines if line.folder == name]
            print(f"{name}: {len(rows)} sentences", flush=True)
            made = synthesis.synthesise(rows, make(), speech / name, recipe.seed, processes, _report)
        clips |= {clip.id: clip for clip in made}
    found = []
    for line in lines:
        clip = clips.get(line.utterance.id)
        if clip:
            audio = speech / line.folder / clip.path
            found.append(replace(line, utterance=replace(line.utterance, audio=audio, speaker=clip.voice)))
        elif line.kind == "real":
            found.append(line)
    return found


def _report(line: str) -> None:
    print(line, flush=True)
