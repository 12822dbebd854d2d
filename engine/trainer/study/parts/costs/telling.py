"""The part `costs` as sentences, tables and plots."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from engine.trainer.study.blocks import Block, Line, Plot, Table, Text
from engine.trainer.study.codes import SHIPPED, STORES
from engine.trainer.study.pools import RULE, TOGETHER
from engine.trainer.study.wording import figure, points, share

NAMES = {
    "pca": "PCA", "svd": "singular vectors",
    "pca elsewhere": "PCA of other passages", "svd elsewhere": "singular vectors of other passages",
}  # fmt: skip

Found = Mapping[str, Any]


def blocks(found: Found) -> Iterator[Block]:
    yield Text(_method(found))
    for sentence in found["missing"]:
        yield Text(f"Not measured: {sentence}")
    yield _curve(found)
    yield Text(_knee(found))
    yield _kept(found)
    yield _matrix(found)
    yield from _each_set(found)
    yield from _times(found)
    yield from _bundle(found)


def summary(found: Found) -> Iterator[Block]:
    told, times = found["sets"][TOGETHER], _at_most(found)
    yield Table(
        f"A passage's cost, and what is found: {told['questions']} spoken questions ({told['what']}). "
        f"Milliseconds are of a search in {times[0]['passages']:,} passages, one thread.",
        ("dim", "bytes, fp16", "nDCG@10, alone", "of exact, alone", "of exact, shortlist", "ms, shortlist"),
        [
            (
                dim, found["bytes"][str(dim)][SHIPPED], figure(told["ndcg"][f"flat {SHIPPED} {dim}"]),
                share(told["kept"][str(dim)]["dim"]), share(told["kept"][str(dim)]["funnel"]),
                _ms(_time(times, dim, SHIPPED)["funnel_ms"]),
            )
            for dim in found["dims"]
        ],
    )  # fmt: skip
    yield Text(_knee(found))


def _ms(value: float) -> str:
    return f"{value:.2f}" if value < 10 else f"{value:.0f}"


def _method(found: Found) -> str:
    untrained = [str(dim) for dim in found["dims"] if dim not in found["trained"]]
    not_trained = f" The model was not trained at {', '.join(untrained)}: that is there to see the curve end."
    return (
        f"Spoken questions. Exact is the full vector in fp32. Flat: the code alone. Funnel: the code chooses "
        f"{found['shortlist']} passages, and their full vectors in fp16 put them in order; those are "
        f"{found['bytes_to_rescore']} bytes a passage more, of which {found['shortlist']} passages' are read for a "
        "question. The funnel of a binary code is what is called binary with re-scoring. int8: 256 steps a component "
        "between its extremes among the passages. Binary: signs, Hamming distance; centred, signs once the mean of the "
        "passages is taken away. PCA and singular vectors (the same without taking the mean away) are fitted to the "
        "very passages that are searched, which is the best case for them, and stored in fp16; for the sentences also "
        "to the library's passages, other ones, as a model could bring them along. Equal scores count as the mean over "
        f"their orders.{not_trained if untrained else ''} {RULE}"
    )


def _curve(found: Found) -> Plot:
    told = found["sets"][TOGETHER]
    rising = sorted(found["dims"])

    def line(name: str, way: str, store: str, bounds: bool = False) -> Line:
        rows = [told["ndcg"][f"{way} {dim}"] for dim in rising]
        low, high = ([row[1] for row in rows], [row[2] for row in rows]) if bounds else ((), ())
        return Line(name, [found["bytes"][str(dim)][store] for dim in rising], [row[0] for row in rows], low, high)

    chord = found["knee"]["chord"]
    return Plot(
        f"nDCG@10 against the bytes of a passage in the index; {told['questions']} questions of {told['what']}",
        "bytes a passage", "nDCG@10",
        [
            line("fp16, alone", "flat fp16", "fp16", bounds=True),
            line("fp16, funnel", "funnel fp16", "fp16"),
            line("int8, alone", "flat int8", "int8"),
            line("binary, alone", "flat binary", "binary"),
            line("centred binary, alone", "flat centred binary", "binary"),
            line("centred binary, re-scored", "funnel centred binary", "binary"),
            *(line(f"{NAMES[name]}, fp16", name, "fp16") for name in _controls(found) if name.startswith("pca")),
        ],
        x_scale="log2",
        knee=(found["bytes"][str(chord)][SHIPPED], told["ndcg"][f"flat {SHIPPED} {chord}"][0], f"knee: dim {chord}"),
    )  # fmt: skip


def _knee(found: Found) -> str:
    enough, chord, shipped = found["knee"]["enough"], found["knee"]["chord"], found["default_dim"]
    if enough is None:
        return (
            f"No trained dim chooses a shortlist that keeps 99.5 % of the exact nDCG@10, so none follows as a default; "
            f"the bundle has {shipped}. A prefix alone has its knee at {chord} (farthest above the chord of nDCG@10 "
            "against log2 of the bytes)."
        )
    agrees = "which is what the bundle has" if enough == shipped else f"but the bundle has {shipped}"
    return (
        f"The knee, chosen from these very scores by rules fixed before: {enough} is the smallest trained dim whose "
        f"funnel keeps 99.5 % of the exact nDCG@10, so it follows as the default dim, {agrees}. A prefix alone has its "
        f"knee at {chord} (farthest above the chord of nDCG@10 against log2 of the bytes)."
    )


def _controls(found: Found) -> list[str]:
    return [name for name in NAMES if name in found["sets"][TOGETHER]["kept"][str(found["dims"][0])]]


def _kept(found: Found) -> Table:
    told, controls = found["sets"][TOGETHER], _controls(found)
    return Table(
        f"Share of the exact nDCG@10, {figure(told['ndcg']['exact'])}, that is kept at equal bytes (fp16), together. "
        "In brackets the paired 95 % interval. Missed: questions whose answer the full vectors have among the first "
        "ten and the shortlist has not. Written: the same questions as text, of their own exact nDCG@10.",
        (
            "dim", "bytes", "alone", *(NAMES[name] for name in controls), "alone less PCA, points", "funnel", "missed",
            "written, alone",
        ),
        [
            (
                dim, found["bytes"][str(dim)][SHIPPED], share(kept["dim"]), *(share(kept[name]) for name in controls),
                points(told["above"][str(dim)]["pca"], 2), share(kept["funnel"]),
                f"{told['ndcg'][f'missed {dim}'][0]:.1%}", share(kept["gold"]),
            )
            for dim in found["dims"]
            for kept in [told["kept"][str(dim)]]
        ],
    )  # fmt: skip


def _matrix(found: Found) -> Table:
    told, times = found["sets"][TOGETHER], _at_most(found)
    return Table(
        f"Every code, together. Milliseconds: a search in {times[0]['passages']:,} passages. A funnel needs "
        f"{found['bytes_to_rescore']} bytes a passage beside the index.",
        ("dim", "stored as", "bytes in the index", "nDCG@10, flat", "ms, flat", "nDCG@10, funnel", "ms, funnel"),
        [
            (
                dim, store, found["bytes"][str(dim)][store],
                figure(told["ndcg"][f"flat {store} {dim}"]), _ms(time["flat_ms"]),
                figure(told["ndcg"][f"funnel {store} {dim}"]), _ms(time["funnel_ms"]),
            )
            for dim in found["dims"]
            for store in STORES
            for time in [_time(times, dim, store)]
        ],
    )  # fmt: skip


def _each_set(found: Found) -> Iterator[Table]:
    for name, told in found["sets"].items():
        if name == TOGETHER:
            continue
        yield Table(
            f"{name}: {told['questions']} questions, {told['what']}; exact {figure(told['ndcg']['exact'])}",
            (
                "dim",
                *STORES,
                "PCA",
                "funnel",
                "int8, funnel",
                "centred binary, re-scored",
                "kept, dim alone",
                "kept, funnel",
            ),
            [
                (
                    dim,
                    *(figure(told["ndcg"][f"flat {store} {dim}"]) for store in STORES),
                    figure(told["ndcg"][f"pca {dim}"]),
                    *(figure(told["ndcg"][f"funnel {store} {dim}"]) for store in (SHIPPED, "int8", "centred binary")),
                    share(told["kept"][str(dim)]["dim"]),
                    share(told["kept"][str(dim)]["funnel"]),
                )
                for dim in found["dims"]
            ],
        )


def _times(found: Found) -> Iterator[Block]:
    for count in dict.fromkeys(row["passages"] for row in found["times"]):
        rows = [row for row in found["times"] if row["passages"] == count]
        fewest = min(row["questions"] for row in rows)
        yield Table(
            f"Milliseconds a question, median of at least {fewest} single ones, {count:,} passages, one thread, "
            "without encoding",
            ("dim", *(f"{store}, {way}" for way in ("flat", "funnel") for store in STORES)),
            [
                (dim, *(_ms(_time(rows, dim, store)[f"{way}_ms"]) for way in ("flat", "funnel") for store in STORES))
                for dim in found["dims"]
            ],
        )
    rising = sorted(found["dims"])
    times = _at_most(found)
    yield Plot(
        f"Milliseconds of a search in {times[0]['passages']:,} passages, flat, by dim",
        "dim", "ms",
        [Line(store, rising, [_time(times, dim, store)["flat_ms"] for dim in rising]) for store in STORES],
        x_scale="log2",
    )  # fmt: skip
    yield Text(
        "Larger libraries than the one that is there are made of its passages, each moved a little: they tell time, "
        "and nothing of what is found. Times depend on what else the machine does."
        + "".join(
            f" {count:,} passages were not tried: too much for its memory, or a study of a few."
            for count in found["untimed"]
        )
    )


def _at_most(found: Found) -> list[Mapping[str, Any]]:
    most = max(row["passages"] for row in found["times"])
    return [row for row in found["times"] if row["passages"] == most]


def _time(rows: Sequence[Mapping[str, Any]], dim: int, store: str) -> Mapping[str, Any]:
    return next(row for row in rows if row["dim"] == dim and row["store"] == store)


def _bundle(found: Found) -> Iterator[Block]:
    if found["bundle"] is None:
        yield Text(
            f"What storing the model as {found['precision']} costs was not measured: the study names no fp32 bundle."
        )
        return
    yield Table(
        f"The model stored as {found['precision']} against itself in fp32, questions and passages both; points are "
        "hundredths of nDCG@10",
        ("set", "dim", "fp32", found["precision"], "lost, points"),
        [
            (name, dim, figure(row["exact"]), figure(row["ours"]), points(row["lost"], 2))
            for dim, by_set in found["bundle"].items()
            for name, row in by_set.items()
        ],
    )
