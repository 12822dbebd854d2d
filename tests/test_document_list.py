"""The list of documents: any number of rows, opened, kept and heard by finger and by keyboard."""

import time
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QFont, QFontDatabase, QFontMetrics, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app import paths
from corpus.documents import Document, Passage
from ui import wishes
from ui.document_list import DocumentList
from ui.document_row import ENTRY, Part, leftwards, lines
from ui.icons import Icons
from ui.look import FAMILY, Look
from ui.spoken import SPOKEN
from ui.state import Sound, State

SHIPPED = paths.find({"LAAJ_HOME": "unused"})
FRAME_S = 0.016  # of a screen that shows sixty pictures a second
LEAST_TARGET_PX = 48

DOCUMENTS = tuple(
    Document(f"sante/{number}", f"Page {number} sur la santé", "sante", "Ce qu'il faut savoir.", "", (), "", "starter")
    for number in range(40)
)


@pytest.fixture
def listed(qtbot) -> DocumentList:
    QApplication.setStyle("Fusion")
    for font in SHIPPED.fonts.glob("*.ttf"):
        QFontDatabase.addApplicationFont(str(font))
    listed = DocumentList(Icons(SHIPPED.icons), Look())
    qtbot.addWidget(listed)
    listed.documents.show_documents(DOCUMENTS)
    listed.resize(640, 500)
    listed.show()
    qtbot.waitExposed(listed)
    listed.activateWindow()
    return listed


def wished(listed: DocumentList) -> list[object]:
    """Fills with whatever is wished from now on."""
    found: list[object] = []
    listed.wish.connect(found.append)
    return found


def part(listed: DocumentList, row: int, name: Part) -> QPoint:
    """The middle of that part of a row; of the row itself, where its words stand."""
    index = listed.documents.index(row)
    place = listed._row.place(name, listed.visualRect(index), index.data(ENTRY))
    assert name == "open" or min(place.width(), place.height()) >= LEAST_TARGET_PX
    return place.center()


def touches(listed: DocumentList, row: int, name: Part) -> None:
    QTest.mouseClick(listed.viewport(), Qt.MouseButton.LeftButton, pos=part(listed, row, name))


# -- finger --


def test_a_row_opens_its_document(listed: DocumentList) -> None:
    wishes_seen = wished(listed)
    touches(listed, 2, "open")
    assert wishes_seen == [wishes.OpenDocument("sante/2")]


def test_the_star_keeps_and_lets_go_and_opens_nothing(listed: DocumentList) -> None:
    wishes_seen = wished(listed)
    touches(listed, 1, "keep")
    listed.show_state(State().keeping(frozenset({"sante/1"})))
    touches(listed, 1, "keep")
    assert wishes_seen == [wishes.Keep("sante/1"), wishes.Keep("sante/1", None, False)]


def test_what_can_be_heard_is_heard_by_its_button_and_stopped_by_it(listed: DocumentList) -> None:
    gist, reading = Sound("gist", "sante/0"), Sound("reading", "sante/1")
    state = State().with_gists(frozenset({"sante/0"})).reading_aloud(True)
    wishes_seen = wished(listed)
    listed.show_state(state)
    touches(listed, 0, "listen")
    touches(listed, 1, "listen")
    listed.show_state(state.plays(gist))
    touches(listed, 0, "listen")
    assert wishes_seen == [wishes.Play(gist), wishes.Play(reading), wishes.StopSound()]


def test_where_nothing_can_be_heard_there_is_no_button_for_it(listed: DocumentList) -> None:
    assert listed.documents.index(0).data(ENTRY).parts == ("open", "keep")


def test_a_finger_that_slides_off_does_nothing(listed: DocumentList) -> None:
    wishes_seen = wished(listed)
    QTest.mousePress(listed.viewport(), Qt.MouseButton.LeftButton, pos=part(listed, 1, "keep"))
    QTest.mouseRelease(listed.viewport(), Qt.MouseButton.LeftButton, pos=part(listed, 2, "open"))
    assert wishes_seen == []


def test_what_is_under_the_finger_can_say_its_name(listed: DocumentList) -> None:
    listed.show_state(State().with_gists(frozenset({"sante/1"})).keeping(frozenset({"sante/2"})))
    said = []
    for row, name in ((1, "open"), (1, "listen"), (1, "keep"), (2, "keep")):
        QTest.mouseMove(listed.viewport(), part(listed, row, name))
        said.append(listed.property("spoken"))
    assert said == ["theme.sante", "gist", "keep", "kept-remove"]
    assert set(said) <= set(SPOKEN)


# -- keyboard --


def test_arrows_lead_to_each_row_and_to_its_buttons_and_return_presses_them(listed: DocumentList) -> None:
    listed.show_state(State().with_gists(frozenset({"sante/1"})))
    wishes_seen = wished(listed)
    listed.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Right, Qt.Key.Key_Return, Qt.Key.Key_Right):
        QTest.keyClick(listed, key)
    assert listed.property("spoken") == "keep"
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Enter):
        QTest.keyClick(listed, key)
    opened, heard, kept = (
        wishes.OpenDocument("sante/1"),
        wishes.Play(Sound("gist", "sante/1")),
        wishes.Keep("sante/1"),
    )
    assert wishes_seen == [opened, heard, kept, opened]


def test_another_row_begins_at_the_row_itself(listed: DocumentList) -> None:
    wishes_seen = wished(listed)
    listed.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Return):
        QTest.keyClick(listed, key)
    assert wishes_seen == [wishes.OpenDocument("sante/1")]


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_F1])
def test_the_keys_of_the_window_stay_the_windows(listed: DocumentList, qtbot, key: Qt.Key) -> None:
    around = QWidget()
    qtbot.addWidget(around)
    heard: list[int] = []
    around.keyPressEvent = lambda event: heard.append(event.key())  # type: ignore[method-assign]
    listed.setParent(around)
    QTest.keyClick(listed, key)
    listed.setParent(None)
    assert heard == [key]


# -- screen readers --


def test_a_screen_reader_says_title_summary_and_that_it_is_kept(listed: DocumentList) -> None:
    listed.show_state(State().keeping(frozenset({"sante/1"})))
    table = QAccessible.queryAccessibleInterface(listed)
    rows = [table.child(number) for number in range(2)]
    assert [row.text(QAccessible.Text.Name) for row in rows] == [
        "Page 0 sur la santé",
        "Page 1 sur la santé. Page gardée",
    ]
    assert rows[0].text(QAccessible.Text.Description) == "Ce qu'il faut savoir."


# -- what is shown --


def test_a_kept_passage_stands_where_the_summary_would(listed: DocumentList) -> None:
    passage = Passage("sante/0", 1, "## Boire\n\nBuvez de l'eau **propre**.", 10, 40)
    listed.documents.show_documents(DOCUMENTS[:2], (passage, None))
    assert listed.documents.index(0).data(ENTRY).text == "Buvez de l'eau propre."
    assert listed.documents.index(1).data(ENTRY).text == "Ce qu'il faut savoir."
    wishes_seen = wished(listed)
    touches(listed, 0, "open")
    touches(listed, 0, "keep")
    assert wishes_seen == [wishes.OpenDocument("sante/0", passage), wishes.Keep("sante/0", passage)]


def test_the_list_comes_back_to_the_document_that_was_read(listed: DocumentList) -> None:
    listed.point_to("sante/30")
    assert listed.currentIndex().row() == 30
    assert listed.viewport().rect().contains(listed.visualRect(listed.currentIndex()).center())
    listed.point_to("gone")
    assert listed.currentIndex().row() == 30


FONT_PX = 18


def font() -> QFont:
    font = QFont(FAMILY)
    font.setPixelSize(FONT_PX)
    return font


@pytest.mark.parametrize("text", ["mot " * 200, "Anticonstitutionnellement" * 20, "🦟" * 300, "كيف تحمي نفسك " * 40])
def test_a_long_text_ends_in_dots_within_its_lines(listed: DocumentList, text: str) -> None:
    shown = lines(text, font(), 300, 2)
    assert len(shown) == 2 and "…" in shown[1]
    assert max(QFontMetrics(font()).horizontalAdvance(line) for line in shown) <= 300


def test_a_short_text_stays_whole_and_markup_stays_text(listed: DocumentList) -> None:
    assert lines("<b>Gras</b>\net court", font(), 300, 2) == ("<b>Gras</b> et court",)
    assert lines("", font(), 300, 2) == ()


@pytest.mark.parametrize(("text", "left"), [("Le mil", False), ("« Le mil »", False), ("12 صفحة", True), ("", False)])
def test_what_is_written_from_the_right_is_set_at_the_right(text: str, left: bool) -> None:
    assert leftwards(text) is left


@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.parametrize("look", [Look(), Look(dark=True), Look(contrast=True)], ids=["light", "dark", "contrast"])
def test_a_kept_star_can_be_told_from_another_in_every_look(listed: DocumentList, look: Look, percent: int) -> None:
    other = DocumentList(Icons(SHIPPED.icons), replace(look, text_percent=percent))
    other.documents.show_documents(DOCUMENTS[:2])
    other.resize(500, 400)
    other.show_state(State().keeping(frozenset({"sante/0"})))
    other.show()
    stars = []
    for row in (0, 1):
        index = other.documents.index(row)
        place = other._row.place("keep", other.visualRect(index), index.data(ENTRY))
        stars.append(other.viewport().grab(place).toImage().convertToFormat(QImage.Format.Format_RGB32))
    assert stars[0] != stars[1]
    other.close()


# -- ten thousand --


@pytest.fixture
def ten_thousand(listed: DocumentList) -> DocumentList:
    many = tuple(replace(DOCUMENTS[number % 40], id=f"many/{number}") for number in range(10_000))
    listed.resize(1400, 900)
    listed.documents.show_documents(many)
    listed.viewport().repaint()
    return listed


def test_ten_thousand_scroll_smoothly(ten_thousand: DocumentList) -> None:
    """The processor's time of this thread: what else the computer does is not the list's doing."""
    spent_s = []
    bar = ten_thousand.verticalScrollBar()
    for _ in range(30):
        begun_s = time.thread_time()
        bar.setValue(bar.value() + bar.pageStep())
        ten_thousand.viewport().repaint()
        spent_s.append(time.thread_time() - begun_s)
    assert sorted(spent_s)[15] < FRAME_S


def test_a_star_among_ten_thousand_changes_within_a_frame(ten_thousand: DocumentList) -> None:
    begun_s = time.thread_time()
    ten_thousand.show_state(State().keeping(frozenset({"many/1"})))
    ten_thousand.viewport().repaint()
    assert time.thread_time() - begun_s < 3 * FRAME_S


def test_only_what_shows_is_asked_for(ten_thousand: DocumentList, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: set[int] = set()
    entry = ten_thousand.documents._entry
    monkeypatch.setattr(ten_thousand.documents, "_entry", lambda row: (asked.add(row), entry(row))[1])
    ten_thousand.verticalScrollBar().setValue(ten_thousand.verticalScrollBar().maximum() // 2)
    ten_thousand.viewport().repaint()
    assert 0 < len(asked) < 30
