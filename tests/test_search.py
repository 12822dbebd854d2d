"""A question goes through the funnel: a shortlist at few dimensions, its order at all of them, documents at the end."""

import numpy as np
import pytest

from engine import search as search_module
from engine.matryoshka import truncate
from engine.passage_index import PassageIndex
from engine.recording import Recording
from engine.search import Answer, Search, fuse
from faults import InputFault
from tests.fixtures.corpus import (
    PAGES,
    Ear,
    FakeBundle,
    FakeManifest,
    HashingSpeechEncoder,
    HashingTextEncoder,
    embed,
    page,
    spoken,
)


def engine(library, cache, bundle=None, speech=True):
    bundle = bundle or FakeBundle()
    index = PassageIndex.open(library, bundle.model_id, bundle.manifest.default_dim, cache)
    return Search(library, bundle, HashingSpeechEncoder(), HashingTextEncoder(), index, Ear(speech))


@pytest.fixture
def search(library, tmp_path):
    search = engine(library, tmp_path / "cache")
    search.index_missing()
    return search


def documents(answer):
    return [hit.document for hit in answer.hits]


QUESTIONS = [
    ("une moustiquaire contre le paludisme", "sante/paludisme"),
    ("quel vaccin contre la rougeole", "sante/vaccins"),
    ("comment garder le mil au grenier", "champs/mil"),
    ("mettre de l'argent de côté avec la tontine", "argent/epargne"),
]


# Spoken questions


@pytest.mark.parametrize(("question", "document"), QUESTIONS)
def test_a_spoken_question_finds_its_document(search, question, document):
    answer = search.ask(spoken(question), question="q.wav")
    assert documents(answer)[0] == document
    assert (answer.question, answer.heard) == ("q.wav", "speech")


def test_only_the_speech_of_a_recording_is_searched_for(search, monkeypatch):
    """The wait before a question and the pause after it stay out."""

    class MiddleEar:
        def probabilities(self, samples):
            return (np.abs(np.arange(len(samples) // 512) - 100) < 20).astype(np.float32)

    given = []
    monkeypatch.setattr(search, "activity", MiddleEar())
    monkeypatch.setattr(search_module, "heard", lambda *_: "speech")
    monkeypatch.setattr(search.speech_encoder, "encode", lambda recording: given.append(recording) or embed("mil"))
    search.ask(Recording(np.zeros(200 * 512, np.float32)))
    assert given[0].seconds == pytest.approx(39 * 0.032 + 2 * 0.2, abs=0.01)


def test_a_hit_says_what_a_card_shows(search):
    hit = search.ask(spoken("une moustiquaire contre le paludisme")).hits[0]
    assert (hit.title, hit.theme) == ("Se protéger du paludisme", "sante")
    assert hit.source == "Programme national de lutte contre le paludisme"
    assert hit.passage.text == PAGES[0].text[hit.passage.start : hit.passage.end]


def test_a_score_is_the_cosine_at_the_full_dimension_whatever_the_dim(search):
    question = "une moustiquaire contre le paludisme"
    expected = float(embed(question) @ embed(f"{PAGES[0].title}. {PAGES[0].text}"))
    for dim in (32, 64, 256):
        hit = search.ask(spoken(question), dim=dim).hits[0]
        assert hit.document == "sante/paludisme"
        assert hit.score == pytest.approx(expected, abs=1e-3)


def test_hits_come_best_first_and_as_many_as_asked_for(search):
    answer = search.ask(spoken("eau moustiques vaccin mil argent mairie"), top=4)
    assert len(answer.hits) == 4
    assert [hit.score for hit in answer.hits] == sorted((hit.score for hit in answer.hits), reverse=True)
    assert documents(search.ask(spoken("eau moustiques vaccin mil argent mairie"), top=1)) == documents(answer)[:1]


def test_an_answer_says_how_long_each_stage_took(search):
    answer = search.ask(spoken("le mil"))
    assert list(answer.ms) == ["encode", "search", "rescore"]
    assert all(ms > 0 for ms in answer.ms.values())


@pytest.mark.parametrize(("level", "heard"), [(0.0, "silence"), (0.3, "noise")])
def test_where_nobody_speaks_nothing_is_searched(library, tmp_path, level, heard, monkeypatch):
    search = engine(library, tmp_path / "cache", speech=False)
    search.index_missing()
    monkeypatch.setattr(search, "speech_encoder", None)
    samples = level * np.random.default_rng(0).uniform(-1, 1, 16_000).astype(np.float32)
    assert search.ask(Recording(samples), question="q") == Answer(
        "q", heard, "nothing", (), {"encode": 0.0, "search": 0.0, "rescore": 0.0}
    )


# The funnel


def test_the_shortlist_is_chosen_by_the_prefix_and_put_in_order_by_the_whole(library, tmp_path, monkeypatch):
    """Two passages agree with the question in the first 32 components, and only one of them in the others."""
    rng = np.random.default_rng(5)
    question = truncate(rng.standard_normal(256).astype(np.float32), 256)
    near, far = question.copy(), question.copy()
    far[32:] *= -1
    near[:32] += 0.02 * rng.standard_normal(32)  # at 32 dims it comes second
    outside = -question
    outside[32:] *= -1.0  # the best of all in what the prefix does not show, the worst in what it does
    library.remove("sante/vaccins")
    rows = list(library.passages())
    vectors = {rowid: truncate(rng.standard_normal(256), 256) for rowid in rows}
    vectors |= {rows[0]: far, rows[1]: truncate(near, 256), rows[2]: truncate(outside, 256)}
    library.put_vectors("hashing-1", vectors)
    monkeypatch.setattr(search_module, "SHORTLIST", 2)
    search = engine(library, tmp_path / "cache")
    rowids, _ = search._index(32).search(truncate(question, 32), 2)
    assert rowids.tolist() == rows[:2]
    passages = library.passages()
    found = search.find_vector(question, dim=32)
    assert [hit.passage for hit in found] == [passages[rows[1]], passages[rows[0]]]


def test_with_re_scoring_few_dimensions_find_what_all_would(library, tmp_path):
    rng = np.random.default_rng(1)
    words = [f"{a}{b}{c}" for a in "bdklmn" for b in "aiou" for c in "bdklmn"]
    library.add((page(f"n{n}", words[n % 144], " ".join(rng.choice(words, 30)) + ".") for n in range(400)), "x")
    search = engine(library, tmp_path / "cache")
    search.index_missing()
    for _ in range(20):
        question = spoken(" ".join(rng.choice(words, 8)))
        assert documents(search.ask(question, dim=128, top=3)) == documents(search.ask(question, dim=256, top=3))


def test_passages_of_one_document_are_one_hit_with_its_best_passage(library, tmp_path):
    filler = "Une phrase de remplissage sans aucun rapport. " * 50
    library.add([page("long", "Un long texte", filler + "Le karité fond au soleil. " * 20 + filler)], "x")
    search = engine(library, tmp_path / "cache")
    search.index_missing()
    found = documents(answer := search.ask(spoken("karité fond soleil"), top=20))
    assert found[0] == "long" and len(found) == len(set(found)) == len(PAGES) + 1
    assert "karité" in answer.hits[0].passage.text


def test_a_dim_that_was_not_trained_is_refused(search):
    for dim in (0, 31, 257, -5):
        with pytest.raises(InputFault, match="from 32 to 256") as caught:
            search.ask(spoken("le mil"), dim=dim)
        assert caught.value.key == "dim-unknown"
    assert documents(search.ask(spoken("garder le mil"), dim=100))[0] == "champs/mil"


def test_a_document_removed_since_the_index_was_opened_is_no_hit(search):
    search.library.remove("champs/mil")
    for answer in (search.ask(spoken("garder le mil"), top=10), search.find("garder le mil", top=10)):
        assert "champs/mil" not in documents(answer)
        assert len(answer.hits) == len(PAGES) - 1


def test_an_empty_library_finds_nothing(search, tmp_path):
    for document in search.library.summaries():
        search.library.remove(document.id)
    for each in (search, engine(search.library, tmp_path / "other")):
        for answer in (each.ask(spoken("le mil")), each.find("le mil")):
            assert (answer.hits, answer.confidence) == ((), "nothing")


# Typed questions


@pytest.mark.parametrize(("question", "document"), QUESTIONS)
def test_a_typed_question_finds_its_document(search, question, document):
    answer = search.find(question)
    assert documents(answer)[0] == document
    assert (answer.question, answer.heard) == (question, "text")


def test_an_empty_question_is_refused(search):
    for text in ("", "  \n"):
        with pytest.raises(InputFault) as caught:
            search.find(text)
        assert caught.value.key == "question-empty"


def test_a_question_of_small_words_still_goes_by_meaning(search):
    assert len(search.find("où est-ce ?").hits) == 5


def test_shared_words_decide_between_passages_of_like_meaning():
    cosines = {1: 0.80, 2: 0.79, 3: 0.40}
    assert list(fuse(cosines, {})) == [1, 2, 3]
    assert list(fuse(cosines, {2: 5.0})) == [2, 1, 3]
    assert list(fuse(cosines, {3: 5.0})) == [1, 2, 3]
    assert fuse(cosines, {2: 5.0}) == cosines
    assert fuse({}, {}) == {}
    assert fuse({1: 0.5}, {1: 2.0}) == {1: 0.5}


def test_words_bring_in_a_passage_that_the_shortlist_missed(search, monkeypatch):
    monkeypatch.setattr(search_module, "SHORTLIST", 1)
    monkeypatch.setattr(search.text_encoder, "encode_queries", lambda texts: embed("moustiques paludisme")[None])
    by_meaning, by_words = sorted(search.find("tontine").hits, key=lambda hit: -hit.score)
    assert (by_meaning.document, by_words.document) == ("sante/paludisme", "argent/epargne")
    expected = embed("moustiques paludisme") @ embed(f"{PAGES[4].title}. {PAGES[4].text}")
    assert by_words.score == pytest.approx(float(expected), abs=1e-3)


def test_a_passage_without_a_vector_yet_is_found_by_its_words(search):
    search.library.add([page("neuf", "Le karité", "Le beurre de karité.")], "x")
    hit = next(hit for hit in search.find("beurre de karité").hits if hit.document == "neuf")
    assert hit.score == 0.0
    assert "neuf" not in documents(search.ask(spoken("beurre de karité")))


# Confidence


SPEECH = {"bias": -10.0, "score": 20.0, "margin": 0.0, "sure": 0.75, "nothing": 0.2}
TEXT = {"bias": 10.0, "score": 0.0, "margin": 0.0, "sure": 0.75, "nothing": 0.2}


def test_confidence_comes_from_the_bundle_one_for_speech_and_one_for_text(library, tmp_path):
    bundle = FakeBundle(manifest=FakeManifest(confidence={"speech": SPEECH, "text": TEXT}))
    search = engine(library, tmp_path / "cache", bundle)
    search.index_missing()
    whole = f"{PAGES[3].title}. {PAGES[3].text}"
    assert search.ask(spoken(whole)).confidence == "sure"
    assert search.ask(spoken("le mil, la mairie, le seau, la tontine, le vaccin")).confidence == "nothing"
    assert search.find("le mil, la mairie, le seau, la tontine, le vaccin").confidence == "sure"


def test_confidence_does_not_depend_on_how_many_hits_are_asked_for(library, tmp_path):
    by_margin = {"bias": -2.0, "score": 0.0, "margin": 10.0, "sure": 0.5, "nothing": 0.0}  # sure from 0.2 on
    bundle = FakeBundle(manifest=FakeManifest(confidence={"speech": by_margin}))
    search = engine(library, tmp_path / "cache", bundle)
    search.index_missing()
    assert {search.ask(spoken("le mil au grenier"), top=top).confidence for top in (1, 2, 5, 20)} == {"sure"}
    assert {search.ask(spoken("le grenier, le bébé"), top=top).confidence for top in (1, 2, 5, 20)} == {"unsure"}


def test_a_bundle_without_calibration_is_unsure_of_everything(search):
    assert search.ask(spoken("le mil au grenier")).confidence == "unsure"
    assert search.find("le mil au grenier").confidence == "unsure"


# Indexing


def test_indexing_embeds_title_and_text_of_what_is_missing_and_says_how_far_it_is(library, tmp_path):
    library.add((page(f"n{number}", "N", f"Texte {number}.") for number in range(30)), "x")
    search = engine(library, tmp_path / "cache")
    so_far = []
    assert search.index_missing(lambda done, total: so_far.append((done, total))) == 36
    assert so_far == [(16, 36), (32, 36), (36, 36)]
    assert search.index_missing() == 0
    assert search.text_encoder.batches == [16, 16, 4]
    rowids, vectors = library.vectors("hashing-1")
    passages = library.passages()
    for rowid, vector in zip(rowids.tolist(), vectors, strict=True):
        document = library.document(passages[rowid].document)
        np.testing.assert_allclose(vector, embed(f"{document.title}. {passages[rowid].text}"), atol=1e-3)


def test_indexing_that_is_cancelled_keeps_what_is_done(library, tmp_path):
    library.add((page(f"n{number}", "N", f"Texte {number}.") for number in range(30)), "x")
    search = engine(library, tmp_path / "cache")
    asked = iter([False, True])
    assert search.index_missing(cancelled=lambda: next(asked)) == 16
    assert len(library.missing_vectors("hashing-1")) == 20
    assert search.index_missing() == 20


def test_what_was_indexed_is_found_at_once(search):
    search.library.add([page("neuf", "Le karité", "Le beurre de karité fond.")], "x")
    assert search.index_missing() == 1
    assert documents(search.ask(spoken("le beurre de karité")))[0] == "neuf"
