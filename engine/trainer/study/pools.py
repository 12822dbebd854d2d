"""Questions and what they are searched in, as arrays: sentences among sentences, sentences and documents in a library.

The order of what is searched is drawn by seed: an evaluation set names the right sentences first, and an index gives
those that were added first when scores are equal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.trainer.manifest import key
from engine.trainer.study import library, retention
from engine.trainer.study.context import Context
from faults import InputFault

SENTENCES = ("real", "kokoro", "espeak")
_AMONG_PASSAGES = ("kokoro", "espeak")  # AfriQA's questions
_DOCUMENTS = ("starter-kokoro", "starter-espeak")
TOGETHER = "together"
RULE = (
    "“Together” is the mean over all questions of real, kokoro and espeak, fixed before measuring: a set with more "
    "questions counts for more. Its intervals draw French sentences, not questions, because kokoro and espeak ask the "
    "same ones."
)


@dataclass(frozen=True)
class Pool:
    """One set. A passage's `document` is a number; a question's `right` is the document that it should find, and
    `sentence` says which questions ask the same."""

    name: str
    what: str  # a sentence's worth, for tables
    queries: np.ndarray  # (q, D) float32, spoken
    gold: np.ndarray  # (q, D) float32, the same questions in writing
    passages: np.ndarray  # (n, D) float32
    document: np.ndarray  # (n,) int
    right: np.ndarray  # (q,) int
    sentence: tuple[str, ...]

    @property
    def documents(self) -> int:
        return int(self.document.max()) + 1

    def ndcg(self, scores: np.ndarray) -> np.ndarray:
        """Scores (q, n) of passages -> nDCG@10 of each question, (q,); a document is as good as its best passage."""
        order = np.argsort(self.document, kind="stable")
        starts = np.searchsorted(self.document[order], np.arange(self.documents))
        return retention.ndcg(np.maximum.reduceat(scores[:, order], starts, axis=1), self.right)


def sentence_pools(context: Context) -> list[Pool]:
    """Raises InputFault file-missing where none of the sets is there."""
    names = [name for name in SENTENCES if context.has(name)]
    if not names:
        context.utterances(SENTENCES[0])  # says what is missing
    pools = []
    for name in names:
        texts = context.sentences(name)
        what = f"its French among {len(texts):,} sentences"
        right = context.right(name, texts)
        pools.append(_pool(context, name, name, what, context.passages(texts), np.arange(len(texts)), right))
    return pools


def library_pools(context: Context) -> tuple[list[Pool], list[str]]:
    """AfriQA's questions and those of the starter documents, in the library; and what is not there, in sentences."""
    try:
        texts = library.everything(context.recipe.preparation)
    except InputFault as fault:
        return [], [fault.sentence("en")]
    passages = context.passages(texts.texts)
    names, pools, missing = [*_AMONG_PASSAGES, *_DOCUMENTS], [], []
    for name in names:
        if not context.has(name):
            missing.append(f"There is no set {name}.")
        elif name in _DOCUMENTS:
            pools.append(_of_documents(context, name, texts, passages))
        else:
            pools.append(_among_passages(context, name, passages))
    return pools, missing


def _among_passages(context: Context, name: str, passages: np.ndarray) -> Pool:
    asked = context.sentences(name, most_distractors=0)
    vectors = np.concatenate([context.passages(asked), passages])
    what = f"its French among {len(vectors):,} sentences and passages"
    right = context.right(name, asked)
    return _pool(context, f"{name}-library", name, what, vectors, np.arange(len(vectors)), right)


def _of_documents(context: Context, name: str, texts: library.Passages, passages: np.ndarray) -> Pool:
    """A distractor's passage is a document of its own."""
    known: dict[str, int] = {}
    named = [known.setdefault(document, len(known)) if document else -1 for document in texts.documents]
    document = np.array(named)
    alone = document < 0
    document[alone] = len(known) + np.arange(int(alone.sum()))
    rows = context.heard_rows(name)
    unknown = sorted({row.document for row in rows} - known.keys())
    if unknown:
        raise InputFault("file-missing", path=context.recipe.preparation.starter / f"{unknown[0]}.md")
    what = f"its document among {int(document.max()) + 1:,}, {len(passages):,} passages"
    return _pool(context, name, name, what, passages, document, np.array([known[row.document] for row in rows]))


def _pool(
    context: Context, name: str, asked: str, what: str, passages: np.ndarray, document: np.ndarray, right: np.ndarray
) -> Pool:
    rows = context.heard_rows(asked)
    order = np.random.default_rng(0).permutation(len(passages))
    return Pool(
        name, what, context.spoken(asked), context.queries([row.wolof for row in rows]), passages[order],
        document[order], right, tuple(key(row.french) for row in rows),
    )  # fmt: skip


def together(pools: Sequence[Pool], values: Sequence[np.ndarray]) -> tuple[np.ndarray, list[str]]:
    """One value a question for each of the pools -> those of all, and which of them ask the same sentence."""
    return np.concatenate(values), [sentence for pool in pools for sentence in pool.sentence]
