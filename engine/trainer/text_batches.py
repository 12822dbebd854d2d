"""Batches of the text stage: pairs to padded pieces, Wolof seen through noise, no text twice in a batch."""

from __future__ import annotations

import random
from collections.abc import Sequence

import torch
from datasets import Dataset, DatasetDict
from sentence_transformers.util import mine_hard_negatives

from engine.trainer import text_noise
from engine.trainer.manifest import TextPair, key
from engine.trainer.models.text_tower import TextTower
from engine.trainer.recipe import Recipe, RecipeError

_LONG = 200  # letters of a passage: one long text in a batch would pad all the others


def aim(pair: TextPair) -> str:
    """The query in French, where that is known."""
    return pair.aim or (pair.query if pair.language == "fra" else "")


def answers(pair: TextPair) -> bool:
    """Whether the passage is a page that answers a French question, not that question itself."""
    return bool(aim(pair)) and key(aim(pair)) != key(pair.passage)


class Collator:
    """Rows of the dataset to padded pieces. A Wolof query is seen through fresh noise in every epoch, drawn by seed,
    epoch and row: a run that goes on, or another number of devices, sees the same."""

    valid_label_columns = ("label",)

    def __init__(self, tower: TextTower, pairs: Sequence[TextPair], recipe: Recipe):
        self._tower, self._pairs, self._seed, self._settings = tower, pairs, recipe.seed, recipe.text_stage
        self.epoch = 0
        self.negatives: list[list[str]] = []

    def __call__(self, rows: list[dict[str, int]]) -> dict[str, torch.Tensor]:
        chosen = [row["label"] for row in rows]
        passage = self._tower.passage_prefix
        columns = {
            "query": [self.query_pieces(row) for row in chosen],
            "passage": [self._tower.pieces(self._pairs[row].passage, passage) for row in chosen],
        }
        if self.negatives:
            for number, texts in enumerate(zip(*(self.negatives[row] for row in chosen), strict=True)):
                columns[f"negative_{number}"] = [self._tower.pieces(text, passage) for text in texts]
        batch = {"label": torch.tensor(chosen)}
        for name, pieces in columns.items():
            ids, mask = self._tower.pad(pieces)
            batch |= {f"{name}_input_ids": ids, f"{name}_attention_mask": mask.long()}
        return batch

    def query_pieces(self, row: int) -> list[int]:
        pair, tower, settings = self._pairs[row], self._tower, self._settings
        rng = random.Random(f"{self._seed} {self.epoch} {row}")
        if pair.language == "fra" or rng.random() >= settings.spelling_noise:
            return tower.pieces(pair.query, tower.query_prefix)
        ids = tower.speech_pieces(text_noise.misspell(pair.query, rng, rng.choice((0.0, 0.03, 0.07, 0.12))))
        before, after = tower.frame()
        said = text_noise.stutter(ids[len(before) : len(ids) - len(after)], rng, settings.piece_noise)
        return [*before, *said[: tower.longest_pieces - len(before) - len(after)], *after]


def dataset(tower: TextTower, pairs: Sequence[TextPair], recipe: Recipe, collator: Collator) -> DatasetDict:
    """For each pair its row and the numbers of its texts: the sampler lets no text come twice into a batch, where it
    would be a negative of itself. Long passages are batched among themselves."""
    numbers: dict[str, int] = {}

    def number(text: str) -> int:
        return numbers.setdefault(key(text), len(numbers))

    if recipe.text_stage.hard_negatives:
        collator.negatives = mine(tower, pairs, recipe)
    parts: dict[str, list[dict[str, int]]] = {"short": [], "long": []}
    for row, pair in enumerate(pairs):
        numbered = {"query": number(pair.query), "passage": number(pair.passage)}
        for place, text in enumerate(collator.negatives[row] if collator.negatives else ()):
            numbered[f"negative_{place}"] = number(text)
        parts["long" if len(pair.passage) > _LONG else "short"].append({**numbered, "label": row})
    return DatasetDict({name: Dataset.from_list(rows) for name, rows in parts.items() if rows})


def mine(tower: TextTower, pairs: Sequence[TextPair], recipe: Recipe) -> list[list[str]]:
    """The same number of passages for each pair that are like its query and wrong: those that it brings, then the
    nearest by the base model; the French of a query stands for it where it is known. Where too few are wrong enough,
    any others fill the places."""
    count = recipe.text_stage.hard_negatives
    asked = [aim(pair) or pair.query for pair in pairs]
    right: dict[str, set[str]] = {}
    for pair, question in zip(pairs, asked, strict=True):
        right.setdefault(key(question), {key(question)}).add(key(pair.passage))
    brought = [
        {key(text): text for text in pair.negatives if text and key(text) not in right[key(question)]}
        for pair, question in zip(pairs, asked, strict=True)
    ]
    if all(len(wrong) >= count for wrong in brought):
        return [list(wrong.values())[:count] for wrong in brought]
    passages = list({key(pair.passage): pair.passage for pair in pairs}.values())
    if len(passages) < count + max(map(len, right.values())):
        raise RecipeError(f"There are too few passages for {count} hard negatives: lower text_stage.hard_negatives.")
    texts = Dataset.from_dict({"query": asked, "passage": [pair.passage for pair in pairs]})
    limit, tower.model.max_seq_length = tower.model.max_seq_length, tower.longest_pieces
    mined = mine_hard_negatives(
        texts.from_list(list({(row["query"], row["passage"]): row for row in texts}.values())), tower.model,
        anchor_column_name="query", positive_column_name="passage", relative_margin=recipe.text_stage.relative_margin,
        num_negatives=count, query_prompt=tower.query_prefix or None, corpus_prompt=tower.passage_prefix or None,
        range_max=min(len(passages) - 1, 10 * count + 20), output_format="labeled-list", verbose=False,
    )  # fmt: skip
    tower.model.max_seq_length = limit
    found: dict[str, list[str]] = {}
    for row in mined:
        found.setdefault(row["query"], []).extend(row["passage"][1:])
    rng = random.Random(recipe.seed)
    negatives = []
    for question, own in zip(asked, brought, strict=True):
        wrong = own | {key(text): text for text in found.get(question, []) if key(text) not in right[key(question)]}
        while len(wrong) < count:
            text = rng.choice(passages)
            if key(text) not in right[key(question)]:
                wrong.setdefault(key(text), text)
        negatives.append(list(wrong.values())[:count])
    return negatives
