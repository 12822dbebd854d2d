"""`laaj-trainer prepare`: the starter data set, from public corpora, through the data line, to manifests and speech.

Into `preparation.out`:
    sources.jsonl                    everything that is there (sources.py); curated/ is what the data line makes of it
    real.jsonl, kokoro.jsonl, espeak.jsonl       utterances to train on
    evaluate-<set>.jsonl             utterances to evaluate on:
        real                         the held-out speaker's utterances that have French
        kokoro, espeak               AfriQA development questions, by voices that training never hears
        intent-kokoro, intent-espeak     WolBanking77 questions of all intents, likewise
        starter-kokoro, starter-espeak   questions about pages that no training question is about, likewise
    pairs.jsonl                      text pairs to train on
    wolof.txt, french.txt            sentences on their own; nothing asks for the French ones
    data.json                        every corpus, its use and its licence, for the model card
    speech/                          what was synthesised
"""

from __future__ import annotations

import dataclasses
import functools
import json
import random
from collections.abc import Iterable, Iterator
from pathlib import Path

from corpus import readers, starter_library
from corpus.whole_file import make_folder
from engine.trainer import leaks, manifest, recipes
from engine.trainer.curation import curate, pipeline
from engine.trainer.curation import row as rows
from engine.trainer.curation.recipe import RECIPES, Curation, Source
from engine.trainer.curation.row import Row
from engine.trainer.manifest import TextPair, Utterance, key
from engine.trainer.recipe import Data, Preparation, Recipe
from engine.trainer.starter import corpora, sources
from engine.trainer.synthesis import run as synthesis
from engine.trainer.synthesis.run import Synthesis
from faults import InputFault

KINDS = ("kokoro", "espeak")
WOLOF_ALONE = "wolof-alone"  # source of a sentence paired with itself: seen through noise, it should stay where it is
FRENCH_PAGE = "french-page"  # source of a French question and the page that answers it
WOLOF_ALONE_SENTENCES = 2000
_STARTER = "starter"
_HELD_OUT = {"": "afriqa", "intent-": "wolbanking77", f"{_STARTER}-": _STARTER}  # evaluation sets, by their source


def prepare(recipe: Recipe, processes: int) -> dict[str, int]:
    """Write the starter data set; may be stopped and run again. Returns how many rows each file holds.

    Raises InputFault file-missing for a corpus that is not there, cannot-speak without espeak-ng, leak, not-writable,
    disk-full.
    """
    data, out = recipe.preparation, recipe.preparation.out
    make_folder(out)
    rows.write(out / "sources.jsonl", sources.rows(data))
    print(curate.curate(curation(data), pipeline.run_in_processes(processes)), flush=True)
    kept = [row for row in rows.read(out / "curated" / "curated.jsonl") if row.kept]
    tables = {"real": [row for row in kept if row.audio and row.split == "train"]}
    evaluation = {"real": [row for row in kept if row.audio and row.split == sources.EVALUATED and row.french]}
    for kind in KINDS:
        spoken = _spoken(kept, kind, recipe, processes)
        tables[kind] = spoken.train
        held_out = [row for row in spoken.held_out if row.kept]
        for prefix, source in _HELD_OUT.items():
            evaluation[f"{prefix}{kind}"] = [row for row in held_out if row.source == source]
    tables |= {f"evaluate-{name}": found for name, found in evaluation.items()}
    counts = {}
    for name, found in tables.items():
        if found or "kokoro" not in name:
            rows.write(out / f"{name}.jsonl", found)
            counts[f"{name}.jsonl"] = sum(row.kept for row in found)
    counts |= _texts(kept, recipe, evaluation)
    _check(out, evaluation)
    for name, count in counts.items():
        print(f"{count:7,} {name}", flush=True)
    return counts


def curation(data: Preparation) -> Curation:
    """The recipe of the data line that the starter data goes through."""
    recipe = recipes.load_as(Curation, RECIPES, "starter+nc" if data.noncommercial else "starter")
    source = Source(kind="manifest", path=data.out / "sources.jsonl")
    return recipe.model_copy(update={"sources": (source,), "out": data.out / "curated"})


def _spoken(kept: list[Row], kind: str, recipe: Recipe, processes: int) -> synthesis.Spoken:
    """Raises InputFault cannot-speak where espeak-ng is not there; Kokoro is optional."""
    data = recipe.preparation
    settings = Synthesis.model_validate(
        {
            "kind": kind, "styles": data.voices, "seed": recipe.seed, "first": (_STARTER, "everyday"),
            "sentences": data.kokoro_sentences if kind == "kokoro" else data.espeak_sentences,
            "held_out_sentences": data.held_out_sentences,
        }
    )  # fmt: skip
    try:
        return synthesis.synthesise(kept, settings, data.out, processes, _report)
    except InputFault as fault:
        if kind != "kokoro" or fault.key != "cannot-speak":
            raise
        print(f"Kokoro is left out, but for what it has spoken before: {fault.fields['why']}.", flush=True)
        return synthesis.there(kept, settings, data.out)


def _report(line: str) -> None:
    print(line, flush=True)


def _texts(kept: list[Row], recipe: Recipe, evaluation: dict[str, list[Row]]) -> dict[str, int]:
    """Write pairs.jsonl, wolof.txt, french.txt and data.json; returns how many rows each of the first three holds."""
    data = recipe.preparation
    held_out = [row for row in kept if row.split == sources.EVALUATED]
    wolof, french = {key(row.wolof) for row in held_out}, {key(row.french) for row in held_out}
    train = [row for row in kept if row.split == "train"]
    pairs = [
        pair
        for pair in text_pairs(train, recipe)
        if key(pair.query) not in (wolof if pair.language == "wol" else french)
        and not {key(pair.aim), key(pair.passage)} & french - {""}
    ]
    asked = {key(row.french) for found in evaluation.values() for row in found}
    alone = [row.wolof for row in train if not row.french]
    distractors = [text for text in corpora.french_sentences(data.folder) if key(text) not in asked]
    manifest.write_pairs(data.out / "pairs.jsonl", pairs)
    manifest.write_lines(data.out / "wolof.txt", alone)
    manifest.write_lines(data.out / "french.txt", distractors)
    used = {row.source for row in train} | {"afriqa-passages", "vie-publique"}
    table = [dataclasses.asdict(corpus) for name, corpus in corpora.CORPORA.items() if name in used]
    manifest.write_lines(data.out / "data.json", [json.dumps(table, indent=1, ensure_ascii=False)])
    return {"pairs.jsonl": len(pairs), "wolof.txt": len(alone), "french.txt": len(distractors)}


def text_pairs(train: Iterable[Row], recipe: Recipe) -> Iterator[TextPair]:
    """What the text model learns from: rows with French, questions with the page that answers them, French questions
    with theirs, and Wolof sentences with themselves."""
    data = recipe.preparation
    train = list(train)

    @functools.cache
    def page(document: str) -> str:
        read = readers.read(data.starter / f"{document}.md")
        return f"{read.title}. {read.summary} {read.text}"

    for row in train:
        if row.french:
            yield curate.pair(row)
        if row.document:
            yield TextPair(row.wolof, page(row.document), row.french, "starter-page")
    for question in starter_library.questions(data.starter):
        if question.use == "train":
            yield TextPair(question.french, page(question.document), question.french, FRENCH_PAGE, "fra")
    for answer in corpora.french_questions(data.folder):
        yield TextPair(answer.question, answer.passage, answer.question, FRENCH_PAGE, "fra")
    alone = [row.wolof for row in train if not row.french and not row.audio]
    for text in random.Random(recipe.seed).sample(alone, min(len(alone), WOLOF_ALONE_SENTENCES)):
        yield TextPair(text, text, source=WOLOF_ALONE)


def _check(out: Path, evaluation: dict[str, list[Row]]) -> None:
    """What was written is read as the trainer reads it. Raises InputFault leak."""

    def utterances(name: str) -> list[Utterance]:
        path = out / f"{name}.jsonl"
        return manifest.read_utterances(path, Data())[0] if path.is_file() else []

    train = [utterance for name in ("real", *KINDS) for utterance in utterances(name)]
    pairs, _ = manifest.read_pairs(out / "pairs.jsonl")
    leaks.check(train, pairs, {name: utterances(f"evaluate-{name}") for name in evaluation})
