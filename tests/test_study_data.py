"""What data buys: choices of the manifests, slopes by hours, and what is said of a centre's own recordings."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

from engine import recording
from engine.recording import Recording
from engine.trainer import manifest
from engine.trainer.recipe import Augmentation, Source
from engine.trainer.study import trained
from engine.trainer.study.blocks import Bars, Plot, Table, Text
from engine.trainer.study.parts import data
from engine.trainer.study.parts.data import choices as data_choices
from engine.trainer.study.parts.data import telling as data_told
from engine.trainer.study.parts.data.choices import EVERYTHING, WITH_NONCOMMERCIAL
from tests.fixtures.study_trained import change, made_up_trained

pytestmark = pytest.mark.filterwarnings("ignore")  # other libraries' own
HALF, QUARTER = "0.5 of the real speech", "0.25 of the real speech"
EASY = np.random.default_rng(0).uniform(0.2, 0.4, 30)


def write(path: Path, count: int, audio: str = "0.flac", **values: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [
        {"id": f"{path.stem}-{place}", "audio": audio, "speaker": f"s{place % 3}", "wolof": f"baat {path.stem} {place}"}
        for place in range(count)
    ]
    path.write_text("".join(json.dumps(row | values) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def study(small_study, tmp_path):
    """40 real utterances of a second each, 20 by Kokoro and 20 by espeak; 20 of the real ones count as one of these."""
    sources = (
        Source(manifest=write(tmp_path / "real.jsonl", 40), weight=4),
        Source(manifest=write(tmp_path / "kokoro.jsonl", 20)),
        Source(manifest=write(tmp_path / "espeak.jsonl", 20), keep_original=False),
    )
    recipe = small_study.recipe
    small_study.recipe = recipe.model_copy(update={"data": recipe.data.model_copy(update={"train": sources})})
    return small_study


def chosen(study) -> dict[str, data_choices.Choice]:
    whole = data_choices.everything(study.recipe)
    return {one.name: one for one in (whole, *data_choices.choices(study, whole)[0])}


def ids(choice: data_choices.Choice) -> dict[str, set[str]]:
    return {part.kind: {row.id for row in part.rows} for part in choice.parts}


def test_each_choice_leaves_out_what_it_says(study):
    kinds = {name: list(ids(choice)) for name, choice in chosen(study).items()}
    assert kinds[EVERYTHING] == kinds[HALF] == ["real", "Kokoro", "espeak"]
    assert kinds["without real speech"] == ["Kokoro", "espeak"] and kinds["real speech alone"] == ["real"]
    assert kinds["Kokoro alone"] == ["Kokoro"] and kinds["without espeak"] == ["real", "Kokoro"]


def test_parts_are_nested_drawn_by_id_and_keep_their_share_of_the_training(study):
    found = chosen(study)
    half, quarter = ids(found[HALF]), ids(found[QUARTER])
    assert quarter["real"] < half["real"] < ids(found[EVERYTHING])["real"]
    assert 10 <= len(half["real"]) <= 30 and half["espeak"] == ids(found[EVERYTHING])["espeak"]
    source = found[HALF].sources[0]
    assert source.weight * len(half["real"]) == pytest.approx(4 * 40)
    synthetic = found["0.5 of the synthetic speech"]
    assert synthetic.sources[0].manifest == found[EVERYTHING].sources[0].manifest, "what is whole is not copied"
    assert not synthetic.sources[2].keep_original


def test_cut_manifests_are_read_as_the_whole_ones_are(study):
    part = chosen(study)[HALF].parts[0]
    rows, problems = manifest.read_utterances(part.source.manifest, study.recipe.data)
    assert not problems and {row.id for row in rows} == {row.id for row in part.rows}
    assert all(row.audio.resolve() == whole.audio.resolve() for row, whole in zip(rows, part.rows, strict=True))


def test_what_the_recipe_does_not_have_is_told(study):
    train = study.recipe.data.train
    study.recipe = study.recipe.model_copy(update={"data": study.recipe.data.model_copy(update={"train": train[:1]})})
    found, missing = data_choices.choices(study, data_choices.everything(study.recipe))
    assert {one.name for one in found} == {HALF, QUARTER}, "all others are everything, or nothing"
    assert "“Kokoro alone” is not there: the recipe trains on real." in missing


def test_only_new_rows_under_an_nc_licence_that_leak_nothing_are_added(study, tmp_path):
    folder = tmp_path / "with-nc"
    asked = json.loads(study.recipe.data.evaluate[0].manifest.read_text(encoding="utf-8"))
    path = write(folder / "espeak.jsonl", 6, audio="../0.flac", licence="CC BY-NC 4.0")
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for place, row in enumerate(rows):
        row["id"] = f"nc-{place}"
    rows[0]["licence"] = "CC BY 4.0"
    rows[1]["id"] = "espeak-3"
    rows[2]["wolof"], rows[3]["speaker"] = asked["wolof"].upper(), asked["speaker"]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    change(study, noncommercial=folder)
    found = chosen(study)[WITH_NONCOMMERCIAL]
    assert ids(found)["non-commercial"] == {"nc-4", "nc-5"}
    assert len(found.parts) == 4 and not found.sources[3].keep_original
    change(study, noncommercial=tmp_path)
    whole = data_choices.everything(study.recipe)
    assert "nothing more is under an NC licence" in data_choices.choices(study, whole)[1][-1]


def test_hours_speakers_and_how_often_each_is_heard(study):
    told = data_choices.figures(chosen(study)[EVERYTHING], listened_s=200.0)
    assert told["real"]["utterances"] == 40 and told["real"]["speakers"] == 3
    assert told["real"]["hours"] == pytest.approx(40 / 3600, abs=1e-4)
    # Of 4 · 40 + 20 + 20 = 200 weighted seconds 160 are real: in 200 s each real one is heard 4 times.
    assert told["real"]["heard"] == pytest.approx(4) and told["espeak"]["heard"] == pytest.approx(1)
    half = data_choices.figures(chosen(study)[HALF], listened_s=200.0)
    assert half["espeak"]["heard"] == pytest.approx(1) and half["real"]["heard"] > 4


def test_a_cut_manifest_takes_the_kept_features(study, tmp_path, monkeypatch):
    """Of copies with others talking behind, those others depend on who there is; all else is there."""
    recording.save(Recording(np.full(8000, 0.1, np.float32)), tmp_path / "0.flac")
    for name in ("real", "kokoro", "espeak"):
        write(tmp_path / f"{name}.jsonl", 4)
    study.recipe = study.recipe.model_copy(update={"augmentation": Augmentation(pitch=0, room=0, babble=0)})
    change(study, steps=2)
    found = chosen(study)
    trained.train(study, [(trained.architecture("text-only"), 1)])
    trained.train(study, [(trained.Variant("half", ("architecture=text-only",), found[HALF].sources), 1)])
    computed = [line for line in study.said if "clips to compute" in line]
    assert len(computed) == 2 and computed[1].startswith("0 clips to compute")


def test_the_slope_of_a_line_is_found(study):
    hours = [4.0, 2.0, 0.5]
    weights = data.per_doubling(hours)
    assert weights @ [0.3 * math.log2(hour) + 5 for hour in hours] == pytest.approx(0.3)


@pytest.fixture
def made_up(study, tmp_path, monkeypatch):
    """Each doubling of real speech is worth `worth`, each seed 0.02; what synthesis there is does not matter."""
    worth = {"it": 0.05}

    def train(context, wanted):
        found = {variant.name: {} for variant, _ in wanted}
        for variant, seed in wanted:
            sources = variant.train or context.recipe.data.train
            real = next((source for source in sources if "real" in source.manifest.name), None)
            count = len(real.manifest.read_text().splitlines()) if real else 1
            values = EASY + worth["it"] * math.log2(count) + 0.02 * seed
            folder = tmp_path / "runs" / f"{variant.name}-{seed}"
            found[variant.name][seed] = made_up_trained(folder, context.recipe, {"real": values})
        return found

    monkeypatch.setattr(trained, "train", train)
    change(study, seeds=(1, 2, 3))
    return study, worth


def measured(study) -> dict:
    return json.loads(json.dumps(data.measure(study)))


def words(found) -> str:
    return "\n".join(block.text for block in data.blocks(found) if isinstance(block, Text))


def test_slopes_and_differences_are_what_the_runs_say(made_up):
    found = measured(made_up[0])
    real = found["slopes"]["real"]
    assert real["points"] == [EVERYTHING, HALF, QUARTER] and real["seeds"] == [1]
    assert real["sets"]["real"]["slope"] == pytest.approx([0.05] * 3, abs=1e-3)
    assert found["slopes"]["synthetic"]["sets"]["real"]["slope"] == pytest.approx([0] * 3, abs=1e-4)
    told = found["sets"]["real"]
    assert told["apart"]["without real speech"][0] == pytest.approx(-0.05 * math.log2(40), abs=1e-4)
    assert told["apart"]["without Kokoro"] == pytest.approx([0] * 3, abs=1e-4)


def test_other_seeds_of_everything_tell_what_chance_does(made_up):
    study, _ = made_up
    found = measured(study)
    assert found["chance_seeds"] == [1, 2, 3] and found["sets"]["real"]["chance"] == pytest.approx(0.02, abs=1e-4)
    slope = found["slopes"]["real"]["sets"]["real"]
    assert slope["with_chance"][0] < 0.05 - 0.02 < 0.05 + 0.02 < slope["with_chance"][1]
    assert "5.5 at real" in words(found)  # 1.96 · √2 · 2 points
    change(study, architectures=("dual",))
    found = measured(study)
    assert found["sets"]["real"]["chance"] is None and "was not measured" in words(found)
    assert "What another seed would change is not in these intervals." in words(found)


def test_what_a_centre_may_expect_is_said_with_all_that_speaks_against_it(made_up):
    study, worth = made_up
    change(study, architectures=("dual",))
    said = data_told.worth(measured(study))
    assert "+5.0 (+5.0 to +5.0) points of nDCG@10, by a line through 3 points" in said
    doublings = math.log2((40 / 3600 + 1) / (40 / 3600))
    assert f"1 h more would be {doublings:.1f} doublings and {5 * doublings:+.1f}" in said
    assert "extrapolated" in said and "the same 3 speakers" in said
    assert "above the bound of 0.900" in said and "holds nought" not in said
    worth["it"] = 0.0
    said = data_told.worth(measured(study))
    assert "no gain can be promised" in said and "bound" not in said
    change(study, real_shares=())
    assert "cannot be told" in data_told.worth(measured(study))


def test_that_an_utterance_is_hardly_heard_is_said(made_up):
    study, _ = made_up
    change(study, steps=10, batch_s=10.0)  # half of the 200 weighted seconds
    assert "one of Kokoro 0.5 times and one of espeak 0.5 times" in words(measured(study))
    change(study, steps=100)
    assert "hardly heard" not in words(measured(study))


def test_tables_and_plots_have_a_row_for_each(made_up):
    found = measured(made_up[0])
    blocks = list(data.blocks(found))
    tables = [block for block in blocks if isinstance(block, Table)]
    assert all(len(row) == len(table.head) for table in tables for row in table.rows)
    assert [row[0] for row in tables[1].rows] == [*found["choices"], "the bound: written Wolof"]
    bars = next(block for block in blocks if isinstance(block, Bars))
    assert list(bars.names) == list(found["choices"])
    plots = [block for block in blocks if isinstance(block, Plot)]
    assert len(plots) == 2 and all(list(line.x) == sorted(line.x) for plot in plots for line in plot.lines)
    assert any(isinstance(block, Text) for block in data.summary(found)) and list(data.aims(found)) == []


def test_it_is_measured_from_runs_that_are_trained(study, tmp_path):
    for name in ("real", "kokoro", "espeak"):
        write(tmp_path / f"{name}.jsonl", 6)
    change(study, steps=2, data=("without espeak",), synthetic_shares=(), real_shares=(0.5,), architectures=("dual",))
    found = measured(study)
    assert list(found["choices"]) == [EVERYTHING, "without espeak", HALF]
    assert found["slopes"].keys() == {"real"} and words(found)
    assert (study.out / "runs" / "text-only-1").is_dir(), "everything is the run that the architectures have"
    assert (study.out / "runs" / "text-only-0-5-of-the-real-speech-1").is_dir()
