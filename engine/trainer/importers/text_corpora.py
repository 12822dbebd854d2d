"""Corpora of text alone, Wolof with French: WolBanking77 and AfriQA, as released and as data/parallel has them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from engine.trainer.importers import tables
from engine.trainer.importers.gathering import Gathering
from engine.trainer.manifest import RowError

_WOLOF = ("wol", "wolof", "input_wo", "wo", "question")
_FRENCH = ("fra", "french", "input_fr", "fr", "translated_question")


def gather_wolbanking77(gathering: Gathering) -> None:
    """The pairs of every table of the part: `full/train/train.csv`, or `wolbanking77_train.tsv`.

    The release also has `5k_split`, rows of `full`: it is left out where both are there.
    Raises InputFault corpus-layout.
    """
    request = gathering.request
    found = _tables(request.folder, "label", "intent")
    whole = [path for path in found if "full" in path.relative_to(request.folder).parts]
    wanted = [path for path in whole or found if _part(path) == request.part]
    if not wanted:
        sought = f"a table named {request.part} of label, Wolof ({', '.join(_WOLOF)}) and French ({', '.join(_FRENCH)})"
        raise request.not_there(sought, {path.name for path in found})
    for path in wanted:
        for number, row in tables.rows(gathering, path):
            _pair(gathering, path, number, row)


def gather_afriqa(gathering: Gathering) -> None:
    """The pairs of the part: `queries.afriqa.wol.fr.train.json`, which is JSON lines, or a table with a column split.

    Raises InputFault corpus-layout.
    """
    request = gathering.request
    found = [path for path in _files(request.folder, (".json", ".jsonl")) if path.name.startswith("queries")]
    found = [path for path in found if "wol" in path.name.split(".")]
    found += _tables(request.folder, "split")
    if not found:
        raise request.not_there("queries.afriqa.wol.fr.*.json, or a table of question, translated_question and split")
    others: dict[str, int] = {}
    for path in found:
        read = tables.rows if path.suffix.lower() in tables.SUFFIXES else tables.objects
        for number, row in read(gathering, path):
            part = row.get("split") or next((word for word in path.name.split(".") if word in _PARTS), "")
            language = row.get("lang") or "wol"
            if part != request.part or language != "wol":
                other = part if language == "wol" else language
                others[other] = others.get(other, 0) + 1
                continue
            _pair(gathering, path, number, row)
    if others:
        counted = ", ".join(f"{count} {name or 'unnamed'}" for name, count in sorted(others.items()))
        gathering.notes.append(f"Only “{request.part}” is imported, not: {counted}.")


_PARTS = ("train", "dev", "test")


def _pair(gathering: Gathering, path: Path, number: int, row: dict[str, str]) -> None:
    with gathering.line(path, number):
        names = _columns(list(row))
        if names is None:
            raise RowError("missing-key", f"Wolof ({', '.join(_WOLOF)}) or French ({', '.join(_FRENCH)}) is missing.")
        gathering.pair(row[names[0]], row[names[1]])


def _columns(names: list[str]) -> tuple[str, str] | None:
    """The columns of Wolof and of French, or None."""
    wolof = next((name for name in _WOLOF if name in names), None)
    french = next((name for name in _FRENCH if name in names), None)
    return (wolof, french) if wolof and french else None


def _part(path: Path) -> str:
    """ "train" of train.csv and of wolbanking77_train.tsv."""
    return path.stem.lower().replace("-", "_").rpartition("_")[2]


def _tables(folder: Path, *marks: str) -> list[Path]:
    """Tables of Wolof and French that have one of these columns too: other corpora may lie beside."""
    columns = {path: tables.columns(path) for path in _files(folder, tables.SUFFIXES)}
    return [path for path, names in columns.items() if _columns(names) and set(marks) & set(names)]


def _files(folder: Path, suffixes: tuple[str, ...]) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.suffix.lower() in suffixes and path.is_file())
