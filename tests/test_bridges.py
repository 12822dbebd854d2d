"""The bridge hears each clip for itself: batch mates, padding and their lengths change nothing."""

import torch

from engine.trainer import bridge as bridges
from engine.trainer.bridge import character_targets, collate


def test_an_embedding_does_not_depend_on_its_batch_mates(tiny_bridge, tiny_text):
    generator = torch.Generator().manual_seed(0)
    clips = [torch.randn(frames, 2, 32, generator=generator) for frames in (40, 97, 160)]
    with torch.no_grad():
        together, _, _ = bridges.embed(tiny_bridge, tiny_text, *collate(clips))
        alone = torch.cat([bridges.embed(tiny_bridge, tiny_text, *collate([clip]))[0] for clip in clips])
    assert (together - alone).abs().max() < 1e-4
    assert (together[0] - together[1]).abs().max() > 1e-3, "the clips must differ for the comparison to mean anything"


def test_frames_that_are_surely_blank_are_dropped(tiny_bridge):
    logits = torch.zeros(1, 3, len(tiny_bridge.piece_embeddings) + 1)
    logits[0, 1, 0] = 50
    _, keep = tiny_bridge.text_inputs(torch.zeros(1, 3, 24), logits)
    assert keep.tolist() == [[True, False, True]]


def test_a_certain_piece_is_its_own_embedding(tiny_bridge):
    logits = torch.full((1, 1, len(tiny_bridge.piece_embeddings) + 1), -50.0)
    logits[0, 0, 5] = 50
    mixed, _ = tiny_bridge.text_inputs(torch.zeros(1, 1, 24), logits)
    assert torch.allclose(mixed[0, 0], tiny_bridge.piece_embeddings[4], atol=1e-5)


def test_character_targets_leave_out_what_cannot_be_heard():
    assert character_targets("Naka?") == character_targets("naka")
    assert len(character_targets("ŋ-ñ 2")) == len(character_targets("ŋ ñ"))


def test_any_word_can_be_spelled_with_the_pieces_of_speech(tiny_text):
    pieces = tiny_text.transcript_pieces("faj lekool nekk")
    assert pieces and set(pieces) <= set(tiny_text.speech_vocabulary)
    spelled = "".join(tiny_text.tokenizer.id_to_token(i) for i in pieces)
    assert spelled.replace("▁", " ").strip() == "faj lekool nekk"
