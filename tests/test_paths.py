"""Locations: decided in one place, and all of them moved by LAAJ_HOME."""

from dataclasses import fields
from pathlib import Path

import pytest

from app import paths


def test_a_home_of_ones_own_holds_everything_that_is_written(tmp_path: Path) -> None:
    found = paths.find({"LAAJ_HOME": str(tmp_path / "elsewhere")})
    for place in (found.library, found.settings, found.index_cache, found.log):
        assert place.is_relative_to(tmp_path / "elsewhere")


def test_a_relative_home_stays_the_same_when_the_folder_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    found = paths.find({"LAAJ_HOME": "here"})
    assert found.data == tmp_path / "here"


def test_without_a_home_the_system_says_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    found = paths.find({})
    assert found.library.name == "library.db"
    assert len({found.data, found.cache}) == 2, "the cache must not lie where the library does"


def test_asking_where_things_are_makes_no_folder(tmp_path: Path) -> None:
    paths.find({"LAAJ_HOME": str(tmp_path / "elsewhere")})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["icons", "fonts", "tones", "starter", "voice_activity_model"])
def test_what_is_shipped_is_there(name: str) -> None:
    assert getattr(paths.find({"LAAJ_HOME": "unused"}), name).exists()


def test_a_frozen_program_finds_what_it_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys._MEIPASS", str(tmp_path), raising=False)
    found = paths.find({"LAAJ_HOME": "unused"})
    assert found.model == tmp_path / "assets" / "model"
    assert {field.name for field in fields(found)} == {"data", "config", "cache", "logs", "shipped"}
