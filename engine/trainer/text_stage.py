"""Stage one: make a text embedding model bilingual (Wolof and French) and Matryoshka.

Wolof queries are pulled to their passages with in-batch negatives, both ways, at every dim; French stays near the base
model's French, and a Wolof query comes to lie where the base has its French (text_losses.py). Wolof is seen through
noise. The training loop, its checkpoints and its devices are those of sentence-transformers' own trainer.
"""

from __future__ import annotations

import json
import random
import shutil
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import load_model, save_model
from sentence_transformers import SentenceTransformerTrainer, SentenceTransformerTrainingArguments
from sentence_transformers.sentence_transformer.training_args import BatchSamplers
from torch import nn
from transformers import PrinterCallback, TrainerCallback, set_seed
from transformers.integrations import TensorBoardCallback
from wordfreq import top_n_list

from engine.trainer import leaks, manifest, metrics, text_losses, text_noise
from engine.trainer.manifest import TextPair, key
from engine.trainer.models.text_tower import TextTower
from engine.trainer.models.vocabulary import choose_speech_pieces, cut_vocabulary
from engine.trainer.recipe import Recipe, RecipeError
from engine.trainer.run import Run, replace_folder, write
from engine.trainer.text_batches import Collator, aim, answers, dataset
from engine.trainer.text_losses import NONE, Anchors

MOST_PAGES = 4096  # that queries are ordered by
MOST_QUESTIONS = 200  # French, held out
_WHOLE = "whole"  # stands in a checkpoint that was written to its end


def fit(recipe: Recipe, run_folder: Path) -> None:
    """Train and write `run_folder/text` (model, tokenizer, figures.json), from the last whole checkpoint if there is
    one.

    Raises:
        RecipeError: there are no pairs, or the base does not fit.
        InputFault: a manifest cannot be read, or a sentence that is evaluated on leaks.
    """
    if recipe.threads:
        torch.set_num_threads(recipe.threads)
    arguments = _arguments(recipe, run_folder)
    main, device = arguments.process_index == 0, arguments.device
    set_seed(recipe.seed)
    every = read_pairs(recipe, say=main)
    asked = {item.name: manifest.read_utterances(item.manifest, recipe.data)[0] for item in recipe.data.evaluate}
    leaks.check([], every, asked)
    pairs, questions = hold_out(every, recipe.seed)
    tower = prepare(recipe, pairs)
    if recipe.dims[0] != tower.dim:
        raise RecipeError(f"The text model gives {tower.dim} dims, so dims must begin with {tower.dim}.")
    tower.to(device)
    with torch.autocast(device.type, torch.bfloat16, enabled=recipe.precision == "bf16"):
        before = evaluate(tower, recipe, questions, every) if main else {}
        anchors = anchor(_base(tower, recipe), pairs, recipe)
    if main:
        print(
            f"{len(pairs)} pairs, {len(tower.tokenizer.get_vocab())} pieces\nbefore: {json.dumps(before)}", flush=True
        )
        _discard_others(recipe, Path(arguments.output_dir))
    arguments.distributed_state.wait_for_everyone()
    freeze(tower, recipe)
    collator = Collator(tower, pairs, recipe)
    progress = _Progress(collator, arguments.train_batch_size)
    trainer = _Trainer(
        model=tower.model, args=arguments, train_dataset=dataset(tower, pairs, recipe, collator),
        data_collator=collator, callbacks=[progress],
        loss=text_losses.matryoshka(
            tower.model, anchors, recipe.dims, recipe.text_stage,
            arguments.train_batch_size // arguments.world_size, arguments.world_size,
        ),
    )  # fmt: skip
    trainer.anchors = anchors
    trainer.remove_callback(PrinterCallback)
    if main:
        trainer.add_callback(_events(run_folder / "tensorboard"))
    trainer.train(resume_from_checkpoint=_last_whole(Path(arguments.output_dir)))
    if main:
        tower.eval()
        with torch.autocast(device.type, torch.bfloat16, enabled=recipe.precision == "bf16"):
            after = evaluate(tower, recipe, questions, every)
        figures = {"before": before, "after": after, "pairs": len(pairs), "pairs_per_s": round(progress.pairs_per_s, 1)}
        figures |= {"seconds": round(progress.seconds), "settings": recipe.text_stage.model_dump(mode="json")}
        beside = run_folder / "text.new"
        tower.cpu().save(beside)
        write(beside / "figures.json", json.dumps(figures, indent=1))
        replace_folder(beside, run_folder / "text")
        shutil.rmtree(arguments.output_dir, ignore_errors=True)
        print("after:", json.dumps(after), flush=True)
    arguments.distributed_state.wait_for_everyone()


def read_pairs(recipe: Recipe, say: bool = True) -> list[TextPair]:
    """All pairs of the recipe's manifests. Raises RecipeError when there are none."""
    pairs: list[TextPair] = []
    for path in recipe.data.pairs:
        found, problems = manifest.read_pairs(path)
        pairs += found
        if problems and say:
            print(f"{path}: {len(problems)} lines left out: {json.dumps(manifest.counts(problems))}", flush=True)
    if len(pairs) < 2:
        raise RecipeError("The text stage needs text pairs: name their manifests in data.pairs.")
    return pairs


def hold_out(pairs: Sequence[TextPair], seed: int) -> tuple[list[TextPair], list[tuple[str, str]]]:
    """Take some French questions with their pages out, and every pair that has such a question: what they find before
    and after says whether a French index got worse. Returns the pairs left and (question, page)."""
    asked = {key(aim(pair)): (aim(pair), pair.passage) for pair in pairs if answers(pair)}
    chosen = set(random.Random(seed).sample(sorted(asked), min(MOST_QUESTIONS, len(asked) // 10)))
    left = [pair for pair in pairs if chosen.isdisjoint((key(aim(pair)), key(pair.query), key(pair.passage)))]
    return left, [asked[name] for name in sorted(chosen)]


def prepare(recipe: Recipe, pairs: Sequence[TextPair]) -> TextTower:
    """The base with its vocabulary cut to what French and Wolof need, and the pieces of speech chosen; or the text
    model of the run to start from, which has both.

    Raises:
        RecipeError: that run has no text model.
    """
    if start := recipe.text_stage.start_from:
        if (folder := Run(start).text_folder()) is None:
            raise RecipeError(f"{start} has no text model to start from: run `laaj-trainer text --run {start}` first.")
        return TextTower.load(recipe.text, folder)
    tower = TextTower.load(recipe.text)
    rng = random.Random(recipe.seed)
    wolof = [pair.query for pair in pairs if pair.language == "wol"]
    for path in recipe.data.wolof_text:
        wolof += _lines(path)
    if recipe.text.vocabulary:
        texts = [tower.query_prefix, tower.passage_prefix, *wolof, *(text_noise.misspell(text, rng) for text in wolof)]
        texts += [text for pair in pairs for text in (pair.passage, aim(pair))]
        cut_vocabulary(tower, texts, top_n_list("fr", 120_000), recipe.text.vocabulary)
    choose_speech_pieces(tower, wolof, recipe.text.speech_piece_count)
    return tower


def _base(tower: TextTower, recipe: Recipe) -> TextTower:
    """What anchors the texts: the untrained model."""
    if not recipe.text_stage.start_from:
        return tower
    return TextTower.load(recipe.text).to(next(tower.parameters()).device)


def freeze(tower: TextTower, recipe: Recipe) -> None:
    """Leave the piece table out of the training, unless the recipe wants it in, and dropout too: the noise in the texts
    serves, and half the time goes."""
    tower.requires_grad_(True)
    tower.transformer.get_input_embeddings().weight.requires_grad_(recipe.text_stage.train_embeddings)
    for module in tower.modules():
        if isinstance(module, nn.Dropout):
            module.p = 0.0
        elif hasattr(module, "attention_dropout"):
            module.attention_dropout = 0.0


def anchor(tower: TextTower, pairs: Sequence[TextPair], recipe: Recipe) -> Anchors:
    """Where the base has the French passages and questions."""

    def bank(texts: list[str], prefix: str) -> tuple[torch.Tensor, torch.Tensor]:
        row = {text: number for number, text in enumerate(dict.fromkeys(filter(None, texts)))}
        return tower.embed(list(row), prefix), torch.tensor([row.get(text, NONE) for text in texts])

    # A Wolof sentence paired with itself, to be seen through noise, is no French passage.
    french = [pair.passage if pair.language == "fra" or key(pair.query) != key(pair.passage) else "" for pair in pairs]
    passages, passage_of = bank(french, tower.passage_prefix)
    aims, aim_of = bank([aim(pair) for pair in pairs], tower.query_prefix)
    pages = list({key(pair.passage): pair.passage for pair in pairs if answers(pair)}.values())
    if len(pages) < 2:
        pages = list(dict.fromkeys(filter(None, french)))
    pages = random.Random(recipe.seed).sample(pages, min(len(pages), MOST_PAGES))
    ordered = tower.embed(pages, tower.passage_prefix)
    return Anchors(passages, passage_of, aims, aim_of, ordered, recipe.text_stage)


def evaluate(
    tower: TextTower, recipe: Recipe, questions: Sequence[tuple[str, str]], pairs: Sequence[TextPair]
) -> dict[str, Any]:
    """By dim: gold Wolof text to French for each evaluation set, among its French and its distractors; and held-out
    French questions to their pages, among all pages."""
    figures: dict[str, Any] = {"wolof": {}}
    for chosen in recipe.data.evaluate:
        utterances, _ = manifest.read_utterances(chosen.manifest, recipe.data)
        asked = dict.fromkeys((said.wolof, said.french) for said in utterances if said.wolof and said.french)
        distractors = _lines(chosen.distractors)[: chosen.most_distractors] if chosen.distractors else []
        if asked:
            figures["wolof"][chosen.name] = _retrieval(tower, list(asked), distractors, recipe)
    if questions:
        figures["french"] = _retrieval(tower, questions, [pair.passage for pair in pairs if answers(pair)], recipe)
    return figures


def _retrieval(
    tower: TextTower, asked: Sequence[tuple[str, str]], others: Sequence[str], recipe: Recipe
) -> dict[str, dict]:
    documents = {key(text): text for text in [*(right for _, right in asked), *others]}
    place = {name: number for number, name in enumerate(documents)}
    right = np.array([place[key(text)] for _, text in asked])
    queries = tower.embed([query for query, _ in asked], tower.query_prefix).numpy()
    found = tower.embed(list(documents.values()), tower.passage_prefix).numpy()
    return metrics.by_dim(queries, found, right, recipe.dims)


class _Trainer(SentenceTransformerTrainer):
    anchors: Anchors

    def add_model_card_callback(self, default_args_dict: dict[str, Any]) -> None:
        """None: the card of a bundle is written from the run."""

    def _save(self, output_dir: str | None = None, state_dict: dict[str, Any] | None = None) -> None:
        folder = Path(output_dir or self.args.output_dir)
        folder.mkdir(parents=True, exist_ok=True)
        save_model(self.model, str(folder / "model.safetensors"))

    def _load_from_checkpoint(self, checkpoint_path: str, model: nn.Module | None = None) -> None:
        load_model(self.model, str(Path(checkpoint_path) / "model.safetensors"))

    def log(self, logs: dict[str, float], start_time: float | None = None) -> None:
        if "loss" in logs:
            logs = logs | self.anchors.means()
        super().log(logs, start_time)


class _Progress(TrainerCallback):
    """Says how far the training is, tells the collator the epoch, and marks checkpoints that are whole."""

    def __init__(self, collator: Collator, pairs_a_step: int):
        self._collator, self._pairs_a_step = collator, pairs_a_step
        self._started, self._first = time.monotonic(), 0
        self.seconds = self.pairs_per_s = 0.0

    def on_train_begin(self, args, state, control, **kwargs):
        self._started, self._first = time.monotonic(), state.global_step
        if self._first:
            print(f"going on from step {self._first}", flush=True)

    def on_epoch_begin(self, args, state, control, **kwargs):
        self._collator.epoch = int((state.epoch or 0) + 1e-6)

    def on_step_end(self, args, state, control, **kwargs):
        done = state.global_step - self._first
        self.seconds = time.monotonic() - self._started
        self.pairs_per_s = done * self._pairs_a_step / max(self.seconds, 1e-9)

    def on_log(self, args, state, control, logs=None, **kwargs):
        if state.is_world_process_zero and logs and "loss" in logs:
            left = self.seconds / max(state.global_step - self._first, 1) * (state.max_steps - state.global_step)
            parts = " ".join(
                f"{name} {float(logs[name]):.4f}" for name in ("loss", "french", "align", "pages") if name in logs
            )
            print(
                f"step {state.global_step}/{state.max_steps} {parts} {self.seconds:.0f} s, {left:.0f} s left",
                flush=True,
            )

    def on_save(self, args, state, control, **kwargs):
        if state.is_world_process_zero:
            write(Path(args.output_dir) / f"checkpoint-{state.global_step}" / _WHOLE, "")


def _arguments(recipe: Recipe, run_folder: Path) -> SentenceTransformerTrainingArguments:
    settings = recipe.text_stage
    arguments = SentenceTransformerTrainingArguments(
        output_dir=str(run_folder / "text-checkpoints"),
        num_train_epochs=settings.epochs,
        learning_rate=settings.learning_rate,
        warmup_steps=settings.warmup_steps,
        weight_decay=0.01,
        max_grad_norm=1.0,
        bf16=recipe.precision == "bf16",
        use_cpu=not torch.cuda.is_available(),
        seed=recipe.seed,
        batch_sampler=BatchSamplers.NO_DUPLICATES,
        accelerator_config={"split_batches": True},  # a batch is drawn for all devices: no text twice on two of them
        logging_steps=recipe.optimiser.log_steps,
        save_steps=recipe.optimiser.checkpoint_steps,
        save_total_limit=2,
        ddp_find_unused_parameters=False,
        report_to="none",
        disable_tqdm=True,
    )
    share = max(1, settings.batch // arguments.world_size)  # of each process
    arguments.per_device_train_batch_size = max(1, share * arguments.world_size // max(1, arguments.n_gpu))
    return arguments


def _events(folder: Path) -> TensorBoardCallback:
    from torch.utils.tensorboard import SummaryWriter

    return TensorBoardCallback(SummaryWriter(log_dir=str(folder / "text")))


def _discard_others(recipe: Recipe, folder: Path) -> None:
    """Checkpoints of another recipe or other data are no start for this run; those half written are none at all."""
    made_from = {
        "text": recipe.text.model_dump(mode="json"),
        "text_stage": recipe.text_stage.model_dump(mode="json"),
        "dims": recipe.dims,
        "seed": recipe.seed,
        "data": [manifest.digest(path) for path in (*recipe.data.pairs, *recipe.data.wolof_text)],
    }
    note, record = json.dumps(made_from, sort_keys=True), folder / "made-from.json"
    if folder.is_dir() and not (record.is_file() and record.read_text(encoding="utf-8") == note):
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    write(record, note)
    for half in folder.glob("checkpoint-*"):
        if not (half / _WHOLE).is_file():
            shutil.rmtree(half)


def _last_whole(folder: Path) -> str | None:
    steps = [int(mark.parent.name.rpartition("-")[2]) for mark in folder.glob(f"checkpoint-*/{_WHOLE}")]
    return str(folder / f"checkpoint-{max(steps)}") if steps else None


def _lines(path: Path) -> list[str]:
    """The lines of a text file. Raises InputFault where it cannot be read."""
    manifest.digest(path)
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
