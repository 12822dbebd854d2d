"""What is evaluated on must not have been trained on: no sentence of it, and no speaker."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from engine.trainer.manifest import TextPair, Utterance, key
from faults import InputFault


def check(train: Iterable[Utterance], pairs: Iterable[TextPair], evaluation: Mapping[str, Sequence[Utterance]]) -> None:
    """Compare Wolof, French and speakers of each evaluation set with all that is trained on.

    Sentences are compared by manifest.key, so that case and punctuation hide nothing; what is empty does not count.
    Raises InputFault leak with the first kind of leak found, how many values leak, and an example.
    """
    wolof, french, speakers = trained(train, pairs)
    for name, utterances in evaluation.items():
        for kind, known, values in (
            ("wolof", wolof, {utterance.wolof: key(utterance.wolof) for utterance in utterances}),
            ("french", french, {utterance.french: key(utterance.french) for utterance in utterances}),
            ("speaker", speakers, {utterance.speaker: utterance.speaker.strip() for utterance in utterances}),
        ):
            leaked = [value for value, form in values.items() if form and form in known]
            if leaked:
                raise InputFault("leak", name=name, kind=kind, count=len(leaked), example=leaked[0])


def trained(train: Iterable[Utterance], pairs: Iterable[TextPair]) -> tuple[set[str], set[str], set[str]]:
    """Keys of all Wolof and of all French that is trained on, and the speakers."""
    wolof, french, speakers = set(), set(), set()
    for utterance in train:
        wolof.add(key(utterance.wolof))
        french.add(key(utterance.french))
        speakers.add(utterance.speaker.strip())
    for pair in pairs:
        (wolof if pair.language == "wol" else french).add(key(pair.query))
        french |= {key(pair.passage), key(pair.aim)}
    return wolof, french, speakers
