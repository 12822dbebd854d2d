"""How many components carry vectors, what is found through the first ones, and a sparse code learned beside them."""

from __future__ import annotations

import json
from types import SimpleNamespace

import numpy as np
import pytest

from engine.matryoshka import truncate
from engine.trainer.study import pools
from engine.trainer.study.blocks import Plot, Table, Text
from engine.trainer.study.library import Passages
from engine.trainer.study.parts import spectrum
from engine.trainer.study.parts.spectrum import sparse_code
from engine.trainer.study.parts.spectrum import telling as spectrum_told
from faults import InputFault
from tests.fixtures.study_vectors import FULL

PASSAGES = [f"Passage {number}" for number in range(40)]


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """A small library instead of the corpora, few steps, and no manifests."""
    monkeypatch.setattr(pools.library, "everything", lambda _: Passages(PASSAGES, [""] * len(PASSAGES)))
    monkeypatch.setattr(sparse_code, "STEPS", 3)
    monkeypatch.setattr(spectrum, "SPARSE_DIMS", (16, 32))


def unit(count: int, dim: int, seed: int = 0) -> np.ndarray:
    return truncate(np.random.default_rng(seed).standard_normal((count, dim)).astype(np.float32), dim)


def test_vectors_of_as_many_directions_alike_have_that_effective_rank():
    told = spectrum.spectrum(np.eye(12, dtype=np.float32), (6,))["as they are"]
    assert told["effective_rank"] == told["participation"] == 12.0
    assert told["components"] == {"90%": 11, "95%": 12, "99%": 12}


def test_few_directions_are_told_from_many():
    few = unit(200, 8) @ np.linalg.qr(np.random.default_rng(1).standard_normal((64, 8)))[0].T
    told, of_all = spectrum.spectrum(few)["as they are"], spectrum.spectrum(unit(300, 64))["as they are"]
    assert told["components"]["99%"] == 8 and 7 < told["effective_rank"] <= 8
    assert of_all["components"]["99%"] > 60 and of_all["participation"] > 50


def test_what_all_texts_share_is_one_component_until_the_mean_is_taken_away():
    told = spectrum.spectrum(truncate(unit(400, 32) + 2, 32))
    assert told["as they are"]["components"]["95%"] == 1
    assert told["centred"]["components"]["95%"] > 25


def test_the_share_of_a_prefix_is_that_of_its_squared_length():
    vectors = np.zeros((10, 8), np.float32)
    vectors[:, 1], vectors[:, 6] = 0.8, 0.6
    told = spectrum.spectrum(vectors, (8, 4))
    assert told["prefixes"] == {"8": 1.0, "4": 0.64}
    assert told["centred"]["effective_rank"] == 1.0 and not any(told["centred"]["carried"])  # they are all alike


def test_an_autoencoder_learns_to_give_vectors_back():
    passages = unit(120, 6) @ unit(6, 32, seed=1)
    passages = truncate(passages, 32)
    first, last = (sparse_code.train(passages, 8, steps) for steps in (1, 80))
    assert last.lost < first.lost / 2
    assert 0 <= last.dead < 1
    codes = last.codes(passages)
    assert codes.places.shape == (120, 8) and codes.width == 128


def test_a_sparse_code_finds_the_passage_that_a_question_is_near_to():
    passages = unit(200, 32)
    encoder = sparse_code.train(passages, 16, 60)
    questions = truncate(passages + 0.3 * unit(200, 32, seed=2), 32)
    scores = encoder.codes(passages).scores(encoder.codes(questions))
    assert (scores.argmax(1) == np.arange(200)).mean() > 0.8


def test_the_same_seed_learns_the_same_code():
    passages = unit(100, 16)
    first, second = (sparse_code.train(passages, 4, 5) for _ in range(2))
    assert np.array_equal(first.weights, second.weights)
    assert not np.array_equal(first.weights, sparse_code.train(passages, 4, 5, seed=1).weights)


def test_what_is_asked_for_is_never_learned_from(vector_context, monkeypatch):
    """By its key: spelled otherwise it is the same sentence. A set that no pool of this part has counts too."""
    context = vector_context()
    context.manifest("starter-kokoro").touch()
    asked = [*context.asked, PASSAGES[0].upper()]
    rows = [SimpleNamespace(french=text) for text in [*asked, ""]]
    monkeypatch.setattr(spectrum, "read_utterances", lambda path, data: (rows, []))
    learned = spectrum._learned_from(context)
    assert np.array_equal(learned, np.unique(context.passages([*context.others, *PASSAGES[1:]]), axis=0))


def measured(context) -> dict:
    return json.loads(json.dumps(spectrum.measure(context)))


def test_all_components_find_what_the_vectors_find_and_few_find_less(vector_context):
    found = measured(vector_context(unlike=1.5, steep=1.0, others=180))
    rows = {row["components"]: row for row in found["projected"]}
    assert list(rows)[-1] == FULL
    assert rows[FULL]["kept"] == [1.0, 1.0, 1.0] and found["inside"][str(FULL)] == 1.0
    assert rows[4]["kept"][0] < 0.5 and found["inside"]["4"] < 0.5
    assert set(rows[4]["sets"]) == {"real", "kokoro", "espeak"}


def test_passages_are_also_told_as_few_as_there_are_questions(vector_context):
    spectra = measured(vector_context())["spectra"]
    assert spectra["passages"]["vectors"] == 24 + 120 + len(PASSAGES)  # each once, though all pools have them
    assert spectra["passages, as few"]["vectors"] == spectra["spoken questions"]["vectors"] == 72
    assert spectra["written questions"]["vectors"] == 24


def test_a_sparse_code_has_the_bytes_of_the_prefix_beside_it(vector_context):
    rows = measured(vector_context())["sparse"]["rows"]
    assert [(row["dim"], row["bytes"], row["k"]) for row in rows] == [(16, 32, 8), (32, 64, 16)]


def test_the_fewest_components_that_keep_enough_are_named_or_none():
    spectra = {"passages": {"centred": {"components": {"90%": 40, "99%": 90}, "effective_rank": 55.0}}}
    rows = [{"components": count, "kept": [kept, kept, kept]} for count, kept in ((32, 0.9), (64, 0.995), (128, 1.0))]
    told = spectrum_told._fewest({"dim": 384, "spectra": spectra, "projected": rows})
    assert "The first 64 singular vectors" in told and "from these very scores" in told
    assert "No projection" in spectrum_told._fewest({"dim": 384, "spectra": spectra, "projected": rows[:1]})


@pytest.mark.parametrize(
    ("above", "said"),
    [
        ([[0.1, 0.05, 0.2], [-0.1, -0.2, -0.05]], "better at 32 bytes and worse at 64 bytes than the trained prefix."),
        ([[0.1, -0.05, 0.2], [-0.1, -0.2, -0.05]], "worse at 64 bytes than the trained prefix; elsewhere"),
        ([[0.1, -0.05, 0.2], [-0.1, -0.2, 0.05]], "not told apart"),
    ],
)
def test_the_sparse_code_is_called_better_or_worse_only_beyond_chance(above, said):
    rows = [{"bytes": size, "above": apart} for size, apart in zip((32, 64), above, strict=True)]
    assert said in spectrum_told._verdict({"sparse": {"rows": rows}})


def test_without_a_library_the_spectra_are_those_of_the_sentences(vector_context, monkeypatch):
    def missing(_):
        raise InputFault("file-missing", path="wikipedia_passages.jsonl")

    monkeypatch.setattr(pools.library, "everything", missing)
    found = measured(vector_context())
    assert found["spectra"]["passages"]["vectors"] == 144
    assert "wikipedia_passages.jsonl" in "".join(
        block.text for block in spectrum.blocks(found) if isinstance(block, Text)
    )


def test_tables_and_plots_are_whole_and_nothing_was_asked_for(vector_context):
    found = measured(vector_context(unlike=1.5))
    shown = list(spectrum.blocks(found))
    for table in (block for block in shown if isinstance(block, Table)):
        assert table.rows and all(len(row) == len(table.head) for row in table.rows)
    for line in (line for block in shown if isinstance(block, Plot) for line in block.lines):
        assert len(line.x) == len(line.y) > 0
    assert list(spectrum.aims(found)) == []
    assert list(spectrum.summary(found))
