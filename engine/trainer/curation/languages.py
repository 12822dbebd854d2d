"""Which language a text is in, word by word, and how much of it is switched; of sound too, where a model is named.

CLD2 tells Wolof and French texts apart, but not their words, and short questions not well. So each word is judged by
what is known of it: how frequent it is in French and in English (wordfreq), the commonest words of Wolof, its letters.
A word that this leaves open goes with its neighbours; where most are open and CLD2 names another language, with that.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from engine.trainer.curation.named_models import NamedModel, heard
from engine.trainer.curation.row import Row
from engine.trainer.recipe import AtLeastOne, Section, Share

Language = Literal["wolof", "french", "other", ""]

_WORD = re.compile(r"[^\W\d_]+")
# Frequent words of Wolof that would pass for French or English, or have nothing that shows what they are.
_WOLOF = """
    a ab ag ak am an ana aw ay ba bal ban bay bee benn bi bii bis boo bu buy ca cay cee ci cii ciy da daa daf dafa
    dafay dal dana day de dee def dem dey di dig dina diw dog dong doo doom door doy du dug egg fa fan fas fay fee
    fees fi fii foo fu ga gan gee gi gii gis gu i indi it ja jee ji jii joo jot ju ka kan kat kay kee kenn ki kii ko
    kon koo koy ku kuy la laa lan lay lee lem li lii loo lu lum luy ma maa mag man may mee mel mi mii moo mu mun muy
    na naa nag naka nan nanu nee nen nga ngi ni nii nit nu pam pare raw ray ren sa saa sama sant sax say see seen
    sell set si sii sol solo soo su sunu suy ta tam tamba tamit tas tax tay te tee tey toll tool tur wa waa waaw wan
    war wax way wee wi wii woo woon wow wu ya yaa yam yan yaw yee yenn yi yii yoo yoon yow yu yuy yépp
"""
# Of these, what French has as well.
_EITHER = "a an at de du i la ma ne ni on sa si sol su ta tant tas te tu"
_WOLOF_WORDS, _EITHER_WORDS = frozenset(_WOLOF.split()), frozenset(_EITHER.split())
_WOLOF_LETTERS = re.compile(r"[ñŋëóxqw]|à.|aa|ee|ii|oo|uu|éé|ée[^s]|^(?:mb|nd|nj|ng|nt|mp)|[kj]$|(?:uma|umaa|ul|kat)$")
_FRENCH_LETTERS = re.compile(r"[èêâçûîôùœ]")
_ALPHABETS = re.compile(r"[a-zàâæçèéêëîïôœùûüñóŋ]+")
# Shares of all words of French, from which on a word is French: long ones, short ones and those that look like Wolof.
_LONG, _OFTEN, _OFTEN_SHORT = 5, 1e-6, 5e-6
_ENGLISH_ALONE, _ENGLISH_RATHER = 1e-5, 20.0


@dataclass(frozen=True)
class Shares:
    """Of the words of a text; names and what cannot be told go with their neighbours."""

    words: int
    wolof: float
    french: float

    @property
    def switching(self) -> float:
        """Share of the rarer of the two among the words of both, 0 … 0.5."""
        both = self.wolof + self.french
        return min(self.wolof, self.french) / both if both else 0.0


class LanguageIdentification(Section):
    """Of texts, and of sound."""

    enabled: bool = True
    least_words: AtLeastOne = 5
    """A shorter text is measured and not judged: it may be a name, and a few words say too little."""
    least_wolof: Share = 0.3
    """A Wolof text has this share of Wolof words; talk on the radio has 80 % on average."""
    least_french: Share = 0.3
    """A French text has this share of French words; names are what it may be short of."""
    sound_model: str = ""
    """A model of transformers that classifies sound by language: hub name or local folder. Empty: none is asked."""
    sound_label: str = "wol"
    """The model's label for Wolof."""
    least_sound_wolof: Share = 0.0
    """Sound with a lower score is left out."""
    batch: AtLeastOne = 8
    """Clips that the model hears at once."""


class Languages:
    """Scores wolof_share, french_share, switching and sound_wolof; marks what is not in its language, but for what a
    source holds out for evaluation."""

    name = "language"

    def __init__(self, settings: LanguageIdentification, folder: Path) -> None:
        self.settings = settings
        self.reads_sound = bool(settings.sound_model)
        self.rows_a_part = 64 if self.reads_sound else 2000
        self._model = NamedModel("language.sound_model", settings.sound_model, "sound-labels")

    def check(self) -> None:
        """Raises InputFault model-unusable where a sound model is named that cannot be loaded or has no such label."""
        if self.settings.sound_model:
            self._label()

    def __call__(self, rows: Sequence[Row]) -> list[Row]:
        found = {place: self._read(row) for place, row in enumerate(rows) if row.kept}
        if self.settings.sound_model:
            found |= self._heard({place: row for place, row in found.items() if row.kept and row.audio})
        return [found.get(place, row) for place, row in enumerate(rows)]

    def _read(self, row: Row) -> Row:
        least, judged = self.settings.least_words, not row.held_out
        if row.wolof:
            shares = told(row.wolof)
            row = row.measured(wolof_share=shares.wolof, french_share=shares.french, switching=shares.switching)
            if judged and shares.words >= least and shares.wolof < self.settings.least_wolof:
                row = row.leave_out("language.not-wolof", _sentence(shares, "Wolof", self.settings.least_wolof))
        if row.french:
            shares = told(row.french)
            if judged and shares.words >= least and shares.french < self.settings.least_french:
                row = row.leave_out("language.not-french", _sentence(shares, "French", self.settings.least_french))
        return row

    def _heard(self, rows: Mapping[int, Row]) -> dict[int, Row]:
        """Raises InputFault model-unusable."""
        import torch

        found = dict(rows)
        for places, clips in heard(rows, self.name, self.settings.batch, found):
            with torch.inference_mode():
                logits = self._model.model(**self._model.hear(clips)).logits.float()
            for place, score in zip(places, logits.softmax(dim=-1)[:, self._label()].tolist(), strict=True):
                row = found[place].measured(sound_wolof=score)
                if score < self.settings.least_sound_wolof:
                    sentence = (
                        f"The sound is Wolof with a score of {score:.2f}; at least {self.settings.least_sound_wolof:g}."
                    )
                    row = row.leave_out("language.sound-not-wolof", sentence)
                found[place] = row
        return found

    def _label(self) -> int:
        """Place of Wolof among the model's labels. Raises InputFault model-unusable."""
        labels = {str(label).lower(): place for place, label in self._model.model.config.id2label.items()}
        if self.settings.sound_label.lower() not in labels:
            raise self._model.unusable(f"it has no label “{self.settings.sound_label}”")
        return int(labels[self.settings.sound_label.lower()])


def told(text: str) -> Shares:
    """How much of a text is Wolof, and how much French."""
    words = _WORD.findall(unicodedata.normalize("NFC", text).lower())
    if not words:
        return Shares(0, 0.0, 0.0)
    known = Counter(_languages(words))
    return Shares(len(words), known["wolof"] / len(words), known["french"] / len(words))


def _languages(words: Sequence[str]) -> list[Language]:
    """The language of each word of a text, in small letters."""
    known = [_alone(word) for word in words]
    count = Counter(known)
    decided = len(words) - count[""]
    guess = _whole(words)
    if guess == "other" and 2 * decided < len(words):
        return [language or "other" for language in known]
    order: tuple[Language, ...] = ("wolof", "french", "other")
    most = max(order, key=lambda language: (count[language], language == guess))
    before, after = _nearest(known, most), _nearest(known[::-1], most)[::-1]
    return [own or (left if left == right else most) for own, left, right in zip(known, before, after, strict=True)]


def _nearest(known: Sequence[Language], otherwise: Language) -> list[Language]:
    """For each place the last language up to there."""
    found = []
    for language in known:
        otherwise = language or otherwise
        found.append(otherwise)
    return found


@functools.lru_cache(maxsize=1 << 17)
def _alone(word: str) -> Language:
    """What can be said of a word by itself; nothing where it is of two languages or of none that is known here."""
    french, english = _shares("fr").get(word, 0.0), _shares("en").get(word, 0.0)
    like_wolof = bool(_WOLOF_LETTERS.search(word))
    if not _ALPHABETS.fullmatch(word):
        return "other"
    if word in _EITHER_WORDS:
        return ""
    if word in _WOLOF_WORDS:
        return "wolof"
    if _FRENCH_LETTERS.search(word):
        return "french"
    if french >= (_OFTEN if len(word) >= _LONG and not like_wolof else _OFTEN_SHORT):
        return "other" if english > _ENGLISH_RATHER * french else "french"
    if english >= _ENGLISH_ALONE:
        return "" if like_wolof else "other"
    return "wolof" if like_wolof else ""


def _whole(words: Sequence[str]) -> Language:
    """What CLD2 takes the text for; nothing where it does not know."""
    import pycld2

    _, _, (likeliest, *_) = pycld2.detect(" ".join(words), bestEffort=True)
    known: dict[str, Language] = {"WOLOF": "wolof", "FRENCH": "french", "Unknown": ""}
    return known.get(likeliest[0], "other")


@functools.cache
def _shares(language: str) -> Mapping[str, float]:
    """Of each word that makes up a millionth or more of a language."""
    from wordfreq import get_frequency_dict

    return get_frequency_dict(language, wordlist="small")


def _sentence(shares: Shares, language: str, least: float) -> str:
    share = shares.wolof if language == "Wolof" else shares.french
    return (
        f"Of the {shares.words} words of the {language} text {share:.0%} are {language}"
        f" ({shares.wolof:.0%} Wolof, {shares.french:.0%} French); at least {least:.0%}."
    )
