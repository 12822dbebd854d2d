"""The model card: what a bundle is, what it learned from and how good it is, written from its manifest alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from engine.bundle import Manifest
from engine.trainer.study.blocks import Aim
from engine.trainer.study.summary import aims_table, plain

SETS = {
    "real": "real speech, a speaker whom training never heard",
    "kokoro": "natural synthetic voices, held out",
    "espeak": "robotic synthetic voices, held out",
}
PAGES = {
    "starter-kokoro": "spoken, natural synthetic voices, held out",
    "starter-espeak": "spoken, robotic synthetic voices, held out",
    "gold_text": "written Wolof: the bound for speech",
    "typed_french": "typed French",
}
PARTS = {
    "late-fusion": "a speech encoder, a bridge and a text model that the speech goes through",
    "dual": "a speech encoder that is pooled into one vector, and a text model",
    "text-only": "a speech encoder that writes down what it hears, and a text model that reads it",
}
LIMITS = (
    "It finds pages; it does not answer. What it opens is to be read, by the person who asked or to them.",
    "Nobody should rely on it in an emergency: call for help, or ask somebody.",
    "Nobody should take a medical, legal or financial decision on what it finds without the page itself and a person "
    "who reads it and knows the matter.",
    "Accents, dialects and ways of speaking that it never heard in training are understood less well.",
    "Children's voices, and those of people who speak with difficulty, are not known to be understood.",
    "Noise, several people speaking at once, a poor microphone or line, and a far one, cost it right pages.",
    "“Nothing found” is a guess too: it is said of questions that have a page, and not of some that have none.",
)
"""Of any such model; a card has them beside a study's aims."""
# The first bundle does not name its bases.
_FIRST_PARTS = "a frozen Whisper-base encoder, a CTC-guided bridge,\nand a text model made from multilingual-e5-small"
_FIRST_BASES = (
    "Bases: Whisper base (MIT), multilingual-e5-small (MIT). Synthetic voices: Kokoro-82M (Apache-2.0), espeak-ng."
)


def card(manifest: Manifest) -> str:
    """Markdown. What a manifest does not have, its card leaves out."""
    lines = [f"# {manifest.name} {manifest.version}", "", *_what_it_is(manifest)]
    if study := manifest.scores.get("study"):
        lines += ["", *_limits(manifest.notes, study), "", *_aims(study)]
    elif manifest.notes:
        lines += ["", "## What it is not", "", *(f"- {note}" for note in manifest.notes)]
    sets = {name: told for name, told in manifest.scores.items() if isinstance(told, dict) and "speech" in told}
    if sets:
        lines += ["", *_sentences(sets)]
    conditions = {name: told["conditions"] for name, told in sets.items() if told.get("conditions")}
    if conditions:
        lines += ["", *_conditions(conditions, sets, str(manifest.full_dim))]
    if starter := manifest.scores.get("starter"):
        lines += ["", *_pages(starter)]
    if manifest.training_data:
        lines += ["", *_training_data(manifest.training_data)]
    return "\n".join([*lines, "", _bases(manifest), ""])


def _what_it_is(manifest: Manifest) -> Iterator[str]:
    parts = PARTS.get(manifest.architecture, manifest.architecture) if manifest.base_models else _FIRST_PARTS
    ending = f"{parts}. A spoken Wolof question becomes a vector in the space of"
    yield from f"A {manifest.architecture} model in {manifest.precision}: {ending}".splitlines()
    yield f"French passages. Any prefix of {', '.join(map(str, manifest.dims))} dims is a vector too."


def _limits(notes: list[str], study: dict[str, Any]) -> Iterator[str]:
    yield from ("## Where it fails, and who should not rely on it", "")
    yield from (f"- {note}" for note in notes)
    if missed := [aim["what"] for aim in study["aims"] if not aim["reached"]]:
        yield f"- Of what was asked of it, it did not reach: {'; '.join(plain(what) for what in missed)}. See below."
    yield from (f"- {plain(limit)}" for limit in study["limits"])
    yield from (f"- {limit}" for limit in LIMITS)


def _aims(study: dict[str, Any]) -> Iterator[str]:
    aims = [Aim(aim["what"], aim["asked"], aim["found"], aim["reached"], aim["else"]) for aim in study["aims"]]
    yield from ("## What was asked of it, and what came of it", "")
    reached = sum(aim.reached for aim in aims)
    yield f"The figures were asked for before anything was measured. It reached {reached} of {len(aims)}."
    yield from ("", aims_table(aims))


def _bases(manifest: Manifest) -> str:
    if not manifest.base_models:
        return _FIRST_BASES
    named = [f"{base['name']} ({base['licence']})" for base in manifest.base_models]
    return f"Bases: {', '.join(named)}."


def _sentences(sets: dict[str, Any]) -> Iterator[str]:
    yield from (
        "## Wolof questions and their French sentence",
        "",
        "nDCG@10 with its 95 % interval over the questions; the last column is the same for the gold Wolof text.",
        "",
        "| Voices | questions | French sentences | dim | nDCG@10 | recall@1 | recall@10 | gold text |",
        "|---|---|---|---|---|---|---|---|",
    )
    for name, table in sets.items():
        for dim, row in table["speech"].items():
            yield (
                f"| {SETS.get(name, name)} | {table['questions']} | {table['french_sentences']} | {dim} | {_ndcg(row)} "
                f"| {row['recall@1']:.3f} | {row['recall@10']:.3f} | {table['gold_text'][dim]['ndcg@10']:.3f} |"
            )


def _conditions(conditions: dict[str, Any], sets: dict[str, Any], full: str) -> Iterator[str]:
    ways = list(dict.fromkeys(way for told in conditions.values() for way in told))
    yield f"## The same at {full} dims, under noise and by telephone"
    yield ""
    yield f"| Voices | clean | {' | '.join(ways)} |"
    yield "|---" * (2 + len(ways)) + "|"
    for name, told in conditions.items():
        cells = [_ndcg(sets[name]["speech"][full]), *(_ndcg(told[way]) if way in told else "" for way in ways)]
        yield f"| {SETS.get(name, name)} | {' | '.join(cells)} |"


def _pages(starter: dict[str, Any]) -> Iterator[str]:
    yield from (
        f"## Questions and their page, among the starter library's {starter['documents']}; none was asked in training",
        "",
        "| Asked | questions | first | in the first three |",
        "|---|---|---|---|",
    )
    for name, words in PAGES.items():
        if row := starter.get(name):
            yield f"| {words} | {row['questions']} | {row['first']:.3f} | {row['first_three']:.3f} |"


def _training_data(sources: list[dict[str, Any]]) -> Iterator[str]:
    yield from ("## What it learned from", "", "| Data | used for | licence |", "|---|---|---|")
    yield from (f"| {data['name']} | {data['use']} | {data['licence']} |" for data in sources)
    if refused := [data["name"] for data in sources if re.search(r"\bNC\b", data["licence"])]:
        yield from ("", f"**For experiments only, never given away:** it learned from {', '.join(refused)}.")


def _ndcg(row: dict[str, Any]) -> str:
    low, high = row["interval"]
    return f"{row['ndcg@10']:.3f} ({low:.2f}–{high:.2f})"
