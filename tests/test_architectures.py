"""Three architectures, one interface: each clip is heard for itself, at every dim, whatever its batch mates."""

import pytest
import torch

from engine.matryoshka import truncate
from engine.trainer.models import architectures
from engine.trainer.models.bridges import Bridged
from engine.trainer.models.cost import cost
from engine.trainer.recipe import RecipeError

pytestmark = pytest.mark.filterwarnings("ignore")  # other libraries' own

VARIANTS = [
    ("text-only", {}, {}),
    ("dual", {}, {}),
    ("late-fusion", {}, {}),
    ("late-fusion", {"stride": 2}, {}),
    ("late-fusion", {"stride": 8, "depth": 0}, {}),
    ("late-fusion", {"kind": "unguided"}, {}),
    ("late-fusion", {"kind": "plain", "stride": 2}, {}),
    ("late-fusion", {"adapters": 4}, {}),
    ("late-fusion", {}, {"open_layers": 1}),
    ("dual", {}, {"open_layers": 2, "layers": (2,)}),
]


def make(recipe, architecture, bridge=None, speech=None):
    recipe = recipe.model_copy(
        update={
            "architecture": architecture,
            "bridge": recipe.bridge.model_copy(update=bridge or {}),
            "speech": recipe.speech.model_copy(update=speech or {}),
        }
    )
    torch.manual_seed(4)
    built = architectures.build(recipe)
    if built_adapters := getattr(built, "adapters", None):
        for adapter in built_adapters:
            torch.nn.init.constant_(adapter.gate, 0.5)
    return built


def clips(built, lengths=(40, 97, 160)):
    generator = torch.Generator().manual_seed(0)
    return [torch.randn(n, len(built.stored), built.speech.width, generator=generator) for n in lengths]


@pytest.mark.parametrize(("architecture", "bridge", "speech"), VARIANTS)
@torch.no_grad()
def test_an_embedding_does_not_depend_on_its_batch_mates(tiny_recipe, architecture, bridge, speech):
    built = make(tiny_recipe, architecture, bridge, speech)
    some = clips(built)
    together = built(*architectures.collate(some, built.unit)).vectors
    alone = torch.cat([built(*architectures.collate([clip], built.unit)).vectors for clip in some])
    assert (together - alone).abs().max() < 1e-4
    for dim in tiny_recipe.dims:
        assert torch.allclose(truncate(together, dim).norm(dim=-1), torch.ones(3), atol=1e-5)
    if architecture != "text-only":  # what an untrained reader reads may be nothing, for all alike
        assert (together[0] - together[1]).abs().max() > 1e-4, (
            "the clips must differ for the comparison to mean anything"
        )


@pytest.mark.parametrize(("architecture", "bridge", "speech"), VARIANTS)
def test_what_is_heard_from_samples_is_what_is_trained_on(tiny_recipe, babble, architecture, bridge, speech):
    built = make(tiny_recipe, architecture, bridge, speech)
    samples = torch.from_numpy(babble)[None, :30_000]
    with torch.no_grad():
        stored = built.speech.states(samples, built.stored)[0]
        trained = built(*architectures.collate([stored], built.unit)).vectors
    assert (built.hear(samples) - trained).abs().max() < 1e-4


@pytest.mark.parametrize(("architecture", "bridge", "speech"), VARIANTS)
def test_only_what_is_named_is_trained(tiny_recipe, architecture, bridge, speech):
    built = make(tiny_recipe, architecture, bridge, speech)
    built.open_layers()
    built.opened = True
    heard = built.train()(*architectures.collate(clips(built), built.unit))
    loss = sum(part.float().square().sum() for part in heard if part is not None and part.requires_grad)
    loss.backward()
    moved = {name for name, p in built.named_parameters() if p.grad is not None}
    assert moved and moved <= set(built.trained_parameters())
    assert not any(name.startswith("text.") for name in moved)
    assert any(name.startswith("speech.") for name in moved) == bool(speech.get("open_layers"))


def test_text_never_meets_the_adapters(tiny_recipe):
    with_adapters, without = make(tiny_recipe, "late-fusion", {"adapters": 4}), make(tiny_recipe, "late-fusion")
    texts = ["fan la banki bi nekk"]
    assert torch.equal(with_adapters.text.embed(texts, "query: "), without.text.embed(texts, "query: "))
    some = clips(with_adapters)
    batch = architectures.collate(some, 4)
    without.bridge.load_state_dict(with_adapters.bridge.state_dict())
    with torch.no_grad():
        assert not torch.allclose(with_adapters(*batch).vectors, without(*batch).vectors)
        for adapter in with_adapters.adapters:
            torch.nn.init.zeros_(adapter.gate)
        assert torch.allclose(with_adapters(*batch).vectors, without(*batch).vectors, atol=1e-6), "a closed gate"


@torch.no_grad()
def test_a_perfect_reading_is_the_embedding_of_the_written_question(tiny_recipe):
    """Late fusion that is certain of its pieces, and text-only, both give the text model's own vector."""
    question = "fan la banki bi nekk"
    for architecture in ("late-fusion", "text-only"):
        built = make(tiny_recipe, architecture)
        ids = built.text.transcript_pieces(question)
        symbols = [built.text.speech_vocabulary.index(i) + 1 for i in ids]
        frames = [s for symbol in symbols for s in (symbol, 0)]  # a blank after each, so that repeats stand
        logits = torch.full((1, len(frames), len(built.text.speech_vocabulary) + 1), -50.0)
        logits[0, torch.arange(len(frames)), torch.tensor(frames)] = 50.0
        if architecture == "late-fusion":
            mixed, keep = built.bridge.mix(torch.zeros(1, len(frames), 24), logits)
            bridged = Bridged(mixed, keep, None, logits)
        else:
            built.reader.forward = lambda states, mask, logits=logits: (None, None, logits)
            bridged = built.bridged(torch.zeros(1, 4, 2, 32), None)
        before, after = built.text.frame()
        written = built.text([[*before, *ids, *after]])
        assert (built._through_text(bridged) - written).abs().max() < 1e-4


def test_a_clip_shorter_than_a_step_is_heard_too(tiny_recipe):
    built = make(tiny_recipe, "late-fusion", {"stride": 8})
    states, mask = architectures.collate(clips(built, (3, 16)), built.unit)
    assert states.shape[1] == 16 and mask.sum(1).tolist() == [8, 16]
    assert built(states, mask).vectors.isfinite().all()


def test_the_cost_is_told_before_training(tiny_recipe):
    figures = {name: cost(make(tiny_recipe, name)) for name in ("dual", "late-fusion", "text-only")}
    assert figures["late-fusion"].steps_per_s == 12.5 and figures["dual"].steps_per_s == 0
    assert 0 < figures["dual"].trained < figures["late-fusion"].trained
    assert 0 < figures["dual"].gflop_per_s < figures["late-fusion"].gflop_per_s
    opened = cost(make(tiny_recipe, "dual", speech={"open_layers": 1}))
    assert opened.trained > figures["dual"].trained
    assert opened.trained + opened.frozen == figures["dual"].trained + figures["dual"].frozen


def test_the_papers_bridge_has_the_papers_size():
    """12 layers of HuBERT-base side by side, linear, convolution over two frames: about 11.5 M parameters."""
    from engine.trainer.models.bridges import PlainBridge
    from engine.trainer.recipe import Bridge

    bridge = PlainBridge(Bridge(kind="plain", stride=2), 12, 768, torch.zeros(5, 1024))
    assert sum(p.numel() for p in bridge.parameters()) == pytest.approx(11.5e6, rel=0.01)


def test_dims_that_the_text_model_does_not_have_are_refused(tiny_recipe):
    with pytest.raises(RecipeError, match="32"):
        architectures.build(tiny_recipe.model_copy(update={"dims": (64, 8)}))


def test_guidance_needs_the_pieces_that_the_text_stage_chooses(tiny_recipe, tiny_text_folder):
    bare = tiny_recipe.model_copy(update={"text": tiny_recipe.text.model_copy(update={"base": str(tiny_text_folder)})})
    with pytest.raises(RecipeError, match="text stage"):
        architectures.build(bare)
    plain = bare.model_copy(update={"bridge": bare.bridge.model_copy(update={"kind": "plain"})})
    assert architectures.build(plain)


@pytest.mark.parametrize(("stride", "longest_s", "says"), [(2, 30, "places"), (8, 200, "shorten")])
def test_a_recording_longer_than_the_models_have_room_for_is_refused_beforehand(tiny_recipe, stride, longest_s, says):
    data = tiny_recipe.data.model_copy(update={"longest_s": longest_s})
    bridge = tiny_recipe.bridge.model_copy(update={"stride": stride})
    with pytest.raises(RecipeError, match=says):
        architectures.build(tiny_recipe.model_copy(update={"data": data, "bridge": bridge}))
