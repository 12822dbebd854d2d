"""What noise, lines, rooms, haste and French words cost: the same questions as they were recorded, and changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.recording import Recording
from engine.trainer import manifest
from engine.trainer.evaluate import CLEAN, SHORTLIST
from engine.trainer.manifest import Utterance, key
from engine.trainer.progress import watched
from engine.trainer.study import retention
from engine.trainer.study.blocks import Aim, Block
from engine.trainer.study.codes import SHIPPED, FlatIndex, Funnel
from engine.trainer.study.context import Context
from engine.trainer.study.parts.robustness import code_switching, telling
from engine.trainer.study.parts.robustness.code_switching import Switched
from engine.trainer.study.parts.robustness.sound_changes import LADDER_DB, Change, changes, ladder_name
from engine.trainer.study.pools import SENTENCES, TOGETHER
from engine.trainer.synthesis.synthesiser import SynthesisError
from engine.voice_activity import heard

TITLE = "Robustness"
VERSION = 1

FIRST = 100  # utterances of a set that is synthetic: machines do not tire, but an encoder takes its time
SYNTHETIC = ("kokoro", "espeak")
SWITCHED_EACH = 30  # questions with French words, of AfriQA and of the starter library
WAYS = ("full", "funnel")
_ASKED_DB = 10  # what was asked for of noise, and how many points it may cost
_MOST_POINTS = 3.0

Values = dict[str, np.ndarray]  # way -> nDCG@10 of each question, (q,)


@dataclass(frozen=True)
class Questions:
    """Some utterances of a set, what they are searched in (n, D), and the place of each one's French there (q,)."""

    name: str
    rows: list[Utterance]
    passages: np.ndarray
    right: np.ndarray
    default_dim: int

    @property
    def sentence(self) -> list[str]:
        return [key(row.french) for row in self.rows]

    def ndcg(self, vectors: np.ndarray) -> Values:
        """Of the whole vectors, and of a shortlist at the default dim that the whole ones put in order."""
        full = self.passages.shape[1]
        funnel = Funnel(
            FlatIndex(self.passages, self.default_dim, SHIPPED), self.passages.astype(np.float16), SHORTLIST
        )
        exact = FlatIndex(self.passages, full, "fp32").scores(vectors)
        return {
            "full": retention.ndcg(exact, self.right),
            "funnel": retention.ndcg(funnel.scores(vectors), self.right),
        }


def measure(context: Context) -> dict[str, Any]:
    """Raises InputFault where none of the sets is there."""
    names = [name for name in SENTENCES if context.has(name)] or list(SENTENCES[:1])
    sets = [_questions(context, name) for name in names]
    ways = changes(context.activity, [row for name in names for row in context.heard_rows(name)])
    clean = [asked.ndcg(context.spoken(asked.name)[: len(asked.rows)]) for asked in sets]
    found = {CLEAN: _compared(sets, clean, clean, context.settings.draws)}
    for name, way in ways.items():
        vectors = [context.heard(asked.rows, asked.name, name, way.change)[1] for asked in sets]
        changed = [asked.ndcg(of_set) for asked, of_set in zip(sets, vectors, strict=True)]
        found[name] = _compared(sets, clean, changed, context.settings.draws)
    manifest_, copies = context.bundle.manifest, context.recipe.augmentation
    switching, missing = _switching(context)
    return {
        "dims": [manifest_.dims[0], manifest_.default_dim], "shortlist": SHORTLIST,
        "sets": {asked.name: _told(context, asked) for asked in sets},
        "missing": [f"There is no set {name}." for name in SENTENCES if name not in names] + missing,
        "conditions": found, "unheard": _unheard(context, sets, ways),
        "what": {name: way.what for name, way in ways.items()},
        "trained": {name: getattr(copies, way.effect) if way.effect else None for name, way in ways.items()},
        "snr_db": list(copies.snr_db), "ladder_db": list(LADDER_DB), "switching": switching,
    }  # fmt: skip


def _questions(context: Context, name: str) -> Questions:
    rows = context.heard_rows(name)
    most = min(FIRST, len(rows)) if name in SYNTHETIC else len(rows)
    texts = context.sentences(name)
    right = context.right(name, texts)[:most]
    return Questions(name, rows[:most], context.passages(texts), right, context.bundle.manifest.default_dim)


def _told(context: Context, asked: Questions) -> dict[str, int]:
    return {
        "questions": len(asked.rows), "of": len(context.heard_rows(asked.name)), "sentences": len(asked.passages),
        "voices": len({row.speaker for row in asked.rows}),
    }  # fmt: skip


def _compared(
    sets: Sequence[Questions], clean: Sequence[Values], changed: Sequence[Values], draws: int
) -> dict[str, Any]:
    """By way and set: nDCG@10, and what it has lost against the clean sound, each with its interval."""
    asked = [sentence for one in sets for sentence in one.sentence]

    def row(before: np.ndarray, after: np.ndarray, sentences: Sequence[str]) -> dict[str, list[float]]:
        return {
            "ndcg": retention.mean(after, sentences, draws), "cost": retention.mean(before - after, sentences, draws)
        }  # fmt: skip

    told = {}
    for way in WAYS:
        pairs = [(before[way], after[way]) for before, after in zip(clean, changed, strict=True)]
        all_before, all_after = (np.concatenate(values) for values in zip(*pairs, strict=True))
        told[way] = {TOGETHER: row(all_before, all_after, asked)}
        told[way] |= {one.name: row(*pair, one.sentence) for one, pair in zip(sets, pairs, strict=True)}
    return told


def _unheard(context: Context, sets: Sequence[Questions], ways: Mapping[str, Change]) -> dict[str, int]:
    """How many questions the product would not search for, because nobody seems to speak."""
    counts = dict.fromkeys((CLEAN, *ways), 0)
    rows = [row for asked in sets for row in asked.rows]
    for row in watched(rows, "questions listened to for speech", context.say):
        samples = manifest.samples(row)
        counts[CLEAN] += heard(Recording(samples), context.activity) != "speech"
        for name, way in ways.items():
            counts[name] += heard(Recording(way.change(samples, row.id)), context.activity) != "speech"
    return counts


# French words


@dataclass(frozen=True)
class Said:
    """Questions that voices of one kind asked without French words and with them, and both vectors of each (q, D)."""

    kind: str
    left_out: int
    questions: list[Switched]
    plain: np.ndarray
    switched: np.ndarray


def _switching(context: Context) -> tuple[dict[str, Any] | None, list[str]]:
    """What French words cost, and what was not measured of it, in sentences."""
    spoken, missing = [], []
    for kind in SYNTHETIC:
        lacking = [name for name in (kind, f"starter-{kind}") if not context.has(name)]
        if lacking:
            missing.append(f"French words, {kind}: there is no set {lacking[0]}.")
            continue
        try:
            said = _say(context, kind)
        except SynthesisError as error:
            missing.append(f"French words, {kind}: {error}")
            continue
        if said:
            spoken.append(said)
        else:
            missing.append(f"French words, {kind}: no question was spoken.")
    return (_switched(context, spoken) if spoken else None), missing


def _say(context: Context, kind: str) -> Said | None:
    """Raises SynthesisError where the synthesiser does not work."""
    names = (kind, f"starter-{kind}")
    asked = [one for name in names for one in code_switching.chosen(context.heard_rows(name), SWITCHED_EACH)]
    said = code_switching.speak(context, kind, asked)
    if not said:
        return None
    rows, switched = context.heard([row for _, row in said], f"French words, {kind}")
    plain = {
        row.id: vector
        for name in names
        for row, vector in zip(context.heard_rows(name), context.spoken(name), strict=True)
    }
    questions = {one.plain.id: one for one, _ in said}
    return Said(
        kind, len(asked) - len(rows), [questions[row.id] for row in rows],
        np.stack([plain[row.id] for row in rows]), switched,
    )  # fmt: skip


def _switched(context: Context, spoken: Sequence[Said]) -> dict[str, Any]:
    """All look in one pool: the French of AfriQA's questions, of the starter library's, and distractors."""
    of_kinds = [
        text
        for said in spoken
        for text in (*context.sentences(said.kind), *context.sentences(f"starter-{said.kind}", 0))
    ]
    texts = list({key(text): text for text in of_kinds}.values())
    places = {key(text): place for place, text in enumerate(texts)}
    passages, draws = context.passages(texts), context.settings.draws

    def asked(name: str, questions: Sequence[Switched]) -> Questions:
        right = np.array([places[key(one.plain.french)] for one in questions])
        rows = [one.plain for one in questions]
        return Questions(name, rows, passages, right, context.bundle.manifest.default_dim)

    sets = [asked(said.kind, said.questions) for said in spoken]
    plain = [one.ndcg(said.plain) for one, said in zip(sets, spoken, strict=True)]
    switched = [one.ndcg(said.switched) for one, said in zip(sets, spoken, strict=True)]
    once = list({one.plain.wolof: one for said in spoken for one in said.questions}.values())
    text = asked("text", once)
    plain_text = text.ndcg(context.queries([one.plain.wolof for one in once]))
    switched_text = text.ndcg(context.queries([one.wolof for one in once]))
    return {
        "questions": len(once), "sentences": len(texts), "table": len(code_switching.words().french),
        "share": round(sum(one.replaced for one in once) / sum(one.words for one in once), 4),
        "clips": {said.kind: len(said.questions) for said in spoken},
        "left_out": {said.kind: said.left_out for said in spoken},
        "spoken": {
            "plain": _compared(sets, plain, plain, draws), "switched": _compared(sets, plain, switched, draws)
        },
        "written": {
            "plain": _compared([text], [plain_text], [plain_text], draws),
            "switched": _compared([text], [plain_text], [switched_text], draws),
        },
        "examples": [[one.plain.wolof, one.wolof] for one in once[:3]],
    }  # fmt: skip


def blocks(found: Mapping[str, Any]) -> Iterator[Block]:
    return telling.blocks(found)


def summary(found: Mapping[str, Any]) -> Iterator[Block]:
    return telling.summary(found)


def aims(found: Mapping[str, Any]) -> Iterator[Aim]:
    """Of the whole vectors; the funnel's cost stands in the report beside it."""
    told = found["conditions"][ladder_name(_ASKED_DB)]["full"]
    cost = told[TOGETHER]["cost"]
    reached = round(100 * cost[0], 2) <= _MOST_POINTS
    each = ", ".join(f"{name} {100 * told[name]['cost'][0]:+.1f}" for name in found["sets"])
    yield Aim(
        f"noise at {_ASKED_DB} dB, {TOGETHER}: nDCG@10 that it costs at {found['dims'][0]}",
        f"≤ {_MOST_POINTS:g} points", f"{telling.points(cost)} points; {each}", reached,
        "" if reached else telling.why_noise_costs(found, _ASKED_DB),
    )  # fmt: skip
