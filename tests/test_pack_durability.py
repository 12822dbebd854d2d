"""Whatever happens while a pack travels, the library and the file are as before or as after."""

import errno
import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from app import medium
from app.session import Session
from corpus.library import Library
from corpus.packs import arrival
from corpus.packs.arrival import STAGE, take_in
from corpus.packs.reader import Pack
from corpus.packs.writer import write_pack
from faults import InputFault
from tests.fixtures.corpus import page
from tests.fixtures.packs import PACK_DIM, PACK_MODEL, all_of, exported

PROJECT = Path(__file__).parent.parent
DIMS = {PACK_MODEL: PACK_DIM}

STOP = """
import sys, time
from pathlib import Path

def stop_at(place):
    if place == sys.argv[3]:
        print("killed here", flush=True)
        time.sleep(60)
"""
IMPORT = (
    STOP
    + """
from corpus import collection
from corpus.library import Library
from corpus.packs import arrival, reader

library = Library.open(Path(sys.argv[1]), writable=True)
library._storage._database.execute("PRAGMA cache_size = 10")  # so that pages reach the disk before the commit
def before(name, function):
    def stopped(*arguments):
        stop_at(name)
        return function(*arguments)
    return stopped
def progress(done, total):
    stop_at("reading" if done < total / 2 else "read" if done == total / 2 else "writing")
collection._give_vectors = before("vectors", collection._give_vectors)
arrival.gist_sound.check = before("checking", arrival.gist_sound.check)
arrival.take_in(Path(sys.argv[2]), library, {"hashing-1": 256}, progress)
stop_at("after")
"""
)
EXPORT = (
    STOP
    + """
from corpus.library import Library
from corpus.packs.writer import write_pack
from corpus.whole_file import whole_file

library = Library.open(Path(sys.argv[1]))
with whole_file(Path(sys.argv[2])) as file:
    write_pack(file, library, "mini", {}, b"k" * 32, progress=lambda done, total: stop_at(str(done)))
"""
)


@contextmanager
def killed(code, *arguments):
    process = subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout and process.stderr
    try:
        assert process.stdout.readline() == "killed here\n", process.stderr.read()
        yield
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()


def stages(library):
    return list(library.path.parent.glob(f"{STAGE}*"))


# Killed


@pytest.mark.skipif(sys.platform == "win32", reason="kills as POSIX does")
@pytest.mark.parametrize("place", ["reading", "read", "checking", "writing", "vectors", "after"])
def test_a_process_killed_while_a_pack_comes_in_leaves_the_library_as_before_or_as_after(packed, village, place):
    before = all_of(village)
    with killed(IMPORT, village.path, packed, place):
        assert len(stages(village)) == (place != "after")
    if place == "after":
        assert len(village.documents()) == 6
    else:
        assert all_of(village) == before
    village.verify()
    take_in(packed, village, DIMS)
    assert len(village.documents()) == 6 and village.missing_vectors(PACK_MODEL) == []
    assert stages(village) == [], "what the killed one left is gone"
    village.verify()


@pytest.mark.skipif(sys.platform == "win32", reason="kills as POSIX does")
@pytest.mark.parametrize("step", [1, 6, 12])
def test_a_process_killed_while_it_exports_leaves_no_half_of_a_pack(packed, library, step):
    before = packed.read_bytes()
    with killed(EXPORT, library.path, packed, step):
        pass
    assert packed.read_bytes() == before
    absent = packed.with_name("absent.laajpack")
    with killed(EXPORT, library.path, absent, step):
        pass
    assert not absent.exists()


# Refused by the disk


class Failing:
    """A file that takes or gives no more after some bytes."""

    def __init__(self, file, error, after_bytes):
        self.file, self.error, self.left = file, error, after_bytes

    def __getattr__(self, name):
        return getattr(self.file, name)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()

    def _take(self, size_bytes):
        self.left -= size_bytes
        if self.left < 0:
            raise OSError(self.error, os.strerror(self.error))

    def write(self, content):
        self._take(len(content))
        return self.file.write(content)

    def read(self, size=-1):
        content = self.file.read(size)
        self._take(len(content))
        return content


@contextmanager
def failing(monkeypatch, suffix, error, after_bytes=2000):
    """Files with names that end so fail; `suffix` "" are those of a stage."""
    opened = Path.open

    def open_one(path, *arguments, **how):
        file = opened(path, *arguments, **how)
        ours = path.name.endswith(suffix) if suffix else path.parent.name.startswith(STAGE)
        return Failing(file, error, after_bytes) if ours else file

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", open_one)
        yield


@pytest.mark.parametrize(
    ("error", "key"),
    [
        (errno.ENOSPC, "disk-full"),
        (errno.EFBIG, "pack-large"),
        (errno.EIO, "medium-gone"),
        (errno.ENODEV, "medium-gone"),
        (errno.EROFS, "not-writable"),
    ],
)
@pytest.mark.parametrize("there", [True, False])
def test_a_stick_that_is_full_or_gone_gets_a_whole_pack_or_none(
    session: Session, tmp_path, monkeypatch, error, key, there
):
    path = tmp_path / "starter.laajpack"
    if there:
        session.export_pack(path, "starter")
    before = path.read_bytes() if there else None
    with failing(monkeypatch, ".part", error), pytest.raises(InputFault) as caught:
        session.export_pack(path, "starter", title="Another")
    assert caught.value.key == key
    assert (path.read_bytes() if path.exists() else None) == before
    assert not list(tmp_path.glob("*.part"))


def test_a_stick_pulled_out_while_a_pack_comes_in_changes_nothing(packed, village, monkeypatch):
    before = all_of(village)
    with failing(monkeypatch, ".laajpack", errno.EIO, packed.stat().st_size), pytest.raises(InputFault) as caught:
        take_in(packed, village, DIMS)
    assert caught.value.key == "medium-gone"
    assert all_of(village) == before and stages(village) == []


def test_a_disk_that_is_full_before_the_library_is_reached_changes_nothing(packed, village, monkeypatch):
    before = all_of(village)
    with failing(monkeypatch, "", errno.ENOSPC), pytest.raises(InputFault) as caught:
        take_in(packed, village, DIMS)
    assert caught.value.key == "disk-full"
    monkeypatch.setattr("corpus.packs.reader.shutil.disk_usage", lambda path: Room)
    with pytest.raises(InputFault) as caught:
        take_in(packed, village, DIMS)
    assert caught.value.key == "disk-full", "and it is not even begun"
    assert all_of(village) == before and stages(village) == []


class Room:
    free = 1000


def test_a_disk_that_is_full_within_the_library_changes_nothing(library, village, tmp_path):
    library.add([page("long", "Long", "Un texte qui prend de la place. " * 2000)], "mini")
    path = exported(library, tmp_path / "long.laajpack")
    before = all_of(village)
    database = village._storage._database
    pages = database.execute("PRAGMA page_count").fetchone()[0]
    database.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(InputFault) as caught:
        take_in(path, village, DIMS)
    assert caught.value.key == "disk-full"
    assert all_of(village) == before and stages(village) == []
    village.verify()


def test_a_folder_that_may_not_be_written_is_told(packed, village, monkeypatch):
    def refuse(**_):
        raise PermissionError(errno.EACCES, "refused")

    monkeypatch.setattr(arrival.tempfile, "mkdtemp", refuse)
    with pytest.raises(InputFault) as caught:
        take_in(packed, village, DIMS)
    assert caught.value.key == "not-writable"


def test_more_than_4_gb_for_a_fat32_stick_is_told_before_anything_is_written(session: Session, tmp_path, monkeypatch):
    path = tmp_path / "large.laajpack"
    monkeypatch.setattr("app.packs.estimated_bytes", lambda *_: 5 << 30)
    monkeypatch.setattr(medium, "file_system", lambda path: "vfat")
    with failing(monkeypatch, f"{path.name}.part", errno.EIO, 0), pytest.raises(InputFault) as caught:
        session.export_pack(path, "starter")
    assert caught.value.key == "pack-large" and list(tmp_path.glob("large*")) == []
    monkeypatch.setattr(medium, "file_system", lambda path: "exfat")
    assert session.export_pack(path, "starter") is not None


def test_the_file_system_of_a_stick_is_that_of_its_nearest_mount(tmp_path, monkeypatch):
    class Mount:
        def __init__(self, mountpoint, fstype):
            self.mountpoint, self.fstype = str(mountpoint), fstype

    mounts = [Mount("/", "ext4"), Mount(tmp_path / "stick", "vfat"), Mount(tmp_path / "stick2", "exfat")]
    monkeypatch.setattr(medium.psutil, "disk_partitions", lambda all: mounts)
    found = [medium.file_system(tmp_path / place / "x") for place in ("stick", "stick/in", "stick2", "elsewhere")]
    assert found == ["vfat", "vfat", "exfat", "ext4"]


# Given up


@pytest.mark.parametrize("after", [1, 2, 3])
def test_cancelling_leaves_things_as_they_were(session: Session, packed, tmp_path, after):
    session.prepare()
    before = [one.id for one in session.library.summaries()]
    heard = []
    assert session.import_pack(packed, lambda *step: heard.append(step), lambda: len(heard) >= after) is None
    assert [one.id for one in session.library.summaries()] == before and len(heard) == after
    heard.clear()
    path = tmp_path / "starter.laajpack"
    export = {"progress": lambda *step: heard.append(step), "cancelled": lambda: len(heard) >= after}
    assert session.export_pack(path, "starter", **export) is None
    assert not path.exists() and len(heard) == after


@pytest.mark.parametrize("after", [1, 4, 8])
def test_a_fault_of_whoever_hears_of_the_progress_is_not_told_as_the_disks(packed, village, after):
    before, heard = all_of(village), []

    def progress(done, total):
        heard.append(done)
        if len(heard) == after:
            raise BrokenPipeError(errno.EPIPE, "nobody listens")

    with pytest.raises(BrokenPipeError):
        take_in(packed, village, DIMS, progress)
    assert all_of(village) == before and stages(village) == []


def test_progress_goes_up_to_the_end(packed, village):
    heard = []
    take_in(packed, village, DIMS, lambda done, total: heard.append((done, total)))
    assert [done for done, _ in heard] == sorted(done for done, _ in heard)
    assert len({total for _, total in heard}) == 1 and heard[-1][0] == heard[-1][1]


# Beside others


def test_an_export_is_of_one_moment(library, tmp_path):
    """Another writer changes the collection in the middle: the pack is as it was when it began."""
    begun = []

    def meanwhile(done, total):
        if not begun:
            begun.append(done)
            library.remove("sante/vaccins")
            library.add([page("new", "N", "Un texte.")], "mini")

    path = tmp_path / "p.laajpack"
    with Library.open(library.path) as reader, path.open("wb") as file:
        write_pack(file, reader, "mini", {}, b"k" * 32, progress=meanwhile)
    with Pack.open(path) as pack:
        assert pack.manifest.documents == 6
    with Library.open(tmp_path / "there" / "library.db", writable=True) as there:
        assert take_in(path, there, {}).received.documents == 6
        assert there.find("rougeole", 1)


def test_another_import_under_way_keeps_its_folder(packed, village):
    folder = village.path.parent / f"{STAGE}{os.getpid()}-other"
    folder.mkdir()
    take_in(packed, village, DIMS)
    assert stages(village) == [folder]
