"""What a bundle was made from, as its manifest says it: the bases, and the data of the training manifests."""

from __future__ import annotations

import re
from pathlib import Path

from transformers.utils import cached_file

from engine.trainer import manifest
from engine.trainer.recipe import Recipe

UNKNOWN = "not stated"


def base_models(recipe: Recipe) -> list[dict[str, str]]:
    """Name and licence of each base; the licence as the recipe states it, or the base's own card."""
    stated = ((recipe.speech.base, recipe.speech.licence), (recipe.text.base, recipe.text.licence))
    return [
        {"name": Path(base).name if Path(base).is_dir() else base, "licence": licence or _licence(base)}
        for base, licence in stated
    ]


def training_data(recipe: Recipe) -> list[dict[str, str]]:
    """Each source of the training manifests, what it served for, and its licences."""
    licences: dict[tuple[str, str], set[str]] = {}
    for source in recipe.data.train:
        for utterance in manifest.read_utterances(source.manifest, recipe.data)[0]:
            licences.setdefault((utterance.source or source.manifest.stem, "speech"), set()).add(utterance.licence)
    for path in recipe.data.pairs:
        for pair in manifest.read_pairs(path)[0]:
            licences.setdefault((pair.source or path.stem, "text pairs"), set())
    return [
        {"name": name, "use": use, "licence": ", ".join(sorted(found - {""})) or UNKNOWN}
        for (name, use), found in licences.items()
    ]


def _licence(base: str) -> str:
    """From the head of the model card, where the base has one on this disk."""
    card = cached_file(
        base, "README.md", local_files_only=True,
        _raise_exceptions_for_missing_entries=False, _raise_exceptions_for_connection_errors=False,
    )  # fmt: skip
    text = Path(card).read_text(encoding="utf-8", errors="replace") if card else ""
    found = re.match(r"---\n(?:.*\n)*?license:[ ]*(\S+)", text)
    return found[1].strip("\"'") if found else UNKNOWN
