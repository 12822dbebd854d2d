"""A text model of any kind takes input embeddings instead of pieces, and each text is embedded for itself."""

from __future__ import annotations

import shutil

import numpy as np
import pytest
import torch
from sentence_transformers import SentenceTransformer
from tokenizers import Tokenizer
from transformers import DistilBertConfig, DistilBertModel

from engine.trainer.models.text_tower import TextTower, Transformer, checkpoint_layers
from engine.trainer.models.vocabulary import choose_speech_pieces
from engine.trainer.recipe import RecipeError, Text
from tests.fixtures.trainer import SENTENCES

pytestmark = pytest.mark.filterwarnings("ignore")

TEXTS = ("naka", "naka lañuy faj sibbiru", "ndox mi set na lool ndax mën naa jënd ceeb ak meew tey ci suba")


@pytest.fixture
def tower(any_text_folder) -> TextTower:
    return TextTower.load(Text(base=str(any_text_folder), longest_pieces=100)).eval()


def test_pieces_and_their_embeddings_give_the_vector_of_the_base(tower, any_text_folder):
    rows = [tower.pieces(text) for text in TEXTS]
    ids, mask = tower.pad(rows)
    base = SentenceTransformer(str(any_text_folder), device="cpu")
    features = {"input_ids": ids, "attention_mask": mask.long()}
    with torch.no_grad():
        theirs = torch.nn.functional.normalize(base(features)["sentence_embedding"], dim=-1)
        assert (tower(rows) - theirs).abs().max() < 1e-5
        assert (tower.forward_inputs(tower.embed_pieces(ids), mask) - theirs).abs().max() < 1e-5
    assert (theirs[0] - theirs[1]).abs().max() > 1e-2, "the texts must differ for the comparison to mean anything"


def test_an_embedding_does_not_depend_on_batch_mates_or_padding(tower):
    rows = [tower.pieces(text) for text in TEXTS]
    with torch.no_grad():
        together = tower(rows)
        alone = torch.cat([tower([row]) for row in rows])
        ids, mask = tower.pad(rows)
        inputs = torch.nn.functional.pad(tower.embed_pieces(ids), (0, 0, 0, 7), value=9.0)
        padded = tower.forward_inputs(inputs, torch.nn.functional.pad(mask, (0, 7)))
    assert (together - alone).abs().max() < 1e-4
    assert (padded - alone).abs().max() < 1e-4


def test_embedding_many_texts_keeps_their_order(tower):
    texts = [*TEXTS, *SENTENCES]
    one_by_one = torch.cat([tower.embed([text], "query: ") for text in texts])
    assert (tower.embed(texts, "query: ", batch=4) - one_by_one).abs().max() < 1e-4


def test_the_application_cuts_texts_into_the_same_pieces(tower, tmp_path):
    tower.save(tmp_path / "text")
    theirs = Tokenizer.from_file(str(tmp_path / "text" / "tokenizer.json"))
    theirs.enable_truncation(tower.longest_pieces)
    for text in (*TEXTS, "L'eau, ça coûte 25 F ?", "ŋ ñ ë", " ".join(SENTENCES * 9)):
        assert tower.pieces(text, tower.query_prefix) == theirs.encode(tower.query_prefix + text).ids
    wrapped = SentenceTransformer(str(tmp_path / "text"), device="cpu").tokenizer
    assert wrapped(TEXTS[1])["input_ids"] == tower.pieces(TEXTS[1])


def test_a_saved_tower_is_the_same_tower(tower, any_text_folder, tmp_path):
    choose_speech_pieces(tower, SENTENCES, 1)
    tower.query_prefix, tower.passage_prefix = "query: ", "passage: "
    tower.save(tmp_path / "text")
    again = TextTower.load(Text(longest_pieces=100), tmp_path / "text")
    assert (again.query_prefix, again.passage_prefix, again.pooling) == ("query: ", "passage: ", tower.pooling)
    assert again.speech_vocabulary == tower.speech_vocabulary
    assert again.transcript_pieces(TEXTS[2]) == tower.transcript_pieces(TEXTS[2])
    assert (again.embed(TEXTS, "query: ") - tower.embed(TEXTS, "query: ")).abs().max() < 1e-6
    theirs = SentenceTransformer(str(tmp_path / "text"), device="cpu").encode_query(
        list(TEXTS), normalize_embeddings=True
    )
    assert np.abs(theirs - tower.embed(TEXTS, "query: ").numpy()).max() < 1e-5


def test_a_long_text_keeps_its_special_pieces(any_text_folder):
    tower = TextTower.load(Text(base=str(any_text_folder), longest_pieces=12))
    short, long = tower.pieces("naka"), tower.pieces(" ".join(SENTENCES))
    _, after = tower.frame()
    assert len(long) == 12
    assert long[0] == short[0] or not tower.tokenizer.encode("").ids[:-1]
    assert long[len(long) - len(after) :] == after == short[len(short) - len(after) :]


def test_a_question_stands_between_its_frame(tower):
    before, after = tower.frame()
    said = tower.spoken_pieces("naka lañuy faj sibbiru")
    assert [*before, *said, *after] == tower.pieces("naka lañuy faj sibbiru", tower.query_prefix)


def test_prefixes_are_the_recipes_or_the_bases(tiny_gemma3_folder, tiny_text_folder):
    base = TextTower.load(Text(base=str(tiny_gemma3_folder)))
    assert (base.query_prefix, base.passage_prefix) == ("task: search result | query: ", "title: none | text: ")
    given = TextTower.load(Text(base=str(tiny_gemma3_folder), query_prefix="", passage_prefix="p "))
    assert (given.query_prefix, given.passage_prefix) == ("", "p ")
    plain = TextTower.load(Text(base=str(tiny_text_folder)))
    assert (plain.query_prefix, plain.passage_prefix, plain.pooling) == ("", "", "mean")


@pytest.mark.parametrize("pooling", ["last", "cls"])
def test_a_plain_transformer_pools_as_the_recipe_says(tiny_text_folder, pooling):
    tower = TextTower.load(Text(base=str(tiny_text_folder), pooling=pooling))
    assert tower.pooling == pooling
    with torch.no_grad():
        rows = [tower.pieces(text) for text in TEXTS]
        alone = torch.cat([tower([row]) for row in rows])
        assert (tower(rows) - alone).abs().max() < 1e-4
        ids, mask = tower.pad(rows[1:2])
        hidden = tower.transformer(input_ids=ids, attention_mask=mask.long()).last_hidden_state
        chosen = torch.nn.functional.normalize(hidden[0, -1 if pooling == "last" else 0], dim=-1)
    assert (alone[1] - chosen).abs().max() < 1e-5


def test_gemma_rows_are_scaled_as_its_transformer_takes_them(tiny_gemma3_folder):
    tower = TextTower.load(Text(base=str(tiny_gemma3_folder)))
    ids = torch.tensor([5, 9])
    weight = tower.transformer.get_input_embeddings().weight
    assert torch.allclose(tower.embed_pieces(ids), weight[ids] * tower.width**0.5)


def test_a_base_that_does_not_fit_is_refused_in_one_sentence(tiny_xlmr_folder, tiny_qwen3_folder, tmp_path):
    def refused(**settings) -> str:
        with pytest.raises(RecipeError) as caught:
            TextTower.load(Text(**settings))
        return str(caught.value)

    assert str(tmp_path / "none") in refused(base=str(tmp_path / "none"))
    (tmp_path / "config.json").write_text("{}")
    assert refused(base=str(tmp_path)).count("\n") == 0
    assert "pools by “last”" in refused(base=str(tiny_qwen3_folder), pooling="mean")
    assert "512 places" in refused(base=str(tiny_xlmr_folder), longest_pieces=513)
    assert (
        TextTower.load(Text(base=str(tiny_xlmr_folder), longest_pieces=512)).embed(["naka " * 600], "").isfinite().all()
    )


def test_a_kind_whose_layers_are_elsewhere_is_refused(tiny_text_folder, tmp_path):
    config = DistilBertConfig(vocab_size=160, dim=16, hidden_dim=16, n_layers=1, n_heads=2, max_position_embeddings=99)
    DistilBertModel(config).save_pretrained(tmp_path)
    shutil.copy(tiny_text_folder / "tokenizer.json", tmp_path)
    with pytest.raises(RecipeError, match="distilbert"):
        TextTower.load(Text(base=str(tmp_path)))


def test_weights_are_named_once(tower):
    names = [name for name, _ in tower.named_parameters(remove_duplicate=False)]
    assert len(names) == len({id(p) for _, p in tower.named_parameters(remove_duplicate=False)})


def test_checkpointed_layers_give_the_same_gradients(tower):
    ids, mask = tower.pad([tower.pieces(text) for text in TEXTS])
    tower.requires_grad_(False)

    def gradient() -> tuple[torch.Tensor, int]:
        inputs = tower.embed_pieces(ids).detach().requires_grad_()
        calls = []
        hooks = [layer.register_forward_hook(lambda *_: calls.append(1)) for layer in tower.layers]
        tower.forward_inputs(inputs, mask)[:, 0].sum().backward()
        for hook in hooks:
            hook.remove()
        return inputs.grad, len(calls)

    plain, _ = gradient()
    runs: list[int] = []
    inner = tower.layers[0].forward
    tower.layers[0].forward = lambda *args, **kwargs: runs.append(1) or inner(*args, **kwargs)
    checkpoint_layers(tower)
    kept, calls = gradient()
    assert torch.equal(plain, kept) and plain.abs().max() > 0
    assert len(runs) == 2, "the layer is computed a second time"
    assert calls == len(tower.layers), "hooks, and so adapters, see each layer once"


def test_the_exported_transformer_agrees_at_other_lengths(tower, tmp_path):
    import onnxruntime

    example = (torch.randn(2, 9, tower.width), torch.ones(2, 9, dtype=torch.int64))
    dynamic = {0: torch.export.Dim.DYNAMIC, 1: torch.export.Dim.DYNAMIC}
    torch.onnx.export(
        Transformer(tower).eval(), example, str(tmp_path / "t.onnx"), input_names=["inputs", "mask"],
        output_names=["vector"], dynamo=True, external_data=False, opset_version=20, verbose=False,
        dynamic_shapes={"inputs": dynamic, "mask": dynamic},
    )  # fmt: skip
    session = onnxruntime.InferenceSession(str(tmp_path / "t.onnx"), providers=["CPUExecutionProvider"])
    generator = torch.Generator().manual_seed(0)
    for batch, lengths in ((1, [23]), (3, [5, 31, 2]), (1, [1])):
        inputs = torch.randn(batch, max(lengths), tower.width, generator=generator)
        mask = (torch.arange(max(lengths)) < torch.tensor(lengths)[:, None]).long()
        (theirs,) = session.run(["vector"], {"inputs": inputs.numpy(), "mask": mask.numpy()})
        with torch.no_grad():
            ours = tower.forward_inputs(inputs, mask)
        assert np.abs(theirs - ours.numpy()).max() < 1e-3
