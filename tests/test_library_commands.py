"""`laaj library …`: what a facilitator does with the collection, and what must never harm it."""

import resource
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from app.paths import Paths
from app.session import Session
from app.settings import Settings
from tests.fixtures.app import FINE, THEIRS, Laaj, one_sentence, records

PROJECT = Path(__file__).parent.parent


def test_documents_are_added_shown_found_and_removed(laaj: Laaj, tmp_path: Path) -> None:
    page = tmp_path / "Les abeilles.md"
    page.write_text(
        "---\ntitle: Élever des abeilles\ntheme: elevage-peche\n---\nLa ruche donne du miel.", encoding="utf-8"
    )
    status, output, errors = laaj("library", "add", page, "--json")
    assert (status, errors) == (FINE, "")
    (name,) = records(output)[0]["added"]
    assert "La ruche donne du miel." in laaj("library", "show", name)[1]
    assert name in laaj("library", "list")[1]
    assert records(laaj("find", "le miel de la ruche", "--json")[1])[0]["hits"][0]["document"] == name
    assert laaj("library", "remove", name)[0] == FINE
    assert name not in laaj("library", "list")[1]
    status, _, errors = laaj("library", "show", name)
    assert status == THEIRS and one_sentence(errors)


def test_a_folder_is_added_and_what_cannot_be_read_in_it_is_named(laaj: Laaj, tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "bonne.txt").write_text("Une page lisible sur les moutons.", encoding="utf-8")
    (folder / "vide.txt").write_text("")
    (folder / "nul.txt").write_bytes(b"avant\0apres")
    status, output, errors = laaj("library", "add", folder, "--json")
    assert status == THEIRS
    assert len(records(output)[0]["added"]) == 1 and records(output)[0]["refused"] == 2
    assert laaj("library", "add", folder / "vide.txt")[1] == ""
    assert "vide.txt" in errors and "nul.txt" in errors and len(errors.splitlines()) == 2


def test_an_added_file_replaces_its_own_page_and_no_other(laaj: Laaj, tmp_path: Path) -> None:
    files = [tmp_path / folder / "sante" / "brulure.md" for folder in ("clef", "bureau")]
    for file in files:
        file.parent.mkdir(parents=True)
        file.write_text(f"Une page du dossier {file.parent.parent.name}.", encoding="utf-8")
        assert laaj("library", "add", file.parent.parent)[0] == FINE
    files[0].write_text("Une page corrigée.", encoding="utf-8")
    (corrected,) = records(laaj("library", "add", files[0], "--json")[1])[0]["added"]
    assert records(laaj("library", "verify", "--json")[1])[0]["documents"] == 3 + 2
    assert "corrigée" in laaj("library", "show", corrected)[1]
    assert "Soigner une brûlure" in laaj("library", "show", "sante/brulure")[1]


def test_the_starter_documents_come_back_with_rebuild(laaj: Laaj) -> None:
    laaj("library", "remove", "sante/brulure")
    assert records(laaj("library", "verify", "--json")[1])[0]["documents"] == 2
    status, output, _ = laaj("library", "rebuild", "--json")
    assert status == FINE
    record = records(output)[0]
    assert record["documents"] == 3 and record["embedded"] == record["passages"] > 3


def test_a_removed_starter_document_stays_away_until_then(laaj: Laaj) -> None:
    laaj("library", "remove", "sante/brulure")
    assert "sante/brulure" not in laaj("library", "list")[1]


def test_a_new_laaj_brings_its_new_documents_into_an_old_library(laaj: Laaj, few_documents: Paths) -> None:
    laaj("library", "list")
    (few_documents.starter / "sante" / "brulure.md").unlink()
    (few_documents.starter / "sante" / "fievre.md").write_text("---\ntitle: La fièvre\n---\nMesurez.", encoding="utf-8")
    listed = laaj("library", "list")[1]
    assert "sante/fievre" in listed and "sante/brulure" not in listed


def test_a_damaged_library_is_told_and_left_as_it_is(laaj: Laaj, few_documents: Paths) -> None:
    laaj("library", "list")
    few_documents.library.write_bytes(b"this is no database" * 1000)
    before = few_documents.library.read_bytes()
    for command in (("library", "list"), ("library", "verify"), ("find", "oignons")):
        status, _, errors = laaj(*command)
        assert status == THEIRS and one_sentence(errors), errors
    assert few_documents.library.read_bytes() == before


@pytest.mark.parametrize("name", ["x" * 400 + ".txt", "absent/x.txt", "\udce9.txt"])
def test_a_path_that_cannot_be_is_told(laaj: Laaj, tmp_path: Path, name: str) -> None:
    status, output, errors = laaj("library", "add", tmp_path / name)
    assert (status, output) == (THEIRS, "") and one_sentence(errors)


def test_a_damaged_stamp_of_the_starter_documents_is_made_anew(laaj: Laaj, few_documents: Paths) -> None:
    laaj("library", "list")
    stamp = few_documents.data / "starter.sha256"
    whole = stamp.read_bytes()
    stamp.write_bytes(b"\xff\xfe")
    assert laaj("library", "list")[0] == FINE
    assert stamp.read_bytes() == whole


@pytest.mark.parametrize("command", [("library", "verify"), ("doctor",)])
def test_a_damaged_full_text_index_is_noticed(laaj: Laaj, few_documents: Paths, command: tuple[str, ...]) -> None:
    laaj("library", "list")
    with closing(sqlite3.connect(few_documents.library)) as database, database:
        database.execute("UPDATE words_data SET block = zeroblob(9) WHERE id > 10")
    status, output, errors = laaj(*command)
    assert status == THEIRS and "library.db" in output + errors and "Traceback" not in errors


def test_a_library_that_may_only_be_read_is_verified_and_refuses_to_change(
    laaj: Laaj, few_documents: Paths, tmp_path: Path
) -> None:
    """A reader's SQLite stands in for folder rights, which do not hold root back."""
    laaj("find", "oignons")
    page = tmp_path / "page.txt"
    page.write_text("Une page sur les moutons.", encoding="utf-8")
    with only_for_reading():
        assert laaj("library", "verify")[0] == laaj("find", "oignons")[0] == FINE
        for command in ("add", page), ("remove", "sante/brulure"), ("rebuild",):
            status, output, errors = laaj("library", *command)
            assert (status, output) == (THEIRS, "") and one_sentence(errors) and "ne peut pas écrire" in errors
    assert "sante/brulure" in laaj("library", "list")[1]


@contextmanager
def only_for_reading() -> Iterator[None]:
    connect = sqlite3.connect
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite3, "connect", lambda name, **how: connect(name.replace("mode=rwc", "mode=ro"), **how))
        yield


def test_a_full_disk_is_told_and_the_library_stays_as_it_was(home: Paths, tmp_path: Path) -> None:
    with Session(home, Settings()) as session:
        before = [document.id for document in session.library.summaries()]
    page = tmp_path / "page.txt"
    page.write_text("Une page de plus sur les moutons. " * 20_000, encoding="utf-8")
    limit = home.library.stat().st_size + 100_000
    done = subprocess.run(
        [sys.executable, "-m", "app.cli", "library", "add", page],
        capture_output=True,
        text=True,
        cwd=PROJECT,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    assert done.returncode == THEIRS, done
    assert (
        done.stderr
        == "Il n'y a plus de place sur le disque. Libérez de la place, puis recommencez ; rien n'a été perdu.\n"
    )
    with Session(home, Settings()) as session:
        assert [document.id for document in session.library.summaries()] == before
        session.library.verify()
