"""`laaj model install`: another model answers once it lies whole in its place; the one that ships is never lost."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from app import cli, installed_model
from app import paths as places
from app.paths import Paths
from app.session import Model
from engine.bundle import MANIFEST, Bundle, Manifest, seal
from faults import InputFault
from tests.fixtures.app import FINE, THEIRS, USAGE, one_sentence, records

PROJECT = Path(__file__).parent.parent
MANIFEST_VALUES = Manifest("another", "2", "test", (32, 16), 16, 16_000, 0.3, 20.0, "fp32", query_prefix="question: ")


@pytest.fixture
def make_bundle(tmp_path: Path) -> Callable[..., Path]:
    def make(name: str = "another", size: int = 1000) -> Path:
        folder = tmp_path / "given" / name
        folder.mkdir(parents=True)
        for file in ("speech_encoder.onnx", "text_encoder.onnx", "tokenizer.json", "weights.bin"):
            (folder / file).write_bytes(f"{name} {file}".encode() * size)
        seal(folder, replace(MANIFEST_VALUES, name=name))
        return folder

    return make


@pytest.fixture
def without_graphs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installed_model, "open_model", lambda folder, threads: Model(Bundle.open(folder), None, None))  # type: ignore[arg-type]


def fault_of(call: Callable[..., object], *arguments: object) -> InputFault:
    with pytest.raises(InputFault) as caught:
        call(*arguments)
    return caught.value


def test_a_model_is_installed_and_answers_and_the_one_that_ships_comes_back(
    home: Paths, tmp_path: Path, capsys
) -> None:
    given = tmp_path / "given"
    shutil.copytree(home.shipped_model, given)
    manifest = Bundle.open(given, verify=False).manifest
    seal(given, replace(manifest, name="another", version="7", query_prefix="question: "))
    assert home.model == home.shipped_model
    assert cli.main(["model", "install", str(given)]) == FINE
    assert "another 7" in capsys.readouterr().out
    shutil.rmtree(given)
    assert home.model.is_relative_to(home.data)
    assert cli.main(["model", "info", "--json"]) == FINE
    record = records(capsys.readouterr().out)[0]
    assert (record["name"], record["query_prefix"]) == ("another", "question: ")
    assert cli.main(["model", "verify"]) == FINE
    assert cli.main(["model", "install", "--shipped", "--json"]) == FINE
    capsys.readouterr()
    assert home.model == home.shipped_model
    assert list(home.models.iterdir()) == [], "what answers no more takes no place"


def test_json_says_which_model_it_is_now(home: Paths, make_bundle, without_graphs: None, capsys) -> None:
    given = make_bundle()
    assert cli.main(["model", "install", str(given), "--json"]) == FINE
    record = records(capsys.readouterr().out)[0]
    assert record == {
        "model": "another 2",
        "model_id": Bundle.open(given).model_id,
        "folder": str(home.model),
        "shipped": False,
    }


def test_a_second_installation_takes_the_place_of_the_first(home: Paths, make_bundle, without_graphs: None) -> None:
    for name in ("first", "second", "second"):
        folder = home.data.parent / "given" / name
        installed_model.install(folder if folder.exists() else make_bundle(name), home)
        assert Bundle.open(home.model).manifest.name == name
    assert len(list(home.models.glob("model-*"))) == 1


def test_only_what_the_manifest_vouches_for_is_copied(home: Paths, make_bundle, without_graphs: None) -> None:
    given = make_bundle()
    (given / "notes.txt").write_text("not of the model")
    installed_model.install(given, home)
    assert not (home.model / "notes.txt").exists()


def test_a_manifest_that_names_files_elsewhere_is_refused(home: Paths, make_bundle) -> None:
    given = make_bundle()
    values = json.loads((given / MANIFEST).read_text())
    values["files"]["../../stray"] = values["files"]["weights.bin"]
    shutil.copy(given / "weights.bin", given.parent.parent / "stray")
    (given / MANIFEST).write_text(json.dumps(values))
    assert fault_of(Bundle.open, given).key == "bundle-damaged"


def damaged(folder: Path) -> None:
    (folder / "weights.bin").write_bytes(b"another")


def newer(folder: Path) -> None:
    (folder / MANIFEST).write_text(json.dumps(json.loads((folder / MANIFEST).read_text()) | {"format": 99}))


def gone(folder: Path) -> None:
    shutil.rmtree(folder)


@pytest.mark.parametrize(
    ("harm", "key"), [(damaged, "bundle-damaged"), (newer, "bundle-newer"), (gone, "bundle-missing")]
)
def test_what_does_not_verify_is_not_installed(home: Paths, make_bundle, harm, key: str) -> None:
    given = make_bundle()
    harm(given)
    assert fault_of(installed_model.install, given, home).key == key
    assert home.model == home.shipped_model and not home.models.exists()


def test_a_graph_that_does_not_open_is_not_installed(home: Paths, make_bundle, capsys) -> None:
    assert cli.main(["model", "install", str(make_bundle())]) == THEIRS
    errors = capsys.readouterr().err
    assert one_sentence(errors) and "speech_encoder.onnx" in errors
    assert home.model == home.shipped_model


def test_a_model_damaged_after_it_was_installed_says_how_to_go_back(
    home: Paths, make_bundle, without_graphs: None, capsys
) -> None:
    installed_model.install(make_bundle(), home)
    damaged(home.model)
    for harm in (damaged, gone):
        harm(home.model)
        assert cli.main(["model", "verify"]) == THEIRS
        errors = capsys.readouterr().err
        assert one_sentence(errors) and "laaj model install --shipped" in errors
    assert cli.main(["model", "install", "--shipped"]) == FINE
    assert cli.main(["model", "verify"]) == FINE


def test_a_choice_that_was_lost_says_how_to_go_back(home: Paths, make_bundle, without_graphs: None, capsys) -> None:
    installed_model.install(make_bundle(), home)
    home.chosen_model.write_bytes(b"")
    assert cli.main(["model", "info"]) == THEIRS
    assert "laaj model install --shipped" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["--shipped", "folder"]])
def test_either_a_folder_or_the_one_that_ships(arguments: list[str], home: Paths, capsys) -> None:
    with pytest.raises(SystemExit) as exit:
        cli.main(["model", "install", *arguments])
    assert exit.value.code == USAGE
    assert one_sentence(capsys.readouterr().err)


CHILD = """
import resource, shutil, sys, time
from pathlib import Path
from app import installed_model, paths
from app.session import Model
from engine.bundle import Bundle
from faults import InputFault

installed_model.open_model = lambda folder, threads: Model(Bundle.open(folder), None, None)
"""
SLOW = (
    CHILD
    + """
step, count = sys.argv[2], 0
def before(name, function):
    def slow(*arguments):
        global count
        count += 1
        if step == f"{name} {count}":
            print("killed here", flush=True)
            time.sleep(60)
        return function(*arguments)
    return slow
installed_model._copy = before("copy", installed_model._copy)
installed_model._choose = before("choose", installed_model._choose)
installed_model.os.fsync = before("flush", installed_model.os.fsync)
installed_model.install(Path(sys.argv[1]), paths.find())
"""
)
FULL = (
    CHILD
    + """
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
try:
    installed_model.install(Path(sys.argv[1]), paths.find())
except InputFault as fault:
    print(fault.key)
"""
)


def child(code: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.skipif(sys.platform == "win32", reason="kills as POSIX does")
@pytest.mark.parametrize("over_another", [False, True])
@pytest.mark.parametrize("step", ["copy 3", "flush 4", "choose 11", "flush 12"])  # five files, copied and flushed
def test_a_process_killed_while_it_installs_leaves_the_old_model(
    home: Paths, make_bundle, without_graphs: None, step: str, over_another: bool
) -> None:
    if over_another:
        installed_model.install(make_bundle("old"), home)
    before = home.model
    process = child(SLOW, make_bundle("new"), step)
    assert process.stdout and process.stderr
    try:
        assert process.stdout.readline() == "killed here\n", process.stderr.read()
        assert len(list(home.models.glob("model-*"))) == 1 + over_another
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
    assert places.find().model == before
    Bundle.open(before)
    installed_model.install(make_bundle("newest"), home)
    assert Bundle.open(home.model).manifest.name == "newest"
    assert len(list(home.models.glob("model-*"))) == 1, "what the killed one left is gone"


@pytest.mark.skipif(sys.platform == "win32", reason="the limit is POSIX's")
def test_a_full_disk_is_said_and_leaves_the_old_model(home: Paths, make_bundle, without_graphs: None) -> None:
    """The limit on a file's size makes write() fail, as a full disk does."""
    installed_model.install(make_bundle("old"), home)
    before = home.model
    output, errors = child(FULL, make_bundle("large", 10_000), 50_000).communicate(timeout=60)
    assert output == "disk-full\n", errors
    assert home.model == before and Bundle.open(before).manifest.name == "old"
    assert list(home.models.glob("model-*")) == [before]
