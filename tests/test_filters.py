"""Rows that would teach little or teach wrong are marked, with the figure and the limit; nothing is deleted."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path

import pytest

from engine.trainer.curation.filters import Filtering, Filters, repetition
from engine.trainer.curation.row import Row
from tests.fixtures.trainer_report import said, text

GOOD = "Naka lañuy faj sibbiru?"
LONG = " ".join(f"baat{number}" for number in range(102))


def judged(row: Row, **settings: object) -> dict[str, str]:
    """The marks of one row."""
    (made,) = Filters(Filtering(**settings), Path())([row])
    assert replace(made, left_out={}) == replace(row, left_out={}), "a filter marks and changes nothing else"
    return dict(made.left_out)


def measured(**scores: float) -> Row:
    return said("a", GOOD, scores=scores)


@pytest.mark.parametrize(
    ("row", "reason", "sentence"),
    [
        (said("a", "waaw", seconds=0.2), "too-short", "0.20 s; at least 0.3 s."),
        (said("a", "waa " + "kërugàllaay" * 8, seconds=20.5), "too-long", "20.50 s; at most 20 s."),
        (said("a", GOOD, seconds=9.2), "too-slow", "2.5 characters a second; at least 3."),
        (said("a", GOOD, seconds=0.8), "too-fast", "28.8 characters a second; at most 25."),
        (said("a", GOOD, seconds=None, start_s=1.0, end_s=1.8), "too-fast", "28.8 characters a second; at most 25."),
        (measured(snr_db=2.25), "noisy", "The speech is 2.2 dB above the noise; at least 5."),
        (measured(clipped_share=0.0312), "clipped", "0.0312 of the samples are clipped; at most 0.01."),
        (measured(loudness_lufs=-61.5), "quiet", "The loudness is -61.5 LUFS; at least -50."),
        (measured(loudness_lufs=-1.0), "loud", "The loudness is -1.0 LUFS; at most -3."),
        (measured(speech_share=0.1), "little-speech", "0.10 of the time is speech; at least 0.2."),
        (text("a", "?!", french="Oui"), "no-wolof", "There is no Wolof text."),
        (text("a", LONG), "text-long", "102 words; at most 100."),
        (text("a", "waawdéedéet" * 60), "text-long", "660 characters; at most 600."),
        (text("a", "33 869 19 24 fi"), "few-letters", "18% of the characters are letters; at least 50%."),
        (text("a", "mu ne ci ci ci ci ci ci diggu dëkk bi"), "loop", "“ci” 6 times in a row; at most 5."),
        (text("a", "aaa aaa aaa"), "loop", "67% of the words are said again at once; at most 50%."),
        (text("a", GOOD, "Oui."), "french-length", "The French is 0.17 times as long as the Wolof; 0.4 to 4."),
        (text("a", GOOD, "naka lañuy faj sibbiru"), "untranslated", "The French is the Wolof again."),
    ],
)
def test_a_mark_holds_the_figure_and_the_limit(row, reason, sentence):
    assert judged(row) == {f"filter.{reason}": sentence}


@pytest.mark.parametrize(
    "row",
    [
        said("a", GOOD, french="Comment soigne-t-on le paludisme ?"),
        said("a", GOOD, seconds=None),
        measured(snr_db=12, clipped_share=0, loudness_lufs=-23, speech_share=0.8, bandwidth_hz=3400),
        text("a", "ndànk ndànk mooy jàpp golo ci ñaay"),
        text("a", "lu lu lu lu lu waay lu bees la fi indi ci dëkk bi"),
        text("a", "Kanadaa", "Kanadaa"),
        text("a", "waaw", "Oui, c'est cela."),
    ],
)
def test_what_real_corpora_hold_is_kept(row):
    assert judged(row) == {}


def test_a_text_is_not_judged_by_what_is_measured_of_sound():
    assert judged(text("a", GOOD, seconds=0.01, scores={"snr_db": -9.0, "speech_share": 0.0})) == {}


def test_all_reasons_stand_in_a_row():
    row = said("a", "aaa aaa aaa", seconds=30, scores={"snr_db": 1.0})
    assert set(judged(row)) == {"filter.too-long", "filter.too-slow", "filter.loop", "filter.noisy"}


@pytest.mark.parametrize(
    ("setting", "row"),
    [
        ({"least_bandwidth_hz": 3500}, measured(bandwidth_hz=3400)),
        ({"least_wolof_share": 0.6}, measured(wolof_share=0.4)),
        ({"least_margin": 1.05}, text("a", GOOD, "Le paludisme se soigne.", french_from="mined", scores={"margin": 1})),
    ],
)
def test_limits_that_are_open_unless_asked_for(setting, row):
    assert judged(row) == {}
    assert len(judged(row, **setting)) == 1


@pytest.mark.parametrize(
    ("licence", "kept"),
    [
        ("CC BY 4.0", True),
        ("CC0 1.0", True),
        ("NCSA", True),
        ("CC BY-NC 4.0", False),
        ("cc_by_nc_sa-4.0", False),
        ("Creative Commons Attribution-NonCommercial 4.0", False),
        ("for non-commercial use", False),
    ],
)
def test_what_may_not_ship_is_refused_by_a_word_of_its_licence(licence, kept):
    marks = judged(text("a", GOOD, licence=licence), refused_licences=("NC",))
    assert set(marks) == (set() if kept else {"filter.licence-refused"})
    assert all(licence in sentence for sentence in marks.values())


def test_where_licences_are_named_any_other_and_none_is_left_out():
    allowed = ("CC BY 4.0", "CC0 1.0")
    assert judged(text("a", GOOD, licence="CC-BY 4.0"), licences=allowed) == {}
    assert set(judged(text("a", GOOD, licence="CC BY-SA 4.0"), licences=allowed)) == {"filter.licence"}
    assert "not known" in judged(text("a", GOOD), licences=allowed)["filter.licence"]


def test_what_another_stage_left_out_is_passed_through_and_own_marks_are_written_anew():
    elsewhere = said("a", "aaa aaa aaa", left_out={"decode.silent": "Nothing is heard."})
    assert judged(elsewhere) == elsewhere.left_out
    once = said("a", GOOD, left_out={"filter.noisy": "From a run with other limits."})
    assert judged(once) == {}


def test_repetition_counts_groups_of_words():
    assert repetition(["ndank", "ndank", "dem"]) == (2, pytest.approx(1 / 3), "ndank")
    assert repetition(["am", "na", "am", "na", "am", "na", "fi"]) == (3, pytest.approx(4 / 7), "am na")
    assert repetition([]) == (1, 0, "")


def test_the_stage_travels_to_another_process():
    stage = pickle.loads(pickle.dumps(Filters(Filtering(shortest_words=3), Path())))
    assert not stage([text("a", "waaw")])[0].kept


def test_a_set_that_a_source_holds_out_stays_whole(tmp_path):
    loop = Row("a", wolof="waaw " * 30, split="dev")
    assert Filters(Filtering(), tmp_path)([loop])[0].kept
    assert not Filters(Filtering(), tmp_path)([replace(loop, split="train")])[0].kept
