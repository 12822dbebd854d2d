"""`laaj library export`, `import`, `collections`, `remove-collection`: a facilitator and a stick."""

import sqlite3
import stat
import zipfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.paths import Paths
from corpus.gists import Gists
from corpus.library import Library
from corpus.packs.manifest import SIGNATURE
from tests.fixtures.app import FINE, THEIRS, USAGE, Laaj, one_sentence, records


@pytest.fixture
def stick(laaj: Laaj, tmp_path: Path) -> Path:
    """A pack of one added page, made by another computer: this one has neither the page nor the key any more."""
    file = tmp_path / "abeilles.md"
    file.write_text("---\ntitle: Élever des abeilles\ntheme: elevage-peche\n---\nLa ruche donne du miel.", "utf-8")
    (name,) = records(laaj("library", "add", file, "--json")[1])[0]["added"]
    pack = tmp_path / "abeilles.laajpack"
    assert laaj("library", "export", pack, "--title", "Les abeilles", "--licence", "CC BY 4.0")[0] == FINE
    laaj("library", "remove", name)
    (tmp_path / "home" / "signing.key").unlink()
    return pack


def test_a_collection_is_exported_imported_found_listed_and_removed(laaj: Laaj, stick: Path) -> None:
    status, output, errors = laaj("library", "import", stick)
    assert (status, errors) == (FINE, "")
    assert "« Les abeilles », 1 documents" in output and "CC BY 4.0" in output and "Signé avec la clé" in output
    (record,) = records(laaj("library", "import", stick, "--json")[1])
    name = record["collection"]
    assert record["documents"] == 1 and len(record["signer"]) == 64
    (hit, *_) = records(laaj("find", "le miel de la ruche", "--json")[1])[0]["hits"]
    assert hit["document"].startswith(f"{name}:")
    assert "Les abeilles" in laaj("library", "collections")[1]
    listed = records(laaj("library", "collections", "--json")[1])[0]
    assert [(one["name"], one["documents"]) for one in listed] == [("starter", 3), (name, 1)]
    assert laaj("library", "remove-collection", name)[0] == FINE
    assert records(laaj("library", "verify", "--json")[1])[0]["documents"] == 3
    assert records(laaj("find", "le miel de la ruche", "--json")[1])[0]["hits"][0]["document"] != hit["document"]


def test_what_comes_with_vectors_is_not_embedded_again(laaj: Laaj, stick: Path, word_model, monkeypatch) -> None:
    laaj("find", "oignons")
    monkeypatch.setattr(word_model.text, "encode_passages", lambda *_: pytest.fail("embedded again"))
    assert laaj("library", "import", stick)[0] == FINE


def test_what_comes_without_vectors_is_embedded(laaj: Laaj, few_documents: Paths, stick: Path, word_model) -> None:
    laaj("find", "oignons")
    other = replace(word_model.bundle.manifest, precision="int8")
    word_model.bundle.__init__(word_model.bundle.folder, other)
    laaj("library", "import", stick)
    with Library.open(few_documents.library) as library:
        assert library.missing_vectors(word_model.bundle.model_id) == []


def test_an_unsigned_pack_is_said_to_be(laaj: Laaj, stick: Path) -> None:
    with zipfile.ZipFile(stick) as archive:
        files = {name: archive.read(name) for name in archive.namelist() if name != SIGNATURE}
    with zipfile.ZipFile(stick, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    assert "n'est pas signé" in laaj("library", "import", stick)[1]


def test_the_starter_pages_travel_and_are_not_doubled_where_they_are(laaj: Laaj, tmp_path: Path) -> None:
    pack = tmp_path / "starter.laajpack"
    assert laaj("library", "export", pack, "--collection", "starter")[0] == FINE
    output = laaj("library", "import", pack)[1]
    assert "Pages de départ" in output and "laissés comme ils sont : 3 documents" in output
    assert records(laaj("library", "verify", "--json")[1])[0]["documents"] == 3


def test_a_gist_recorded_here_travels_with_its_page(laaj: Laaj, few_documents: Paths, tmp_path: Path) -> None:
    Gists(few_documents.gists).put("sante/brulure", np.zeros(16_000, np.float32), 16_000)
    pack = tmp_path / "starter.laajpack"
    assert records(laaj("library", "export", pack, "--collection", "starter", "--json")[1])[0]["gists"] == 1
    Gists(few_documents.gists).remove("sante/brulure")
    assert records(laaj("library", "import", pack, "--json")[1])[0]["gists"] == 1
    with Library.open(few_documents.library) as library:
        assert list(library.gist_sizes()) == ["sante/brulure"]


def test_the_key_is_kept_to_oneself_and_signs_the_next_pack_too(laaj: Laaj, few_documents: Paths, tmp_path) -> None:
    pack = tmp_path / "starter.laajpack"
    signers = set()
    for _ in range(2):
        laaj("library", "export", pack, "--collection", "starter")
        signers.add(records(laaj("library", "import", pack, "--json")[1])[0]["signer"])
    assert len(signers) == 1
    key = few_documents.library.with_name("signing.key")
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    key.write_bytes(b"short")
    status, _, errors = laaj("library", "export", pack, "--collection", "starter")
    assert status == THEIRS and one_sentence(errors) and "signing.key" in errors


@pytest.mark.parametrize(
    "arguments",
    [
        ("export", "x.zip"),
        ("export", "absent/x.laajpack", "--collection", "starter"),
        ("export", "x.laajpack", "--collection", "nobody's"),
        ("export", "x.laajpack"),
        ("import", "absent.laajpack"),
        ("import", "."),
        ("remove-collection", "nobody's"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(laaj: Laaj, tmp_path: Path, monkeypatch, arguments) -> None:
    monkeypatch.chdir(tmp_path)
    status, output, errors = laaj("library", *arguments)
    assert (status, output) == (THEIRS, "") and one_sentence(errors), errors
    assert not list(tmp_path.glob("x*"))


@pytest.mark.parametrize("arguments", [("export",), ("import",), ("remove-collection",)])
def test_a_mistyped_command_says_what_is_missing(laaj: Laaj, arguments) -> None:
    status, _, errors = laaj("library", *arguments)
    assert status == USAGE and one_sentence(errors)


def test_a_library_of_an_older_laaj_is_brought_up_to_date(laaj: Laaj, few_documents: Paths) -> None:
    laaj("library", "list")
    with closing(sqlite3.connect(few_documents.library)) as database:
        database.executescript("DROP TABLE gists; DROP TABLE collections; DROP INDEX documents_collections;")
        database.execute("DROP TABLE shared")
        database.execute("PRAGMA user_version = 1")
    (listed,) = records(laaj("library", "collections", "--json")[1])
    assert [(one["name"], one["documents"]) for one in listed] == [("starter", 3)]
    assert few_documents.library.with_name("library.db.version-1").exists()
