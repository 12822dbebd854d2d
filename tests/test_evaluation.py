"""A model is measured on spoken questions: clean, under noise, by speaker; what cannot be heard is listed."""

import numpy as np
import pytest
import soundfile

from engine.trainer.evaluate import Evaluation, TorchEncoder, evaluate, evaluate_run
from engine.trainer.recipe import Evaluation as EvaluationSettings
from engine.trainer.recipe import Recipe, RecipeError
from engine.trainer.tables import report
from faults import InputFault
from tests.fixtures.trainer_eval import (
    DISTRACTORS,
    FULL,
    QUESTIONS,
    SHORT,
    ToneEncoder,
    french,
    rows_of,
    write_rows,
)

pytestmark = pytest.mark.filterwarnings("ignore")  # of audiomentations


def of_tones(encoder, recipe: Recipe, **options):
    return evaluate(encoder, recipe, **options).sets["tones"]


def with_settings(recipe: Recipe, **changes) -> Recipe:
    chosen = recipe.data.evaluate[0].model_copy(update=changes)
    return recipe.model_copy(update={"data": recipe.data.model_copy(update={"evaluate": (chosen,)})})


def test_an_encoder_that_knows_every_answer_has_one_everywhere(tones: Recipe, tone_encoder: ToneEncoder):
    told = of_tones(tone_encoder, tones)
    assert told.questions == QUESTIONS and not told.left_out
    for table in (told.speech, told.gold_text, *told.conditions.values()):
        assert list(table) == [str(FULL), str(SHORT)]
        assert [row["ndcg@10"] for row in table.values()] == [1, 1]
    assert told.speech[str(FULL)]["interval"] == [1, 1] and told.funnel["ndcg@10"] == 1
    assert told.per_question.ids == tuple(f"q{number}" for number in range(QUESTIONS))
    assert told.per_question.speech[str(SHORT)] == [1] * QUESTIONS


def test_an_encoder_that_mixes_up_the_answers_is_near_chance_while_its_text_is_not(tones: Recipe):
    shuffled = np.roll(np.arange(QUESTIONS), 1).tolist()
    told = of_tones(ToneEncoder(shuffled), tones, conditions=False)
    chance = sum(1 / np.log2(rank + 2) for rank in range(10)) / told.french_sentences
    assert told.speech[str(FULL)]["recall@1"] == 0
    assert told.speech[str(FULL)]["ndcg@10"] < 3 * chance
    assert told.gold_text[str(FULL)]["ndcg@10"] == 1


def test_the_pool_is_what_is_asked_for_and_the_distractors_that_are_not(tones: Recipe, tone_encoder: ToneEncoder):
    assert of_tones(tone_encoder, tones, conditions=False).french_sentences == QUESTIONS + DISTRACTORS
    fewer = of_tones(tone_encoder, with_settings(tones, most_distractors=7), conditions=False)
    assert fewer.french_sentences == QUESTIONS + 7
    none = of_tones(tone_encoder, with_settings(tones, distractors=None), conditions=False)
    assert none.french_sentences == QUESTIONS
    assert len({fewer.pool, none.pool}) == 2


def test_two_questions_may_want_the_same_sentence(tones: Recipe, tone_encoder: ToneEncoder):
    manifest = tones.data.evaluate[0].manifest
    rows = rows_of(manifest)
    rows[1]["french"] = french(0).lower()
    write_rows(manifest, rows)
    told = of_tones(ToneEncoder([0, 0, *range(2, QUESTIONS)]), tones, conditions=False)
    assert told.french_sentences == QUESTIONS - 1 + DISTRACTORS
    assert told.speech[str(FULL)]["ndcg@10"] == 1


def test_more_noise_is_worse_for_an_encoder_that_noise_unsettles(tones: Recipe):
    told = of_tones(ToneEncoder(unsettled=8.0), tones)
    assert list(told.conditions) == ["noise 20 dB", "noise 5 dB", "noise -5 dB", "telephone"]
    steps = [told.speech, *list(told.conditions.values())[:3]]
    heard = [table[str(FULL)]["ndcg@10"] for table in steps]
    assert heard[0] == 1 and heard == sorted(heard, reverse=True) and heard[-1] < 0.5


def test_the_same_noise_is_heard_each_time(tones: Recipe):
    assert evaluate(ToneEncoder(unsettled=8.0), tones) == evaluate(ToneEncoder(unsettled=8.0), tones)


def test_without_conditions_only_clean_clips_are_heard(tones: Recipe, tone_encoder: ToneEncoder):
    assert of_tones(tone_encoder, tones, conditions=False).conditions == {}


def test_a_speaker_who_is_not_understood_shows_in_the_table(tones: Recipe):
    told = of_tones(ToneEncoder(deaf=True), tones, conditions=False)
    assert told.speakers["a"] == {"questions": 21, "ndcg@10": 1, "interval": [1, 1]}
    assert told.speakers["b"]["questions"] == 3 and told.speakers["b"]["ndcg@10"] < 0.5
    assert {name: row["questions"] for name, row in told.sources.items()} == {"radio": 12, "books": 12}
    assert told.sources["books"]["ndcg@10"] == 1 > told.sources["radio"]["ndcg@10"]  # speaker b is on the radio


def test_clips_that_cannot_be_heard_are_listed_and_the_others_measured(tones: Recipe, tone_encoder: ToneEncoder):
    manifest = tones.data.evaluate[0].manifest
    folder = manifest.parent
    (folder / "5.flac").write_bytes(b"not a sound file")
    soundfile.write(folder / "7.wav", np.full(8000, np.nan, np.float32), 16_000, subtype="FLOAT")
    rows = rows_of(manifest)
    rows[7]["audio"] = "7.wav"
    rows[9]["french"] = ""
    write_rows(manifest, rows)
    told = of_tones(tone_encoder, tones, conditions=False)
    assert told.questions == QUESTIONS - 3 and told.speech[str(FULL)]["ndcg@10"] == 1
    assert {left["id"] for left in told.left_out} == {"tones.jsonl:6", "q7", "q9"}
    assert all(left["why"].endswith(".") for left in told.left_out)
    assert not {"q5", "q7", "q9"} & set(told.per_question.ids)


def test_a_set_of_which_nothing_can_be_heard_is_refused(tones: Recipe, tone_encoder: ToneEncoder):
    write_rows(tones.data.evaluate[0].manifest, [])
    with pytest.raises(InputFault) as refused:
        evaluate(tone_encoder, tones)
    assert refused.value.key == "evaluation-empty" and "tones" in refused.value.text("en")


def test_a_recipe_without_such_a_set_is_refused(tones: Recipe, tone_encoder: ToneEncoder):
    with pytest.raises(RecipeError, match=r"data\.evaluate"):
        evaluate(tone_encoder, tones, names=["another"])


def test_distractors_that_are_not_there_are_refused_by_name(tones: Recipe, tone_encoder: ToneEncoder, tmp_path):
    with pytest.raises(InputFault, match=r"nowhere\.txt"):
        evaluate(tone_encoder, with_settings(tones, distractors=tmp_path / "nowhere.txt"))


def test_an_evaluation_is_kept_and_read_again(tones: Recipe, tone_encoder: ToneEncoder, tmp_path):
    evaluation = evaluate(tone_encoder, tones)
    evaluation.write(tmp_path / "evaluation.json")
    assert Evaluation.read(tmp_path / "evaluation.json") == evaluation
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize("content", ["{", "[]", '{"sets": {"real": {}}}', '{"dims": 3, "default_dim": 3, "sets": {}}'])
def test_an_evaluation_that_cannot_be_read_is_refused(content: str, tmp_path):
    (tmp_path / "evaluation.json").write_text(content)
    with pytest.raises(InputFault) as refused:
        Evaluation.read(tmp_path / "evaluation.json")
    assert refused.value.key == "evaluation-damaged"


def test_a_run_without_evaluation_is_told(tmp_path):
    with pytest.raises(InputFault) as refused:
        Evaluation.read(tmp_path / "evaluation.json")
    assert refused.value.key == "evaluation-missing"


def test_the_report_names_speakers_conditions_and_what_is_left_out(tones: Recipe, tone_encoder: ToneEncoder):
    (tones.data.evaluate[0].manifest.parent / "5.flac").write_bytes(b"not a sound file")
    text = report(evaluate(tone_encoder, tones))
    assert f"## tones: {QUESTIONS - 1} questions, {QUESTIONS - 1 + DISTRACTORS} French sentences" in text
    assert "| noise -5 dB | 1.000 (1.00–1.00) | 1.000 (1.00–1.00) |" in text
    assert "| b | 3 | 1.000 (1.00–1.00) |" in text
    assert "| tones.jsonl:6 |" in text


def test_a_trained_run_is_asked_through_its_own_prefixes_and_one_clip_at_a_time():
    torch = pytest.importorskip("torch")
    asked = []

    class Hearing(torch.nn.Linear):
        def hear(self, samples):
            assert samples.dtype == torch.float32
            return self(samples)

    class Text:
        query_prefix, passage_prefix = "query: ", "passage: "

        def embed(self, texts, prefix):
            asked.append((list(texts), prefix))
            return torch.ones(len(texts), 2)

    encoder = TorchEncoder(Hearing(4, 2).requires_grad_(False), Text())  # type: ignore[arg-type]
    assert encoder.speech(np.zeros(4, np.float32)).shape == (2,)
    assert encoder.queries(["a", "b"]).shape == (2, 2) and encoder.passages(["c"]).shape == (1, 2)
    assert asked == [(["a", "b"], "query: "), (["c"], "passage: ")]


def test_a_trained_run_is_measured_and_its_figures_are_kept(
    training: Recipe, tmp_path, monkeypatch: pytest.MonkeyPatch
):
    from engine.trainer import speech_stage
    from engine.trainer.models import architectures

    recipe = training.model_copy(update={"evaluation": EvaluationSettings(noise_db=(), telephone=True, draws=50)})
    trained = architectures.build(recipe)
    monkeypatch.setattr(speech_stage, "load_trained", lambda recipe, folder: trained)
    text = evaluate_run(recipe, tmp_path)
    told = Evaluation.read(tmp_path / "evaluation.json").sets["real"]
    assert told.questions == 1 and told.french_sentences == 7
    assert "## real: 1 questions, 7 French sentences" in text
    assert list(told.speech) == [str(dim) for dim in recipe.dims] and list(told.conditions) == ["telephone"]
