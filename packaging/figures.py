"""Writes what the model's manifest says of itself into the README, between the two markers.

python3 packaging/figures.py            write
python3 packaging/figures.py --check    fail when the README says something else than the manifest
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
MANIFEST = ROOT / "assets" / "model" / "manifest.json"
BEGIN, END = "<!-- figures -->", "<!-- /figures -->"

SENTENCES = {
    "real": "real speech, one speaker whom training never heard",
    "kokoro": "natural synthetic voices, held out",
    "espeak": "robotic synthetic voices, held out",
}
DOCUMENTS = {
    "starter-kokoro": "spoken, natural synthetic voices, held out",
    "starter-espeak": "spoken, robotic synthetic voices, held out",
    "gold_text": "written in Wolof (the bound for speech)",
    "typed_french": "typed in French",
}
SAID = ("sure", "unsure", "nothing")


def table(manifest: dict) -> str:
    scores = manifest["scores"]
    if not scores:
        return "The model bundle carries no figures yet."
    size_mb = sum(file["size_bytes"] for file in manifest["files"].values()) / 1e6
    parts = [
        f"Model `{manifest['name']}` {manifest['version']}, {manifest['precision']}, {size_mb:.0f} MB. "
        "nDCG@10 is 1 when the right one is always first; in brackets its 95 % interval over the questions.",
        sentences(scores, full=manifest["dims"][0], short=manifest["default_dim"]),
        documents(scores["starter"]),
        confidence(scores["starter"]["confidence"]),
    ]
    return "\n\n".join(parts)


def sentences(scores: dict, full: int, short: int) -> str:
    """One row for each kind of voice: a Wolof question, its French among many other sentences."""
    least = min(scores[name]["french_sentences"] for name in SENTENCES)
    question = f"A Wolof question, its French among at least {least:,} sentences"
    lines = head(question, "questions", f"{full} dims", f"{short}", f"{short}, re-scored at {full}", "written Wolof")
    for name, words in SENTENCES.items():
        score = scores[name]
        spoken, written = score["speech"], score["gold_text"][str(full)]
        by_dim = [with_interval(spoken[str(full)]), with_interval(spoken[str(short)])]
        lines.append(row(words, score["questions"], *by_dim, ndcg(score["funnel"]), ndcg(written)))
    return "\n".join(lines)


def documents(starter: dict) -> str:
    """One row for each way to ask the starter library, about documents that no training question is about."""
    question = f"A question, its page among the {starter['documents']} of the starter library"
    lines = head(question, "questions", "first", "in the first three", "nDCG@10")
    for name, words in DOCUMENTS.items():
        score = starter[name]
        found = [f"{score['first']:.0%}", f"{score['first_three']:.0%}"]
        lines.append(row(words, score["questions"], *found, with_interval(score)))
    return "\n".join(lines)


def confidence(reliability: dict) -> str:
    """One row for each way to ask: how often the first page is right, by what Laaj says of itself."""
    lines = head(
        "How far to trust “sure”, “unsure” and “nothing”",
        *(f"right when {name}" for name in SAID),
        "questions that no page answers",
    )
    for name, words in {"speech": "spoken", "text": "typed in French"}.items():
        told = reliability[name]
        outside = f"{told['outside']['told nothing']:.0%} told “nothing”"
        lines.append(row(words, *(share(told[said]) for said in SAID), outside))
    return "\n".join(lines)


def share(judged: dict) -> str:
    return "never said" if judged["right"] is None else f"{judged['right']:.0%} of {judged['answers']}"


def head(*cells: str) -> list[str]:
    return [row(*cells), row(*["---"] * len(cells))]


def row(*cells: object) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def with_interval(score: dict) -> str:
    low, high = score["interval"]
    return f"**{ndcg(score)}** ({digits(low)}–{digits(high)})"


def ndcg(score: dict) -> str:
    return digits(score["ndcg@10"])


def digits(value: float) -> str:
    return f"{value:.3f}".removeprefix("0")


def main(arguments: list[str]) -> int:
    text = README.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    new = f"{before}{BEGIN}\n{table(json.loads(MANIFEST.read_text(encoding='utf-8')))}\n{END}{after}"
    if arguments == ["--check"]:
        if new != text:
            print("The README's figures are not those of the model's manifest: run make figures.", file=sys.stderr)
        return int(new != text)
    README.write_text(new, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
