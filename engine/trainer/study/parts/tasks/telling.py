"""The part `tasks` as sentences, tables and plots."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from engine.trainer.study.blocks import Block, Line, Plot, Table, Text
from engine.trainer.study.pools import TOGETHER
from engine.trainer.study.wording import figure, share

SPEECH, GOLD, TYPED, FUNNEL = "speech", "gold", "typed", "funnel"
BY_NAME, BY_DOCUMENT = "nearest theme name", "theme of the nearest document"
BY = (BY_NAME, BY_DOCUMENT)
_WAYS = {SPEECH: "spoken", GOLD: "gold Wolof text", TYPED: "typed French"}

Found = Mapping[str, Any]


def blocks(found: Found) -> Iterator[Block]:
    yield Text(_method(found))
    for sentence in found["missing"]:
        yield Text(f"Not measured: {sentence}")
    yield from _by_dim(found)
    yield _other_pools(found)
    if found["pages"]:
        yield Text(_pages_method(found))
        yield _pages(found)
    if found["topics"]:
        yield Text(
            "Topic: the themes of the starter library are the labels. None was learned: the theme whose French name is "
            "nearest, embedded as a passage, or that of the document with the nearest passage (full vectors, starter "
            f"library alone). The most common theme has {found['topics']['most_common']:.1%} of the questions."
        )
        yield _topics(found)


def summary(found: Found) -> Iterator[Block]:
    full = str(found["full"])
    rows: list[Sequence[object]] = []
    for where, what in (
        ("sentences", "French sentence"),
        ("questions", "French question among the library's passages"),
    ):
        for name, told in found[where].items():
            if name != TOGETHER:
                rows.append(_row(f"{name.partition('-')[0]} → {what}", told, full, "ndcg@10", "nDCG@10"))
    for where, what in (("pages", "page of the starter library"), ("pages_in_everything", "page among everything")):
        if TOGETHER in found[where]:
            told = found[where][TOGETHER]
            rows.append(_row(f"starter → {what}", told, FUNNEL, "first_three", "in the first three"))
    for by, told in found["topics"].get("by", {}).items():
        count = found["topics"]["utterances"]
        measured = ("weighted F1", figure(told["speech"]), figure(told["gold"]), share(told["share"]))
        rows.append((f"starter → topic, {by}", count, *measured))
    yield Table(
        f"What is found from speech by voices that training never hears. Sentences at {full} dims; pages as the "
        "product searches. In brackets 95 % intervals.",
        ("task", "utterances", "measure", "speech", "gold text", "speech / gold"),
        rows,
    )


def _row(what: str, told: Found, column: str, measure: str, called: str) -> Sequence[object]:
    speech, gold = (told["ways"][way][column][measure] for way in (SPEECH, GOLD))
    return what, told["utterances"], called, figure(speech), figure(gold), share(told["share"][column][measure])


def _method(found: Found) -> str:
    return (
        "Spoken Wolof, heard by the bundle as the product hears it; beside it the gold transcript of the same "
        "questions, which needs no ear and bounds what listening can reach. A question has one right sentence, so "
        "recall@k is accuracy@k. Equal scores count against the question. "
        f"“{_funnel(found)}” is the product's search: the {found['shortlist']} nearest passages at "
        f"{found['default_dim']}, put in order at {found['full']}. The product keeps vectors in half precision, here "
        "they are in full. Intervals draw questions; kokoro and espeak ask the same ones, and are drawn together. "
        "Speech / gold is paired: the same questions are drawn for both."
    )


def _funnel(found: Found) -> str:
    return f"{found['default_dim']} → {found['full']}"


def _by_dim(found: Found) -> Iterator[Block]:
    """Each set among its sentences, all measures."""
    names = {**{str(dim): str(dim) for dim in found["dims"]}, FUNNEL: _funnel(found)}
    measures = ("ndcg@10", "ndcg@5", "recall@1", "recall@5", "recall@10")
    for name, told in found["sentences"].items():
        among = f", {told['passages']:,} French sentences" if name != TOGETHER else f" of {', '.join(told['sets'])}"
        yield Table(
            f"{name}: {told['utterances']} utterances of {told['questions']} questions{among}",
            ("dim", *(measure.replace("ndcg", "nDCG") for measure in measures), "nDCG@10, gold text", "speech / gold"),
            [
                (
                    called,
                    *(figure(told["ways"][SPEECH][column][measure]) for measure in measures),
                    figure(told["ways"][GOLD][column]["ndcg@10"]),
                    share(told["share"][column]["ndcg@10"]),
                )
                for column, called in names.items()
            ],
        )
    rising = sorted(found["dims"])
    lines = []
    for name, told in found["sentences"].items():
        for way in (SPEECH, GOLD) if name != TOGETHER else ():
            rows = [told["ways"][way][str(dim)]["ndcg@10"] for dim in rising]
            mean, low, high = zip(*rows, strict=True)
            lines.append(Line(f"{name}, {_WAYS[way]}", rising, mean, low, high))
    yield Plot("Spoken Wolof to its French sentence, by dim", "dim", "nDCG@10", lines, x_scale="log2")


def _other_pools(found: Found) -> Table:
    """So that nobody thinks the pool was chosen."""
    full = str(found["full"])
    rows = []
    for where, what in (
        ("sentences", "the pool of the aims"),
        ("all_sentences", "every French sentence there is"),
        ("questions", "the library and its distractors"),
    ):
        for name, told in found[where].items():
            if name != TOGETHER:
                speech, gold = told["ways"][SPEECH], told["ways"][GOLD]
                rows.append(
                    (
                        name.partition("-")[0], what, told["passages"], figure(speech[full]["ndcg@10"]),
                        figure(speech[FUNNEL]["ndcg@10"]), figure(speech[full]["recall@1"]),
                        figure(speech[full]["recall@10"]), figure(gold[full]["ndcg@10"]),
                        share(told["share"][full]["ndcg@10"]),
                    )
                )  # fmt: skip
    return Table(
        f"The same questions among more, at {full} dims. An encyclopedia's passage that answers an AfriQA question "
        "counts against it like any other: what is looked for is the question's own French.",
        (
            "set", "among", "passages", "nDCG@10", f"nDCG@10, {_funnel(found)}", "recall@1", "recall@10",
            "nDCG@10, gold text", "speech / gold",
        ),
        rows,
    )  # fmt: skip


def _pages_method(found: Found) -> str:
    return (
        "Pages: starter questions about documents that no training question is about. A document is as good as its "
        "best passage, as in the product; a distractor's passage is a document of its own, so that one which is nearer "
        "than every passage of the right document counts against it. A document of which the shortlist holds no "
        "passage is not found. Typed French is compared by meaning alone; the product counts its words as well, which "
        "this does not show."
    )


def _pages(found: Found) -> Table:
    """What is written is the same for every voice: it stands with both together."""
    rows = []
    columns = ((FUNNEL, _funnel(found)), (str(found["full"]), f"{found['full']}, all"))
    for where in ("pages", "pages_in_everything"):
        among = next(f"{told['documents']:,}, {told['passages']:,} passages" for told in found[where].values())
        last = list(found[where])[-1]
        for name, told in found[where].items():
            for way in told["ways"] if name == last else (SPEECH,):
                for column, called in columns:
                    row = told["ways"][way][column]
                    measured = [figure(row[measure]) for measure in ("first", "first_three", "ndcg@10")]
                    rows.append((name, among, told["utterances"], _WAYS[way], called, *measured))
    return Table(
        "Starter questions to the page that answers them",
        ("set", "documents", "utterances", "asked", "dims", "first", "in the first three", "nDCG@10"),
        rows,
    )


def _topics(found: Found) -> Table:
    told = found["topics"]
    rows = []
    for by, row in told["by"].items():
        for way, f1, accuracy in ((SPEECH, "speech", "accuracy"), (GOLD, "gold", "gold_accuracy")):
            of_gold = share(row["share"]) if way == SPEECH else ""
            rows.append((by, _WAYS[way], figure(row[accuracy]), figure(row[f1]), of_gold))
        rows.append((by, _WAYS[TYPED], figure(row[f"{TYPED}_accuracy"]), figure(row[TYPED]), ""))
    return Table(
        f"Topic of {told['utterances']} utterances, {told['themes']} themes",
        ("told by", "asked", "accuracy", "weighted F1", "speech / gold, F1"),
        rows,
    )
