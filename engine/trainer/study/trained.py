"""Small runs that are trained to be compared: one text model, kept features and steps for all, heard clean.

Into `out`/runs/<variant>-<seed>, each a run as `laaj-trainer fit` makes it. What is there of the same recipe, text
model and manifests is taken as it is; a run that was stopped goes on from its last checkpoint; any other is trained
anew.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from corpus.whole_file import make_folder
from engine.trainer import averaging, comparison, evaluate, manifest, recipes
from engine.trainer.evaluate import Evaluation, TorchEncoder
from engine.trainer.recipe import EvaluationSet, Recipe, RecipeError, Source
from engine.trainer.run import Run, digest
from engine.trainer.study.context import Context
from engine.trainer.study.settings import VariantName
from faults import InputFault

if TYPE_CHECKING:
    from engine.trainer.models.architectures import Architecture

READING_ONLY: VariantName = "late-fusion, reading only"
ARCHITECTURES: dict[VariantName, tuple[str, ...]] = {
    "late-fusion": ("architecture=late-fusion", "bridge.kind=guided"),
    READING_ONLY: ("architecture=late-fusion", "bridge.kind=guided", "losses.embed_at=1.0"),
    "late-fusion, unguided": ("architecture=late-fusion", "bridge.kind=unguided"),
    "late-fusion, plain": ("architecture=late-fusion", "bridge.kind=plain"),
    "dual": ("architecture=dual",),
    "text-only": ("architecture=text-only", "bridge.kind=guided"),
}
_OF_NO_RUN = {"threads", "notes", "preparation", "evaluation", "export"}  # of a recipe: the weights do not know them
_STEPS_AVERAGED = 8  # the average looks back over an eighth of the steps


@dataclass(frozen=True)
class Variant:
    """What sets a run apart: keys of the recipe, and the manifests that it is trained on in place of the recipe's."""

    name: str
    changes: tuple[str, ...] = ()
    train: tuple[Source, ...] | None = None


@dataclass(frozen=True)
class Trained:
    """A run that is there."""

    recipe: Recipe
    folder: Path
    evaluation: Evaluation


ByVariant = dict[str, dict[int, Trained]]  # name -> seed -> run
Texts = dict[tuple[str, tuple[str, ...]], np.ndarray]  # embedded, by kind and texts


def architecture(name: VariantName) -> Variant:
    return Variant(name, ARCHITECTURES[name])


def train(context: Context, wanted: Sequence[tuple[Variant, int]]) -> ByVariant:
    """Train and evaluate variants with seeds, in their order, what is missing of it; stops where `training.hours` are
    over. Variants come back in the order of `wanted`, those without a run too.

    Raises:
        RecipeError: a variant that is no recipe, or whose bases do not fit.
        InputFault: no text model in the study's run, and what training and evaluating raise.
    """
    training = context.settings.training
    text_model = _text_model(Run(context.settings.run))
    jobs = [_job(context, variant, seed, text_model) for variant, seed in wanted]
    missing = [job for job in jobs if not job.evaluated()]
    texts: Texts = {}
    started = time.monotonic()
    for place, job in enumerate(missing):
        spent_s = time.monotonic() - started
        if training.hours and spent_s > 3600 * training.hours:
            context.say(f"{training.hours:g} hours are over, and {len(missing) - place} runs are not trained")
            break
        left = f", about {spent_s / place * (len(missing) - place) / 60:.0f} min left" if place else ""
        context.say(f"run {place + 1} of {len(missing)}: {job.run.folder.name}{left}")
        job.make(context, texts)
    found: ByVariant = {variant.name: {} for variant, _ in wanted}
    for (variant, seed), job in zip(wanted, jobs, strict=True):
        if job.evaluated():
            found[variant.name][seed] = Trained(job.recipe, job.run.folder, Evaluation.read(job.run.evaluation))
    return found


def values(runs: dict[int, Trained], name: str, dim: int, seeds: Sequence[int], gold: bool = False) -> np.ndarray:
    """nDCG@10 of each question of a set, (seeds, questions) float64; with `gold` of its written Wolof."""
    told = [runs[seed].evaluation.sets[name] for seed in seeds]
    of = [one.per_question.gold_text if gold else one.per_question.speech for one in told]
    return np.array([table[str(dim)] for table in of])


def check_alike(runs: ByVariant) -> None:
    """Raises InputFault comparison-pools where runs were asked other questions, or among other sentences."""
    asked: dict[str, tuple[str, tuple[str, ...]]] = {}
    for run in (run for by_seed in runs.values() for run in by_seed.values()):
        for name, told in run.evaluation.sets.items():
            if asked.setdefault(name, (told.pool, told.per_question.ids)) != (told.pool, told.per_question.ids):
                raise InputFault("comparison-pools", name=name)


def mean(rows: np.ndarray, draws: int) -> list[float]:
    """[mean, low, high] of (seeds, questions), with the 95 % interval of comparison.over_seeds, rounded."""
    return [round(float(value), 5) for value in (rows.mean(), *comparison.over_seeds(rows, draws))]


@dataclass(frozen=True)
class _Job:
    recipe: Recipe
    run: Run
    names: tuple[str, ...]  # of the sets
    learned_of: str  # hash of what the weights depend on
    evaluated_of: str  # and of what the figures do

    def evaluated(self) -> bool:
        of_both = {"learned of": self.learned_of, "evaluated of": self.evaluated_of}
        return self._told() == of_both and self.run.evaluation.is_file()

    def make(self, context: Context, texts: Texts) -> None:
        from engine.trainer import speech_stage

        if self._told().get("learned of") != self.learned_of:
            shutil.rmtree(self.run.folder, ignore_errors=True)
            self.run.note(study={"learned of": self.learned_of})
        steps = self.recipe.optimiser.steps
        last = self.run.checkpoint()
        if last is None or int(last.name.removeprefix("step-")) < steps:
            speech_stage.fit(self.recipe, self.run.folder, say=context.say)
        self._evaluate(texts)
        self.run.note(study={"evaluated of": self.evaluated_of})
        self._slim()

    def _told(self) -> dict[str, Any]:
        return self.run.read().get("study", {})

    def _evaluate(self, texts: Texts) -> None:
        import torch

        from engine.trainer import speech_stage

        if self.recipe.threads:
            torch.set_num_threads(self.recipe.threads)
        device = "cuda" if torch.cuda.is_available() else "cpu"
        loaded = speech_stage.load_trained(self.recipe, self.run.folder).to(device)
        told = evaluate.evaluate(_Remembering(loaded, texts), self.recipe, self.names, conditions=False)
        told.write(self.run.evaluation)

    def _slim(self) -> None:
        """A run that has ended needs no optimiser, and there are many of them: its average stays."""
        *older, last = sorted(self.run.checkpoints.glob("step-*[0-9]"))
        for folder in older:
            shutil.rmtree(folder)
        for file in last.iterdir():
            if file.name != averaging.FILE:
                file.unlink()


class _Remembering(TorchEncoder):
    """The text model is the same in every run, and so are the texts."""

    def __init__(self, loaded: Architecture, known: Texts):
        super().__init__(loaded, loaded.text)
        self._known = known

    def queries(self, texts: Sequence[str]) -> np.ndarray:
        return self._once("queries", texts, super().queries)

    def passages(self, texts: Sequence[str]) -> np.ndarray:
        return self._once("passages", texts, super().passages)

    def _once(self, kind: str, texts: Sequence[str], embed: Callable[[Sequence[str]], np.ndarray]) -> np.ndarray:
        name = (kind, tuple(texts))
        if name not in self._known:
            self._known[name] = embed(texts)
        return self._known[name]


def recipe_of(context: Context, variant: Variant, seed: int) -> Recipe:
    """The model's recipe on few steps, over the study's text model and the model's kept features. Raises
    RecipeError."""
    model, training, run = context.recipe, context.settings.training, Run(context.settings.run)
    table = model.model_dump(mode="json")
    table["seed"] = seed
    table["augmentation"]["seed"] = model.seed if model.augmentation.seed is None else model.augmentation.seed
    table["text"]["base"] = str(run.text)
    table["batch"]["seconds"] = training.batch_s
    table["optimiser"] |= {
        "start_from": None, "steps": training.steps, "warmup_steps": max(1, training.steps // 10),
        "averaging": max(0.0, 1 - _STEPS_AVERAGED / training.steps),
        "checkpoint_steps": max(1, training.steps // 3), "log_steps": max(1, training.steps // 6),
    }  # fmt: skip
    data = model.data
    sets = [_shortened(context, chosen) for chosen in data.evaluate if chosen.name in training.evaluate]
    if not sets:
        raise RecipeError(f"data.evaluate names none of the sets {', '.join(training.evaluate)}.")
    data = data.model_copy(
        update={
            "features": data.features or run.features,
            "evaluate": tuple(sets),
            "train": data.train if variant.train is None else variant.train,
        }
    )
    table["data"] = data.model_dump(mode="json")
    return recipes.changed(Recipe.model_validate(table), (*training.changes, *variant.changes))


def _shortened(context: Context, chosen: EvaluationSet) -> EvaluationSet:
    """The first utterances of a set, where the study takes no more."""
    clips = context.settings.clips
    if not clips:
        return chosen
    rows = [row for row in manifest.read_utterances(chosen.manifest, context.recipe.data)[0] if row.french]
    path = context.out / "runs" / f"evaluate-{chosen.name}-{clips}.jsonl"
    make_folder(path.parent)
    manifest.write_utterances(path, rows[:clips])
    return chosen.model_copy(update={"manifest": path})


def _job(context: Context, variant: Variant, seed: int, text_model: str) -> _Job:
    recipe = recipe_of(context, variant, seed)
    table = recipe.model_dump(mode="json", exclude=_OF_NO_RUN)
    sets = recipe.data.evaluate
    for key in ("evaluate", "features"):
        del table["data"][key]
    of_weights = [table, text_model, [manifest.digest(source.manifest) for source in recipe.data.train]]
    of_figures = [
        _hash(of_weights), [chosen.model_dump(mode="json") for chosen in sets],
        [manifest.digest(chosen.manifest) for chosen in sets],
        [manifest.digest(chosen.distractors) for chosen in sets if chosen.distractors],
    ]  # fmt: skip
    name = re.sub(r"[^a-z0-9]+", "-", variant.name.lower())
    run = Run(context.out / "runs" / f"{name}-{seed}")
    return _Job(recipe, run, tuple(chosen.name for chosen in sets), _hash(of_weights), _hash(of_figures))


def _text_model(run: Run) -> str:
    """One hash of the files of the text model. Raises InputFault file-missing."""
    folder = run.text_folder()
    if folder is None:
        raise InputFault("file-missing", path=run.text)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return _hash([[path.relative_to(folder).as_posix(), digest(path)] for path in files])


def _hash(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:24]
