"""What someone wants, told from speech by embeddings that were never trained for it: WolBanking77's 77 intents."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from engine.matryoshka import truncate
from engine.trainer.manifest import Utterance, key, read_utterances
from engine.trainer.starter import corpora
from engine.trainer.study import labels
from engine.trainer.study.blocks import Aim, Block
from engine.trainer.study.context import Context
from engine.trainer.study.parts.intents import telling

TITLE = "What someone wants"
VERSION = 1

SETS = ("intent-kokoro", "intent-espeak")
DESCRIPTIONS = Path(__file__).with_name("descriptions.toml")
SHOTS = (1, 5, 16)  # examples an intent
ROUNDS = 10  # of drawing them
COSTS = (10.0, 100.0, 1000.0)  # scikit-learn's C of the probe, chosen on training questions
FOLDS = 3
_SOURCE = "wolbanking77"
_MOST_STEPS = 2000


@dataclass(frozen=True)
class Examples:
    """What a classifier is made from: vectors (n, D) float32, and their intents (n,) int."""

    vectors: np.ndarray
    intents: np.ndarray

    def some(self, most: int, seed: int) -> Examples:
        chosen = labels.draw(self.intents, most, seed)
        return Examples(self.vectors[chosen], self.intents[chosen])

    def at(self, dim: int) -> Examples:
        return Examples(truncate(self.vectors, dim), self.intents)


@dataclass(frozen=True)
class Asked:
    """The held-out utterances: spoken and gold text (q, D) float32, intents (q,) int; which ask the same, and by which
    set."""

    spoken: np.ndarray
    gold: np.ndarray
    intents: np.ndarray
    question: np.ndarray  # (q,) str
    of_set: np.ndarray  # (q,) str


def measure(context: Context) -> dict[str, Any]:
    """Raises InputFault file-missing where neither set is there."""
    names = [name for name in SETS if context.has(name)]
    if not names:
        context.utterances(SETS[0])  # says what is missing
    folder = context.recipe.preparation.folder
    told = descriptions()
    places = {name: place for place, name in enumerate(told)}
    known = {wolof: places[intent] for wolof, intent in corpora.intents(folder).items()}
    asked = _asked(context, names, known)
    held_out = {key(text) for pair in corpora.intent_development(folder) for text in (pair.wolof, pair.french)}
    written = _written(context, known, held_out | set(asked.question))
    spoken = _spoken(context, known, held_out | set(asked.question))
    drawn_from = {telling.WRITTEN: written} | ({telling.SPOKEN: spoken} if spoken else {})
    described = context.passages(list(told.values()))
    manifest, draws = context.bundle.manifest, context.settings.draws
    rows, probes = [], []
    for dim in dict.fromkeys((manifest.dims[0], manifest.default_dim)):
        context.say(f"{len(told)} intents at {dim}")
        queries = {way: truncate(of_way, dim) for way, of_way in (("speech", asked.spoken), ("gold", asked.gold))}

        def add(classifier: str, examples: int, told: Mapping[str, np.ndarray], dim: int = dim) -> None:
            rows.append({"dim": dim, "classifier": classifier, "examples": examples, **_figures(asked, told, draws)})

        directions = truncate(described, dim)
        add("description", 0, {way: labels.nearest(of_way, directions)[None] for way, of_way in queries.items()})
        for classifier, examples in drawn_from.items():
            for most in SHOTS:
                add(classifier, most, _few_shot(queries, examples.at(dim), most))
        probe, about = _probe(written.at(dim))
        add(telling.PROBE, len(written.intents), {way: probe(of_way)[None] for way, of_way in queries.items()})
        probes.append({"dim": dim, **about})
    return {
        "full": manifest.dims[0], "intents": len(told), "missing": [name for name in SETS if name not in names],
        "utterances": {name: int((asked.of_set == name).sum()) for name in names},
        "questions": len(set(asked.question)), "asked_intents": len(set(asked.intents)),
        "written": len(written.intents), "rounds": ROUNDS, "costs": COSTS, "folds": FOLDS, "probes": probes,
        "spoken": None if spoken is None else {
            "clips": len(spoken.intents), "intents": len(set(spoken.intents)), "most": max(SHOTS),
            "fewest": int(np.bincount(spoken.intents, minlength=len(told)).min()),
        },
        "rows": rows,
    }  # fmt: skip


def descriptions() -> dict[str, str]:
    """What is wanted, in French, by intent."""
    return tomllib.loads(DESCRIPTIONS.read_text(encoding="utf-8"))


def _asked(context: Context, names: Sequence[str], known: Mapping[str, int]) -> Asked:
    rows = [(row, name) for name in names for row in context.heard_rows(name)]
    spoken = np.concatenate([context.spoken(name) for name in names])
    gold = np.concatenate([context.queries([row.wolof for row in context.heard_rows(name)]) for name in names])
    question = [key(row.wolof) for row, _ in rows]
    intents = np.array([known[wolof] for wolof in question])
    return Asked(spoken, gold, intents, np.array(question), np.array([name for _, name in rows]))


def _written(context: Context, known: Mapping[str, int], held_out: set[str]) -> Examples:
    """Every training question once, as text; none whose Wolof or French is that of a held-out one."""
    texts = {
        key(pair.wolof): pair.wolof
        for pair in corpora.parallel(context.recipe.preparation.folder)
        if pair.source == _SOURCE and not {key(pair.wolof), key(pair.french)} & held_out
    }
    return Examples(context.queries(list(texts.values())), np.array([known[wolof] for wolof in texts]))


def _spoken(context: Context, known: Mapping[str, int], held_out: set[str]) -> Examples | None:
    """Clips of training voices, some of each intent by seed; None where there is no such clip."""
    path = context.recipe.preparation.out / "kokoro.jsonl"
    if not path.is_file():
        return None
    clips: list[Utterance] = [
        row
        for row in read_utterances(path, context.recipe.data)[0]
        if row.source == _SOURCE and key(row.wolof) in known and not {key(row.wolof), key(row.french)} & held_out
    ]
    if not clips:
        return None
    chosen = labels.draw(np.array([known[key(row.wolof)] for row in clips]), max(SHOTS), 0)
    chosen = chosen[: context.settings.clips or None]
    heard, vectors = context.heard([clips[place] for place in chosen], "spoken examples of intents")
    return Examples(vectors, np.array([known[key(row.wolof)] for row in heard]))


def _few_shot(queries: Mapping[str, np.ndarray], examples: Examples, most: int) -> dict[str, np.ndarray]:
    """Intents by the nearest mean of so many examples, (rounds, q) int; the same examples for speech and for gold."""
    rounds = [examples.some(most, seed) for seed in range(ROUNDS)]
    return {
        way: np.stack([labels.nearest_mean(of_way, chosen.vectors, chosen.intents) for chosen in rounds])
        for way, of_way in queries.items()
    }


def _probe(examples: Examples) -> tuple[Any, dict[str, Any]]:
    """Logistic regression on gold text; how strongly it is held back (C) is chosen by cross-validation on training
    questions alone. Returns what tells intents, and what was found in choosing."""
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]
    from sklearn.model_selection import StratifiedKFold, cross_val_score  # type: ignore[import-untyped]

    def model(cost: float) -> Any:
        return LogisticRegression(C=cost, max_iter=_MOST_STEPS)

    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
    found = {
        cost: float(cross_val_score(model(cost), *_xy(examples), cv=folds, scoring="f1_weighted").mean())
        for cost in COSTS
    }
    best = max(COSTS, key=found.__getitem__)
    return model(best).fit(*_xy(examples)).predict, {
        "cost": best, "on_training": round(found[best], 4),
        "tried": {f"{cost:g}": round(value, 4) for cost, value in found.items()},
    }  # fmt: skip


def _xy(examples: Examples) -> tuple[np.ndarray, np.ndarray]:
    return examples.vectors, examples.intents


def _figures(asked: Asked, told: Mapping[str, np.ndarray], draws: int) -> dict[str, Any]:
    """All held-out utterances together, and those of each set."""
    each = {}
    for name in dict.fromkeys(asked.of_set.tolist()):
        own = asked.of_set == name
        each[name] = labels.compared(
            asked.intents[own], told["speech"][:, own], told["gold"][:, own], asked.question[own].tolist(), draws
        )
    together = labels.compared(asked.intents, told["speech"], told["gold"], asked.question.tolist(), draws)
    return {**together, "sets": each}


def blocks(found: Mapping[str, Any]) -> Iterator[Block]:
    return telling.blocks(found)


def aims(found: Mapping[str, Any]) -> Iterator[Aim]:
    return telling.aims(found)


def summary(found: Mapping[str, Any]) -> Iterator[Block]:
    return telling.summary(found)
