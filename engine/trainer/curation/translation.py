"""French for Wolof that has none, as a model translates it that the recipe names; none by default."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from engine.trainer.curation.named_models import NamedModel, batches
from engine.trainer.curation.row import Row
from engine.trainer.recipe import AtLeastOne, Section, Share


class Translation(Section):
    """French for Wolof that has none."""

    model: str = ""
    """A model of transformers that translates Wolof to French (NLLB, M2M, Marian, T5 …): hub name or local folder.
    Empty: nothing is translated."""
    wolof: str = ""
    """What a model of many languages calls Wolof: “wol_Latn” for NLLB, “wo” for M2M."""
    french: str = ""
    """What it calls French: “fra_Latn”, “fr”."""
    prefix: str = ""
    """Stands before each text, where a T5 wants to be told what to do."""
    least_confidence: Share = 0.0
    """A text that the model is less sure of is not taken."""
    most_pieces: AtLeastOne = 200
    """Of one text."""
    batch: AtLeastOne = 16
    """Texts that the model reads at once."""


class Translate:
    """Writes the French of rows with Wolof and without; scores translation_confidence."""

    name, rows_a_part = "translate", 256

    def __init__(self, settings: Translation, folder: Path) -> None:
        self.settings = settings
        self._model = NamedModel("translate.model", settings.model, "text")

    def check(self) -> None:
        """Raises InputFault model-unusable where a model is named and cannot be loaded, or lacks a language."""
        if self.settings.model:
            self._model.load()
            self._target()

    def __call__(self, rows: Sequence[Row]) -> list[Row]:
        """Raises InputFault model-unusable."""
        settings, found = self.settings, list(rows)
        if not settings.model:
            return found
        wanted = [place for place, row in enumerate(rows) if row.kept and row.wolof and not row.french]
        how = self._target()
        for places in batches(sorted(wanted, key=lambda place: (len(rows[place].wolof), place)), settings.batch):
            tokenizer, model = self._model.processor, self._model.model
            texts = [settings.prefix + rows[place].wolof for place in places]
            longest = min(tokenizer.model_max_length, 4 * settings.most_pieces)
            inputs = tokenizer(texts, return_tensors="pt", padding=True, truncation=True, max_length=longest)
            inputs.pop("token_type_ids", None)
            written = self._model.write(inputs.to(model.device), settings.most_pieces, **how)
            for place, one in zip(places, written, strict=True):
                row = rows[place].measured(translation_confidence=one.confidence)
                if one.text and one.confidence >= settings.least_confidence:
                    row = replace(row, french=one.text, french_from="translated")
                found[place] = row
        return found

    def _target(self) -> dict[str, Any]:
        """How a model of many languages is told which. Raises InputFault model-unusable for one that it lacks."""
        tokenizer = self._model.processor
        if not self.settings.french:
            return {}
        for language in filter(None, (self.settings.wolof, self.settings.french)):
            if _language_id(tokenizer, language) is None:
                raise self._model.unusable(f"it has no language “{language}”")
        tokenizer.src_lang, tokenizer.tgt_lang = self.settings.wolof or self.settings.french, self.settings.french
        return {"forced_bos_token_id": _language_id(tokenizer, self.settings.french)}


def _language_id(tokenizer: Any, language: str) -> int | None:
    """The piece that stands for a language, written “wol_Latn” or “__wo__”."""
    known = tokenizer.get_vocab()
    return next((known[piece] for piece in (language, f"__{language}__") if piece in known), None)
