"""What every part is given: the model, its recipe, and the vectors of what is asked or searched, each computed once.

Vectors are kept in `out`/vectors, known by the bundle and by the content that they are of.
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from corpus.whole_file import make_folder, whole_file
from engine.bundle import Bundle
from engine.trainer import evaluate, recipes
from engine.trainer.evaluate import CLEAN, VOICE_ACTIVITY, BundleEncoder, Condition
from engine.trainer.manifest import Utterance, key, read_utterances
from engine.trainer.progress import tell
from engine.trainer.recipe import EvaluationSet, Recipe
from engine.trainer.run import digest
from engine.trainer.starter.library_evaluation import CARD
from engine.trainer.study.settings import Study
from engine.voice_activity import VoiceActivity
from faults import InputFault


def contents(bundle: Bundle) -> str:
    """One hash of a bundle's files; its manifest and its card, which tell its figures, are none of them."""
    files = {name: told for name, told in bundle.manifest.files.items() if name != CARD}
    return hashlib.sha256(json.dumps(files, sort_keys=True).encode()).hexdigest()


class Context:
    """Everything by name: "real", "kokoro", "espeak" (spoken Wolof with its French), "intent-kokoro", "intent-espeak",
    "starter-kokoro", "starter-espeak" (questions about documents that training never asked about)."""

    def __init__(self, settings: Study):
        """Raises RecipeError; InputFault of a bundle that does not open."""
        self.settings = settings
        self.recipe: Recipe = recipes.load(settings.model, settings.changes)
        self.out = settings.out
        self.say: Callable[[str], None] = tell
        make_folder(self.out)

    @functools.cached_property
    def bundle(self) -> Bundle:
        return Bundle.open(self.settings.bundle)

    @functools.cached_property
    def encoder(self) -> BundleEncoder:
        return BundleEncoder(self.settings.bundle, self.recipe.threads or None)

    @functools.cached_property
    def exact(self) -> BundleEncoder | None:
        """The model in fp32, where the study names it."""
        return BundleEncoder(self.settings.exact, self.recipe.threads or None) if self.settings.exact else None

    @functools.cached_property
    def activity(self) -> VoiceActivity:
        return VoiceActivity(VOICE_ACTIVITY)

    @property
    def dims(self) -> tuple[int, ...]:
        """From the full one down, as the model was trained."""
        return self.recipe.dims

    def manifest(self, name: str) -> Path:
        return self.recipe.preparation.out / f"evaluate-{name}.jsonl"

    def utterances(self, name: str) -> list[Utterance]:
        """Those of an evaluation set that have French. Raises InputFault file-missing, evaluation-empty."""
        path = self.manifest(name)
        rows = [row for row in read_utterances(path, self.recipe.data)[0] if row.french]
        if not rows:
            raise InputFault("evaluation-empty", name=name, path=path)
        return rows[: self.settings.clips or None]

    def has(self, name: str) -> bool:
        return self.manifest(name).is_file()

    def sentences(self, name: str, most_distractors: int = 1000) -> list[str]:
        """The French sentences that a set is searched in: those asked for, then distractors."""
        chosen = EvaluationSet(
            name=name, manifest=self.manifest(name), distractors=self.recipe.preparation.out / "french.txt",
            most_distractors=most_distractors,
        )  # fmt: skip
        return evaluate.pool(self.utterances(name), chosen)

    def right(self, name: str, sentences: Sequence[str]) -> np.ndarray:
        """(q,) int: the place of each utterance's French among the sentences."""
        places = {key(text): place for place, text in enumerate(sentences)}
        return np.array([places[key(row.french)] for row in self.heard_rows(name)])

    def heard_rows(self, name: str) -> list[Utterance]:
        """The utterances that `spoken` has a vector of, in its order."""
        return self._heard(name, CLEAN, None, self.encoder, self.bundle)[0]

    def spoken(self, name: str, condition: str = CLEAN, change: Condition | None = None) -> np.ndarray:
        """(q, D) float32 of a set's utterances, heard as the product hears them after `change` was done to the sound.
        `condition` names the change, and how it is kept."""
        return self._heard(name, condition, change, self.encoder, self.bundle)[1]

    def spoken_exactly(self, name: str) -> np.ndarray | None:
        """The same, clean, by the model in fp32; None where there is none."""
        return None if self.exact is None else self._heard(name, CLEAN, None, self.exact, self.exact.bundle)[1]

    def heard(
        self, utterances: Sequence[Utterance], name: str, condition: str = CLEAN, change: Condition | None = None
    ) -> tuple[list[Utterance], np.ndarray]:
        """Any other utterances: those that could be decoded, and their vectors (q, D) float32; `condition` and `change`
        as `spoken` has them."""
        made_of = [[row.id, str(row.audio), row.start_s, row.end_s] for row in utterances]
        known_by = ["spoken", contents(self.bundle), made_of, *([condition] if change else [])]
        ids, vectors = self._kept(known_by, lambda: self._hear(utterances, f"{name}, {condition}", change))
        return self._those(utterances, ids), vectors

    def queries(self, texts: Sequence[str]) -> np.ndarray:
        """(n, D) float32 of questions in either language."""
        return self._texts("queries", texts, self.encoder.queries)

    def passages(self, texts: Sequence[str]) -> np.ndarray:
        """(n, D) float32."""
        return self._texts("passages", texts, self.encoder.passages)

    def passages_exactly(self, texts: Sequence[str]) -> np.ndarray | None:
        """The same by the model in fp32; None where there is none."""
        if self.exact is None:
            return None
        return self._texts("passages", texts, self.exact.passages, self.exact.bundle)

    def _texts(
        self,
        kind: str,
        texts: Sequence[str],
        encode: Callable[[Sequence[str]], np.ndarray],
        bundle: Bundle | None = None,
    ) -> np.ndarray:
        def embed() -> tuple[list[str], np.ndarray]:
            self.say(f"{len(texts)} {kind}")
            return [], encode(texts)

        return self._kept([kind, contents(bundle or self.bundle), list(texts)], embed)[1]

    def _heard(
        self, name: str, condition: str, change: Condition | None, encoder: BundleEncoder, bundle: Bundle
    ) -> tuple[list[Utterance], np.ndarray]:
        rows = self.utterances(name)
        known_by = ["spoken", contents(bundle), condition, digest(self.manifest(name)), self.settings.clips]
        ids, vectors = self._kept(known_by, lambda: self._hear(rows, f"{name}, {condition}", change, encoder))
        return self._those(rows, ids), vectors

    def _hear(
        self,
        rows: Sequence[Utterance],
        name: str,
        change: Condition | None = None,
        encoder: BundleEncoder | None = None,
    ) -> tuple[list[str], np.ndarray]:
        ways = {CLEAN: change} if change else None
        found = evaluate.hear(encoder or self.encoder, rows, self.activity, name, ways)
        if not found.utterances:
            raise InputFault("evaluation-empty", name=name, path=self.recipe.preparation.out)
        return [row.id for row in found.utterances], found.vectors[CLEAN]

    @staticmethod
    def _those(rows: Sequence[Utterance], ids: Sequence[str]) -> list[Utterance]:
        by_id = {row.id: row for row in rows}
        return [by_id[id] for id in ids]

    def _kept(
        self, known_by: list, compute: Callable[[], tuple[list[str], np.ndarray]]
    ) -> tuple[list[str], np.ndarray]:
        folder = self.out / "vectors"
        path = folder / f"{hashlib.sha256(json.dumps(known_by).encode()).hexdigest()[:24]}.npz"
        if path.is_file():
            with np.load(path) as kept:
                return kept["ids"].tolist(), kept["vectors"]
        ids, vectors = compute()
        make_folder(folder)
        with whole_file(path) as file:
            np.savez(file, ids=np.array(ids, dtype=str), vectors=vectors)
        return ids, vectors
