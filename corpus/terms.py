"""The words of a French text as full-text search compares them: without accents, ligatures, endings or small words.

The same function prepares what is stored and what is asked. SQLite's own folding leaves œ and ŋ as they are, and its
query language takes an apostrophe or a question mark for a mistake; terms are letters and digits only.
"""

from __future__ import annotations

import re
import unicodedata

WORD = re.compile(r"[^\W_]+")
LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ŋ": "n"})

# On the starter library's French questions 5 letters find the right document first more often than whole words do, and
# no less often than a rule-based stemmer.
STEM_LETTERS = 5

# Articles, pronouns, prepositions, auxiliaries and question words: in nearly every page, so they tell pages apart badly
# and are slow to look up.
STOP_WORDS = frozenset(
    WORD.findall(
        """
        a ai alors apres as au aucun aussi autre aux avant avec avez avoir avons c car ce ceci cela celle celui ces
        cet cette ceux chaque chez ci combien comme comment d dans de depuis des dire doit doivent donc dont du elle
        elles en encore entre es est et etaient etait etes etre eu eux faire fait faut font il ils j je jusque l la
        laquelle le lequel les lesquels leur leurs lors lui m ma mais me meme memes mes moi moins mon n ne ni nos
        notre nous on ont ou par parce pas peu peut peuvent peux plus plusieurs pour pourquoi puis puisque qu quand
        que quel quelle quelles quelque quelques quels qui quoi s sa sans se sera ses si soi soit son sont sous suis
        sur t ta tandis te tel telle tes toi ton tous tout toute toutes tres tu un une va veut veux voici voila vont
        vos votre vous y
        """
    )
)


def fold(text: str) -> str:
    """Lower case, no accents, ligatures undone: "Cœur d'Été" -> "coeur d'ete", "ŋaam" -> "naam"."""
    letters = unicodedata.normalize("NFKD", text).casefold().translate(LIGATURES)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def terms(text: str) -> list[str]:
    """The telling words of `text` in order: "Où vacciner les chevaux ?" -> ["vacci", "cheva"]."""
    return [_stem(word) for word in WORD.findall(fold(text)) if word not in STOP_WORDS]


def _stem(word: str) -> str:
    """Joins what French endings part: vaccin, vaccins and vacciner; eau and eaux; animal and animaux."""
    singular = word[:-1] if len(word) > 3 and word[-1] in "sx" else word
    return singular[:STEM_LETTERS]
