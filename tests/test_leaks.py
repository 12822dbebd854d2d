"""Nothing that is evaluated on was trained on; a leak stops a run, and says what leaks."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.trainer import leaks
from engine.trainer.manifest import TextPair, Utterance
from faults import InputFault


def said(wolof: str, french: str = "", speaker: str = "") -> Utterance:
    return Utterance(f"{speaker} {wolof}", Path("clip.wav"), wolof=wolof, french=french, speaker=speaker)


TRAIN = [said("ndox mi neex na", "L'eau est bonne.", "01"), said("taw bi yeex na", "", "")]
PAIRS = [
    TextPair("kan la", "Un homme.", "Qui est-ce ?"),
    TextPair("Où est la mer ?", "À l'ouest.", language="fra"),
    TextPair("baykat bi dem na", "baykat bi dem na"),
]


def test_sets_without_anything_in_common_with_training_pass():
    leaks.check(TRAIN, PAIRS, {"real": [said("lan la", "C'est quoi ?", "07"), said("fan la", "", "")], "other": []})


@pytest.mark.parametrize(
    ("evaluated", "kind", "example"),
    [
        (said("Ndox mi, neex na!"), "wolof", "Ndox mi, neex na!"),
        (said("TAW BI YEEX NA"), "wolof", "TAW BI YEEX NA"),
        (said("Kan la?"), "wolof", "Kan la?"),
        (said("baykat bi dem na"), "wolof", "baykat bi dem na"),
        (said("lan la", "l'eau est bonne"), "french", "l'eau est bonne"),
        (said("lan la", "un homme"), "french", "un homme"),
        (said("lan la", "Qui est-ce?"), "french", "Qui est-ce?"),
        (said("lan la", "Où est la mer"), "french", "Où est la mer"),
        (said("lan la", speaker="01"), "speaker", "01"),
    ],
)
def test_a_leak_of_each_kind_is_named(evaluated, kind, example):
    with pytest.raises(InputFault) as caught:
        leaks.check(TRAIN, PAIRS, {"clean": [said("fan la", "Où ?", "07")], "real": [evaluated]})
    fault = caught.value
    assert fault.key == "leak"
    assert fault.fields == {"name": "real", "kind": kind, "count": 1, "example": example}
    assert "real" in fault.sentence("fr") and example in fault.sentence("fr")


def test_all_that_leaks_is_counted():
    with pytest.raises(InputFault) as caught:
        leaks.check(TRAIN, [], {"real": [said("ndox mi neex na"), said("lan la"), said("taw bi yeex na")]})
    assert caught.value.fields["count"] == 2


def test_a_wolof_sentence_is_not_compared_with_a_french_one():
    leaks.check([said("Dakar", "C'est une ville.")], [], {"real": [said("dëkk la", "Dakar")]})


def test_two_evaluation_sets_may_share_sentences_and_speakers():
    one = said("fan la", "Où ?", "07")
    leaks.check(TRAIN, PAIRS, {"clean": [one], "noisy": [one]})
