"""The model card: what a bundle is, what it learned from and how good it is, written from its manifest alone."""

from __future__ import annotations

from engine.bundle import Manifest

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


def card(manifest: Manifest) -> str:
    """Markdown."""
    scores = manifest.scores
    lines = [
        f"# {manifest.name} {manifest.version}",
        "",
        f"A {manifest.architecture} model in {manifest.precision}: a frozen Whisper-base encoder, a CTC-guided bridge,",
        "and a text model made from multilingual-e5-small. A spoken Wolof question becomes a vector in the space of",
        f"French passages. Any prefix of {', '.join(map(str, manifest.dims))} dims is a vector too.",
        "",
        "## What it is not",
        "",
        *(f"- {note}" for note in manifest.notes),
        "",
        "## Wolof questions and their French sentence",
        "",
        "nDCG@10 with its 95 % interval over the questions; the last column is the same for the gold Wolof text.",
        "",
        "| Voices | questions | French sentences | dim | nDCG@10 | recall@1 | recall@10 | gold text |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name, words in SETS.items():
        table = scores[name]
        for dim, row in table["speech"].items():
            low, high = row["interval"]
            lines.append(
                f"| {words} | {table['questions']} | {table['french_sentences']} | {dim} | {row['ndcg@10']:.3f} "
                f"({low:.2f}–{high:.2f}) | {row['recall@1']:.3f} | {row['recall@10']:.3f} "
                f"| {table['gold_text'][dim]['ndcg@10']:.3f} |"
            )
    starter = scores["starter"]
    lines += [
        "",
        f"## Questions and their page, among the starter library's {starter['documents']}; none was asked in training",
        "",
        "| Asked | questions | first | in the first three |",
        "|---|---|---|---|",
        *(
            f"| {words} | {row['questions']} | {row['first']:.3f} | {row['first_three']:.3f} |"
            for words, row in ((words, starter[name]) for name, words in PAGES.items())
        ),
        "",
        "## What it learned from",
        "",
        "| Data | used for | licence |",
        "|---|---|---|",
        *(f"| {data['name']} | {data['use']} | {data['licence']} |" for data in manifest.training_data),
        "",
        "Bases: Whisper base (MIT), multilingual-e5-small (MIT). Synthetic voices: Kokoro-82M (Apache-2.0), espeak-ng.",
        "",
    ]
    return "\n".join(lines)
