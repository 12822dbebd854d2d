"""Train, dev and test have nothing in common; sides hold when a corpus grows; a planted leak is found."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from engine.trainer.curation.row import Row
from engine.trainer.curation.splits import Split, Splitting, leaks
from tests.fixtures.trainer_report import crossed, said, text


def split(rows: Sequence[Row], **settings: object) -> list[Row]:
    made = list(Split(Splitting(**settings), Path())(lambda: iter(rows)))
    assert [one.id for one in made] == [one.id for one in rows]
    return made


def notes(rows: Sequence[Row], **settings: object) -> str:
    stage = Split(Splitting(**settings), Path())
    list(stage(lambda: iter(rows)))
    return "\n".join(stage.notes)


def found(rows: Sequence[Row]) -> list[str]:
    return [f"{leak.kind}: {leak.splits[0]}, {leak.splits[1]}" for leak in leaks(lambda: iter(rows))]


def sides(rows: Sequence[Row]) -> dict[str, str]:
    return {one.id: one.split if one.kept else next(iter(one.left_out)) for one in rows}


def shares(rows: Sequence[Row]) -> dict[str, float]:
    counts = Counter(one.split for one in rows if one.kept)
    return {side: counts[side] / len(rows) for side in ("train", "dev", "test")}


def texts(count: int, start: int = 0) -> list[Row]:
    return [text(f"t{number}") for number in range(start, start + count)]


def spoken(speakers: int, each: int, first: int = 0) -> list[Row]:
    """Speakers who each say sentences of their own."""
    return [
        said(f"s{speaker}-{number}", speaker=f"speaker-{speaker}")
        for speaker in range(first, first + speakers)
        for number in range(each)
    ]


def test_texts_are_drawn_in_the_shares_that_are_asked_for():
    made = shares(split(texts(2000), dev_share=0.1, test_share=0.2))
    assert made["dev"] == pytest.approx(0.1, abs=0.02)
    assert made["test"] == pytest.approx(0.2, abs=0.02)
    assert sum(made.values()) == 1


def test_shares_hold_for_rows_that_have_much_to_compare():
    rows = [
        text(f"t{n}", french=f"phrase {n}", document=f"page {n}", hashes={"text_group": f"t{n}"}) for n in range(2000)
    ]
    assert shares(split(rows))["test"] == pytest.approx(0.05, abs=0.015)


def test_a_speaker_is_on_one_side_and_those_held_out_are_about_as_many_rows_as_asked():
    rows = spoken(40, 25)
    made = split(rows, dev_share=0.1, test_share=0.1)
    assert all(one.kept for one in made)
    assert found(made) == []
    assert shares(made) == pytest.approx({"train": 0.8, "dev": 0.1, "test": 0.1}, abs=0.03)


def test_where_speakers_read_the_same_sentences_few_rows_are_lost():
    rows = crossed(speakers=30, sentences=600, readers=3)
    made = split(rows)
    assert found(made) == []
    share = shares(made)
    assert share["dev"] > 0.04 and share["test"] > 0.04
    lost = {one.id: one.left_out for one in made if not one.kept}
    assert len(lost) < 0.25 * len(rows), "two other readers for each sentence that is held out, hardly more"
    assert {reason for marks in lost.values() for reason in marks} == {"split.straddles"}
    sentences = {why for marks in lost.values() for why in marks.values()}
    assert "Its speaker is in train, what it says in test." in sentences


def test_no_more_sentences_are_held_out_than_asked():
    rows = crossed(speakers=10, sentences=600, readers=3)
    made = shares(split(rows, dev_share=0, most_lost=0.5))
    assert made["test"] == pytest.approx(0.05, abs=0.01), "though a speaker has twice as many"


def test_where_all_read_all_sentences_no_more_is_lost_than_is_allowed():
    rows = crossed(speakers=20, sentences=100, readers=20)
    made = split(rows, most_lost=0.1)
    assert sum(not one.kept for one in made) <= 2 * 0.1 * len(rows)
    assert shares(made)["test"] > 0 and shares(made)["dev"] > 0
    assert found(made) == []
    none = split(rows, most_lost=0.01)
    assert all(one.split == "train" for one in none)
    assert "all say the same sentences" in notes(rows, most_lost=0.01)


def test_three_speakers_are_not_held_out_by_chance_but_by_name():
    rows = spoken(3, 30)
    assert shares(split(rows))["train"] == 1
    assert "speakers_test" in notes(rows)
    made = split(rows, speakers_test=("speaker-1",), speakers_dev=("speaker-2",))
    assert shares(made) == pytest.approx(dict.fromkeys(("train", "dev", "test"), 1 / 3))
    assert {one.split for one in made if one.speaker == "speaker-1"} == {"test"}


def test_documents_and_recordings_are_on_one_side():
    rows = [text(f"d{n}-{m}", document=f"page-{n}") for n in range(60) for m in range(4)]
    rows += [said(f"p{n}-{m}", parent=f"radio-{n}") for n in range(60) for m in range(4)]
    made = split(rows, dev_share=0.2, test_share=0.2)
    assert min(shares(made).values()) > 0.1
    for name in ("document", "parent"):
        on = {(getattr(one, name), one.split) for one in made if getattr(one, name)}
        assert len(on) == 60
    assert found(made) == []


def test_sentences_that_are_nearly_the_same_are_on_one_side():
    rows = [text(f"g{n}-{m}", hashes={"text_group": f"g{n}-0"}) for n in range(100) for m in range(3)]
    made = split(rows, test_share=0.3)
    assert len({(one.hashes["text_group"], one.split) for one in made}) == 100


def test_a_sentence_that_all_documents_have_does_not_tie_them_together():
    rows = [
        text(f"d{n}-{m}", wolof="Waaw." if m == 0 else "", document=f"radio-{n}") for n in range(100) for m in range(10)
    ]
    made = split(rows, test_share=0.1)
    assert shares(made)["test"] == pytest.approx(0.1, abs=0.06)
    assert found(made) == []
    lost = [one for one in made if not one.kept]
    assert {one.wolof for one in lost} == {"Waaw."} and len(lost) < 50


def test_what_a_source_has_put_on_a_side_stays_there_and_wins():
    rows = [
        said(
            "t", "Naka nga def?", speaker="a", french="Ça va ?", split="test", document="page", hashes={"sound": "5f"}
        ),
        said("sentence", "naka nga def", speaker="b"),
        said("speaker", speaker="a", split="train"),
        said("french", french="ça va"),
        text("document", document="page"),
        said("sound", hashes={"sound": "5f"}),
        said("other", speaker="b"),
        said("pinned", split="train"),
    ]
    made = split(rows, dev_share=0, test_share=0)
    leaking = dict.fromkeys(("sentence", "speaker", "french", "document", "sound"), "split.leaks")
    assert sides(made) == {"t": "test", **leaking, "other": "train", "pinned": "train"}
    assert made[2].left_out["split.leaks"] == "Its speaker is in test by its source or the recipe."
    assert found(made) == []


def test_what_a_source_gave_to_training_stays_there():
    rows = [replace(one, split="train" if at % 3 else "") for at, one in enumerate(crossed(30, 300, 2))]
    rows += [said(f"new-{n}", speaker=f"new-{n % 30}", wolof=f"kàddu gu {n}") for n in range(300)]
    made = split(rows, dev_share=0.1, test_share=0.1)
    assert all(one.kept and one.split == "train" for one, given in zip(made, rows, strict=True) if given.split)
    assert found(made) == []


def test_a_speaker_of_whom_something_is_in_training_is_not_held_out():
    rows = [replace(one, split="train" if one.id.endswith("-0") else "") for one in spoken(20, 10)]
    made = split([*rows, *spoken(20, 10, first=20)], dev_share=0.2, test_share=0.2)
    assert all(one.split == "train" for one in made[:200])
    assert shares(made)["test"] == pytest.approx(0.2, abs=0.03)


def test_what_a_source_held_out_counts_towards_the_share():
    rows = [*texts(1000), *(text(f"given {n}", split="test") for n in range(100))]
    made = split(rows)
    assert {one.id for one in made if one.split == "test"} == {f"given {n}" for n in range(100)}


def test_test_wins_over_dev_where_both_were_given():
    made = split([text("t", "waaw", split="test"), text("d", "Waaw!", split="dev"), text("e", split="dev")])
    assert sides(made) == {"t": "test", "d": "split.leaks", "e": "dev"}


def test_fleurs_is_on_one_side_and_its_sentences_are_nowhere_else():
    rows = [said(f"f{n}", f"kàddu {n}", source="fleurs", split="" if n else "train") for n in range(20)]
    rows += [text("same", "Kàddu 7!"), text("french", french="Ville"), *texts(50)]
    made = sides(split(rows, dev_share=0, test_share=0))
    assert {made[f"f{n}"] for n in range(1, 20)} == {"test"}
    assert made["f0"] == "train", "what its source says goes first"
    assert made["same"] == "split.leaks"
    other = split(rows, dev_share=0, test_share=0, one_side_split="train")
    assert {one.split for one in other} == {"train"}


def test_a_corpus_that_grows_keeps_its_sides():
    few, more = [*texts(1000), *spoken(40, 10)], [*texts(300, start=1000), *spoken(4, 10, first=40)]
    random.Random(1).shuffle(both := few + more)
    before, after = sides(split(few)), sides(split(both))
    moved = [name for name in before if before[name] != after[name]]
    assert len(moved) <= 20, "at most a speaker more on each side"
    assert {after[name] for name in moved} <= {"dev", "test"}, "nobody leaves what is evaluated on"
    assert not [name for name in moved if name.startswith("t")]


def test_the_order_of_rows_does_not_matter_and_the_seed_does():
    rows = [*texts(300), *crossed(speakers=20, sentences=100, readers=2)]
    random.Random(2).shuffle(other := list(rows))
    assert sides(split(rows)) == sides(split(other))
    assert sides(split(rows)) != sides(split(rows, seed=8))


def test_rows_that_are_left_out_are_passed_through_and_hold_nothing_back():
    out = text("out", "waaw", split="test", left_out={"filter.loop": "It says the same again."})
    made = split([out, text("in", "waaw")], dev_share=0, test_share=0)
    assert made[0] == out
    assert made[1].split == "train"


def test_a_second_run_gives_the_same_sides():
    rows = [*texts(200), *spoken(40, 5)]
    once = split(rows)
    assert split(once) == once


def test_nothing_to_split_is_no_fault():
    assert split([]) == []
    assert sides(split([said("a", "?", seconds=1.0)])) == {"a": "train"}


PLANTED = {
    "speaker": {"speaker": "locuteur_1"},
    "sentence": {"wolof": "Naka nga def?"},
    "group of sentences": {"hashes": {"text_group": "t0"}},
    "French": {"french": "Ça va ?"},
    "group of French texts": {"hashes": {"french_group": "t0"}},
    "document": {"document": "page"},
    "recording": {"parent": "radio"},
    "file": {"hashes": {"file": "5f"}},
    "sound": {"hashes": {"sound": "5f"}},
}


@pytest.mark.parametrize("kind", PLANTED)
@pytest.mark.parametrize("pair", [("train", "dev"), ("train", "test"), ("dev", "test"), ("test", "train")])
def test_a_planted_leak_of_each_kind_is_found(kind, pair):
    clean = [replace(one, split="train") for one in texts(20)]
    planted = [replace(said(f"at {side}"), **PLANTED[kind], split=side) for side in pair]
    first, second = sorted(pair, key=["train", "dev", "test"].index)
    (leak,) = leaks(lambda: iter([*clean, *planted]))
    assert (leak.kind, set(leak.splits), leak.count) == (kind, {first, second}, 1)
    assert leak.example and set(leak.rows) == {f"at {first}", f"at {second}"}


def test_case_and_punctuation_hide_no_leak_and_each_thing_counts_once():
    rows = [
        text("a", "Naka nga def?", split="train"),
        text("b", "NAKA, nga def", split="test"),
        text("c", "naka nga def", split="test"),
    ]
    (leak,) = leaks(lambda: iter(rows))
    assert (leak.count, leak.example) == (1, "naka nga def")


def test_what_all_three_share_is_found_between_each_two():
    rows = [text(side, "waaw", split=side) for side in ("dev", "test", "train")]
    assert len(found(rows)) == 3


def test_what_is_left_out_leaks_nothing():
    rows = [text("a", "waaw", split="train"), text("b", "waaw", split="test", left_out={"split.leaks": "It does."})]
    assert found(rows) == []
