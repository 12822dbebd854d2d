"""Stage one brings Wolof to its French, keeps French where it was, and can be stopped and gone on with."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from sentence_transformers.base.sampler import NoDuplicatesBatchSampler
from torch.nn import functional as F

from engine import recording
from engine.recording import Recording
from engine.trainer import manifest, text_batches, text_losses, text_stage
from engine.trainer.manifest import TextPair
from engine.trainer.models.text_tower import TextTower
from engine.trainer.recipe import Recipe, RecipeError
from engine.trainer.text_losses import NONE, Anchors, page_order
from faults import InputFault
from tests.fixtures.trainer import SENTENCES
from tests.fixtures.trainer_text import FRENCH

pytestmark = pytest.mark.filterwarnings("ignore")

WAYS = (("waaw {}", "oui {}"), ("{}", "{}"), ("{} tey", "{} aujourd'hui"), ("ndax {}", "est-ce que {}"))
PAIRS = [
    TextPair(wolof.format(said), french.format(meant), aim=french.format(meant))
    for wolof, french in WAYS
    for said, meant in zip(SENTENCES, FRENCH, strict=True)
]


def recipe(base: Path, folder: Path, stage: dict | None = None, pairs: list[TextPair] = PAIRS, **settings) -> Recipe:
    """Tiny: eight steps of eight pairs."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = (json.dumps(vars(pair), ensure_ascii=False) for pair in pairs)
    (folder / "pairs.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (folder / "wolof.txt").write_text("\n".join(SENTENCES), encoding="utf-8")
    return Recipe.model_validate({
        "dims": (32, 16), "default_dim": 16, "threads": 1,
        "text": {"base": str(base), "query_prefix": "query: ", "passage_prefix": "passage: ", "longest_pieces": 64},
        "text_stage": {
            "epochs": 2, "batch": 8, "mini_batch": 8, "warmup_steps": 1, "learning_rate": 3e-3, **(stage or {})
        },
        "data": {"pairs": [folder / "pairs.jsonl"], "wolof_text": [folder / "wolof.txt"]},
        "optimiser": {"checkpoint_steps": 3, "log_steps": 3},
    } | settings)  # fmt: skip


def weights(run: Path) -> dict[str, torch.Tensor]:
    return load_file(run / "text" / "model.safetensors")


def differ(a: Path, b: Path) -> float:
    ours, theirs = weights(a), weights(b)
    return max((ours[name].float() - theirs[name].float()).abs().max().item() for name in ours)


def differ_from_base(made: Recipe, run: Path) -> float:
    base = run.with_name("base")
    TextTower.load(made.text).save(base / "text")
    return differ(base, run)


def asked(made: Recipe, folder: Path, pairs: list[TextPair]) -> Recipe:
    """The recipe with an evaluation set of these pairs; what they sound like does not matter here."""
    recording.save(Recording(np.ones(16_000, np.float32) * 0.1), folder / "some.flac")
    rows = [
        manifest.Utterance(str(i), folder / "some.flac", wolof=pair.query, french=pair.passage)
        for i, pair in enumerate(pairs)
    ]
    manifest.write_utterances(folder / "asked.jsonl", rows)
    data = made.data.model_dump() | {"evaluate": [{"name": "tiny", "manifest": folder / "asked.jsonl"}]}
    return made.model_copy(update={"data": made.data.model_validate(data)})


def test_wolof_comes_to_its_french_at_every_dim(tiny_text_folder, tmp_path):
    """Trained on three ways to say each thing, asked in the fourth."""
    stage = {"epochs": 30, "keep_french": 0.1, "align": 0.1, "spelling_noise": 0.1}
    made = asked(recipe(tiny_text_folder, tmp_path, stage, PAIRS[:24]), tmp_path, PAIRS[24:])
    text_stage.fit(made, tmp_path / "run")
    figures = json.loads((tmp_path / "run" / "text" / "figures.json").read_text())
    for dim in ("32", "16"):
        before, after = (figures[when]["wolof"]["tiny"][dim]["ndcg@10"] for when in ("before", "after"))
        assert after > before + 0.2
    assert figures["pairs"] == 24 and figures["pairs_per_s"] > 0
    tower = TextTower.load(made.text, tmp_path / "run" / "text")
    assert tower.query_prefix == "query: " and tower.speech_vocabulary
    assert list((tmp_path / "run" / "tensorboard").rglob("events.out.tfevents.*"))
    assert not (tmp_path / "run" / "text-checkpoints").exists()


def test_french_stays_closer_when_it_is_kept(tiny_text_folder, tmp_path):
    def moved(weight: float) -> float:
        made = recipe(tiny_text_folder, tmp_path / str(weight), {"keep_french": weight, "align": 0, "pages": 0})
        text_stage.fit(made, tmp_path / str(weight) / "run")
        before = TextTower.load(made.text).embed(FRENCH, "passage: ")
        after = TextTower.load(made.text, tmp_path / str(weight) / "run" / "text").embed(FRENCH, "passage: ")
        return 1 - (before * after).sum(-1).mean().item()

    assert moved(50.0) < moved(0.0) / 2


def test_the_same_seed_gives_the_same_weights_and_pieces_stay_unless_they_are_trained(tiny_text_folder, tmp_path):
    for name, settings in {"a": {}, "b": {}, "c": {"train_embeddings": True}}.items():
        text_stage.fit(recipe(tiny_text_folder, tmp_path, settings), tmp_path / name)
    assert differ(tmp_path / "a", tmp_path / "b") == 0
    table = "embeddings.word_embeddings.weight"
    base = TextTower.load(recipe(tiny_text_folder, tmp_path).text).transformer.get_input_embeddings().weight
    assert torch.equal(weights(tmp_path / "a")[table], base)
    assert not torch.equal(weights(tmp_path / "c")[table], base)


def test_a_run_can_begin_with_what_another_has_learned_and_with_its_pieces(tiny_text_folder, tmp_path):
    text_stage.fit(recipe(tiny_text_folder, tmp_path), tmp_path / "first")
    still = {"start_from": tmp_path / "first", "learning_rate": 1e-9}
    text_stage.fit(recipe(tiny_text_folder, tmp_path, still, pairs=PAIRS[:12]), tmp_path / "second")
    assert differ(tmp_path / "first", tmp_path / "second") < 1e-6
    pieces = [(tmp_path / run / "text" / "speech_vocabulary.json").read_text() for run in ("first", "second")]
    assert pieces[0] == pieces[1]


def test_french_stays_near_the_base_however_often_a_run_begins_with_another(tiny_text_folder, tmp_path):
    made = recipe(tiny_text_folder, tmp_path, {"start_from": tmp_path / "first"})
    text_stage.fit(recipe(tiny_text_folder, tmp_path), tmp_path / "first")
    tower, pairs = text_stage.prepare(made, PAIRS), PAIRS[:4]
    anchors = text_stage.anchor(text_stage._base(tower, made), pairs, made)
    base = TextTower.load(made.text)
    texts = [pair.passage for pair in pairs]
    assert torch.allclose(
        anchors.passages[anchors.passage_of], base.embed(texts, base.passage_prefix).float(), atol=1e-5
    )


def test_a_run_to_begin_with_must_have_a_text_model(tiny_text_folder, tmp_path):
    with pytest.raises(RecipeError, match="no text model to start from"):
        text_stage.fit(recipe(tiny_text_folder, tmp_path, {"start_from": tmp_path / "nothing"}), tmp_path / "run")


def test_a_killed_run_goes_on_from_its_last_whole_checkpoint(tiny_text_folder, tmp_path, monkeypatch, capsys):
    made = recipe(tiny_text_folder, tmp_path, {"epochs": 3})
    text_stage.fit(made, tmp_path / "whole")

    class Killed(BaseException):
        pass

    def kill_at(step: int):
        def on_step_end(self, args, state, control, **kwargs):
            if state.global_step == step:
                raise Killed

        return on_step_end

    with monkeypatch.context() as patch:
        patch.setattr(text_stage._Progress, "on_step_end", kill_at(8))
        with pytest.raises(Killed):
            text_stage.fit(made, tmp_path / "killed")
    assert not (tmp_path / "killed" / "text").exists()
    half = tmp_path / "killed" / "text-checkpoints" / "checkpoint-7"
    half.mkdir()
    (half / "model.safetensors").write_bytes(b"half written")
    capsys.readouterr()
    text_stage.fit(made, tmp_path / "killed")
    assert "going on from step 6" in capsys.readouterr().out
    assert differ(tmp_path / "whole", tmp_path / "killed") < 1e-6


def test_checkpoints_of_another_recipe_are_no_start(tiny_text_folder, tmp_path):
    one, other = (recipe(tiny_text_folder, tmp_path / str(seed), seed=seed) for seed in (1, 2))
    folder = tmp_path / "text-checkpoints"
    text_stage._discard_others(one, folder)
    (folder / "checkpoint-3").mkdir()
    (folder / "checkpoint-3" / "whole").touch()
    text_stage._discard_others(one, folder)
    assert text_stage._last_whole(folder) == str(folder / "checkpoint-3")
    text_stage._discard_others(other, folder)
    assert text_stage._last_whole(folder) is None


def test_cached_gradients_are_those_of_the_whole_batch(tiny_text_folder, tmp_path):
    text_stage.fit(recipe(tiny_text_folder, tmp_path), tmp_path / "plain")
    text_stage.fit(recipe(tiny_text_folder, tmp_path, {"mini_batch": 3}), tmp_path / "cached")
    assert differ(tmp_path / "plain", tmp_path / "cached") < 2e-3
    base = TextTower.load(recipe(tiny_text_folder, tmp_path).text)
    base.save(tmp_path / "base" / "text")
    assert differ(tmp_path / "plain", tmp_path / "base") > 1e-2, (
        "the runs must move for the comparison to mean anything"
    )


def test_each_cached_gradient_is_the_plain_one(tiny_text_folder, tmp_path):
    made = recipe(tiny_text_folder, tmp_path)
    gradients = []
    for mini_batch in (8, 3):
        tower = text_stage.prepare(made, PAIRS)
        text_stage.freeze(tower, made)
        tower.train()
        settings = made.text_stage.model_copy(update={"mini_batch": mini_batch})
        anchors = text_stage.anchor(tower, PAIRS, made)
        loss = text_losses.matryoshka(tower.model, anchors, made.dims, settings, 8, 1)
        batch = text_batches.Collator(tower, PAIRS, made)([{"label": row} for row in range(8)])
        features = [
            {name: batch[f"{column}_{name}"] for name in ("input_ids", "attention_mask")}
            for column in ("query", "passage")
        ]
        loss(features, batch["label"]).backward()
        gradients.append({name: p.grad for name, p in tower.named_parameters() if p.grad is not None})
    plain, cached = gradients
    assert plain.keys() == cached.keys() and any(value.abs().max() > 1e-2 for value in plain.values())
    for name in plain:
        assert torch.allclose(plain[name], cached[name], rtol=1e-3, atol=1e-5), name


def test_in_batch_negatives_leave_out_texts_that_are_right_too(tiny_text_folder, tmp_path):
    pages = [*PAIRS, *(TextPair(f"{pair.query} ba", pair.passage.upper() + " ?", aim=pair.aim) for pair in PAIRS)]
    made = recipe(tiny_text_folder, tmp_path, pairs=pages)
    tower = text_stage.prepare(made, pages)
    collator = text_batches.Collator(tower, pages, made)
    short = text_batches.dataset(tower, pages, made, collator)["short"]
    sampler = NoDuplicatesBatchSampler(short, 8, False, ["label"], torch.Generator(), seed=1)
    seen = 0
    for rows in sampler:
        keys = [text_batches.key(pages[short[row]["label"]].passage) for row in rows]
        assert len(set(keys)) == len(keys)
        seen += len(rows)
    assert seen == len(pages)


def test_long_passages_are_batched_among_themselves(tiny_text_folder, tmp_path):
    pages = [*PAIRS, *(TextPair(f"laaj {i}", f"{i} " + "la banque " * 40) for i in range(3))]
    made = recipe(tiny_text_folder, tmp_path, {"epochs": 1}, pairs=pages)
    tower = text_stage.prepare(made, pages)
    parts = text_batches.dataset(tower, pages, made, text_batches.Collator(tower, pages, made))
    assert parts["long"]["label"] == [32, 33, 34] and len(parts["short"]) == 32
    text_stage.fit(made, tmp_path / "run")
    assert differ_from_base(made, tmp_path / "run") > 0


def test_hard_negatives_are_wrong_and_near(tiny_text_folder, tmp_path):
    twice = [*PAIRS, TextPair("beneen baat", PAIRS[0].passage.upper(), aim=PAIRS[1].passage)]
    made = recipe(tiny_text_folder, tmp_path, {"hard_negatives": 3, "relative_margin": 0, "epochs": 1}, pairs=twice)
    tower = text_stage.prepare(made, twice)
    negatives = text_batches.mine(tower, twice, made)
    for pair, wrong in zip(twice, negatives, strict=True):
        keys = {text_batches.key(text) for text in wrong}
        assert len(keys) == 3 and not keys & {text_batches.key(pair.passage), text_batches.key(pair.aim)}
    shared = {text_batches.key(twice[0].passage), text_batches.key(twice[1].passage)}
    assert not shared & {text_batches.key(text) for text in negatives[-1]}, (
        "what answers the same question is not wrong"
    )
    vectors = tower.embed([pair.aim for pair in twice], "query: ")
    near = np.mean([(tower.embed(wrong, "passage: ") @ v).mean() for v, wrong in zip(vectors, negatives, strict=True)])
    everything = tower.embed([pair.passage for pair in twice], "passage: ")
    assert near > (vectors @ everything.T).mean()
    text_stage.fit(made, tmp_path / "run")
    assert (tmp_path / "run" / "text" / "figures.json").is_file()


def test_pairs_that_bring_wrong_passages_are_trained_on_those(tiny_text_folder, tmp_path):
    brings = TextPair("ñaata", "combien", negatives=("quand", "pourquoi", "combien"))
    for pairs, others in (([brings], 0), ([*PAIRS, brings], len(PAIRS))):
        made = recipe(tiny_text_folder, tmp_path, {"hard_negatives": 2, "epochs": 1}, pairs=pairs)
        tower = text_stage.prepare(made, pairs)
        negatives = text_batches.mine(tower, pairs, made)
        assert negatives[-1] == ["quand", "pourquoi"] and all(len(wrong) == 2 for wrong in negatives)
        assert not {"quand", "pourquoi"} & {text for wrong in negatives[:others] for text in wrong}
    made = made.model_copy(update={"text_stage": made.text_stage.model_copy(update={"hard_negatives": 3})})
    more = text_batches.mine(tower, [*PAIRS, brings], made)[-1]
    assert more[:2] == ["quand", "pourquoi"] and len(more) == 3 and "combien" not in more, "any other fills the place"


def test_wolof_is_seen_through_noise_that_is_fresh_and_drawn_by_seed(tiny_text_folder, tmp_path):
    made = recipe(tiny_text_folder, tmp_path, {"spelling_noise": 1.0})
    french = [TextPair(FRENCH[0], "Le paludisme se soigne.", language="fra")]
    tower = text_stage.prepare(made, PAIRS)
    first, second = (text_batches.Collator(tower, [*PAIRS, *french], made) for _ in range(2))
    rows = range(len(PAIRS))
    assert [first.query_pieces(row) for row in rows] == [second.query_pieces(row) for row in rows]
    second.epoch = 1
    assert sum(first.query_pieces(row) != second.query_pieces(row) for row in rows) > len(PAIRS) / 2
    before, after = tower.frame()
    for row in rows:
        pieces = first.query_pieces(row)
        assert pieces[: len(before)] == before and pieces[len(pieces) - len(after) :] == after
        assert set(pieces[len(before) : -len(after)]) <= set(tower.speech_vocabulary)
    assert first.query_pieces(len(PAIRS)) == tower.pieces(FRENCH[0], "query: ")


def test_french_questions_are_held_out_with_every_pair_that_knows_them(tiny_text_folder, tmp_path):
    pages = [TextPair(f"laaj {i}", f"page {i % 5}", aim=f"question {i}") for i in range(40)]
    pages += [TextPair(f"Question {i} ?", f"page {i % 5}", language="fra") for i in range(40)]
    pages += [TextPair(f"laaj {i}", f"question {i}") for i in range(40)]
    left, questions = text_stage.hold_out(pages, seed=3)
    assert len(questions) == 4 and len(left) == 120 - 3 * 4
    held = {text_batches.key(question) for question, _ in questions}
    for pair in left:
        assert not held & {text_batches.key(text) for text in (pair.query, pair.passage, pair.aim)}
    assert all(page.startswith("page ") for _, page in questions)
    made = recipe(tiny_text_folder, tmp_path, {"epochs": 1}, pairs=[*PAIRS, *pages])
    text_stage.fit(made, tmp_path / "run")
    figures = json.loads((tmp_path / "run" / "text" / "figures.json").read_text())
    assert set(figures["before"]["french"]) == set(figures["after"]["french"]) == {"32", "16"}


def test_ties_hold_at_their_anchors_and_count_only_where_there_is_one():
    bank = F.normalize(torch.randn(20, 16, generator=torch.Generator().manual_seed(0)), dim=-1)
    settings = Recipe().text_stage
    rows, none = torch.arange(4), torch.full((4,), NONE)

    def ties(passage_of: torch.Tensor, aim_of: torch.Tensor) -> Anchors:
        return Anchors(bank, passage_of, bank[10:], aim_of, bank, settings)

    there = ties(rows, rows)
    assert there(bank[10:14], bank[:4], rows).abs() < 1e-3
    assert there(bank[10:14, :8], bank[:4, :8], rows).abs() < 1e-3
    assert there(bank[:4], bank[:4], rows) > 1 and there(bank[10:14], bank[4:8], rows) > 1
    assert ties(none, rows)(bank[10:14], bank[4:8], rows).abs() < 1e-3
    assert ties(rows, none)(bank[:4], bank[:4], rows).abs() < 1e-3


def test_the_order_of_pages_is_learnt_from_the_aim_alone():
    bank = F.normalize(torch.randn(20, 16, generator=torch.Generator().manual_seed(0)), dim=-1)
    queries, aimed = bank[:4], torch.tensor([1.0, 1.0, 0.0, 1.0])
    assert page_order(queries, queries, bank, aimed, 30.0).abs() < 1e-4
    elsewhere = torch.cat([queries[:2], -queries[2:3], queries[3:]])
    assert page_order(elsewhere, queries, bank, aimed, 30.0).abs() < 1e-4, "a row without an aim does not count"
    assert page_order(queries.flip(0), queries, bank, aimed, 30.0) > 0.1


def test_an_evaluation_sentence_among_the_pairs_stops_the_run(tiny_text_folder, tmp_path):
    made = asked(recipe(tiny_text_folder, tmp_path), tmp_path, PAIRS[3:5])
    with pytest.raises(InputFault) as caught:
        text_stage.fit(made, tmp_path / "run")
    assert caught.value.key == "leak" and not (tmp_path / "run" / "text").exists()


def test_a_recipe_without_pairs_is_refused(tmp_path):
    with pytest.raises(RecipeError, match=r"data\.pairs"):
        text_stage.fit(Recipe(), tmp_path)


def test_dims_that_do_not_begin_with_the_models_are_refused(tiny_text_folder, tmp_path):
    with pytest.raises(RecipeError, match="32 dims"):
        text_stage.fit(recipe(tiny_text_folder, tmp_path, dims=(24, 16)), tmp_path / "run")


def test_half_precision_trains_too(tiny_text_folder, tmp_path):
    text_stage.fit(recipe(tiny_text_folder, tmp_path, {"epochs": 1}, precision="bf16"), tmp_path / "run")
    assert all(value.isfinite().all() for value in weights(tmp_path / "run").values())


def test_a_decoder_is_trained_like_an_encoder(tiny_qwen3_folder, tmp_path):
    made = recipe(tiny_qwen3_folder, tmp_path, {"epochs": 1, "learning_rate": 1e-3})
    text_stage.fit(made, tmp_path / "run")
    tower = TextTower.load(made.text, tmp_path / "run" / "text")
    assert tower.pooling == "last" and torch.isfinite(tower.embed(FRENCH, "")).all()
