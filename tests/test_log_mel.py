"""The front end inside the graph is Whisper's own."""

import numpy as np
import torch
from transformers import WhisperFeatureExtractor

from engine.trainer.speech_features import LogMel


def test_it_equals_the_reference_extractor(babble):
    reference = WhisperFeatureExtractor()(babble, sampling_rate=16_000, padding=False, return_tensors="np")
    ours = LogMel()(torch.from_numpy(babble)[None])[0].numpy()
    assert np.abs(ours - reference.input_features[0]).max() < 1e-3
