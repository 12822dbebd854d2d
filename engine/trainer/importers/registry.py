"""`laaj-trainer import`: a corpus, as it is laid out on the disk, becomes a manifest."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from engine.trainer import manifest
from engine.trainer.curation import row as rows
from engine.trainer.importers import common_voice, consented, fleurs, folder, kaldi, plain_table, stm, text_corpora
from engine.trainer.importers.gathering import Gathering, Request
from engine.trainer.progress import tell
from engine.trainer.recipe import Data
from faults import InputFault


@dataclass(frozen=True)
class Importer:
    """How a layout is read. `source` is empty where many corpora have that layout: whoever imports names theirs."""

    gather: Callable[[Gathering], None]
    source: str = ""
    licence: str = ""


IMPORTERS: dict[str, Importer] = {
    "kaldi": Importer(kaldi.gather),
    "stm": Importer(stm.gather),
    "fleurs": Importer(fleurs.gather, "fleurs", "CC BY 4.0"),
    "wolbanking77": Importer(text_corpora.gather_wolbanking77, "wolbanking77", "CC BY 4.0"),
    "afriqa": Importer(text_corpora.gather_afriqa, "afriqa", "CC BY 4.0"),
    "common-voice": Importer(common_voice.gather, "common-voice", "CC0 1.0"),
    "table": Importer(plain_table.gather),
    "folder": Importer(folder.gather),
    "consented": Importer(consented.gather, "consented"),
}


def gather(request: Request) -> Gathering:
    """What a corpus holds, and what cannot be used. Raises InputFault corpus-layout, file-missing or file-refused."""
    if not os.path.isdir(request.folder):
        raise InputFault("corpus-layout", path=request.folder, kind=request.kind, sought="a folder of that name")
    gathering = Gathering(request)
    IMPORTERS[request.kind].gather(gathering)
    return gathering


def import_corpus(request: Request, out: Path, say: Callable[[str], None] = tell) -> str:
    """Read a corpus, list what cannot be used, write the manifest, all of it or nothing; returns the summary.

    A manifest that is there is replaced. Raises InputFault corpus-layout, corpus-empty, file-missing or file-refused,
    disk-full, not-writable.
    """
    gathering = gather(request)
    for problem in gathering.problems:
        say(str(problem))
    if not (gathering.utterances or gathering.pairs or gathering.ready):
        raise InputFault("corpus-empty", path=request.folder, count=len(gathering.problems))
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputFault("not-writable", path=out.parent) from error
    if gathering.utterances:
        manifest.write_utterances(out, gathering.utterances)
    elif gathering.ready:
        rows.write(out, gathering.rows())
    else:
        manifest.write_pairs(out, gathering.pairs)
    return "\n".join(_summary(gathering, out))


def _summary(gathering: Gathering, out: Path) -> list[str]:
    if gathering.utterances:
        speakers = len({row.speaker for row in gathering.utterances if row.speaker})
        lines = [
            f"{out}: {len(gathering.utterances):,} utterances, {gathering.seconds / 3600:.2f} h, "
            + (f"{speakers:,} speakers." if speakers else "speakers not given.")
        ]
        longest_s = Data().longest_s
        if longer := gathering.longer_than(longest_s):
            lines.append(f"{longer:,} last longer than {longest_s:g} s; training leaves those out (data.longest_s).")
    elif gathering.ready:
        texts = sum(bool(row.wolof) for row in gathering.ready)
        counted = {"with text": texts, "without text": len(gathering.ready) - texts}
        held = " and ".join(f"{count:,} recordings {what}" for what, count in counted.items() if count)
        lines = [f"{out}: {held}, for laaj-trainer curate."]
    else:
        lines = [f"{out}: {len(gathering.pairs):,} text pairs."]
    counts = manifest.counts(gathering.problems)
    lines += [f"{count:,} lines left out: {key}" for key, count in counts.items()] or ["No line was left out."]
    return lines + gathering.notes
