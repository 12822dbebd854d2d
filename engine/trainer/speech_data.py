"""What a speech stage may hear and what it is evaluated on: the recipe's manifests, read and checked for leaks."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from engine.trainer import leaks, manifest
from engine.trainer.manifest import Utterance
from engine.trainer.recipe import Recipe, Source


@dataclass(frozen=True)
class Speech:
    """What a run may hear: training utterances with the source each came from, and the evaluation sets."""

    train: list[tuple[Utterance, Source]]
    evaluate: dict[str, list[Utterance]]
    problems: list[manifest.Problem]


def read(recipe: Recipe) -> Speech:
    """All manifests of a recipe, checked: rows that cannot be used are left out and listed.

    Raises:
        InputFault: no-speech, leak, or a manifest that is missing.
    """
    train: list[tuple[Utterance, Source]] = []
    evaluate: dict[str, list[Utterance]] = {}
    problems: list[manifest.Problem] = []
    for source in recipe.data.train:
        rows, bad = manifest.read_utterances(source.manifest, recipe.data)
        train += [(row, source) for row in rows]
        problems += bad
    for item in recipe.data.evaluate:
        evaluate[item.name], bad = manifest.read_utterances(item.manifest, recipe.data)
        problems += bad
    pairs = []
    for path in recipe.data.pairs:
        found, bad = manifest.read_pairs(path)
        pairs += found
        problems += bad
    leaks.check([row for row, _ in train], pairs, evaluate)
    return Speech(train, evaluate, problems)


def manifests(recipe: Recipe) -> list[Path]:
    """The files that a run is made from, each once."""
    data = recipe.data
    paths = [*data.pairs, *(source.manifest for source in data.train), *(item.manifest for item in data.evaluate)]
    return list(dict.fromkeys(paths))
