"""What the model is for: a spoken Wolof question to its French sentence, to the page that answers it, to its topic."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from corpus.starter_library import THEMES
from engine.trainer.evaluate import SHORTLIST
from engine.trainer.manifest import key
from engine.trainer.study import labels, library, pools, retention
from engine.trainer.study.blocks import Aim, Block
from engine.trainer.study.context import Context
from engine.trainer.study.parts.tasks import rankings, targets, telling
from engine.trainer.study.pools import TOGETHER, Pool

TITLE = "What is found"
VERSION = 1

SPEECH, GOLD, TYPED, FUNNEL = telling.SPEECH, telling.GOLD, telling.TYPED, telling.FUNNEL
_AFRIQA = ("kokoro", "espeak")  # held-out voices that ask the same questions
_ALL = 1 << 30
PerQuestion = dict[str, dict[str, dict[str, np.ndarray]]]  # way of asking -> column -> measure -> (q,)


@dataclass(frozen=True)
class Searched:
    """One set in one pool: each measure of each question, and what is to be said of the pool."""

    name: str
    among: dict[str, int]
    values: PerQuestion
    asked: tuple[str, ...]


def measure(context: Context) -> dict[str, Any]:
    """Raises InputFault where none of the sets with French sentences is there."""
    sentences = pools.sentence_pools(context)
    in_library, missing = pools.library_pools(context)
    missing += [f"There is no set {name}." for name in pools.SENTENCES if not context.has(name)]
    manifest, draws = context.bundle.manifest, context.settings.draws
    dims = tuple(manifest.dims)

    def sentence_search(asked: Sequence[Pool]) -> dict[str, Any]:
        found = [_searched(context, pool, _ways(pool), dims, rankings.SENTENCES) for pool in asked]
        return _told(found, [one for one in found if one.name.partition("-")[0] in _AFRIQA], draws)

    documents = [pool for pool in in_library if pool.name.startswith("starter-")]
    questions = [pool for pool in in_library if not pool.name.startswith("starter-")]
    found: dict[str, Any] = {
        "full": dims[0], "default_dim": manifest.default_dim, "dims": list(dims), "shortlist": SHORTLIST,
        "missing": list(dict.fromkeys(missing)),
        "sentences": sentence_search(sentences),
        "all_sentences": sentence_search(_among_all(context, sentences)),
        "questions": sentence_search(questions),
        "pages": {}, "pages_in_everything": {}, "topics": {},
    }  # fmt: skip
    if documents:
        typed = {
            pool.name: context.queries([row.french for row in context.heard_rows(pool.name)]) for pool in documents
        }
        names = list(dict.fromkeys(library.starter(context.recipe.preparation).documents))
        alone = [_alone(pool, len(names)) for pool in documents]
        for where, asked in (("pages", alone), ("pages_in_everything", documents)):
            searched = [
                _searched(context, pool, _ways(pool, typed[pool.name]), dims[:1], rankings.DOCUMENTS) for pool in asked
            ]
            found[where] = _told(searched, searched, draws)
        found["topics"] = _topics(context, alone, typed, names)
    return found


def _ways(pool: Pool, typed: np.ndarray | None = None) -> dict[str, np.ndarray]:
    ways = {SPEECH: pool.queries, GOLD: pool.gold}
    return ways if typed is None else ways | {TYPED: typed}


def _searched(
    context: Context, pool: Pool, ways: Mapping[str, np.ndarray], dims: Sequence[int], measures: Mapping
) -> Searched:
    """At each dim, and as the product searches: a shortlist at the default dim, put in order at the full one."""
    context.say(f"{pool.name}: {pool.what}")
    shortlist = (context.bundle.manifest.default_dim, SHORTLIST)
    columns = {str(dim): (dim, None) for dim in dims} | {FUNNEL: (dims[0], shortlist)}
    found: PerQuestion = {way: {} for way in ways}
    for way, queries in ways.items():
        for column, (dim, chosen) in columns.items():
            scores = rankings.document_scores(queries, pool.passages, pool.document, dim, chosen)
            found[way][column] = rankings.values(rankings.ranks(scores, pool.right), measures)
    among = {"passages": len(pool.passages), "documents": pool.documents}
    return Searched(pool.name, among, found, pool.sentence)


def _among_all(context: Context, sentences: Sequence[Pool]) -> list[Pool]:
    """The same questions among every French sentence that there is."""
    texts = {pool.name: context.sentences(pool.name, most_distractors=_ALL) for pool in sentences}
    every = list({key(text): text for of_set in texts.values() for text in of_set}.values())
    vectors = dict(zip(map(key, every), context.passages(every), strict=True))
    return [
        replace(
            pool, what=f"its French among all {len(texts[pool.name]):,} sentences",
            passages=np.stack([vectors[key(text)] for text in texts[pool.name]]),
            document=np.arange(len(texts[pool.name])), right=context.right(pool.name, texts[pool.name]),
        )
        for pool in sentences
    ]  # fmt: skip


def _alone(pool: Pool, documents: int) -> Pool:
    """The starter library without distractors; its documents have the first numbers."""
    own = pool.document < documents
    what = f"its document among {documents}, {int(own.sum())} passages"
    return replace(pool, what=what, passages=pool.passages[own], document=pool.document[own])


def _told(found: Sequence[Searched], joined: Sequence[Searched], draws: int) -> dict[str, Any]:
    """Figures of each set, and of the `joined` ones together: the mean over all of their utterances."""
    told = {one.name: {**one.among, **_figures(one.values, one.asked, draws)} for one in found}
    if len(joined) > 1:
        values = {
            way: {
                column: {name: np.concatenate([one.values[way][column][name] for one in joined]) for name in measures}
                for column, measures in columns.items()
            }
            for way, columns in joined[0].values.items()
        }
        asked = [sentence for one in joined for sentence in one.asked]
        told[TOGETHER] = {"sets": [one.name for one in joined], **_figures(values, asked, draws)}
    return told


def _figures(values: PerQuestion, asked: Sequence[str], draws: int) -> dict[str, Any]:
    """Of each way and column; what speech keeps of each measure of gold text; what the shortlist costs speech in
    nDCG@10, and how often it misses what the full vectors have among the first ten."""
    speech, gold = values[SPEECH], values[GOLD]
    exact, shortlisted = (speech[column]["ndcg@10"] for column in (next(iter(speech)), FUNNEL))
    return {
        "utterances": len(asked), "questions": len(set(asked)),
        "ways": {
            way: {column: rankings.figures(each, asked, draws) for column, each in of_way.items()}
            for way, of_way in values.items()
        },
        "share": {
            column: {name: retention.ratio(each[name], gold[column][name], asked, draws) for name in each}
            for column, each in speech.items()
        },
        "lost": retention.mean(exact - shortlisted, asked, draws),
        "missed": int(((exact > 0) & (shortlisted == 0)).sum()),
    }  # fmt: skip


def _topics(
    context: Context, alone: Sequence[Pool], typed: Mapping[str, np.ndarray], documents: Sequence[str]
) -> dict[str, Any]:
    """The theme of a question without having learned themes: that whose name is nearest, or the nearest document's."""
    themes = list(THEMES)
    of_document = np.array([themes.index(document.partition("/")[0]) for document in documents])
    names = context.passages(list(THEMES.values()))
    true = np.concatenate([of_document[pool.right] for pool in alone])
    asked = [sentence for pool in alone for sentence in pool.sentence]

    def by_document(queries: np.ndarray, pool: Pool) -> np.ndarray:
        scores = rankings.document_scores(queries, pool.passages, pool.document, queries.shape[1])
        return of_document[scores.argmax(1)]

    told: dict[str, Any] = {"themes": len(themes), "most_common": round(float(np.bincount(true).max() / len(true)), 4)}
    told |= {"utterances": len(asked), "questions": len(set(asked)), "by": {}}
    for by in telling.BY:
        of_way: dict[str, np.ndarray] = {}
        for way in (SPEECH, GOLD, TYPED):
            parts = [(_ways(pool, typed[pool.name])[way], pool) for pool in alone]
            each = [labels.nearest(q, names) if by == telling.BY_NAME else by_document(q, pool) for q, pool in parts]
            of_way[way] = np.concatenate(each)[None]
        draws = context.settings.draws
        beside = labels.compared(true, of_way[TYPED], of_way[GOLD], asked, draws)
        told["by"][by] = labels.compared(true, of_way[SPEECH], of_way[GOLD], asked, draws) | {
            TYPED: beside["speech"], f"{TYPED}_accuracy": beside["accuracy"],
        }  # fmt: skip
    return told


def blocks(found: Mapping[str, Any]) -> Iterator[Block]:
    return telling.blocks(found)


def aims(found: Mapping[str, Any]) -> Iterator[Aim]:
    return targets.aims(found)


def summary(found: Mapping[str, Any]) -> Iterator[Block]:
    return telling.summary(found)
