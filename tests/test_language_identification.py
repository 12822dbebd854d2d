"""Which language a text is in, how much of it is switched, and what sound is in where a model is named."""

import pickle

import pytest

from engine.trainer.curation.languages import LanguageIdentification, Languages, told
from engine.trainer.curation.row import Row
from faults import InputFault
from tests.fixtures.trainer_language import spoken


def identified(tmp_path, *rows: Row, **settings: object) -> list[Row]:
    return Languages(LanguageIdentification(**settings), tmp_path)(rows)


@pytest.mark.parametrize(
    "text",
    [
        "Naka nga def?", "Fan la?", "Ana mooy?", "Kañ la juddu?", "Ban jamono lañuy bey gerte?",
        "Naka lañuy faj sibbiru?", "Sama doom jigéen dafa feebar.", "Fan la banki bi nekk?", "ndox mi set na lool",
    ],
)  # fmt: skip
def test_wolof_is_told_however_short(text):
    assert told(text).wolof > 0.9 and told(text).french < 0.1


@pytest.mark.parametrize(
    "text",
    [
        "Où est la gare ?", "Comment ça va ?", "C'est quoi ça ?", "Je dois activer ma carte.", "La loi du 2 mai",
        "Comment soigne-t-on le paludisme ?", "Le gouvernement a décidé de construire une école.",
    ],
)  # fmt: skip
def test_french_is_told_however_short(text):
    assert told(text).french > 0.9 and told(text).wolof < 0.1


@pytest.mark.parametrize(
    "text",
    [
        "The government has decided to build a new school in the city.", "Where is the card of the bank?",
        "El gobierno ha decidido construir una nueva escuela en la ciudad", "الحكومة قررت بناء مدرسة جديدة",
        "Die Regierung hat beschlossen, eine neue Schule zu bauen.", "Mbaɗa yiɗi udditde konte e banke",
    ],
)  # fmt: skip
def test_another_language_is_neither(tmp_path, text):
    both = Row("a", wolof=text, french=text)
    (row,) = identified(tmp_path, both)
    assert set(row.left_out) == {"language.not-wolof", "language.not-french"}


def test_words_are_told_one_by_one_where_speech_is_switched():
    shares = told("waaw gouvernement bi dafa décidé que dinañu tabax ay écoles yu bees ci région bi")
    assert shares.words == 15
    assert shares.french == pytest.approx(5 / 15) and shares.wolof == pytest.approx(10 / 15)
    assert shares.switching == pytest.approx(1 / 3)


def test_a_word_of_both_languages_goes_with_its_neighbours():
    assert told("Xale la te ma ne ko demal").french == 0
    assert told("Il ne sait ni la ville ni du tout").wolof == 0


def test_a_text_is_scored_and_one_in_its_language_stays(tmp_path):
    (row,) = identified(
        tmp_path, Row("a", wolof="Dama bëgg ubbi compte ci banque bi.", french="Je veux ouvrir un compte.")
    )
    assert row.kept
    assert row.scores == {"wolof_share": 0.7143, "french_share": 0.2857, "switching": 0.2857}


def test_texts_on_the_wrong_side_are_marked_and_the_sentence_says_why(tmp_path):
    (row,) = identified(tmp_path, Row("a", wolof="Où est la banque du village ?", french="Fan la banki bi nekk?"))
    assert set(row.left_out) == {"language.not-wolof", "language.not-french"}
    assert row.left_out["language.not-wolof"] == (
        "Of the 6 words of the Wolof text 0% are Wolof (0% Wolof, 100% French); at least 30%."
    )


def test_switched_speech_stays_until_the_recipe_asks_for_more(tmp_path):
    switched = Row("a", wolof="donc dafa important que nga appeler numéro bi")
    assert identified(tmp_path, switched)[0].kept
    assert list(identified(tmp_path, switched, least_wolof=0.9)[0].left_out) == ["language.not-wolof"]


def test_one_name_is_not_judged(tmp_path):
    (row,) = identified(tmp_path, Row("a", wolof="Voilà", french="Dakar"))
    assert row.kept and row.scores["french_share"] == 1
    assert not identified(tmp_path, Row("a", wolof="Voilà"), least_words=1)[0].kept


@pytest.mark.parametrize("text", ["", "33 869 19 24", "!?", "\ud800 \x00 \u0085", "ŋ" * 5000])
def test_no_text_is_too_odd(text):
    assert 0 <= told(text).wolof <= 1


def test_rows_left_out_pass_as_they_are_and_marks_are_the_same_twice(tmp_path):
    out = Row("a", wolof="Où est la banque ?").leave_out("import.odd", "Odd.")
    assert identified(tmp_path, out) == [out]
    once = identified(tmp_path, Row("b", wolof="Naka nga def?"), Row("c"))
    assert identified(tmp_path, *once) == once
    assert once[1] == Row("c")


def test_sound_is_told_by_the_model_that_is_named(tmp_path, sound_labels_folder):
    settings = {"sound_model": str(sound_labels_folder), "batch": 2}
    rows = [spoken(tmp_path, name, seconds) for name, seconds in (("a", 0.5), ("b", 0.2), ("c", 0.3))]
    heard = identified(tmp_path, *rows, Row("text", wolof="Naka nga def?"), **settings)
    assert [row.id for row in heard] == ["a", "b", "c", "text"]
    assert [row.scores.get("sound_wolof") for row in heard] == [0.75, 0.75, 0.75, None]
    assert all(row.kept for row in heard)
    marked = identified(tmp_path, rows[0], least_sound_wolof=0.8, **settings)[0]
    assert (
        list(marked.left_out) == ["language.sound-not-wolof"] and "0.75" in marked.left_out["language.sound-not-wolof"]
    )


def test_sound_that_cannot_be_read_is_left_out(tmp_path, sound_labels_folder):
    gone = Row("gone", tmp_path / "gone.wav")
    (row,) = identified(tmp_path, gone, sound_model=str(sound_labels_folder))
    assert list(row.left_out) == ["language.file-missing"]


def test_a_sound_model_is_looked_at_before_the_run(tmp_path, sound_labels_folder):
    def check(**settings: object) -> None:
        Languages(LanguageIdentification(**settings), tmp_path).check()

    check()
    check(sound_model=str(sound_labels_folder), sound_label="WOL")
    with pytest.raises(InputFault, match="no label “wo”"):
        check(sound_model=str(sound_labels_folder), sound_label="wo")
    with pytest.raises(InputFault, match=r"language\.sound_model"):
        check(sound_model=str(tmp_path / "nowhere"))


def test_the_stage_goes_to_another_process_without_its_model(tmp_path, sound_labels_folder):
    stage = Languages(LanguageIdentification(sound_model=str(sound_labels_folder)), tmp_path)
    rows = [spoken(tmp_path, "a")]
    before = stage(rows)
    packed = pickle.dumps(stage)
    assert len(packed) < 2000 and pickle.loads(packed)(rows) == before


def test_a_set_that_a_source_holds_out_is_measured_and_stays_whole(tmp_path):
    (row,) = identified(tmp_path, Row("a", wolof="Où est la banque du village ?", split="test"))
    assert row.kept and row.scores["wolof_share"] == 0
