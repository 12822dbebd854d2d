"""Stage two: train an architecture on speech, over the frozen text model.

One process or many, on processors or cards, through accelerate: `accelerate launch -m engine.trainer.cli fit …`. A run
that was stopped goes on from its last checkpoint as if nothing had happened.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import torch
from accelerate import Accelerator, DistributedDataParallelKwargs
from accelerate.utils import set_seed

from engine.trainer import batches, features, manifest, speech_data
from engine.trainer.averaging import Average
from engine.trainer.batches import Batches
from engine.trainer.checkpoint import Checkpoints
from engine.trainer.features import FeatureStore
from engine.trainer.manifest import Utterance
from engine.trainer.models import architectures
from engine.trainer.models.architectures import Architecture
from engine.trainer.models.bridges import character_targets
from engine.trainer.models.cost import cost
from engine.trainer.models.text_tower import checkpoint_layers
from engine.trainer.objective import Objective, Targets
from engine.trainer.recipe import Recipe, Source
from engine.trainer.run import Run, digest
from engine.trainer.training_log import TrainingLog
from faults import InputFault

Say = Callable[[str], None]


def fit(recipe: Recipe, folder: Path, until: int | None = None, say: Say = print) -> None:
    """Train to `recipe.optimiser.steps` (or stop at step `until`), from the last checkpoint if there is one.

    Raises:
        RecipeError: a base that does not fit, or a run to start from that does not.
        InputFault: manifests that cannot be used, a leak, nothing trained in the run to start from, a last checkpoint
            that cannot be written.
    """
    settings, run = recipe.optimiser, Run(folder)
    accelerator = Accelerator(
        cpu=not torch.accelerator.is_available(),  # else processes on processors would not find each other
        mixed_precision="bf16" if recipe.precision == "bf16" else "no",
        log_with="tensorboard",
        project_dir=folder,
        kwargs_handlers=[DistributedDataParallelKwargs(find_unused_parameters=True)],
    )
    tell: Say = say if accelerator.is_main_process else lambda text: None
    if recipe.threads:
        torch.set_num_threads(recipe.threads)
    set_seed(recipe.seed)
    architecture = architectures.build(recipe, run.text_folder())
    if settings.start_from:
        _begin_with(settings.start_from, architecture)
    usable, store = _data(recipe, run, architecture, accelerator, tell)
    architecture.to(accelerator.device)
    targets = Targets([utterance for utterance, _ in usable], architecture.text).to(accelerator.device)
    objective = Objective(architecture, targets, accelerator)

    optimiser = _optimiser(architecture)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _rate(step, recipe))
    average = Average(architecture, settings.averaging)
    if recipe.batch.gradient_checkpointing:
        checkpoint_layers(architecture.text)
    model, optimiser = accelerator.prepare(architecture, optimiser)
    checkpoints = Checkpoints(run, accelerator, architecture, average, schedule, tell)
    step = checkpoints.resume()

    drawn = Batches(
        [store.clips[utterance.id] for utterance, _ in usable], [source.weight for _, source in usable],
        recipe.batch, architecture.speech.rate_hz, recipe.seed, step,
        accelerator.process_index, accelerator.num_processes,
    )  # fmt: skip
    data = iter(batches.loader(store, drawn, recipe, architecture.unit))
    log = TrainingLog(run, accelerator, settings.steps, step)
    tell(
        f"{len(usable)} utterances, from step {step} of {settings.steps}, on {accelerator.device} "
        f"in {accelerator.num_processes} processes"
    )
    model.train()
    last = min(settings.steps, until or settings.steps)
    while step < last:
        with log.waiting():
            batch = next(data).to(accelerator.device)
        architecture.opened = step >= recipe.speech.open_at * settings.steps
        share = objective.share(step / settings.steps)
        heard = model(batch.states, batch.mask, embed=share > 0)
        loss, parts = objective(heard, batch, share)
        optimiser.zero_grad()
        accelerator.backward(loss)
        norm = accelerator.clip_grad_norm_(model.parameters(), settings.clip)
        if norm.isfinite():  # one bad batch must not spoil the weights for good; it is counted
            optimiser.step()
        schedule.step()
        average.update(architecture)
        step += 1
        log.add(parts, norm, len(batch.rows))
        at_checkpoint = step % settings.checkpoint_steps == 0 or step == last
        if step % settings.log_steps == 0 or at_checkpoint:
            tell(log.write(step, share))
        if at_checkpoint:
            checkpoints.save(step, final=step == last)
    accelerator.end_training()


def load_trained(recipe: Recipe, folder: Path) -> Architecture:
    """The architecture with the averaged weights of the run's last checkpoint, in evaluation mode.

    Raises:
        RecipeError: the recipe is not the one that was trained.
        InputFault: not-trained.
    """
    architecture = architectures.build(recipe, Run(folder).text_folder())
    _begin_with(folder, architecture)
    return architecture.eval()


def _begin_with(folder: Path, architecture: Architecture) -> None:
    """Raises RecipeError for another recipe's weights, InputFault not-trained."""
    checkpoint = Run(folder).checkpoint()
    if checkpoint is None:
        raise InputFault("not-trained", path=folder)
    Average.load_into(architecture, checkpoint)


def _data(
    recipe: Recipe, run: Run, architecture: Architecture, accelerator: Accelerator, tell: Say
) -> tuple[list[tuple[Utterance, Source]], FeatureStore]:
    """The utterances that can be trained on, and their frozen states; the main process computes what is missing."""
    speech, folder = speech_data.read(recipe), recipe.data.features or run.features
    if accelerator.is_main_process:
        run.note_start(recipe)
        run.note(data={str(path): digest(path) for path in speech_data.manifests(recipe)})
        figures = cost(architecture)
        tell(str(figures))
        run.note(cost=figures.as_dict())
        for problem in speech.problems:
            tell(str(problem))
        features.compute_for(recipe, speech.train, folder, str(accelerator.device), tell)
    accelerator.wait_for_everyone()
    store = FeatureStore.open(recipe, folder)
    usable = [(u, source) for u, source in speech.train if store.clips.get(u.id) and character_targets(u.wolof)]
    if accelerator.is_main_process:
        left_out = manifest.counts(speech.problems) | {"no-sound-or-letters": len(speech.train) - len(usable)}
        run.note(utterances={"trained": len(usable), "left out": left_out})
    if not usable:
        raise InputFault("no-speech")
    return usable, store


def _optimiser(architecture: Architecture) -> torch.optim.AdamW:
    """AdamW, with a rate of their own for the layers of the speech encoder that are opened."""
    settings = architecture.recipe.optimiser
    groups = [{"params": list(architecture.trained_parameters().values()), "lr": settings.learning_rate}]
    if opened := architecture.open_layers():
        groups.append({"params": opened, "lr": settings.learning_rate * settings.open_rate})
    return torch.optim.AdamW(groups, betas=(0.9, 0.98), weight_decay=settings.weight_decay)


def _rate(step: int, recipe: Recipe) -> float:
    """Share of the learning rate at a step: linear warm-up, then a cosine down to a thirtieth."""
    settings = recipe.optimiser
    warm = (step + 1) / max(1, settings.warmup_steps)
    return min(warm, 0.5 * (1 + math.cos(math.pi * min(1.0, step / settings.steps))) * 0.97 + 0.03)
