"""Sound is kept of the questions that a person agreed to give, whole or not at all; it is deleted for good, and the
trainer reads what is exported."""

import contextlib
import errno
import json
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date

import numpy as np
import pytest
import soundfile

from corpus.journal import Journal
from engine.trainer.importers.gathering import Request
from engine.trainer.importers.registry import gather
from faults import InputFault

TODAY = date(2026, 11, 25)
LICENCE = "CC BY 4.0"
WORDING = "Ndax nangu nga ñu denc sa laaj?"


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "journal"


@pytest.fixture
def journal(folder):
    with Journal.open(folder, lambda: TODAY) as journal:
        yield journal


def voice(seconds=0.5, pitch_hz=220.0):
    time = np.arange(round(seconds * 16_000)) / 16_000
    return (0.4 * np.sin(2 * np.pi * pitch_hz * time)).astype(np.float32)


def give(journal, document=None, samples=None, wording=WORDING):
    question = journal.asked("spoken", "speech", "sure", ["eau/puits", "sante/vaccins"])
    journal.consented.keep(question, voice() if samples is None else samples, LICENCE, wording, "wo")
    if document:
        journal.confirmed(question, document)
    return question


def fault_of(call, *arguments):
    with pytest.raises(InputFault) as caught:
        call(*arguments)
    return caught.value


def sounds(folder):
    return {file.name for file in (folder / "questions").iterdir()} if (folder / "questions").exists() else set()


# Keeping


def test_a_given_question_is_listed_with_its_sound(journal):
    samples = voice(0.7)
    first, second = give(journal), give(journal, "eau/puits", samples)
    newest, oldest = journal.consented.all()
    assert (newest.id, newest.day, newest.document, newest.seconds) == (second, TODAY, "eau/puits", 0.7)
    assert (oldest.id, oldest.document) == (first, None)
    heard, rate_hz = soundfile.read(journal.consented.sound(second), dtype="float32")
    assert rate_hz == 16_000
    np.testing.assert_allclose(heard, samples, atol=1 / 32_768)


def test_sound_beyond_full_scale_is_cut_and_does_not_wrap_round(journal):
    question = give(journal, samples=np.full(8000, 1.5, np.float32))
    heard, _ = soundfile.read(journal.consented.sound(question))
    assert heard.min() > 0.99


def test_a_question_that_nobody_gave_leaves_no_sound(journal, folder):
    question = journal.asked("spoken", "speech", "sure", ["eau/puits"])
    journal.confirmed(question, "eau/puits")
    assert journal.consented.all() == [] and sounds(folder) == set()
    assert fault_of(journal.consented.sound, question).key == "question-unknown"


def test_a_question_that_was_not_asked_here_can_not_be_given(journal, folder):
    fault = fault_of(journal.consented.keep, "../gone", voice(), LICENCE, WORDING, "wo")
    assert fault.key == "question-unknown"
    assert sounds(folder) == set()


def test_giving_twice_is_once(journal, folder):
    question = give(journal)
    before = journal.consented.sound(question).read_bytes()
    journal.consented.keep(question, voice(2.0), LICENCE, WORDING, "wo")
    assert len(journal.consented.all()) == 1
    assert journal.consented.sound(question).read_bytes() == before


@pytest.mark.parametrize(
    ("samples", "licence", "wording"),
    [
        (np.zeros(0, np.float32), LICENCE, WORDING),
        (np.zeros((2, 100), np.float32), LICENCE, WORDING),
        (np.full(100, np.nan, np.float32), LICENCE, WORDING),
        (voice(), " ", WORDING),
        (voice(), LICENCE, ""),
    ],
)
def test_no_sound_or_no_agreement_is_our_mistake(journal, folder, samples, licence, wording):
    question = journal.asked("spoken", "speech", "sure", [])
    with pytest.raises(ValueError, match=r"samples|consent"):
        journal.consented.keep(question, samples, licence, wording, "wo")
    assert journal.consented.all() == [] and sounds(folder) == set()


def test_the_document_may_be_confirmed_before_and_long_after(journal, folder):
    question = journal.asked("spoken", "speech", "sure", ["eau/puits"])
    journal.confirmed(question, "eau/puits")
    journal.consented.keep(question, voice(), LICENCE, WORDING, "wo")
    assert journal.consented.all()[0].document == "eau/puits"
    with Journal.open(folder, lambda: date(2027, 11, 25)) as later:
        assert fault_of(later.question, question).key == "question-unknown"
        later.confirmed(question, "sante/vaccins")
        (given,) = later.consented.all()
        assert (given.day, given.document) == (TODAY, "sante/vaccins")
        assert later.consented.sound(question).is_file()


# Power cuts and full disks

KILLED = """
import sys, time
from pathlib import Path
import numpy as np
import corpus.consented, corpus.whole_file
from corpus.journal import Journal

folder, where, question = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
journal = Journal.open(folder)

def stop(*_):
    print("killed here", flush=True)
    time.sleep(60)

def before(name, module):
    setattr(module, name, stop)

def after(name, module):
    original = getattr(module, name)
    def then_stop(*arguments, **named):
        original(*arguments, **named)
        stop()
    setattr(module, name, then_stop)

if where == "while the sound is written":
    before("fsync", corpus.whole_file.os)
elif where == "before the row is kept":
    after("_write", corpus.consented)
elif where == "before the row is deleted":
    after("unlink", Path)
if where == "before the row is deleted":
    journal.consented.delete(question)
else:
    asked = journal.asked("spoken", "speech", "sure", ["eau/puits"])
    journal.consented.keep(asked, np.ones(8000, np.float32) / 3, "CC BY 4.0", "Nangu nga?", "wo")
stop()
"""


def kill(folder, where, question):
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(folder), where, question],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdout.readline() == "killed here\n", process.stderr.read()
        process.send_signal(signal.SIGKILL)
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize(
    ("where", "left_on_disk", "given"),
    [
        ("while the sound is written", 2, 1),
        ("before the row is kept", 2, 1),
        ("after all", 2, 2),
        ("before the row is deleted", 0, 0),
    ],
)
def test_a_kill_leaves_neither_sound_without_row_nor_row_without_sound(journal, folder, where, left_on_disk, given):
    question = give(journal)
    journal.close()
    kill(folder, where, question)
    assert len(sounds(folder)) == left_on_disk
    with Journal.open(folder) as again:
        assert again.set_aside is None
        listed = again.consented.all()
        assert len(listed) == given
        assert sounds(folder) == {f"{one.id}.flac" for one in listed}
        for one in listed:
            assert soundfile.info(again.consented.sound(one.id)).duration == one.seconds


def test_rows_and_sounds_of_which_the_other_half_is_lost_go_and_other_files_stay(journal, folder):
    lost, stays = give(journal), give(journal)
    journal.consented.sound(lost).unlink()
    for name in ("orphan.flac", "orphan.flac.part", "notes.txt"):
        (folder / "questions" / name).write_bytes(b"x")
    with Journal.open(folder, lambda: TODAY) as again:
        assert [one.id for one in again.consented.all()] == [stays]
    assert sounds(folder) == {f"{stays}.flac", "notes.txt"}


def test_a_disk_that_is_full_for_the_sound_leaves_no_row(journal, folder, monkeypatch):
    def full(_):
        raise OSError(errno.ENOSPC, "No space left on device")

    question = journal.asked("spoken", "speech", "sure", [])
    with monkeypatch.context() as patch:
        patch.setattr("corpus.whole_file.os.fsync", full)
        assert fault_of(journal.consented.keep, question, voice(), LICENCE, WORDING, "wo").key == "disk-full"
    assert journal.consented.all() == [] and sounds(folder) == set()
    journal.consented.keep(question, voice(), LICENCE, WORDING, "wo")
    assert len(journal.consented.all()) == 1


def test_a_disk_that_is_full_for_the_row_leaves_no_sound(folder):
    """The log may grow no more when the row is committed, while the smaller sound found room."""
    code = """
import resource, sys
from pathlib import Path
import numpy as np
from corpus.journal import Journal
from faults import InputFault

folder = Path(sys.argv[1])
journal = Journal.open(folder)
asked = journal.asked("spoken", "speech", "sure", ["eau/puits"])
log = (folder / "journal.db-wal").stat().st_size
resource.setrlimit(resource.RLIMIT_FSIZE, (log, resource.RLIM_INFINITY))
try:
    journal.consented.keep(asked, np.ones(8000, np.float32) / 3, "CC BY 4.0", "Nangu nga?", "wo")
except InputFault as fault:
    print(fault.key, len(list((folder / "questions").iterdir())), len(journal.consented.all()))
"""
    done = subprocess.run([sys.executable, "-c", code, str(folder)], capture_output=True, text=True, timeout=60)
    assert done.stdout == "disk-full 0 0\n", done.stderr


# Deleting


def bytes_below(folder):
    return b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())


def test_a_deleted_question_is_gone_for_good_and_the_others_stay(journal, folder):
    gone, stays = give(journal, wording="SECRET-ONE"), give(journal, wording="SECRET-TWO")
    assert b"SECRET-ONE" in bytes_below(folder)
    journal.consented.delete(gone)
    left = bytes_below(folder)
    assert b"SECRET-ONE" not in left and b"SECRET-TWO" in left
    assert sounds(folder) == {f"{stays}.flac"}
    assert fault_of(journal.consented.sound, gone).key == "question-unknown"
    journal.consented.delete(gone)
    assert [one.id for one in journal.consented.all()] == [stays]


def test_a_sound_that_can_not_be_deleted_keeps_its_row(journal, folder):
    question = give(journal)
    sound = journal.consented.sound(question)
    sound.unlink()
    sound.mkdir()
    assert fault_of(journal.consented.delete, question).key == "not-writable"
    assert [one.id for one in journal.consented.all()] == [question]


def test_deleting_all_leaves_nothing_and_keeps_the_rest_of_the_journal(journal, folder):
    journal.keep("eau/puits")
    for _ in range(3):
        give(journal, wording="SECRET")
    (folder / "questions" / "cut-off.flac.part").write_bytes(b"SECRET")
    journal.consented.delete_all()
    journal.consented.delete_all()
    assert journal.consented.all() == [] and sounds(folder) == set()
    assert b"SECRET" not in bytes_below(folder)
    assert journal.is_kept("eau/puits") and journal.week(TODAY).spoken == 3


def test_deleting_all_deletes_what_was_set_aside_with_a_damaged_journal(journal, folder):
    give(journal, wording="SECRET")
    journal.close()
    database = folder / "journal.db"
    database.write_bytes(b"x" * 100 + database.read_bytes()[100:])
    with Journal.open(folder, lambda: TODAY) as again:
        assert again.set_aside.key == "journal-set-aside"
        assert again.consented.all() == [] and sounds(folder) == set()
        assert b"SECRET" in bytes_below(folder) and b"fLaC" in bytes_below(folder)
        again.consented.delete_all()
    assert b"SECRET" not in bytes_below(folder) and b"fLaC" not in bytes_below(folder)


# Exporting


def test_what_is_exported_is_imported_with_nothing_left_out(journal, tmp_path):
    give(journal)
    first = give(journal, "eau/puits", voice(0.6))
    second = give(journal, "sante/vaccins", voice(0.8), wording="Acceptez-vous ?")
    progress = []
    count = journal.consented.export(tmp_path / "given", lambda done, of: progress.append((done, of)))
    assert count == 2 and progress == [(1, 2), (2, 2)]

    gathering = gather(Request("consented", tmp_path / "given", "app"))
    rows = list(gathering.rows())
    assert gathering.problems == []
    assert [(row.id, row.document, row.licence, row.seconds) for row in rows] == [
        (first, "eau/puits", LICENCE, 0.6), (second, "sante/vaccins", LICENCE, 0.8),
    ]  # fmt: skip
    assert [soundfile.info(row.audio).duration for row in rows] == [0.6, 0.8]
    assert len({row.speaker for row in rows}) == 2, "nothing says that two are of one person"

    consents = [json.loads(line) for line in (tmp_path / "given" / "consents.jsonl").read_text("utf-8").splitlines()]
    assert consents == [
        {"id": first, "day": "2026-11-25", "language": "wo", "wording": WORDING, "licence": LICENCE},
        {"id": second, "day": "2026-11-25", "language": "wo", "wording": "Acceptez-vous ?", "licence": LICENCE},
    ]
    names = sorted(str(file.relative_to(tmp_path)) for file in tmp_path.rglob("*.flac") if "given" in file.parts)
    assert len(names) == 2, "a question that nobody confirmed stays here"


def test_two_exports_name_the_same_question_the_same(journal, tmp_path):
    give(journal, "eau/puits")
    for name in ("monday", "tuesday"):
        journal.consented.export(tmp_path / name)
    assert (tmp_path / "monday" / "manifest.jsonl").read_bytes() == (tmp_path / "tuesday/manifest.jsonl").read_bytes()


def test_where_nothing_is_confirmed_nothing_is_written(journal, tmp_path):
    give(journal)
    assert journal.consented.export(tmp_path / "given") == 0
    assert not (tmp_path / "given").exists()


def test_an_export_that_is_cancelled_leaves_nothing(journal, tmp_path, folder):
    for _ in range(3):
        give(journal, "eau/puits")
    done = []
    count = journal.consented.export(tmp_path / "given", lambda *one: done.append(one), lambda: len(done) == 2)
    assert count == 0 and len(done) == 2
    assert list(tmp_path.iterdir()) == [folder]


def test_a_full_stick_is_said_and_nothing_is_left_on_it(journal, tmp_path, folder, monkeypatch):
    for _ in range(3):
        give(journal, "eau/puits")
    flush, flushed = os.fsync, []

    def full(file):
        flushed.append(file)
        if len(flushed) == 3:
            raise OSError(errno.ENOSPC, "No space left on device")
        flush(file)

    monkeypatch.setattr("corpus.whole_file.os.fsync", full)
    assert fault_of(journal.consented.export, tmp_path / "given").key == "disk-full"
    assert list(tmp_path.iterdir()) == [folder]


def test_a_folder_with_something_in_it_is_left_alone(journal, tmp_path):
    give(journal, "eau/puits")
    there = tmp_path / "given"
    there.mkdir()
    (there / "photo.jpg").write_bytes(b"x")
    assert fault_of(journal.consented.export, there).key == "export-exists"
    assert fault_of(journal.consented.export, there / "photo.jpg").key == "export-exists"
    assert [file.name for file in there.iterdir()] == ["photo.jpg"]


def test_an_empty_folder_is_filled_and_what_a_cut_off_export_left_goes(journal, tmp_path, folder):
    question = give(journal, "eau/puits")
    (tmp_path / "given").mkdir()
    (tmp_path / "given.part" / "sound").mkdir(parents=True)
    (tmp_path / "given.part" / "sound" / "deleted-since.flac").write_bytes(b"x")
    assert journal.consented.export(tmp_path / "given") == 1
    assert sorted(tmp_path.iterdir()) == [tmp_path / "given", folder]
    assert [file.name for file in (tmp_path / "given" / "sound").iterdir()] == [f"{question}.flac"]


def test_a_place_that_can_not_be_written_is_a_fault(journal, tmp_path):
    give(journal, "eau/puits")
    (tmp_path / "file").write_text("x")
    assert fault_of(journal.consented.export, tmp_path / "file" / "given").key == "not-writable"


def test_deleting_all_deletes_every_journal_that_was_set_aside_and_backups(journal, folder):
    journal.close()
    for _ in range(3):
        with Journal.open(folder, lambda: TODAY) as again:
            give(again, wording="SECRET")
        database = folder / "journal.db"
        database.write_bytes(b"x" * 100 + database.read_bytes()[100:])
    (folder / "journal.db.version-1").write_bytes(b"SECRET")
    with Journal.open(folder, lambda: TODAY) as again:
        assert len(list(folder.glob("questions.damaged*/*.flac"))) == 3
        again.consented.delete_all()
        assert {file.name for file in folder.iterdir()} <= {"journal.db", "journal.db-wal", "journal.db-shm"}
    assert b"SECRET" not in bytes_below(folder) and b"fLaC" not in bytes_below(folder)


@pytest.mark.parametrize("cut", range(5))
def test_a_cut_while_a_journal_is_set_aside_parts_no_question_from_its_sound(journal, folder, cut, monkeypatch):
    """The damage may have been one of reading: at the next start the same file reads well."""
    questions = {give(journal), give(journal)}
    journal.close()
    database = folder / "journal.db"
    whole = database.read_bytes()
    database.write_bytes(b"x" * 100 + whole[100:])
    for ending in ("-wal", "-shm"):
        (folder / f"journal.db{ending}").write_bytes(b"")
    replace, replaced = os.replace, []

    def cut_off(source, target):
        if len(replaced) == cut:
            raise KeyboardInterrupt
        replaced.append(source)
        replace(source, target)

    with monkeypatch.context() as patch:
        patch.setattr("os.replace", cut_off)
        with contextlib.suppress(KeyboardInterrupt):
            Journal.open(folder, lambda: TODAY).close()
    for left in (database, folder / "journal.db.damaged"):
        if left.exists() and left.read_bytes().startswith(b"x"):
            left.write_bytes(whole)
    with Journal.open(folder, lambda: TODAY) as again:
        here = {one.id for one in again.consented.all()}
        assert sounds(folder) == {f"{question}.flac" for question in here}
        if here == questions:
            return
        assert here == set()
        assert cut == 4 or again.set_aside.key == "journal-set-aside"
    assert {file.stem for file in (folder / "questions.damaged").iterdir()} == questions
    with closing(sqlite3.connect(folder / "journal.db.damaged")) as aside:
        assert {id for (id,) in aside.execute("SELECT id FROM consented")} == questions


def test_what_stays_in_the_log_because_another_reads_is_said(folder, monkeypatch, caplog):
    monkeypatch.setattr("corpus.storage.WAIT_FOR_WRITER_S", 0.05)
    with Journal.open(folder, lambda: TODAY) as journal:
        question = give(journal, wording="SECRET")
        with closing(sqlite3.connect(folder / "journal.db", isolation_level=None)) as other:
            other.execute("BEGIN")
            other.execute("SELECT count(*) FROM consented").fetchone()
            journal.consented.delete(question)
            assert "stays in the log" in caplog.text
        caplog.clear()
        journal.consented.delete(give(journal))
        assert caplog.text == ""


@pytest.mark.parametrize(("spoilt", "key"), [("missing", "file-missing"), ("unreadable", "file-refused")])
def test_a_sound_that_can_not_be_read_is_not_blamed_on_the_stick(journal, tmp_path, folder, spoilt, key):
    sound = journal.consented.sound(give(journal, "eau/puits"))
    sound.unlink()
    if spoilt == "unreadable":
        sound.mkdir()
    fault = fault_of(journal.consented.export, tmp_path / "given")
    assert (fault.key, fault.fields["path"]) == (key, sound)
    assert list(tmp_path.iterdir()) == [folder]
