"""French words in Wolof speech: which words are French, and how they are said with the sounds of Wolof.

[y] is [i], [ø] and [œ] are [ə], and a nasal vowel is a vowel and a nasal consonant. In doubt a word is Wolof.
"""

from __future__ import annotations

import re
from functools import cache
from math import log10

_VOWELS = "aɛeəiɔou"
_SOUNDS = _VOWELS + "bdfɡjklmnŋɲprsʃtvwzʒ"

# A word with one of these is not French, whatever else it has.
_WOLOF = re.compile("[ëñŋwó]|([aeiou])\\1|àa|ée(?!s?$)|éé|eé|kh|dj|^(?:m[bp]|n[cdgjkqt]|x)|[^cl]q(?!u)")
# Spellings that neither the official orthography has nor the usual ways of writing Wolof as French.
_FRENCH = re.compile("[ts]ions?$|eaux?$|qu[eéèêiîao]|ç|œ|ph|eu[rx]s?$|[eé]ments?$|è[bcdfglmnprstvz]{1,2}es?$")
# Spellings foreign to the orthography, but not to Wolof as it is written (Touba, Diallo): only in a word that French
# has at least so often, in powers of ten per billion words (wordfreq's Zipf scale).
_FRENCH_IF_FREQUENT = (
    (2.0, re.compile("ités?$")),
    (3.3, re.compile("[aâéèiïouû](?<!é)[eé]|[aâeêéèouô][iîï]|[aeéèêiïu][oô]|[aeéèioô][uûù]|[eéiïou][aâ]")),
    (3.3, re.compile("[bcdfgkptv][rl]|[vzèêâîûïôù]|gn|[bcdfgklmnprst]h|h[aeiouéèê]..|[aeo]nts?$|[cp]ts?$|mps$")),
    (3.3, re.compile("..é(?:es?|s)?$")),
    (4.0, re.compile(r"([bcdfglmnprst])\1es?$")),
    (4.0, re.compile("......")),  # hardly any Wolof word is that long and that frequent in French
    (4.3, re.compile(".[^aeiouéèà]es?$|[cg][eiéè]..|[lrn][stdx]$")),
    (4.5, re.compile(".....")),
    (5.5, re.compile("....")),
)
# Wolof words, or written as French by chance, that the test above would take.
_WOLOF_ALL_THE_SAME = frozenset(
    (
        "and", "bombe", "cite", "dame", "dent", "file", "fonde", "halal", "inde", "juge", "lune", "marine", "mars",
        "masse", "mette", "monte", "nette", "pape", "pare", "pose", "sale", "sonne", "telle", "the", "tombe",
    )
)  # fmt: skip

EXCEPTIONS = {
    "amer": "amɛr", "août": "ut", "avec": "avɛk", "cancer": "kansɛr", "ce": "sə", "cent": "saŋ", "ces": "se", "cest":
    "sɛ", "cet": "sɛt", "cher": "ʃɛr", "cinq": "sɛŋk", "client": "klijaŋ", "clients": "klijaŋ", "covid": "kɔvid", "de":
    "də", "des": "de", "dix": "dis", "donc": "dɔŋk", "enfer": "anfɛr", "est": "ɛ", "et": "e", "eu": "i", "examen":
    "ɛɡzamɛŋ", "femme": "fam", "femmes": "fam", "fier": "fjɛr", "fils": "fis", "hier": "jɛr", "hiver": "ivɛr", "huit":
    "wit", "internet": "ɛntɛrnɛt", "je": "ʒə", "jean": "ʒaŋ", "le": "lə", "les": "le", "maïs": "mais", "master":
    "mastɛr", "me": "mə", "mer": "mɛr", "mes": "me", "monsieur": "məsjə", "ne": "nə", "net": "nɛt", "ouest": "wɛst",
    "parfum": "parfɛŋ", "pays": "peji", "paysan": "pejizaŋ", "paysans": "pejizaŋ", "plus": "plis", "que": "kə", "se":
    "sə", "second": "səɡɔŋ", "sens": "sans", "sept": "sɛt", "ses": "se", "six": "sis", "super": "sipɛr", "te": "tə",
    "tient": "tjɛŋ", "tous": "tus", "tranquille": "traŋkil", "vient": "vjɛŋ",
}  # fmt: skip
_V = "[aâàeéèêëiîïoôuûùyœ]"
_NASAL = "[nm](?![aâàeéèêëiîïoôuûùyœhnm])"
# French spelling to sound, the first that fits at each letter; "~" is the nasal consonant after a nasal vowel, "°" an e
# that is mute between two single consonants.
_READINGS = (
    # Endings.
    ("(?<=v)ers$", "ɛr"), ("(?<=..)ers?$|ez$", "e"), ("(?<=o)[uù]es?$", "u"), ("ct(?=s?$)", "kt"), ("cts?$", "kt"),
    ("emment$", "ama~"), ("ums?$", "ɔm"), ("am$", "am"), ("im$", "im"),
    ("(?<=n)[gc](?=t?s?$)|(?<=m)b(?=s?$)", ""), ("ss$", "s"), ("z$", "z"), ("es?$|[tdspx]+$", ""),
    # Vowels before n and m.
    ("o[iî]" + _NASAL, "wɛ~"), ("[ae]i" + _NASAL, "ɛ~"), ("ie(?=nn)", "jɛ"), ("[iy]en(?=s?$)", "jɛ~"),
    ("éen(?=s?$)", "eɛ~"), ("[ie]o" + _NASAL, "jɔ~"), ("[iy]e" + _NASAL, "ja~"), ("o" + _NASAL, "ɔ~"),
    ("[aâ]" + _NASAL, "a~"), ("^e(?=mm)", "a"), ("e" + _NASAL, "a~"), ("[iîyu]" + _NASAL, "ɛ~"),
    # Several vowels.
    ("e?aux?", "o"), ("ail(?=s?$)|aill(?=" + _V + ")", "aj"), ("(?:[eœ]u|œ|(?<=[cg])ue)i(?:l(?=s?$)|ll)", "əj"),
    ("ouill", "uj"), ("ei(?:l(?=s?$)|ll)", "ɛj"), ("^ill|(?<=^m)ill|(?<=v)ill|(?<=qu)ill", "il"),
    ("ill(?=" + _V + ")", "ij"), ("o[uûù](?=[aâeéèiîo])", "w"), ("o[uûù]", "u"),
    ("oy(?=" + _V + ")", "waj"), ("o[iî]", "wa"), ("œu|eu|eû|œ", "ə"),
    ("[ae]y(?=" + _V + ")", "ɛj"), ("a[iî]|e[iî]|[ae]y", "ɛ"), ("oo", "u"),
    # Consonants.
    ("(?<!s)t(?=ion|iel|ieux|ien[ct])", "s"), ("c?qu?", "k"), ("sch|sh", "ʃ"), ("ch(?=[rlnt])", "k"), ("ch", "ʃ"),
    ("ph", "f"), ("th", "t"), ("gn", "ɲ"), ("rr?h", "r"), ("cc(?=[eiéèêy])", "ks"), ("s?c(?=[eiéèêëîyœ])|ç", "s"),
    ("cc?k?", "k"), ("ge(?=[aâoôu])|g(?=[eiéèêëîy])|j", "ʒ"), ("gu(?=[eiéèêîy])|gg?", "ɡ"), ("h", ""),
    ("(?<=^e)x(?=h?" + _V + ")", "ɡz"), ("(?<=eu)x(?=i)|(?<=^di)x(?=i)|(?<=^si)x(?=i)", "z"), ("xc(?=[eiéè])|x", "ks"),
    ("ss", "s"), (f"(?<={_V})s(?={_V})", "z"),
    *((f"{letter}{letter}?", letter) for letter in "bdfklmnprstvwz"),
    # One vowel.
    ("i(?=es?$)", "i"), ("(?<=[bcdfgptv][lr])i(?=" + _V + ")", "ij"), ("[iï](?=" + _V + ")", "j"), ("u(?=es?$)", "i"),
    ("u(?=[iîéèa])", "w"), ("[uûùiîï]", "i"), (f"^y|(?<={_V})y(?={_V})", "j"), ("y", "i"),
    ("é", "e"), ("[èêë]", "ɛ"), (f"^e(?=[bcdfglpqt]{_V})", "e"), (r"e(?=x|([b-df-hj-np-tv-z])\1)", "ɛ"),
    ("e(?=(?:[bcdfgpt][rl]|[cpt]h|gn|qu|[b-df-hj-np-tv-z])" + _V + ")|e(?=" + _V + ")", "°"), ("e", "ɛ"),
    ("[oô](?=se|[pst]?$)|ô", "o"), ("o", "ɔ"), ("[aâà]", "a"),
)  # fmt: skip
_MUTE_E = f"(?<=[{_VOWELS}][^~{_VOWELS}])°(?=[^{_VOWELS}][{_VOWELS}])"
_READING = re.compile("|".join(f"(?P<r{at}>{pattern})" for at, (pattern, _) in enumerate(_READINGS)))


@cache
def _frequencies() -> dict[str, float]:
    from wordfreq import get_frequency_dict

    return get_frequency_dict("fr")


def is_french(word: str) -> bool:
    """Whether a lower-case word is to be read as French; in doubt it is not."""
    if word in _WOLOF_ALL_THE_SAME or _WOLOF.search(word) or len(word) < 3:
        return False
    if _FRENCH.search(word):
        return True
    zipf = 9 + log10(_frequencies().get(word, 1e-9))
    return any(zipf >= least and pattern.search(word) for least, pattern in _FRENCH_IF_FREQUENT)


def sounds(word: str) -> list[str]:
    """Phonemes of one lower-case French word."""
    said = EXCEPTIONS.get(word) or _READING.sub(lambda match: _READINGS[int(str(match.lastgroup)[1:])][1], word)
    said = re.sub(_MUTE_E, "", said).replace("°", "ə")
    said = re.sub("~(?=[bp])", "m", said)
    said = re.sub("~(?=[^kɡwj])", "n", said).replace("~", "ŋ")
    return [sound for sound in said if sound in _SOUNDS]
