"""`laaj-trainer prepare`: the manifests of the starter data set, from public corpora and synthesisers.

Into `preparation.out`:
    real.jsonl, kokoro.jsonl, espeak.jsonl       utterances to train on
    evaluate-<set>.jsonl                         utterances to evaluate on, one file for each set of spoken.py
    pairs.jsonl                                  text pairs to train on
    wolof.txt, french.txt                        sentences on their own; nothing asks for the French ones
    data.json                                    every corpus, its use and its licence, for the model card
    speech/                                      what was synthesised
"""

from __future__ import annotations

import dataclasses
import json
import random
from collections.abc import Mapping, Sequence

from corpus import readers, starter_library
from engine.trainer import leaks, manifest
from engine.trainer.manifest import TextPair, Utterance, key
from engine.trainer.recipe import Recipe
from engine.trainer.starter import corpora, spoken, synthesis
from faults import InputFault

WOLOF_ALONE = "wolof-alone"  # source of a sentence paired with itself: seen through noise, it should stay where it is
FRENCH_PAGE = "french-page"  # source of a French question and the page that answers it
WOLOF_ALONE_SENTENCES = 2000


def prepare(recipe: Recipe, processes: int) -> dict[str, int]:
    """Write the starter data set; may be stopped and run again. Returns how many rows each file holds.

    An evaluation row whose French is trained on is left out. Raises InputFault file-missing for a corpus that is not
    there, cannot-speak without espeak-ng, not-writable, disk-full.
    """
    out = recipe.preparation.out
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputFault("not-writable", path=out) from error
    lines, pairs = spoken.lines(recipe), text_pairs(recipe)
    try:
        lines = spoken.speak(recipe, lines, processes)
    except synthesis.SynthesisError as error:
        raise InputFault("cannot-speak", why=str(error).rstrip(".")) from error
    training: dict[str, list[Utterance]] = {"real": [], "kokoro": [], "espeak": []}
    evaluation: dict[str, list[Utterance]] = {
        "real": [], "kokoro": [], "espeak": [], "starter-kokoro": [], "starter-espeak": [],
    }  # fmt: skip
    for line in lines:
        (training[line.kind] if line.set == spoken.TRAINING else evaluation[line.set]).append(line.utterance)
    train = [utterance for utterances in training.values() for utterance in utterances]
    _, french, _ = leaks.trained(train, pairs)
    evaluation = {name: [u for u in rows if key(u.french) not in french] for name, rows in evaluation.items()}
    leaks.check(train, pairs, evaluation)

    tables = {f"{name}.jsonl": rows for name, rows in training.items()}
    tables |= {f"evaluate-{name}.jsonl": rows for name, rows in evaluation.items()}
    counts = {}
    for name, rows in tables.items():
        if rows or "kokoro" not in name:
            manifest.write_utterances(out / name, rows)
            counts[name] = len(rows)
    manifest.write_pairs(out / "pairs.jsonl", pairs)
    counts["pairs.jsonl"] = len(pairs)
    for name, sentences in (("wolof.txt", _wolof(recipe)), ("french.txt", _distractors(recipe, evaluation))):
        manifest.write_lines(out / name, sentences)
        counts[name] = len(sentences)
    table = [dataclasses.asdict(corpus) for corpus in corpora.CORPORA.values()]
    manifest.write_lines(out / "data.json", [json.dumps(table, indent=1, ensure_ascii=False)])
    for name, count in counts.items():
        print(f"{count:7,} {name}", flush=True)
    return counts


def text_pairs(recipe: Recipe) -> list[TextPair]:
    """Every pair that may be trained on: parallel text, real utterances with French, starter questions, questions with
    the French page that answers them, and Wolof sentences with themselves."""
    data = recipe.preparation
    held_out = spoken.held_out_wolof(recipe)
    pairs = [TextPair(pair.wolof, pair.french, pair.french, pair.source) for pair in corpora.parallel(data.folder)]
    pairs += [
        TextPair(utterance.wolof, utterance.french, utterance.french, utterance.source)
        for utterance in corpora.alffa(data.folder)
        if utterance.french
    ]
    for question in starter_library.questions(data.starter):
        if question.use == "train":
            page = readers.read(data.starter / f"{question.document}.md")
            whole = f"{page.title}. {page.summary} {page.text}"
            pairs.append(TextPair(question.wolof, question.french, question.french, "starter"))
            pairs.append(TextPair(question.wolof, whole, question.french, "starter-page"))
            pairs.append(TextPair(question.french, whole, question.french, FRENCH_PAGE, "fra"))
    for answer in corpora.french_questions(data.folder):
        pairs.append(TextPair(answer.question, answer.passage, answer.question, FRENCH_PAGE, "fra"))
    alone = [sentence.text for sentence in corpora.wolof_sentences(data.folder)]
    chosen = random.Random(recipe.seed).sample(alone, min(len(alone), WOLOF_ALONE_SENTENCES))
    pairs += [TextPair(text, text, source=WOLOF_ALONE) for text in chosen]
    return [pair for pair in pairs if key(pair.query) not in held_out]


def _wolof(recipe: Recipe) -> list[str]:
    held_out = spoken.held_out_wolof(recipe)
    sentences = corpora.wolof_sentences(recipe.preparation.folder)
    return [sentence.text for sentence in sentences if key(sentence.text) not in held_out]


def _distractors(recipe: Recipe, evaluation: Mapping[str, Sequence[Utterance]]) -> list[str]:
    asked = {key(utterance.french) for utterances in evaluation.values() for utterance in utterances}
    return [text for text in corpora.french_sentences(recipe.preparation.folder) if key(text) not in asked]
