"""A listening proxy: does a speech encoder find the same sentence, said by another?"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from engine.bundle import Bundle
from engine.trainer.curation import row as rows
from engine.trainer.curation.row import Row
from engine.trainer.synthesis import proxies
from engine.trainer.synthesis.proxies import heard, listen, retrieval, same_sentence_retrieval
from faults import InputFault

SENTENCES = ("ndox mi neex na", "xale yi dem nañu", "taw bi yeex na")


@pytest.fixture
def clip(tmp_path: Path):
    """A clip whose samples hold two numbers, in hundredths: what is said, and by whom."""

    def make(says: int, speaker: int, **values: object) -> Row:
        path = tmp_path / f"{says}-{speaker}-{values.get('voice', '')}.wav"
        samples = np.zeros(16_000, np.float32)
        samples[:2] = says / 100, speaker / 100
        soundfile.write(path, samples, 16_000, subtype="FLOAT")
        wolof = SENTENCES[says - 1] if says else ""
        return Row(path.stem, **{"audio": path, "speaker": f"v{speaker}" if speaker else "", "wolof": wolof, **values})

    return make


def hears_sentences(samples: np.ndarray) -> np.ndarray:
    vector = np.eye(10, dtype=np.float32)[round(100 * float(samples[0]))]
    return 3 * vector + 0.1 * np.eye(10, dtype=np.float32)[-1 - round(100 * float(samples[1]))]


def test_an_encoder_that_hears_what_is_said_finds_every_sentence(clip):
    found = same_sentence_retrieval([clip(says, who) for says in (1, 2, 3) for who in (1, 2)], hears_sentences)
    assert (found.clips, found.sentences, found.recall_at_1) == (6, 3, 1.0)
    assert found.chance == pytest.approx(1 / 3), "one of the three clips by the other speaker"


def test_the_speaker_s_own_clips_do_not_count(clip):
    asked = [clip(1, 1), clip(1, 1, voice="again"), clip(2, 1), clip(2, 2)]
    found = same_sentence_retrieval(asked, hears_sentences)
    assert found.clips == 2 and found.sentences == 1, "what nobody else says cannot be found"
    assert found.recall_at_1 == 1.0 and found.chance == pytest.approx((1 + 1 / 3) / 2)


def test_an_encoder_that_hears_another_sentence_finds_none(clip):
    clips = [clip(says, who) for says in (1, 2, 3) for who in (1, 2)]
    directions = {(1, 1): 0.0, (2, 2): 0.1, (2, 1): 1.0, (3, 2): 1.1, (3, 1): 2.0, (1, 2): 2.1}

    def confuses(samples: np.ndarray) -> np.ndarray:
        angle = directions[round(100 * float(samples[0])), round(100 * float(samples[1]))]
        return np.array([np.cos(angle), np.sin(angle)], np.float32)

    found = same_sentence_retrieval(clips, confuses)
    assert (found.clips, found.recall_at_1, found.chance) == (6, 0.0, pytest.approx(1 / 3))


def test_the_nearest_is_by_angle_not_by_length(clip):
    clips = [clip(1, 1), clip(1, 2), clip(2, 2)]
    vectors = {(1, 1): (1.0, 0.0), (1, 2): (0.1, 0.0), (2, 2): (50.0, 40.0)}
    found = same_sentence_retrieval(
        clips, lambda samples: np.array(vectors[round(100 * float(samples[0])), round(100 * float(samples[1]))])
    )
    assert found.recall_at_1 == 1.0


def test_the_same_sentence_is_the_same_however_it_is_written(clip):
    found = same_sentence_retrieval([clip(1, 1, wolof="Ndox mi, neex na!"), clip(1, 2), clip(2, 2)], hears_sentences)
    assert found.clips == 2 and found.recall_at_1 == 1.0


def test_clips_that_say_nothing_of_their_words_or_speaker_are_passed_over(clip):
    unusable = [
        clip(1, 0), clip(0, 4), clip(2, 5).leave_out("filter.dull", "It is dull."),
        Row("text", wolof=SENTENCES[0], speaker="v9"),
    ]  # fmt: skip
    usable = [clip(1, 1), clip(1, 2), clip(2, 1), clip(2, 2)]
    assert same_sentence_retrieval(usable + unusable, hears_sentences) == same_sentence_retrieval(
        usable, hears_sentences
    )
    nothing = same_sentence_retrieval(unusable, hears_sentences)
    assert (nothing.clips, nothing.recall_at_1, nothing.chance) == (0, 0.0, 0.0)


def test_clips_of_one_kind_are_looked_for_among_those_of_another(clip):
    kokoro = heard([clip(1, 1), clip(2, 1)], hears_sentences)
    espeak = heard([clip(1, 5), clip(2, 5), clip(3, 5)], hears_sentences)
    there, back = retrieval(kokoro, espeak), retrieval(espeak, kokoro)
    assert (there.clips, there.chance) == (2, pytest.approx(1 / 3))
    assert (back.clips, back.chance) == (2, 0.5), "nobody there says the third"
    assert there.recall_at_1 == back.recall_at_1 == 1.0


class FakeSpeechEncoder:
    def __init__(self, bundle: Bundle) -> None:
        assert bundle.folder.name == "bundle"

    def encode(self, recording) -> np.ndarray:
        return hears_sentences(recording.samples)


def test_a_table_tells_of_each_pair_of_kinds(clip, tmp_path, monkeypatch):
    manifest = type("Manifest", (), {"shortest_query_s": 0.3, "longest_query_s": 20.0})
    bundle = type("Opened", (), {"folder": tmp_path / "bundle", "manifest": manifest})
    monkeypatch.setattr(proxies.Bundle, "open", lambda folder: bundle if folder.name == "bundle" else None)
    monkeypatch.setattr(proxies, "SpeechEncoder", FakeSpeechEncoder)
    kokoro = [clip(says, who, voice="kokoro") for says in (1, 2) for who in (1, 2)]
    people = [clip(1, 7, source="alffa"), clip(2, 8, source="alffa"), clip(3, 7, source="alffa", end_s=0.1)]
    rows.write(tmp_path / "kokoro.jsonl", kokoro)
    rows.write(tmp_path / "people.jsonl", people)
    table = listen([tmp_path / "kokoro.jsonl", tmp_path / "people.jsonl"], tmp_path / "bundle")
    assert table.splitlines() == [
        "| clips of | found among | clips | sentences | recall@1 | chance |",
        "|---|---|--:|--:|--:|--:|",
        "| kokoro | kokoro | 4 | 2 | 1.000 | 0.500 |",
        "| kokoro | alffa | 4 | 2 | 1.000 | 0.500 |",
        "| alffa | kokoro | 2 | 2 | 1.000 | 0.500 |",
    ]


def test_without_a_bundle_it_stops_with_a_sentence(tmp_path):
    with pytest.raises(InputFault) as caught:
        listen([], tmp_path / "nowhere")
    assert caught.value.key == "bundle-missing"
