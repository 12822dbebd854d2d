"""The library without a question: its lists, words typed into it, what people keep, what a facilitator does with it."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QAccessible, QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QLabel, QLineEdit, QWidget

from app.paths import Paths
from app.session import Model, Session
from app.settings import Settings
from corpus.journal import Journal
from corpus.library import Library
from faults import InputFault
from tests.fixtures.packs import exported, spoiled
from tests.fixtures.person import Person, seat
from ui.drop_sheet import DropSheet
from ui.state import Notice, Page, Shelf, Work

pytestmark = pytest.mark.usefixtures("no_leftover_threads")

LEAST_TARGET_PX = 48


class Visitor(Person):
    """A person who looks around in the library."""

    @property
    def shelf(self) -> Shelf:
        return self.conversation.state.place.shelf

    @property
    def work(self) -> Work | None:
        return self.conversation.state.work

    def buttons(self, name: str) -> list[QAbstractButton]:
        named = [one for one in self.window.findChildren(QAbstractButton) if one.accessibleName() == name]
        return [one for one in named if one.isVisible()]

    def button(self, name: str) -> QAbstractButton:
        self.waits_for(lambda: bool(self.buttons(name)))
        return self.buttons(name)[-1]

    def goes_to(self, name: str, kind: str) -> None:
        self.touches(self.button(name))
        self.waits_for(lambda: self.page is Page.LIBRARY and self.shelf.kind == kind)
        self.waits_for(lambda: self.window.page.isVisible())

    def touches_row(self, title: str, part: str = "open") -> None:
        rows = self.window.page.list
        index = rows.documents.index(self.rows().index(title))
        place = rows._row.place(part, rows.visualRect(index), index.data(Qt.ItemDataRole.UserRole))
        QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=place.center())

    def types_into_library(self, text: str) -> None:
        words = self.window.page.words
        words.setFocus()
        words.insert(text)
        words.textEdited.emit(words.text())  # QTest has no keys for é and ŋ

    def presses_return_there(self) -> None:
        QTest.keyClick(self.window.page.words, Qt.Key.Key_Return)

    def drags(self, *paths: Path) -> QMimeData:
        """Holds files over the window; what it holds is to be kept as long."""
        held = QMimeData()
        held.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        everything = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction
        none = Qt.KeyboardModifier.NoModifier
        event = QDragEnterEvent(QPoint(300, 300), everything, held, Qt.MouseButton.LeftButton, none)
        QApplication.sendEvent(self.window, event)
        assert event.isAccepted() == bool(paths)
        return held

    def drops(self, *paths: Path) -> None:
        held = self.drags(*paths)
        none = Qt.KeyboardModifier.NoModifier
        action = Qt.DropAction.CopyAction
        QApplication.sendEvent(self.window, QDropEvent(QPoint(300, 300), action, held, Qt.MouseButton.LeftButton, none))

    def waits_to_read(self, *words: str) -> None:
        self.waits_for(lambda: all(one in self.reads() for one in words))

    def waits_for_the_end(self, *words: str) -> None:
        """Of the long work, and to read these words about it."""
        self.waits_for(lambda: self.work is not None and self.work.outcome is not None)
        self.waits_to_read(*words)


@pytest.fixture
def visitor(session: Session, qtbot, fake_microphone) -> Iterator[Visitor]:
    visitor = sit_down(session, qtbot, fake_microphone)
    yield visitor
    visitor.conversation.close()


def sit_down(session: Session, qtbot, microphone, settings: Settings | None = None) -> Visitor:
    person = seat(session, qtbot, microphone, settings)
    visitor = Visitor(person.conversation, qtbot, microphone, person.player)
    visitor.opens()
    return visitor


# -- lists --


def test_the_choices_lead_from_list_to_list_and_back_leads_out(visitor: Visitor) -> None:
    visitor.touches(visitor.window.page.tiles[-1])
    visitor.comes_to(Page.LIBRARY)
    page = visitor.window.page
    for name, kind in (("Pages récentes", "recent"), ("Collections", "collections"), ("Toutes les pages", "all")):
        visitor.goes_to(name, kind)
        assert visitor.window.page is page, "what is being typed would be lost"
        assert [button for button in page._buttons if button.isChecked()] == [visitor.button(name)]
    assert visitor.rows() == ["Réussir ses oignons", "Épargner ensemble", "Soigner une brûlure"]
    visitor.touches(visitor.window.back_button)
    assert visitor.page is Page.HOME


def test_a_theme_shows_its_pages_and_none_of_the_choices_is_pressed(visitor: Visitor) -> None:
    visitor.touches(visitor.window.page.tiles[0])
    visitor.comes_to(Page.LIBRARY)
    assert visitor.rows() == ["Soigner une brûlure"]
    assert "Santé" in visitor.reads() and "1 page" in visitor.reads()
    assert not any(button.isChecked() for button in visitor.window.page._buttons)


def test_reading_leads_back_to_the_same_row(visitor: Visitor) -> None:
    visitor.touches(visitor.window.page.tiles[-1])
    visitor.comes_to(Page.LIBRARY)
    visitor.touches_row("Épargner ensemble")
    visitor.comes_to(Page.READER)
    visitor.touches(visitor.window.back_button)
    visitor.comes_to(Page.LIBRARY)
    assert visitor.window.page.list.currentIndex().data() == "Épargner ensemble"


def test_recent_pages_are_those_that_were_opened_the_last_one_first(session: Session, visitor: Visitor) -> None:
    assert session.journal is not None
    for document in ("sante/brulure", "argent/epargne", "gone/page", "sante/brulure"):
        session.journal.opened(document)
    visitor.touches(visitor.window.page.tiles[-1])
    visitor.comes_to(Page.LIBRARY)
    visitor.goes_to("Pages récentes", "recent")
    assert visitor.rows() == ["Soigner une brûlure", "Épargner ensemble"]


def test_an_empty_list_says_what_will_be_in_it(visitor: Visitor) -> None:
    visitor.touches(visitor.window.kept_button)
    visitor.comes_to(Page.LIBRARY)
    assert "Touchez l'étoile" in visitor.reads()
    visitor.goes_to("Pages récentes", "recent")
    assert "Les pages que vous ouvrez seront ici." in visitor.reads()


# -- words --


def test_pages_are_found_while_one_types(visitor: Visitor) -> None:
    visitor.touches(visitor.window.page.tiles[-1])
    visitor.comes_to(Page.LIBRARY)
    visitor.types_into_library("pépin")
    visitor.waits_for(lambda: visitor.rows() == ["Réussir ses oignons"])
    assert "Pages trouvées" in visitor.reads()
    visitor.window.page.words.clear()
    visitor.types_into_library("zzz")
    visitor.waits_for(lambda: "Aucune page n'a ces mots" in visitor.reads())
    assert visitor.window.page.words.text() == "zzz"
    visitor.touches(visitor.window.page.clear_button)
    visitor.waits_for(lambda: len(visitor.rows()) == 3 and visitor.shelf == Shelf())
    assert visitor.window.page.words.text() == ""


def test_what_is_found_for_older_words_is_never_shown(
    session: Session, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first search ends long after the second was wished."""
    shown: list[Shelf] = []
    visitor.conversation.desk.changed.connect(lambda _, state: shown.append(state.place.shelf))
    go_on, find = threading.Event(), Library.find_typed

    def slow(library: Library, text: str, limit: int):
        if text == "oign":
            go_on.wait(5)
        return find(library, text, limit)

    monkeypatch.setattr(Library, "find_typed", slow)
    visitor.touches(visitor.window.page.tiles[-1])
    visitor.comes_to(Page.LIBRARY)
    visitor.types_into_library("oign")
    visitor.presses_return_there()
    visitor.window.page.words.clear()
    visitor.types_into_library("tontine")
    visitor.presses_return_there()
    go_on.set()
    visitor.waits_for(lambda: visitor.rows() == ["Épargner ensemble"])
    assert Shelf("words", "oign") not in shown


def test_whoever_leaves_before_it_is_found_is_not_called_back(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, find = threading.Event(), Library.find_typed

    def slow(library: Library, text: str, limit: int):
        go_on.wait(5)
        return find(library, text, limit)

    monkeypatch.setattr(Library, "find_typed", slow)
    visitor.touches(visitor.window.page.tiles[-1])
    visitor.comes_to(Page.LIBRARY)
    visitor.types_into_library("oign")
    visitor.presses_return_there()
    visitor.touches(visitor.window.back_button)
    go_on.set()
    shown: list[Page] = []
    visitor.conversation.desk.look_up(lambda: None, lambda _: shown.append(visitor.page))
    visitor.waits_for(lambda: bool(shown))
    assert shown == [Page.HOME]


def test_a_pause_in_typing_is_waited_for(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    searched: list[str] = []
    find = Library.find_typed
    monkeypatch.setattr(
        Library, "find_typed", lambda library, text, limit: (searched.append(text), find(library, text, limit))[1]
    )
    visitor.touches(visitor.window.page.tiles[-1])
    visitor.comes_to(Page.LIBRARY)
    for letter in "oignon":
        visitor.types_into_library(letter)
    visitor.waits_for(lambda: visitor.shelf.kind == "words")
    assert searched == ["oignon"]


# -- kept --


def test_a_star_keeps_a_page_and_it_is_there_again_after_a_new_start(
    session: Session, visitor: Visitor, few_documents: Paths
) -> None:
    visitor.touches(visitor.window.page.tiles[-1])
    visitor.comes_to(Page.LIBRARY)
    visitor.touches_row("Épargner ensemble", "keep")
    visitor.waits_for(lambda: visitor.conversation.state.kept == {"argent/epargne"})
    visitor.touches(visitor.window.kept_button)
    visitor.waits_for(lambda: visitor.shelf.kind == "kept")
    assert visitor.rows() == ["Épargner ensemble"]
    with Journal.open(few_documents.journal) as journal:
        assert [card.document for card in journal.kept()] == ["argent/epargne"]


def test_what_was_kept_is_known_at_the_start(few_documents: Paths, word_model: Model, qtbot, fake_microphone) -> None:
    with Journal.open(few_documents.journal) as journal:
        journal.keep("sante/brulure")
    with Session(few_documents, Settings(), lambda folder, threads: word_model) as session:
        visitor = sit_down(session, qtbot, fake_microphone)
        visitor.waits_for(lambda: visitor.conversation.state.kept == {"sante/brulure"})
        visitor.conversation.close()


def test_a_page_that_is_let_go_stays_in_view_until_one_leaves(session: Session, visitor: Visitor) -> None:
    """A star that was touched by mistake is touched again."""
    session.journal.keep("sante/brulure")
    visitor.touches(visitor.window.kept_button)
    visitor.comes_to(Page.LIBRARY)
    visitor.conversation.desk.become(visitor.conversation.state.keeping(frozenset({"sante/brulure"})))
    visitor.touches_row("Soigner une brûlure", "keep")
    visitor.waits_for(lambda: not visitor.conversation.state.kept)
    assert visitor.rows() == ["Soigner une brûlure"]
    visitor.goes_to("Toutes les pages", "all")
    visitor.goes_to("Pages gardées", "kept")
    assert visitor.rows() == []


def test_a_passage_that_was_kept_is_opened_where_it_stands(session: Session, visitor: Visitor) -> None:
    passage = next(one for one in session.library.passages().values() if "Versez de l'eau" in one.text)
    session.journal.keep(passage.document, passage.start)
    visitor.touches(visitor.window.kept_button)
    visitor.comes_to(Page.LIBRARY)
    visitor.touches_row("Soigner une brûlure")
    visitor.comes_to(Page.READER)
    assert visitor.conversation.state.place.passage == passage


def test_without_a_journal_the_library_works_and_it_is_told_once_why(
    few_documents: Paths, word_model: Model, qtbot, fake_microphone
) -> None:
    few_documents.journal.parent.mkdir(parents=True, exist_ok=True)
    few_documents.journal.mkdir()
    (few_documents.journal / "journal.db").mkdir()  # a folder in the place of the file
    with Session(few_documents, Settings(), lambda folder, threads: word_model) as session:
        assert session.journal is None and session.journal_fault is not None
        visitor = sit_down(session, qtbot, fake_microphone)
        visitor.waits_for(lambda: visitor.notice is Notice.FAULT)
        assert visitor.conversation.state.fault is session.journal_fault
        visitor.touches(visitor.window.page.tiles[-1])
        visitor.comes_to(Page.LIBRARY)
        assert visitor.notice is Notice.READY
        visitor.goes_to("Pages récentes", "recent")
        assert visitor.rows() == [] and visitor.notice is Notice.READY
        visitor.goes_to("Toutes les pages", "all")
        visitor.touches_row("Épargner ensemble", "keep")
        visitor.waits_for(lambda: visitor.notice is Notice.FAULT)
        assert not visitor.conversation.state.kept, "no star that means nothing"
        visitor.conversation.close()


# -- collections --


@pytest.fixture
def facilitator(visitor: Visitor) -> Visitor:
    visitor.conversation.desk.become(visitor.conversation.state.facilitating(True))
    return visitor


def test_the_collections_are_counted_and_one_opens(visitor: Visitor) -> None:
    visitor.touches(visitor.window.page.tiles[-1])
    visitor.comes_to(Page.LIBRARY)
    visitor.goes_to("Collections", "collections")
    visitor.waits_for(lambda: [one.accessibleName() for one in visitor.cards()] == ["Pages de départ. 3 pages"])
    visitor.touches(visitor.cards()[0])
    visitor.waits_for(lambda: visitor.shelf == Shelf("collection", "starter"))
    assert len(visitor.rows()) == 3 and "Pages de départ" in visitor.reads()


def test_only_a_facilitator_removes_or_exports(visitor: Visitor) -> None:
    visitor.touches(visitor.window.page.tiles[-1])
    visitor.comes_to(Page.LIBRARY)
    visitor.goes_to("Collections", "collections")
    visitor.waits_for(lambda: bool(visitor.cards()))
    names = [one.accessibleName() for one in visitor.window.page.findChildren(QAbstractButton) if one.isVisible()]
    assert not any(name.startswith(("Exporter", "Retirer", "Ajouter", "Importer")) for name in names)
    visitor.conversation.desk.become(visitor.conversation.state.facilitating(True))
    for name in ("Exporter « Pages de départ »", "Retirer « Pages de départ »", "Ajouter des fichiers"):
        assert visitor.button(name)


def test_a_collection_is_removed_after_one_question(session: Session, facilitator: Visitor) -> None:
    facilitator.touches(facilitator.window.page.tiles[-1])
    facilitator.comes_to(Page.LIBRARY)
    facilitator.goes_to("Collections", "collections")
    facilitator.touches(facilitator.button("Retirer « Pages de départ »"))
    facilitator.touches(facilitator.button("Non"))
    assert len(session.library.summaries()) == 3
    facilitator.touches(facilitator.button("Retirer « Pages de départ »"))
    facilitator.touches(facilitator.button("Oui"))
    facilitator.waits_for(lambda: not facilitator.cards())
    assert session.library.summaries() == []
    facilitator.types("oignons")
    facilitator.waits_for(lambda: facilitator.notice is Notice.NOTHING)


@pytest.mark.qt_log_ignore("propagateSizeHints")  # of a dialog where there is no screen
def test_a_collection_is_exported_where_one_says_and_comes_back_by_a_drop(
    session: Session, facilitator: Visitor, tmp_path: Path
) -> None:
    facilitator.touches(facilitator.window.page.tiles[-1])
    facilitator.comes_to(Page.LIBRARY)
    facilitator.goes_to("Collections", "collections")
    facilitator.touches(facilitator.button("Exporter « Pages de départ »"))
    dialog = facilitator.window.findChild(QFileDialog)
    assert dialog.selectedFiles()[0].endswith("starter.laajpack")
    pack = tmp_path / "stick" / "pages.laajpack"
    pack.parent.mkdir()
    dialog.fileSelected.emit(str(pack))
    dialog.close()
    facilitator.waits_for_the_end("pages.laajpack")
    facilitator.touches(facilitator.button("Fermer"))
    assert facilitator.work is None

    session.remove_collection("starter")
    facilitator.drops(pack)
    facilitator.waits_for_the_end("« Pages de départ » est dans la bibliothèque.")
    assert len(session.library.summaries()) == 3
    facilitator.waits_for(lambda: bool(facilitator.cards()) and "3 pages" in facilitator.cards()[0].accessibleName())


# -- files that are dropped --


def page_file(folder: Path, name: str, words: str = "Le moringa pousse vite.") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"# {Path(name).stem}\n\n{words}\n", encoding="utf-8")
    return folder / name


def test_while_files_are_held_over_the_window_it_says_where_they_will_go(visitor: Visitor, tmp_path: Path) -> None:
    held = visitor.drags(page_file(tmp_path, "moringa.md"))
    assert "Lâchez ici" in visitor.reads()
    assert visitor.window.findChild(DropSheet).size() == visitor.window.size()
    QApplication.sendEvent(visitor.window, QDragLeaveEvent())
    visitor.waits_for(lambda: "Lâchez ici" not in visitor.reads())
    assert held.hasUrls() and visitor.work is None
    visitor.drags()


def test_dropped_files_and_folders_become_pages_that_questions_find(visitor: Visitor, tmp_path: Path) -> None:
    page_file(tmp_path / "dossier", "moringa.md")
    page_file(tmp_path / "dossier" / "sous", "baobab.txt", "Le baobab garde l'eau.")
    visitor.drops(page_file(tmp_path, "neem.md", "Le neem chasse les moustiques."), tmp_path / "dossier")
    visitor.waits_for_the_end("Ajouté : 3 pages.")
    visitor.types("moustiques neem")
    visitor.comes_to(Page.RESULTS)
    assert visitor.cards()[0].accessibleName().startswith("neem")


def test_what_could_not_be_read_is_told_for_each_file_at_the_end(visitor: Visitor, tmp_path: Path) -> None:
    page_file(tmp_path, "bonne.md")
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff\0")
    (tmp_path / "vide.txt").write_text("  ")
    (tmp_path / "abime.laajpack").write_bytes(b"nothing")
    visitor.drops(*(tmp_path / name for name in ("bonne.md", "photo.jpg", "vide.txt", "abime.laajpack", "gone.md")))
    visitor.waits_for_the_end("Ajouté : 1 page.", "photo.jpg", "vide.txt", "abime.laajpack", "gone.md")
    assert visitor.notice is Notice.READY, "what is told there is not told twice"


def test_an_unsigned_pack_is_said_to_be_unsigned(library: Library, visitor: Visitor, tmp_path: Path) -> None:
    pack = exported(library, tmp_path / "mini.laajpack", title="Six pages")
    visitor.drops(spoiled(pack, lambda files, manifest: None))
    visitor.waits_for_the_end("Personne n'a signé « Six pages »")


def test_questions_are_answered_while_pages_come_in_and_it_can_be_stopped(
    session: Session, visitor: Visitor, tmp_path: Path, word_model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "beaucoup"
    for number in range(60):
        page_file(folder, f"page{number}.md", f"Le sujet {number} est le moringa.")
    encode = word_model.text.encode_passages

    def slowly(texts, progress=None):
        threading.Event().wait(0.05)
        return encode(texts, progress)

    monkeypatch.setattr(word_model.text, "encode_passages", slowly)
    visitor.drops(folder)
    visitor.waits_for(lambda: visitor.work is not None and visitor.work.share > 0)
    assert "J'ajoute des pages…" in visitor.reads()
    visitor.types("oignons")
    visitor.comes_to(Page.RESULTS)
    assert visitor.work is not None and visitor.work.outcome is None, "the question came in between"
    visitor.touches(visitor.window.work_strip.end_button)
    visitor.waits_for_the_end("C'est arrêté.")
    assert visitor.work.outcome.stopped
    came = len(session.library.summaries(collection="added"))
    assert came == visitor.work.outcome.pages and 0 < came < 60
    assert f"Ajouté : {came} pages." in visitor.reads()


def test_how_long_the_rest_takes_is_told_once_it_can_be(visitor: Visitor) -> None:
    desk = visitor.conversation.desk
    for left_s, words in ((None, ""), (20.0, "moins d'une minute"), (60.0, "une minute"), (600.0, "10 minutes")):
        desk.become(desk.state.working(Work("add", 0.5, left_s)))
        assert words in visitor.reads()
        assert ("Encore" in visitor.reads()) == bool(words)


def test_files_that_come_while_others_are_added_join_them(session: Session, visitor: Visitor, tmp_path: Path) -> None:
    visitor.drops(page_file(tmp_path, "un.md"))
    visitor.drops(page_file(tmp_path, "deux.md"))
    visitor.waits_for_the_end()
    assert len(session.library.summaries(collection="added")) == 2


def test_one_long_work_at_a_time(visitor: Visitor, tmp_path: Path) -> None:
    desk = visitor.conversation.desk
    desk.become(desk.state.working(Work("export")))
    visitor.drops(page_file(tmp_path, "un.md"))
    assert "déjà en train" in visitor.reads()


def test_a_full_disk_ends_it_and_says_so(
    session: Session, visitor: Visitor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_documents: object) -> None:
        raise InputFault("disk-full")

    monkeypatch.setattr(session, "store", full)
    visitor.drops(page_file(tmp_path, "un.md"))
    visitor.waits_for_the_end("Il n'y a plus de place sur le disque.", "Aucune page n'a été ajoutée.")


def test_an_empty_folder_adds_nothing_and_says_so(visitor: Visitor, tmp_path: Path) -> None:
    (tmp_path / "vide").mkdir()
    visitor.drops(tmp_path / "vide")
    visitor.waits_for_the_end("Aucune page n'a été ajoutée.")


@pytest.mark.qt_log_ignore("propagateSizeHints")
def test_the_facilitator_chooses_files_in_a_dialog(session: Session, facilitator: Visitor, tmp_path: Path) -> None:
    facilitator.touches(facilitator.window.page.tiles[-1])
    facilitator.comes_to(Page.LIBRARY)
    facilitator.goes_to("Collections", "collections")
    facilitator.touches(facilitator.button("Ajouter des fichiers"))
    dialog = facilitator.window.findChild(QFileDialog)
    dialog.filesSelected.emit([str(page_file(tmp_path, "un.md"))])
    dialog.close()
    facilitator.waits_for_the_end()
    assert [one.title for one in session.library.summaries(collection="added")] == ["un"]


def test_closing_in_the_middle_leaves_whole_pages(
    session: Session, visitor: Visitor, tmp_path: Path, few_documents: Paths
) -> None:
    for number in range(30):
        page_file(tmp_path / "beaucoup", f"page{number}.md")
    visitor.drops(tmp_path / "beaucoup")
    visitor.waits_for(lambda: visitor.work is not None and visitor.work.share > 0)
    visitor.conversation.close()
    with Library.open(few_documents.library, writable=True) as library:
        library.verify()


# -- every screen --


@pytest.mark.parametrize(
    ("width", "height", "percent", "appearance"),
    [(800, 600, 200, "light"), (800, 600, 100, "contrast"), (1024, 600, 150, "dark"), (1920, 1080, 100, "light")],
)
def test_everything_has_a_name_is_large_enough_and_sticks_out_nowhere(
    session: Session, qtbot, fake_microphone, width: int, height: int, percent: int, appearance: str
) -> None:
    visitor = sit_down(session, qtbot, fake_microphone, Settings(text_percent=percent, appearance=appearance))
    visitor.window.resize(width, height)
    visitor.conversation.desk.become(visitor.conversation.state.facilitating(True))
    visitor.touches(visitor.window.kept_button)
    visitor.comes_to(Page.LIBRARY)
    for name, kind in (("Toutes les pages", "all"), ("Collections", "collections")):
        visitor.goes_to(name, kind)
        QTest.qWait(50)
        assert (visitor.window.width(), visitor.window.height()) == (width, height)
        page = visitor.window.page
        for child in page.findChildren(QWidget):
            if not child.isVisible() or not isinstance(child, QAbstractButton | QLineEdit | QLabel):
                continue
            place = child.mapTo(page, QPoint())
            assert place.x() >= 0 and place.x() + child.width() <= page.width(), child
            if isinstance(child, QLabel):
                assert child.heightForWidth(child.width()) <= child.height(), child.text()
            else:
                name = QAccessible.queryAccessibleInterface(child).text(QAccessible.Text.Name)
                assert name and min(child.width(), child.height()) >= LEAST_TARGET_PX, (name, child.size())
                assert child.property("spoken"), name
    bar = (visitor.window.back_button, visitor.window.kept_button, visitor.window.help_button)
    assert all(one.width() >= one.sizeHint().width() for one in bar), "the words of the bar are whole or not there"
    visitor.conversation.close()
