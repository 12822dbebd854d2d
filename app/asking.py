"""`laaj ask` and `laaj find`: questions in, pages out."""

from __future__ import annotations

import argparse
import json
import os
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.report import report
from app.session import Session
from faults import InputFault
from ui.snippet import snippet

if TYPE_CHECKING:
    from engine.recording import Recording
    from engine.search import Answer

HEARD = {
    "silence": "je n'ai entendu que du silence",
    "noise": "je n'ai entendu que du bruit",
}
FOUND = {"sure": "voici ce que j'ai trouvé", "unsure": "peut-être une de ces pages", "nothing": "je n'ai rien trouvé"}


def ask(options: argparse.Namespace) -> int:
    """Every recording, or one question from the microphone. Exit status 3 when a recording could not be asked."""
    status = 0
    with Session.at(options.paths) as session:
        session.prepare(building)
        if options.microphone:
            show(session.ask(listen(session), options.dim, options.top, "microphone"), options.json)
        for path in options.recordings:
            try:
                show(session.ask(load(path), options.dim, options.top, str(path)), options.json)
            except InputFault as fault:  # the other questions are still asked
                status = report(fault, options)
    return status


def find(options: argparse.Namespace) -> int:
    text = " ".join(options.text)
    if not text.strip():
        raise InputFault("question-empty")
    with Session.at(options.paths) as session:
        session.prepare(building)
        show(session.find(text, options.dim, options.top), options.json)
    return 0


def load(path: Path) -> Recording:
    """As `engine.recording.load`; what the mp3 decoder writes to standard error by itself does not get there."""
    from engine import recording

    if sys.stderr is None:
        return recording.load(path)
    sys.stderr.flush()
    standard_error = os.dup(2)
    try:
        with open(os.devnull, "wb") as nowhere:
            os.dup2(nowhere.fileno(), 2)
        return recording.load(path)
    finally:
        os.dup2(standard_error, 2)
        os.close(standard_error)


def listen(session: Session) -> Recording:
    """One question from the microphone, until the person stops speaking or presses Ctrl-C."""
    recorder = session.recorder()
    ended = threading.Event()
    outcome: list[Exception | None] = []

    def on_end(error: Exception | None) -> None:
        outcome.append(error)
        ended.set()

    try:
        recorder.start(lambda level_db: None, on_end)
        print("Posez votre question…", file=sys.stderr)
        ended.wait()
        return recorder.stop()
    finally:
        recorder.close()


def building(done: int, total: int) -> None:
    """How far the preparation is, on standard error, where somebody looks at it."""
    if sys.stderr.isatty():
        print(
            f"\rJe prépare la bibliothèque : passage {done} sur {total}",
            end="\n" if done == total else "",
            file=sys.stderr,
        )


def show(answer: Answer, as_json: bool) -> None:
    if as_json:
        print(json.dumps(as_record(answer), ensure_ascii=False), flush=True)
        return
    found = FOUND[answer.confidence] if answer.hits else FOUND["nothing"]
    print(f"{answer.question} : {HEARD.get(answer.heard, found)}")
    for number, hit in enumerate(answer.hits, 1):
        print(f"{number:3}. {hit.title}  [{hit.document}]\n     {snippet(hit.passage.text)}", flush=True)


def as_record(answer: Answer) -> dict[str, Any]:
    """The record that `--json` promises; see docs/architecture.md."""
    return {
        "question": answer.question,
        "heard": answer.heard,
        "confidence": answer.confidence,
        "hits": [
            {
                "document": hit.document,
                "title": hit.title,
                "source": hit.source,
                "score": round(float(hit.score), 4),
                "passage": {"text": hit.passage.text, "start": hit.passage.start},
            }
            for hit in answer.hits
        ],
        "ms": {stage: round(float(ms), 2) for stage, ms in answer.ms.items()},
    }
