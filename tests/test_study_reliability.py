"""Calibrated confidence: what its figures are of known chances, which questions they are told of, and how they read."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from scipy import stats

from corpus import starter_library
from corpus.starter_library import Question
from engine.confidence import Calibration
from engine.trainer.manifest import Utterance
from engine.trainer.starter import library_evaluation
from engine.trainer.study.blocks import Plot, Table, Text
from engine.trainer.study.parts import reliability
from engine.trainer.study.parts.reliability import confidence_figures as figures
from faults import InputFault
from tests.fixtures.corpus import DIM, PAGES, HashingTextEncoder, embed

ASKED = {  # two to a page, the second in words that its page does not have
    "sante/paludisme": ("moustiques paludisme moustiquaire", "fièvre tremblements"),
    "sante/vaccins": ("vaccin bébé rougeole", "piqûre seringue"),
    "champs/mil": ("mil grenier épis sécher", "céréales réserve"),
    "argent/epargne": ("tontine argent versement", "économies cagnotte"),
}
ELSEWHERE = ("lune étoiles", "match lutte", "chanson guitare", "voiture panne", "téléphone réseau", "poème", "neige")


class Told:
    """A model that hears every letter, and the pages of a mini library. Every set has a voice of its own but for the
    AfriQA ones, which the voices of the starter questions ask."""

    def __init__(self, folder: Path):
        self.sets = {
            name: [_row(f"{name}-{number}", voice, text, document) for number, (document, text) in enumerate(lines)]
            for name, voice, lines in (
                ("starter-kokoro", "anna", [(document, text) for document, texts in ASKED.items() for text in texts]),
                ("starter-espeak", "m8", [(document, text) for document, texts in ASKED.items() for text in texts]),
                ("kokoro", "anna", [("", text) for text in ELSEWHERE]),
                ("real", "person", [("", text) for text in ELSEWHERE[:3]]),
            )
        }
        self.said: list[str] = []
        self.say = self.said.append
        manifest = SimpleNamespace(dims=(DIM, 64), default_dim=64, confidence={})
        self.bundle = SimpleNamespace(model_id="words", manifest=manifest)
        self.encoder = SimpleNamespace(bundle=self.bundle, speech_encoder=None, text_encoder=HashingTextEncoder())
        self.activity = None
        self.settings = SimpleNamespace(draws=50)
        self.recipe = SimpleNamespace(seed=7, preparation=SimpleNamespace(starter=folder))

    def has(self, name: str) -> bool:
        return name in self.sets

    def utterances(self, name: str) -> list[Utterance]:
        if name not in self.sets:
            raise InputFault("file-missing", path=name)
        return self.sets[name]

    heard_rows = utterances

    def spoken(self, name: str) -> np.ndarray:
        return np.stack([embed(row.wolof) for row in self.sets[name]])

    def passages(self, texts: list[str]) -> np.ndarray:
        return np.stack([embed(text) for text in texts])


def _row(id: str, speaker: str, text: str, document: str) -> Utterance:
    return Utterance(id, Path(f"{id}.wav"), speaker=speaker, wolof=text, french=text, document=document)


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Told:
    questions = [Question(document, "eval", text, text, "ok") for document, texts in ASKED.items() for text in texts]
    monkeypatch.setattr(starter_library, "documents", lambda _: iter(PAGES))
    monkeypatch.setattr(starter_library, "questions", lambda _: iter(questions))
    return Told(tmp_path)


def measured(context: Told) -> dict[str, Any]:
    return json.loads(json.dumps(reliability.measure(context)))  # type: ignore[arg-type]


def words(blocks: Any) -> str:
    return "\n".join(block.text for block in blocks if isinstance(block, Text))


# The figures


def test_chances_that_hold_have_no_calibration_error():
    chance = np.repeat([0.25, 0.75], 100)
    right = np.tile([True, False, False, False], 25).tolist() + np.tile([True, True, True, False], 25).tolist()
    error, low, high = figures.calibration_error(chance, np.array(right), [str(n) for n in range(200)], 200)
    assert error == 0 and 0 <= low < high < 0.2


def test_chances_that_are_too_high_are_off_by_how_much_they_are():
    right = np.arange(100) < 40
    error, low, high = figures.calibration_error(np.full(100, 0.9), right, [str(n) for n in range(100)], 400)
    assert error == pytest.approx(0.5)
    assert 0.38 < low < 0.45 and 0.55 < high < 0.62  # as far as 100 questions tell


def test_true_chances_have_some_error_by_chance_and_less_of_it_with_more_questions():
    few, many = (figures.error_by_chance(np.full(count, 0.5), 500) for count in (25, 2500))
    assert few[0] == pytest.approx(0.5 * np.sqrt(2 / np.pi / 25), abs=0.01)  # E|mean| of fair coins
    assert many[0] < few[0] / 5 and few[1] > few[0]
    assert figures.error_by_chance(np.array([0.0, 1.0, 1.0]), 50) == [0, 0]


def test_a_share_has_wilsons_interval():
    right = np.arange(20) < 17
    exact = stats.binomtest(17, 20).proportion_ci(method="wilson")
    assert figures.share(right, [str(n) for n in range(20)]) == pytest.approx([0.85, *exact], abs=1e-3)
    assert figures.share(right[:0], []) is None


def test_a_sentence_that_two_voices_ask_is_one_question_to_an_interval():
    right = np.arange(40) < 20
    alone = figures.share(right, [str(n) for n in range(40)])
    twice = figures.share(right, [str(n % 20) for n in range(40)])
    assert twice[0] == alone[0] and twice[2] - twice[1] > 1.3 * (alone[2] - alone[1])


def test_bins_hold_what_was_predicted_beside_what_came():
    chance, right = np.array([0.05, 0.62, 0.68, 1.0]), np.array([False, True, False, True])
    rows = figures.bins(chance, right, list("abcd"))
    assert [(row["from"], row["questions"], row["predicted"], row["right"][0]) for row in rows] == [
        (0.0, 1, 0.05, 0.0), (0.6, 2, 0.65, 0.5), (0.9, 1, 1.0, 1.0)
    ]  # fmt: skip


def test_the_risk_of_the_surest_answers_comes_first():
    chance, right = np.array([0.2, 0.9, 0.8, 0.5]), np.array([False, True, True, False])
    coverage, risk = figures.risk_curve(chance, right)
    assert coverage.tolist() == [0.25, 0.5, 0.75, 1.0]
    assert risk.tolist() == pytest.approx([0, 0, 1 / 3, 1 / 2])
    upside_down = figures.risk_curve(1 - chance, right)[1]
    assert upside_down.tolist() == pytest.approx([1, 1, 2 / 3, 1 / 2])


def test_answers_that_are_as_sure_come_in_no_order():
    risk = figures.risk_curve(np.full(4, 0.5), np.array([True, True, False, True]))[1]
    assert risk.tolist() == pytest.approx([0.25] * 4)


def test_the_area_below_the_risk_is_told_beside_the_best_there_can_be():
    chance, right = np.linspace(1, 0, 50), np.arange(50) < 30
    told = figures.risk(chance, right, [str(n) for n in range(50)], 100)
    assert told["area"][0] == told["best_area"] and told["risk"] == told["best"]
    assert told["area"][1] < told["area"][0] < told["area"][2]
    assert figures.risk(1 - chance, right, [str(n) for n in range(50)], 100)["area"][0] > told["best_area"] + 0.3


# What they are told of


def test_only_questions_that_thresholds_were_not_fitted_on_are_told(told):
    found = measured(told)
    speech, text = found["speech"], found["text"]
    assert found["fitted_documents"] == 2 and found["documents"] == len(PAGES)
    assert (speech["inside"]["questions"], speech["inside"]["sentences"]) == (8, 4)  # two pages, two voices
    assert text["inside"]["questions"] == 4
    assert speech["outside"]["questions"] + text["outside"]["questions"] == 3 + 3
    assert speech["fitted_on"] == 8 + 4 and speech["left_out"] == text["left_out"] == 0
    assert sum(step["answers"] for step in speech["steps"].values()) == speech["all"]["questions"] == 11


def test_what_the_fitted_side_asks_by_another_voice_is_left_out(told):
    told.sets["espeak"] = [_row(f"e{number}", "m8", text, "") for number, text in enumerate(ELSEWHERE)]
    found = measured(told)
    speech = found["speech"]
    # Seven sentences by two voices, every second clip: each sentence is on both sides.
    assert speech["left_out"] == 7 and speech["outside"] == {"questions": 0}
    assert speech["nothing"]["recall"] is None
    assert "7 questions that the fitted side asks too are left out" in words(reliability.blocks(found))


def test_right_answers_and_strange_questions_are_counted_as_they_are(told, monkeypatch):
    # Words that stand in a page make it sure, words that stand in none make it say nothing.
    certain = Calibration(bias=-20.0, score=100.0)
    monkeypatch.setattr(library_evaluation, "fit", lambda _: certain)
    found = measured(told)
    for way, voices in (("speech", 2), ("text", 1)):
        steps, nothing, outside = found[way]["steps"], found[way]["nothing"], found[way]["outside"]["questions"]
        assert steps["sure"] == {"answers": 2 * voices, "inside": 2 * voices, "right": steps["sure"]["right"]}
        assert steps["sure"]["right"][0] == 1 and found[way]["outside"]["right"][0] == 0
        assert steps["nothing"]["answers"] == 2 * voices + outside  # the second question of each page
        assert nothing["recall"][0] == 1 and nothing["wrongly"][0] == 0.5
        assert nothing["precision"][0] == pytest.approx(outside / (outside + 2 * voices), abs=1e-3)
        rightly_found = steps["nothing"]["answers"] * steps["nothing"]["right"][0]
        assert nothing["hidden"] == pytest.approx(rightly_found, abs=0.01)
        assert found[way]["answered"]["sure"][1][0] == 0


def test_a_model_that_hears_nothing_right_is_never_sure(told):
    told.spoken = lambda name: np.stack([embed(f"{row.id} murmure") for row in told.sets[name]])
    speech = measured(told)["speech"]
    assert speech["steps"]["sure"] == {"answers": 0, "inside": 0, "right": None}
    assert speech["inside"]["right"][0] < 0.5
    assert speech["risk"]["area"][0] > 0.5


def test_voices_outside_the_starter_questions_are_told_apart(told):
    found = measured(told)
    assert found["voices"] == 2
    assert found["strangers"] == {"questions": 3, "voices": 1, "told_nothing": found["strangers"]["told_nothing"]}
    assert "3 recorded sentences by one voice" in words(reliability.blocks(found))
    del told.sets["real"]
    assert "strangers" not in measured(told)


def test_the_thresholds_of_the_bundle_are_known_when_they_are_these(told):
    found = measured(told)
    assert found["speech"]["shipped"] is None
    assert "The bundle has none of its own" in words(reliability.blocks(found))
    fitted = {way: dict(found[way]["calibration"]) for way in ("speech", "text")}
    told.bundle.manifest.confidence = fitted
    assert "They are the thresholds that the bundle has" in words(reliability.blocks(measured(told)))
    fitted["text"]["bias"] -= 1
    told.settings.draws = 2
    found = measured(told)
    assert (found["speech"]["shipped"], found["text"]["shipped"]) == (True, False)
    assert "The bundle has others" in words(reliability.blocks(found))


# What is not there


def test_without_spoken_starter_questions_nothing_is_found(told):
    del told.sets["starter-kokoro"], told.sets["starter-espeak"]
    with pytest.raises(InputFault) as fault:
        reliability.measure(told)
    assert fault.value.key == "file-missing"


def test_one_kind_of_voice_is_enough_and_the_other_is_said_to_be_missing(told):
    del told.sets["starter-espeak"]
    found = measured(told)
    assert found["speech"]["inside"]["questions"] == 4
    assert "Not measured: There is no set starter-espeak." in words(reliability.blocks(found))


# What is shown


def test_every_figure_is_shown_and_no_aim_is_made_up(told):
    found = measured(told)
    blocks = list(reliability.blocks(found))
    plots = [block for block in blocks if isinstance(block, Plot)]
    assert [line.name for line in plots[0].lines] == ["spoken Wolof", "typed French", "as it should be"]
    assert len(plots) == 3 and all(len(line.x) == len(line.y) for plot in plots for line in plot.lines)
    assert all(len(row) == len(block.head) for block in blocks if isinstance(block, Table) for row in block.rows)
    assert list(reliability.aims(found)) == []


def test_the_summary_shows_none_where_nothing_was_said(told):
    told.spoken = lambda name: np.stack([embed(f"{row.id} murmure") for row in told.sets[name]])
    (table,) = reliability.summary(measured(told))
    assert isinstance(table, Table)
    spoken, typed = table.rows
    assert spoken[:2] == ("spoken Wolof", 11) and spoken[4] == "–"
    assert typed[:2] == ("typed French", 7)
