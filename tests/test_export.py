"""What is exported is what was trained: both graphs give torch's vectors, share their weights, and verify."""

import json

import numpy as np
import onnx
import pytest
import torch

from engine import bundle as bundles
from engine.bundle import Bundle, Manifest
from engine.recording import Recording
from engine.speech_encoder import SpeechEncoder
from engine.text_encoder import TextEncoder
from engine.trainer import bridge as bridges
from engine.trainer.export import export
from engine.trainer.text_model import QUERY
from faults import InputFault

pytestmark = pytest.mark.filterwarnings("ignore")  # the exporter's own, of other people's code


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("bundles")


@pytest.fixture
def bundle(place, tiny_features, tiny_bridge, tiny_text):
    return _bundle(place / "fp32", tiny_features, tiny_bridge, tiny_text, "fp32")


@pytest.fixture
def int8_bundle(place, tiny_features, tiny_bridge, tiny_text):
    return _bundle(place / "int8", tiny_features, tiny_bridge, tiny_text, "int8")


def _bundle(folder, features, bridge, text, precision):
    if not folder.exists():
        manifest = Manifest("tiny", "1", "late-fusion", (32, 16, 8), 8, 16_000, 0.3, 20.0, precision)
        export(features, bridge, text, folder, manifest, int8=precision == "int8")
    return Bundle.open(folder)


@pytest.mark.parametrize("samples", [4800, 30_123, 48_000])
def test_a_recording_of_any_length_gives_the_vector_of_training(
    bundle, tiny_features, tiny_bridge, tiny_text, babble, samples
):
    clip = babble[:samples]
    with torch.no_grad():
        states = tiny_features(torch.from_numpy(clip)[None])[0].transpose(0, 1)
        expected, _, _ = bridges.embed(tiny_bridge, tiny_text, *bridges.collate([states]))
    assert np.abs(SpeechEncoder(bundle, 1).encode(Recording(clip)) - expected[0].numpy()).max() < 1e-3


def test_a_text_gives_the_vector_of_training_whatever_its_batch_mates(bundle, tiny_text):
    texts = ["fan la banki bi nekk", "ndox", "naka lañuy faj sibbiru"]
    vectors = TextEncoder(bundle, 1).encode_queries(texts)
    assert np.abs(vectors - tiny_text.embed(texts, QUERY).numpy()).max() < 1e-4
    assert np.abs(TextEncoder(bundle, 1).encode_queries(texts[1:2])[0] - vectors[1]).max() < 1e-4


def test_int8_stays_close_and_is_really_int8(int8_bundle, bundle, babble):
    kinds = {node.op_type for node in onnx.load(int8_bundle.path(bundles.SPEECH), load_external_data=False).graph.node}
    assert "MatMulInteger" in kinds and "ConvInteger" not in kinds
    recording = Recording(babble)
    assert SpeechEncoder(int8_bundle, 1).encode(recording) @ SpeechEncoder(bundle, 1).encode(recording) > 0.98


def test_the_transformer_is_stored_once(bundle):
    def places(name):
        graph = onnx.load(bundle.path(name), load_external_data=False).graph
        return {entry.value for t in graph.initializer for entry in t.external_data if entry.key == "offset"}

    assert len(places(bundles.SPEECH) & places(bundles.TEXT)) > 10


@pytest.mark.parametrize("name", [bundles.WEIGHTS, bundles.SPEECH, bundles.TEXT, bundles.TOKENIZER])
def test_one_changed_byte_is_named(bundle, name):
    path = bundle.path(name)
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    try:
        with pytest.raises(InputFault) as caught:
            Bundle.open(bundle.folder)
        assert caught.value.key == "bundle-damaged" and caught.value.fields["file"] == name
    finally:
        path.write_bytes(content)


def test_a_newer_format_says_so(bundle, tmp_path):
    manifest = json.loads((bundle.folder / bundles.MANIFEST).read_text())
    (tmp_path / bundles.MANIFEST).write_text(json.dumps(manifest | {"format": bundles.FORMAT + 1}))
    with pytest.raises(InputFault, match="newer"):
        Bundle.open(tmp_path)


def test_a_folder_without_a_bundle_says_so(tmp_path):
    with pytest.raises(InputFault, match="no model"):
        Bundle.open(tmp_path)


def test_vectors_of_another_text_model_live_in_another_space(bundle, int8_bundle):
    assert bundle.model_id != int8_bundle.model_id
