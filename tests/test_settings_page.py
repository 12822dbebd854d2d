"""The settings: each in words, shown at once, kept, and where one was stays where one was."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit

from app import pin
from app import settings as settings_table
from app.session import Session
from app.settings import Settings
from engine.microphone import Microphone
from engine.recorder import Recorder
from engine.recording import Recording
from faults import InputFault
from tests.fixtures.audio import FakeMicrophone
from tests.fixtures.person import Person, seat
from ui import languages
from ui.facilitator_switch import LONGEST_PIN, SHORTEST_PIN
from ui.level_bar import LevelBar
from ui.state import Page

pytestmark = pytest.mark.usefixtures("no_leftover_threads")


@pytest.fixture(autouse=True)
def french_afterwards(qapp: QApplication, session: Session) -> Iterator[None]:
    yield
    languages.install(qapp, languages.SOURCE, session.paths.translations)


@pytest.fixture(autouse=True)
def two_microphones(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [Microphone("Interne", True), Microphone("Casque USB", False)]
    monkeypatch.setattr(Recorder, "microphones", lambda _: found)
    monkeypatch.setattr("engine.sound_library.look_again", lambda: None)


def choices(person: Person) -> dict[str, QAbstractButton]:
    return {
        button.accessibleName(): button
        for button in person.window.page.findChildren(QAbstractButton)
        if button.isVisible()
    }


def control(person: Person, name: str) -> QAbstractButton:
    """Once it is in view: after a change of colours or language all is drawn anew."""
    person.waits_for(lambda: name in choices(person))
    return choices(person)[name]


def opens_settings(person: Person) -> None:
    person.touches(person.window.help_button)
    person.comes_to(Page.HELP)
    person.touches(control(person, "Réglages"))
    person.comes_to(Page.SETTINGS)
    person.waits_for(lambda: "Microphone, Casque USB" in choices(person))


def kept(person: Person) -> Settings:
    return settings_table.load(person.conversation.desk.session.paths.settings)


# -- what is chosen --


@pytest.mark.parametrize(
    ("choice", "changed"),
    [
        ("Taille du texte, Le plus grand", {"text_percent": 200}),
        ("Couleurs, Très contrastées", {"appearance": "contrast"}),
        ("Recherche, La plus rapide", {"dim": 64}),
        ("Recherche, La plus précise", {"dim": 256}),
        ("Lecture à voix haute, Très lente", {"voice_percent": 60}),
        ("Sons, Non", {"tones": False}),
        ("Mouvements, Non", {"motion": False}),
        ("Demander à garder les questions, Oui", {"consent": True}),
        ("Microphone, Casque USB", {"microphone": "Casque USB"}),
    ],
)
def test_a_choice_is_shown_and_kept_and_the_page_stays(person: Person, choice: str, changed: dict) -> None:
    opens_settings(person)
    person.touches(control(person, choice))
    expected = replace(Settings(appearance="light"), **changed)
    person.waits_for(lambda: kept(person) == expected)
    assert control(person, choice).isChecked()
    assert person.page is Page.SETTINGS
    session = person.conversation.desk.session
    assert session.settings == expected, "questions are asked with what is chosen"


def test_the_keyboard_stays_where_it_was_when_all_is_drawn_anew(person: Person) -> None:
    opens_settings(person)
    button = control(person, "Taille du texte, Grand")
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Return)
    again = control(person, "Taille du texte, Grand")
    assert again is not button
    person.waits_for(lambda: person.window.focusWidget() is again)


def test_a_settings_file_that_cannot_be_written_is_told_and_the_choice_holds(person: Person) -> None:
    path = person.conversation.desk.session.paths.settings
    opens_settings(person)
    path.mkdir(parents=True)
    (path / "in the way").touch()
    person.touches(control(person, "Sons, Non"))
    person.waits_for(lambda: "Laaj ne peut pas écrire" in person.reads())
    assert not person.conversation.desk.settings.tones


# -- languages --


def test_another_language_is_spoken_on_the_spot_and_one_stays_where_one_was(person: Person) -> None:
    person.types("oignons")
    person.comes_to(Page.RESULTS)
    answer = person.conversation.state.answer
    opens_settings(person)
    person.window.panel.question.insert("je tape encore")
    person.touches(control(person, "Langue, Wolof"))
    assert person.page is Page.SETTINGS and person.conversation.state.answer is answer
    assert person.window.help_button.text() == "Ndimbal"
    assert person.window.panel.question.text().endswith("je tape encore")
    assert person.window.themes["sante"] != "Santé"
    person.touches(control(person, "Làkk, Français"))
    assert person.window.help_button.text() == "Aide"
    person.waits_for(lambda: kept(person).language == "fr")


def test_a_language_that_is_lost_is_told_and_the_old_one_stays_chosen(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    opens_settings(person)

    def lost(*_: object) -> None:
        raise InputFault("translation-missing", file="laaj_wo.qm")

    with monkeypatch.context() as patch:
        patch.setattr(languages, "install", lost)
        person.touches(control(person, "Langue, Wolof"))
    person.waits_for(lambda: "laaj_wo.qm" in person.reads())
    assert control(person, "Langue, Français").isChecked() and not control(person, "Langue, Wolof").isChecked()
    assert person.conversation.desk.settings.language == "fr"


# -- the microphone --


def test_a_microphone_is_tried_where_it_is_chosen_and_nothing_is_kept(
    person: Person, spoken_question: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    levels: list[float] = []
    monkeypatch.setattr(LevelBar, "show_level", lambda _, level_db: levels.append(level_db))
    opens_settings(person)
    before = {path for path in Path(person.conversation.desk.session.paths.data).rglob("*") if path.is_file()}
    person.touches(control(person, "Essayer le microphone"))
    bar = person.window.page.findChild(LevelBar)
    assert bar.isVisible()
    person.speaks(spoken_question)
    person.waits_for(lambda: bool(levels) and max(levels) > -30)
    person.touches(control(person, "Finir l'essai"))
    assert not bar.isVisible()
    heard = len(levels)
    QTest.qWait(200)
    assert len(levels) <= heard + 1
    after = {path for path in Path(person.conversation.desk.session.paths.data).rglob("*") if path.is_file()}
    assert after - before <= {path for path in after if path.suffix != ".flac" and path.suffix != ".wav"}


def test_leaving_the_page_ends_the_trial_and_a_question_can_be_asked(
    person: Person, understood, spoken_question: Recording
) -> None:
    understood("eau sur la brûlure")
    opens_settings(person)
    person.touches(control(person, "Essayer le microphone"))
    person.touches(person.window.back_button)
    assert not person.conversation.state.equipment.tried
    person.touches(person.window.panel.microphone)
    person.speaks(spoken_question)
    person.comes_to(Page.RESULTS)


def test_a_question_ends_the_trial(person: Person, understood, spoken_question: Recording) -> None:
    understood("eau sur la brûlure")
    opens_settings(person)
    person.touches(control(person, "Essayer le microphone"))
    person.touches(person.window.panel.microphone)
    person.speaks(spoken_question)
    person.comes_to(Page.RESULTS)


def test_a_microphone_that_is_pulled_out_while_it_is_tried_is_told(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    levels: list[float] = []
    monkeypatch.setattr(LevelBar, "show_level", lambda _, level_db: levels.append(level_db))
    opens_settings(person)
    person.touches(control(person, "Essayer le microphone"))
    person.waits_for(lambda: bool(levels))  # before that, it would just be opened again
    person.microphone.unplug()
    person.waits_for(lambda: "Le microphone s'est arrêté" in person.reads())
    assert "Essayer le microphone" in choices(person)


def test_another_microphone_is_opened_as_soon_as_it_is_chosen(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    opens_settings(person)
    person.waits_for(lambda: person.microphone.is_running)
    asked: list[str | None] = []
    chosen = Recorder.choose
    monkeypatch.setattr(Recorder, "choose", lambda self, device: (asked.append(device), chosen(self, device)))
    opened = person.microphone.opened
    person.touches(control(person, "Microphone, Casque USB"))
    person.waits_for(lambda: person.microphone.opened > opened and person.microphone.is_running)
    assert asked == ["Casque USB"]


def test_a_microphone_that_was_chosen_and_is_not_plugged_in_is_listed_still(
    session: Session, qtbot, fake_microphone: FakeMicrophone
) -> None:
    person = seat(session, qtbot, fake_microphone, Settings(appearance="light", microphone="Vieux casque"))
    person.opens()
    opens_settings(person)
    assert control(person, "Microphone, Vieux casque").isChecked()
    person.conversation.close()


# -- the facilitator's switch --


def tools_are_there(person: Person) -> bool:
    return person.window.facilitator_button.isVisible()


def test_the_facilitators_tools_come_and_go_with_a_plain_switch(person: Person) -> None:
    assert not tools_are_there(person)
    opens_settings(person)
    person.touches(control(person, "Outils de l'animateur, Oui"))
    assert tools_are_there(person)
    person.waits_for(lambda: kept(person).facilitator)
    person.touches(person.window.facilitator_button)
    person.comes_to(Page.FACILITATOR)
    person.touches(person.window.back_button)
    person.comes_to(Page.SETTINGS)
    person.touches(control(person, "Outils de l'animateur, Non"))
    assert not tools_are_there(person)
    person.waits_for(lambda: not kept(person).facilitator)


def enters(person: Person, code: str) -> None:
    field = next(field for field in person.window.page.findChildren(QLineEdit) if field.isVisible())
    QTest.keyClicks(field, code)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_a_code_may_stand_before_them_and_is_not_to_be_read_in_the_settings_file(person: Person) -> None:
    opens_settings(person)
    person.touches(control(person, "Outils de l'animateur, Oui"))
    enters(person, "4711")
    path = person.conversation.desk.session.paths.settings
    person.waits_for(lambda: bool(kept(person).pin))
    assert "4711" not in path.read_text(encoding="utf-8")
    person.touches(control(person, "Outils de l'animateur, Non"))

    person.touches(control(person, "Outils de l'animateur, Oui"))
    assert not tools_are_there(person)
    enters(person, "1147")
    person.waits_for(lambda: "Ce code n'est pas le bon." in person.reads())
    assert str(path.name) in person.reads().replace("\u200b", "") and not tools_are_there(person)
    enters(person, "4711")
    person.waits_for(lambda: tools_are_there(person))

    person.touches(control(person, "Ne plus demander de code"))
    person.waits_for(lambda: kept(person).pin == "")
    person.touches(control(person, "Outils de l'animateur, Non"))
    person.touches(control(person, "Outils de l'animateur, Oui"))
    assert tools_are_there(person)


def test_a_code_is_four_to_eight_digits(person: Person) -> None:
    assert (SHORTEST_PIN, LONGEST_PIN) == (pin.SHORTEST, pin.LONGEST)
    opens_settings(person)
    person.touches(control(person, "Outils de l'animateur, Oui"))
    enters(person, "123")
    assert not control(person, "Demander ce code").isEnabled()
    enters(person, "4abc5678901")
    person.waits_for(lambda: bool(kept(person).pin))
    assert pin.opens("12345678", kept(person).pin)


def test_whoever_forgot_the_code_deletes_its_line_as_the_sentence_says(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    settings_table.save(Settings(pin=pin.hashed("4711"), text_percent=150), path)
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(line for line in lines if '"pin"' not in line), encoding="utf-8")
    assert settings_table.load(path) == Settings(text_percent=150)
    assert json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("damaged", ["x", ":", "zz:zz", "ab", "00:00"])
def test_a_code_that_somebody_damaged_opens_nothing(damaged: str) -> None:
    assert not pin.opens("4711", damaged)
    assert not pin.opens("", damaged)
