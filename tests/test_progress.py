"""Long work says now and then how far it is and how long it may yet take; short work says nothing."""

import pytest

from engine.trainer.progress import watched


@pytest.fixture
def clock(monkeypatch):
    def run(*seconds):
        times = iter(seconds)
        monkeypatch.setattr("engine.trainer.progress.time.monotonic", lambda: next(times))

    return run


def test_long_work_says_how_much_is_left(clock):
    clock(0.0, 0.0, 15.0, 17.0, 30.0, 60.0)  # the start, four items, the end
    said: list[str] = []
    assert list(watched("abcd", "letters", said.append, more=lambda done: f"{done} MB")) == ["a", "b", "c", "d"]
    assert said == [
        "letters: 1 of 4, 1 MB, 0 min 45 s left",
        "letters: 3 of 4, 3 MB, 0 min 10 s left",
        "letters: 4, 4 MB, in 1.0 min",
    ]


def test_short_work_says_nothing(clock):
    clock(0.0, 0.0, 0.1, 0.2)
    said: list[str] = []
    assert list(watched("ab", "letters", said.append)) == ["a", "b"] and not said


def test_items_that_do_not_know_their_number_are_told_it(clock):
    clock(0.0, 0.0, 10.0, 10.0)
    said: list[str] = []
    list(watched(iter("ab"), "letters", said.append, total=3))
    assert said[0] == "letters: 1 of 3, 0 min 20 s left"


def test_it_goes_to_standard_error_where_results_do_not_go(clock, capsys):
    clock(0.0, 0.0, 10.0, 10.0)
    list(watched("ab", "letters"))
    told = capsys.readouterr()
    assert "letters: 1 of 2" in told.err and not told.out
