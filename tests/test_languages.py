"""The languages of the window: all of it is translated, and it changes its language where it stands."""

import ast
import importlib.util
import re
import shutil
import string
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QWidget

from corpus.starter_library import THEMES, theme_names
from faults import SENTENCES, InputFault
from ui import languages

ROOT = Path(__file__).resolve().parent.parent
TRANSLATIONS = ROOT / "assets" / "translations"
TRANSLATED = [language for language in languages.NAMES if language != languages.SOURCE]

Texts = dict[tuple[str, str], str]  # (context, French) to the translation


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    """packaging/translations.py, whose folder is no package."""
    spec = importlib.util.spec_from_file_location("translations", ROOT / "packaging" / "translations.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def application(qapp: QApplication) -> Iterator[QApplication]:
    yield qapp
    languages.install(qapp, languages.SOURCE, TRANSLATIONS)


def texts(file: Path) -> Texts:
    found = {}
    for context in ElementTree.parse(file).getroot().iter("context"):
        for message in context.iter("message"):
            found[context.findtext("name", ""), message.findtext("source", "")] = message.findtext("translation", "")
    return found


def blanks(text: str) -> list[str]:
    """The names in braces that are filled in, with the way in which they are written."""
    return sorted(f"{name}:{form}" for _, name, form, _ in string.Formatter().parse(text) if name is not None)


# -- what lies in assets/translations --


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_of_the_window_is_translated(language: str, tool: ModuleType, tmp_path: Path) -> None:
    fresh = tmp_path / f"laaj_{language}.ts"
    tool.update(fresh)
    kept = texts(TRANSLATIONS / fresh.name)
    assert set(texts(fresh)) == set(kept), "run make translations"
    assert [french for french, words in kept.items() if not words] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_is_shipped_was_compiled_from_what_is_written(language: str, tool: ModuleType, tmp_path: Path) -> None:
    written = TRANSLATIONS / f"laaj_{language}.ts"
    tool.compile(written, tmp_path / "fresh.qm")
    assert (tmp_path / "fresh.qm").read_bytes() == written.with_suffix(".qm").read_bytes(), "run make translations"


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_keeps_blanks_and_outer_spaces(language: str) -> None:
    for (_, french), words in texts(TRANSLATIONS / f"laaj_{language}.ts").items():
        assert blanks(words) == blanks(french), french
        assert (words[:1].isspace(), words[-1:].isspace()) == (french[:1].isspace(), french[-1:].isspace()), french
        assert "..." not in words, french


def test_updating_keeps_what_is_translated_and_drops_what_is_gone(tool: ModuleType, tmp_path: Path) -> None:
    file = tmp_path / "laaj_wo.ts"
    shutil.copy(TRANSLATIONS / file.name, file)
    tool.update(file)
    before = file.read_bytes()
    gone = "<message><source>Plus dit nulle part</source><translation>Kenn waxul</translation></message>"
    file.write_text(file.read_text(encoding="utf-8").replace("<message>", f"{gone}<message>", 1), encoding="utf-8")
    tool.update(file)
    assert file.read_bytes() == before


def test_a_wolof_text_that_is_new_awaits_a_native_reader(tool: ModuleType, tmp_path: Path) -> None:
    file = tmp_path / "laaj_wo.ts"
    tool.update(file)
    messages = list(ElementTree.parse(file).getroot().iter("message"))
    assert tool.empty(file) == len(messages) > 0
    assert {message.findtext("translatorcomment") for message in messages} == {"awaiting native reader"}


def test_the_command_fails_while_something_is_not_translated(tool: ModuleType, tmp_path: Path) -> None:
    for language in TRANSLATED:
        shutil.copy(TRANSLATIONS / f"laaj_{language}.ts", tmp_path)
    assert tool.main(tmp_path) == 0
    (tmp_path / "laaj_en.ts").unlink()
    assert tool.main(tmp_path) == 1


# -- what the code says --

FRENCH = re.compile("[éèêëàâçùûôîïœÉÈÀÇ]| [:;!?]( |$)")


def window_modules() -> list[Path]:
    """Without the one that names each language in its own words."""
    modules = {*(ROOT / "ui").rglob("*.py"), *(ROOT / "app" / "window").rglob("*.py")}
    return sorted(modules - {ROOT / "ui" / "languages.py"})


def translated(tree: ast.Module) -> list[ast.Call]:
    """The calls of self.tr(), of QCoreApplication's translate(), not of a painter's, and QT_TRANSLATE_NOOP()."""
    marks = re.compile(r"(\btr|^translate|QCoreApplication\.translate|QT_TRANSLATE_NOOP)$")
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [call for call in calls if marks.search(ast.unparse(call.func))]


def test_what_is_translated_is_written_out_where_it_is_said() -> None:
    """lupdate passes over a variable or an f-string without a word; a table of QT_TRANSLATE_NOOP() it reads."""
    hidden = []
    for module in window_modules():
        calls = translated(ast.parse(module.read_text(encoding="utf-8")))
        tables = {ast.unparse(call.args[0]) for call in calls if ast.unparse(call.func).endswith("NOOP")}
        for call in calls:
            from_table = ast.unparse(call.args[0]) in tables
            if not from_table and not all(isinstance(argument, ast.Constant) for argument in call.args):
                hidden.append(f"{module.name}:{call.lineno}")
    assert not hidden, "\n".join(hidden)


def test_no_french_of_the_window_stands_outside_tr() -> None:
    found = []
    for module in window_modules():
        tree = ast.parse(module.read_text(encoding="utf-8"))
        elsewhere = {id(node) for call in translated(tree) for node in ast.walk(call)}
        elsewhere |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # docstrings
        for node in ast.walk(tree):
            said = node.value if isinstance(node, ast.Constant) and id(node) not in elsewhere else None
            if isinstance(said, str) and FRENCH.search(said):
                found.append(f"{module.name}:{node.lineno} {said!r}")
    assert not found, "\n".join(found)


# -- the window at work --


class Greeting(QWidget):
    """Says one text of the real window, as one of its parts does."""

    def said(self) -> str:
        return QCoreApplication.translate("MainWindow", "Aide")


def test_it_speaks_french_before_anything_is_chosen(application: QApplication) -> None:
    assert (Greeting().said(), languages.current()) == ("Aide", "fr")


@pytest.mark.parametrize(("language", "help"), [("wo", "Ndimbal"), ("en", "Help"), ("fr", "Aide")])
def test_what_is_written_from_then_on_is_in_the_chosen_language(
    application: QApplication, language: str, help: str
) -> None:
    languages.install(application, language, TRANSLATIONS)
    assert (Greeting().said(), languages.current()) == (help, language)


def test_it_changes_from_one_language_to_another_and_back(application: QApplication) -> None:
    heard = []
    for language in ("wo", "en", "wo", "fr", "fr", "en", "fr"):
        languages.install(application, language, TRANSLATIONS)
        heard.append(Greeting().said())
    assert heard == ["Ndimbal", "Help", "Ndimbal", "Aide", "Aide", "Help", "Aide"]


def test_the_dialogs_of_qt_speak_french_where_they_know_no_wolof(application: QApplication) -> None:
    cancel = {}
    for language in languages.NAMES:
        languages.install(application, language, TRANSLATIONS)
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        cancel[language] = box.button(QDialogButtonBox.StandardButton.Cancel).text().replace("&", "")
    assert cancel == {"wo": "Annuler", "fr": "Annuler", "en": "Cancel"}


@pytest.mark.parametrize("contents", [None, b"", b"no translation"])
def test_a_lost_translation_is_said_and_the_language_stays(
    application: QApplication, tmp_path: Path, contents: bytes | None
) -> None:
    languages.install(application, "en", TRANSLATIONS)
    if contents is not None:
        (tmp_path / "laaj_wo.qm").write_bytes(contents)
    with pytest.raises(InputFault) as raised:
        languages.install(application, "wo", tmp_path)
    assert raised.value.key == "translation-missing"
    assert (Greeting().said(), languages.current()) == ("Help", "en")


# -- what is not Qt's text --


def test_a_fault_speaks_wolof_where_it_can_and_else_french() -> None:
    assert InputFault("disk-full").sentence("wo") == SENTENCES["disk-full"]["wo"][0]
    assert "wo" not in SENTENCES["not-trained"], "the trainer has no window"
    assert InputFault("not-trained", path="x").text("wo") == InputFault("not-trained", path="x").text("fr")


def test_every_fault_that_the_window_can_show_is_in_wolof() -> None:
    """Those of the rooms behind it too, but not of the commands that have no window, nor of the trainer."""
    rooms = [
        *ROOT.glob("ui/**/*.py"),
        *ROOT.glob("app/**/*.py"),
        *ROOT.glob("corpus/**/*.py"),
        *ROOT.glob("engine/*.py"),
    ]
    rooms = [module for module in rooms if module not in (ROOT / "app" / "cli.py", ROOT / "app" / "bench.py")]
    named = {
        node.value
        for module in rooms
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value in SENTENCES
    }
    assert named > {"disk-full", "no-microphone", "unexpected"}
    assert sorted(key for key in named if "wo" not in SENTENCES[key]) == []


def test_a_fault_fills_the_same_blanks_in_every_language() -> None:
    for key, words in SENTENCES.items():
        french = blanks("".join(words["fr"]))
        assert {language: blanks("".join(said)) for language, said in words.items()} == dict.fromkeys(words, french), (
            key
        )


@pytest.mark.parametrize("language", languages.NAMES)
def test_the_themes_have_their_names_in_every_language(language: str) -> None:
    names = theme_names(language)
    assert list(names) == list(THEMES)
    assert len(set(names.values())) == len(THEMES)


def test_the_themes_are_french_for_a_language_that_nobody_wrote() -> None:
    assert theme_names("ff") == THEMES
