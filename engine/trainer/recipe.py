"""A recipe: everything that makes one model, in one TOML file, typed and checked.

Every key has a default; an unknown key or an impossible value stops before any work, in one sentence.
"""

from __future__ import annotations

import dataclasses
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


class RecipeError(ValueError):
    """The recipe asks for something that does not exist or does not fit."""


@dataclass(frozen=True)
class Data:
    folder: Path = Path("data")  # parallel/, wolof_text/, speech/, library_fr/ in the layout of docs/training.md
    starter: Path = Path("corpus/starter")
    voices: Path = Path("voices")  # Kokoro voice styles, *.bin
    kokoro_sentences: int = 1150
    espeak_sentences: int = 9000
    real_variants: int = 10  # augmented copies of each real utterance whose features are kept
    kokoro_variants: int = 2
    held_out_speaker: str = "07"
    held_out_sentences: int = 150  # spoken by each kind of held-out voice


@dataclass(frozen=True)
class Text:
    base: Path = Path("models/multilingual-e5-small-latin")
    epochs: int = 2
    batch: int = 64
    learning_rate: float = 8e-5
    longest_pieces: int = 72
    scale: float = 50.0  # of cosines before the softmax
    keep_french: float = 20.0  # weight of the distance of French passages to where the base model has them
    align: float = 25.0  # weight of the distance of Wolof queries to where the base model has their French
    spelling_noise: float = 0.5  # share of Wolof texts seen with a noisy spelling
    piece_noise: float = 0.06  # chance that a piece is doubled or dropped, as speech recognition does
    pages: float = 2.0  # weight of ordering French pages for a Wolof query as the base model does for its French
    wolof_alone: int = 2000  # Wolof sentences without French that are seen too
    vocabulary: int = 40_000  # pieces kept for the bundle
    speech_piece_count: int = 5  # a piece that speech may come out as occurs at least so often in the Wolof texts


@dataclass(frozen=True)
class Bridge:
    base: Path = Path("models/whisper-base-encoder")
    layers: tuple[int, ...] = (4, 6)  # hidden states that the learned mix draws on
    features: int = 512  # width of those states
    width: int = 384
    depth: int = 2  # transformer layers below and above the second stacking
    heads: int = 6
    dropout: float = 0.1
    blank_threshold: float = 0.95


@dataclass(frozen=True)
class Fit:
    steps: int = 2400
    batch_s: float = 200.0  # seconds of speech a step
    checkpoint_steps: int = 200
    learning_rate: float = 1e-3
    warmup_steps: int = 80
    ctc_share: float = 0.45  # of the steps, before the embedding losses are brought in
    ramp_share: float = 0.15  # of the steps, over which they are
    real_weight: float = 20.0  # how often a real utterance is drawn, against one of espeak-ng
    kokoro_weight: float = 3.0
    averaging: float = 0.998  # of the weights, exponential; the average is what is exported
    scale: float = 50.0  # of cosines before the softmax
    distillation: float = 15.0  # weight of the distance to the gold transcript's embedding
    weight_decay: float = 0.01


@dataclass(frozen=True)
class Recipe:
    name: str = "starter"
    dims: tuple[int, ...] = (384, 256, 128, 64, 32)
    default_dim: int = 64
    seed: int = 7
    bf16: bool = False  # bfloat16 autocast; worth it where the processor has it
    threads: int = 2
    data: Data = field(default_factory=Data)
    text: Text = field(default_factory=Text)
    bridge: Bridge = field(default_factory=Bridge)
    fit: Fit = field(default_factory=Fit)


def load(path: Path) -> Recipe:
    """Read a recipe; relative paths in it are relative to the current folder.

    Raises:
        RecipeError: an unknown key, a value of the wrong kind, or dims that do not fit.
    """
    try:
        recipe = _build(Recipe, tomllib.loads(path.read_text(encoding="utf-8")), "")
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise RecipeError(f"The recipe {path} cannot be read: {error}.") from error
    if list(recipe.dims) != sorted(set(recipe.dims), reverse=True) or recipe.default_dim not in recipe.dims:
        raise RecipeError("dims must fall from the full dimension, and default_dim must be one of them.")
    return recipe


def _build(kind: Any, table: dict[str, Any], where: str) -> Any:
    known = {item.name: item for item in dataclasses.fields(kind)}
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key not in known:
            raise RecipeError(f"Unknown key “{where}{key}”; known: {', '.join(known)}.")
        default = known[key].default
        if default is dataclasses.MISSING:
            values[key] = _build(known[key].default_factory, value, f"{where}{key}.")
        elif isinstance(default, Path):
            values[key] = Path(value)
        elif isinstance(default, tuple):
            values[key] = tuple(value)
        elif isinstance(value, type(default)) or (isinstance(default, float) and isinstance(value, int)):
            values[key] = type(default)(value)
        else:
            raise RecipeError(f"“{where}{key}” should be a {type(default).__name__}, not {value!r}.")
    return kind(**values)
