"""The stage `segment`: programmes become utterances, rows with a text keep their times, and nothing disappears."""

from __future__ import annotations

import itertools
import pickle
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.recording import SAMPLE_RATE_HZ
from engine.trainer.curation import bench, fingerprints, pipeline
from engine.trainer.curation import row as rows
from engine.trainer.curation.decoding import Decode, Decoding
from engine.trainer.curation.row import Row
from engine.trainer.curation.segmentation import Segment, Segmentation, padded, speech, utterances
from tests.fixtures.trainer_sound import encode, programme, question, write

FRAME_S = 0.032
SPOKEN, SILENT = 0.9, 0.1


def segmented(*given_rows: Row, **settings: object) -> list[Row]:
    stage = pickle.loads(pickle.dumps(Segment(Segmentation(**settings), Path("unused"))))
    return stage(list(given_rows))


def probabilities(*stretches: tuple[float, int]) -> np.ndarray:
    return np.concatenate([np.full(count, value, np.float32) for value, count in stretches])


def test_a_programme_becomes_utterances_and_stays_as_a_marked_row(tmp_path):
    path = write(tmp_path / "a.flac", programme(4))
    whole, *found = segmented(Row("radio", path, speaker="awa", source="radio", hashes={"file": "5f"}))
    assert whole.id == "radio" and whole.left_out["segment.cut"] == "It was cut into 4 utterances."
    lasts_s = len(question()) / SAMPLE_RATE_HZ
    for number, row in enumerate(found):
        starts_s = 1.5 + number * (lasts_s + 1.5)
        assert row.start_s == pytest.approx(starts_s, abs=0.5) and row.end_s == pytest.approx(
            starts_s + lasts_s, abs=0.5
        )
        assert row.id == f"radio-{round(row.start_s * 1000):08}" and row.parent == "radio" and row.kept
        assert (row.audio, row.speaker, row.source) == (path, "awa", "radio")
        assert row.seconds == pytest.approx(row.end_s - row.start_s, abs=1e-3)
        assert row.scores["speech_share"] > 0.6 and row.scores["snr_db"] > 25
        assert {"loudness_lufs", "peak_db", "clipped_share", "bandwidth_hz"} <= set(row.scores)
        assert row.hashes["file"] == "5f" and len(row.hashes["sound"]) == 64
    assert len({row.hashes["sound"] for row in found}) == 4
    first, *others = (row.hashes["print"] for row in found)
    assert all(fingerprints.match(first, other) > 0.8 for other in others)


def test_a_part_of_a_file_is_cut_within_its_times(tmp_path):
    path = write(tmp_path / "a.wav", programme(4))
    lasts_s = len(question()) / SAMPLE_RATE_HZ
    start_s = round(1.5 + lasts_s + 0.7, 3)
    whole, *found = segmented(Row("part", path, start_s=start_s, end_s=round(start_s + 1.0 + lasts_s, 3)))
    assert len(found) == 1 and whole.left_out["segment.cut"] == "It was cut into 1 utterance."
    assert start_s <= found[0].start_s < found[0].end_s <= whole.end_s
    assert found[0].id == f"part-{round(found[0].start_s * 1000):08}"


@pytest.mark.parametrize("text", [{"wolof": "Naka lañuy faj sibbiru?"}, {"french": "Comment ?"}, {"parent": "radio"}])
def test_a_row_with_a_text_keeps_its_times_and_is_told_where_speech_begins(tmp_path, text):
    path = write(tmp_path / "a.wav", programme(1, pause_s=2.0))
    (row,) = segmented(Row("a", path, start_s=0.5, end_s=None, **text))
    assert (row.id, row.start_s, row.end_s, row.kept) == ("a", 0.5, None, True)
    assert row.scores["leading_silence_s"] == pytest.approx(1.5, abs=0.4)
    assert row.scores["trailing_silence_s"] == pytest.approx(2.0, abs=0.4)
    assert 0.2 < row.scores["speech_share"] < 0.8 and row.scores["snr_db"] > 25 and row.hashes["print"]
    assert segmented(row) == [row]


def test_where_nobody_speaks_the_row_is_marked(tmp_path):
    hiss = np.random.default_rng(3).normal(0, 0.01, 5 * SAMPLE_RATE_HZ).astype(np.float32)
    path = write(tmp_path / "a.wav", hiss)
    for row in (Row("a", path), Row("a", path, wolof="waaw")):
        (made,) = segmented(row)
        assert list(made.left_out) == ["segment.no-speech"] and made.scores["speech_share"] == 0


def test_speech_that_is_too_short_for_an_utterance_is_told(tmp_path):
    heard = programme(1)
    heard[round(1.9 * SAMPLE_RATE_HZ) : -round(1.5 * SAMPLE_RATE_HZ)] = 0
    (made,) = segmented(Row("a", write(tmp_path / "a.wav", heard)), shortest_s=1.5)
    assert list(made.left_out) == ["segment.no-speech"]


def test_one_recording_does_not_change_what_is_heard_in_the_next(tmp_path):
    one = Row("a", write(tmp_path / "a.wav", programme(2)))
    other = Row("b", write(tmp_path / "b.wav", programme(2, noise=0.02)))
    assert segmented(other, one) == segmented(other) + segmented(one)


def test_sound_that_was_not_decoded_and_files_that_are_gone_are_marked(tmp_path):
    wide = write(tmp_path / "a.wav", programme(1), 44_100)
    made = segmented(Row("a", wide), Row("b", tmp_path / "nowhere.wav"), Row("c"), Row("d").leave_out("x.y", "So."))
    assert [list(row.left_out) for row in made] == [["segment.not-normal"], ["segment.unreadable"], [], ["x.y"]]


def test_speech_goes_on_through_a_doubtful_moment():
    heard = probabilities((0.4, 3), (SPOKEN, 4), (0.4, 5), (0.6, 2), (0.34, 3), (0.4, 3))
    assert speech(heard).tolist() == [False] * 3 + [True] * 11 + [False] * 6


def test_a_pause_ends_an_utterance_and_a_short_one_does_not():
    heard = probabilities((SILENT, 40), (SPOKEN, 50), (SILENT, 10), (SPOKEN, 50), (SILENT, 20), (SPOKEN, 50))
    assert utterances(heard, Segmentation()) == [(40, 150), (170, 220)]


def test_long_speech_is_cut_at_its_longest_pause():
    heard = probabilities(
        (SPOKEN, 300), (SILENT, 5), (SPOKEN, 200), (SILENT, 9), (SPOKEN, 400), (SILENT, 4), (SPOKEN, 60)
    )
    assert utterances(heard, Segmentation()) == [(0, 505), (514, 978)]
    assert utterances(heard, Segmentation(longest_s=15.0)) == [(0, 300), (305, 505), (514, 914), (918, 978)]


def test_speech_without_a_pause_is_cut_where_it_is_least_likely():
    heard = probabilities((SPOKEN, 1000))
    heard[555] = 0.5
    assert utterances(heard, Segmentation()) == [(0, 555), (555, 1000)]


def test_padding_takes_no_more_than_half_of_a_pause_and_stays_inside():
    assert padded([(2, 60), (70, 100), (110, 148)], 150, 200) == [(0, 2080), (2080, 3360), (3360, 4800)]
    assert padded([(10, 60)], 150, 100) == [(220, 2020)]


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from([0.0, 0.4, 0.6, 1.0]), st.integers(1, 400)), min_size=1, max_size=30),
    st.sampled_from([2.0, 8.0, 20.0]),
)
def test_utterances_are_in_order_apart_and_neither_too_short_nor_too_long(stretches, longest_s):
    heard = probabilities(*stretches)
    asked = Segmentation(longest_s=longest_s)
    found = utterances(heard, asked)
    times_ms = padded(found, len(heard), asked.pad_ms) if found else []
    for start_ms, end_ms in times_ms:
        assert 0 <= start_ms < end_ms <= len(heard) * 32 and end_ms - start_ms <= longest_s * 1000
    assert all(one[1] <= other[0] for one, other in itertools.pairwise(times_ms))
    assert all((end - start) * FRAME_S + 2 * asked.pad_ms / 1000 >= asked.shortest_s for start, end in found)
    inside = np.zeros(len(heard), bool)
    for start, end in found:
        inside[start:end] = True
    outside = np.flatnonzero(np.diff(np.concatenate([[0], speech(heard) & ~inside, [0]])))
    assert all(after - before < 16 for before, after in zip(outside[::2], outside[1::2], strict=True))


def test_both_stages_through_the_line_give_the_same_manifest_again(tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    given_rows = [Row(f"p{n}", encode(tmp_path / f"p {n}.mp3", programme(n + 1))) for n in range(3)]
    rows.write(pipeline.manifest_path(out, 0, "import"), [*given_rows, Row("lost", tmp_path / "nowhere.mp3")])
    stages = [Decode(Decoding(), out), Segment(Segmentation(), out)]
    pipeline.run(stages, out, pipeline.run_here, lambda line: None)
    made = list(rows.read(out / "curated.jsonl"))
    assert [row.parent for row in made if row.kept] == ["p0", "p1", "p1", "p2", "p2", "p2"]
    assert [next(iter(row.left_out)) for row in made if not row.kept] == ["segment.cut"] * 3 + ["decode.missing"]
    before = (out / "curated.jsonl").read_bytes()
    for path in (out / "parts").rglob("*.jsonl"):
        path.unlink()
    (out / "curation.json").unlink()
    pipeline.run(stages, out, pipeline.run_here, lambda line: None)
    assert (out / "curated.jsonl").read_bytes() == before


def test_the_benchmark_tells_each_stage_for_a_short_and_a_long_corpus(tmp_path):
    head, _, *lines = bench.bench(0.005, tmp_path, processes=(1,), say=lambda line: None).splitlines()
    assert "decode | segment | both" in head and [line.split("|")[1].strip() for line in lines] == ["0.0005", "0.005"]
    kept = [row for row in rows.read(tmp_path / "out" / "curated.jsonl") if row.kept]
    assert kept and all(row.parent.startswith("programme-") and row.scores["speech_share"] > 0.3 for row in kept)
