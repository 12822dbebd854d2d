"""`laaj model …`: what the model is, whether it is whole, and which one it is."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.bundle import Manifest


VOICES = {
    "real": "une voix réelle jamais entendue",
    "kokoro": "des voix de synthèse naturelles jamais entendues",
    "espeak": "des voix de synthèse robotiques jamais entendues",
}
WAYS = {
    "starter-kokoro": "dite par une voix de synthèse naturelle",
    "starter-espeak": "dite par une voix de synthèse robotique",
    "gold_text": "écrite en wolof",
    "typed_french": "écrite en français",
}


def info(options: argparse.Namespace) -> int:
    from engine.bundle import Bundle

    bundle = Bundle.open(options.paths.model, verify=False)
    manifest = bundle.manifest
    if options.json:
        print(json.dumps({**asdict(manifest), "model_id": bundle.model_id}, ensure_ascii=False))
        return 0
    print(f"{manifest.name} {manifest.version} ({manifest.architecture}, {manifest.precision})")
    print(f"Dimensions : {', '.join(map(str, manifest.dims))} ; première recherche à {manifest.default_dim}")
    print(f"Question : de {manifest.shortest_query_s} à {manifest.longest_query_s} s, {manifest.sample_rate_hz} Hz")
    print(f"Taille : {bundle.size_bytes / 1e6:.1f} Mo ; dossier : {bundle.folder}")
    for base in manifest.base_models:
        print(f"Bâti sur : {base['name']} ({base['licence']})")
    for source in manifest.training_data:
        print(f"Appris de : {source['name']} ({source['licence']})")
    for line in _measured(manifest):
        print(line)
    for note in manifest.notes:
        print(f"Note : {note}")
    return 0


def _measured(manifest: Manifest) -> Iterator[str]:
    """The main figures in words; `--json` has them all."""
    full, short = str(manifest.full_dim), str(manifest.default_dim)
    for name, voice in VOICES.items():
        if score := manifest.scores.get(name):
            at_full, at_short = score["speech"][full]["ndcg@10"], score["speech"][short]["ndcg@10"]
            yield (
                f"Mesuré, {voice} : nDCG@10 {at_full:.3f} à {full} dimensions, {at_short:.3f} à {short} "
                f"({score['questions']} questions, {score['french_sentences']} phrases françaises ; "
                f"le même texte écrit : {score['gold_text'][full]['ndcg@10']:.3f})"
            )
    starter = manifest.scores.get("starter", {})
    for name, way in WAYS.items():
        if score := starter.get(name):
            yield (
                f"Mesuré, question {way} : la bonne page première {score['first']:.0%}, "
                f"parmi les trois premières {score['first_three']:.0%} ({score['questions']} questions)"
            )


def verify(options: argparse.Namespace) -> int:
    """Reads every file and opens both graphs. Raises InputFault bundle-missing, bundle-newer, bundle-damaged."""
    from app.session import open_model

    bundle = open_model(options.paths.model, None).bundle
    files = sorted(bundle.manifest.files)
    if options.json:
        print(json.dumps({"model_id": bundle.model_id, "files": files, "whole": True}))
    else:
        print(f"Le modèle est entier : {', '.join(files)}.")
    return 0


def install(options: argparse.Namespace) -> int:
    """Raises InputFault bundle-missing, bundle-newer, bundle-damaged, disk-full, not-writable."""
    from app import installed_model

    if options.shipped:
        installed_model.remove(options.paths)
    else:
        installed_model.install(options.bundle, options.paths)
    from engine.bundle import Bundle

    bundle = Bundle.open(options.paths.model, verify=False)
    name = f"{bundle.manifest.name} {bundle.manifest.version}"
    if options.json:
        record = {"model": name, "model_id": bundle.model_id, "folder": str(bundle.folder), "shipped": options.shipped}
        print(json.dumps(record, ensure_ascii=False))
    elif options.shipped:
        print(f"Laaj se sert de nouveau du modèle d'origine, {name}.")
    else:
        print(f"Laaj se sert maintenant du modèle {name}. Pour revenir en arrière : laaj model install --shipped")
    return 0


ACTIONS = {"info": info, "verify": verify, "install": install}
