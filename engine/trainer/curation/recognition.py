"""What is said in sound that nobody wrote down, as a model recognises it that the recipe names; none by default."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

from pydantic import Field

from engine.trainer.curation.named_models import NamedModel, heard, seconds
from engine.trainer.curation.row import Row
from engine.trainer.recipe import AtLeastOne, Section, Share


class Recognition(Section):
    """Wolof for sound that has none."""

    model: str = ""
    """A model of transformers that recognises Wolof (Whisper, wav2vec 2.0 and the like): hub name or local folder.
    Empty: nothing is recognised."""
    language: str = ""
    """What a model of many languages calls Wolof; empty for one that knows it alone."""
    longest_s: Annotated[float, Field(gt=0)] = 30.0
    """Longer sound is not recognised: Whisper hears no more."""
    least_confidence: Share = 0.0
    """A text that the model is less sure of is not taken."""
    most_pieces: AtLeastOne = 200
    """Of one text."""
    batch: AtLeastOne = 8
    """Clips that the model hears at once."""


class Recognise:
    """Writes the Wolof of rows with sound and without; scores recognition_confidence."""

    name, rows_a_part, reads_sound = "recognise", 64, True

    def __init__(self, settings: Recognition, folder: Path) -> None:
        self.settings = settings
        self._model = NamedModel("recognise.model", settings.model, "speech")

    def check(self) -> None:
        """Raises InputFault model-unusable where a model is named and cannot be loaded."""
        if self.settings.model:
            self._model.load()

    def __call__(self, rows: Sequence[Row]) -> list[Row]:
        """Raises InputFault model-unusable."""
        settings, found = self.settings, dict(enumerate(rows))
        if not settings.model:
            return list(rows)
        wanted = {
            place: row
            for place, row in found.items()
            if row.kept and row.audio and not row.wolof and seconds(row) <= settings.longest_s
        }
        for places, clips in heard(wanted, self.name, settings.batch, found):
            inputs = self._model.hear(clips)
            if self._model.is_ctc:
                written = self._model.spell(inputs)
            else:
                how = {"language": settings.language} if settings.language else {}
                written = self._model.write(inputs, settings.most_pieces, **how)
            for place, one in zip(places, written, strict=True):
                row = found[place].measured(recognition_confidence=one.confidence)
                if one.text and one.confidence >= settings.least_confidence:
                    row = replace(row, wolof=one.text, wolof_from="recognised")
                found[place] = row
        return list(found.values())
