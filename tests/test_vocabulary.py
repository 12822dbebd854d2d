"""The vocabulary is cut without changing what is left, and any word can be written with the pieces of speech."""

from __future__ import annotations

import pytest
import torch

from engine.trainer.models.text_tower import TextTower, spoken_form
from engine.trainer.models.vocabulary import choose_speech_pieces, cut_vocabulary
from engine.trainer.recipe import RecipeError, Text
from tests.fixtures.trainer import SENTENCES

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture
def tower(any_text_folder) -> TextTower:
    return TextTower.load(Text(base=str(any_text_folder))).eval()


@pytest.fixture(params=["text", "xlmr"])
def unigram(request) -> TextTower:
    return TextTower.load(Text(base=str(request.getfixturevalue(f"tiny_{request.param}_folder")))).eval()


def read(tower: TextTower, pieces: list[int]) -> str:
    decoded = tower.tokenizer.decode(pieces) if tower.tokenizer.decoder else None
    return decoded or "".join(tower.tokenizer.id_to_token(i) for i in pieces).replace("▁", " ")


def test_any_word_can_be_spelled_with_the_pieces_of_speech(tower):
    choose_speech_pieces(tower, SENTENCES, 3)
    for text in ("faj lekool nekk", "Ñu jënd kañ bañ sibbirujaxle?", "yeexal fanla"):
        pieces = tower.transcript_pieces(text)
        assert set(pieces) <= set(tower.speech_vocabulary)
        assert read(tower, pieces).strip() == spoken_form(text)


def test_what_occurs_often_is_one_piece_and_what_does_not_is_spelled(tower):
    word = "sibbirudoom"
    pieces = tower.spoken_pieces(word)
    choose_speech_pieces(tower, [word] * 5, 5)
    assert tower.transcript_pieces(word) == pieces
    choose_speech_pieces(tower, [word] * 4, 5)
    spelled = tower.transcript_pieces(word)
    assert len(spelled) > len(pieces) and read(tower, spelled).strip() == word


def test_speech_comes_out_as_no_special_piece(tower):
    choose_speech_pieces(tower, SENTENCES, 1)
    added = set(tower.tokenizer.get_added_tokens_decoder())
    assert tower.speech_vocabulary and not added & set(tower.speech_vocabulary)


def test_letters_of_several_bytes_keep_all_of_them(tiny_qwen3_folder):
    tower = TextTower.load(Text(base=str(tiny_qwen3_folder)))
    choose_speech_pieces(tower, ["ñëŋ"], 9)
    assert len(tower.transcript_pieces("ñëŋ")) == len("ñëŋ".encode())


def test_a_letter_without_a_piece_is_spelled_in_bytes(tiny_gemma3_folder):
    tower = TextTower.load(Text(base=str(tiny_gemma3_folder)))
    assert tower.tokenizer.token_to_id("œ") is None
    choose_speech_pieces(tower, ["œuf"], 1)
    assert read(tower, tower.transcript_pieces("œuf")) == " œuf"


def test_a_cut_vocabulary_keeps_the_vectors_of_the_texts_it_was_cut_for(unigram, tmp_path):
    before, table = unigram.embed(SENTENCES[:2], "query: "), len(unigram.tokenizer.get_vocab())
    cut_vocabulary(unigram, ["query: ", *SENTENCES[:2]], [], 100)
    rows = len(unigram.transformer.get_input_embeddings().weight)
    assert len(unigram.tokenizer.get_vocab()) == rows == unigram.transformer.config.vocab_size < table
    assert torch.allclose(unigram.embed(SENTENCES[:2], "query: "), before, atol=1e-6)
    unigram.save(tmp_path / "text")
    again = TextTower.load(Text(), tmp_path / "text")
    assert torch.allclose(again.embed(SENTENCES[:2], "query: "), before, atol=1e-6)


def test_a_vocabulary_of_merges_cannot_be_cut(tiny_qwen3_folder, tiny_gemma3_folder):
    for folder in (tiny_qwen3_folder, tiny_gemma3_folder):
        with pytest.raises(RecipeError, match=r"unigram.*BPE"):
            cut_vocabulary(TextTower.load(Text(base=str(folder))), SENTENCES, [], 100)
