"""A study: what was found is kept, and measured again only when what it was found with has changed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from engine.bundle import WEIGHTS, Bundle, seal
from engine.trainer import cli
from engine.trainer.card import card
from engine.trainer.recipe import RecipeError
from engine.trainer.study import sealing, study
from engine.trainer.study.context import Context, contents
from engine.trainer.study.settings import Study
from engine.trainer.study.study import part
from faults import InputFault
from tests.fixtures.trainer_study import MadeUp

ALL = Study().parts


class Killed(BaseException):
    """As a power cut: nobody catches it."""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "evaluate-real.jsonl").write_text('{"id": "a"}\n')
    return folder


@pytest.fixture
def settings(tmp_path: Path, plain_bundle: Path, data: Path) -> Study:
    changes = (f"preparation.out={data}",)
    return Study(bundle=plain_bundle, out=tmp_path / "study", changes=changes, parts=("costs", "tasks"))


@pytest.fixture
def parts(monkeypatch: pytest.MonkeyPatch) -> dict[str, MadeUp]:
    """Every part of a study, made up."""
    made = {name: MadeUp(name.capitalize()) for name in ALL}
    monkeypatch.setattr(study, "part", made.__getitem__)
    return made


def measured(parts: dict[str, MadeUp]) -> tuple[int, int]:
    return parts["costs"].measured, parts["tasks"].measured


def test_what_was_found_is_kept_and_not_measured_again(settings, parts):
    told = study.study(settings)
    pages = [(settings.out / name).read_bytes() for name in ("report.html", "summary.md")]
    kept = json.loads((settings.out / "parts" / "costs.json").read_text(encoding="utf-8"))
    assert kept["found"]["ndcg"] == 0.625 and kept["seconds"] >= 0
    assert study.study(settings) == told and measured(parts) == (1, 1)
    assert [(settings.out / name).read_bytes() for name in ("report.html", "summary.md")] == pages


def test_a_part_that_was_just_measured_is_shown_as_one_that_is_read_again(settings, parts):
    """Its blocks meet what JSON makes of its findings, keys and all, the first time too: MadeUp looks for "64"."""
    study.study(settings)
    assert "| 64 | 0.500 |" in (settings.out / "summary.md").read_text(encoding="utf-8")


def test_only_the_parts_that_are_asked_for_are_measured(settings, parts):
    told = study.study(settings.model_copy(update={"parts": ("costs",)}))
    assert measured(parts) == (1, 0) and "Tasks" not in told


@pytest.mark.parametrize(
    "change",
    [{"clips": 3}, {"draws": 10}, {"run": Path("runs/other")}, {"exact": Path("exact")}, {"changes": ("seed=5",)}],
    ids=lambda change: next(iter(change)),
)
def test_other_settings_are_measured_again(settings, parts, change):
    study.study(settings)
    if "changes" in change:
        change = {"changes": settings.changes + change["changes"]}
    study.study(settings.model_copy(update=change))
    assert measured(parts) == (2, 2)


def test_other_data_is_measured_again(settings, parts, data):
    study.study(settings)
    (data / "evaluate-real.jsonl").write_text('{"id": "b"}\n')
    study.study(settings)
    assert measured(parts) == (2, 2)
    (data / "french.txt").write_text("Une phrase.\n", encoding="utf-8")
    study.study(settings)
    assert measured(parts) == (3, 3)


def test_another_bundle_is_measured_again_wherever_it_lies(settings, parts, tmp_path):
    study.study(settings)
    moved = tmp_path / "moved"
    shutil.copytree(settings.bundle, moved)
    study.study(settings.model_copy(update={"bundle": moved}))
    assert measured(parts) == (1, 1), "the same bundle in another folder"
    (moved / WEIGHTS).write_bytes(b"other weights")
    seal(moved, Bundle.open(moved, verify=False).manifest)
    study.study(settings.model_copy(update={"bundle": moved}))
    assert measured(parts) == (2, 2)


def test_other_thresholds_of_confidence_are_measured_again(settings, parts):
    study.study(settings)
    manifest = Bundle.open(settings.bundle).manifest
    manifest.confidence["speech"] = {"sure": 0.5}
    seal(settings.bundle, manifest)
    study.study(settings)
    assert measured(parts) == (2, 2)


def test_a_part_whose_method_changed_is_measured_again_and_the_other_is_not(settings, parts):
    study.study(settings)
    parts["costs"].VERSION = 2
    study.study(settings)
    assert measured(parts) == (2, 1)


def test_findings_that_cannot_be_read_are_measured_again(settings, parts):
    study.study(settings)
    (settings.out / "parts" / "costs.json").write_bytes(b'{"made_with": "\xff')
    study.study(settings)
    assert measured(parts) == (2, 1)


def test_a_part_that_lacks_data_is_told_and_the_others_go_on(settings, parts):
    parts["costs"].lacks = "here/real.jsonl"
    told = study.study(settings)
    assert measured(parts) == (0, 1)
    assert "costs: There is no file “here/real.jsonl”." in told and "reached      Tasks: nDCG@10" in told
    assert not (settings.out / "parts" / "costs.json").exists()
    assert "here/real.jsonl" in (settings.out / "report.html").read_text(encoding="utf-8")
    parts["costs"].lacks = ""
    assert "Not measured" not in study.study(settings), "it is tried again"
    assert measured(parts) == (1, 1)


def test_a_mistake_of_ours_is_not_taken_for_missing_data(settings, parts, monkeypatch):
    def mistaken(context: object) -> dict:
        raise ZeroDivisionError

    monkeypatch.setattr(parts["costs"], "measure", mistaken)
    with pytest.raises(ZeroDivisionError):
        study.study(settings)


def test_a_study_that_is_killed_between_parts_loses_nothing(settings, parts, monkeypatch):
    def killed(context: object) -> dict:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(parts["tasks"], "measure", killed)
        with pytest.raises(Killed):
            study.study(settings)
    assert [path.name for path in (settings.out / "parts").iterdir()] == ["costs.json"]
    study.study(settings)
    assert measured(parts) == (1, 1)


def test_a_full_disk_is_told_and_leaves_no_half_of_a_file(settings, parts, monkeypatch):
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(InputFault) as caught:
        study.study(settings)
    assert caught.value.key == "disk-full" and not list((settings.out / "parts").iterdir())


def test_a_bundle_that_does_not_open_stops_before_anything_is_measured(settings, parts):
    (settings.bundle / WEIGHTS).write_bytes(b"cut")
    with pytest.raises(InputFault) as caught:
        study.study(settings)
    assert caught.value.key == "bundle-damaged" and measured(parts) == (0, 0)


def test_an_unknown_key_of_the_recipe_is_named(settings, parts):
    with pytest.raises(RecipeError, match=r"optimiser\.speed"):
        study.study(settings.model_copy(update={"changes": ("optimiser.speed=9",)}))


def test_vectors_are_kept_by_what_they_are_of(settings, parts, monkeypatch):
    context = Context(settings)
    asked = []

    class Encoder:
        def queries(self, texts):
            import numpy as np

            asked.append(list(texts))
            return np.array([[float(len(text))] for text in texts], dtype=np.float32)

        passages = queries

    for one in (context, Context(settings)):
        monkeypatch.setitem(one.__dict__, "encoder", Encoder())
        assert one.queries(["a", "bcd"]).tolist() == [[1.0], [3.0]]
    assert asked == [["a", "bcd"]]
    context.queries(["a"])
    context.passages(["a", "bcd"])
    assert asked[1:] == [["a"], ["a", "bcd"]]


def command(settings: Study, *arguments: str) -> int:
    changes = {
        "bundle": f'"{settings.bundle}"', "out": f'"{settings.out}"', "changes": json.dumps(list(settings.changes)),
        "parts": json.dumps(list(settings.parts)), "clips": str(settings.clips),
    }  # fmt: skip
    return cli.main(["study", *(f"--set={key}={value}" for key, value in changes.items()), *arguments])


def test_the_command_prints_where_the_report_is_and_the_aims(settings, parts, capsys):
    assert command(settings) == 0
    told = capsys.readouterr().out
    assert told.startswith(f"tiny 3: {settings.out / 'report.html'}\n")
    assert "2 of 4 figures that were asked for are reached." in told
    assert "NOT REACHED  Costs: at 64 dims  asked ≥ 95 %  found 80 %" in told


def test_the_command_puts_the_summary_into_a_readme(settings, parts, tmp_path, capsys):
    readme = tmp_path / "README.md"
    readme.write_text("before\n<!-- study -->\n<!-- /study -->\nafter\n")
    assert command(settings, "--readme", str(readme)) == 0
    summary = (settings.out / "summary.md").read_text(encoding="utf-8")
    assert readme.read_text(encoding="utf-8") == f"before\n<!-- study -->\n{summary}<!-- /study -->\nafter\n"


def test_a_readme_without_marks_is_refused_before_anything_is_measured(settings, parts, tmp_path, capsys):
    (tmp_path / "README.md").write_text("no marks")
    assert command(settings, "--readme", str(tmp_path / "README.md")) == 3
    assert "<!-- study -->" in capsys.readouterr().err and measured(parts) == (0, 0)


def test_the_command_prints_every_key(capsys):
    assert cli.main(["study", "--keys"]) == 0
    assert "\nclips = 0" in capsys.readouterr().out


def test_sealing_puts_the_aims_into_manifest_and_card(settings, parts, capsys):
    parts["intents"].lacks = "intents.jsonl"
    whole = settings.model_copy(update={"parts": ALL})
    assert command(whole, "--seal") == 0
    manifest = Bundle.open(settings.bundle).manifest
    kept = manifest.scores["study"]
    assert len(kept["aims"]) == 2 * (len(ALL) - 1) and manifest.scores["parity"] == {"real": 0.0}
    assert kept["aims"][1] == {
        "what": "Architectures: at 64 dims", "asked": "≥ 95 %", "found": "80 %", "reached": False,
        "else": "Too little data; 10 hours would do.",
    }  # fmt: skip
    assert kept["limits"] == ["Not measured, for want of data: Intents."]
    shown = (settings.bundle / "model-card.md").read_text(encoding="utf-8")
    assert shown == card(manifest) and "Architectures: at 64 dims" in shown


def test_a_sealed_bundle_is_not_measured_again_and_sealing_twice_changes_nothing(settings, parts):
    whole = settings.model_copy(update={"parts": ALL})
    before = contents(Bundle.open(settings.bundle))
    study.study(whole, seal=True)
    assert contents(Bundle.open(settings.bundle)) == before
    files = {path.name: path.read_bytes() for path in settings.bundle.iterdir()}
    study.study(whole, seal=True)
    assert {path.name: path.read_bytes() for path in settings.bundle.iterdir()} == files
    assert {one.measured for one in parts.values()} == {1}


@pytest.mark.parametrize("change", [{"clips": 10, "parts": ALL}, {"parts": ALL[1:]}])
def test_a_study_in_part_is_not_sealed(settings, parts, change, capsys):
    assert command(settings.model_copy(update=change), "--seal") == 3
    assert "some clips or some parts only" in capsys.readouterr().err
    assert not any(one.measured for one in parts.values())


@pytest.mark.parametrize("name", ["", "manifest.json", "model-card.md"])
def test_a_bundle_that_may_not_be_written_is_refused_before_anything_is_measured(settings, parts, name, capsys):
    (settings.bundle / "model-card.md").write_text("# a card\n")
    seal(settings.bundle, Bundle.open(settings.bundle).manifest)
    path = settings.bundle / name
    mode = path.stat().st_mode
    path.chmod(mode & ~0o222)
    try:
        assert command(settings.model_copy(update={"parts": ALL}), "--seal") == 3
    finally:
        path.chmod(mode)
    assert str(path) in capsys.readouterr().err and not any(one.measured for one in parts.values())
    assert "study" not in Bundle.open(settings.bundle).manifest.scores


def test_a_full_disk_while_sealing_is_told(settings, parts, monkeypatch):
    found = [study.Findings("costs", parts["costs"], {"ndcg": 0.6})]

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(InputFault) as caught:
        sealing.seal_findings(settings.bundle, found)
    assert caught.value.key == "disk-full"
    assert "study" not in Bundle.open(settings.bundle).manifest.scores


@pytest.mark.parametrize("name", ALL)
def test_every_part_is_one(name):
    module = part(name)
    assert module.TITLE and module.VERSION >= 1
    assert all(callable(getattr(module, what)) for what in ("measure", "blocks", "aims", "summary"))
