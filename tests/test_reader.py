"""The reader: a page is heard, kept, printed, set larger, and left for the next one."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSlider, QFileDialog, QWidget

from app import settings as settings_table
from app.paths import Paths
from app.session import Session
from app.settings import Settings
from app.window.reading import file_name
from corpus.documents import Document
from corpus.gists import Gists
from engine.recording import Recording
from tests.fixtures.audio import FakeMicrophone
from tests.fixtures.person import Person, seat
from tests.fixtures.voice import FakeVoice
from ui import wishes
from ui.reader_bar import SIZES, ReaderBar
from ui.reader_page import ReaderPage
from ui.state import Notice, Page, Phase, Shelf, Sound

pytestmark = pytest.mark.usefixtures("no_leftover_threads")

Opens = Callable[[tuple[int, int], Settings, str], ReaderPage]

STALL_MS = 50
LEAST_TARGET_PX = 48


@pytest.fixture
def voice(qapp) -> FakeVoice:
    return FakeVoice()


@pytest.fixture
def reader(session: Session, qtbot, fake_microphone: FakeMicrophone, voice: FakeVoice) -> Iterator[Person]:
    person = seat(session, qtbot, fake_microphone, voice=voice)
    person.opens()
    person.conversation.reading.prepare()
    yield person
    person.conversation.close()


def answers(person: Person) -> None:
    person.types("eau propre sur la brûlure")
    person.comes_to(Page.RESULTS)


def finds(person: Person) -> ReaderPage:
    answers(person)
    person.touches(person.cards()[0])
    person.comes_to(Page.READER)
    return page(person)


def opens(person: Person, document: Document) -> ReaderPage:
    person.conversation.desk.become(person.conversation.state.opened_document(document))
    QTest.qWait(50)
    return page(person)


def page(person: Person) -> ReaderPage:
    shown = person.window.page
    assert isinstance(shown, ReaderPage)
    return shown


def bar(person: Person) -> ReaderBar:
    return page(person).bar


def written(text: str, title: str = "Une page") -> Document:
    return Document("x/y", title, "sante", "", text, ("Un guide",), "2026-01-01", "")


# -- heard --


def test_the_page_is_read_aloud_from_its_passage_on(reader: Person, voice: FakeVoice) -> None:
    shown = finds(reader)
    reader.touches(shown.bar.listen_button)
    first = shown.text.toPlainText()[shown.text.marked[0] :]
    assert first.startswith(voice.heard[0]) and voice.heard[1:] == []
    assert shown.bar.listen_button.accessibleName() == "Arrêter la lecture"
    voice.said.emit()
    assert len(voice.heard) == 2


def test_the_sentence_that_is_said_is_marked_and_in_view(reader: Person, voice: FakeVoice) -> None:
    shown = finds(reader)
    quiet = shown.text.viewport().grab().toImage()
    reader.touches(shown.bar.listen_button)
    for _ in range(12):
        voice.said.emit()
    lines, above = shown.text._sentence_rects(), shown.text.verticalScrollBar().value()
    assert above <= lines[0].top() and lines[-1].bottom() <= above + shown.text.viewport().height()
    reader.touches(shown.bar.listen_button)
    shown.text.verticalScrollBar().setValue(0)
    shown.text.scroll_to_mark()
    assert voice.heard[-1] == "(quiet)"
    assert shown.text.viewport().grab().toImage() == quiet, "nothing is marked any more but the passage"


def test_at_the_end_of_the_page_the_button_reads_again(reader: Person, voice: FakeVoice) -> None:
    shown = opens(reader, written("Une phrase. Une autre."))
    reader.touches(shown.bar.listen_button)
    voice.said.emit()
    voice.said.emit()
    assert reader.conversation.state.playing is None
    reader.touches(shown.bar.listen_button)
    assert voice.heard == ["Une phrase.", "Une autre.", "Une phrase."]


@pytest.mark.parametrize("leave", ["back", "next page", "asks", "types", "hides"])
def test_reading_stops_when_one_leaves_the_page_or_asks(
    reader: Person, voice: FakeVoice, spoken_question: Recording, leave: str
) -> None:
    shown = finds(reader)
    reader.touches(shown.bar.listen_button)
    if leave == "back":
        reader.touches(reader.window.back_button)
    elif leave == "next page":
        reader.touches(shown.bar.next_button)
    elif leave == "asks":
        reader.touches(reader.window.panel.microphone)
        assert reader.conversation.state.phase is Phase.LISTENING
    elif leave == "types":
        reader.types("oignons")
    else:
        reader.window.hide()
    reader.waits_for(lambda: voice.heard[-1] == "(quiet)")
    assert reader.conversation.state.playing is None
    count = len(voice.heard)
    voice.said.emit()
    assert len(voice.heard) == count


def test_without_a_voice_no_button_offers_to_read(session: Session, qtbot, fake_microphone: FakeMicrophone) -> None:
    person = seat(session, qtbot, fake_microphone, voice=FakeVoice(has_voice=False))
    person.opens()
    person.conversation.reading.prepare()
    assert not finds(person).bar.listen_button.isVisible()
    person.conversation.close()


def test_a_voice_that_fails_is_told_and_its_button_goes(reader: Person, voice: FakeVoice) -> None:
    shown = finds(reader)
    reader.touches(shown.bar.listen_button)
    voice.lost.emit()
    assert reader.conversation.state.fault.key == "voice-lost" and "s'est arrêtée" in reader.reads()
    assert not shown.bar.listen_button.isVisible()
    assert reader.page is Page.READER and reader.conversation.state.playing is None


def test_a_card_reads_its_title_and_its_passage_and_no_more(reader: Person, voice: FakeVoice) -> None:
    answers(reader)
    passage = reader.conversation.state.place.answer.hits[0].passage
    reader.touches(reader.cards()[0].listen_button)
    reader.waits_for(lambda: bool(voice.heard))
    assert voice.heard == ["Soigner une brûlure"]
    while reader.conversation.state.playing is not None:
        voice.said.emit()
    said = " ".join(voice.heard[1:]).split()
    assert said and said[-1] == passage.text.split()[-1]
    assert reader.page is Page.RESULTS


def test_what_is_fetched_to_be_read_is_not_read_once_one_has_left(reader: Person, voice: FakeVoice) -> None:
    answers(reader)
    reader.touches(reader.cards()[0].listen_button)
    reader.touches(reader.window.back_button)
    QTest.qWait(200)
    assert voice.heard == [] and reader.conversation.state.playing is None


def test_the_speed_that_is_chosen_holds_from_then_on(reader: Person, voice: FakeVoice) -> None:
    reader.window.wish.emit(wishes.Change("voice_percent", 60))
    assert voice.speeds == [80, 60]


def test_a_wolof_summary_is_offered_where_there_is_one(reader: Person, few_documents: Paths) -> None:
    shown = finds(reader)
    assert not shown.bar.gist_button.isVisible()
    Gists(few_documents.gists).put(shown.document.id, np.zeros(16_000, np.float32), 16_000)
    reader.conversation.desk.library_changed.emit()
    reader.waits_for(shown.bar.gist_button.isVisible)
    reader.touches(shown.bar.gist_button)
    reader.waits_for(lambda: reader.conversation.state.playing == Sound("gist", shown.document.id))
    reader.touches(shown.bar.gist_button)
    assert reader.conversation.state.playing is None and not reader.player.is_playing


# -- kept, remembered, left --


def test_a_page_is_kept_and_let_go(reader: Person) -> None:
    shown = finds(reader)
    reader.touches(shown.bar.keep_button)
    reader.waits_for(lambda: shown.document.id in reader.conversation.state.kept)
    assert shown.bar.keep_button.accessibleName() == "Ne plus garder cette page"
    card = reader.conversation.desk.session.journal.kept()[0]
    assert card.start == reader.conversation.state.place.passage.start
    reader.touches(shown.bar.keep_button)
    reader.waits_for(lambda: not reader.conversation.state.kept)


def test_what_is_opened_is_remembered_and_coming_back_is_no_opening(reader: Person) -> None:
    finds(reader)
    journal = reader.conversation.desk.session.journal
    reader.waits_for(lambda: journal.recent(9) == ["sante/brulure"])
    opens(reader, reader.conversation.desk.session.library.document("argent/epargne"))
    reader.waits_for(lambda: journal.recent(9) == ["argent/epargne", "sante/brulure"])
    reader.presses(Qt.Key.Key_F1)
    reader.presses(Qt.Key.Key_Escape)
    assert reader.page is Page.READER
    remembered = []
    journal.opened = remembered.append
    reader.presses(Qt.Key.Key_F1)
    reader.presses(Qt.Key.Key_Escape)
    QTest.qWait(100)
    assert remembered == []


def test_a_journal_that_cannot_be_written_does_not_keep_anybody_from_reading(reader: Person, caplog) -> None:
    def full(_document: str) -> None:
        raise OSError("no")

    reader.conversation.desk.session.journal.opened = full
    finds(reader)
    reader.waits_for(lambda: "not remembered" in caplog.text)
    assert reader.page is Page.READER and reader.notice is not Notice.FAULT


def test_one_turns_to_the_next_page_and_back_as_far_as_the_list_goes(reader: Person) -> None:
    reader.touches(reader.window.page.tiles[-1])
    reader.comes_to(Page.LIBRARY)
    titles = reader.rows()
    library = reader.conversation.desk.session.library
    summaries = reader.conversation.state.place.documents
    opens(reader, library.document(summaries[0].id))
    assert not bar(reader).previous_button.isEnabled()
    for title in titles[1:]:
        before = page(reader)
        reader.touches(bar(reader).next_button)
        reader.waits_for(lambda before=before: reader.window.page is not before)
        assert page(reader).document.title == title
    assert not bar(reader).next_button.isEnabled() and bar(reader).previous_button.isEnabled()


def test_pages_like_it_are_listed(reader: Person) -> None:
    shown = finds(reader)
    reader.touches(shown.bar.more_button)
    reader.comes_to(Page.LIBRARY)
    assert reader.conversation.state.place.shelf == Shelf("alike", "sante/brulure")


# -- the size --


def test_its_sizes_are_those_of_the_settings() -> None:
    entry = next(entry for entry in settings_table.entries() if entry.name == "text_percent")
    assert entry.metadata["choices"] == SIZES


def test_larger_letters_keep_the_place_where_one_reads(reader: Person) -> None:
    paragraphs = [f"Voici le numéro {n}. " + "Des mots de tous les jours. " * 20 for n in range(60)]
    shown = opens(reader, written("\n\n".join(paragraphs)))
    shown.text.verticalScrollBar().setValue(2_500)
    shown.text.verticalScrollBar().triggerAction(QAbstractSlider.SliderAction.SliderSingleStepAdd)
    QTest.qWait(50)
    block = shown.text.cursorForPosition(QPoint(100, 0)).block().text()
    text = shown.text
    for percent in (125, 150, 200):
        reader.touches(bar(reader).larger_button)
        QTest.qWait(150)
        assert page(reader).text is text and reader.conversation.desk.settings.text_percent == percent
        assert text.cursorForPosition(QPoint(100, 0)).block().text() == block
    assert not bar(reader).larger_button.isEnabled()
    path = reader.conversation.desk.session.paths.settings
    reader.waits_for(lambda: settings_table.load(path).text_percent == 200)
    reader.touches(bar(reader).smaller_button)
    assert bar(reader).larger_button.isEnabled()


def test_reading_aloud_goes_on_in_larger_letters(reader: Person, voice: FakeVoice) -> None:
    shown = finds(reader)
    reader.touches(shown.bar.listen_button)
    reader.touches(shown.bar.larger_button)
    QTest.qWait(50)
    assert "(quiet)" not in voice.heard
    assert bar(reader).listen_button.accessibleName() == "Arrêter la lecture"
    voice.said.emit()
    assert len(voice.heard) == 2


def test_the_keyboard_makes_it_larger_again_and_again(reader: Person) -> None:
    finds(reader).bar.larger_button.setFocus()
    for percent in (125, 150):
        reader.presses(Qt.Key.Key_Return)
        QTest.qWait(50)
        assert reader.conversation.desk.settings.text_percent == percent
        assert reader.window.focusWidget() is bar(reader).larger_button


# -- printed --


@pytest.fixture
def dialogs(monkeypatch: pytest.MonkeyPatch) -> list[QFileDialog]:
    """Those that were opened, in place of the computer's own."""
    opened: list[QFileDialog] = []
    monkeypatch.setattr(QFileDialog, "open", lambda self: opened.append(self))
    return opened


def test_it_is_printed_to_the_file_that_one_names_and_told(
    reader: Person, dialogs: list[QFileDialog], tmp_path: Path
) -> None:
    shown = finds(reader)
    reader.touches(shown.bar.print_button)
    assert dialogs[0].selectedFiles()[0].endswith("Soigner une brûlure.pdf")
    path = tmp_path / "page.pdf"
    dialogs[0].fileSelected.emit(str(path))
    reader.waits_for(lambda: "C'est écrit" in reader.reads())
    assert "page.pdf" in reader.reads().replace("\u200b", "")
    assert path.read_bytes().startswith(b"%PDF-")
    dialogs[0].deleteLater()


def test_a_place_that_takes_no_file_is_told(reader: Person, dialogs: list[QFileDialog], tmp_path: Path) -> None:
    reader.touches(finds(reader).bar.print_button)
    dialogs[0].fileSelected.emit(str(tmp_path / "nowhere" / "page.pdf"))
    reader.waits_for(lambda: "nowhere" in reader.reads().replace("\u200b", ""))
    assert reader.conversation.state.fault.key == "not-writable" and reader.conversation.state.work is None
    dialogs[0].deleteLater()


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("L'eau", "L'eau.pdf"),
        ("Santé : quoi / où ?", "Santé quoi où.pdf"),
        ("../../etc/passwd", "etc passwd.pdf"),
        ("", "Laaj.pdf"),
        ("...", "Laaj.pdf"),
        ("a" * 500, "a" * 80 + ".pdf"),
        ("ligne\nautre\0", "ligne autre.pdf"),
    ],
)
def test_the_name_that_is_proposed_is_one_that_every_disk_takes(title: str, name: str) -> None:
    assert file_name(title) == name


# -- whatever comes --


def test_a_page_of_two_megabytes_opens_without_a_stall(reader: Person) -> None:
    opens(reader, written("Pour que les lettres soient lues."))
    paragraph = "Cette phrase parle encore du même sujet avec des mots de tous les jours. " * 9
    huge = written("\n\n".join(f"## Titre {n}\n\n{paragraph}" for n in range(3_000)))
    assert len(huge.text.encode()) > 2_000_000
    steps, last = [], time.thread_time()  # of the processor: what else runs on this computer does not count

    def tick() -> None:
        nonlocal last
        now = time.thread_time()
        steps.append((now - last) * 1e3)
        last = now

    timer = QTimer()
    timer.timeout.connect(tick)
    timer.start(1)
    reader.conversation.desk.become(reader.conversation.state.opened_document(huge))
    tick()
    QTest.qWait(500)
    timer.stop()
    assert page(reader).text.toPlainText().startswith("Titre 0")
    assert max(steps) < STALL_MS, max(steps)


def test_an_empty_page_says_so_and_offers_nothing_to_hear(reader: Person) -> None:
    shown = opens(reader, written(" \n"))
    assert "Cette page n'a pas de texte." in reader.reads()
    assert not shown.bar.listen_button.isVisible()
    assert "Un guide" in shown.text.toPlainText()


ARABIC = "اغسل الحرق بالماء. انتظر عشرين دقيقة."


@pytest.fixture
def reading_in(session: Session, qtbot, fake_microphone: FakeMicrophone, voice: FakeVoice) -> Iterator[Opens]:
    """Opens a page with that title in a window of that size, with all that its bar can hold."""
    persons: list[Person] = []

    def open_page(size: tuple[int, int], settings: Settings, title: str) -> ReaderPage:
        person = seat(session, qtbot, fake_microphone, settings, voice)
        persons.append(person)
        person.window.resize(*size)
        person.window.show()
        person.conversation.reading.prepare()
        state = person.conversation.state.with_gists(frozenset({"x/y"}))
        person.conversation.desk.become(state.opened_document(written(f"{ARABIC}\n\n" * 30, title)))
        return page(person)

    yield open_page
    for person in persons:
        person.conversation.close()


@pytest.mark.parametrize("facilitates", [False, True])
@pytest.mark.parametrize(
    ("size", "percent"), [((800, 600), 90), ((800, 600), 200), ((1024, 600), 150), ((1920, 1080), 100)]
)
@pytest.mark.parametrize("title", ["Court", "Un titre " * 60, "x" * 500, ARABIC], ids=["short", "long", "word", "rtl"])
def test_nothing_is_cut_and_the_text_keeps_room(
    reading_in: Opens, qtbot, size: tuple[int, int], percent: int, title: str, facilitates: bool
) -> None:
    settings = Settings(text_percent=percent, appearance="light", facilitator=facilitates)
    shown = reading_in(size, settings, title)

    def nothing_is_cut() -> None:
        assert shown.window().size().toTuple() == size
        assert shown.text.height() > shown.height() * 0.2
        buttons = [child for child in shown.bar.findChildren(QWidget) if child.isVisible()]
        assert len(buttons) == 9
        rects = [button.geometry() for button in buttons]
        for button, rect in zip(buttons, rects, strict=True):
            name = button.accessibleName()
            assert name and button.property("spoken")
            assert min(rect.width(), rect.height()) >= LEAST_TARGET_PX
            assert shown.bar.rect().contains(rect) and button.sizeHint().width() <= rect.width(), name
            assert sum(rect.intersects(other) for other in rects) == 1, name
        parts = [part for part in (shown.bar, shown.tools, shown.text) if part.isVisible()]
        tops = [part.mapTo(shown, QPoint()).y() for part in parts]
        for part, top, below in zip(parts, tops, [*tops[1:], shown.height() + 1], strict=True):
            assert top + part.height() <= below
        assert (shown.tools in parts) == facilitates

    qtbot.waitUntil(nothing_is_cut)


def test_the_tools_of_a_facilitator_come_and_go(reader: Person) -> None:
    shown = finds(reader)
    desk = reader.conversation.desk
    assert not shown.tools.isVisible()
    desk.become(desk.state.facilitating(True))
    QTest.qWait(30)
    assert "C'est la bonne page" in [button.accessibleName() for button in visible(shown.tools)]
    desk.become(desk.state.facilitating(False))
    QTest.qWait(30)
    assert not shown.tools.isVisible()


def visible(widget: QWidget) -> list[QWidget]:
    return [child for child in widget.findChildren(QWidget) if child.isVisible()]
