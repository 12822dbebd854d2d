"""The reader's page: its two marks, its size, and documents far longer than a screen."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QTextFormat
from PySide6.QtWidgets import QAbstractSlider

from corpus.documents import Document, Passage
from corpus.sentences import sentences
from ui.document_text import DocumentText
from ui.look import LIGHT, Look

TEXT = """Lavez la brûlure. Attendez vingt minutes.

## Ensuite

- Couvrez-la d'un linge propre. Il doit être sec.
- N'appliquez **rien** d'autre.

Allez au poste de santé 🏥. M. Diop vous attend."""
STALL_MS = 50


def document(text: str) -> Document:
    return Document("sante/brulure", "Soigner une brûlure", "sante", "", text, ("Un guide",), "2026-01-01", "")


def passage(text: str, words: str, length: int | None = None) -> Passage:
    start = text.index(words)
    end = start + (length or len(words))
    return Passage("sante/brulure", 0, text[start:end], start, end)


@pytest.fixture
def opened(qtbot):
    def open_page(text: str, where: Passage | None = None, percent: int = 100) -> DocumentText:
        page = DocumentText(Look(text_percent=percent), document(text), where, "Sources : {0}")
        qtbot.addWidget(page)
        page.resize(700, 400)
        page.show()
        qtbot.wait(30)
        return page

    return open_page


def long_text(paragraphs: int) -> str:
    """`paragraphs` of some 700 characters, each with its number."""
    filler = "Cette phrase parle encore du même sujet avec des mots de tous les jours. " * 9
    return "\n\n".join(f"## Titre {n}\n\nVoici le numéro {n}. {filler}" for n in range(paragraphs))


def top(page: DocumentText) -> float:
    """How far below the view's edge the passage begins."""
    return page._line_rects()[0].top() - page.verticalScrollBar().value()


def drawn(page: DocumentText, number: int) -> str:
    """The text under the sentence's mark."""
    page.mark_sentence(number)
    cursor, length = page._said[number]
    cursor.setPosition(cursor.position() + length, cursor.MoveMode.KeepAnchor)
    return cursor.selectedText()


# -- reading aloud --


def test_it_is_read_from_the_top_without_its_sources(opened) -> None:
    assert list(opened(TEXT).sentences()) == [
        "Lavez la brûlure.",
        "Attendez vingt minutes.",
        "Ensuite",
        "Couvrez-la d'un linge propre.",
        "Il doit être sec.",
        "N'appliquez rien d'autre.",
        "Allez au poste de santé 🏥.",
        "M. Diop vous attend.",
    ]


def test_reading_begins_at_the_passage(opened) -> None:
    assert next(opened(TEXT, passage(TEXT, "Attendez vingt minutes.")).sentences()) == "Attendez vingt minutes."


def test_the_mark_lies_under_the_words_that_are_said(opened) -> None:
    page = opened(TEXT)
    for number, said in enumerate(page.sentences()):
        assert drawn(page, number) == said


def test_the_sentence_and_the_passage_are_told_apart_without_colour(opened) -> None:
    page = opened(TEXT, passage(TEXT, "Lavez la brûlure. Attendez vingt minutes."))
    reading = page.sentences()
    next(reading), next(reading)
    before = page.viewport().grab().toImage()
    page.mark_sentence(1)
    after = page.viewport().grab().toImage()
    line = page._sentence_rects()[0]
    under = int(line.center().x()), int(line.bottom()) - 2 - page.verticalScrollBar().value()
    assert after.pixelColor(*under).name() == LIGHT.accent.lower() != before.pixelColor(*under).name()
    page.unmark_sentence()
    assert page.viewport().grab().toImage() == before


def test_the_sentence_stays_in_view(opened) -> None:
    page = opened(long_text(20))
    for number, _ in enumerate(page.sentences()):
        page.mark_sentence(number)
        lines, above = page._sentence_rects(), page.verticalScrollBar().value()
        assert above <= lines[0].top() and lines[-1].bottom() <= above + page.viewport().height()
    assert number > 100


def test_a_long_document_is_read_to_its_end(opened) -> None:
    text = long_text(60)
    page = opened(text)
    read = list(page.sentences())
    assert (
        read[-1].startswith("Cette phrase") and [s for s in read if s.startswith("Voici")][-1] == "Voici le numéro 59."
    )
    expected = sum(len(sentences(block.lstrip("# "))) for block in text.split("\n\n"))
    assert len(read) == expected


def test_the_mark_stays_with_its_sentence_while_the_page_grows_above_it(opened, qtbot) -> None:
    text = long_text(300)
    page = opened(text, passage(text, "Voici le numéro 150."))
    reading = page.sentences()
    said = [next(reading) for _ in range(30)]
    page.verticalScrollBar().triggerAction(QAbstractSlider.SliderAction.SliderToMinimum)
    first = page._first
    qtbot.wait(200)
    assert page._first < first
    assert said[0] == "Voici le numéro 150." and [drawn(page, number) for number in range(30)] == said


# -- long documents --


def test_a_page_of_two_megabytes_opens_at_its_passage_without_a_stall(opened, qtbot) -> None:
    text = long_text(2_900)
    assert len(text.encode()) > 2_000_000
    where = passage(text, "Voici le numéro 1500.", length=800)
    opened(TEXT)  # fonts are read once
    steps, last = [], time.thread_time()  # of the processor: what else runs on this computer does not count

    def tick() -> None:
        nonlocal last
        now = time.thread_time()
        steps.append((now - last) * 1e3)
        last = now

    page = DocumentText(Look(), document(text), where, "Sources : {0}")
    tick()

    timer = QTimer()
    timer.timeout.connect(tick)
    timer.start(1)
    page.resize(700, 400)
    page.show()
    qtbot.wait(600)
    timer.stop()
    assert 0 <= top(page) < 200 and "Voici le numéro 1500." in page.toPlainText()
    assert page._first > 0, "the beginning is not set while nobody reads it"
    assert max(steps) < STALL_MS, steps
    page.close()


def test_a_long_document_grows_to_both_ends_as_one_scrolls(opened, qtbot) -> None:
    text = long_text(120)
    page = opened(text, passage(text, "Voici le numéro 60."))
    for action, words in (("SliderToMaximum", "Voici le numéro 119."), ("SliderToMinimum", "Voici le numéro 0.")):
        for _ in range(60):
            page.verticalScrollBar().triggerAction(QAbstractSlider.SliderAction[action])
            qtbot.wait(10)
            if words in page.toPlainText():
                break
        assert words in page.toPlainText()
    qtbot.wait(100)
    shown = page.toPlainText()
    assert [line for line in shown.split("\n") if line.startswith("Titre")] == [f"Titre {n}" for n in range(120)]
    assert shown.rstrip().endswith("Sources : Un guide (2026-01-01)") and shown.count("Sources :") == 1


def test_a_part_set_later_looks_like_one_set_at_once(opened, qtbot) -> None:
    text = long_text(120)
    page = opened(text, passage(text, "Voici le numéro 60."))
    for _ in range(40):
        page.verticalScrollBar().triggerAction(QAbstractSlider.SliderAction.SliderToMinimum)
        qtbot.wait(10)
    block, headings = page.document().begin(), 0
    while block.isValid():
        heading = block.text().startswith("Titre")
        assert bool(block.blockFormat().headingLevel()) == heading
        headings += heading
        if block.text():
            size = block.begin().fragment().charFormat().property(QTextFormat.Property.FontPixelSize)
            assert size in (Look().small, Look().lead if heading else Look().body)
        block = block.next()
    assert headings > 60


def test_what_one_reads_stays_when_parts_come_in_above(opened) -> None:
    text = long_text(300)
    page = opened(text, passage(text, "Voici le numéro 150."))
    page.verticalScrollBar().triggerAction(QAbstractSlider.SliderAction.SliderSingleStepSub)
    place, before = top(page), page._first
    for _ in range(3):
        page._prepend()
    assert page._first < before and top(page) == pytest.approx(place, abs=2)


# -- size, width, direction --


@pytest.mark.parametrize("percent", [90, 200])
def test_another_size_keeps_the_passage_in_view(opened, qtbot, percent: int) -> None:
    text = long_text(40)
    page = opened(text, passage(text, "Voici le numéro 20."))
    look = Look(text_percent=percent)
    page.show_look(look)
    qtbot.wait(200)
    assert 0 <= top(page) < 200
    block = page.document().findBlock(page.marked[0])
    assert block.begin().fragment().charFormat().property(QTextFormat.Property.FontPixelSize) == look.body


def test_another_size_keeps_what_one_has_scrolled_to(opened, qtbot) -> None:
    page = opened(long_text(20))
    page.verticalScrollBar().setValue(1_500)
    page.verticalScrollBar().triggerAction(QAbstractSlider.SliderAction.SliderSingleStepAdd)
    line = page.cursorForPosition(page.rect().topLeft()).block().text()
    page.show_look(Look(text_percent=150))
    qtbot.wait(200)
    assert page.cursorForPosition(page.rect().topLeft()).block().text() == line


def test_every_block_gets_the_size_and_the_sources_stay_small(opened, qtbot) -> None:
    page = opened(long_text(30))
    page.show_look(Look(text_percent=150))
    qtbot.wait(300)
    look, block = Look(text_percent=150), page.document().begin()
    while block.isValid():
        expected = look.small if block.text().startswith("Sources") else look.body
        if block.text() and not block.blockFormat().headingLevel():
            assert block.begin().fragment().charFormat().property(QTextFormat.Property.FontPixelSize) == expected, (
                block.text()
            )
        block = block.next()


def test_a_wider_window_keeps_the_passage_in_view(opened, qtbot) -> None:
    text = long_text(40)
    page = opened(text, passage(text, "Voici le numéro 20."))
    page.resize(1_300, 800)
    qtbot.wait(50)
    assert 0 <= top(page) < 200


def test_right_to_left_text_stands_at_the_right(opened) -> None:
    arabic = "اغسل الحرق بالماء. انتظر عشرين دقيقة."
    page = opened(f"{arabic}\n\nEn français.", passage(arabic, arabic))
    block = page.document().begin()
    line = block.layout().lineAt(0)
    assert line.naturalTextRect().right() == pytest.approx(line.rect().right(), abs=2)
    assert line.naturalTextRect().left() > line.rect().left() + 100
    reading = page.sentences()
    assert [next(reading), next(reading)] == ["اغسل الحرق بالماء.", "انتظر عشرين دقيقة."]
    page.mark_sentence(0)
    first = page._sentence_rects()[0]
    page.mark_sentence(1)
    assert page._sentence_rects()[0].right() <= first.left() + 8


def test_an_empty_document_opens_and_has_nothing_to_say(opened) -> None:
    assert list(opened("").sentences()) == []
