"""The part `ranks` as sentences, tables and plots."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from engine.trainer.curation.report import some
from engine.trainer.study.blocks import Aim, Block, Line, Plot, Table, Text
from engine.trainer.study.parts.ranks.layer_groups import BRIDGE, SPEECH, TEXT
from engine.trainer.study.parts.ranks.low_rank import METHODS
from engine.trainer.study.pools import RULE
from engine.trainer.study.wording import share

BOTH = "text-both"
TITLES = {
    BRIDGE: "the bridge",
    TEXT: "the text model, for speech alone",
    BOTH: "the text model, for speech and passages",
    SPEECH: "the speech encoder",
}

Found = Mapping[str, Any]


def blocks(found: Found) -> Iterator[Block]:
    yield Text(_what_was_done(found))
    for name, group in found["groups"].items():
        yield _plot(name, group)
        yield _table(name, group, found)
    yield _latency(found)
    shipped = found["timing"]["shipped"]
    yield Text(
        f"Time: a clip of {found['timing']['clip_s']:g} s through the exported speech graph, median of "
        f"{found['timing']['runs']} turns in each of which the whole and the cut model are run one after the other, "
        f"{_threads(found)}. Only the graph counts, not the search. “{shipped}” are the weights of the bundle that "
        f"ships. What is kept in {shipped} is measured through the exported graph, beside that of the whole model, "
        "over passages read in torch. Where the text model is cut for speech alone, a bundle holds it "
        "twice, and grows."
    )


def aims(found: Found) -> Iterator[Aim]:
    for name, group in found["groups"].items():
        yield Aim(
            f"The smallest rank that keeps 99 % of nDCG@10: {TITLES[name]}",
            "below the full rank, saving multiply-adds",
            _found(group),
            group["chosen"] is not None,
            "" if group["chosen"] else _why_not(group),
        )


def summary(found: Found) -> Iterator[Block]:
    yield Text(
        "Linear layers cut to rank r, one part of the model at a time: the smallest rank that keeps 99 % of nDCG@10 "
        f"({_count(found)} spoken questions), and what it saves of that part."
    )
    rows = [[TITLES[name], *_row(group)] for name, group in found["groups"].items()]
    yield Table(
        "The smallest rank that keeps 99 %",
        [
            "Part", "Rank", "nDCG@10 kept", f"Kept in {found['timing']['shipped']}", "Its weights", "Its multiply-adds",
            "Time of a question",
        ],
        rows,
    )  # fmt: skip


def _what_was_done(found: Found) -> str:
    sets = "; ".join(
        f"{one['name']}: {one['questions']} questions"
        + (f" (the first {one['limit']} at most)" if one["limit"] else "")
        + f" among {one['sentences']} French sentences"
        for one in found["sets"]
    )
    left_out = sum(one["left_out"] for one in found["sets"])
    madds = {name: group["madds_per_s"] for name, group in found["groups"].items() if name != BOTH}
    parts = ", ".join(f"{TITLES[name]} {value / max(1, sum(madds.values())):.0%}" for name, value in madds.items())
    told = found["calibration"]
    return (
        "Each linear layer of one part of the model is replaced by two of rank r, by one of two methods. Plain: the "
        "truncated SVD of its weights. Activation-aware: the same after whitening by the second moment of the layer's "
        f"input (SVD-LLM, arXiv 2403.07378), here over {told['clips']} training clips ({told['seconds'] / 60:.0f} min "
        f"of speech), and over the French of the same clips ({told['texts']} sentences) where passages are read with "
        "the cut model too. Nothing is trained afterwards. A layer whose factors would be no smaller than it is stays "
        "whole: r (m + n) < m n must hold. The full rank is the model in torch, fp32. "
        f"Evaluated at the full dim on {sets}"
        + (f" ({left_out} clips could not be decoded)" if left_out else "")
        + f". {RULE} The smallest rank that keeps 99 % is the one from which on every larger one that was measured "
        "does; it is known from these very questions. Where the multiply-adds of the linear layers are: "
        f"{parts}."
    )


def _plot(name: str, group: Found) -> Plot:
    lines = []
    points = [point for point in group["points"] if point["saves"]]
    for method in METHODS:
        told = [point["methods"][method] for point in points]
        lines.append(
            Line(
                method,
                [*(point["rank"] for point in points), group["full_rank"]],
                [*(one["kept"][0] for one in told), 1.0],
                [*(one["kept"][1] for one in told), 1.0],
                [*(one["kept"][2] for one in told), 1.0],
            )
        )
    knee = None
    if group["chosen"]:
        rank, method = group["chosen"]
        kept = next(p["methods"][method]["kept"] for p in points if p["rank"] == rank)
        knee = (rank, kept[0], f"99 %: {rank}")
    title = TITLES[name]
    return Plot(f"{title[0].upper()}{title[1:]} at rank r", "rank", "share of nDCG@10 kept", lines, "log2", knee)


def _table(name: str, group: Found, found: Found) -> Table:
    sets = [one["name"] for one in found["sets"]]
    rows: list[list[object]] = []
    for point in group["points"]:
        share = f"{point['rank'] / group['full_rank']:.0%}"
        cost = [
            f"{point['layers_cut']} of {group['layers']}", f"{point['parameters'] / group['parameters']:.0%}",
            f"{point['madds_per_s'] / group['madds_per_s']:.0%}",
        ]  # fmt: skip
        if not point["saves"]:
            rows.append([point["rank"], share, *cost, "saves nothing: the model itself", *([""] * len(sets)), "", ""])
        for method, told in point["methods"].items():
            marked = f"{method} *" if [point["rank"], method] == group["chosen"] else method
            measured = [f"{told['ndcg'][one]:.3f}" for one in sets]
            rows.append([point["rank"], share, *cost, marked, *measured, _kept(told), f"{told['output_lost']:.2%}"])
    whole = [f"{found['whole']['ndcg'][one]:.3f}" for one in sets]
    rows.append([group["full_rank"], "100%", f"0 of {group['layers']}", "100%", "100%", "whole", *whole, "100.0%", ""])
    size = f"{group['parameters'] / 1e6:.1f} M weights, {group['madds_per_s'] / 1e6:.0f} M multiply-adds a second"
    return Table(
        f"The linear layers of {TITLES[name]} ({size}). * the smallest rank that keeps 99 %. Output lost: share of "
        "a layer's output energy on the calibration inputs, mean over the layers that are cut",
        ["Rank", "Of the full one", "Layers cut", "Weights", "Multiply-adds", "Method", *sets, "Kept", "Output lost"],
        rows,
    )


def _latency(found: Found) -> Table:
    rows: list[list[object]] = []
    shipped = found["timing"]["shipped"]
    for name, group in found["groups"].items():
        for told in group["exported"]:
            exact, small = told["weights"]["fp32"], told["weights"][shipped]
            rows.append(
                [
                    TITLES[name], told["rank"], told["method"],
                    *(f"{one['ms']:.0f} of {one['whole_ms']:.0f} ms, × {one['ratio']:.2f}" for one in (exact, small)),
                    *(f"{one['size_mb']:.1f} MB" for one in (exact, small)), _kept(told["shipped"]),
                ]
            )  # fmt: skip
    sizes = found["timing"]["sizes_mb"]
    return Table(
        "Cut models after export, beside the whole one "
        f"(whole bundles: {sizes['fp32']:.1f} MB fp32, {sizes[shipped]:.1f} MB {shipped})",
        ["Part", "Rank", "Method", "fp32", shipped, "Bundle, fp32", f"Bundle, {shipped}", f"Kept, {shipped}"],
        rows,
    )


def _found(group: Found) -> str:
    if group["chosen"]:
        return _named(_row(group, "chosen"))
    best = _largest(group)
    if best is None:
        return "no rank measured saves anything"
    method, told = max(best["methods"].items(), key=lambda one: one[1]["kept"][0])
    found = f"none; rank {best['rank']}, the largest measured that saves, keeps {_kept(told)} ({method})"
    if group["first"]:
        found += f". That a smaller rank does may be chance, as a larger does not: {_named(_row(group, 'first'))}"
    return found


def _named(row: Sequence[str]) -> str:
    rank, kept, shipped, weights, madds, time = row
    return (
        f"{rank}: keeps {kept}, and {shipped} after export, with {weights} of the weights and {madds} of the "
        f"multiply-adds; time {time}"
    )


def _row(group: Found, which: str = "chosen") -> tuple[str, ...]:
    """Rank, kept, kept as it would ship, weights, multiply-adds, time; of the chosen one, or of the first that keeps
    enough."""
    if group[which] is None:
        return ("none", "", "", "", "", "")
    rank, method = group[which]
    point = next(one for one in group["points"] if one["rank"] == rank)
    told = next(one for one in group["exported"] if [one["rank"], one["method"]] == [rank, method])
    times = ", ".join(f"× {one['ratio']:.2f} in {weights}" for weights, one in told["weights"].items())
    return (
        f"{rank} of {group['full_rank']} ({method})", _kept(point["methods"][method]), _kept(told["shipped"]),
        f"{point['parameters'] / group['parameters']:.0%}", f"{point['madds_per_s'] / group['madds_per_s']:.0%}", times,
    )  # fmt: skip


def _why_not(group: Found) -> str:
    best = _largest(group)
    if best is None:
        return "These layers are too narrow for two factors to be smaller than one of them."
    lost = min(one["output_lost"] for one in best["methods"].values())
    return (
        f"At rank {best['rank']} only {best['layers_cut']} of {group['layers']} layers become smaller, and even what "
        f"these lose ({lost:.2%} of their output's energy on average) costs more than 1 % of nDCG@10. Not tried, and "
        "what should reach it: a rank for each layer by its own spectrum, and training after the cut."
    )


def _largest(group: Found) -> Found | None:
    return max((point for point in group["points"] if point["saves"]), key=lambda one: one["rank"], default=None)


def _kept(told: Found) -> str:
    return share(told["kept"])


def _threads(found: Found) -> str:
    threads = found["timing"]["threads"]
    return some(threads, "thread") if threads else "as many threads as there are cores, four at most"


def _count(found: Found) -> int:
    return sum(one["questions"] for one in found["sets"])
