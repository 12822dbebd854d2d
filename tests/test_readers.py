"""Files become documents, or a fault that says why not."""

import os
import unicodedata
from pathlib import Path

import pytest

from corpus.documents import Document
from corpus.readers import read, read_folder
from faults import InputFault

PAGE = """---
title: "Préparer l'eau : la filtrer"
theme: eau-hygiene
summary: Une phrase
  sur deux lignes.
sources:
  - Ministère de la Santé
  - Savoir commun
date: 2026-11-22
---

Filtrez l'eau.

---

Puis laissez-la reposer.
"""


def written(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_front_matter_gives_the_fields_and_is_not_part_of_the_text(tmp_path):
    document = read(written(tmp_path / "Filtrer l'Eau.md", PAGE))
    assert document == Document(
        id=document.id,
        title="Préparer l'eau : la filtrer",
        theme="eau-hygiene",
        summary="Une phrase sur deux lignes.",
        text="Filtrez l'eau.\n\n---\n\nPuis laissez-la reposer.",
        sources=("Ministère de la Santé", "Savoir commun"),
        date="2026-11-22",
        collection="",
    )


def test_one_source_may_stand_on_the_line_itself(tmp_path):
    assert read(written(tmp_path / "a.md", "---\nsources: La mairie\n---\nTexte.")).sources == ("La mairie",)


@pytest.mark.parametrize(
    "page",
    [
        "---\ntitle: Eau: la filtrer\n---\nTexte.",  # the colon makes this no YAML
        "---\nUn trait ouvre la page.\n---\nTexte.",
        "---\n- une\n- liste\n---\nTexte.",
        "---\ntitle: jamais fermé\nTexte.",
        "---\n" + "[" * 5000 + "\n---\nTexte.",
    ],
)
def test_what_is_not_front_matter_stays_in_the_text(tmp_path, page):
    document = read(written(tmp_path / "page.md", page))
    assert document.text == page
    assert document.title == "Page"


def test_nested_fields_are_ignored_rather_than_shown(tmp_path):
    document = read(written(tmp_path / "page.md", "---\ntitle: [a, b]\ntheme: {c: d}\nsources: [e, [f]]\n---\nTexte."))
    assert (document.title, document.theme, document.sources) == ("Page", "", ("e",))


def test_a_page_without_title_is_called_by_its_heading_or_else_by_its_file(tmp_path):
    assert read(written(tmp_path / "x.md", "# Le puits\n\nTexte.")).title == "Le puits"
    assert read(written(tmp_path / "le_puits-du  village.txt", "# pas un titre ici")).title == "Le puits du village"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_old_french_files_read_as_well_as_new_ones(tmp_path, encoding):
    text = "L'été, le cœur bat : « déjà ? » Ça coûte 5 €."
    assert read(written(tmp_path / "page.txt", text.encode(encoding))).text == text


def test_latin_1_reads_too(tmp_path):
    # 0x81 has no letter in Windows-1252, so only Latin-1 can read this file.
    content = ("La forêt brûlée. " * 100).encode("latin-1") + b"\x81"
    assert read(written(tmp_path / "page.txt", content)).text.startswith("La forêt brûlée.")


def test_line_ends_and_letters_have_one_form(tmp_path):
    decomposed = unicodedata.normalize("NFD", "été\r\nforêt\rfin")
    assert read(written(tmp_path / "page.txt", decomposed)).text == "été\nforêt\nfin"


@pytest.mark.parametrize(
    ("name", "content", "key"),
    [
        ("nul.txt", b"du texte\0 et la suite", "document-not-text"),
        ("picture.txt", bytes(range(256)) * 4, "document-not-text"),
        ("page-pdf.md", b"%PDF-1.7\n\x01\x02\x03 stream", "document-not-text"),
        ("utf16.txt", "du texte".encode("utf-16"), "document-not-text"),
        ("empty.txt", b"", "document-empty"),
        ("blank.md", b" \n\t\r\n", "document-empty"),
        ("fields-only.md", b"---\ntitle: Rien\n---\n", "document-empty"),
        ("page.pdf", b"%PDF-1.7", "document-format"),
        ("README", b"texte", "document-format"),
    ],
)
def test_bad_files_have_a_sentence_each(tmp_path, name, content, key):
    with pytest.raises(InputFault) as caught:
        read(written(tmp_path / name, content))
    assert caught.value.key == key
    assert caught.value.exit_status == 3
    assert caught.value.fields["path"] == tmp_path / name
    assert "{" not in caught.value.text("fr")


def test_a_50_mb_file_is_refused_without_being_read(tmp_path, monkeypatch):
    path = tmp_path / "big.txt"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    monkeypatch.setattr(Path, "read_bytes", lambda path: pytest.fail("was read"))
    with pytest.raises(InputFault, match="50 MB, at most 10") as caught:
        read(path)
    assert caught.value.key == "document-large"


def test_what_is_no_file_is_refused(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    for name, key in [("absent.txt", "file-missing"), (".", "not-a-file"), ("pipe.txt", "file-refused")]:
        with pytest.raises(InputFault) as caught:
            read(tmp_path / name)
        assert caught.value.key == key


def test_a_file_that_may_not_be_read_is_refused(tmp_path, monkeypatch):
    def denied(path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", denied)
    with pytest.raises(InputFault) as caught:
        read(written(tmp_path / "secret.txt", "texte"))
    assert caught.value.key == "file-refused"


def test_a_folder_gives_each_file_in_order_and_goes_on_after_a_bad_one(tmp_path):
    written(tmp_path / "Puits.md", "Texte.")
    written(tmp_path / "santé" / "Vaccins.txt", "Texte.")
    written(tmp_path / "photo.jpg", b"\xff\xd8")
    written(tmp_path / ".caché" / "a.txt", "Texte.")
    written(tmp_path / ".DS_Store", b"\0")
    found = list(read_folder(tmp_path))
    assert [item.title if isinstance(item, Document) else item.key for item in found] == [
        "Puits",
        "document-format",
        "Vaccins",
    ]


def test_a_folder_inside_that_may_not_be_read_is_said(tmp_path, monkeypatch):
    written(tmp_path / "ouvert.txt", "Texte.")
    written(tmp_path / "fermé" / "a.txt", "Texte.")
    scandir = os.scandir

    def denied(path):
        if str(path).endswith("fermé"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", denied)
    fault, document = read_folder(tmp_path)
    assert (fault.key, document.title) == ("file-refused", "Ouvert")
    assert "fermé" in fault.sentence("fr")


def test_a_file_is_the_same_document_however_its_path_is_said(tmp_path, monkeypatch):
    path = written(tmp_path / "eau" / "Le Puits d'été.md", "Texte.")
    (tmp_path / "lien").symlink_to(tmp_path / "eau")
    monkeypatch.chdir(tmp_path)
    (in_folder,) = read_folder(tmp_path / "eau")
    others = [read(Path("eau") / path.name), read(Path("eau/../lien") / path.name), in_folder]
    written(path, "Un autre texte.")
    assert {read(path).id} == {document.id for document in others}


def test_two_files_are_two_documents_whatever_they_are_called(tmp_path):
    for name in ["Été.txt", "ete.md", "ete.txt", "a/ete.txt", "b/ete.txt"]:
        written(tmp_path / name, f"Texte de {name}")
    assert len({document.id for document in read_folder(tmp_path)}) == 5


def test_an_id_begins_with_the_name_and_is_never_that_of_a_starter_document(tmp_path):
    identity = read(written(tmp_path / "sante" / "Se protéger du paludisme.md", "Texte.")).id
    assert identity.startswith("se-proteger-du-paludisme-") and "/" not in identity


def test_a_folder_that_is_one_file_gives_that_file_and_one_that_is_absent_a_fault(tmp_path):
    assert [document.title for document in read_folder(written(tmp_path / "seul.txt", "Texte."))] == ["Seul"]
    with pytest.raises(InputFault, match="no file"):
        list(read_folder(tmp_path / "absent"))


def test_a_file_name_of_an_old_computer_is_readable(tmp_path):
    path = tmp_path / os.fsdecode("Été au puits.txt".encode("cp1252"))
    document = read(written(path, "Texte."))
    assert document.title == "Été au puits" and document.id.startswith("ete-au-puits-")


def test_names_in_other_alphabets_keep_their_letters(tmp_path):
    assert read(written(tmp_path / "ŋaam ak 水.txt", "Texte.")).id.startswith("naam-ak-水-")
    assert read(written(tmp_path / "—.txt", "Texte.")).id.startswith("document-")
