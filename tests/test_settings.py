"""Settings: one typed table, kept in a file that people may edit by hand."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import settings
from app.settings import Settings
from faults import InputFault


def test_a_computer_without_settings_has_the_defaults(tmp_path: Path) -> None:
    assert settings.load(tmp_path / "settings.json") == Settings()


def test_every_entry_says_in_a_sentence_what_it_does() -> None:
    for entry in settings.entries():
        assert entry.metadata["sentence"].endswith("."), entry.name
        assert not entry.metadata["choices"] or entry.default in entry.metadata["choices"], entry.name


@given(
    st.builds(
        Settings,
        appearance=st.sampled_from(["system", "light", "dark"]),
        text_percent=st.sampled_from([90, 100, 125, 150]),
        tones=st.booleans(),
        microphone=st.text(),
        results=st.integers(1, 20),
        dim=st.integers(0, 10_000),
        threads=st.integers(0, 64),
    )
)
def test_what_is_saved_is_loaded(tmp_path_factory: pytest.TempPathFactory, wanted: Settings) -> None:
    path = tmp_path_factory.mktemp("settings") / "new folder" / "settings.json"
    settings.save(wanted, path)
    assert settings.load(path) == wanted
    assert [file.name for file in path.parent.iterdir()] == ["settings.json"]


@pytest.mark.parametrize("content", ["", "{", "[]", "42", '{"tones": tru', "\x00\x01"])
def test_a_damaged_file_never_keeps_laaj_from_starting(tmp_path: Path, content: str) -> None:
    path = tmp_path / "settings.json"
    path.write_text(content)
    assert settings.load(path) == Settings()


def test_a_binary_file_never_keeps_laaj_from_starting(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(bytes(range(256)))
    assert settings.load(path) == Settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [("tones", 1), ("text_percent", True), ("text_percent", 37), ("appearance", "pink"), ("dim", -1), ("results", "5")],
)
def test_an_entry_that_does_not_fit_falls_back_alone(tmp_path: Path, name: str, value: object) -> None:
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({"microphone": "USB", name: value, "of another version": 1}))
    assert settings.load(path) == Settings(microphone="USB")
    with pytest.raises(ValueError):
        settings.with_value(Settings(), name, value)


def test_an_entry_that_does_not_exist_cannot_be_set() -> None:
    with pytest.raises(ValueError):
        settings.with_value(Settings(), "colour", "pink")


def test_a_folder_that_cannot_be_written_is_a_sentence_and_the_file_stays(tmp_path: Path) -> None:
    (tmp_path / "not a folder").write_text("")
    with pytest.raises(InputFault) as fault:
        settings.save(Settings(), tmp_path / "not a folder" / "settings.json")
    assert fault.value.key == "not-writable"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_leaves_the_settings_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    settings.save(Settings(tones=False), path)
    path.with_name("settings.json.part").symlink_to("/dev/full")
    with pytest.raises(InputFault) as fault:
        settings.save(Settings(tones=True), path)
    assert fault.value.key == "disk-full"
    assert settings.load(path) == Settings(tones=False)
