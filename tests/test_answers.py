"""What a question found: cards to open, to hear, to keep and to go on from; and the page for when none is right."""

import time
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QScrollArea, QWidget

from app import paths as places
from app.window import dress
from corpus.documents import Passage
from corpus.starter_library import THEMES
from engine.recording import Recording
from engine.search import Answer, Hit
from tests.fixtures.person import Person
from ui import wishes
from ui.answer_card import AnswerCard
from ui.few_lines import FewLines
from ui.icons import Icons
from ui.look import Look
from ui.none_page import NonePage
from ui.results_page import ResultsPage
from ui.snippet import snippet
from ui.spoken import SPOKEN
from ui.state import HOME, Page, Phase, Place, Shelf, Sound, State

pytestmark = pytest.mark.usefixtures("no_leftover_threads")

LEAST_TARGET_PX = 48
ARABIC = "الإسعافات الأولية عند الحروق في البيت "


def hit(name: str, title: str = "Soigner une brûlure", text: str = "Versez de l'eau propre.") -> Hit:
    return Hit(name, title, "sante", "Un guide", 0.8, Passage(name, 0, text, 0, len(text)))


def answer(*hits: Hit, confidence: str = "sure", question: str = "") -> Answer:
    return Answer(question, "text" if question else "speech", confidence, hits, {})  # type: ignore[arg-type]


@pytest.fixture
def icons(qapp) -> Icons:
    paths = places.find()
    dress(qapp, paths)
    return Icons(paths.icons)


PAGE = QSize(660, 540)  # of a window of 1024 × 600


def shown(page: QWidget, qtbot, look: Look, size: QSize = PAGE) -> QWidget:
    """In a window of that look, which is returned: whoever lets go of it loses the page."""
    window = QWidget()
    window.setStyleSheet(look.stylesheet())
    page.setParent(window)
    page.resize(size)
    window.resize(size)
    qtbot.addWidget(window)
    window.show()
    QTest.qWait(20)
    return window


class Results:
    """The page by itself, and what is wished on it."""

    def __init__(self, icons: Icons, qtbot, found: Answer, look: Look | None = None, size: QSize = PAGE):
        self.look = look or Look(text_percent=100)
        self.page = ResultsPage(icons, self.look, THEMES, Place(Page.RESULTS, answer=found))
        self.wished: list[object] = []
        self.page.wish.connect(self.wished.append)
        self.state = replace(State().ready(), trail=(HOME, Place(Page.RESULTS, answer=found)))
        self.page.show_state(self.state)
        self.window = shown(self.page, qtbot, self.look, size)

    def becomes(self, state: State) -> None:
        self.state = state
        self.page.show_state(state)

    @property
    def card(self) -> AnswerCard:
        return self.page.cards[0]


@pytest.fixture
def results(icons: Icons, qtbot) -> Results:
    return Results(icons, qtbot, answer(hit("a"), hit("b", "Le paludisme")))


def touch(button: QWidget) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


# -- what a card says --


def test_a_card_says_its_title_and_how_sure_it_is(results: Results) -> None:
    names = [card.accessibleName() for card in results.page.cards]
    assert names == ["Soigner une brûlure. Sans doute la bonne page", "Le paludisme. Peut-être la bonne page"]
    assert results.card.accessibleDescription() == "Versez de l'eau propre."


def test_a_written_question_shows_the_sentence_that_shares_its_words() -> None:
    passage = "# Les gestes\n\nRestez calme. Éloignez le feu. Versez de l'eau **propre** sur la brûlure. Attendez."
    assert snippet(passage, "eau sur une brûlure") == "… Versez de l'eau propre sur la brûlure. Attendez."
    assert (
        snippet(passage)
        == snippet(passage, "le prix du mil")
        == ("Restez calme. Éloignez le feu. Versez de l'eau propre sur la brûlure. Attendez.")
    )
    assert snippet(passage, "rester calme") == snippet(passage)


def test_markup_in_a_title_stays_text(icons: Icons, qtbot) -> None:
    results = Results(icons, qtbot, answer(hit("a", "<b>Gras</b> & <img src=x>")))
    card = results.card
    assert card.findChildren(FewLines)[0].textFormat() is Qt.TextFormat.PlainText
    assert card.accessibleName().startswith("<b>Gras</b> & <img src=x>")


def test_a_title_of_500_characters_takes_three_lines(icons: Icons, qtbot) -> None:
    for title in ("Comment " * 62, "x" * 500):
        results = Results(icons, qtbot, answer(hit("a", title), hit("b")))
        long, short = (card.findChildren(FewLines)[0] for card in results.page.cards)
        assert long.height() > short.height()
        assert long.heightForWidth(300) == long.heightForWidth(100), "three lines, however narrow"
        assert long.height() <= 3.3 * short.height()
        assert results.page.cards[0].width() <= results.page.width()


def ink(words: QWidget) -> tuple[int, int]:
    """The first and last column of pixels that are drawn on."""
    window = words.window()
    place = words.rect().translated(words.mapTo(window, QPoint()))
    image = window.grab(place).toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    ground = image.pixelColor(image.width() // 2, image.height() - 1).lightness()
    columns = [
        x
        for x in range(image.width())
        if any(abs(image.pixelColor(x, y).lightness() - ground) > 60 for y in range(0, image.height(), 2))
    ]
    return columns[0], columns[-1]


def test_a_text_written_from_the_right_stands_at_the_right(icons: Icons, qtbot) -> None:
    results = Results(icons, qtbot, answer(hit("a", "اختبار"), hit("b", "Essai")))
    arabic, french = (card.findChildren(FewLines)[0] for card in results.page.cards)
    assert ink(arabic)[0] > arabic.width() // 2 and ink(arabic)[1] > arabic.width() - 8
    assert ink(french)[0] < 8 and ink(french)[1] < french.width() // 2


def test_a_long_text_from_the_right_is_cut_at_its_left(icons: Icons, qtbot) -> None:
    results = Results(icons, qtbot, answer(hit("a", ARABIC * 12), hit("b")))
    title = results.card.findChildren(FewLines)[0]
    assert title.height() <= 3.3 * results.page.cards[1].findChildren(FewLines)[0].height()
    assert ink(title)[1] > title.width() - 12


# -- what one does with it --


def test_a_card_opens_its_page_at_the_passage_by_touch_and_by_return(results: Results) -> None:
    touch(results.card)
    QTest.keyClick(results.card, Qt.Key.Key_Return)
    assert results.wished == [wishes.OpenDocument("a", hit("a").passage)] * 2


def test_listening_plays_the_wolof_summary_or_reads_the_page_or_is_not_there(results: Results) -> None:
    button = results.card.listen_button
    assert not button.isVisible()
    results.becomes(results.state.reading_aloud(True))
    assert button.isVisible() and button.property("spoken") == "listen"
    touch(button)
    results.becomes(results.state.with_gists(frozenset({"a"})))
    assert button.property("spoken") == "gist" and button.accessibleName() == "Écouter le résumé en wolof"
    touch(button)
    assert results.wished == [wishes.Play(Sound("reading", "a")), wishes.Play(Sound("gist", "a"))]


def test_what_is_heard_is_stopped_where_it_began_and_only_there(results: Results) -> None:
    results.becomes(results.state.reading_aloud(True).plays(Sound("reading", "a")))
    first, second = (card.listen_button for card in results.page.cards)
    assert (first.accessibleName(), second.accessibleName()) == ("Arrêter la lecture", "Écouter")
    touch(first)
    assert results.wished == [wishes.StopSound()]
    results.becomes(results.state.plays(None))
    assert first.accessibleName() == "Écouter"


def test_the_star_keeps_and_lets_go_with_the_passage(results: Results) -> None:
    star = results.card.keep_button
    assert star.accessibleName() == "Garder cette page"
    touch(star)
    results.becomes(results.state.keeping(frozenset({"a"})))
    assert star.accessibleName() == "Ne plus garder cette page"
    touch(star)
    passage = hit("a").passage
    assert results.wished == [wishes.Keep("a", passage, True), wishes.Keep("a", passage, False)]


def test_a_press_on_a_button_of_a_card_does_not_open_the_page(results: Results) -> None:
    results.becomes(results.state.reading_aloud(True))
    for button in (results.card.listen_button, results.card.keep_button, results.card.more_button):
        touch(button)
        QTest.keyClick(button, Qt.Key.Key_Return)
    assert len(results.wished) == 6
    assert not any(isinstance(wish, wishes.OpenDocument) for wish in results.wished)


def test_the_keyboard_goes_from_a_card_through_its_buttons_to_the_next(results: Results) -> None:
    results.becomes(results.state.reading_aloud(True))
    first, second = results.page.cards
    chain: list[QWidget] = [first]
    while chain[-1] is not results.page.none_button:
        after = chain[-1].nextInFocusChain()
        while not (after.isVisible() and after.focusPolicy() & Qt.FocusPolicy.TabFocus):
            after = after.nextInFocusChain()
        chain.append(after)
    assert chain == [
        *(first, first.listen_button, first.keep_button, first.more_button),
        *(second, second.listen_button, second.keep_button, second.more_button),
        results.page.none_button,
    ]


# -- sizes --


@pytest.mark.parametrize("percent", [90, 100, 150, 200])
@pytest.mark.parametrize("size", [QSize(496, 480), QSize(656, 540), QSize(1500, 1000)], ids=str)
def test_nothing_is_cut_or_overlaps_and_buttons_are_large(icons: Icons, qtbot, percent: int, size: QSize) -> None:
    long = hit("a", "Les premiers gestes en cas de brûlure grave " * 4, "Versez de l'eau propre et fraîche. " * 9)
    found = answer(long, hit("b"), hit("c", "Anticonstitutionnellement"))
    look = Look(text_percent=percent).fitted(size.width() * 3 // 2, size.height())
    results = Results(icons, qtbot, found, look, size)
    results.becomes(results.state.reading_aloud(True))
    QTest.qWait(20)
    none = results.page.none_button
    assert none.mapTo(results.page, QPoint(none.width(), 0)).x() <= size.width()
    assert all(line.heightForWidth(line.width()) <= line.height() for line in none.findChildren(QLabel))
    for card in results.page.cards:
        assert card.mapTo(results.page, QPoint(card.width(), 0)).x() <= size.width()
        parts = [*card.findChildren(FewLines), *card.findChildren(QAbstractButton)]
        rects = [part.rect().translated(part.mapTo(card, QPoint())) for part in parts]
        for number, (part, rect) in enumerate(zip(parts, rects, strict=True)):
            assert card.rect().contains(rect), part
            assert not any(rect.intersects(other) for other in rects[number + 1 :]), part
            if isinstance(part, FewLines):
                assert part.heightForWidth(part.width()) <= part.height()
            else:
                assert min(part.width(), part.height()) >= LEAST_TARGET_PX


def test_every_control_says_its_name(icons: Icons, qtbot, results: Results) -> None:
    results.becomes(results.state.reading_aloud(True))
    none = NonePage(icons, results.look, THEMES, Place(Page.NONE))
    window = shown(none, qtbot, results.look)
    assert window.isVisible()
    for page in (results.page, none):
        controls = page.findChildren(QAbstractButton)
        assert controls
        for control in controls:
            assert QAccessible.queryAccessibleInterface(control).text(QAccessible.Text.Name)
            assert control.property("spoken") in SPOKEN, control.accessibleName()


def test_twenty_cards_stand_within_50_ms(icons: Icons, qtbot) -> None:
    """Of this thread's own time: what else the computer does is not the window's."""
    found = answer(*(hit(f"d{n}", f"Une page qui répond {n}", "Versez de l'eau propre. " * 40) for n in range(20)))
    state = State().ready().reading_aloud(True)

    def build() -> float:
        started = time.thread_time()
        page = ResultsPage(icons, Look(), THEMES, Place(Page.RESULTS, answer=found))
        page.show_state(state)
        took = time.thread_time() - started
        page.deleteLater()
        return took

    assert min(build() for _ in range(8)) < 0.05


# -- none of these, and more like this --


def test_none_of_these_offers_other_ways_and_back_leads_to_the_answer(person: Person) -> None:
    person.types("eau propre sur la brûlure")
    person.comes_to(Page.RESULTS)
    person.touches(person.window.page.none_button)
    person.comes_to(Page.NONE)
    page = person.window.page
    assert isinstance(page, NonePage)
    assert page.question.text() == "eau propre sur la brûlure"
    assert [tile.accessibleName() for tile in page.tiles] == [*THEMES.values(), "Toutes les pages"]
    person.touches(person.window.back_button)
    person.comes_to(Page.RESULTS)
    assert person.cards()[0].accessibleName().startswith("Soigner une brûlure")


def test_asked_again_from_there_by_voice(person: Person, understood, spoken_question: Recording) -> None:
    person.types("eau propre sur la brûlure")
    person.comes_to(Page.RESULTS)
    person.touches(person.window.page.none_button)
    person.comes_to(Page.NONE)
    understood("oignons en pépinière")
    again = person.window.page.ask_button
    assert again.accessibleName() == "Poser la question autrement"
    person.touches(again)
    assert person.conversation.state.phase is Phase.LISTENING
    assert again.accessibleName() == "Arrêter" and again.property("spoken") == "stop"
    person.speaks(spoken_question)
    person.comes_to(Page.RESULTS)
    assert person.cards()[0].accessibleName().startswith("Réussir ses oignons")


def test_asked_again_from_there_in_writing_or_by_a_theme(person: Person) -> None:
    person.types("eau propre sur la brûlure")
    person.comes_to(Page.RESULTS)
    person.touches(person.window.page.none_button)
    person.comes_to(Page.NONE)
    names = [tile.accessibleName() for tile in person.window.page.tiles]
    person.touches(person.window.page.tiles[names.index("Agriculture")])
    person.comes_to(Page.LIBRARY)
    person.touches(person.window.back_button)
    person.comes_to(Page.NONE)
    question = person.window.page.question
    question.setText("Une tontine ?")
    QTest.keyClick(question, Qt.Key.Key_Return)
    person.comes_to(Page.RESULTS)
    assert person.cards()[0].accessibleName().startswith("Épargner ensemble")


@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.parametrize("width", [496, 656, 1500])
def test_the_ways_on_fit_every_width(icons: Icons, qtbot, percent: int, width: int) -> None:
    look = Look(text_percent=percent)
    page = NonePage(icons, look, THEMES, Place(Page.NONE))
    page.show_state(State().ready())
    window = shown(page, qtbot, look, QSize(width, 540))
    assert window.width() == width
    inside = page.findChild(QScrollArea).widget()
    for control in [page.ask_button, page.question, page.search_button, *page.tiles]:
        assert inside.rect().contains(control.rect().translated(control.mapTo(inside, QPoint()))), control
        assert min(control.width(), control.height()) >= LEAST_TARGET_PX
    assert inside.width() <= width
    for line in page.findChildren(QLabel):
        assert not line.isVisible() or line.heightForWidth(line.width()) <= line.height(), line.text()


def test_more_like_this_lists_other_pages_and_back_leads_to_the_answer(person: Person) -> None:
    person.types("eau propre sur la brûlure")
    person.comes_to(Page.RESULTS)
    person.touches(person.cards()[0].more_button)
    person.comes_to(Page.LIBRARY)
    place = person.conversation.state.place
    assert place.shelf == Shelf("alike", "sante/brulure")
    assert place.document.title == "Soigner une brûlure" and "Soigner une brûlure" in person.reads()
    assert {document.id for document in place.documents} == {"agriculture/oignons", "argent/epargne"}
    assert [passage.document for passage in place.passages] == [document.id for document in place.documents]
    person.touches(person.window.back_button)
    person.comes_to(Page.RESULTS)


def test_whoever_goes_elsewhere_meanwhile_stays_there(person: Person) -> None:
    person.types("eau propre sur la brûlure")
    person.comes_to(Page.RESULTS)
    person.touches(person.cards()[0].more_button)
    person.touches(person.window.help_button)
    assert person.page is Page.HELP
    settled: list[object] = []
    person.conversation.desk.tasks.run(lambda _: None, settled.append, settled.append)
    person.waits_for(lambda: bool(settled))
    assert person.page is Page.HELP


def test_a_page_that_is_gone_is_told(person: Person) -> None:
    person.types("eau propre sur la brûlure")
    person.comes_to(Page.RESULTS)
    person.window.wish.emit(wishes.FindAlike("nulle/part"))
    person.waits_for(lambda: person.conversation.state.fault is not None)
    assert person.conversation.state.fault.key == "document-unknown"
    assert person.page is Page.RESULTS
