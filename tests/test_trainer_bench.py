"""`laaj-trainer bench` measures both ways of training on the same utterances, and keeps nothing of it."""

import pytest

from engine.trainer.bench import Speed, bench

pytestmark = pytest.mark.filterwarnings("ignore")  # other libraries' own


def test_both_ways_are_measured_on_the_same_utterances(training, tmp_path):
    speed = bench(training, tmp_path / "run", utterances=5, steps=1)
    assert speed.utterances == 5 and 1 < speed.mean_s < 2
    assert speed.trained > 0 and speed.features > 0
    assert 0 < speed.straightforward < speed.trained, "thirty seconds for one second of speech cannot be as fast"
    assert not (tmp_path / "run").exists()


def test_what_the_features_cost_once_is_counted_in():
    speed = Speed(utterances=10, mean_s=5, trained=100, features=50, straightforward=10, precision="fp32")
    assert "ratio 10.0" in str(speed)
    assert "3.3 over one epoch" in str(speed), "1/100 + 1/50 s an utterance"
    assert "8.3 over ten" in str(speed)
