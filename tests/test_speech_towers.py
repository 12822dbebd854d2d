"""Every kind of speech encoder gives what its own library gives, alone, in a batch, and as a graph."""

from __future__ import annotations

import json
import shutil

import numpy as np
import onnxruntime
import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import nn
from transformers import (
    HubertModel,
    SeamlessM4TFeatureExtractor,
    Wav2Vec2BertModel,
    Wav2Vec2FeatureExtractor,
    Wav2Vec2Model,
    WhisperFeatureExtractor,
    WhisperModel,
)

from engine.trainer import recipe
from engine.trainer.models.front_ends import FilterBank, LogMel
from engine.trainer.models.speech_tower import SpeechTower, check_layers
from engine.trainer.recipe import RecipeError

pytestmark = pytest.mark.filterwarnings("ignore")  # other libraries' own


def clip(samples: np.ndarray, seconds: float = 3.0) -> torch.Tensor:
    return torch.from_numpy(samples[: int(seconds * 16_000)])[None]


def test_the_log_mel_is_whispers_own(babble):
    reference = WhisperFeatureExtractor()(babble, sampling_rate=16_000, padding=False, return_tensors="np")
    assert np.abs(LogMel()(clip(babble))[0].numpy() - reference.input_features[0]).max() < 1e-3


@pytest.mark.parametrize("seconds", [0.3, 0.31, 2.0])
def test_the_filter_bank_is_w2v_berts_own(babble, seconds):
    speech = babble + np.random.default_rng(0).normal(0, 1e-3, len(babble)).astype(np.float32)
    samples = clip(speech, seconds)
    theirs = SeamlessM4TFeatureExtractor()(samples[0].numpy(), sampling_rate=16_000, return_tensors="np")
    true = theirs["attention_mask"][0].astype(bool)  # an odd last window is masked
    ours = FilterBank()(samples)[0].numpy()
    assert np.abs(ours - theirs["input_features"][0][true]).max() < 1e-3


def test_whisper_gives_what_transformers_gives(tiny_whisper_folder, babble):
    tower, encoder = SpeechTower.load(tiny_whisper_folder), WhisperModel.from_pretrained(tiny_whisper_folder).encoder
    extractor = WhisperFeatureExtractor()
    half_a_minute = np.pad(babble, (0, 480_000 - len(babble)))
    mel = extractor(half_a_minute, sampling_rate=16_000, return_tensors="pt").input_features
    with torch.no_grad():
        theirs = encoder.eval()(mel, output_hidden_states=True).hidden_states
        ours = tower.states(torch.from_numpy(half_a_minute)[None], (1, 2))
        assert torch.allclose(tower.from_mel(mel), theirs[-1], atol=1e-4)
    assert torch.allclose(ours[:, :, 0], theirs[1], atol=1e-3) and torch.allclose(ours[:, :, 1], theirs[2], atol=1e-3)


@pytest.mark.parametrize("kind", ["hubert", "wav2vec2"])
def test_hubert_and_wav2vec2_give_what_transformers_gives(kind, request, babble):
    folder = request.getfixturevalue(f"tiny_{kind}_folder")
    large = kind == "wav2vec2"
    model = {"hubert": HubertModel, "wav2vec2": Wav2Vec2Model}[kind].from_pretrained(folder).eval()
    extractor = Wav2Vec2FeatureExtractor(do_normalize=large)
    samples = extractor(babble, sampling_rate=16_000, return_tensors="pt").input_values
    with torch.no_grad():
        theirs = model(samples, output_hidden_states=True)
        ours = SpeechTower.load(folder).states(clip(babble), (0, 1, 2))
    for i in range(2):
        assert torch.allclose(ours[:, :, i], theirs.hidden_states[i], atol=1e-4)
    assert torch.allclose(ours[:, :, 2], theirs.last_hidden_state, atol=1e-4)


def test_w2v_bert_gives_what_transformers_gives(tiny_w2vbert_folder, babble):
    model = Wav2Vec2BertModel.from_pretrained(tiny_w2vbert_folder).eval()
    speech = babble + np.random.default_rng(0).normal(0, 1e-3, len(babble)).astype(np.float32)
    inputs = SeamlessM4TFeatureExtractor()(speech, sampling_rate=16_000, return_tensors="pt")
    with torch.no_grad():
        theirs = model(**inputs, output_hidden_states=True).hidden_states
        ours = SpeechTower.load(tiny_w2vbert_folder).states(clip(speech), (0, 1, 2))
    for i in range(3):
        assert torch.allclose(ours[:, :, i], theirs[i][:, : ours.shape[1]], atol=1e-3)


def test_the_checkpoint_says_whether_samples_are_standardised(tiny_hubert_folder, tmp_path, babble):
    folder = tmp_path / "standardised"
    shutil.copytree(tiny_hubert_folder, folder)
    (folder / "preprocessor_config.json").write_text(json.dumps({"do_normalize": True}))
    as_it_is, standardised = SpeechTower.load(tiny_hubert_folder), SpeechTower.load(folder)
    brought = (babble - babble.mean()) / np.sqrt(babble.var() + 1e-7)
    assert torch.allclose(standardised.enter(clip(babble)), as_it_is.enter(clip(brought)), atol=1e-4)
    assert standardised.id != as_it_is.id


def test_a_clip_is_the_same_in_a_padded_batch(tiny_speech_folder, babble):
    tower = SpeechTower.load(tiny_speech_folder)
    entered = [tower.enter(clip(babble, seconds))[0] for seconds in (3.0, 0.3, 1.7)]
    hidden = nn.utils.rnn.pad_sequence(entered, batch_first=True)
    mask = torch.arange(hidden.shape[1]) < torch.tensor([len(row) for row in entered])[:, None]
    for padding in (0.0, 1e3):  # whatever stands in the padding
        filled = hidden.masked_fill(~mask[..., None], padding)
        together = tower.upper(filled, mask, 1, (1, 2))
        for i, row in enumerate(entered):
            alone = tower.upper(row[None], None, 1, (1, 2))
            for number in (1, 2):
                assert (together[number][i, : len(row)] - alone[number][0]).abs().max() < 1e-4


def test_the_upper_layers_go_on_from_a_stored_state(tiny_speech_folder, babble):
    tower = SpeechTower.load(tiny_speech_folder)
    states = tower.states(clip(babble), (0, 1, 2))
    assert torch.equal(tower.upper(states[:, :, 1], None, 2, [2])[2], states[:, :, 2])
    assert tower.upper(states[:, :, 1], None, 3, []) == {}
    tower.layer_module(2).requires_grad_(True)
    tower.upper(states[:, :, 1], torch.ones(1, states.shape[1], dtype=torch.bool), 2, [2])[2].sum().backward()
    assert all(p.grad is not None for p in tower.layer_module(2).parameters())


def test_very_short_and_empty_clips(tiny_speech_folder, babble):
    tower = SpeechTower.load(tiny_speech_folder)
    short = tower.states(clip(babble, 0.3), (1, 2))
    assert short.shape[1] in (14, 15) and short.isfinite().all()
    least = tower.states(clip(babble)[:, : tower.fewest_samples], (1, 2))
    assert least.shape == (1, 1, 2, 32) and least.isfinite().all()
    for n in (0, tower.fewest_samples - 1):
        assert tower.states(clip(babble)[:, :n], (1, 2)).shape == (1, 0, 2, 32)
    hidden, mask = torch.zeros(2, 9, 32), torch.arange(9) < torch.tensor([[9], [0]])
    assert tower.upper(hidden, mask, 1, [2])[2].isfinite().all(), "a clip without a frame in a batch"


def test_silence_is_no_accident(tiny_speech_folder):
    assert SpeechTower.load(tiny_speech_folder).states(torch.zeros(1, 16_000), (1, 2)).isfinite().all()


def test_the_graph_gives_what_torch_gives_at_any_length(tiny_speech_folder, babble, tmp_path):
    class States(nn.Module):
        def __init__(self, tower: SpeechTower):
            super().__init__()
            self.tower = tower

        def forward(self, samples: torch.Tensor) -> torch.Tensor:
            return self.tower.states(samples, (1, 2))

    tower = SpeechTower.load(tiny_speech_folder)
    path = tmp_path / "states.onnx"
    torch.onnx.export(
        States(tower).eval(), (torch.randn(1, 50_000) * 0.1,), str(path), input_names=["samples"], dynamo=True,
        dynamic_shapes={"samples": {1: torch.export.Dim.DYNAMIC}}, opset_version=20, external_data=False, verbose=False,
    )  # fmt: skip
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    speech = babble + np.random.default_rng(0).normal(0, 1e-3, len(babble)).astype(np.float32)
    for seconds in (0.3, 2.7):
        (graph,) = session.run(None, {"samples": clip(speech, seconds).numpy()})
        assert np.abs(graph - tower.states(clip(speech, seconds), (1, 2)).numpy()).max() < 1e-3


def test_a_tower_is_known_by_its_weights(tiny_speech_folder, tmp_path):
    tower = SpeechTower.load(tiny_speech_folder)
    assert tower.id == SpeechTower.load(tiny_speech_folder).id and len(tower.id) == 16
    assert (tower.depth, tower.width, tower.rate_hz) == (2, 32, 50.0)
    assert not tower.training and not any(p.requires_grad for p in tower.parameters())
    changed = tmp_path / "changed"
    shutil.copytree(tiny_speech_folder, changed)
    weights = changed / "model.safetensors"
    tensors = load_file(weights)
    name = next(n for n in sorted(tensors) if "layers.0" in n and "decoder" not in n)
    tensors[name] = tensors[name] + 1e-3
    save_file(tensors, weights, {"format": "pt"})
    assert SpeechTower.load(changed).id != tower.id


@pytest.mark.parametrize(
    ("kind", "prefix"),
    [("whisper", "model."), ("hubert", "hubert."), ("wav2vec2", "wav2vec2."), ("w2vbert", "wav2vec2_bert.")],
)
def test_a_checkpoint_with_a_head_is_the_same_encoder(kind, prefix, request, tmp_path):
    folder = request.getfixturevalue(f"tiny_{kind}_folder")
    shutil.copytree(folder, tmp_path / "headed")
    weights = tmp_path / "headed" / "model.safetensors"
    old_names = {"parametrizations.weight.original0": "weight_g", "parametrizations.weight.original1": "weight_v"}
    tensors = {"lm_head.weight": torch.zeros(5, 32)}
    for name, value in load_file(weights).items():
        for new, old in old_names.items():
            name = name.replace(new, old)
        tensors[prefix + name] = value
    save_file(tensors, weights, {"format": "pt"})
    assert SpeechTower.load(tmp_path / "headed").id == SpeechTower.load(folder).id


def test_what_is_no_speech_encoder_is_refused_in_a_sentence(tiny_text_folder, tiny_hubert_folder, tmp_path):
    with pytest.raises(RecipeError, match=r"of the kind bert; whisper, hubert, wav2vec2, wav2vec2-bert fit\."):
        SpeechTower.load(tiny_text_folder)
    with pytest.raises(RecipeError, match="cannot be loaded"):
        SpeechTower.load(tmp_path / "nothing")
    damaged = tmp_path / "damaged"
    shutil.copytree(tiny_hubert_folder, damaged)
    (damaged / "model.safetensors").write_bytes(b"no weights")
    with pytest.raises(RecipeError, match="cannot be loaded"):
        SpeechTower.load(damaged)


def test_weights_that_a_checkpoint_lacks_are_not_made_up(tiny_hubert_folder, tmp_path):
    folder = tmp_path / "partial"
    shutil.copytree(tiny_hubert_folder, folder)
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | {"num_hidden_layers": 3}))
    with pytest.raises(RecipeError, match=r"lacks \d+ of its weights, encoder\.layers\.2"):
        SpeechTower.load(folder)


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"layers": (1, 3)}, "names layer 3; the speech encoder has 2"),
        ({"open_layers": 3}, "opens 3 layers; the speech encoder has 2"),
        ({"layers": (1,), "open_layers": 1}, "draws on none of them"),
    ],
)
def test_layers_that_the_encoder_has_not_are_refused(settings, sentence):
    with pytest.raises(RecipeError, match=sentence):
        check_layers(recipe.Speech(**settings), 2)
    check_layers(recipe.Speech(layers=(1, 2), open_layers=2), 2)
