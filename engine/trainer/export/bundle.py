"""The sealed bundle of a trained architecture, once it is shown to give the vectors that torch gives."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
import onnx
import torch

from corpus.whole_file import is_disk_full
from engine.bundle import SPEECH, TEXT, TOKENIZER, Bundle, Manifest, seal
from engine.recording import LEAST_QUERY_S, LONGEST_QUERY_S, SAMPLE_RATE_HZ
from engine.trainer import speech_stage
from engine.trainer.export import graphs, parity, sources
from engine.trainer.export.graphs import Part
from engine.trainer.export.parity import Parity, ParityCheck
from engine.trainer.export.quantisation import Weights, quantise
from engine.trainer.export.tensors import TensorFolder, share_weights
from engine.trainer.models.architectures import Architecture, Dual, Fused
from engine.trainer.models.speech_tower import WhisperTower
from engine.trainer.models.text_tower import TextTower
from engine.trainer.recipe import Recipe
from engine.trainer.run import Run, replace_folder
from faults import InputFault

AUTO: tuple[Weights, ...] = ("mixed", "blocks8", "fp32")
LONGEST_PIECES = 384  # of a passage in the application, where the text model has room for so many

Say = Callable[[str], None]


def export(
    architecture: Architecture,
    recipe: Recipe,
    folder: Path,
    clips: Sequence[tuple[np.ndarray, int]],
    french: Sequence[str],
    *,
    training_data: Sequence[Mapping[str, Any]] = (),
    base_models: Sequence[Mapping[str, str]] = (),
    say: Say = lambda sentence: None,
) -> Bundle:
    """Write a bundle into `folder`, whose old content is replaced when everything else has succeeded.

    Args:
        clips: samples (n,) float32 at 16 kHz, each with the row of `french` that is right for it; the first
            `recipe.export.clips` of them are compared.
        training_data: name, use and licence of each corpus. base_models: name and licence of each base.

    Raises:
        InputFault: parity-missing, there are no clips to compare; parity-failed, the weights that the recipe asks for
            lose more than it allows, or even float32 does; disk-full. The old bundle then stands.
    """
    clips = clips[: recipe.export.clips]
    if not clips:
        raise InputFault("parity-missing")
    folder.parent.mkdir(parents=True, exist_ok=True)
    architecture.eval()
    work = f".{folder.name}-"
    for left_over in folder.parent.glob(f"{work}*"):  # of an export that was killed
        shutil.rmtree(left_over, ignore_errors=True)
    with _full_disk_said(), tempfile.TemporaryDirectory(dir=folder.parent, prefix=work) as place:
        manifest = manifest_of(architecture, recipe, training_data, base_models)
        maker = Maker(architecture, manifest, trace(architecture, Path(place)), Path(place))
        check = ParityCheck(architecture, recipe, clips, french, manifest.longest_pieces)
        chosen, tried = _choose(maker, check, recipe.export.weights, say)
        report = {
            "chosen": chosen.manifest.precision,
            "clips": len(clips),
            "french": len(french),
            "candidates": [one.as_dict() for one in tried],
        }
        seal(chosen.folder, replace(chosen.manifest, scores={"parity": report}))
        for file in chosen.folder.iterdir():
            with file.open("rb") as written:
                os.fsync(written.fileno())
        replace_folder(chosen.folder, folder)
    return Bundle.open(folder)


def _choose(
    maker: Maker, check: ParityCheck, asked: Weights | Literal["auto"], say: Say
) -> tuple[Bundle, list[Parity]]:
    """The first bundle that passes. Float32 comes first in any case: what fails there is wrong with any weights, and
    the others' latency is measured against it. Raises InputFault parity-failed."""
    exact = maker.bundle("fp32")
    tried = [check.check(exact)]
    say(str(tried[0]))
    wanted: tuple[Weights, ...] = AUTO if asked == "auto" else (asked,)
    if tried[0].passed:
        for weights in wanted:
            if weights == "fp32":
                return exact, tried
            bundle = maker.bundle(weights)
            tried.append(check.check(bundle))
            say(str(tried[-1]))
            if tried[-1].passed:
                return bundle, tried
            shutil.rmtree(bundle.folder)
    raise InputFault("parity-failed", weights=tried[-1].weights, why=tried[-1].fault)


@contextmanager
def _full_disk_said() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if is_disk_full(error):
            raise InputFault("disk-full") from error
        raise


def export_run(recipe: Recipe, folder: Path, target: Path | None = None, say: Say = print) -> None:
    """The averaged weights of a run as a bundle in `target` or the run's folder; of a Whisper, the bare encoder too.

    Raises RecipeError, and InputFault as `export`, loading the run and reading its manifests do.
    """
    run = Run(folder)
    if recipe.threads:
        torch.set_num_threads(recipe.threads)
    architecture = speech_stage.load_trained(recipe, folder)
    clips, french = parity.clips(recipe)
    bundle = export(
        architecture, recipe, target or run.bundle, clips, french, training_data=sources.training_data(recipe),
        base_models=sources.base_models(recipe), say=say,
    )  # fmt: skip
    if isinstance(architecture.speech, WhisperTower):
        export_bare(architecture.speech, folder / "bare_encoder.onnx")
    run.note(export=bundle.manifest.scores["parity"])
    say(f"{bundle.folder}: {bundle.manifest.precision}, {bundle.size_bytes / 1e6:.1f} MB")


def export_bare(speech: WhisperTower, path: Path) -> None:
    """A Whisper encoder alone, with the weights that a mixed bundle has: what `laaj bench --bare` compares with."""
    with tempfile.TemporaryDirectory(dir=path.parent) as place:
        tensors = TensorFolder(Path(place))
        part = quantise(graphs.bare_encoder(speech, tensors), "mixed", True, tensors)
        model = graphs.bare_graph(part, speech.conv1.in_channels, speech.width)
        for tensor in model.graph.initializer:
            tensor.CopyFrom(onnx.numpy_helper.from_array(np.array(tensors.read(tensor)), tensor.name))
        beside = Path(place) / path.name
        onnx.save(model, beside)
        beside.replace(path)


@dataclass(frozen=True)
class Traced:
    """What torch has said once, whatever becomes of the weights; they lie in `tensors`."""

    tensors: TensorFolder
    text: Part
    adapted: Part | None  # the transformer as speech goes through it, where that is another
    speech: Part  # up to the transformer, or up to the vector
    frame: Part | None


class Maker:
    """Makes the same model with other weights, as often as asked."""

    def __init__(self, architecture: Architecture, manifest: Manifest, traced: Traced, folder: Path):
        self._text, self._manifest, self._traced, self._folder = architecture.text, manifest, traced, folder

    def bundle(self, weights: Weights) -> Bundle:
        """In a folder of that name."""
        text, tensors = self._text, self._traced.tensors
        body = quantise(self._traced.text, weights, False, tensors)
        chain = [quantise(self._traced.speech, weights, True, tensors)]
        if self._traced.frame:
            chain += [self._traced.frame]
            chain += [quantise(self._traced.adapted, weights, False, tensors) if self._traced.adapted else body]
        pieces = graphs.piece_table(text, tensors, eight_bits=weights != "fp32")
        made = {  # text first: its hash names the space of the vectors, and must not hang on what speech weighs
            TEXT: graphs.text_graph(pieces, body, text.dim),
            SPEECH: graphs.speech_graph(chain, text.dim),
        }
        out = self._folder / weights
        out.mkdir()
        share_weights(made, tensors, out)
        text.tokenizer.save(str(out / TOKENIZER))
        seal(out, replace(self._manifest, precision=weights))
        return Bundle.open(out, verify=False)


def trace(architecture: Architecture, work: Path) -> Traced:
    tensors = TensorFolder(work / "tensors")
    tensors.folder.mkdir()
    text = graphs.transformer(architecture.text, tensors)
    if isinstance(architecture, Dual):
        return Traced(tensors, text, None, graphs.hearer(architecture, tensors), None)
    assert isinstance(architecture, Fused)
    adapted = graphs.adapted_transformer(architecture, tensors) if architecture.adapters is not None else None
    return Traced(tensors, text, adapted, graphs.listener(architecture, tensors), graphs.frame(architecture, tensors))


def manifest_of(
    architecture: Architecture,
    recipe: Recipe,
    training_data: Sequence[Mapping[str, Any]] = (),
    base_models: Sequence[Mapping[str, str]] = (),
) -> Manifest:
    """What a bundle says of itself before it is measured."""
    text = architecture.text
    return Manifest(
        name=f"laaj-{recipe.name}",
        version=recipe.version,
        architecture=recipe.architecture,
        dims=recipe.dims,
        default_dim=recipe.default_dim,
        sample_rate_hz=SAMPLE_RATE_HZ,
        shortest_query_s=LEAST_QUERY_S,
        longest_query_s=min(LONGEST_QUERY_S, architecture.speech.longest_s),
        precision="fp32",
        query_prefix=text.query_prefix,
        passage_prefix=text.passage_prefix,
        pad_id=text.pad_id,
        longest_pieces=_longest_pieces(text),
        base_models=[dict(model) for model in base_models],
        training_data=[dict(corpus) for corpus in training_data],
        notes=list(recipe.notes),
    )


def _longest_pieces(text: TextTower) -> int:
    """A table of positions may begin behind the padding piece, which costs two rows of it."""
    room = getattr(text.transformer.config, "max_position_embeddings", None) or LONGEST_PIECES + 2
    return min(LONGEST_PIECES, room - 2)
