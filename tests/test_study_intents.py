"""Intents told from vectors that were never trained for it: known questions, known F1; held-out ones stay held out."""

from __future__ import annotations

import json
import zlib
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from engine.matryoshka import truncate
from engine.trainer.manifest import key
from engine.trainer.starter.corpora import Pair
from engine.trainer.study import labels
from engine.trainer.study.blocks import Plot, Table, Text
from engine.trainer.study.parts import intents
from faults import InputFault

NAMES = ("change pin", "card swallowed", "top up limits", "age limit")
DIM, SHORT, TRAINING, HELD_OUT = 32, 8, 12, 2
DRAWS = 100


def wolof(intent: str, number: int) -> str:
    return f"laaj {number} {intent}"


def direction(text: str) -> np.ndarray:
    vector = np.random.default_rng(zlib.crc32(text.encode())).standard_normal(DIM)
    return vector / np.linalg.norm(vector)


def vectors(texts, scatter: float) -> np.ndarray:
    """A text of an intent (it ends with its name) lies near that intent's direction."""
    rows = [
        direction(next(name for name in NAMES if text.endswith(name))) + scatter * direction(text) for text in texts
    ]
    return truncate(np.stack(rows), DIM).astype(np.float32)


class IntentContext:
    """`mishears` are the intents whose spoken questions sound like those of the next one."""

    def __init__(self, folder: Path, sets=intents.SETS, mishears=(), scatter: float = 0.3):
        self.sets, self.mishears, self.scatter = sets, mishears, scatter
        self.settings = SimpleNamespace(draws=DRAWS, clips=0)
        self.bundle = SimpleNamespace(manifest=SimpleNamespace(dims=(DIM, SHORT), default_dim=SHORT))
        self.recipe = SimpleNamespace(preparation=SimpleNamespace(folder=folder, out=folder), data=None)
        self.asked_texts: list[str] = []
        self.heard_clips: list[str] = []

    def say(self, line):
        pass

    def has(self, name):
        return name in self.sets

    def utterances(self, name):
        raise InputFault("file-missing", path=f"evaluate-{name}.jsonl")

    def heard_rows(self, name):
        return [SimpleNamespace(wolof=pair.wolof, french=pair.french) for pair in held_out()]

    def spoken(self, name):
        heard = []
        for intent in NAMES:
            place = NAMES.index(intent) + (intent in self.mishears)
            heard += [f"{name} {number} {NAMES[place % len(NAMES)]}" for number in range(HELD_OUT)]
        return vectors(heard, self.scatter)

    def queries(self, texts):
        self.asked_texts += texts
        return vectors(texts, self.scatter)

    def passages(self, texts):
        return vectors(texts, self.scatter)

    def heard(self, rows, name):
        self.heard_clips += [row.wolof for row in rows]
        return list(rows), vectors([row.wolof for row in rows], self.scatter)


def pairs(numbers) -> list[Pair]:
    return [
        Pair(wolof(intent, number), f"question {number} {intent}", "wolbanking77")
        for intent in NAMES
        for number in numbers
    ]


def held_out() -> list[Pair]:
    return pairs(range(HELD_OUT))


@pytest.fixture
def contexts(tmp_path, monkeypatch):
    training = pairs(range(HELD_OUT, HELD_OUT + TRAINING))
    known = {key(pair.wolof): pair.wolof.split(" ", 2)[2] for pair in [*held_out(), *training]}
    monkeypatch.setattr(intents.corpora, "intents", lambda _: known)
    monkeypatch.setattr(intents.corpora, "parallel", lambda _: [*training, Pair("Salaam", "Bonjour", "tatoeba")])
    monkeypatch.setattr(intents.corpora, "intent_development", lambda _: held_out())
    monkeypatch.setattr(intents, "descriptions", lambda: {name: f"On veut {name}" for name in NAMES})
    monkeypatch.setattr(intents, "COSTS", (1.0, 10.0))
    return lambda **changes: IntentContext(tmp_path, **changes)


@pytest.fixture
def clips(tmp_path, monkeypatch):
    """Clips of training voices: of training questions, and one of a held-out question, as an older data set has it."""
    rows = [
        SimpleNamespace(id=f"k{place}", wolof=pair.wolof, french=pair.french, source=pair.source)
        for place, pair in enumerate([*pairs(range(HELD_OUT, HELD_OUT + 3)), held_out()[0]])
    ]
    (tmp_path / "kokoro.jsonl").touch()
    monkeypatch.setattr(intents, "read_utterances", lambda path, settings: (rows, []))
    return rows


def measured(context) -> dict:
    return json.loads(json.dumps(intents.measure(context)))


def row(found, classifier: str, examples: int | None = None, dim: int = DIM) -> dict:
    rows = [one for one in found["rows"] if one["classifier"] == classifier and one["dim"] == dim]
    return next(one for one in rows if examples in (None, one["examples"]))


def words(blocks) -> str:
    return "\n".join(block.text for block in blocks if isinstance(block, Text))


def test_weighted_f1_is_that_of_scikit_learn_for_every_draw():
    from sklearn.metrics import f1_score

    rng = np.random.default_rng(3)
    true, told = rng.integers(0, 5, 60), rng.integers(0, 6, 60)
    weights = rng.integers(0, 3, (7, 60)).astype(float)
    expected = [f1_score(true, told, average="weighted", sample_weight=of, zero_division=0) for of in weights]
    assert labels.weighted_f1(true, told, weights) == pytest.approx(expected)


def test_an_interval_draws_questions_and_not_their_utterances():
    rng = np.random.default_rng(0)
    true, told = rng.integers(0, 2, 30), rng.integers(0, 2, 30)
    twice, asked = np.concatenate([true, true]), [str(number) for number in range(30)]
    once = labels.compared(true, told[None], true[None], asked, 1000)["speech"]
    again = labels.compared(twice, np.concatenate([told, told])[None], twice[None], asked * 2, 1000)["speech"]
    assert again == once
    as_if_new = labels.compared(
        twice, np.concatenate([told, told])[None], twice[None], [str(number) for number in range(60)], 1000
    )["speech"]
    assert as_if_new[2] - as_if_new[1] < 0.85 * (once[2] - once[1])


def test_rounds_of_examples_are_averaged():
    true = np.array([0, 1, 0, 1])
    rounds = np.stack([true, 1 - true])
    told = labels.compared(true, rounds, np.stack([true, true]), list("abcd"), DRAWS)
    assert (told["speech"][0], told["gold"][0], told["share"][0], told["accuracy"][0]) == (0.5, 1.0, 0.5, 0.5)
    assert told["speech"][1] < 0.5 < told["speech"][2]


def test_examples_are_drawn_by_label_and_seed_and_a_small_label_gives_all_it_has():
    of = np.array([0] * 10 + [1] * 2)
    drawn = labels.draw(of, 4, seed=1)
    assert np.bincount(of[drawn]).tolist() == [4, 2]
    assert drawn.tolist() == labels.draw(of, 4, seed=1).tolist()
    assert any(drawn.tolist() != labels.draw(of, 4, seed).tolist() for seed in range(2, 6))


def test_a_label_without_examples_is_never_told():
    examples, queries = np.eye(3)[[0, 2]], np.array([[0.0, -1.0, 0.0], [1.0, 0, 0], [0, 0, 1.0]])
    assert set(labels.nearest_mean(queries, examples, np.array([0, 2])).tolist()) == {0, 2}


def test_speech_like_its_text_keeps_all_of_the_f1_with_every_classifier(contexts, clips):
    found = measured(contexts())
    classifiers = {(one["classifier"], one["examples"]) for one in found["rows"]}
    assert classifiers == {
        ("description", 0), ("probe", TRAINING * len(NAMES)),
        *((way, shots) for way in ("written", "spoken") for shots in (1, 5, 16)),
    }  # fmt: skip
    for classifier in ("description", "probe", "spoken"):
        assert row(found, classifier, dim=DIM)["speech"][0] == pytest.approx(1.0)
        assert row(found, classifier, dim=DIM)["share"][0] == pytest.approx(1.0)
    assert {one["dim"] for one in found["rows"]} == {DIM, SHORT}
    (aim,) = intents.aims(found)
    assert aim.reached and not aim.else_
    assert "kokoro 100.0%, espeak 100.0%" in aim.found


def test_speech_that_is_misheard_loses_what_gold_text_keeps(contexts, clips):
    found = measured(contexts(mishears=NAMES[:2]))
    probe = row(found, "probe")
    assert probe["gold"][0] == pytest.approx(1.0)
    assert probe["accuracy"][0] == 0.5 and probe["share"][0] < 0.7
    (aim,) = intents.aims(found)
    assert not aim.reached
    assert "Neither kind of voice reaches it" in aim.else_
    assert "With 16 spoken examples" in aim.else_ and "better ear" in aim.else_


def test_what_spoken_examples_would_do_is_told_from_what_was_found(contexts, clips):
    found = measured(contexts(mishears=NAMES[:2]))
    row(found, "spoken", 16)["speech"] = [0.95, 0.9, 1.0]
    (aim,) = intents.aims(found)
    assert "spoken examples would reach 90%" in aim.else_
    row(found, "spoken", 16)["speech"] = [row(found, "written", 16)["speech"][0] + 0.01, 0, 1]
    (aim,) = intents.aims(found)
    assert "spoken examples help, but not enough" in aim.else_
    row(found, "written", 16)["share"] = [0.85, 0.8, 0.9]
    (aim,) = intents.aims(found)
    assert "forgives it less than the nearest mean of 16 written examples, which keeps 85.0%" in aim.else_
    row(found, "written", 16)["share"] = [0.1, 0.0, 0.2]
    (aim,) = intents.aims(found)
    assert "forgives" not in aim.else_


def test_no_held_out_question_is_an_example(contexts, clips, monkeypatch):
    """Neither by its Wolof nor by its French, nor as a clip."""
    shared = Pair("laaj bu bees change pin", held_out()[0].french, "wolbanking77")
    training = intents.corpora.parallel(None)
    monkeypatch.setattr(intents.corpora, "parallel", lambda _: [*training, held_out()[1], shared])
    context = contexts()
    found = measured(context)
    assert found["written"] == TRAINING * len(NAMES)
    assert context.asked_texts.count(held_out()[0].wolof) == len(intents.SETS)  # asked, and no more
    assert shared.wolof not in context.asked_texts
    assert len(context.heard_clips) == 3 * len(NAMES)
    assert held_out()[0].wolof not in context.heard_clips


def test_without_clips_of_training_voices_there_are_no_spoken_examples(contexts):
    found = measured(contexts(mishears=NAMES))
    assert found["spoken"] is None
    assert "no spoken examples" in words(intents.blocks(found))
    (aim,) = intents.aims(found)
    assert "there are none" in aim.else_


def test_without_any_set_it_says_which_file_is_missing(contexts):
    with pytest.raises(InputFault, match="evaluate-intent-kokoro"):
        intents.measure(contexts(sets=()))


def test_one_kind_of_voice_is_not_taken_for_both(contexts):
    found = measured(contexts(sets=("intent-espeak",)))
    (aim,) = intents.aims(found)
    assert (aim.reached, aim.found) == (False, "not measured")
    assert "intent-kokoro" in aim.else_
    assert "There is no set intent-kokoro" in words(intents.blocks(found))


def test_what_limits_the_figures_stands_beside_them(contexts, clips):
    told = words(intents.blocks(measured(contexts())))
    for honest in (
        "training text of the bilingual stage",
        "their intent never was",
        "noisy",
        "trained on those very clips",
    ):
        assert honest in told


def test_every_block_can_be_drawn_and_has_as_many_cells_as_its_head(contexts, clips):
    found = measured(contexts())
    shown = [*intents.blocks(found), *intents.summary(found)]
    assert sum(isinstance(block, Plot) for block in shown) == 1
    for table in (block for block in shown if isinstance(block, Table)):
        assert table.rows
        assert {len(cells) for cells in table.rows} == {len(table.head)}


def test_every_intent_of_the_corpus_has_one_description_of_its_own():
    told = intents.descriptions()
    assert len(told) == len(set(told.values())) == 77
    assert all(text.endswith(".") and len(text.split()) >= 4 for text in told.values())
