"""FLEURS (https://huggingface.co/datasets/google/fleurs): read sentences of FLORES, the same ones in 102 languages.

`wo_sn/{train,dev,test}.tsv` and `wo_sn/audio/{train,dev,test}/*.wav`; French from `fr_fr/*.tsv` beside it.
"""

from __future__ import annotations

from pathlib import Path

from engine.trainer.importers import tables
from engine.trainer.importers.gathering import Gathering
from engine.trainer.importers.sounds import Sounds
from engine.trainer.manifest import RowError

_WOLOF, _FRENCH = "wo_sn", "fr_fr"
_COLUMNS = ("id", "file_name", "raw_transcription", "transcription", "_", "num_samples", "gender")


def gather(gathering: Gathering) -> None:
    """The utterances of one part, with the French of the same sentence. Raises InputFault corpus-layout."""
    request = gathering.request
    folders = (request.folder / _WOLOF, request.folder / "data" / _WOLOF, request.folder)
    table = f"{request.part}.tsv"
    folder = next((folder for folder in folders if (folder / table).is_file()), None)
    if folder is None:
        there = {path.stem for folder in folders for path in folder.glob("*.tsv")}
        raise request.not_there(f"{_WOLOF}/{table}", there)
    french = _french(gathering, folder.resolve().parent / _FRENCH / table)
    sounds = Sounds(folder)
    for number, row in tables.rows(gathering, folder / table, _COLUMNS):
        with gathering.line(folder / table, number):
            if not row["file_name"]:
                raise RowError("not-a-row", f"The row has fewer columns than {', '.join(_COLUMNS[:4])}.")
            audio = sounds.find(row["file_name"], folder / "audio" / request.part, folder / request.part)
            gathering.utterance(
                folder / table, number, f"{request.part}-{Path(row['file_name']).stem}", audio,
                wolof=row["raw_transcription"] or row["transcription"], french=french.get(row["id"], ""),
            )  # fmt: skip
    alone = sum(not row.french for row in gathering.utterances)
    if alone:
        gathering.notes.append(f"{alone} utterances have no French: their sentence is not in {_FRENCH}/{table}.")
    gathering.notes.append(
        "The sentences are those of FLORES, in many corpora: keep each on one side of every split. "
        "Speakers are not given."
    )


def _french(gathering: Gathering, path: Path) -> dict[str, str]:
    """French by the number of its sentence."""
    if not path.is_file():
        return {}
    found: dict[str, str] = {}
    for _, row in tables.rows(gathering, path, _COLUMNS):
        if text := row["raw_transcription"] or row["transcription"]:
            found.setdefault(row["id"], text)
    return found
