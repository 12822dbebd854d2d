"""The recipes for bases that lie on a hub run from end to end: here on random bases of the same classes, made small."""

from __future__ import annotations

import numpy as np
import pytest

from engine.bundle import Bundle
from engine.recording import Recording
from engine.speech_encoder import SpeechEncoder
from engine.text_encoder import TextEncoder
from engine.trainer import recipes, speech_stage, text_stage
from engine.trainer.export import bundle as bundles
from engine.trainer.run import Run

pytestmark = pytest.mark.filterwarnings("ignore")  # other libraries' own

SMALL = [
    "text_stage.epochs=1", "text_stage.batch=4", "text_stage.mini_batch=2", "text_stage.hard_negatives=1",
    "text.speech_piece_count=1", "bridge.width=24", "bridge.heads=2", "bridge.depth=1", "bridge.adapters=2",
    "optimiser.steps=6", "optimiser.checkpoint_steps=3", "optimiser.log_steps=3", "optimiser.warmup_steps=1",
    "batch.seconds=6", "batch.pool=16", "batch.workers=0", "losses.mined=2", "losses.embed_at=0",
    "losses.embed_ramp=0", "precision=fp32", "threads=1", "speech.open_at=0.5", "export.clips=1",
    "export.most_ndcg_loss=1.0", "dims=[32, 16]", "default_dim=16", "evaluation.noise_db=[]",
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "speech", "text", "more"),
    [
        ("paper", "tiny_hubert_folder", "tiny_qwen3_folder", ["bridge.adapters=0"]),
        ("best", "tiny_w2vbert_folder", "tiny_qwen3_folder", ["speech.layers=[1, 2]", "speech.open_layers=1"]),
        (
            "best",
            "tiny_w2vbert_folder",
            "tiny_gemma3_folder",
            ["text.pooling=auto", "speech.layers=[2]", "speech.open_layers=1"],
        ),
        ("starter", "tiny_wav2vec2_folder", "tiny_xlmr_folder", ["text.vocabulary=0", "speech.layers=[2]"]),
        ("starter", "tiny_whisper_folder", "tiny_text_folder", ["text.vocabulary=0", "speech.layers=[1]"]),
    ],
)
def test_a_recipe_goes_from_its_bases_to_a_bundle_that_the_application_opens(
    request, training, tmp_path, babble, name, speech, text, more
):
    bases = [f"speech.base={request.getfixturevalue(speech)}", f"text.base={request.getfixturevalue(text)}"]
    recipe = recipes.load(name, [*bases, *SMALL, *more]).model_copy(update={"data": training.data})
    run = Run(tmp_path / "run")
    text_stage.fit(recipe, run.folder)
    speech_stage.fit(recipe, run.folder)
    bundles.export_run(recipe, run.folder)
    opened = Bundle.open(run.bundle)
    assert opened.manifest.architecture == recipe.architecture and opened.manifest.dims == (32, 16)
    heard = SpeechEncoder(opened, 1).encode(Recording(babble))
    read = TextEncoder(opened, 1).encode_passages(["où est la banque", "l'eau"])
    assert heard.shape == (32,) and read.shape == (2, 32)
    assert np.linalg.norm(heard) == pytest.approx(1, abs=1e-4) and np.abs(read[0] - read[1]).max() > 1e-4
