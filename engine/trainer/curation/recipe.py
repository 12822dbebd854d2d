"""A recipe of the data line: which corpora, and what each stage does with them."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from engine.trainer.curation.decoding import Decode, Decoding
from engine.trainer.curation.duplicates import Duplicates, Duplication
from engine.trainer.curation.filters import Filtering, Filters
from engine.trainer.curation.languages import LanguageIdentification, Languages
from engine.trainer.curation.mining import Mine, Mining
from engine.trainer.curation.pipeline import Stage
from engine.trainer.curation.recognition import Recognise, Recognition
from engine.trainer.curation.segmentation import Segment, Segmentation
from engine.trainer.curation.spelling import Spelling, SpellingRules
from engine.trainer.curation.splits import Split, Splitting
from engine.trainer.curation.translation import Translate, Translation
from engine.trainer.recipe import Section

RECIPES = Path(__file__).parent / "recipes"


class Source(Section):
    """A corpus, as it lies on the disk."""

    kind: Literal[
        "folder", "kaldi", "stm", "fleurs", "wolbanking77", "afriqa", "common-voice", "table", "consented", "manifest"
    ]
    """A layout that `laaj-trainer import` reads, or manifest: rows of the data line."""
    path: Path
    """Its folder, or the manifest."""
    name: str = ""
    """Begins its ids; the corpus's own name when empty, where the layout is that of one corpus."""
    part: str = ""
    """The part of the corpus; train, where it has parts."""
    licence: str | None = None
    """Written into each row; what the layout knows when absent."""
    speaker_prefix: str = ""
    """Begins each speaker instead of the name."""
    split: Literal["", "train", "dev", "test"] = ""
    """The side that its rows are on; empty: the stage `split` decides."""


class Curation(Section):
    """From corpora to a training set."""

    name: str = "curated"
    out: Path = Path("runs/curated")
    """Everything that is made goes here."""
    sources: tuple[Source, ...] = ()
    decode: Decoding = Decoding()
    segment: Segmentation = Segmentation()
    recognise: Recognition = Recognition()
    spelling: SpellingRules = SpellingRules()
    language: LanguageIdentification = LanguageIdentification()
    translate: Translation = Translation()
    duplicates: Duplication = Duplication()
    mine: Mining = Mining()
    filter: Filtering = Filtering()
    split: Splitting = Splitting()

    def stages(self, folder: Path) -> list[Stage]:
        """The stages that are enabled, in their order; what they store goes into `folder`."""
        every: list[tuple[type, Section]] = [
            (Decode, self.decode),
            (Segment, self.segment),
            (Recognise, self.recognise),
            (Spelling, self.spelling),
            (Languages, self.language),
            (Translate, self.translate),
            (Duplicates, self.duplicates),
            (Mine, self.mine),
            (Filters, self.filter),
            (Split, self.split),
        ]
        return [kind(settings, folder) for kind, settings in every if getattr(settings, "enabled", True)]
