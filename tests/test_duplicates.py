"""What is a duplicate is left out and named; what is only nearly the same stays, and is known as one group."""

from __future__ import annotations

import io
import random
from pathlib import Path

import numpy as np
import pytest
import soundfile

from engine.trainer.curation import fingerprints, near_texts
from engine.trainer.curation.duplicates import Duplicates, Duplication
from engine.trainer.curation.row import Row
from tests.fixtures.trainer_mining import reading

SAID = Path("clip.wav")


def marked(*rows: Row, **settings: object) -> list[Row]:
    return list(Duplicates(Duplication(**settings), Path())(reading(rows)))  # type: ignore[arg-type]


def left_out(*rows: Row, **settings: object) -> dict[str, str]:
    """Reasons and sentences of rows that are left out, by id."""
    return {
        row.id: " ".join([*row.left_out, *row.left_out.values()]) for row in marked(*rows, **settings) if not row.kept
    }


def spoken(name: str, wolof: str, speaker: str = "", **values: object) -> Row:
    return Row(name, audio=SAID, wolof=wolof, speaker=speaker, **values)  # type: ignore[arg-type]


def test_the_same_sentence_by_the_same_speaker_is_left_out_and_names_the_first():
    found = left_out(spoken("a", "Naka nga def?", "01"), spoken("b", "naka nga  def", "01"), spoken("c", "naka", "01"))
    assert found == {"b": "duplicates.text “a” is the same sentence by the same speaker."}


def test_the_same_sentence_by_others_stays_and_so_it_does_where_nobody_knows_the_speaker():
    rows = [
        spoken("a", "naka nga def", "01"),
        spoken("b", "naka nga def", "02"),
        spoken("c", "naka nga def", voice="k"),
    ]
    unknown = [spoken("d", "naka nga def"), spoken("e", "naka nga def")]
    assert not left_out(*rows, *unknown)
    assert set(left_out(*rows, spoken("f", "naka nga def", voice="k"))) == {"f"}


def test_so_many_takes_stay_as_the_settings_say():
    rows = [spoken(name, "waaw", "01") for name in "abcd"]
    assert set(left_out(*rows)) == {"b", "c", "d"}
    assert set(left_out(*rows, takes=3)) == {"d"}


def test_a_text_without_sound_is_a_duplicate_of_texts_without_sound_alone():
    text = "xale yi dem nañu"
    found = left_out(spoken("a", text, "01"), Row("b", wolof=text), Row("c", wolof=text.upper()))
    assert found == {"c": "duplicates.text “b” is the same text, without sound."}


def test_two_translations_of_a_text_stay_and_the_text_without_any_goes_wherever_it_stands():
    alone, one, other = (
        Row("a", wolof="ndox"),
        Row("b", wolof="ndox", french="eau"),
        Row("c", wolof="ndox", french="l'eau"),
    )
    assert left_out(alone, one, other, Row("d", wolof="ndox", french="Eau !")) == {
        "a": "duplicates.text “b” is the same text, without sound.",
        "d": "duplicates.text “b” is the same text, without sound.",
    }


def test_what_a_source_holds_out_stands_before_what_is_trained_on():
    rows = [
        Row("a", wolof="ndox mi", french="eau", split="train"),
        Row("b", wolof="ndox mi", french="eau", split="test"),
    ]
    assert set(left_out(*rows)) == {"a"}


def test_rows_that_another_stage_left_out_are_not_touched_and_nothing_is_their_duplicate():
    gone = Row("a", wolof="naka nga def", hashes={"sound": "1"}, left_out={"filter.short": "Too short."})
    again = marked(gone, Row("b", wolof="naka nga def", hashes={"sound": "1"}))
    assert again[0] == gone and again[1].kept and not again[1].hashes.get("text_group")


def test_nearly_equal_texts_stay_as_a_group_named_for_its_first_row():
    rows = marked(
        Row("a", wolof="sama kart bi demul ci masin bi"),
        Row("b", wolof="lan mooy njëgu weccoo xaalis"),
        Row("c", wolof="sama kàrt bi demul ci masin bi"),
        spoken("d", "Lan mooy njëgu weccoo xaalis ?", "01"),
        Row("e", wolof="ana fu ñuy bindu juddu bi"),
    )
    assert all(row.kept for row in rows)
    assert [row.hashes.get("text_group") for row in rows] == ["a", "b", "a", "b", None]


def test_the_french_side_has_groups_of_its_own():
    rows = marked(
        Row("a", wolof="benn", french="Comment obtenir une carte virtuelle ?"),
        Row("b", wolof="ñaar", french="Comment obtenir une carte virtuelle jetable ?"),
        Row("c", wolof="ñett", french="Où est la banque ?"),
        text_similarity=0.7,
    )
    assert [row.hashes.get("french_group") for row in rows] == ["a", "a", None]
    assert not any("text_group" in row.hashes for row in rows)


def test_texts_that_a_third_lies_between_are_one_group():
    texts = ["a b c d e f g h i j k l m n o p", "a b c d e f g h i j k l m n o", "a b c d e f g h i j k l m n"]
    texts += ["a b c d e f g h i j k l m"]
    assert near_texts.jaccard(texts[0], texts[3]) < 0.85 < near_texts.jaccard(texts[0], texts[1])
    assert near_texts.groups(texts, 0.85) == [0, 0, 0, 0]


@pytest.mark.parametrize("similarity", [0.6, 0.8, 0.9])
def test_groups_are_those_that_comparing_every_two_gives(similarity):
    rng = random.Random(3)
    letters = "abdefgijklmnopqrstuwxy      "
    texts = ["".join(rng.choices(letters, k=rng.randint(3, 60))) for _ in range(60)]
    for text in list(texts):
        for _ in range(rng.randint(0, 3)):
            start, end = sorted(rng.choices(range(len(text)), k=2))
            texts.append((text + " " + text[:start] + text[max(start, end - 20) :])[rng.randint(0, 3) :])
    texts = list(dict.fromkeys(texts))
    rng.shuffle(texts)
    expected = list(range(len(texts)))
    for one in range(len(texts)):
        for other in range(one):
            if near_texts.jaccard(texts[one], texts[other]) >= similarity:
                first, second = sorted((expected[one], expected[other]))
                expected = [first if group == second else group for group in expected]
    assert len(set(expected)) < len(texts) - 20
    assert near_texts.groups(texts, similarity) == expected


def test_bands_find_what_is_just_similar_enough():
    for similarity in (0.3, 0.5, 0.8, 0.95, 1.0):
        bands, places = near_texts.bands_and_places(similarity)
        assert bands * places <= 128 and 1 - (1 - similarity**places) ** bands >= 0.99


def test_the_same_sound_is_left_out_whatever_it_is_said_to_be():
    rows = [spoken("a", "benn", "01", hashes={"sound": "f00"}), spoken("b", "ñaar", "02", hashes={"sound": "f00"})]
    assert left_out(*rows) == {"b": "duplicates.sound “a” is the same sound."}


def test_a_recording_whose_fingerprint_agrees_is_left_out_and_one_that_differs_stays(monkeypatch):
    """A fingerprint is here a word of ten letters; its first and its last three are what it is found by."""

    monkeypatch.setattr(fingerprints, "keys", lambda heard: [heard[:3], heard[-3:]])
    monkeypatch.setattr(fingerprints, "match", lambda a, b: sum(map(str.__eq__, a, b)) / 10)
    words = {"a": "abcdefghij", "b": "abcdefghxx", "c": "abcxxxxxxx", "d": "xxxdefghij", "e": "abcdefghij"}
    rows = [spoken(name, name, "01", hashes={"print": word, "sound": name}) for name, word in words.items()]
    assert left_out(*rows, sound_match=0.8) == {
        "b": "duplicates.sound “a” is the same recording: 0.80 of their fingerprints agree.",
        "e": "duplicates.sound “a” is the same recording: 1.00 of their fingerprints agree.",
    }
    assert set(left_out(*rows, sound_match=0.7)) == {"b", "d", "e"}


def test_speech_that_was_encoded_again_is_found_and_other_speech_is_not(spoken_question):
    samples = spoken_question.samples
    file = io.BytesIO()
    soundfile.write(file, samples / 2, 16_000, format="MP3")
    file.seek(0)
    encoded, _ = soundfile.read(file, dtype="float32")
    heard = {"a": samples, "b": encoded, "c": np.roll(samples, len(samples) // 2)}
    rows = [spoken(name, name, "01", hashes={"print": fingerprints.of(sound)}) for name, sound in heard.items()]
    assert set(left_out(*rows)) == {"b"}


def test_a_recording_that_was_left_out_is_nobodys_first():
    rows = [
        spoken("a", "benn", "01", hashes={"sound": "f00"}),
        spoken("b", "ñaar", "02", hashes={"sound": "f00"}),
        spoken("c", "ñaar", "02", hashes={"sound": "f01"}),
    ]
    assert set(left_out(*rows)) == {"b"}


def test_order_ids_and_bytes_are_the_same_each_time_and_a_second_run_changes_nothing():
    rows = [Row(str(i), wolof=f"lu ñu wax {i % 7} ci bés bi", french=f"dit le {i % 5}") for i in range(40)]
    stage = Duplicates(Duplication(), Path())
    first = list(stage(reading(rows)))
    notes = stage.notes
    assert [row.id for row in first] == [row.id for row in rows]
    assert first == list(Duplicates(Duplication(), Path())(reading(rows))) == list(stage(reading(first)))
    assert stage.notes == notes and 0 < sum(row.kept for row in first) < 40
