"""What people did on this computer is kept without words, sound or who; and no journal keeps Laaj from starting."""

import os
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
from contextlib import closing
from datetime import date, timedelta

import pytest

from corpus import journal_days, journal_file, schema
from corpus.journal import Journal, KeptCard
from faults import InputFault

TODAY = date(2026, 11, 25)
DEAD_BATTERY = date(1970, 1, 1)


class Clock:
    def __init__(self) -> None:
        self.day = TODAY

    def __call__(self) -> date:
        return self.day

    def turn(self, days: int) -> None:
        self.day += timedelta(days=days)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def journal(tmp_path, clock):
    with Journal.open(tmp_path / "journal", clock) as journal:
        yield journal


def ask(journal, way="spoken", heard="speech", confidence="sure", shown=("eau/puits", "sante/vaccins")):
    return journal.asked(way, heard, confidence, shown)


def fault_of(call, *arguments):
    with pytest.raises(InputFault) as caught:
        call(*arguments)
    return caught.value


def child(code, *arguments):
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


# Cards and pages


def test_kept_cards_are_listed_newest_first_and_let_go(journal):
    journal.keep("eau/puits", 40)
    journal.keep("sante/vaccins")
    assert journal.kept() == [KeptCard("sante/vaccins", None), KeptCard("eau/puits", 40)]
    journal.let_go("sante/vaccins")
    assert journal.is_kept("eau/puits") and not journal.is_kept("sante/vaccins")
    journal.let_go("never/kept")
    assert journal.kept() == [KeptCard("eau/puits", 40)]


def test_a_card_that_is_kept_again_is_the_newest_with_its_new_passage(journal):
    journal.keep("eau/puits", 40)
    journal.keep("sante/vaccins")
    journal.keep("eau/puits", 7)
    assert journal.kept() == [KeptCard("eau/puits", 7), KeptCard("sante/vaccins", None)]


def test_recent_pages_are_each_there_once_newest_first(journal):
    for document in ("a", "b", "a", "c", "b"):
        journal.opened(document)
    assert journal.recent(10) == ["b", "c", "a"]
    assert journal.recent(2) == ["b", "c"]


def test_what_was_kept_is_there_after_a_kill(tmp_path):
    code = """
import sys, time
from pathlib import Path
from corpus.journal import Journal

journal = Journal.open(Path(sys.argv[1]))
journal.keep("eau/puits", 3)
journal.opened("sante/vaccins")
with journal._storage.writing() as database:
    database.execute("DELETE FROM kept")
    print("killed here", flush=True)
    time.sleep(60)
"""
    process = child(code, tmp_path)
    try:
        assert process.stdout.readline() == "killed here\n", process.stderr.read()
        process.send_signal(signal.SIGKILL)
    finally:
        process.kill()
        process.communicate()
    with Journal.open(tmp_path) as journal:
        assert journal.set_aside is None
        assert journal.kept() == [KeptCard("eau/puits", 3)]
        assert journal.recent(5) == ["sante/vaccins"]


# Questions


def test_a_question_is_kept_with_what_became_of_it(journal):
    question = ask(journal, confidence="unsure", shown=["b", "a", "b"])
    journal.chose(question, "a")
    journal.chose(question, "found/elsewhere")
    journal.chose(question, "a")
    found = journal.question(question)
    assert (found.day, found.way, found.heard, found.confidence) == (TODAY, "spoken", "speech", "unsure")
    assert (found.shown, set(found.chosen)) == (("b", "a"), {"a", "found/elsewhere"})
    assert (found.refused, found.confirmed) == (False, None)
    journal.refused(question)
    journal.confirmed(question, "a")
    journal.confirmed(question, "c")
    found = journal.question(question)
    assert (found.refused, found.confirmed) == (True, "c"), "the facilitator's last word stands"


def test_a_question_with_no_card_is_one_too(journal):
    question = ask(journal, heard="silence", confidence="nothing", shown=[])
    assert journal.question(question).shown == ()


def test_what_is_said_of_a_question_that_is_gone_changes_nothing(journal):
    ask(journal)
    journal.chose("gone", "a")
    journal.refused("gone")
    journal.confirmed("gone", "a")
    assert fault_of(journal.question, "gone").key == "question-unknown"
    assert journal.week(TODAY).refused == 0


def test_the_week_is_told_in_numbers(journal, clock):
    clock.turn(-7)
    ask(journal)
    journal.opened("too/old")
    clock.turn(1)
    journal.refused(ask(journal, confidence="unsure"))
    clock.turn(6)
    ask(journal, "typed", "text")
    ask(journal, heard="silence", confidence="nothing", shown=[])
    ask(journal, heard="noise", confidence="nothing", shown=[])
    journal.refused(ask(journal, confidence="nothing"))
    for document in ("a", "b", "b"):
        journal.opened(document)
    week = journal.week(TODAY)
    assert [(str(day), count) for day, count in week.days] == [
        ("2026-11-19", 1), ("2026-11-20", 0), ("2026-11-21", 0), ("2026-11-22", 0), ("2026-11-23", 0),
        ("2026-11-24", 0), ("2026-11-25", 4),
    ]  # fmt: skip
    assert (week.spoken, week.typed) == (4, 1)
    assert (week.sure, week.unsure, week.nothing, week.silence, week.refused) == (1, 1, 1, 2, 2)
    assert week.opened == (("b", 2), ("a", 1))


def test_a_week_in_which_nobody_came_is_seven_empty_days(journal):
    week = journal.week(TODAY)
    assert [count for _, count in week.days] == [0] * 7
    assert (week.spoken, week.typed, week.opened) == (0, 0, ())


# Age, and clocks that are wrong


def test_what_is_older_than_ninety_days_goes_when_the_journal_is_opened(journal, tmp_path, clock):
    journal.keep("kept/long")
    old = ask(journal)
    journal.opened("old")
    clock.turn(1)
    young = ask(journal)
    journal.opened("young")
    clock.turn(90)
    with Journal.open(tmp_path / "journal", clock) as again:
        assert fault_of(again.question, old).key == "question-unknown"
        assert again.question(young).shown == ("eau/puits", "sante/vaccins")
        assert again.recent(5) == ["young"]
        assert again.is_kept("kept/long")
        with again._storage.reading() as database:
            assert database["answers"].count == 2, "what was shown goes with its question"


def test_a_clock_in_1970_takes_the_day_of_what_was_kept_last(journal, tmp_path, clock):
    ask(journal)
    clock.day = DEAD_BATTERY
    question = ask(journal)
    journal.opened("a")
    assert journal.question(question).day == TODAY
    week = journal.week(DEAD_BATTERY)
    assert week.days[-1] == (TODAY, 2)
    with Journal.open(tmp_path / "journal", clock) as again:
        assert again.week(DEAD_BATTERY) == week


def test_a_clock_that_was_never_right_counts_on_one_day(journal, tmp_path, clock):
    clock.day = DEAD_BATTERY
    ask(journal)
    journal.opened("a")
    with Journal.open(tmp_path / "journal", clock) as again:
        ask(again)
        assert again.week(DEAD_BATTERY).days[-1] == (journal_days.FIRST_DAY, 2)
        assert again.week(DEAD_BATTERY).opened == (("a", 1),)


def test_a_week_goes_by_the_order_of_keeping_where_the_clock_jumps(journal, clock):
    clock.turn(-2)
    ask(journal)
    for wrong in (date(2026, 2, 1), date(2031, 5, 6)):
        clock.day = wrong
        ask(journal)
        journal.opened("a")
    clock.day = TODAY
    ask(journal)
    journal.opened("b")
    week = journal.week(TODAY)
    assert {day: count for day, count in week.days if count} == {TODAY - timedelta(days=2): 3, TODAY: 1}
    assert week.opened == (("b", 1),), "openings have their own order: theirs begins today"


def test_a_clock_far_ahead_costs_counts_and_nothing_that_was_kept(journal, tmp_path, clock):
    journal.keep("eau/puits")
    ask(journal)
    clock.day = date(2099, 1, 1)
    with Journal.open(tmp_path / "journal", clock) as again:
        assert again.is_kept("eau/puits")
        clock.day = TODAY
        ask(again)
        assert again.week(TODAY).days[-1] == (TODAY, 1)


def test_where_the_clock_stands_still_the_oldest_go_by_number(journal, tmp_path, clock, monkeypatch):
    monkeypatch.setattr(journal_days, "MOST_ROWS", 3)
    asked = [ask(journal) for _ in range(5)]
    for document in "abcde":
        journal.opened(document)
    with Journal.open(tmp_path / "journal", clock) as again:
        assert fault_of(again.question, asked[1]).key == "question-unknown"
        assert again.question(asked[2])
        assert again.recent(9) == ["e", "d", "c"]


# Damage, and disks that refuse


def spoil_the_middle(path):
    content = bytearray(path.read_bytes())
    for start in range(4096, len(content), 4096):
        content[start : start + 64] = os.urandom(64)
    path.write_bytes(content)


def put_another_database(path):
    path.unlink()
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE photos (name)")


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_text("Ceci n'est pas une base de données. " * 100),
        lambda path: path.write_bytes(path.read_bytes()[:9000]),
        spoil_the_middle,
        put_another_database,
    ],
    ids=["text", "cut short", "spoilt", "another database"],
)
def test_a_damaged_journal_is_set_aside_and_told_once(tmp_path, damage):
    with Journal.open(tmp_path) as journal:
        for number in range(50):
            journal.keep(f"page/{number}")
    damage(tmp_path / "journal.db")
    content = (tmp_path / "journal.db").read_bytes()
    (tmp_path / "questions").mkdir()
    (tmp_path / "questions" / "5f0c.flac").write_bytes(b"fLaC")
    with Journal.open(tmp_path) as journal:
        assert journal.set_aside.key == "journal-set-aside"
        assert journal.set_aside.fields["path"] == tmp_path / "journal.db.damaged"
        assert journal.kept() == []
        journal.keep("new/page")
    assert (tmp_path / "journal.db.damaged").read_bytes() == content
    assert (tmp_path / "questions.damaged" / "5f0c.flac").read_bytes() == b"fLaC"
    with Journal.open(tmp_path) as journal:
        assert journal.set_aside is None
        assert journal.is_kept("new/page")


def test_a_journal_that_is_damaged_while_it_is_open_says_so(journal, tmp_path):
    for number in range(200):
        journal.opened(f"page/{number}")
    with journal._storage.reading() as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        database.execute("PRAGMA shrink_memory")
    (tmp_path / "journal" / "journal.db").write_bytes(b"x" * 9000)
    assert fault_of(journal.recent, 5).key == "journal-damaged"
    journal.close()
    with Journal.open(tmp_path / "journal") as again:
        assert again.set_aside.key == "journal-set-aside"


def test_a_journal_of_a_newer_laaj_is_refused_and_left_alone(tmp_path):
    Journal.open(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / "journal.db")) as connection:
        connection.execute("PRAGMA user_version = 1000")
    content = (tmp_path / "journal.db").read_bytes()
    assert fault_of(Journal.open, tmp_path).key == "journal-newer"
    assert (tmp_path / "journal.db").read_bytes() == content


def test_a_folder_that_can_not_be_made_is_a_fault(tmp_path):
    (tmp_path / "file").write_text("x")
    assert fault_of(Journal.open, tmp_path / "file" / "journal").key == "not-writable"


def test_a_second_laaj_waits_and_then_is_told(journal, tmp_path, monkeypatch):
    monkeypatch.setattr("corpus.storage.WAIT_FOR_WRITER_S", 0.05)
    with journal._storage.writing():
        assert fault_of(Journal.open, tmp_path / "journal").key == "journal-busy"


def test_a_full_disk_is_said_and_leaves_the_journal_as_it_was(tmp_path):
    """The limit on a file's size makes write() fail, as a full disk does."""
    code = """
import resource, sys
from pathlib import Path
from corpus.journal import Journal
from faults import InputFault

journal = Journal.open(Path(sys.argv[1]))
journal.keep("eau/puits")
size = (Path(sys.argv[1]) / "journal.db-wal").stat().st_size
resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
try:
    journal.asked("spoken", "speech", "sure", [f"page/{n}" for n in range(500)])
except InputFault as fault:
    print(fault.key)
"""
    output, errors = child(code, tmp_path).communicate(timeout=60)
    assert output == "disk-full\n", errors
    with Journal.open(tmp_path) as journal:
        assert journal.set_aside is None
        assert journal.is_kept("eau/puits")
        assert sum(count for _, count in journal.week(date.today()).days) == 0


# Threads


def test_threads_take_turns(journal):
    failures = []

    def work(name):
        try:
            for number in range(10):
                journal.keep(f"{name}/{number}")
                journal.chose(ask(journal), "a")
                journal.week(TODAY)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=[name]) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(journal.kept()) == journal.week(TODAY).spoken == 40


def test_closing_twice_is_once(journal):
    journal.close()
    journal.close()
    with pytest.raises(sqlite3.ProgrammingError):
        journal.kept()


class Unreadable(sqlite3.Connection):
    """Of a disk that fails to read just now."""

    where = error = ""

    def execute(self, sql, *values):
        if sql.startswith(self.where):
            failure = sqlite3.OperationalError("disk I/O error")
            failure.sqlite_errorname = self.error
            raise failure
        return super().execute(sql, *values)


def test_a_second_damaged_journal_leaves_the_first_where_it_was_set_aside(tmp_path):
    for number, name in enumerate(["journal.db.damaged", "journal.db.damaged-2", "journal.db.damaged-3"]):
        Journal.open(tmp_path).close()
        (tmp_path / "journal.db").write_bytes(b"%d" % number * 9000)
        (tmp_path / "questions").mkdir()
        (tmp_path / "questions" / "5f0c.flac").write_bytes(b"fLaC%d" % number)
        with Journal.open(tmp_path) as journal:
            assert journal.set_aside.fields["path"] == tmp_path / name
    for number, ending in enumerate(["", "-2", "-3"]):
        assert (tmp_path / f"journal.db.damaged{ending}").read_bytes() == b"%d" % number * 9000
        assert (tmp_path / f"questions.damaged{ending}" / "5f0c.flac").read_bytes() == b"fLaC%d" % number


@pytest.mark.parametrize("where", ["PRAGMA user_version", "PRAGMA journal_mode", "PRAGMA integrity_check"])
@pytest.mark.parametrize("error", ["SQLITE_IOERR_READ", "SQLITE_IOERR_LOCK", "SQLITE_IOERR_SHMMAP"])
def test_a_disk_that_fails_to_read_damages_nothing(tmp_path, monkeypatch, where, error):
    with Journal.open(tmp_path) as journal:
        journal.keep("eau/puits")
    with monkeypatch.context() as patch:
        patch.setattr(Unreadable, "where", where)
        patch.setattr(Unreadable, "error", error)
        connect = sqlite3.connect
        patch.setattr("sqlite3.connect", lambda *where, **how: connect(*where, **how, factory=Unreadable))
        fault_of(Journal.open, tmp_path)
    assert not list(tmp_path.glob("*.damaged*"))
    with Journal.open(tmp_path) as journal:
        assert journal.set_aside is None
        assert journal.kept() == [KeptCard("eau/puits", None)]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="takes the file from under SQLite by its number")
def test_a_disk_that_fails_while_the_journal_is_read_through_damages_nothing(tmp_path, monkeypatch):
    """SQLite tells of a page that could not be read in the same way as of one that is wrong."""

    class Failing(sqlite3.Connection):
        def execute(self, sql, *values):
            if not sql.startswith("PRAGMA integrity_check"):
                return super().execute(sql, *values)
            # Locked already, with no page of it in memory.
            super().execute("BEGIN")
            super().execute("SELECT count(*) FROM sqlite_master").fetchone()
            super().execute("PRAGMA shrink_memory")
            blind = os.open(tmp_path / "journal.db", os.O_WRONLY)
            for number in os.listdir("/proc/self/fd"):
                path = f"/proc/self/fd/{number}"
                if os.path.lexists(path) and os.readlink(path) == str(tmp_path / "journal.db"):
                    os.dup2(blind, int(number))
            found = super().execute(sql, *values).fetchall()
            os.close(blind)
            texts.append(found[0][0])
            return super().execute("SELECT ?", found[0])

    texts = []
    with Journal.open(tmp_path) as journal:
        for number in range(500):
            journal.keep(f"page/{number}")
    connect = sqlite3.connect
    with monkeypatch.context() as patch:
        patch.setattr("sqlite3.connect", lambda *where, **how: connect(*where, **how, factory=Failing))
        assert fault_of(Journal.open, tmp_path).key == "journal-damaged"
    assert "get" in texts[0] and "page" in texts[0]
    with Journal.open(tmp_path) as journal:
        assert journal.set_aside is None
        assert len(journal.kept()) == 500


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
@pytest.mark.parametrize("there_already", [False, True])
def test_the_journal_is_for_one_person_alone(tmp_path, there_already):
    folder = tmp_path / "journal"
    if there_already:
        folder.mkdir()
        folder.chmod(0o755)
    Journal.open(folder).close()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_library_is_not_taken_for_a_journal_nor_a_journal_for_a_library(tmp_path):
    for kind, other, migrations in [
        ("journal", "library", journal_file.MIGRATIONS),
        ("library", "journal", schema.MIGRATIONS),
    ]:
        with closing(sqlite3.connect(tmp_path / kind, isolation_level=None)) as connection:
            schema.migrate(connection, tmp_path / kind, migrations, kind)
            assert schema.check(connection, tmp_path / kind, len(migrations), kind) == len(migrations)
            assert fault_of(schema.check, connection, tmp_path / kind, 99, other).key == "library-foreign"
