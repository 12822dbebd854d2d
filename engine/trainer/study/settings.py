"""What `laaj-trainer study` measures: one TOML file, typed and checked like a recipe."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from engine.trainer.recipe import AtLeastOne, Count, Section, Weight

PartName = Literal[
    "architectures", "tasks", "intents", "costs", "spectrum", "ranks", "robustness", "reliability", "data"
]
VariantName = Literal[
    "late-fusion", "late-fusion, reading only", "late-fusion, unguided", "late-fusion, plain", "dual", "text-only"
]
DataName = Literal[
    "without real speech", "real speech alone", "Kokoro alone", "espeak alone", "without Kokoro", "without espeak"
]
Kept = Annotated[float, Field(gt=0, lt=1)]
STUDIES = Path(__file__).parent / "studies"


class Training(Section):
    """The runs that are trained to be compared: over one text model, with steps that warm-up and averaging follow."""

    changes: tuple[str, ...] = ()
    """Keys of the model's recipe that all of them change, each like "optimiser.learning_rate=5e-4"."""
    steps: AtLeastOne = 300
    batch_s: Annotated[float, Field(gt=0)] = 100.0
    """Seconds of speech a step, padding included."""
    seeds: Annotated[tuple[int, ...], Field(min_length=1)] = (1, 2, 3)
    """Each architecture is trained with each; the recordings and their augmented copies are the same for all."""
    hours: Weight = 0.0
    """A part begins no run after so many hours; the later seeds are then left out, and told. 0 for no end."""
    evaluate: tuple[str, ...] = ("real", "kokoro", "espeak")
    """Sets of the recipe that each run is evaluated on, clean."""
    architectures: Annotated[tuple[VariantName, ...], Field(min_length=1)] = (
        "late-fusion", "late-fusion, reading only", "late-fusion, unguided", "late-fusion, plain", "dual", "text-only",
    )  # fmt: skip
    data_architecture: VariantName = "text-only"
    """What data buys is measured with this one."""
    data_seeds: Annotated[tuple[int, ...], Field(min_length=1)] = (1,)
    data: tuple[DataName, ...] = (
        "without real speech", "real speech alone", "Kokoro alone", "espeak alone", "without Kokoro", "without espeak",
    )  # fmt: skip
    """Choices of the training manifests that are compared with everything."""
    synthetic_shares: tuple[Kept, ...] = (0.5, 0.25)
    """So much of the synthetic speech is kept, the smaller a part of the larger."""
    real_shares: tuple[Kept, ...] = (0.5, 0.25)
    """The same for real speech."""
    noncommercial: Path | None = None
    """A folder that was prepared with preparation.noncommercial: what its rows under an NC licence add."""


class Study(Section):
    """One model, studied."""

    model: str = "starter"
    """The recipe that it was made with: a file, or the name of one that comes along."""
    changes: tuple[str, ...] = ()
    """Keys of that recipe that are changed, each like "precision=bf16"."""
    run: Path = Path("runs/starter")
    """Its folder: text model and checkpoint, for what is trained or cut here."""
    bundle: Path = Path("assets/model")
    """What is measured."""
    exact: Path | None = None
    """The same in fp32, to say what storing it in fewer bits costs."""
    out: Path = Path("runs/study")
    parts: tuple[PartName, ...] = (
        "architectures", "tasks", "intents", "costs", "spectrum", "ranks", "robustness", "reliability", "data",
    )  # fmt: skip
    clips: Count = 0
    """Of each evaluation set at most, the first ones; 0 for all. A study of a few is for trying it out."""
    draws: AtLeastOne = 2000
    """Of the bootstrap behind each interval."""
    training: Training = Training()
