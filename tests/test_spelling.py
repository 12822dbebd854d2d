"""Texts are cleaned, and Wolof comes into its orthography; what is well written stays as it is."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.trainer.curation.row import Row
from engine.trainer.curation.spelling import Spelling, SpellingRules, official, tidied


def spelled(tmp_path, *rows: Row, **settings: object) -> list[Row]:
    return Spelling(SpellingRules(**settings), tmp_path)(rows)


@pytest.mark.parametrize(
    "text",
    [
        "Naka lañuy faj sibbiru?",
        "Jërëjëf, baal ma: dama yéex lool. Ŋaam wi, ŋàpp ci kaw.",
        "Ndax walla am na lu ya wone ci safara si, saa si?",  # each of which wolof-normalizer respells
        "Doole la am, door na ma; bala muy dem, da ma woo.",
        "Daal xel mi ci mbóot mi, te bul fàtte yàgg ja.",
    ],
)
def test_wolof_in_the_official_orthography_stays_as_it_is(tmp_path, text):
    (row,) = spelled(tmp_path, Row("a", wolof=text))
    assert row == Row("a", wolof=text)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("dafa beug wakh ak khale yi", "dafa bëgg wax ak xale yi"),
        ("kham nga ko ?", "xam nga ko ?"),
        ("Dieuredieuf, gnou bari dagnou beug dem", "Jërëjëf, ñu bari dañu bëgg dem"),
        ("Nanga takhaw. Gnou ngi wakh.", "Nanga taxaw. Ñu ngi wax."),
        ("Mouhamed ak Sokhna dagnou beug marché bi", "Mouhamed ak Sokhna dañu bëgg marché bi"),
    ],
)
def test_french_spelling_habits_give_way_and_what_was_written_is_kept(tmp_path, written, meant):
    (row,) = spelled(tmp_path, Row("a", wolof=written))
    assert (row.wolof, row.written) == (meant, written)


def test_a_text_spelled_the_french_way_throughout_is_looked_up_throughout():
    assert official("dagnou wakh rek ba nopi") == "dañu wax rekk ba noppi"
    assert (
        official("dagnou wax rek ba noppi nag, te mu am solo lool") == "dañu wax rek ba noppi nag, te mu am solo lool"
    )


@pytest.mark.parametrize(
    "text",
    [
        "Kan mooy président bu njëkk bu machine bi ak marché bi?",  # French words
        "Moussa Ndiaye ak Khadim Gueye nekk nañu Touba ak Thiès.",
        "Mouhamed ak Sokhna dem nañu Soudan.",
        "Am na ordinateur ou four ba gagne ko, toujours.",
    ],
)
def test_french_words_and_names_stay(text):
    assert official(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "33 869 19 24", "+221 77 123 45 67", "1 000 F CFA", "1.250.000 FCFA", "3,5 %", "50% ci xaalis bi", "12:30",
        "25/12/2024", "2024-05-06", "1 $ walla 650 CFA", "Covid-19", "4G, 5G", "12 * 30 = 360", "n° 7", "90 %",
        "ARTP (Dakar)", "Maki Sàll", "M. Njaay", "xam-xam", "L'OMS", "Ñaata la? (département)", "réew : Farans",
        "Pays : France", "réew:france", "Kan la: en fait", "[Naka nga def, du loolu rekk la la laaj démb ci ngoon]",
    ],
)  # fmt: skip
def test_figures_dates_amounts_and_names_stay(text):
    assert official(tidied(text)) == text


@pytest.mark.parametrize(
    ("marked", "said"),
    [
        ("waaw %hum %e xam nga [rire] ko 33 %e 869", "waaw xam nga ko 33 869"),
        ("région :fra Louga, baykatu région:fra", "région Louga, baykatu région"),
        ("numéro :fra bi ak code : Fra", "numéro bi ak code"),
        ("bind ci {a / b} kaw {bruit}", "bind ci a kaw"),
        ("dem (xxx) ba xxx jo() * noonu [i-] (rire)", "dem ba jo noonu"),
        ("[[mic] rire] waaw", "waaw"),
        ("<i>waaw</i> [musique_en_fond]", "waaw"),
    ],
)
def test_marks_of_transcripts_are_taken_out(marked, said):
    assert tidied(marked) == said


@pytest.mark.parametrize(
    ("found", "meant"),
    [
        ("OÃ¹ est lâ€™Ã©cole ?", "Où est l'école ?"),  # UTF-8 read as another encoding
        ("Comment &ccedil;a va&nbsp;? l&#39;eau &amp; le feu", "Comment ça va ? l'eau & le feu"),
        ("Combien\u202f? 1\u202f000\u00a0F, « merci »", 'Combien ? 1 000 F, "merci"'),
        ("l’eau, l´eau, “oui”", "l'eau, l'eau, \"oui\""),
        ("ŋaa\u200bm\ufeff wi\u00ad\x07", "ŋaam wi"),
        ("n\u0303aata e\u0308", "ñaata ë"),  # letters and marks apart
        ("Waaw!! Lan?? ,, xam..... na.. ba", "Waaw! Lan? , xam... na. ba"),
        ("Å‹aam ak Ã±aata", "ŋaam ak ñaata"),
    ],
)
def test_signs_are_put_right_in_both_languages(tmp_path, found, meant):
    (row,) = spelled(tmp_path, Row("a", wolof=found, french=found, french_from="human"))
    assert (row.wolof, row.french, row.written) == (meant, meant, found)


def test_a_text_without_a_letter_is_left_out_with_what_it_was(tmp_path):
    noise, figures, french = spelled(
        tmp_path,
        Row("a", wolof="%hum [rire]"),
        Row("b", wolof="33 869 !"),
        Row("c", wolof="waaw", french="[musique]", french_from="mined"),
    )
    assert list(noise.left_out) == list(figures.left_out) == ["spelling.empty"]
    assert "%hum [rire]" in noise.left_out["spelling.empty"] and noise.wolof == "%hum [rire]"
    assert french == Row("c", wolof="waaw")


def test_rows_left_out_and_rows_without_text_pass_as_they_are(tmp_path):
    rows = [Row("a", wolof="%hum").leave_out("import.odd", "Odd."), Row("b")]
    assert spelled(tmp_path, *rows) == rows


def test_respelling_may_be_turned_off(tmp_path):
    (row,) = spelled(tmp_path, Row("a", wolof="kham [r] nga"), respell=False)
    assert (row.wolof, row.written) == ("kham nga", "kham [r] nga")


_FRAGMENTS = (
    "kham", "gnou", "Gnou", "wakh", "rek", "walla", "xam", "ŋ", "Ŋaam", "%hum", "[rire]", "[", "]", "{", "}", "/",
    "(xxx)", "()", ":fra", ": Fra", "*", "..", "…", "!", "'", '"', "«", "’", "&amp;", "&lt;i&gt;", "Ã©", "\u200b",
    "\u0303", "33", "%", ":", "xxx", ",", "\x07",
)  # fmt: skip


@given(st.lists(st.sampled_from(_FRAGMENTS) | st.text(max_size=4), max_size=12), st.sampled_from(["", " "]))
def test_twice_is_as_once(fragments, between):
    stage = Spelling(SpellingRules(), Path())
    text = between.join(fragments)
    once = stage([Row("a", wolof=text, french=text)])
    assert stage(once) == once


@given(st.text(alphabet="ŋŊñÑëËéóàabcdfgjkmnqwxy ", max_size=40))
def test_no_letter_of_the_official_alphabet_is_lost(text):
    assert tidied(text).replace(" ", "") == text.replace(" ", "")
