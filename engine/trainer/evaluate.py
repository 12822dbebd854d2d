"""How good a model is on what training never saw: a spoken Wolof question, its French among many other sentences.

The same for a run in torch and for a bundle. Beside each figure stands the one for the gold Wolof text of the same
questions, which bounds what listening can reach; each clip is heard clean, under noise, and as a telephone carries it.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import numpy as np

from engine.bundle import Bundle
from engine.recording import Recording
from engine.speech_encoder import SpeechEncoder
from engine.text_encoder import TextEncoder
from engine.trainer import augmentation, manifest, metrics
from engine.trainer.manifest import Problem, Utterance, key, read_utterances
from engine.trainer.progress import watched
from engine.trainer.recipe import EvaluationSet, Recipe, RecipeError
from engine.trainer.run import Run, write
from engine.voice_activity import VoiceActivity, trimmed
from faults import InputFault

if TYPE_CHECKING:
    from engine.trainer.models.architectures import Architecture
    from engine.trainer.models.text_tower import TextTower

SHORTLIST = 100
CLEAN = "clean"
VOICE_ACTIVITY = Path(__file__).parents[2] / "assets" / "vad" / "silero_vad.onnx"

Table = dict[str, dict[str, Any]]  # dim -> figures, as metrics.by_dim gives them
Item = TypeVar("Item")


class Encoder(Protocol):
    """A model that can be asked: all vectors float32, (D,) or (n, D), unit length."""

    def speech(self, samples: np.ndarray) -> np.ndarray:
        """(n,) float32 at 16 kHz -> (D,)."""

    def queries(self, texts: Sequence[str]) -> np.ndarray: ...

    def passages(self, texts: Sequence[str]) -> np.ndarray: ...


class TorchEncoder:
    """A trained run, as it stands in memory."""

    def __init__(self, architecture: Architecture, text: TextTower):
        self._architecture, self._text = architecture, text

    def speech(self, samples: np.ndarray) -> np.ndarray:
        import torch

        device = next(self._architecture.parameters()).device
        return self._architecture.hear(torch.from_numpy(samples)[None].to(device))[0].float().cpu().numpy()

    def queries(self, texts: Sequence[str]) -> np.ndarray:
        return self._text.embed(texts, self._text.query_prefix).numpy()

    def passages(self, texts: Sequence[str]) -> np.ndarray:
        return self._text.embed(texts, self._text.passage_prefix).numpy()


class BundleEncoder:
    """A bundle, through the encoders that the product listens and reads with."""

    def __init__(self, folder: Path, threads: int | None = None):
        """Raises InputFault bundle-missing, bundle-newer, bundle-damaged."""
        self.bundle = Bundle.open(folder)
        self.speech_encoder = SpeechEncoder(self.bundle, threads)
        self.text_encoder = TextEncoder(self.bundle, threads)

    def speech(self, samples: np.ndarray) -> np.ndarray:
        return self.speech_encoder.encode(Recording(samples))

    def queries(self, texts: Sequence[str]) -> np.ndarray:
        return self.text_encoder.encode_queries(texts)

    def passages(self, texts: Sequence[str]) -> np.ndarray:
        return self.text_encoder.encode_passages(texts)


@dataclass(frozen=True)
class PerQuestion:
    """nDCG@10 of each clean question, in one order throughout: what two runs are compared by."""

    ids: tuple[str, ...]
    speech: dict[str, list[float]]  # by dim
    gold_text: dict[str, list[float]]


@dataclass(frozen=True)
class SetEvaluation:
    """One set. `speech` is of the clean clips; the groups are nDCG@10 at the full dim, with interval and count."""

    questions: int
    french_sentences: int
    pool: str  # hash of the French sentences: figures over other pools do not compare
    speech: Table
    gold_text: Table
    funnel: dict[str, Any]
    conditions: dict[str, Table]
    speakers: dict[str, dict[str, Any]]
    sources: dict[str, dict[str, Any]]
    left_out: list[dict[str, str]]  # id and why
    per_question: PerQuestion


@dataclass(frozen=True)
class Evaluation:
    dims: tuple[int, ...]
    default_dim: int
    sets: dict[str, SetEvaluation]

    def to_json(self) -> str:
        return json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Evaluation:
        """Raises ValueError, KeyError or TypeError for anything else than to_json has written."""
        values = json.loads(text)
        sets = {name: _set_from(table) for name, table in values["sets"].items()}
        return cls(tuple(values["dims"]), values["default_dim"], sets)

    def write(self, path: Path) -> None:
        write(path, self.to_json())

    @classmethod
    def read(cls, path: Path) -> Evaluation:
        """Raises InputFault evaluation-missing, evaluation-damaged."""
        try:
            return cls.from_json(path.read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            raise InputFault("evaluation-missing", path=path) from error
        except (ValueError, KeyError, TypeError) as error:
            raise InputFault("evaluation-damaged", path=path) from error


def _set_from(table: dict[str, Any]) -> SetEvaluation:
    told = table.pop("per_question")
    return SetEvaluation(**table, per_question=PerQuestion(**{**told, "ids": tuple(told["ids"])}))


def evaluate_run(recipe: Recipe, folder: Path) -> str:
    """Measure what a run has trained; its figures go into its evaluation.json, and come back as Markdown.

    Raises RecipeError, and InputFault not-trained, evaluation-empty and what reading a manifest raises.
    """
    import torch

    from engine.trainer import speech_stage, tables

    if recipe.threads:
        torch.set_num_threads(recipe.threads)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    architecture = speech_stage.load_trained(recipe, folder).to(device)
    evaluation = evaluate(TorchEncoder(architecture, architecture.text), recipe)
    evaluation.write(Run(folder).evaluation)
    return tables.report(evaluation)


def evaluate(encoder: Encoder, recipe: Recipe, names: Collection[str] = (), conditions: bool = True) -> Evaluation:
    """Every set of the recipe, or those in `names`; clean clips alone when `conditions` is False.

    Raises RecipeError when the recipe has no such set, InputFault evaluation-empty for a set that cannot be used.
    """
    sets = [chosen for chosen in recipe.data.evaluate if not names or chosen.name in names]
    if not sets:
        raise RecipeError("data.evaluate names no set to evaluate on.")
    activity = VoiceActivity(VOICE_ACTIVITY)
    ways = _conditions(recipe) if conditions else {CLEAN: _as_it_is}
    told = {chosen.name: _evaluate_set(encoder, recipe, chosen, ways, activity) for chosen in sets}
    return Evaluation(recipe.dims, recipe.default_dim, told)


@dataclass(frozen=True)
class HeardSet:
    """The utterances of a set that could be decoded, and their vectors in each condition, (q, D) float32."""

    utterances: list[Utterance]
    vectors: dict[str, np.ndarray]
    left_out: list[dict[str, str]]


Condition = Callable[[np.ndarray, str], np.ndarray]  # (samples, utterance id) -> samples


def hear(
    encoder: Encoder,
    utterances: Sequence[Utterance],
    activity: VoiceActivity,
    name: str,
    conditions: Mapping[str, Condition] | None = None,
) -> HeardSet:
    """Encode each utterance as the product would: what is before and after the speech is cut off first."""
    ways = conditions or {CLEAN: _as_it_is}
    heard: list[Utterance] = []
    vectors: dict[str, list[np.ndarray]] = {way: [] for way in ways}
    left_out: list[dict[str, str]] = []
    for utterance in watched(utterances, name):
        try:
            samples = manifest.samples(utterance)
        except InputFault as fault:
            left_out.append({"id": utterance.id, "why": fault.sentence("en")})
            continue
        heard.append(utterance)
        for way, change in ways.items():
            changed = Recording(change(samples, utterance.id))
            vectors[way].append(encoder.speech(trimmed(changed, activity).samples))
    return HeardSet(heard, {way: np.stack(rows) for way, rows in vectors.items() if rows}, left_out)


def _evaluate_set(
    encoder: Encoder,
    recipe: Recipe,
    chosen: EvaluationSet,
    ways: Mapping[str, Condition],
    activity: VoiceActivity,
) -> SetEvaluation:
    rows, problems = read_utterances(chosen.manifest, recipe.data)
    asked = [row for row in rows if row.french]
    documents = pool(asked, chosen)
    heard = hear(encoder, asked, activity, chosen.name, ways)
    if not heard.utterances:
        raise InputFault("evaluation-empty", name=chosen.name, path=chosen.manifest)
    places = {key(text): place for place, text in enumerate(documents)}
    right = np.array([places[key(utterance.french)] for utterance in heard.utterances])
    passages = encoder.passages(documents)
    gold = encoder.queries([utterance.wolof for utterance in heard.utterances])
    speech = heard.vectors[CLEAN]
    draws = recipe.evaluation.draws

    values = _ndcg_by_dim(speech, passages, right, recipe.dims)
    funnel = metrics.at_ranks(metrics.funnel_ranks(speech, passages, right, recipe.default_dim, SHORTLIST))
    full = np.array(values[str(recipe.dims[0])])
    return SetEvaluation(
        questions=len(heard.utterances),
        french_sentences=len(documents),
        pool=hashlib.sha256("\n".join(sorted(documents)).encode()).hexdigest(),
        speech=metrics.by_dim(speech, passages, right, recipe.dims, draws),
        gold_text=metrics.by_dim(gold, passages, right, recipe.dims, draws),
        funnel=metrics.figures(funnel, draws),
        conditions={
            way: metrics.by_dim(vectors, passages, right, recipe.dims, draws)
            for way, vectors in heard.vectors.items()
            if way != CLEAN
        },
        speakers=_by_group([utterance.speaker for utterance in heard.utterances], full, draws),
        sources=_by_group([utterance.source for utterance in heard.utterances], full, draws),
        left_out=[*_unusable(problems), *_without_french(rows), *heard.left_out],
        per_question=PerQuestion(
            tuple(utterance.id for utterance in heard.utterances),
            values,
            _ndcg_by_dim(gold, passages, right, recipe.dims),
        ),
    )


def pool(asked: Sequence[Utterance], chosen: EvaluationSet) -> list[str]:
    """The French sentences of a set: each one that is asked for, once, then its distractors.

    A clip that then does not decode leaves its sentence in: it is still one of those that the others are told from.
    Raises InputFault file-missing.
    """
    texts = {key(utterance.french): utterance.french for utterance in reversed(asked)}
    if chosen.distractors is not None:
        try:
            lines = chosen.distractors.read_text(encoding="utf-8").splitlines()
        except FileNotFoundError as error:
            raise InputFault("file-missing", path=chosen.distractors) from error
        others = {key(line): line.strip() for line in reversed(lines) if line.strip() and key(line) not in texts}
        texts |= dict(list(reversed(others.items()))[: chosen.most_distractors])
    return list(texts.values())


def _ndcg_by_dim(queries: np.ndarray, passages: np.ndarray, right: np.ndarray, dims: Iterable[int]) -> dict[str, Any]:
    return {
        str(dim): [round(float(value), 6) for value in metrics.per_query(queries, passages, right, dim)["ndcg@10"]]
        for dim in dims
    }


def _by_group(labels: Sequence[str], values: np.ndarray, draws: int) -> dict[str, dict[str, Any]]:
    named = np.array([label or "unknown" for label in labels])
    return {
        str(name): {
            "questions": int((named == name).sum()),
            **metrics.figures({"ndcg@10": values[named == name]}, draws),
        }
        for name in np.unique(named)
    }


def _unusable(problems: Iterable[Problem]) -> Iterator[dict[str, str]]:
    for problem in problems:
        yield {"id": f"{problem.manifest.name}:{problem.line}", "why": problem.what}


def _without_french(rows: Iterable[Utterance]) -> Iterator[dict[str, str]]:
    for row in rows:
        if not row.french:
            yield {"id": row.id, "why": "It has no French to be found."}


def _conditions(recipe: Recipe) -> dict[str, Condition]:
    """Clean, each step of the noise ladder, telephone."""
    ways: dict[str, Condition] = {CLEAN: _as_it_is}
    for snr_db in recipe.evaluation.noise_db:
        ways[f"noise {snr_db:g} dB"] = _noisy(snr_db)
    if recipe.evaluation.telephone:
        ways["telephone"] = lambda samples, id: augmentation.telephone(samples)
    return ways


def _as_it_is(samples: np.ndarray, id: str) -> np.ndarray:
    return samples


def _noisy(snr_db: float) -> Condition:
    """The noise of an utterance depends on its id alone, so that all runs hear the same."""
    return lambda samples, id: augmentation.noise(samples, snr_db, [zlib.crc32(id.encode())])
