"""After a power cut one is where one was, and nothing of a question was written down for it."""

import json
import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtTest import QTest

from app.paths import Paths
from app.session import Model, Session
from app.settings import Settings
from app.window import restoring
from app.window.restoring import PAUSE_MS
from app.window.start import Sitting
from corpus.documents import Passage
from tests.fixtures.audio import FakeMicrophone
from tests.fixtures.person import Person, seat
from tests.fixtures.window_process import Start, wait_until
from ui import wishes
from ui.state import Notice, Page, Shelf

pytestmark = pytest.mark.usefixtures("no_leftover_threads")

Sit = Callable[[], Person]


@pytest.fixture
def place(few_documents: Paths) -> Path:
    """The file in which it is written."""
    return few_documents.data / "window" / "place.json"


@pytest.fixture
def sit(few_documents: Paths, word_model: Model, qtbot, fake_microphone: FakeMicrophone):
    """Opens the window of this home; the one before is gone as it is after a power cut, with all that it left."""
    seated: list[tuple[Person, Sitting]] = []

    def leave() -> None:
        for person, sitting in seated:
            person.conversation.close()
            if sitting._restoring is not None:
                sitting._restoring._pause.stop()
            if sitting._lock is not None:
                sitting._lock.unlock()
        seated.clear()

    def sit() -> Person:
        leave()
        sitting = Sitting.take(few_documents)
        assert sitting is not None
        person = seat(Session(few_documents, Settings(), lambda *_: word_model), qtbot, fake_microphone)
        sitting.begin(person.conversation.desk, person.window)
        person.opens()
        seated.append((person, sitting))
        return person

    yield sit
    leave()


def goes_to(person: Person, wish: object, page: Page) -> None:
    person.window.wish.emit(wish)
    person.comes_to(page)


def settled(person: Person) -> None:
    """All that was looked up has come."""
    come: list[object] = []
    person.conversation.desk.look_up(lambda: None, come.append)
    person.waits_for(lambda: bool(come))


def test_a_person_is_back_at_the_shelf_the_document_and_the_passage(sit: Sit, place: Path) -> None:
    person = sit()
    goes_to(person, wishes.OpenShelf(Shelf("theme", "sante")), Page.LIBRARY)
    passage = Passage("sante/brulure", 0, "Refroidir", 900, 909)
    goes_to(person, wishes.OpenDocument("sante/brulure", passage), Page.READER)
    person.waits_for(lambda: place.exists() and "brulure" in place.read_text())
    before = person.conversation.state.trail
    person = sit()
    person.comes_to(Page.READER)
    after = person.conversation.state.trail
    assert [(one.page, one.shelf, one.document) for one in after] == [
        (one.page, one.shelf, one.document) for one in before
    ]
    marked = after[-1].passage
    assert marked is not None and (marked.start, marked.end) == (900, 909)
    assert marked.text == after[-1].document.text[900:909]
    person.touches(person.window.back_button)
    assert person.page is Page.LIBRARY


def test_a_process_that_is_killed_leaves_a_place_to_come_back_to(start_window: Start, place: Path, sit: Sit) -> None:
    window = start_window("open", "agriculture/oignons")
    wait_until(place.exists)
    window.kill()
    window.wait()
    person = sit()
    person.comes_to(Page.READER)
    assert person.conversation.state.place.document.title == "Réussir ses oignons"


@pytest.mark.parametrize("kind", ["words", "alike"])
def test_what_was_looked_for_is_not_written_down(sit: Sit, place: Path, kind: str) -> None:
    person = sit()
    goes_to(person, wishes.OpenShelf(Shelf("theme", "sante")), Page.LIBRARY)
    person.waits_for(place.exists)
    state = person.conversation.state
    person.conversation.desk.become(state.opened_shelf(Shelf(kind, "secret"), ()))  # type: ignore[arg-type]
    person.waits_for(lambda: place.read_text() == "[]")


def test_nothing_of_a_question_is_written_down(sit: Sit, place: Path) -> None:
    person = sit()
    person.types("eau propre sur la brûlure")
    person.comes_to(Page.RESULTS)
    QTest.qWait(PAUSE_MS + 200)
    assert not place.exists()
    person.touches(person.cards()[0])
    person.comes_to(Page.READER)
    person.waits_for(place.exists)
    home = place.parent.parent
    written = [file for file in home.rglob("*") if file.is_file() and home / "cache" not in file.parents]
    assert place in written
    for word in ("eau propre sur", "eau propre sur".encode("utf-16-le").decode("latin-1")):
        assert not [file for file in written if word in file.read_bytes().decode("latin-1")]
    person = sit()
    person.comes_to(Page.READER)
    assert [one.page for one in person.conversation.state.trail] == [Page.HOME, Page.READER]
    assert person.conversation.state.place.passage is not None


def test_it_is_written_once_a_second_at_most_and_the_last_place_counts(
    sit: Sit, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writes = []
    whole_file = restoring.whole_file
    monkeypatch.setattr(restoring, "whole_file", lambda *how, **more: (writes.append(how), whole_file(*how, **more))[1])
    person = sit()
    for document in ("sante/brulure", "agriculture/oignons") * 10:
        person.window.wish.emit(wishes.OpenDocument(document))
        QTest.qWait(5)
    person.waits_for(place.exists)
    QTest.qWait(PAUSE_MS + 200)
    assert len(writes) == 1
    assert json.loads(place.read_text()) == [{"document": "agriculture/oignons", "passage": None}]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b"[{",
        b"5",
        b'{"document": "sante/brulure"}',
        b'[{"document": "sante/brulure"}]',
        b'[{"shelf": ["words", "secret"]}]',
        b'[{"shelf": ["collection", "gone"]}]',
        b'[{"document": "sante/gone", "passage": null}]',
        b'[{"document": "sante/brulure", "passage": [0, 5, 99999999]}]',
        b'[{"document": "sante/brulure", "passage": [0, 9, 5]}]',
        b'[{"document": "sante/brulure", "passage": null}, 7]',
    ],
)
def test_a_damaged_place_leads_home_and_disturbs_nobody(
    sit: Sit, place: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    place.parent.mkdir(parents=True)
    place.write_bytes(content)
    with caplog.at_level(logging.WARNING):
        person = sit()
        settled(person)
    assert person.page is Page.HOME and person.notice is Notice.READY
    assert "where one was, is lost" in caplog.text


def test_a_page_that_ends_laaj_does_so_once(sit: Sit, place: Path) -> None:
    place.parent.mkdir(parents=True)
    place.write_text('[{"document": "sante/brulure", "passage": null}]')
    person = sit()
    person.comes_to(Page.READER)
    assert not place.exists(), "the next start would come to the same page, and end there again"
    person.waits_for(place.exists)


def test_who_is_on_the_way_already_is_not_called_back(sit: Sit, place: Path) -> None:
    person = sit()
    place.write_text('[{"document": "sante/brulure", "passage": null}]')
    goes_to(person, wishes.OpenHelp(), Page.HELP)
    called: list[None] = []
    restoring.Restoring(person.conversation.desk, place).restore(lambda: called.append(None))
    person.waits_for(lambda: bool(called))
    assert person.page is Page.HELP


def test_after_a_window_was_closed_the_next_person_begins_at_home(
    few_documents: Paths, session: Session, qtbot, fake_microphone: FakeMicrophone, place: Path, sit: Sit
) -> None:
    sitting = Sitting.take(few_documents)
    assert sitting is not None
    person = seat(session, qtbot, fake_microphone)
    sitting.begin(person.conversation.desk, person.window)
    person.opens()
    goes_to(person, wishes.OpenDocument("sante/brulure"), Page.READER)
    person.waits_for(place.exists)
    person.conversation.close()
    sitting.close()
    assert not place.exists()
    person = sit()
    settled(person)
    assert person.page is Page.HOME


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_keeps_nobody_from_reading(sit: Sit, place: Path, caplog: pytest.LogCaptureFixture) -> None:
    person = sit()
    settled(person)
    place.with_name("place.json.part").symlink_to("/dev/full")
    goes_to(person, wishes.OpenDocument("sante/brulure"), Page.READER)
    person.waits_for(lambda: "where one is, is not kept" in caplog.text)
    assert person.notice is Notice.READY and not place.exists()
