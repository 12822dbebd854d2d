"""The facilitator: says which page is right, tells it in Wolof, sees the week, looks after what people gave."""

from __future__ import annotations

import errno
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QFileDialog

from app.session import Session
from app.settings import Settings
from corpus.gists import Gists
from engine.recording import LONGEST_GIST_S, SAMPLE_RATE_HZ, Recording
from tests.fixtures.audio import FakeMicrophone
from tests.fixtures.person import Person, seat
from ui import wishes
from ui.facilitation import LONGEST_GIST_S as LONGEST_SHOWN_S
from ui.level_bar import LevelBar
from ui.state import Page

pytestmark = pytest.mark.usefixtures("no_leftover_threads")

BURN, ONIONS = "sante/brulure", "agriculture/oignons"


@pytest.fixture
def facilitator(session: Session, qtbot, fake_microphone: FakeMicrophone) -> Iterator[Person]:
    person = seat(session, qtbot, fake_microphone, Settings(appearance="light", facilitator=True))
    person.opens()
    yield person
    person.conversation.close()


def control(person: Person, name: str) -> QAbstractButton:
    """By what a screen reader says; once it is there and can be pressed."""

    def found() -> list[QAbstractButton]:
        buttons = person.window.findChildren(QAbstractButton)
        return [one for one in buttons if one.isVisible() and one.isEnabled() and one.accessibleName() == name]

    person.waits_for(lambda: bool(found()))
    return found()[0]


def is_there(person: Person, name: str) -> bool:
    buttons = person.window.findChildren(QAbstractButton)
    return any(one.isVisible() and one.accessibleName() == name for one in buttons)


def finds(person: Person, words: str) -> str:
    """Asks in writing; returns the id that the question has in the journal."""
    before = _questions(person)
    person.types(words)
    person.comes_to(Page.RESULTS)
    person.waits_for(lambda: len(_questions(person)) > len(before))
    return next(iter(_questions(person) - before))


def _questions(person: Person) -> set[str]:
    journal = person.conversation.desk.session.journal
    assert journal is not None
    with journal._storage.reading() as database:
        return {question for (question,) in database.execute("SELECT id FROM questions")}


def opens_first(person: Person) -> str:
    person.touches(person.cards()[0])
    person.comes_to(Page.READER)
    document = person.conversation.state.place.document
    assert document is not None
    return document.id


def gists(person: Person) -> Gists:
    return Gists(person.conversation.desk.session.paths.gists)


# -- the right page --


def test_the_last_page_that_is_said_to_be_right_stands(facilitator: Person) -> None:
    question = finds(facilitator, "eau sur la brûlure")
    journal = facilitator.conversation.desk.session.journal
    first = opens_first(facilitator)
    facilitator.touches(control(facilitator, "C'est la bonne page"))
    facilitator.waits_for(lambda: journal.question(question).confirmed == first)
    facilitator.waits_for(lambda: is_there(facilitator, "Bonne page : c'est noté"))
    assert "le prochain Laaj apprendra" in facilitator.reads()
    facilitator.touches(facilitator.window.back_button)
    facilitator.comes_to(Page.RESULTS)
    facilitator.touches(facilitator.cards()[1])
    facilitator.comes_to(Page.READER)
    facilitator.touches(control(facilitator, "C'est la bonne page"))
    facilitator.waits_for(lambda: journal.question(question).confirmed not in (None, first))


def test_without_a_question_no_page_can_be_said_to_be_right(facilitator: Person) -> None:
    facilitator.touches(facilitator.window.page.tiles[0])
    facilitator.comes_to(Page.LIBRARY)
    desk = facilitator.conversation.desk
    desk.window.wish.emit(wishes.OpenDocument(BURN))
    facilitator.comes_to(Page.READER)
    control(facilitator, "Enregistrer un résumé en wolof")
    assert not is_there(facilitator, "C'est la bonne page")


def test_others_see_none_of_these_tools(person: Person) -> None:
    finds(person, "eau sur la brûlure")
    opens_first(person)
    assert not person.window.facilitator_button.isVisible()
    assert not is_there(person, "C'est la bonne page")
    assert not is_there(person, "Enregistrer un résumé en wolof")


# -- a summary in Wolof --


@pytest.fixture
def reading(facilitator: Person) -> Person:
    finds(facilitator, "eau sur la brûlure")
    assert opens_first(facilitator) == BURN
    return facilitator


def records(person: Person, said: Recording) -> None:
    person.touches(control(person, "Enregistrer un résumé en wolof"))
    person.speaks(Recording(np.concatenate([np.zeros(2 * SAMPLE_RATE_HZ, np.float32), said.samples])))
    person.microphone.wait_until_said()
    person.touches(control(person, "Arrêter"))
    control(person, "Garder ce résumé")


def test_a_summary_is_recorded_heard_recorded_anew_and_kept(reading: Person, spoken_question: Recording) -> None:
    records(reading, spoken_question)
    assert gists(reading).all() == {}, "nothing is kept before somebody says so"
    reading.touches(control(reading, "Écouter"))
    reading.waits_for(lambda: reading.player.is_playing)
    assert reading.player.now.seconds < spoken_question.seconds + 0.5, "without the silence before it"
    reading.touches(control(reading, "Recommencer"))
    assert not reading.player.is_playing, "the microphone would hear it"
    reading.speaks(spoken_question)
    reading.microphone.wait_until_said()
    reading.touches(control(reading, "Arrêter"))
    reading.touches(control(reading, "Garder ce résumé"))
    reading.waits_for(lambda: gists(reading).path(BURN) is not None)
    reading.waits_for(lambda: BURN in reading.conversation.state.gists)
    assert is_there(reading, "Refaire le résumé en wolof")


def test_while_it_is_recorded_the_level_and_the_seconds_left_are_shown(
    reading: Person, spoken_question: Recording
) -> None:
    assert LONGEST_SHOWN_S == LONGEST_GIST_S
    reading.touches(control(reading, "Enregistrer un résumé en wolof"))
    reading.waits_for(lambda: "encore 60 secondes" in reading.reads() or "encore 59 secondes" in reading.reads())
    assert any(bar.isVisible() for bar in reading.window.findChildren(LevelBar))
    reading.waits_for(lambda: "encore 58 secondes" in reading.reads())
    reading.touches(control(reading, "Ne pas le garder"))
    assert not any(bar.isVisible() for bar in reading.window.findChildren(LevelBar))


def test_a_summary_that_is_not_to_be_kept_is_gone(reading: Person, spoken_question: Recording) -> None:
    records(reading, spoken_question)
    reading.touches(control(reading, "Ne pas le garder"))
    control(reading, "Enregistrer un résumé en wolof")
    assert gists(reading).all() == {} and reading.conversation.facilitation.recording._recording is None


def test_when_nobody_spoke_that_is_told(reading: Person) -> None:
    reading.touches(control(reading, "Enregistrer un résumé en wolof"))
    reading.microphone.say(np.zeros(4 * SAMPLE_RATE_HZ, np.float32))
    reading.microphone.wait_until_said()
    reading.touches(control(reading, "Arrêter"))
    reading.waits_for(lambda: reading.conversation.state.fault is not None)
    assert reading.conversation.state.fault.key == "gist-silent"
    control(reading, "Enregistrer un résumé en wolof")


def test_on_a_full_disk_the_summary_is_there_still_and_can_be_kept_once_there_is_room(
    reading: Person, spoken_question: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    records(reading, spoken_question)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr("os.fsync", full)
        reading.touches(control(reading, "Garder ce résumé"))
        reading.waits_for(lambda: "Il n'y a plus de place sur le disque." in reading.reads())
    assert gists(reading).all() == {}
    reading.touches(control(reading, "Écouter"))
    reading.waits_for(lambda: reading.player.is_playing)
    reading.touches(control(reading, "Garder ce résumé"))
    reading.waits_for(lambda: gists(reading).path(BURN) is not None)


def test_a_microphone_pulled_out_while_one_tells_is_told_and_another_try_is_offered(
    reading: Person, spoken_question: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.sound_library.look_again", lambda: None)
    reading.touches(control(reading, "Enregistrer un résumé en wolof"))
    reading.speaks(spoken_question)
    reading.microphone.wait_until_said()
    reading.microphone.unplug()
    reading.waits_for(lambda: "Le microphone s'est arrêté" in reading.reads())
    control(reading, "Enregistrer un résumé en wolof")


def test_a_question_in_the_middle_ends_the_summary_and_loses_nothing_of_it(
    reading: Person, understood, spoken_question: Recording
) -> None:
    understood("eau sur la brûlure")
    reading.touches(control(reading, "Enregistrer un résumé en wolof"))
    reading.speaks(spoken_question)
    reading.microphone.wait_until_said()
    reading.touches(reading.window.panel.microphone)
    reading.speaks(spoken_question)
    reading.comes_to(Page.RESULTS)
    reading.touches(reading.cards()[0])
    reading.comes_to(Page.READER)
    reading.touches(control(reading, "Garder ce résumé"))
    reading.waits_for(lambda: gists(reading).path(BURN) is not None)


def test_a_summary_waits_to_be_kept_wherever_one_goes_meanwhile(reading: Person, spoken_question: Recording) -> None:
    records(reading, spoken_question)
    finds(reading, "Semez les oignons en pépinière")
    assert opens_first(reading) == ONIONS
    assert not is_there(reading, "Enregistrer un résumé en wolof")
    reading.touches(control(reading, "Un autre résumé attend d'être gardé"))
    reading.touches(control(reading, "Garder ce résumé"))
    reading.waits_for(lambda: set(gists(reading).all()) == {BURN})


def test_a_window_that_is_hidden_records_nothing(reading: Person) -> None:
    reading.touches(control(reading, "Enregistrer un résumé en wolof"))
    reading.waits_for(lambda: reading.microphone.is_running)
    reading.window.hide()
    reading.waits_for(lambda: not reading.microphone.is_running)
    assert reading.conversation.state.take is None


def test_a_summary_is_removed_after_being_asked_once(reading: Person) -> None:
    gists(reading).put(BURN, np.zeros(SAMPLE_RATE_HZ, np.float32), SAMPLE_RATE_HZ)
    reading.conversation.desk.library_changed.emit()
    reading.touches(control(reading, "Effacer le résumé"))
    question = "Effacer le résumé de « Soigner une brûlure » ?"
    reading.touches(control(reading, f"{question} Non"))
    assert gists(reading).path(BURN) is not None
    reading.touches(control(reading, "Effacer le résumé"))
    reading.touches(control(reading, f"{question} Oui"))
    reading.waits_for(lambda: gists(reading).path(BURN) is None)
    control(reading, "Enregistrer un résumé en wolof")


# -- the facilitator's page --


def opens_page(person: Person) -> None:
    person.touches(person.window.facilitator_button)
    person.comes_to(Page.FACILITATOR)
    person.waits_for(lambda: person.conversation.state.overview is not None)


def test_the_week_is_told_in_numbers_and_pages(facilitator: Person) -> None:
    finds(facilitator, "eau sur la brûlure")
    opens_first(facilitator)
    facilitator.waits_for(lambda: facilitator.conversation.desk.session.journal.recent(1) == [BURN])
    opens_page(facilitator)
    week = facilitator.conversation.state.overview.week
    assert (week.typed, week.days[-1]) == (1, (date.today(), 1))
    facilitator.waits_for(lambda: "par écrit" in facilitator.reads())
    said = facilitator.reads()
    assert "Soigner une brûlure" in said and "eau sur la brûlure" not in said
    assert "Pages avec un résumé : 0 sur 3." in said
    facilitator.touches(facilitator.cards()[0])
    facilitator.comes_to(Page.READER)


def test_a_journal_that_cannot_be_opened_leaves_the_rest_of_the_page(
    session: Session, qtbot, fake_microphone: FakeMicrophone
) -> None:
    session.paths.data.mkdir(parents=True)
    session.paths.journal.write_text("no folder")
    person = seat(session, qtbot, fake_microphone, Settings(appearance="light", facilitator=True))
    person.opens()
    opens_page(person)
    person.waits_for(lambda: "Le journal de cet ordinateur ne s'ouvre pas" in person.reads())
    assert is_there(person, "Importer un paquet")
    person.conversation.close()


@pytest.fixture
def given(facilitator: Person, spoken_question: Recording) -> dict[str, str]:
    """Three questions that people gave; of two the right page is known. Their ids, by that page."""
    journal = facilitator.conversation.desk.session.journal
    ids = {}
    for document in (BURN, ONIONS, ""):
        ids[document] = question = journal.asked("spoken", "speech", "sure", [document])
        journal.consented.keep(question, spoken_question.samples, "for Laaj", "May we?", "fr")
        if document:
            journal.confirmed(question, document)
    return ids


def rows(person: Person) -> list[QAbstractButton]:
    day = "Effacer la question du "
    buttons = person.window.page.findChildren(QAbstractButton)
    return [one for one in buttons if one.isVisible() and one.accessibleName().startswith(day)]


def test_given_questions_are_heard_and_deleted_one_by_one_or_all_at_once(
    facilitator: Person, given: dict[str, str]
) -> None:
    journal = facilitator.conversation.desk.session.journal
    opens_page(facilitator)
    facilitator.waits_for(lambda: len(rows(facilitator)) == 3)
    listen = next(
        one
        for one in facilitator.window.page.findChildren(QAbstractButton)
        if one.accessibleName().startswith("Écouter la question du ")
    )
    facilitator.touches(listen)
    facilitator.waits_for(lambda: facilitator.player.now == journal.consented.sound(given[""]))  # the newest first
    facilitator.touches(rows(facilitator)[0])
    facilitator.waits_for(lambda: len(rows(facilitator)) == 2)
    assert not facilitator.player.is_playing
    assert {one.id for one in journal.consented.all()} == {given[BURN], given[ONIONS]}

    facilitator.touches(control(facilitator, "Tout effacer"))
    facilitator.touches(control(facilitator, "Effacer toutes les questions données ? Non"))
    assert len(journal.consented.all()) == 2
    facilitator.touches(control(facilitator, "Tout effacer"))
    facilitator.touches(control(facilitator, "Effacer toutes les questions données ? Oui"))
    facilitator.waits_for(lambda: journal.consented.all() == [])
    facilitator.waits_for(lambda: "Il n'y en a pas." in facilitator.reads())
    assert not list(facilitator.conversation.desk.session.paths.journal.rglob("*.flac"))


def chooses_folder(person: Person, folder: Path) -> None:
    dialogs = person.window.findChildren(QFileDialog)
    assert len(dialogs) == 1
    dialogs[0].fileSelected.emit(str(folder))
    dialogs[0].reject()


@pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)  # of Qt's own dialog, where there is no screen
def test_given_questions_are_exported_into_a_new_folder_and_it_is_told_where(
    facilitator: Person, given: dict[str, str], tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    taken = stick / f"laaj-{date.today().isoformat()}"
    taken.mkdir()
    opens_page(facilitator)
    facilitator.touches(control(facilitator, "Exporter"))
    chooses_folder(facilitator, stick)
    facilitator.waits_for(lambda: "C'est écrit" in facilitator.reads())
    folder = stick / f"{taken.name}-2"
    assert folder.name in facilitator.reads().replace("\u200b", "")
    exported = [json.loads(line) for line in (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {row["document"] for row in exported} == {BURN, ONIONS}
    assert not list(taken.iterdir())


def test_without_a_right_page_there_is_nothing_to_export(
    facilitator: Person, given: dict[str, str], spoken_question: Recording
) -> None:
    for document in (BURN, ONIONS):
        facilitator.conversation.desk.session.journal.consented.delete(given[document])
    opens_page(facilitator)
    facilitator.waits_for(lambda: len(rows(facilitator)) == 1)
    assert "Pas encore de bonne page" in facilitator.reads()
    export = next(
        one for one in facilitator.window.page.findChildren(QAbstractButton) if one.accessibleName() == "Exporter"
    )
    assert not export.isEnabled()


def test_summaries_are_listed_heard_and_removed(facilitator: Person) -> None:
    gists(facilitator).put(ONIONS, np.zeros(SAMPLE_RATE_HZ, np.float32), SAMPLE_RATE_HZ)
    facilitator.conversation.desk.library_changed.emit()
    opens_page(facilitator)
    facilitator.waits_for(lambda: "Pages avec un résumé : 1 sur 3." in facilitator.reads())
    facilitator.touches(control(facilitator, "Écouter le résumé de « Réussir ses oignons »"))
    facilitator.waits_for(lambda: facilitator.player.is_playing)
    facilitator.touches(control(facilitator, "Arrêter"))
    facilitator.waits_for(lambda: not facilitator.player.is_playing)
    facilitator.touches(control(facilitator, "Effacer le résumé de « Réussir ses oignons »"))
    facilitator.touches(control(facilitator, "Effacer le résumé de « Réussir ses oignons » ? Oui"))
    facilitator.waits_for(lambda: gists(facilitator).all() == {})
    facilitator.waits_for(lambda: "Pages avec un résumé : 0 sur 3." in facilitator.reads())


def test_the_page_is_used_by_keyboard_alone(facilitator: Person) -> None:
    facilitator.window.facilitator_button.setFocus()
    facilitator.presses(Qt.Key.Key_Return)
    facilitator.comes_to(Page.FACILITATOR)
    button = control(facilitator, "Voir les collections")
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Return)
    facilitator.comes_to(Page.LIBRARY)


def test_hundreds_of_summaries_come_a_few_at_a_time(facilitator: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.section.MOST_ROWS", 1)
    for document in (BURN, ONIONS):
        gists(facilitator).put(document, np.zeros(SAMPLE_RATE_HZ, np.float32), SAMPLE_RATE_HZ)
    opens_page(facilitator)
    control(facilitator, "Écouter le résumé de « Réussir ses oignons »")
    assert not is_there(facilitator, "Écouter le résumé de « Soigner une brûlure »")
    facilitator.touches(control(facilitator, "Montrer les suivants"))
    control(facilitator, "Écouter le résumé de « Soigner une brûlure »")
