"""Figures as Markdown tables: nDCG@10 with its 95 % interval in brackets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.trainer.evaluate import Evaluation, SetEvaluation


def markdown(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    return "\n".join(_row(cells) for cells in (head, ["---"] * len(head), *rows))


def _row(cells: Sequence[object]) -> str:
    return f"| {' | '.join(str(cell).replace('|', '/') for cell in cells)} |"


def figure(mean: float, interval: Sequence[float]) -> str:
    low, high = interval
    return f"{mean:.3f} ({low:.2f}–{high:.2f})"


def ndcg(figures: dict[str, Any]) -> str:
    return figure(figures["ndcg@10"], figures["interval"])


def report(evaluation: Evaluation) -> str:
    """All that an evaluation found, set after set."""
    return "\n\n".join(part for name, told in evaluation.sets.items() for part in _of_set(name, told, evaluation))


def _of_set(name: str, told: SetEvaluation, evaluation: Evaluation) -> Iterator[str]:
    full, short = evaluation.dims[0], evaluation.default_dim
    yield f"## {name}: {told.questions} questions, {told.french_sentences} French sentences"
    yield markdown(
        ("dim", "nDCG@10", "nDCG@5", "recall@1", "recall@5", "recall@10", "MRR", "nDCG@10 of the gold text"),
        [
            (
                dim,
                ndcg(row),
                *(f"{row[measure]:.3f}" for measure in ("ndcg@5", "recall@1", "recall@5", "recall@10", "mrr")),
                ndcg(told.gold_text[dim]),
            )
            for dim, row in told.speech.items()
        ],
    )
    yield f"A shortlist at {short} dims, re-scored at {full}: {ndcg(told.funnel)}"
    if told.conditions:
        heard = {"clean": told.speech, **told.conditions}
        rows = [(way, *(ndcg(row) for row in table.values())) for way, table in heard.items()]
        yield markdown(("nDCG@10 by dim", *told.speech), rows)
    for what, groups in (("speaker", told.speakers), ("source", told.sources)):
        rows = [(group, row["questions"], ndcg(row)) for group, row in groups.items()]
        yield markdown((what, "questions", f"nDCG@10 at {full}"), rows)
    if told.left_out:
        rows = [(left["id"], left["why"]) for left in told.left_out]
        yield markdown(("left out", "why"), rows)
