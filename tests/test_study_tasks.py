"""What is found from speech: sentences, pages and topics of known vectors; what is said of the figures asked for."""

from __future__ import annotations

import copy
import json
from types import SimpleNamespace

import numpy as np
import pytest

from corpus.starter_library import THEMES
from engine.trainer.study import pools
from engine.trainer.study.blocks import Plot, Table, Text
from engine.trainer.study.library import Passages
from engine.trainer.study.parts import tasks
from engine.trainer.study.parts.tasks import rankings
from engine.trainer.study.parts.tasks.telling import BY_DOCUMENT, BY_NAME
from engine.trainer.study.pools import TOGETHER
from faults import InputFault
from tests.fixtures.study_vectors import FULL, VectorContext

D = str(FULL)
OWN = ["sante/a", "sante/b", "argent/c", "droits/d"]
TITLES = [f"Page {document}" for document in OWN]
STARTER = ("starter-kokoro", "starter-espeak")


class TaskContext(VectorContext):
    """Starter questions beside the sentences: the question of a page is its title, typed as it stands; `mistaken` are
    the pages whose spoken question sounds like the next page's."""

    def __init__(self, folder, mistaken=(), **changes):
        super().__init__(folder, asked=40, others=160, **changes)
        self.sets = (*self.sets, *STARTER)
        self.mistaken = mistaken

    def heard_rows(self, name):
        if name not in STARTER:
            return super().heard_rows(name)
        return [
            SimpleNamespace(french=f"fra {title}", wolof=f"wol {title}", document=document)
            for document, title in zip(OWN, TITLES, strict=True)
        ]

    def spoken(self, name):
        if name not in STARTER:
            return super().spoken(name)
        heard = [
            TITLES[(place + 1) % len(OWN)] if place in self.mistaken else TITLES[place] for place in range(len(OWN))
        ]
        return self.passages(heard)


@pytest.fixture
def contexts(tmp_path, monkeypatch):
    others = [f"Passage {number}" for number in range(30)]
    monkeypatch.setattr(pools.library, "starter", lambda _: Passages(TITLES, OWN))
    monkeypatch.setattr(pools.library, "everything", lambda _: Passages(TITLES + others, OWN + [""] * len(others)))
    return lambda **changes: TaskContext(tmp_path, **changes)


def measured(context) -> dict:
    return json.loads(json.dumps(tasks.measure(context)))


def words(blocks) -> str:
    return "\n".join(block.text for block in blocks if isinstance(block, Text))


def aims_by_name(found) -> dict:
    return {aim.what: aim for aim in tasks.aims(found)}


def aim(found, part: str):
    return next(told for what, told in aims_by_name(found).items() if part in what)


def test_speech_like_its_french_finds_it_and_speech_unlike_it_does_not(contexts):
    good, bad = measured(contexts(unlike=0.0)), measured(contexts(unlike=3.0))
    for found, least, most in ((good, 1.0, 1.0), (bad, 0.0, 0.9)):
        told = found["sentences"]["real"]["ways"]
        assert least <= told["speech"][D]["ndcg@10"][0] <= most
        assert told["gold"][D]["recall@1"][0] == 1.0
    of_gold = bad["sentences"]["real"]
    assert of_gold["share"][D]["ndcg@10"][0] == pytest.approx(of_gold["ways"]["speech"][D]["ndcg@10"][0])


def test_more_sentences_are_never_easier(contexts):
    context = contexts(unlike=1.5)
    wide = context.sentences
    context.sentences = lambda name, most_distractors=1000: wide(
        name, min(most_distractors, 20 if most_distractors <= 1000 else 160)
    )
    found = measured(context)
    for name in ("real", "kokoro", "espeak"):
        few, all_of_them = found["sentences"][name], found["all_sentences"][name]
        assert (few["passages"], all_of_them["passages"]) == (60, 200)
        few_ndcg, all_ndcg = (told["ways"]["speech"][D]["ndcg@10"][0] for told in (few, all_of_them))
        assert all_ndcg < few_ndcg


def test_two_voices_together_are_the_mean_of_all_utterances_and_their_questions_are_counted_once(contexts):
    told = measured(contexts(unlike=2.0))["sentences"]
    voices = [told[name]["ways"]["speech"]["64"]["ndcg@10"][0] for name in ("kokoro", "espeak")]
    together = told[TOGETHER]
    assert together["ways"]["speech"]["64"]["ndcg@10"][0] == pytest.approx(np.mean(voices), abs=1e-4)
    assert (together["sets"], together["utterances"], together["questions"]) == (["kokoro", "espeak"], 80, 40)


def test_a_page_is_as_good_as_its_best_passage_and_a_distractor_is_a_document_of_its_own():
    passages = np.eye(4, dtype=np.float32)
    document = np.array([0, 1, 0, 2])
    asked = np.array([[0.1, 0.5, 0.8, 0.3]], np.float32)
    asked /= np.linalg.norm(asked)
    scores = rankings.document_scores(asked, passages, document, 4)
    assert scores[0].tolist() == pytest.approx((asked[0, [2, 1, 3]]).tolist())
    assert [rankings.ranks(scores, np.array([right]))[0] for right in range(3)] == [0, 1, 2]


def test_what_the_shortlist_misses_ranks_last():
    passages = np.array([[0, 1, 0.2], [1, 0, 0], [0.9, 0.1, 0]], np.float32)
    asked = np.array([[0.8, 0.0, 5.0]], np.float32)
    exact = rankings.document_scores(asked, passages, np.arange(3), 3)
    assert rankings.ranks(exact, np.array([0]))[0] == 2 - 2 * (exact[0, 0] > exact[0, 1])
    chosen = rankings.document_scores(asked, passages, np.arange(3), 3, shortlist=(2, 2))
    assert chosen[0, 0] == -np.inf and np.isfinite(chosen[0, 1:]).all()
    assert rankings.ranks(chosen, np.array([0]))[0] == 2


def test_equal_scores_count_against_the_right_one():
    assert rankings.ranks(np.array([[0.5, 0.5, 0.1]]), np.array([0]))[0] == 1


def test_a_nearer_distractor_costs_the_page_its_place_only_among_everything(contexts, monkeypatch):
    near = Passages([*TITLES, "Page sante/a"], [*OWN, ""])
    monkeypatch.setattr(pools.library, "everything", lambda _: near)
    found = measured(contexts())
    assert found["pages"]["starter-kokoro"]["ways"]["speech"][D]["first"][0] == 1.0
    assert found["pages_in_everything"]["starter-kokoro"]["ways"]["speech"][D]["first"][0] == 0.75
    assert found["pages_in_everything"]["starter-kokoro"]["documents"] == 5


def test_topics_are_told_by_the_nearest_document(contexts):
    """Page a is taken for b, of the same theme; page b for c, of another."""
    told = measured(contexts(mistaken=(0, 1)))["topics"]
    assert told["by"][BY_DOCUMENT]["accuracy"][0] == 0.75
    assert told["by"][BY_DOCUMENT]["gold_accuracy"][0] == told["by"][BY_DOCUMENT]["typed_accuracy"][0] == 1.0
    assert (told["themes"], told["most_common"]) == (len(THEMES), 0.5)
    assert set(told["by"]) == {BY_NAME, BY_DOCUMENT}


def test_topics_are_told_by_the_nearest_name(contexts):
    context = contexts()
    plain = context.passages
    context.passages = lambda texts: plain(
        [{"Santé": "Page sante/a", "Argent, banque et mobile": "Page argent/c"}.get(text, text) for text in texts]
    )
    told = measured(context)["topics"]["by"][BY_NAME]
    assert told["accuracy"][0] >= 0.5


def test_all_aims_are_reached_by_speech_that_is_its_french(contexts):
    found = measured(contexts(unlike=0.0))
    assert [(told.reached, told.else_) for told in tasks.aims(found)] == [(True, "")] * 4
    assert "kokoro 100.0%, espeak 100.0%" in aim(found, "AfriQA").found


def test_what_is_not_reached_says_whether_text_or_the_ear_is_the_cause(contexts):
    found = measured(contexts(unlike=0.0))
    ear, text = copy.deepcopy(found), copy.deepcopy(found)
    for told, gold in ((ear, 0.8), (text, 0.4)):
        told["sentences"]["real"]["ways"]["speech"][D]["ndcg@10"] = [0.3, 0.2, 0.45]
        told["sentences"]["real"]["ways"]["gold"][D]["ndcg@10"] = [gold, gold - 0.1, gold + 0.1]
    assert not aim(ear, "real speech →").reached
    assert "the ear keeps 37.5% of that. Keeping 62.5% would reach it" in aim(ear, "real speech →").else_
    assert "the text model's Wolof is short of it" in aim(text, "real speech →").else_
    assert "may be chance" not in aim(text, "real speech →").else_
    ear["sentences"]["real"]["ways"]["speech"][D]["ndcg@10"] = [0.48, 0.2, 0.7]
    assert "may be chance" in aim(ear, "real speech →").else_


@pytest.mark.parametrize(
    ("typed", "gold", "cause"),
    [
        (0.7, 0.6, "French itself"),
        (0.95, 0.6, "The text model's Wolof limits: 35.0"),
        (0.95, 0.9, "may lose 10.0 points"),
    ],
)
def test_a_page_that_is_not_found_has_its_cause_told_step_by_step(contexts, typed, gold, cause):
    found = measured(contexts())
    for way, value in (("speech", 0.5), ("gold", gold), ("typed", typed)):
        found["pages"][TOGETHER]["ways"][way]["funnel"]["first_three"] = [value, value, value]
    told = aim(found, "first three")
    assert not told.reached
    assert cause in told.else_


def test_a_shortlist_and_voices_that_lose_too_much_are_told(contexts):
    found = measured(contexts())
    found["sentences"]["real"] |= {"lost": [0.02, 0.01, 0.03], "missed": 3}
    found["sentences"][TOGETHER]["share"][D]["ndcg@10"] = [0.8, 0.7, 0.9]
    found["sentences"]["espeak"]["share"][D]["ndcg@10"] = [0.6, 0.5, 0.7]
    assert "For 3 of 40 questions the shortlist" in aim(found, "re-scoring").else_
    assert "By kokoro alone it is reached" in aim(found, "AfriQA").else_
    found["sentences"]["kokoro"]["share"][D]["ndcg@10"] = [0.8, 0.7, 0.9]
    assert "No kind of voice keeps enough" in aim(found, "AfriQA").else_


def test_one_voice_is_not_taken_for_both(contexts):
    context = contexts()
    context.sets = ("espeak", "starter-espeak")
    found = measured(context)
    assert [(told.reached, told.found) for told in tasks.aims(found)] == [(False, "not measured")] * 4
    assert "There is no set real." in words(tasks.blocks(found))
    assert "There is no set starter-kokoro." in words(tasks.blocks(found))
    assert list(tasks.summary(found))


def test_without_the_corpora_sentences_are_told_all_the_same(contexts, monkeypatch):
    def nothing(_):
        raise InputFault("file-missing", path="library_fr")

    monkeypatch.setattr(pools.library, "everything", nothing)
    found = measured(contexts())
    assert found["pages"] == found["topics"] == {}
    assert "library_fr" in words(tasks.blocks(found))
    assert aim(found, "first three").found == "not measured"


def test_every_block_can_be_drawn_and_has_as_many_cells_as_its_head(contexts):
    found = measured(contexts())
    shown = [*tasks.blocks(found), *tasks.summary(found)]
    assert sum(isinstance(block, Plot) for block in shown) == 1
    for table in (block for block in shown if isinstance(block, Table)):
        assert table.rows
        assert {len(row) for row in table.rows} == {len(table.head)}
