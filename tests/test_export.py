"""What is exported is what was trained: graphs that give its vectors and share their weights, or no bundle at all."""

import errno
import json
import shutil
from dataclasses import replace

import numpy as np
import onnx
import onnxruntime
import pytest
import torch

from engine import bundle as bundles
from engine.bundle import MANIFEST, SPEECH, TEXT, TOKENIZER, WEIGHTS, Bundle
from engine.recording import Recording
from engine.speech_encoder import SpeechEncoder
from engine.text_encoder import TextEncoder
from engine.trainer.export import bundle as exports
from engine.trainer.export import parity, quantisation, sources
from engine.trainer.export.bundle import Traced, export
from engine.trainer.export.tensors import TensorFolder
from engine.trainer.models.architectures import Fused
from engine.trainer.recipe import Export
from faults import InputFault
from tests.fixtures.trainer import FRENCH

pytestmark = pytest.mark.filterwarnings("ignore")  # the exporter's own, of other people's code

TEXTS = ["fan la banki bi nekk", "ndox", "naka lañuy faj sibbiru ci dëkk bi", ""]


@pytest.fixture(params=["fused", "decoder", "dual"])
def any_kind(request):
    return request.getfixturevalue(request.param)


def encoded(bundle: Bundle, clips) -> np.ndarray:
    encoder = SpeechEncoder(bundle, 1)
    return np.stack([encoder.encode(Recording(samples)) for samples, _ in clips])


def kinds(bundle: Bundle, name: str) -> set[str]:
    return {node.op_type for node in onnx.load(bundle.path(name), load_external_data=False).graph.node}


# -- the vectors of training --


def test_a_recording_of_any_length_gives_the_vector_of_training(any_kind, babble):
    encoder = SpeechEncoder(any_kind.bundle(), 1)
    vectors = []
    for samples in (4800, 30_123, 48_000):
        clip = babble[:samples]
        expected = any_kind.architecture.hear(torch.from_numpy(clip)[None])[0].numpy()
        vectors.append(encoder.encode(Recording(clip)))
        assert np.abs(vectors[-1] - expected).max() < 1e-3
    assert np.abs(vectors[0] - vectors[2]).max() > 1e-2, "another recording has another vector"


def test_a_text_gives_the_vector_of_training_whatever_its_batch_mates(any_kind):
    text, encoder = any_kind.architecture.text, TextEncoder(any_kind.bundle(), 1)
    for encode, prefix in ((encoder.encode_queries, text.query_prefix), (encoder.encode_passages, text.passage_prefix)):
        together = encode(TEXTS)
        assert np.abs(together - text.embed(TEXTS, prefix).numpy()).max() < 1e-3
        assert np.abs(encode(TEXTS[1:2])[0] - together[1]).max() < 1e-4
    assert np.abs(together[0] - together[1]).max() > 1e-2, "another text has another vector"


def test_a_long_passage_is_cut_as_training_would_cut_it(any_kind):
    text, bundle = any_kind.architecture.text, any_kind.bundle()
    passage = " ".join(FRENCH * 20)
    before, text.longest_pieces = text.longest_pieces, bundle.manifest.longest_pieces
    try:
        assert len(text.tokenizer.encode(passage).ids) > text.longest_pieces
        expected = text.embed([passage], text.passage_prefix).numpy()
    finally:
        text.longest_pieces = before
    assert np.abs(TextEncoder(bundle, 1).encode_passages([passage]) - expected).max() < 1e-3


def test_adapters_change_what_is_heard_and_no_text(decoder, clips):
    built = decoder.architecture
    assert isinstance(built, Fused) and built.adapters is not None
    heard = encoded(decoder.bundle(), clips)
    gates = [adapter.gate.detach().clone() for adapter in built.adapters]
    with torch.no_grad():
        for adapter in built.adapters:
            adapter.gate.zero_()
    try:
        closed = np.stack([built.hear(torch.from_numpy(samples)[None])[0].numpy() for samples, _ in clips])
    finally:
        with torch.no_grad():
            for adapter, gate in zip(built.adapters, gates, strict=True):
                adapter.gate.copy_(gate)
    assert np.abs(heard - closed).max() > 1e-2
    weights = {t.name for t in onnx.load(decoder.bundle().path(TEXT), load_external_data=False).graph.initializer}
    assert not any("adapter" in name for name in weights)


# -- fewer bits --


@pytest.mark.parametrize(
    ("weights", "operators", "least"),
    [
        ("int8", {"MatMulInteger"}, 0.95),
        ("mixed", {"MatMulInteger", "MatMulNBits"}, 0.95),
        ("blocks8", {"MatMulNBits"}, 0.99),
        ("blocks4", {"MatMulNBits"}, 0.6),
    ],
)
def test_fewer_bits_stay_close_and_are_really_fewer(fused, clips, weights, operators, least):
    bundle = fused.bundle(weights)
    graph = onnx.load(bundle.path(SPEECH), load_external_data=False).graph
    found = {node.op_type for node in graph.node}
    assert operators == found & {"MatMulInteger", "MatMulNBits", "ConvInteger"}
    stored = {tensor.name for tensor in graph.initializer}
    made_by = {name: node.op_type for node in graph.node for name in node.output}
    in_float = [node for node in graph.node if node.op_type == "MatMul" and node.input[1] in stored]
    assert all(made_by[node.input[0]] in ("Softmax", "Slice") for node in in_float), "none but what a posterior mixes"
    cosines = (encoded(bundle, clips) * encoded(fused.bundle(), clips)).sum(1)
    assert cosines.mean() > least


def test_what_a_mixed_bundle_does_to_the_text_model_is_blocks(fused):
    assert "MatMulInteger" not in kinds(fused.bundle("mixed"), TEXT)
    assert "MatMulInteger" in kinds(fused.bundle("int8"), TEXT)


@pytest.mark.parametrize("bits", [4, 8])
@pytest.mark.parametrize("shape", [(64, 5), (70, 3), (7, 2)])
def test_blocks_can_be_read_back(bits, shape):
    matrix = np.random.default_rng(0).normal(size=shape).astype(np.float32)
    matrix[:, 0] = 0
    codes, scales = quantisation.blocks(matrix, bits)
    if bits == 4:
        codes = np.stack([codes & 15, codes >> 4], -1).reshape(*codes.shape[:2], -1)
    values = (codes.astype(np.float32) - (1 << (bits - 1))) * scales[..., None]
    back = values.reshape(shape[1], -1)[:, : shape[0]].T
    step = np.abs(scales).max() * (1.0 if bits == 4 else 0.51)
    assert np.abs(back - matrix).max() <= step


# -- what the bundle is made of --


def test_the_transformer_is_stored_once(fused):
    def places(name):
        graph = onnx.load(fused.bundle().path(name), load_external_data=False).graph
        return {entry.value for t in graph.initializer for entry in t.external_data if entry.key == "offset"}

    assert len(places(SPEECH) & places(TEXT)) > 10


def test_no_graph_says_where_it_was_made(any_kind):
    for name in (SPEECH, TEXT):
        content = any_kind.bundle().path(name).read_bytes()
        assert b".py" not in content and b"stack_trace" not in content


@pytest.mark.parametrize("name", [WEIGHTS, SPEECH, TEXT, TOKENIZER])
def test_one_changed_byte_is_named(fused, tmp_path, name):
    folder = tmp_path / "copy"
    shutil.copytree(fused.bundle().folder, folder)
    content = (folder / name).read_bytes()
    (folder / name).write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(InputFault) as caught:
        Bundle.open(folder)
    assert caught.value.key == "bundle-damaged" and caught.value.fields["file"] == name


def test_a_newer_format_says_so(fused, tmp_path):
    manifest = json.loads(fused.bundle().path(MANIFEST).read_text())
    (tmp_path / MANIFEST).write_text(json.dumps(manifest | {"format": bundles.FORMAT + 1}))
    with pytest.raises(InputFault, match="newer"):
        Bundle.open(tmp_path)


def test_a_folder_without_a_bundle_says_so(tmp_path):
    with pytest.raises(InputFault, match="no model"):
        Bundle.open(tmp_path)


def test_a_bundle_of_the_first_format_has_the_first_prefixes(fused, tmp_path):
    values = json.loads(fused.bundle().path(MANIFEST).read_text())
    for name in ("query_prefix", "passage_prefix", "pad_id", "longest_pieces", "base_models"):
        del values[name]
    (tmp_path / MANIFEST).write_text(json.dumps(values | {"format": 1}))
    manifest = Bundle.open(tmp_path, verify=False).manifest
    assert (manifest.query_prefix, manifest.passage_prefix) == ("query: ", "passage: ")
    assert (manifest.pad_id, manifest.longest_pieces) == (1, 384)


def test_the_bundle_that_ships_keeps_its_vectors(request):
    assert Bundle.open(request.config.rootpath / "assets" / "model", verify=False).model_id == "2c3399584a0bad95"


# -- which vectors may be compared --


def test_vectors_of_other_weights_live_in_another_space(fused):
    assert len({fused.bundle(weights).model_id for weights in ("fp32", "int8", "blocks8")}) == 3


def test_vectors_of_another_prefix_live_in_another_space(fused):
    bundle = fused.bundle()
    for change in ({"query_prefix": ""}, {"passage_prefix": ""}):
        assert Bundle(bundle.folder, replace(bundle.manifest, **change)).model_id != bundle.model_id


def test_a_text_model_that_learned_more_lives_in_another_space_and_a_bridge_that_did_does_not(fused, tmp_path):
    def model_id(name: str, part: str) -> str:
        traced = getattr(fused.traced, part)
        large = max(traced.tensors, key=lambda tensor: np.prod(tensor.dims))
        changed = fused.traced.tensors.write(large.name, fused.traced.tensors.read(large) + np.float32(0.1))
        others = tuple(changed if tensor is large else tensor for tensor in traced.tensors)
        again = replace(fused.traced, **{part: replace(traced, tensors=others)})
        (tmp_path / name).mkdir()
        manifest = fused.bundle().manifest
        return exports.Maker(fused.architecture, manifest, again, tmp_path / name).bundle("fp32").model_id

    assert model_id("text", "text") != fused.bundle().model_id
    assert model_id("bridge", "speech") == fused.bundle().model_id


# -- what is not as good is not written --


@pytest.fixture
def ready(fused, monkeypatch, tmp_path):
    """The fused architecture's recipe, with an export that does not trace it again."""

    def traced(architecture, work) -> Traced:
        shutil.copytree(fused.traced.tensors.folder, work / "tensors")
        return replace(fused.traced, tensors=TensorFolder(work / "tensors"))

    monkeypatch.setattr(exports, "trace", traced)

    def run(clips, folder=tmp_path / "bundle", **limits):
        recipe = fused.recipe.model_copy(update={"export": Export(**limits)})
        return export(fused.architecture, recipe, folder, clips, list(FRENCH))

    return run


def test_the_first_weights_that_lose_little_are_taken(ready, clips):
    bundle = ready(clips, least_cosine=0.9, most_ndcg_loss=1.0)
    assert bundle.manifest.precision == "mixed"
    report = bundle.manifest.scores["parity"]
    assert (report["chosen"], report["clips"], report["french"]) == ("mixed", len(clips), len(FRENCH))
    exact, mixed = report["candidates"]
    assert exact["cosine_least"] > 0.999 and exact["latency_to_fp32"] == 1
    assert exact["ndcg_torch"] == exact["ndcg_bundle"] and list(mixed["ndcg_torch"]) == ["32", "16", "8"]
    assert mixed["passed"] and mixed["size_mb"] < exact["size_mb"] and mixed["latency_ms"] > 0


def test_weights_that_lose_too_much_give_way_to_better_ones(ready, clips):
    bundle = ready(clips, least_cosine=0.9999, most_ndcg_loss=1.0)
    tried = {one["weights"]: one for one in bundle.manifest.scores["parity"]["candidates"]}
    assert bundle.manifest.precision == "fp32" and list(tried) == ["fp32", "mixed", "blocks8"]
    assert not tried["mixed"]["passed"] and "cosine" in tried["mixed"]["fault"]


def test_nothing_is_written_that_is_not_what_was_trained(ready, clips, tmp_path):
    ready(clips, weights="fp32")
    before = {file.name: file.read_bytes() for file in (tmp_path / "bundle").iterdir()}
    with pytest.raises(InputFault) as caught:
        ready(clips, weights="blocks4", least_cosine=0.9999)
    assert caught.value.key == "parity-failed" and "blocks4" in caught.value.text("en")
    assert {file.name: file.read_bytes() for file in (tmp_path / "bundle").iterdir()} == before
    assert [file.name for file in tmp_path.iterdir()] == ["bundle"]


def test_a_graph_that_is_wrong_even_in_float32_is_refused(ready, clips, tmp_path, monkeypatch):
    one_text = lambda self, texts, progress=None: TextEncoder.encode_queries(self, [texts[0]] * len(texts))  # noqa: E731
    monkeypatch.setattr(TextEncoder, "encode_passages", one_text)
    with pytest.raises(InputFault) as caught:
        ready(clips)
    assert caught.value.fields["weights"] == "fp32"
    assert list(tmp_path.iterdir()) == []


def test_without_a_recording_to_compare_on_nothing_is_written(ready, tmp_path):
    with pytest.raises(InputFault) as caught:
        ready([])
    assert caught.value.key == "parity-missing" and list(tmp_path.iterdir()) == []


def test_a_full_disk_is_said_and_leaves_the_bundle_of_before(ready, clips, tmp_path, monkeypatch):
    ready(clips, weights="fp32")
    (tmp_path / ".bundle-of-a-killed-export").mkdir()

    def full(graphs, tensors, out):
        raise OSError(errno.ENOSPC, "no space left")

    monkeypatch.setattr(exports, "share_weights", full)
    with pytest.raises(InputFault) as caught:
        ready(clips, weights="fp32")
    assert caught.value.key == "disk-full"
    assert Bundle.open(tmp_path / "bundle").manifest.precision == "fp32"
    assert [file.name for file in tmp_path.iterdir()] == ["bundle"]


def test_a_bundle_takes_the_place_of_the_one_before(ready, clips, tmp_path):
    for weights in ("fp32", "blocks8"):
        ready(clips, weights=weights, least_cosine=0.5, most_ndcg_loss=1.0)
        assert Bundle.open(tmp_path / "bundle").manifest.precision == weights
    assert [file.name for file in tmp_path.iterdir()] == ["bundle"]


# -- a run's bundle --


def test_what_is_compared_are_recordings_of_all_sets_and_their_french(training):
    second = training.data.evaluate[0].model_copy(update={"name": "other", "manifest": training.data.train[0].manifest})
    data = training.data.model_copy(update={"evaluate": (*training.data.evaluate, second)})
    found, french = parity.clips(training.model_copy(update={"data": data, "export": Export(clips=4)}))
    assert [french[row] for _, row in found] == [FRENCH[7], FRENCH[0], FRENCH[1], FRENCH[3]], "all but the untranslated"
    assert sorted(french) == sorted(FRENCH), "and those that are asked for by no recording here"
    assert all(samples.dtype == np.float32 and samples.ndim == 1 for samples, _ in found)


def test_a_bundle_says_what_it_was_made_from(training, tmp_path):
    base = tmp_path / "base"
    shutil.copytree(training.text.base, base)
    (base / "README.md").write_text("---\nlanguage: wo\nlicense: mit\n---\nA model.\n")
    changed = training.model_copy(update={"text": training.text.model_copy(update={"base": str(base)})})
    speech, text = sources.base_models(changed)
    assert text == {"name": "base", "licence": "mit"} and speech["licence"] == sources.UNKNOWN
    assert {"name": "t", "use": "speech", "licence": sources.UNKNOWN} in sources.training_data(training)


def test_the_bare_encoder_takes_log_mel_of_any_length(fused, tmp_path):
    speech = fused.architecture.speech
    exports.export_bare(speech, tmp_path / "bare.onnx")
    session = onnxruntime.InferenceSession(tmp_path / "bare.onnx", providers=["CPUExecutionProvider"])
    for frames in (100, 500):
        mel = np.random.default_rng(0).normal(0, 0.5, (1, 80, frames)).astype(np.float32)
        (states,) = session.run(None, {session.get_inputs()[0].name: mel})
        expected = speech.from_mel(torch.from_numpy(mel)).numpy()
        assert states.shape == expected.shape == (1, frames // 2, speech.width)
        assert np.abs(states - expected).max() < 0.1 * np.abs(expected).max()
    assert [file.name for file in tmp_path.iterdir()] == ["bare.onnx"]
