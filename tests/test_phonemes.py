"""Wolof spelling to phonemes, and to what each speech engine can say."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.trainer.synthesis.figures import number_words
from engine.trainer.synthesis.phonemes import espeak_phonemes, ipa, kokoro_ipa

# Of Kokoro's 114 symbols, those that Wolof and French words in it need.
KOKORO_SYMBOLS = set(" ,.!?abcdefhijklmnopqrstuvwxzɔəɛɟɡŋɲʃʒˈː")
ESPEAK_PHONEME = re.compile(r"'?(?:n\^|[abcdefhijklmnopqrstuvwxzgEO@JNSZ]):?")

_TABLE = (Path(__file__).parent / "fixtures" / "wolof_ipa.tsv").read_text(encoding="utf-8").splitlines()
WORDS = [tuple(line.split("\t")) for line in _TABLE if not line.startswith("#")]


@pytest.mark.parametrize(("word", "expected"), WORDS)
def test_word(word: str, expected: str) -> None:
    assert ipa(word) == expected


def test_the_table_has_every_letter_of_the_orthography_and_every_nasal_with_a_stop() -> None:
    wolof = {word.lower() for word, _ in WORDS}
    assert len(wolof) == len(WORDS) >= 100
    assert set("abcdefgijklmnñŋopqrstuwxyàéëó") <= set("".join(wolof))
    for cluster in ("mb", "mp", "nc", "nd", "ng", "nj", "nk", "nq", "nt"):
        assert any(cluster in word for word in wolof), cluster


@pytest.mark.parametrize(
    ("untidy", "tidy"),
    [
        ("TOUBA", "tuba"),
        ("Khadim", "xadim"),
        ("d’Afrig", "dafrig"),
        ("garçon", "garsoŋ"),
        ("Djibril", "jibril"),
        ("qui", "ki"),
        ("mère", "mer"),
        ("e\u0301", "é"),
        ("(dëkk) #1", "dëkk benn"),
        ("كتاب", ""),
    ],
)
def test_untidy_spelling_reads_as_the_nearest_sound(untidy: str, tidy: str) -> None:
    assert ipa(untidy) == ipa(tidy)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, "tus"),
        (7, "juróom ñaar"),
        (10, "fukk"),
        (16, "fukk ak juróom benn"),
        (30, "fanweer"),
        (45, "ñeent fukk ak juróom"),
        (100, "téeméer"),
        (250, "ñaari téeméer ak juróom fukk"),
        (2005, "ñaari junni ak juróom"),
        (10_000, "fukki junni"),
    ],
)
def test_number(value: int, expected: str) -> None:
    assert number_words(value) == expected


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("2024", "ñaari junni ak ñaar fukk ak ñeent"),
        ("15/08/2024", "fukki fan ak juróom ci weeru ut atum ñaari junni ak ñaar fukk ak ñeent"),
        ("2024-08-15", "fukki fan ak juróom ci weeru ut atum ñaari junni ak ñaar fukk ak ñeent"),
        ("1.1.2000", "benn fan ci weeru saawiyee atum ñaari junni"),
        ("50 %", "juróom fukk ci téeméer"),
        ("100%", "téeméer ci téeméer"),
        ("5000 FCFA", "juróomi junniy fraŋ seefaa"),
        ("5.000 F CFA", "juróomi junniy fraŋ seefaa"),
        ("500fcfa", "juróomi téeméeri fraŋ seefaa"),
        ("25 000 F", "ñaar fukk ak juróomi junniy fraŋ"),
        ("8h30", "juróom ñetti waxtu ak genn-wàll"),
        ("08:30", "juróom ñetti waxtu ak genn-wàll"),
        ("20h", "ñaar fukki waxtu"),
        ("12:15", "fukki waxtu ak ñaar ak fukki simili ak juróom"),
        ("16,5", "fukk ak juróom benn wirgil juróom"),
        ("88.7 FM", "juróom ñett fukk ak juróom ñett wirgil juróom ñaar efem"),
        ("13i at", "fukk ak ñetti at"),
        ("ñaareel, 8eel", "ñaareel, juróom ñetteel"),
        ("10 km", "fukk kilomeetar"),
        ("Dr Jóob", "doktoor Jóob"),
        ("SMS bi", "esemes bi"),
    ],
)
def test_dates_amounts_and_times_are_read_in_wolof(written: str, spoken: str) -> None:
    assert ipa(written) == ipa(spoken)


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("Jëf 17:10", "Jëf fukk ak juróom ñaar, fukk"),
        ("45/13/2024", "ñeent fukk ak juróom fukk ak ñett ñaari junni ak ñaar fukk ak ñeent"),
        ("33 869 19 24", "33, 869, 19, 24".replace(",", " ")),
        ("8 heures", "juróom ñett heures"),
    ],
)
def test_what_only_looks_like_a_time_a_date_or_an_amount_is_not_read_as_one(written: str, spoken: str) -> None:
    assert ipa(written) == ipa(spoken)


def test_a_dot_between_thousands_is_no_pause_and_a_reference_is_read_digit_by_digit() -> None:
    assert ipa("10.000") == ipa("fukki junni")
    assert ipa("007") == ipa("tus tus juróom ñaar")


def test_pauses_are_kept_once_and_never_first() -> None:
    assert ipa("?! Waaw... déedéet: dem;") == "ˈwaːw. ˈdeːdeːt, ˈdɛm,"


def test_engines_want_the_stress_at_the_vowel_and_none_on_markers() -> None:
    assert kokoro_ipa("dem na ci dëkk bi.") == "dˈɛm na ci dˈəkː bi."
    assert espeak_phonemes("dem na ci dëkk bi.") == "[[d|'E|m n|a c|i d|'@|k: b|i]]."


@given(st.text(alphabet=st.characters(codec="utf-8")) | st.text(alphabet="abcdeéëèfgijñŋkloóqrstuxyàç 0123456789'.,?!"))
def test_only_known_symbols(text: str) -> None:
    assert set(kokoro_ipa(text)) <= KOKORO_SYMBOLS
    for bracketed in re.findall(r"\[\[(.*?)\]\]", espeak_phonemes(text)):
        assert all(ESPEAK_PHONEME.fullmatch(phoneme) for phoneme in re.split(r"[| ]", bracketed))
