"""A document is printed to a PDF of A4 pages, all of it or nothing."""

from __future__ import annotations

import errno
import os
import re
import signal
import subprocess
import sys
import threading
import zlib
from pathlib import Path

import pytest

from corpus.documents import Document
from faults import InputFault
from ui.document_pdf import print_pdf

PAPER = Document(
    "sante/brulure",
    "Soigner une brûlure",
    "sante",
    "",
    "Versez de l'eau.\n\n" + "Une phrase de tous les jours. " * 800,
    ("Un guide",),
    "2026-01-01",
    "",
)


def streams(pdf: bytes) -> bytes:
    found = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    return b"".join(zlib.decompress(stream) for stream in found if stream[:1] == b"x")


def test_the_paper_is_a4_with_title_text_and_sources(qapp, tmp_path: Path) -> None:
    print_pdf(PAPER, tmp_path / "brulure.pdf", "Sources : {0}")
    pdf = (tmp_path / "brulure.pdf").read_bytes()
    assert pdf.startswith(b"%PDF-") and pdf.rstrip().endswith(b"%%EOF")
    boxes = {tuple(round(float(side)) for side in box.split()) for box in re.findall(rb"/MediaBox \[([^\]]*)\]", pdf)}
    assert boxes == {(0, 0, 595, 842)}
    assert len(re.findall(rb"/Type /Page\b", pdf)) > 3
    assert "Soigner une brûlure".encode("utf-16-be") in pdf
    without = tmp_path / "without.pdf"
    print_pdf(Document(**{**vars(PAPER), "sources": ()}), without, "Sources : {0}")
    assert len(streams(pdf)) > len(streams(without.read_bytes()))


def test_it_prints_behind_the_window(qapp, tmp_path: Path) -> None:
    """In a thread without an event loop, where a text's layout would complain."""
    thread = threading.Thread(target=print_pdf, args=(PAPER, tmp_path / "brulure.pdf", "Sources : {0}"))
    thread.start()
    thread.join(60)
    assert (tmp_path / "brulure.pdf").stat().st_size > 5_000


def test_an_empty_document_is_a_page_with_its_title(qapp, tmp_path: Path) -> None:
    print_pdf(Document(**{**vars(PAPER), "text": "", "sources": ()}), tmp_path / "empty.pdf", "Sources : {0}")
    assert (tmp_path / "empty.pdf").read_bytes().startswith(b"%PDF-")


def test_a_folder_that_is_not_there_is_told(qapp, tmp_path: Path) -> None:
    with pytest.raises(InputFault) as told:
        print_pdf(PAPER, tmp_path / "nowhere" / "brulure.pdf", "Sources : {0}")
    assert told.value.key == "not-writable"


def test_a_full_disk_is_told_and_the_file_before_stands(qapp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "brulure.pdf"
    path.write_bytes(b"before")

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(InputFault) as told:
        print_pdf(PAPER, path, "Sources : {0}")
    assert told.value.key == "disk-full"
    assert path.read_bytes() == b"before" and list(tmp_path.iterdir()) == [path]


KILLED = """
import os, signal, sys
from pathlib import Path
from PySide6.QtGui import QGuiApplication
application = QGuiApplication([])
os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL)
from tests.test_document_pdf import PAPER
from ui.document_pdf import print_pdf
print_pdf(PAPER, Path(sys.argv[1]), "Sources : {0}")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_a_power_cut_leaves_the_file_before(tmp_path: Path) -> None:
    path = tmp_path / "brulure.pdf"
    path.write_bytes(b"before")
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run([sys.executable, "-c", KILLED, str(path)], env=environment, timeout=120)
    assert done.returncode == -signal.SIGKILL
    assert path.read_bytes() == b"before"
