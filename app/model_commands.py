"""`laaj model …`: what the model is, and whether it is whole."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict


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
    for source in manifest.training_data:
        print("Appris de : " + ", ".join(f"{key} {value}" for key, value in source.items()))
    for name, score in manifest.scores.items():
        print(f"Mesuré, {name} : {json.dumps(score, ensure_ascii=False)}")
    for note in manifest.notes:
        print(f"Note : {note}")
    return 0


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


ACTIONS = {"info": info, "verify": verify}
