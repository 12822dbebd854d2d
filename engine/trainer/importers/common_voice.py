"""Mozilla Common Voice, one language: `train.tsv`, `dev.tsv`, `test.tsv`, `validated.tsv` and `clips/`."""

from __future__ import annotations

from pathlib import Path

from engine.trainer.importers import tables
from engine.trainer.importers.gathering import Gathering
from engine.trainer.importers.sounds import Sounds
from engine.trainer.manifest import RowError

_LANGUAGE = "wo"
_COLUMNS = {"client_id", "path", "sentence"}


def gather(gathering: Gathering) -> None:
    """The utterances of one part. Raises InputFault corpus-layout."""
    request = gathering.request
    folders = (request.folder, request.folder / _LANGUAGE)
    table = f"{request.part}.tsv"
    path = next((folder / table for folder in folders if (folder / table).is_file()), None)
    if path is None or not set(tables.columns(path)) >= _COLUMNS:
        there = {path.stem for folder in folders for path in folder.glob("*.tsv")}
        raise request.not_there(f"{table} with {', '.join(sorted(_COLUMNS))}", there)
    sounds = Sounds(path.parent)
    for number, row in tables.rows(gathering, path):
        with gathering.line(path, number):
            if row.get("locale", _LANGUAGE) != _LANGUAGE:
                raise RowError("other-language", f"The sentence is of the language “{row['locale']}”.")
            name = row["path"] if Path(row["path"]).suffix else f"{row['path']}.mp3"  # so the oldest releases
            gathering.utterance(
                path, number, Path(name).stem, sounds.find(name, path.parent / "clips"),
                wolof=row["sentence"], speaker=row["client_id"],
            )  # fmt: skip
