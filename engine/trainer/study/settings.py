"""What `laaj-trainer study` measures: one TOML file, typed and checked like a recipe."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from engine.trainer.recipe import AtLeastOne, Count, Section

PartName = Literal[
    "architectures", "tasks", "intents", "costs", "spectrum", "ranks", "robustness", "reliability", "data"
]
STUDIES = Path(__file__).parent / "studies"


class Training(Section):
    """The runs that are trained to be compared: all on the same data, with the same steps."""

    changes: tuple[str, ...] = ()
    """Keys of the model's recipe that all of them change, each like "batch.seconds=100"."""
    steps: AtLeastOne = 300
    seeds: tuple[int, ...] = (1, 2, 3)


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
