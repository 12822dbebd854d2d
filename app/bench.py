"""`laaj bench`: what a question costs on this computer, and what the funnel loses against exact search."""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import psutil

from app.session import Session
from faults import InputFault

if TYPE_CHECKING:
    from engine.recording import Recording
    from engine.search import Search

QUESTION_S = 5.0
WARM_UPS = 2
COMPARED = 10  # documents looked at for recall
MEL_BANDS, FRAMES_PER_S = 80, 100  # what a bare Whisper encoder takes


def run(options: argparse.Namespace) -> int:
    with Session.at(options.paths) as session:
        session.prepare()  # whatever a first start has to do is done now, and not measured
    started = time.perf_counter()
    with Session.at(options.paths) as session:
        session.prepare()
        load_ms = (time.perf_counter() - started) * 1000
        figures = _figures(session, options, load_ms)
    if options.json:
        print(json.dumps(figures, ensure_ascii=False))
    else:
        print("\n".join(_lines(figures)))
    return 0


def _figures(session: Session, options: argparse.Namespace, load_ms: float) -> dict[str, Any]:
    question = _question(options.question or options.paths.bench_question)
    encoder = session.model.speech
    resident_mb = psutil.Process().memory_info().rss / 1e6
    answers = [session.ask(question) for _ in range(WARM_UPS + options.runs)][WARM_UPS:]
    if answers[0].heard != "speech":
        raise InputFault("bench-not-speech", path=options.question)
    ms = {stage: statistics.median(answer.ms[stage] for answer in answers) for stage in answers[0].ms}
    figures: dict[str, Any] = {
        "question_s": question.seconds,
        "runs": options.runs,
        "load_ms": load_ms,
        "ms": ms,
        "total_ms": sum(ms.values()),
        "resident_mb": resident_mb,
        "resident_after_mb": psutil.Process().memory_info().rss / 1e6,
        "model_mb": session.model.bundle.size_bytes / 1e6,
        "library_mb": _size_mb(options.paths.library) + _size_mb(options.paths.index_cache),
        "passages": session.library.passage_count(),
        "recall": _recall(session.search),
    }
    if options.compare:
        other = session.model_in(options.compare).speech
        figures["compare"] = _against(lambda: encoder.encode(question), lambda: other.encode(question), options.runs)
    if options.bare:
        bare = _bare_encoder(options.bare, question.seconds, session.settings.threads)
        figures["bare"] = _against(lambda: encoder.encode(question), bare, options.runs)
    return _rounded(figures)


def _against(ours: Callable[[], object], other: Callable[[], object], runs: int) -> dict[str, float]:
    """Both measured in turns, so that whatever else this computer does falls on both alike."""
    ours_ms, other_ms = [], []
    for _ in range(WARM_UPS + runs):
        ours_ms.append(_milliseconds(ours))
        other_ms.append(_milliseconds(other))
    ours_median, other_median = (statistics.median(times[WARM_UPS:]) for times in (ours_ms, other_ms))
    return {"ours_ms": ours_median, "other_ms": other_median, "ours_to_other": ours_median / other_median}


def _milliseconds(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return (time.perf_counter() - started) * 1000


def _bare_encoder(path: Path, seconds: float, threads: int) -> Callable[[], object]:
    """An encoder graph that takes log-mel frames, (1, 80, frames) float32, run on a question of the same length."""
    import onnxruntime

    if not path.is_file():
        raise InputFault("file-missing", path=path)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads or min(4, psutil.cpu_count() or 1)
    try:
        session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's own exceptions share no base class
        raise InputFault("bundle-damaged", file=path.name, why=type(error).__name__) from error
    frames = round(seconds * FRAMES_PER_S)
    mel = np.random.default_rng(0).normal(0, 0.5, (1, MEL_BANDS, frames)).astype(np.float32)
    name = session.get_inputs()[0].name
    return lambda: session.run(None, {name: mel})


def _recall(search: Search) -> dict[str, float]:
    """Share of exact search's first ten documents that the funnel finds as well, by dim of the shortlist.

    The questions are the documents' own one-sentence summaries.
    """
    documents = search.library.summaries()
    questions = search.text_encoder.encode_queries([document.summary or document.title for document in documents])
    exact = [_found(search, vector, search.bundle.manifest.full_dim) for vector in questions]
    recall = {}
    for dim in search.bundle.manifest.dims:
        found = [_found(search, vector, dim) for vector in questions]
        shares = [len(some & all_) / len(all_) for some, all_ in zip(found, exact, strict=True)]
        recall[str(dim)] = statistics.mean(shares)
    return recall


def _found(search: Search, vector: np.ndarray, dim: int) -> set[str]:
    return {hit.document for hit in search.find_vector(vector, dim, COMPARED)}


def _question(path: Path) -> Recording:
    """The recording, repeated or cut to QUESTION_S."""
    from engine import recording

    loaded = recording.load(path)
    return replace(loaded, samples=np.resize(loaded.samples, round(QUESTION_S * recording.SAMPLE_RATE_HZ)))


def _size_mb(path: Path) -> float:
    files = path.rglob("*") if path.is_dir() else path.parent.glob(f"{path.name}*")  # the library's log lies beside it
    return sum(file.stat().st_size for file in files if file.is_file()) / 1e6


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(inner) for key, inner in value.items()}
    return round(value, 4 if value < 10 else 1) if isinstance(value, float) else value


def _lines(figures: dict[str, Any]) -> list[str]:
    ms = figures["ms"]
    lines = [
        f"Une question de {figures['question_s']:.0f} s, médiane de {figures['runs']} mesures :",
        f"  comprendre {ms['encode']:.1f} ms + chercher {ms['search']:.2f} ms + reclasser {ms['rescore']:.2f} ms"
        f" = {figures['total_ms']:.1f} ms",
        f"Chargement : {figures['load_ms']:.0f} ms",
        f"Mémoire : {figures['resident_mb']:.0f} Mo après le chargement, {figures['resident_after_mb']:.0f} Mo ensuite",
        f"Modèle : {figures['model_mb']:.1f} Mo ; bibliothèque et index : {figures['library_mb']:.1f} Mo,"
        f" {figures['passages']} passages",
        "Retrouvé par l'entonnoir (10 documents de la recherche exacte) : "
        + ", ".join(f"{100 * share:.1f} % à {dim}" for dim, share in figures["recall"].items()),
    ]
    for name, words in (("compare", "l'autre modèle"), ("bare", "l'encodeur nu")):
        if name in figures:
            ours_ms, other_ms, ratio = figures[name].values()
            lines.append(f"Comprendre : {ours_ms:.1f} ms, {words} {other_ms:.1f} ms, rapport {ratio:.2f}")
    return lines
