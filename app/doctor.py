"""`laaj doctor`: what works on this computer, one line each, with advice where something does not."""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from app.paths import Paths
from app.session import Session
from faults import InputFault

LEAST_FREE_MB = 300
LEAST_MEMORY_MB = 1000
UNWELL = 3


@dataclass(frozen=True)
class Finding:
    what: str
    well: bool
    sentence: str
    advice: str = ""


def run(options: argparse.Namespace) -> int:
    """Exit status 3 when something keeps Laaj from answering questions."""
    with Session.at(options.paths) as session:
        checks: list[tuple[str, Callable[[], str | Finding]]] = [
            ("microphone", lambda: _microphone(session)),
            ("processeur", _processor),
            ("mémoire", _memory),
            ("disque", lambda: _disk(options.paths)),
            ("modèle", lambda: _model(session)),
            ("bibliothèque", lambda: _library(session)),
        ]
        findings = [_checked(what, check) for what, check in checks]
    if options.json:
        print(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False))
    else:
        for finding in findings:
            mark = "bien" if finding.well else "À VOIR"
            print(f"{finding.what:13} {mark:7} {finding.sentence} {finding.advice}".rstrip())
    return 0 if all(finding.well for finding in findings) else UNWELL


def _checked(what: str, check: Callable[[], str | Finding]) -> Finding:
    try:
        found = check()
    except InputFault as fault:
        return Finding(what, False, fault.sentence("fr"), fault.advice("fr"))
    return found if isinstance(found, Finding) else Finding(what, True, found)


def _microphone(session: Session) -> str:
    recorder = session.recorder()
    try:
        recorder.arm()
        names = [microphone.name for microphone in recorder.microphones() if microphone.is_default]
    finally:
        recorder.close()
    return f"Le microphone s'ouvre : {', '.join(names) or session.settings.microphone or 'celui du système'}."


def _processor() -> str | Finding:
    cores = os.cpu_count() or 1
    words = f"{platform.machine()}, {cores} cœur{'s' if cores > 1 else ''}"
    if cores < 2:
        return Finding("processeur", True, f"{words}.", "Une réponse peut demander quelques secondes.")
    return f"{words}."


def _memory() -> str | Finding:
    free_mb = psutil.virtual_memory().available / 1e6
    sentence = f"{free_mb:.0f} Mo libres."
    if free_mb < LEAST_MEMORY_MB:
        return Finding("mémoire", False, sentence, "Fermez d'autres programmes.")
    return sentence


def _disk(paths: Paths) -> str | Finding:
    free_mb = shutil.disk_usage(_nearest_folder(paths.data)).free / 1e6
    sentence = f"{free_mb:.0f} Mo libres pour « {paths.data} »."
    if free_mb < LEAST_FREE_MB:
        return Finding("disque", False, sentence, f"Libérez au moins {LEAST_FREE_MB} Mo.")
    return sentence


def _model(session: Session) -> str:
    bundle = session.model.bundle
    return f"{bundle.manifest.name} {bundle.manifest.version}, {bundle.size_bytes / 1e6:.0f} Mo, entier."


def _library(session: Session) -> str:
    session.verify()
    return f"{len(session.library.summaries())} documents, {session.library.passage_count()} passages, saine."


def _nearest_folder(path: Path) -> Path:
    return next(folder for folder in (path, *path.parents) if folder.is_dir())
