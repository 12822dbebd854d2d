"""Sound becomes Wolof and Wolof becomes French, by models that a recipe names; by none as it comes."""

import pickle
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from engine.trainer.curation.recognition import Recognise, Recognition
from engine.trainer.curation.row import Row, to_line
from engine.trainer.curation.translation import Translate, Translation
from faults import InputFault
from tests.fixtures.trainer_language import spoken


def recogniser(folder: Path, tmp_path: Path, **more: object) -> Recognise:
    return Recognise(Recognition(model=str(folder), **more), tmp_path)


def translator(folder: Path, tmp_path: Path, **more: object) -> Translate:
    return Translate(Translation(model=str(folder), most_pieces=3, **more), tmp_path)


def test_without_a_model_rows_pass_as_they_are(tmp_path):
    rows = [spoken(tmp_path, "a"), Row("b", wolof="Naka nga def?")]
    for stage in (Recognise(Recognition(), tmp_path), Translate(Translation(), tmp_path)):
        stage.check()
        assert stage(rows) == rows


def test_what_is_recognised_is_the_wolof_and_says_so(tmp_path, ctc_folder):
    stage = recogniser(ctc_folder("ŋ"), tmp_path)
    stage.check()
    (row,) = stage([spoken(tmp_path, "a", speaker="07")])
    assert (row.wolof, row.wolof_from, row.speaker) == ("ŋ", "recognised", "07")
    assert row.scores["recognition_confidence"] == 1.0


def test_only_sound_without_wolof_is_recognised(tmp_path, ctc_folder):
    rows = [
        spoken(tmp_path, "said", wolof="Naka nga def?", wolof_from="human"),
        spoken(tmp_path, "out").leave_out("decode.silent", "Nothing is heard."),
        Row("text", wolof="Fan la?"),
        spoken(tmp_path, "long", seconds=1.5),
    ]
    assert recogniser(ctc_folder("a"), tmp_path, longest_s=1.0)(rows) == rows


def test_where_nothing_is_recognised_the_row_stays_and_is_scored(tmp_path, ctc_folder):
    row = spoken(tmp_path, "a")
    assert recogniser(ctc_folder("<pad>"), tmp_path)([row]) == [row.measured(recognition_confidence=0)]


def test_a_text_that_the_model_is_unsure_of_is_not_taken(tmp_path, ctc_folder):
    folder, row = ctc_folder(""), spoken(tmp_path, "a")
    (taken,) = recogniser(folder, tmp_path)([row])
    sure = taken.scores["recognition_confidence"]
    assert taken.wolof and 0 < sure < 0.99
    assert recogniser(folder, tmp_path, least_confidence=0.99)([row]) == [row.measured(recognition_confidence=sure)]


def test_what_a_clip_becomes_does_not_hang_on_its_batch_mates(tmp_path, ctc_folder):
    folder = ctc_folder("")
    rows = [spoken(tmp_path, name, seconds) for name, seconds in (("a", 0.9), ("b", 0.3), ("c", 0.5))]
    together, alone = (recogniser(folder, tmp_path, batch=size)(rows) for size in (3, 1))
    assert [row.id for row in together] == ["a", "b", "c"]
    assert [row.wolof for row in together] == [row.wolof for row in alone]
    assert len({row.wolof for row in alone}) == 3


def test_doubled_letters_stay_doubled(tmp_path, ctc_folder):
    import torch
    from transformers import BatchEncoding

    stage = recogniser(ctc_folder("a"), tmp_path)
    model, processor = stage._model._loaded
    pieces = processor.tokenizer.convert_tokens_to_ids(["a", "a", "<pad>", "a", "|", "ŋ", "<unk>", "<pad>", "x"])
    logits = 50 * torch.nn.functional.one_hot(torch.tensor([pieces]), len(processor.tokenizer)).float()
    model.forward = lambda **inputs: SimpleNamespace(logits=logits)
    inputs = BatchEncoding({"input_values": torch.zeros(1, 10)})
    assert stage._model.spell(inputs)[0].text == "aa ŋx"


def test_a_whisper_writes_too(tmp_path, whisper_folder):
    stage = recogniser(whisper_folder, tmp_path, most_pieces=6)
    stage.check()
    rows = [spoken(tmp_path, name) for name in "ab"]
    first, second = stage(rows)
    assert first.wolof and set(first.wolof) <= set("abcdefgijklmnopqrstuwxy ") and len(first.wolof) <= 6
    assert 0 < first.scores["recognition_confidence"] < 1
    assert stage(rows) == [first, second]


def test_sound_that_cannot_be_read_is_left_out_and_the_others_go_on(tmp_path, ctc_folder):
    gone = Row("gone", tmp_path / "gone.wav", seconds=1.0)
    marked, heard = recogniser(ctc_folder("a"), tmp_path)([gone, spoken(tmp_path, "a")])
    assert (
        list(marked.left_out) == ["recognise.file-missing"] and "gone.wav" in marked.left_out["recognise.file-missing"]
    )
    assert heard.wolof == "a"


def test_what_is_translated_is_the_french_and_says_so(tmp_path, translator_folder):
    stage = translator(translator_folder("bonjour"), tmp_path)
    stage.check()
    (row,) = stage([Row("a", wolof="naka nga def")])
    assert (row.french, row.french_from) == ("bonjour bonjour bonjour", "translated")
    assert row.scores["translation_confidence"] == pytest.approx(1.0)


def test_only_wolof_without_french_is_translated(tmp_path, translator_folder):
    rows = [
        Row("both", wolof="naka", french="Comment ?", french_from="human"),
        Row("none", french="Oui."),
        Row("out", wolof="naka").leave_out("filter.short", "Too short."),
    ]
    assert translator(translator_folder("oui"), tmp_path)(rows) == rows


def test_where_nothing_is_translated_the_row_stays_and_is_scored(tmp_path, translator_folder):
    row = Row("a", wolof="naka nga def")
    assert translator(translator_folder("</s>"), tmp_path)([row]) == [row.measured(translation_confidence=0)]


def test_a_model_of_many_languages_is_told_which(tmp_path, translator_folder):
    folder = translator_folder("merci")
    stage = translator(folder, tmp_path, wolof="wol_Latn", french="fra_Latn")
    stage.check()
    (row,) = stage([Row("a", wolof="naka")])
    assert row.french == "merci merci"  # the first of three pieces is the language
    with pytest.raises(InputFault, match="no language “fr”"):
        translator(folder, tmp_path, french="fr").check()


def test_a_model_that_cannot_be_loaded_stops_the_run_before_it_begins(tmp_path, ctc_folder, translator_folder):
    broken = tmp_path / "broken"
    shutil.copytree(ctc_folder("a"), broken)
    (broken / "model.safetensors").write_bytes(b"not weights")
    for stage in (
        recogniser(tmp_path / "nowhere", tmp_path),
        recogniser(broken, tmp_path),
        recogniser(translator_folder("oui"), tmp_path),
        translator(ctc_folder("a"), tmp_path),
    ):
        with pytest.raises(InputFault) as caught:
            stage.check()
        assert caught.value.key == "model-unusable" and stage.settings.model in caught.value.sentence("fr")


def test_a_model_that_lacks_weights_is_refused(tmp_path, sound_labels_folder, ctc_folder):
    headless = tmp_path / "headless"
    shutil.copytree(sound_labels_folder, headless)
    shutil.copy(ctc_folder("a") / "vocab.json", headless)
    with pytest.raises(InputFault, match="lacks 2 of its weights"):
        recogniser(headless, tmp_path).check()


def test_a_stage_goes_to_another_process_without_its_model(tmp_path, ctc_folder):
    stage = recogniser(ctc_folder("a"), tmp_path)
    row = spoken(tmp_path, "a")
    before = stage([row])
    packed = pickle.dumps(stage)
    assert len(packed) < 2000
    assert [to_line(one, tmp_path) for one in pickle.loads(packed)([row])] == [to_line(one, tmp_path) for one in before]
