"""The part `spectrum` as sentences, tables and plots."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.trainer.study.blocks import Block, Line, Plot, Table, Text
from engine.trainer.study.pools import RULE
from engine.trainer.study.wording import figure, share

KEPT = 0.99
_WAYS = ("as they are", "centred")

Found = Mapping[str, Any]


def blocks(found: Found) -> Iterator[Block]:
    yield Text(
        "Singular values of unit vectors: of the library's passages with all French sentences, of as few of them drawn "
        "by seed as there are spoken questions (n vectors have no more than n components), and of the questions of "
        f"{', '.join(found['sets'])}, written and spoken. Centred: with the mean taken away, which is what makes all "
        f"texts alike. {RULE}"
    )
    for sentence in found["missing"]:
        yield Text(f"Not among the passages: {sentence}")
    yield _spectra(found)
    yield _prefixes(found)
    yield _carried(found)
    yield _projected_plot(found)
    yield _projected_table(found)
    yield Text(_fewest(found))
    yield Text(_sparse_method(found))
    yield _sparse_plot(found)
    yield _sparse_table(found)
    yield Text(_verdict(found))


def summary(found: Found) -> Iterator[Block]:
    yield Text(f"{_fewest(found)} {_verdict(found)}")


def _spectra(found: Found) -> Table:
    shares = list(next(iter(found["spectra"].values()))["centred"]["components"])
    return Table(
        "How many components carry the squared length; effective rank (exp of the entropy of singular values, Roy & "
        "Vetterli 2007) and participation ratio",
        ("vectors", "count", "mean", *(f"components, {share}" for share in shares), "effective rank", "participation"),
        [
            (
                name, told["vectors"], "kept" if way == "as they are" else "taken away",
                *told[way]["components"].values(), told[way]["effective_rank"], told[way]["participation"],
            )
            for name, told in found["spectra"].items()
            for way in _WAYS
        ],
    )  # fmt: skip


def _prefixes(found: Found) -> Table:
    return Table(
        "Share of the squared length in each prefix, as the vectors are; a rotation drawn at random has the last row",
        ("vectors", *map(str, found["trained"])),
        [
            *(
                (name, *(f"{share:.1%}" for share in told["prefixes"].values()))
                for name, told in found["spectra"].items()
            ),
            ("at random", *(f"{dim / found['dim']:.1%}" for dim in found["trained"])),
        ],
    )


def _carried(found: Found) -> Plot:
    lines = []
    for name, told in found["spectra"].items():
        carried = told["centred"]["carried"]
        lines.append(Line(name, list(range(1, len(carried) + 1)), carried))
    return Plot(
        "Share of the squared length that the first components carry, centred", "components", "share", lines, "log2"
    )


def _projected_plot(found: Found) -> Plot:
    rows = found["projected"]
    names = [row["components"] for row in rows]
    ndcg = [row["ndcg"] for row in rows]
    lines = [Line("together", names, [row[0] for row in ndcg], [row[1] for row in ndcg], [row[2] for row in ndcg])]
    lines += [Line(name, names, [row["sets"][name] for row in rows]) for name in found["sets"]]
    fewest = _fewest_row(found)
    return Plot(
        "nDCG@10 with all vectors on the first singular vectors of the passages (mean kept)",
        "components", "nDCG@10", lines, "log2",
        knee=(fewest["components"], fewest["ndcg"][0], f"99 %: {fewest['components']}") if fewest else None,
    )  # fmt: skip


def _projected_table(found: Found) -> Table:
    return Table(
        "The same. Inside: the share of the spoken questions' squared length that these components of passages hold.",
        ("components", "nDCG@10, together", "of exact", *found["sets"], "inside"),
        [
            (
                row["components"], figure(row["ndcg"]), share(row["kept"]),
                *(f"{row['sets'][name]:.3f}" for name in found["sets"]),
                f"{found['inside'][str(row['components'])]:.1%}",
            )
            for row in found["projected"]
        ],
    )  # fmt: skip


def _fewest_row(found: Found) -> Mapping[str, Any] | None:
    return next((row for row in found["projected"] if row["kept"][0] >= KEPT), None)


def _fewest(found: Found) -> str:
    fewest, passages = _fewest_row(found), found["spectra"]["passages"]["centred"]
    told = (
        f"Of {found['dim']} components, {passages['components']['90%']} carry 90 % of what tells passages apart and "
        f"{passages['components']['99%']} carry 99 %; the effective rank is {passages['effective_rank']:.0f}."
    )
    if fewest is None:
        return f"{told} No projection that was tried keeps 99 % of the exact nDCG@10."
    return (
        f"{told} The first {fewest['components']} singular vectors of the passages are the fewest of those tried that "
        f"keep 99 % of the exact nDCG@10 ({share(fewest['kept'])}), known from these very scores."
    )


def _sparse_method(found: Found) -> str:
    told = found["sparse"]
    return (
        "A sparse code (Contrastive Sparse Representation, Wen et al. 2025, arXiv 2503.01776) names the k largest of "
        f"{told['width']} learned activations in two bytes each, and their values in two more. One encoder for each k "
        f"was trained for {told['steps']} steps on {told['texts']:,} passages and French sentences, none of them asked "
        "for, and encodes questions too. Against the paper it is small, sees no pairs, has no loss for activations "
        "that have died, and one seed: it says what the idea is worth here at first try, not its bound."
    )


def _sparse_plot(found: Found) -> Plot:
    rows = found["sparse"]["rows"]
    sizes = [row["bytes"] for row in rows]

    def line(name: str, way: str) -> Line:
        of = [row[way] for row in rows]
        return Line(name, sizes, [row[0] for row in of], [row[1] for row in of], [row[2] for row in of])

    return Plot(
        "nDCG@10 at equal bytes a passage, together",
        "bytes a passage", "nDCG@10",
        [
            line("prefix, fp16", "prefix"), line("PCA, fp16", "pca"), line("singular vectors, fp16", "svd"),
            line("sparse", "sparse"),
        ],
        "log2",
    )  # fmt: skip


def _sparse_table(found: Found) -> Table:
    return Table(
        "nDCG@10 at equal bytes, together; PCA and singular vectors are fitted to the texts that the sparse code "
        "learned from. Not given back: share of the squared distance from the mean that the "
        "autoencoder loses; never used: share of its activations that no text has among its k.",
        (
            "bytes", "dim", "k", "prefix", "PCA", "singular vectors", "sparse", "sparse less prefix, points",
            "not given back", "never used",
        ),
        [
            (
                row["bytes"], row["dim"], row["k"], *(figure(row[way]) for way in ("prefix", "pca", "svd", "sparse")),
                f"{100 * row['above'][0]:+.1f} ({100 * row['above'][1]:+.1f} to {100 * row['above'][2]:+.1f})",
                f"{row['lost']:.1%}", f"{row['dead']:.1%}",
            )
            for row in found["sparse"]["rows"]
        ],
    )  # fmt: skip


def _verdict(found: Found) -> str:
    rows = found["sparse"]["rows"]
    better = [row["bytes"] for row in rows if row["above"][1] > 0]
    worse = [row["bytes"] for row in rows if row["above"][2] < 0]
    parts = [
        f"{what} at {', '.join(map(str, sizes))} bytes"
        for what, sizes in (("better", better), ("worse", worse))
        if sizes
    ]
    if not parts:
        return "At equal bytes the sparse code and the trained prefix are not told apart by these questions."
    rest = "" if len(better) + len(worse) == len(rows) else "; elsewhere the two are not told apart"
    return f"At equal bytes the sparse code is {' and '.join(parts)} than the trained prefix{rest}."
