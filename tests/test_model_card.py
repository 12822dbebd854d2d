"""The card says what the manifest says, and nothing that it does not."""

from dataclasses import replace
from pathlib import Path

import pytest

from engine.bundle import Bundle, Manifest
from engine.trainer.card import card

SHIPPED = Path(__file__).parents[1] / "assets" / "model"
ROW = {"ndcg@10": 0.5, "recall@1": 0.25, "recall@10": 0.75, "interval": [0.4, 0.6]}
HEARD = {"questions": 12, "french_sentences": 112, "speech": {"8": ROW}, "gold_text": {"8": {**ROW, "ndcg@10": 0.9}}}


@pytest.fixture
def manifest() -> Manifest:
    return Manifest(
        name="other", version="2", architecture="dual", dims=(8, 4), default_dim=4, sample_rate_hz=16_000,
        shortest_query_s=0.3, longest_query_s=20.0, precision="mixed",
        base_models=[{"name": "HuBERT large", "licence": "Apache-2.0"}, {"name": "Gemma", "licence": "its own"}],
    )  # fmt: skip


def test_the_shipped_bundle_keeps_its_card():
    manifest = Bundle.open(SHIPPED, verify=False).manifest
    assert card(manifest) == (SHIPPED / "model-card.md").read_text(encoding="utf-8")


def test_a_model_that_was_never_measured_has_a_card(manifest: Manifest):
    assert card(manifest).startswith("# other 2\n\nA dual model in mixed: ")
    assert "nDCG" not in card(manifest) and "learned" not in card(manifest)


def test_other_bases_are_named_and_the_first_ones_are_not(manifest: Manifest):
    text = card(manifest)
    assert "Bases: HuBERT large (Apache-2.0), Gemma (its own)." in text
    assert not any(name in text for name in ("Whisper", "e5", "Kokoro", "CTC"))


def test_a_set_that_is_absent_is_left_out_and_one_of_another_name_is_shown(manifest: Manifest):
    text = card(replace(manifest, scores={"farmers": HEARD}))
    assert "| farmers | 12 | 112 | 8 | 0.500 (0.40–0.60) | 0.250 | 0.750 | 0.900 |" in text
    assert "held out" not in text and "starter library" not in text


def test_noise_and_telephone_stand_beside_clean_speech(manifest: Manifest):
    noisy = {**HEARD, "conditions": {"noise 5 dB": {**ROW, "ndcg@10": 0.3}, "telephone": {**ROW, "ndcg@10": 0.45}}}
    text = card(replace(manifest, scores={"real": noisy, "farmers": HEARD}))
    assert "| Voices | clean | noise 5 dB | telephone |\n|---|---|---|---|" in text
    assert "| 0.500 (0.40–0.60) | 0.300 (0.40–0.60) | 0.450 (0.40–0.60) |" in text


def test_ways_to_ask_the_starter_library_that_were_not_measured_are_left_out(manifest: Manifest):
    starter = {"documents": 66, "typed_french": {"questions": 5, "first": 0.8, "first_three": 1.0}}
    text = card(replace(manifest, scores={"starter": starter, "mixed_against_fp32": {"real": -0.01}}))
    assert "| typed French | 5 | 0.800 | 1.000 |" in text
    assert "spoken, " not in text and "written Wolof" not in text


def test_notes_and_training_data_are_told(manifest: Manifest):
    data = [{"name": "Radio", "use": "speech", "licence": "CC BY 4.0"}]
    text = card(replace(manifest, notes=["Often wrong."], training_data=data))
    assert "- Often wrong." in text and "| Radio | speech | CC BY 4.0 |" in text


def test_a_model_of_data_that_may_not_be_used_commercially_says_so(manifest: Manifest):
    data = [{"name": "News", "use": "text pairs", "licence": "CC BY-NC 4.0"}]
    assert "never given away:** it learned from News." in card(replace(manifest, training_data=data))
    data[0]["licence"] = "CC BY 4.0"
    assert "given away" not in card(replace(manifest, training_data=data))


STUDY = {
    "aims": [
        {"what": "int8 costs", "asked": "≤ 0.5 points", "found": "0.3", "reached": True, "else": ""},
        {"what": "Real speech", "asked": "≥ 0.50", "found": "0.41", "reached": False, "else": "Ten hours would do."},
    ],
    "limits": ["Not measured, for want of data: Intents."],
}


def section(text: str, heading: str) -> str:
    return text.split(f"## {heading}\n")[1].split("\n## ")[0]


def test_a_study_is_told_with_what_was_not_reached_and_why(manifest: Manifest):
    asked = section(card(replace(manifest, scores={"study": STUDY})), "What was asked of it, and what came of it")
    assert "It reached 1 of 2." in asked
    assert "| int8 costs | ≤ 0.5 points | 0.3 | yes |" in asked
    assert "| Real speech | ≥ 0.50 | 0.41 | **no**: Ten hours would do. |" in asked


def test_a_study_says_who_should_not_rely_on_the_model_before_any_figure(manifest: Manifest):
    text = card(replace(manifest, notes=["Often wrong."], scores={"study": STUDY, "real": HEARD}))
    fails = section(text, "Where it fails, and who should not rely on it")
    assert text.index("Where it fails") < text.index("What was asked") < text.index("0.500")
    assert "- Often wrong." in fails and "- Not measured, for want of data: Intents." in fails
    assert "did not reach: Real speech." in fails and "int8" not in fails
    for word in ("emergency", "medical, legal", "Accents", "Children", "Noise"):
        assert word in fails
    assert text.count("Often wrong.") == 1 and "What it is not" not in text


def test_a_study_in_which_all_was_reached_does_not_say_that_something_was_missed(manifest: Manifest):
    text = card(replace(manifest, scores={"study": {"aims": STUDY["aims"][:1], "limits": []}}))
    assert "did not reach" not in text and "It reached 1 of 1." in text


def test_without_a_study_there_is_no_word_of_one(manifest: Manifest):
    text = card(replace(manifest, notes=["Often wrong."], scores={"real": HEARD}))
    assert "## What it is not" in text and "asked of it" not in text and "rely" not in text
