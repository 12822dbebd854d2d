"""Wolof spelling to phonemes, and to what each speech engine can say."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.trainer.starter.phonemes import espeak_phonemes, ipa, kokoro_ipa, number_words

# Of Kokoro's 114 symbols, those that Wolof needs.
KOKORO_SYMBOLS = set(" ,.!?abcdefhijklmnopqrstuvwxzɔəɛɟɡŋɲʃˈː")
ESPEAK_PHONEME = re.compile(r"'?(?:n\^|[abcdefhijklmnopqrstuvwxzgEO@JNS]):?")


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("jërëjëf", "ˈɟərəɟəf"),
        ("xaalis", "ˈxaːlis"),
        ("Ndakaaru", "ˈndakaːru"),
        ("mbër", "ˈmbər"),
        ("njaay", "ˈɲɟaːj"),
        ("ngoon", "ˈŋɡɔːn"),
        ("tànk", "ˈtaŋk"),
        ("ñaar", "ˈɲaːr"),
        ("ŋaam", "ˈŋaːm"),
        ("dëkk", "ˈdəkː"),
        ("wàññi", "ˈwaɲːi"),
        ("téeméer", "ˈteːmeːr"),
        ("góor", "ˈɡoːr"),
        ("goór", "ˈɡoːr"),
        ("lekk", "ˈlɛkː"),
        ("suuf", "ˈsuːf"),
        ("ceeb", "ˈcɛːb"),
        ("suqali", "ˈsuqali"),
    ],
)
def test_word(word: str, expected: str) -> None:
    assert ipa(word) == expected


@pytest.mark.parametrize(
    ("untidy", "tidy"),
    [
        ("TOUBA", "tuba"),
        ("Khadim", "xadim"),
        ("d’Afrig", "dafrig"),
        ("garçon", "garson"),
        ("Djibril", "jibril"),
        ("qui", "ki"),
        ("mère", "mere"),
        ("e\u0301", "é"),
        ("100%", "téeméer"),
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
