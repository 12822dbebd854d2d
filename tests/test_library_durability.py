"""Whatever happens to disk, power or file, the library stays as it was or says that it is damaged."""

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace

import numpy as np
import pytest

from corpus import schema
from corpus.library import Library
from faults import InputFault
from tests.fixtures.corpus import PAGES, page

MODEL = "model-1"


def contents(library):
    """All that a person could miss."""
    return library.documents(), library.passages(), library.fingerprint(MODEL), library.find("texte vaccin mil", 50)


def child(code, *arguments):
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def fault_of(call, *arguments, **named):
    with pytest.raises(InputFault) as caught:
        call(*arguments, **named)
    return caught.value


# In the middle of adding


def test_a_fault_in_the_middle_of_adding_leaves_the_library_as_it_was(library):
    before = contents(library)

    def pages():
        yield page("new", "New", "Un texte.")
        yield replace(PAGES[1], text="Changé.")
        raise InputFault("document-empty", path="x")

    assert fault_of(library.add, pages(), "x").key == "document-empty"
    assert contents(library) == before
    library.verify()


def test_stopping_from_the_progress_leaves_the_library_as_it_was(library):
    before = contents(library)

    def stop(so_far):
        if so_far == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        library.add((page(f"n{number}", "N", "Un texte.") for number in range(5)), "x", stop)
    assert contents(library) == before
    assert library.add([page("n", "N", "Un texte.")], "x") == 1


def test_a_process_killed_while_adding_leaves_the_library_as_it_was(library):
    before = contents(library)
    library.close()
    code = """
import sys, time
from pathlib import Path
from corpus.documents import Document
from corpus.library import Library

library = Library.open(Path(sys.argv[1]), writable=True)
library._storage._database.execute("PRAGMA cache_size = 10")  # so that pages reach the disk before the commit
def pages():
    for number in range(400):
        yield Document(f"n{number}", "N", "t", "s", "Un texte de plus. " * 200, (), "", "")
    print("killed here", flush=True)
    time.sleep(60)
library.add(pages(), "x")
"""
    process = child(code, library.path)
    try:
        assert process.stdout.readline() == "killed here\n", process.stderr.read()
        assert library.path.with_name("library.db-wal").stat().st_size > 1_000_000
        process.send_signal(signal.SIGKILL)
    finally:
        process.kill()
        process.communicate()
    for writable in (False, True):
        with Library.open(library.path, writable=writable) as again:
            assert contents(again) == before
            again.verify()


# A full disk

LONG = "Un texte de plus qui prend de la place. " * 2000


def test_a_full_disk_is_said_and_leaves_the_library_as_it_was(library):
    before = contents(library)
    database = library._storage._database
    size = database.execute("PRAGMA page_count").fetchone()[0]
    database.execute(f"PRAGMA max_page_count = {size + 20}")
    fault = fault_of(library.add, (page(f"n{number}", "N", LONG) for number in range(20)), "x")
    assert (fault.key, fault.exit_status) == ("disk-full", 3)
    assert contents(library) == before
    fault = fault_of(library.put_vectors, MODEL, {rowid: np.ones(60_000) for rowid in library.passages()})
    assert fault.key == "disk-full"
    assert contents(library) == before
    library.verify()
    library.add([page("small", "Petit", "Un texte.")], "x")


@pytest.mark.parametrize("room_kb", [0, 100, 800])
def test_a_disk_that_takes_no_more_bytes_leaves_the_library_as_it_was(library, room_kb):
    """The limit on a file's size makes write() fail, as a full disk does, wherever SQLite then stands."""
    library.add([page("some", "Du texte", LONG)], "x")
    before = contents(library)
    library.close()
    code = """
import resource, sys
from pathlib import Path
from corpus.documents import Document
from corpus.library import Library
from faults import InputFault

path, room = Path(sys.argv[1]), int(sys.argv[2])
library = Library.open(path, writable=True)
resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + room, resource.RLIM_INFINITY))
try:
    library.add((Document(f"n{n}", "N", "t", "s", "Un texte de plus. " * 4000, (), "", "") for n in range(50)), "x")
except InputFault as fault:
    print(fault.key)
"""
    output, errors = child(code, library.path, room_kb * 1000).communicate(timeout=60)
    assert output == "disk-full\n", errors
    with Library.open(library.path, writable=True) as again:
        assert contents(again) == before
        again.verify()


def test_a_library_is_not_made_on_a_full_disk_and_can_be_made_later(tmp_path):
    code = """
import resource, sys
from pathlib import Path
from corpus.library import Library
from faults import InputFault

resource.setrlimit(resource.RLIMIT_FSIZE, (5000, resource.RLIM_INFINITY))
try:
    Library.open(Path(sys.argv[1]), writable=True)
except InputFault as fault:
    print(fault.key)
"""
    output, errors = child(code, tmp_path / "library.db").communicate(timeout=60)
    assert output == "disk-full\n", errors
    with Library.open(tmp_path / "library.db", writable=True) as library:
        assert library.add(PAGES, "mini") == len(PAGES)
        library.verify()


# Damage


def test_text_in_place_of_a_library_is_damage(tmp_path):
    path = tmp_path / "library.db"
    path.write_text("Ceci n'est pas une base de données. " * 100)
    for writable in (False, True):
        assert fault_of(Library.open, path, writable=writable).key == "library-damaged"
    assert path.read_text().startswith("Ceci n'est pas")


def test_another_programs_database_is_left_alone(tmp_path):
    path = tmp_path / "photos.db"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE photos (name)")
    content = path.read_bytes()
    for writable in (False, True):
        assert fault_of(Library.open, path, writable=writable).key == "library-foreign"
    assert path.read_bytes() == content
    assert [entry.name for entry in tmp_path.iterdir()] == ["photos.db"]


def test_an_empty_file_becomes_a_library_only_when_it_may_be_written(tmp_path):
    path = tmp_path / "library.db"
    path.touch()
    assert fault_of(Library.open, path).key == "library-foreign"
    with Library.open(path, writable=True) as library:
        assert library.documents() == []


def test_verifying_finds_damaged_pages(library):
    library.add([page(f"n{number}", f"Titre {number}", LONG) for number in range(3)], "x")
    library.close()
    content = bytearray(library.path.read_bytes())
    for start in range(16_384, len(content), 8192):
        content[start : start + 64] = os.urandom(64)
    library.path.write_bytes(content)
    with Library.open(library.path) as again:
        assert fault_of(again.verify).key == "library-damaged"


@pytest.mark.parametrize(
    ("damage", "why"),
    [
        ("UPDATE vectors SET vector = zeroblob(16) WHERE passage = 1", "vector of passage 1"),
        ("DELETE FROM words WHERE rowid = 2", "words of passage 2"),
        ("UPDATE words_data SET block = zeroblob(9) WHERE id > 10", "fts5|corrupt|malformed"),
        ("PRAGMA foreign_keys = OFF; DELETE FROM documents WHERE id = 'eau/puits'", "passages without documents"),
    ],
)
def test_verifying_finds_what_does_not_fit_together(library, damage, why):
    library.put_vectors(MODEL, {rowid: np.ones(8) for rowid in library.passages()})
    library.verify()
    library.close()
    with closing(sqlite3.connect(library.path)) as connection:
        connection.executescript(damage)
    with Library.open(library.path, writable=True) as again:
        fault = fault_of(again.verify)
        assert fault.key == "library-damaged"
        assert any(word in str(fault.fields["why"]) for word in why.split("|"))


# Versions


def test_a_library_of_a_newer_version_is_refused_and_left_alone(library):
    library.close()
    with closing(sqlite3.connect(library.path)) as connection:
        connection.execute("PRAGMA user_version = 1000")
    content = library.path.read_bytes()
    for writable in (False, True):
        fault = fault_of(Library.open, library.path, writable=writable)
        assert (fault.key, fault.exit_status) == ("library-newer", 3)
    assert library.path.read_bytes() == content


NEXT = (*schema.MIGRATIONS, ("CREATE TABLE notes (text)", "INSERT INTO notes VALUES ('neuf')"))


def test_a_migration_keeps_a_backup_of_what_was_there(library):
    library.close()
    with closing(sqlite3.connect(library.path, isolation_level=None)) as connection:
        backup = schema.migrate(connection, library.path, NEXT)
        assert connection.execute("SELECT text FROM notes").fetchall() == [("neuf",)]
        assert connection.execute("PRAGMA user_version").fetchone() == (len(NEXT),)
        assert schema.migrate(connection, library.path, NEXT) is None
    with Library.open(backup) as old:
        assert len(old.documents()) == len(PAGES)
    assert fault_of(Library.open, library.path, writable=True).key == "library-newer"


def test_a_migration_that_fails_changes_nothing(library):
    before = contents(library)
    library.close()
    broken = (*schema.MIGRATIONS, ("DELETE FROM documents", "CREATE TABLE documents (again)"))
    with (
        closing(sqlite3.connect(library.path, isolation_level=None)) as connection,
        pytest.raises(sqlite3.OperationalError, match="already exists"),
    ):
        schema.migrate(connection, library.path, broken)
    with Library.open(library.path, writable=True) as again:
        assert contents(again) == before


def test_a_new_library_needs_no_backup(library):
    assert {entry.name for entry in library.path.parent.iterdir()} <= {"library.db", "library.db-wal", "library.db-shm"}
