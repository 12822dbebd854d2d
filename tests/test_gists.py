"""A gist is kept for its document whole or not at all, under a name that every disk takes and that says whose it is."""

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from corpus.gists import Gists
from faults import InputFault

RATE_HZ = 16_000
DEVICES = ["con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))]


def voice(seconds: float, pitch_hz: float = 220.0) -> np.ndarray:
    return (0.4 * np.sin(2 * np.pi * pitch_hz * np.arange(round(seconds * RATE_HZ)) / RATE_HZ)).astype(np.float32)


@pytest.fixture
def gists(tmp_path: Path) -> Gists:
    return Gists(tmp_path / "data" / "gists")


def test_without_any_gist_there_is_no_folder(gists: Gists) -> None:
    assert gists.path("sante/paludisme") is None
    assert gists.all() == {}
    gists.remove("sante/paludisme")
    assert not gists.folder.exists()


def test_a_gist_comes_back_as_it_was_said(gists: Gists) -> None:
    path = gists.put("sante/paludisme", voice(2.0), RATE_HZ)
    assert gists.path("sante/paludisme") == path
    samples, rate_hz = soundfile.read(path, dtype="float32")
    assert rate_hz == RATE_HZ and soundfile.info(path).format == "FLAC"
    assert np.abs(samples - voice(2.0)).max() <= 2**-15


def test_the_name_can_be_read(gists: Gists) -> None:
    assert gists.put("eau-hygiene/latrines", voice(0.1), RATE_HZ).name == "eau-hygiene%2Flatrines.flac"


def test_a_document_has_one_gist_the_latest(gists: Gists) -> None:
    gists.put("a", voice(1.0), RATE_HZ)
    gists.put("a", voice(2.0), RATE_HZ)
    assert [soundfile.info(path).frames for path in gists.folder.iterdir()] == [2 * RATE_HZ]


def test_a_gist_is_removed_and_no_other(gists: Gists) -> None:
    gists.put("a", voice(1.0), RATE_HZ)
    kept = gists.put("a/b", voice(1.0), RATE_HZ)
    gists.remove("a")
    gists.remove("a")
    assert gists.path("a") is None
    assert gists.all() == {"a/b": kept}


def test_files_that_are_no_gists_are_passed_over(gists: Gists) -> None:
    kept = gists.put("a", voice(0.1), RATE_HZ)
    for name in ("Readme.txt", "My voice.flac", "%ZZ.flac", "b%2f.flac", "a.flac.part", "%FF.flac"):
        (gists.folder / name).write_bytes(kept.read_bytes())
    assert gists.all() == {"a": kept}


ids = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=300) | st.sampled_from(DEVICES)


@given(st.sets(ids | st.text("aAéÉ/\\.% ", min_size=1), min_size=1, max_size=6))
def test_any_id_has_a_name_of_its_own_that_every_disk_takes(documents: set[str]) -> None:
    gists = Gists(Path("gists"))
    places = {document: gists._place(document).relative_to("gists") for document in documents}
    assert len({str(place).lower() for place in places.values()}) == len(documents)
    for place in places.values():
        for part in place.parts:
            assert re.fullmatch(r"[a-z0-9%A-F_-]+(\.flac)?", part)
            assert len(part) + len(".part") <= 255
            assert part.split(".")[0].lower() not in DEVICES


@pytest.mark.parametrize(
    "document", [*sorted(DEVICES), "Con", "ñàkk/ndox", "صحة/ملاريا", "..", "a" * 500, "é" * 200, "😀"]
)
def test_whose_a_gist_is_can_be_told_from_its_name(document: str, gists: Gists) -> None:
    path = gists.put(document, voice(0.1), RATE_HZ)
    assert gists.folder in path.parents and ".." not in path.parts
    assert gists.all() == {document: path}
    gists.remove(document)
    assert gists.all() == {}


def test_a_process_killed_while_keeping_leaves_the_gist_before_and_no_half_one(gists: Gists) -> None:
    path = gists.put("a", voice(1.0), RATE_HZ)
    before = path.read_bytes()
    code = """
import os, sys, time
from pathlib import Path
import numpy as np
from corpus.gists import Gists

def killed_here(number):
    print("killed here", flush=True)
    time.sleep(60)

os.fsync = killed_here
Gists(Path(sys.argv[1])).put(sys.argv[2], np.random.default_rng(0).standard_normal(160_000).clip(-1, 1), 16_000)
"""
    for document in ("a", "b"):
        command = [sys.executable, "-c", code, str(gists.folder), document]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        try:
            assert process.stdout is not None and process.stdout.readline() == "killed here\n"
            process.send_signal(signal.SIGKILL)
        finally:
            process.kill()
            process.communicate()
    assert path.read_bytes() == before
    assert gists.all() == {"a": path}
    gists.put("b", voice(1.0), RATE_HZ)
    assert sorted(gists.all()) == ["a", "b"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_on_a_full_disk_the_gist_before_stays(gists: Gists) -> None:
    path = gists.put("a", voice(1.0), RATE_HZ)
    before = path.read_bytes()
    (gists.folder / "a.flac.part").symlink_to("/dev/full")
    with pytest.raises(InputFault) as refused:
        gists.put("a", voice(60.0), RATE_HZ)
    assert refused.value.key == "disk-full"
    assert {file.name: file.read_bytes() for file in gists.folder.iterdir()} == {"a.flac": before}


def test_a_folder_that_cannot_be_written_is_said(gists: Gists) -> None:
    gists.folder.parent.mkdir()
    gists.folder.write_text("a file in its place")
    with pytest.raises(InputFault) as refused:
        gists.put("a", voice(1.0), RATE_HZ)
    assert refused.value.key == "not-writable"
    assert gists.path("a") is None and gists.all() == {}


@pytest.mark.skipif(os.name == "nt", reason="other names are forbidden there")
def test_gists_may_be_copied_to_a_stick_and_back(gists: Gists, tmp_path: Path) -> None:
    for document in ("sante/paludisme", "é" * 200):
        gists.put(document, voice(0.1), RATE_HZ)
    shutil.copytree(gists.folder, tmp_path / "stick")
    assert set(Gists(tmp_path / "stick").all()) == {"sante/paludisme", "é" * 200}
