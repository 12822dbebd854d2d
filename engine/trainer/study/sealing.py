"""What was asked of a model, and what came of it, in its bundle: the manifest says it, and its card shows it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.whole_file import disk_fault, whole_file
from engine.bundle import MANIFEST, Bundle, seal
from engine.trainer.card import card
from engine.trainer.starter.library_evaluation import CARD
from engine.trainer.study.blocks import Aim
from engine.trainer.study.settings import Study
from faults import InputFault

if TYPE_CHECKING:
    from engine.trainer.study.study import Findings

SCORE = "study"


def check(settings: Study) -> None:
    """Before hours of measuring: can what is found be sealed at all?

    Raises:
        InputFault: study-in-part, not-writable.
    """
    if settings.clips or set(settings.parts) < set(Study().parts):
        raise InputFault("study-in-part")
    folder = settings.bundle
    for path in (folder, folder / MANIFEST, folder / CARD):
        if path.exists() and not _writable(path):
            raise InputFault("not-writable", path=path)


def _writable(path: Path) -> bool:
    """Also for one who may write everywhere, a file without that permission is left alone."""
    return os.access(path, os.W_OK) and bool(path.stat().st_mode & stat.S_IWUSR)


def seal_findings(folder: Path, findings: Sequence[Findings]) -> None:
    """Raises InputFault of a bundle that does not open, disk-full, not-writable."""
    manifest = Bundle.open(folder).manifest
    manifest = replace(manifest, scores={**manifest.scores, SCORE: short(findings)})
    try:
        with whole_file(folder / CARD, "w", encoding="utf-8") as file:
            file.write(card(manifest))
        seal(folder, manifest)
    except OSError as error:
        raise disk_fault(error, folder) from error


def short(findings: Sequence[Findings]) -> dict[str, Any]:
    """What a manifest keeps of a study."""
    aims = [_kept(aim) for one in findings if one.found is not None for aim in one.part.aims(one.found)]
    return {"aims": aims, "limits": list(_limits(findings))}


def _kept(aim: Aim) -> dict[str, Any]:
    return {
        "what": aim.what, "asked": aim.asked, "found": aim.found, "reached": aim.reached, "else": aim.else_
    }  # fmt: skip


def _limits(findings: Sequence[Findings]) -> Iterator[str]:
    if missing := [one.part.TITLE for one in findings if one.found is None]:
        yield f"Not measured, for want of data: {'; '.join(missing)}."
