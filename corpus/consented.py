"""Questions that a person agreed to give, each for itself: sound, what was agreed to, the document that answers.

A question's row in `journal.db` and its sound `questions/ID.flac` belong together. The sound is written, and removed,
while the row's transaction is open; where a power cut comes in between, the next `reconcile` removes the half that is
left. Nothing here says who asked.

An export is a folder that `laaj-trainer import consented` reads:

    manifest.jsonl       a row for each question whose document was confirmed
    consents.jsonl       what was agreed to, by id: the day, the language and the wording that was shown, the licence
    sound/ID.flac
"""

from __future__ import annotations

import contextlib
import io
import json
import logging
import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from corpus import journal_file
from corpus.journal_file import disk_faults
from corpus.storage import Storage
from corpus.whole_file import make_folder, whole_file
from faults import InputFault

log = logging.getLogger(__name__)

RATE_HZ = 16_000
UNFINISHED = ".part"  # what whole_file is still writing, and an export


@dataclass(frozen=True)
class ConsentedQuestion:
    id: str
    """That of the question; random."""
    day: date
    document: str | None
    """Confirmed by a facilitator as the answer."""
    seconds: float


class ConsentedQuestions:
    """Any thread may use it, one at a time. Raises what Journal does."""

    def __init__(self, storage: Storage, folder: Path):
        self._storage, self._folder = storage, folder
        self._sounds = folder / journal_file.QUESTIONS

    def keep(self, question: str, samples: np.ndarray, licence: str, wording: str, language: str) -> str:
        """Keeps a question that was asked, (n,) float32 in [-1, 1] at 16 kHz; returns its id. A second time is once.

        `licence` is what the trainer reads, `wording` the question that was put to the person, in `language`.
        Raises InputFault question-unknown, disk-full, not-writable; ValueError for samples that are no sound and for
        an empty licence or wording, which would be no consent.
        """
        if samples.ndim != 1 or not samples.size or not np.isfinite(samples).all():
            raise ValueError("samples are to be (n,), finite and not empty")
        if not licence.strip() or not wording.strip():
            raise ValueError("a consent names its licence and its wording")
        sound = _flac(samples)
        with contextlib.ExitStack() as undone:
            with self._storage.writing() as database:
                asked = database.execute("SELECT day, confirmed FROM questions WHERE id = ?", [question]).fetchone()
                if asked is None:
                    raise InputFault("question-unknown")
                if database["consented"].count_where("id = ?", [question]):
                    return question
                day, confirmed = asked
                row = {"id": question, "day": day, "document": confirmed, "seconds": len(samples) / RATE_HZ}
                database["consented"].insert(row | {"licence": licence, "wording": wording, "language": language})
                _write(self._path(question), sound)
                undone.callback(self._path(question).unlink, missing_ok=True)  # where the disk takes no more rows
            undone.pop_all()
        return question

    def all(self) -> list[ConsentedQuestion]:
        """Newest first."""
        sql = "SELECT id, day, document, seconds FROM consented ORDER BY number DESC"
        with self._storage.reading() as database:
            return [
                ConsentedQuestion(question, date.fromisoformat(day), document, seconds)
                for question, day, document, seconds in database.execute(sql)
            ]

    def sound(self, question: str) -> Path:
        """Its FLAC file. Raises InputFault question-unknown."""
        with self._storage.reading() as database:
            if not database["consented"].count_where("id = ?", [question]):
                raise InputFault("question-unknown")
        return self._path(question)

    def delete(self, question: str) -> None:
        """Removes a question for good, its sound too."""
        with self._storage.writing() as database:
            if not database.execute("DELETE FROM consented WHERE id = ?", [question]).rowcount:
                return
            with disk_faults(self._sounds):
                self._path(question).unlink(missing_ok=True)
        self._empty_the_log()

    def delete_all(self) -> None:
        """Removes every question for good, with what was set aside of damaged journals, and backups."""
        with self._storage.writing() as database:
            database.execute("DELETE FROM consented")
            with disk_faults(self._sounds):
                for file in self._files():
                    file.unlink(missing_ok=True)
        self._empty_the_log()
        journal_file.remove_set_aside(self._folder)

    def export(
        self,
        folder: Path,
        progress: Callable[[int, int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> int:
        """Writes the questions that have a confirmed document into a new folder; returns how many.

        All of it or, where there are none, where `cancelled` says so or anything fails, nothing. `progress` hears
        (done, of how many). Raises InputFault export-exists, disk-full, not-writable, and of a sound that is kept here
        file-missing, file-refused.
        """
        sql = "SELECT * FROM consented WHERE document IS NOT NULL ORDER BY number"
        with self._storage.reading() as database:
            rows = list(database.query(sql))
        with disk_faults(folder.parent):
            if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
                raise InputFault("export-exists", path=folder)
        if not rows:
            return 0
        beside = folder.with_name(folder.name + UNFINISHED)
        with disk_faults(folder.parent), contextlib.ExitStack() as undone:
            undone.callback(shutil.rmtree, beside, ignore_errors=True)
            if beside.exists():  # of an export that was cut off
                shutil.rmtree(beside)
            for done, row in enumerate(rows, 1):
                if cancelled and cancelled():
                    return 0
                _write(beside / "sound" / f"{row['id']}.flac", _read(self._path(row["id"])))
                if progress:
                    progress(done, len(rows))
            _write(beside / "consents.jsonl", _lines(_consent(row) for row in rows))
            _write(beside / "manifest.jsonl", _lines(_exported(row) for row in rows))
            if folder.exists():
                folder.rmdir()
            beside.rename(folder)
            undone.pop_all()
        return len(rows)

    def reconcile(self) -> None:
        """Removes rows without sound and sound without a row: what was being kept or deleted when the power went."""
        with self._storage.writing() as database, disk_faults(self._sounds):
            rows = {question for (question,) in database.execute("SELECT id FROM consented")}
            there = set()
            for file in self._files():
                if file.suffix == UNFINISHED or file.stem not in rows:
                    file.unlink()
                else:
                    there.add(file.stem)
            for question in rows - there:
                database.execute("DELETE FROM consented WHERE id = ?", [question])

    def _path(self, question: str) -> Path:
        return self._sounds / f"{question}.flac"

    def _files(self) -> list[Path]:
        """Sounds, finished or not. Raises OSError: a folder that can't be read is not one without sound."""
        try:
            names = os.listdir(self._sounds)
        except FileNotFoundError:
            return []
        return [self._sounds / name for name in names if name.endswith((".flac", ".flac" + UNFINISHED))]

    def _empty_the_log(self) -> None:
        """The write-ahead log holds what was deleted until it is written over."""
        with self._storage.reading() as database:
            (busy, *_) = database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            log.warning("what was deleted stays in the log for now: another program reads the journal")


def _exported(row: dict[str, Any]) -> dict[str, Any]:
    """A row of the data line. Each question has a speaker of its own: that two are of one person is not known here."""
    return {
        "id": row["id"],
        "audio": f"sound/{row['id']}.flac",
        "seconds": row["seconds"],
        "speaker": row["id"],
        "document": row["document"],
        "licence": row["licence"],
    }


def _consent(row: dict[str, Any]) -> dict[str, Any]:
    return {key: row[key] for key in ("id", "day", "language", "wording", "licence")}


def _lines(rows: Iterable[dict[str, Any]]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def _flac(samples: np.ndarray) -> bytes:
    import soundfile

    encoded = io.BytesIO()
    soundfile.write(encoded, samples, RATE_HZ, format="FLAC", subtype="PCM_16")
    return encoded.getvalue()


def _read(path: Path) -> bytes:
    """Raises InputFault file-missing or file-refused."""
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise InputFault("file-missing", path=path) from error
    except OSError as error:
        raise InputFault("file-refused", path=path, why=error.strerror) from error


def _write(path: Path, content: bytes) -> None:
    """Raises InputFault disk-full or not-writable."""
    make_folder(path.parent)
    with whole_file(path) as file:
        file.write(content)
