"""French is mined where it stands out, as often right as was asked; wrong French is like the right one and is wrong."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.trainer import manifest
from engine.trainer.curation import alignment, mining, neighbours
from engine.trainer.curation.encoders import Encoders
from engine.trainer.curation.mining import Mine, Mining
from engine.trainer.curation.neighbours import Aligned, Margins
from engine.trainer.curation.row import Row
from engine.trainer.curation.vectors import Vectors, named
from engine.trainer.manifest import TextPair
from tests.fixtures.trainer_mining import Numbered, reading, said, text_rows, unit

SHIPPED = Path(__file__).parents[1] / "assets" / "model"
KNOWN, ASKED, ABSENT, OTHERS = range(60), range(60, 90), range(90, 120), range(200, 400)


@pytest.fixture(autouse=True)
def numbered(monkeypatch: pytest.MonkeyPatch) -> type[Numbered]:
    monkeypatch.setattr(mining, "Encoders", Numbered)
    monkeypatch.setattr(Numbered, "calls", [])
    return Numbered


@pytest.fixture
def french(tmp_path: Path) -> Path:
    """French of those that are asked for, of others, and of nobody that is absent."""
    path = tmp_path / "french.txt"
    path.write_text("\n".join(f"français {number}" for number in (*ASKED, *OTHERS)), encoding="utf-8")
    return path


def corpus() -> list[Row]:
    return text_rows(KNOWN, french=True) + text_rows((*ASKED, *ABSENT), french=False)


def mine(folder: Path, rows: list[Row], *files: Path, **settings: object) -> tuple[list[Row], list[str]]:
    stage = Mine(Mining(french=files, **{"least_labelled": 40, **settings}), folder)  # type: ignore[arg-type]
    return list(stage(reading(rows))), stage.notes


def number(row: Row) -> str:
    return row.id.lstrip("ws")


def test_french_is_found_for_wolof_that_has_none_as_often_right_as_was_asked(tmp_path, french):
    rows, notes = mine(tmp_path, corpus(), french)
    found = [row for row in rows if row.french_from == "mined"]
    right = [row for row in found if row.french == f"français {number(row)}"]
    assert len(right) >= 0.5 * len(ASKED) and len(right) >= 0.9 * len(found)
    assert {row.id for row in rows} == {row.id for row in corpus()} and all(row.kept for row in rows)
    assert notes[0].startswith(f"By text: {len(found)} of 60 texts without French get some, at a margin of 1.")


def test_a_mined_row_says_its_margin_and_another_its_best(tmp_path, french):
    rows, _ = mine(tmp_path, corpus(), french)
    mined = [row.scores["margin"] for row in rows if row.french_from == "mined"]
    rest = [row.scores["margin_best"] for row in rows if not row.french]
    assert len(mined) + len(rest) == 60 and min(mined) > np.mean(rest)
    assert not any("margin" in row.scores or "margin_best" in row.scores for row in rows[:60])


def test_more_precision_is_fewer_pairs_and_so_is_less_hope(tmp_path, french):
    def count(**settings: object) -> int:
        rows, _ = mine(tmp_path, corpus(), french, **settings)
        return sum(row.french_from == "mined" for row in rows)

    assert count(precision=1.0) < count(precision=0.7)
    assert count(expected=0.1) < count(expected=0.9)


def test_with_few_labelled_rows_nothing_is_mined_and_a_note_says_so(tmp_path, french):
    rows, notes = mine(tmp_path, corpus(), french, least_labelled=61)
    assert not any(row.french_from == "mined" for row in rows)
    assert notes == [
        "By text: nothing is mined: French by a person is known of 60 texts, and 61 are needed to set the threshold."
    ]


def test_french_by_a_machine_and_other_sources_set_no_threshold(tmp_path, french):
    rows = [replace(row, source="seen" if index < 30 else "unseen") for index, row in enumerate(corpus())]
    assert "known of 30 texts" in mine(tmp_path, rows, french, labelled=("unseen",))[1][0]
    translated = [replace(row, french_from="translated") if row.french else row for row in rows]
    found, notes = mine(tmp_path, translated, french)
    assert "known of 0 texts" in notes[0] and found[:60] == translated[:60]


def test_french_of_what_is_held_out_is_given_to_nobody(tmp_path, french):
    held_out = [
        replace(row, id=f"h{row.id}", wolof=f"beneen {row.wolof}", split="test")
        for row in text_rows(ASKED, french=True)
    ]
    rows, _ = mine(tmp_path, corpus() + held_out, french, negatives=3)
    evaluated = {row.french for row in held_out}
    assert not any(row.french in evaluated for row in rows if row.french_from == "mined")
    assert not any(evaluated & set(row.negatives) for row in rows)


def test_what_is_held_out_is_given_no_french(tmp_path, french):
    rows = [replace(row, split="" if row.french else "dev") for row in corpus()]
    found, _ = mine(tmp_path, rows, french)
    assert not any(row.french_from == "mined" for row in found)
    assert all("margin_best" in row.scores for row in found[len(KNOWN) :])


def test_speech_without_text_is_looked_up_by_its_sound_and_has_a_threshold_of_its_own(tmp_path, french):
    rows = text_rows(ASKED, french=True)
    rows += [
        Row(f"s{i}", said(tmp_path, i), seconds=1.0, wolof=f"wolof {i}", french=f"français {i}", french_from="human")
        for i in KNOWN
    ]
    rows += [Row(f"s{i}", said(tmp_path, i, "b"), seconds=1.0) for i in (*ASKED, *ABSENT)]
    found, notes = mine(tmp_path, rows, french, precision=0.8)
    mined = [row for row in found if row.french_from == "mined"]
    assert len(mined) > 5 and np.mean([row.french == f"français {number(row)}" for row in mined]) > 0.7
    assert len(notes) == 1 and "Of 60 recordings with French by a person" in notes[0]
    only_text, notes = mine(tmp_path, rows, french, by="text")
    assert not notes and not any(row.french_from == "mined" for row in only_text)


def test_several_recordings_of_one_sentence_may_all_have_its_french(tmp_path, french, monkeypatch):
    monkeypatch.setitem(Numbered.spread, "speech", 0.3)
    rows = [Row(f"s{i}", said(tmp_path, i), seconds=1.0, french=f"français {i}", french_from="human") for i in KNOWN]
    rows += [Row(f"s{i}{who}", said(tmp_path, i, who), seconds=1.0) for i in ASKED for who in "bc"]
    found, _ = mine(tmp_path, rows, french)
    mined = [row.french for row in found if row.french_from == "mined"]
    assert len(set(mined)) < len(mined)


def test_sound_that_cannot_be_read_is_marked_and_sound_of_other_lengths_is_not_looked_up(tmp_path, french):
    broken = tmp_path / "broken.wav"
    broken.write_bytes(b"RIFF")
    rows = [Row("s1", broken, seconds=1.0), Row("s2", said(tmp_path, 2), seconds=21.0), Row("s3", said(tmp_path, 3))]
    found, _ = mine(tmp_path, rows, french)
    assert list(found[0].left_out) == ["mine.sound"] and "broken.wav" in found[0].left_out["mine.sound"]
    assert found[1:] == rows[1:]


def test_a_row_that_was_left_out_is_passed_through_and_its_french_is_not_looked_through(tmp_path, french):
    gone = text_rows([700], french=True)[0].leave_out("filter.short", "Too short.")
    found, _ = mine(tmp_path, [*corpus(), gone], french)
    assert found[-1] == gone and "passage français 700" not in Numbered.calls


def test_nothing_changes_when_it_is_run_on_what_it_made_and_nothing_is_encoded_again(tmp_path, french):
    first, notes = mine(tmp_path, corpus(), french)
    assert sorted(Numbered.calls) == sorted(set(Numbered.calls))
    Numbered.calls.clear()
    assert mine(tmp_path, first, french) == (first, notes)
    assert not Numbered.calls


def test_a_run_that_was_stopped_goes_on_and_finds_the_same(tmp_path, french, monkeypatch):
    monkeypatch.setattr("engine.trainer.curation.vectors._MOST", 64)
    expected = mine(tmp_path / "whole", corpus(), french)
    every = len(Numbered.calls)
    Numbered.calls.clear()
    monkeypatch.setattr(Numbered, "stops_after", 300)
    with pytest.raises(KeyboardInterrupt):
        mine(tmp_path / "stopped", corpus(), french)
    monkeypatch.setattr(Numbered, "stops_after", 10**9)
    Numbered.calls.clear()
    assert mine(tmp_path / "stopped", corpus(), french) == expected
    assert len(Numbered.calls) < every - 200


def test_a_damaged_file_of_vectors_is_made_again(tmp_path, french):
    expected = mine(tmp_path, corpus(), french)
    for path in (tmp_path / "vectors" / "numbered").iterdir():
        path.write_bytes(path.read_bytes()[:-100])
    assert mine(tmp_path, corpus(), french) == expected


def test_vectors_are_found_again_by_name_in_the_order_they_are_asked_for(tmp_path, monkeypatch):
    monkeypatch.setattr("engine.trainer.curation.vectors._MOST", 64)
    made = {named("x", i): unit(np.random.default_rng(i).standard_normal(8)).astype(np.float32) for i in range(200)}
    Vectors(tmp_path, 8).encode(((name, name) for name in made), made.__getitem__)
    kept = Vectors(tmp_path, 8)
    assert len(kept) == 200 and len(list(tmp_path.glob("*.npy"))) == 4
    names = list(made)[::-3]
    assert np.allclose(kept.of(names)[np.arange(len(names))], [made[name] for name in names], atol=1e-3)


def test_the_nearest_are_those_that_comparing_all_gives_however_they_are_cut(monkeypatch):
    rng = np.random.default_rng(1)
    queries, passages = (unit_rows(rng.standard_normal((count, 12))) for count in (50, 90))
    cosines, numbers = neighbours.nearest(queries, passages, 7)
    order = np.argsort(-(queries @ passages.T), axis=1)[:, :7]
    assert np.array_equal(numbers, order)
    assert np.allclose(cosines, np.take_along_axis(queries @ passages.T, order, 1), atol=1e-6)
    monkeypatch.setattr(neighbours, "_QUERIES", 30)
    monkeypatch.setattr(neighbours, "_PASSAGES", 40)
    assert np.array_equal(neighbours.nearest(queries, passages, 7)[1], order)


def test_where_there_are_fewer_passages_the_places_stay_empty():
    cosines, numbers = neighbours.nearest(np.eye(3, dtype=np.float32), np.eye(2, 3, dtype=np.float32), 4)
    assert numbers[2].tolist()[2:] == [-1, -1] and np.isneginf(cosines[:, 2:]).all()
    alone = Margins(np.eye(2, dtype=np.float32), np.eye(1, 2, dtype=np.float32), 4)
    assert alone.aligned(np.array([-1, 0])).passages.tolist() == [0, -1]


def test_a_margin_is_a_cosine_against_the_mean_to_the_nearest_of_both_sides():
    rng = np.random.default_rng(2)
    queries, passages = (unit_rows(1 + rng.random((count, 6))) for count in (9, 12))
    k, cosines = 3, queries @ passages.T
    dense_query = np.sort(cosines, axis=1)[:, -k:].mean(1)
    dense_passage = np.sort(cosines, axis=0)[-k:].mean(0)
    every = cosines / ((dense_query[:, None] + dense_passage) / 2)
    near = np.argsort(-cosines, axis=1)[:, :k]
    best = near[np.arange(9), np.take_along_axis(every, near, 1).argmax(1)]
    found = Margins(queries, passages, k).aligned(np.full(9, -1))
    assert np.array_equal(found.passages, best)
    assert np.allclose(found.margins, every[np.arange(9), best], atol=1e-6)
    claims = [
        [row for row in np.argsort(-every[:, passage]) if row in np.argsort(-cosines[:, passage])[:k]]
        for passage in best
    ]
    assert found.rivals.tolist() == [order.index(row) if row in order else k for row, order in enumerate(claims)]


def test_without_its_right_passage_a_query_is_as_if_that_had_never_been_there():
    rng = np.random.default_rng(4)
    queries, passages = (unit_rows(1 + rng.random((count, 6))) for count in (20, 30))
    whole = Margins(queries, passages, 4)
    first = int(whole.aligned(np.full(20, -1)).passages[0])
    absent = whole.aligned(np.full(20, first))
    assert first not in absent.passages
    near = np.argsort(-(queries[0] @ passages.T))[:5]
    assert absent.passages[0] in near[near != first]


def test_the_threshold_is_the_lowest_that_is_right_often_enough(monkeypatch):
    monkeypatch.setattr(alignment, "LEAST_FOUND", 2)
    right = np.arange(6)
    present = aligned([0, 1, 2, 3, 9, 9], [1.6, 1.5, 1.4, 1.2, 1.3, 1.1])
    absent = aligned([7] * 6, [1.25, 1.0, 1.0, 1.0, 1.0, 1.0])
    found = alignment.threshold(present, absent, right, rivals=0, precision=0.75, expected=1.0)
    assert found == alignment.Threshold(1.2, 5, 4 / 6, 0.8)
    found = alignment.threshold(present, absent, right, rivals=0, precision=0.75, expected=0.5)
    assert found == alignment.Threshold(1.3, 4, 3 / 6, 0.75)
    contested = replace(present, rivals=np.array([0, 0, 1, 0, 0, 0]))
    strict = alignment.threshold(contested, absent, right, rivals=0, precision=0.9, expected=1.0)
    assert strict == alignment.Threshold(1.5, 2, 2 / 6, 1.0)


def test_no_threshold_is_set_by_a_handful_or_where_none_is_good_enough():
    right = np.arange(30)
    wrong = aligned([99] * 30, np.linspace(1, 2, 30))
    assert alignment.threshold(wrong, wrong, right, 0, 0.9, 0.5) is None
    few = aligned([*range(15), *[99] * 15], np.linspace(2, 1, 30))
    assert alignment.threshold(few, wrong, right, 0, 0.95, 1.0) is None


def test_wrong_ones_are_near_but_neither_nearest_nor_as_near_as_the_right_one_nor_the_same():
    query = unit_rows(np.array([[1.0, 0, 0]]))
    turned = [(0.05, 0), (0.1, 0), (0.12, 0.02), (0.6, 0), (0.0, 0.7), (0.65, 0.2), (1.2, 0), (1.3, 0)]
    passages = unit_rows(np.array([[1.0, *np.tan(angles)] for angles in turned]))
    found = alignment.wrong_ones(query, passages, [{1}], np.array([5]), 3, relative_margin=0.05, same=0.97)
    assert found.tolist() == [[3, 4, 6]]
    found = alignment.wrong_ones(query, passages, [{1, 3}], np.array([5]), 3, relative_margin=0.05, same=0.8)
    assert found.tolist() == [[4, 6, 7]]


def test_rows_with_french_have_wrong_french_of_the_collection(tmp_path, french):
    rows, _ = mine(tmp_path, corpus(), french, negatives=3, relative_margin=0.02)
    with_french = [row for row in rows if row.french]
    assert sum(len(row.negatives) == 3 for row in with_french) > 0.8 * len(with_french)
    assert any(row.negatives for row in with_french if row.french_from == "mined")
    assert not any(row.french in row.negatives for row in rows) and not any(
        row.negatives for row in rows if not row.french
    )
    assert not any(row.negatives for row in mine(tmp_path, rows, french, negatives=0)[0])


def test_pairs_keep_their_wrong_passages_in_a_manifest(tmp_path):
    pairs = [TextPair("benn", "un", negatives=("deux", "trois")), TextPair("ñaar", "deux")]
    manifest.write_pairs(tmp_path / "pairs.jsonl", pairs)
    assert manifest.read_pairs(tmp_path / "pairs.jsonl") == (pairs, [])
    assert b"negatives" not in (tmp_path / "pairs.jsonl").read_bytes().splitlines()[1]
    (tmp_path / "pairs.jsonl").write_text('{"query": "a", "passage": "b", "negatives": "c"}\n', encoding="utf-8")
    found, problems = manifest.read_pairs(tmp_path / "pairs.jsonl")
    assert not found and problems[0].what == "“negatives” should be a list of texts."


def test_the_encoders_of_a_bundle_bring_wolof_to_its_french(monkeypatch):
    encoders = Encoders(SHIPPED)
    asked = encoders.query("Naka lañuy faj sibbiru?")
    right, wrong = map(encoders.passage, ("Comment soigne-t-on le paludisme ?", "Où se trouve la banque ?"))
    assert asked.shape == (encoders.dim,) and asked @ right > asked @ wrong + 0.02
    assert np.linalg.norm(
        encoders.speech(np.random.default_rng(1).standard_normal(16_000).astype(np.float32) / 50)
    ) == pytest.approx(1, abs=1e-4)


def unit_rows(vectors: np.ndarray) -> np.ndarray:
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def aligned(passages: list[int], margins) -> Aligned:
    return Aligned(np.array(passages), np.array(margins), np.zeros(len(passages), int))
