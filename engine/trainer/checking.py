"""`laaj-trainer check`: everything that can be known of a recipe and its data before hours are spent on them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from engine.trainer import manifest, speech_data
from engine.trainer.models import architectures
from engine.trainer.models.cost import cost
from engine.trainer.progress import watched
from engine.trainer.recipe import Recipe
from engine.trainer.run import Run


def check(recipe: Recipe, folder: Path, say: Callable[[str], None] = print) -> str:
    """Decode every recording, list what cannot be used, look for leaks, count the cost; returns the summary.

    Raises:
        RecipeError: a base that does not fit.
        InputFault: a manifest that is missing, a leak.
    """
    run = Run(folder)
    say(str(cost(architectures.build(recipe, run.text_folder()))))
    speech = speech_data.read(recipe)
    rows = [*(row for row, _ in speech.train), *(row for rows in speech.evaluate.values() for row in rows)]
    problems = speech.problems + manifest.check(watched(rows, "recordings decoded", say))
    for problem in problems:
        say(str(problem))
    counts = manifest.counts(problems)
    run.note(check={"usable": len(rows), "left out": counts})
    sources: dict[str, int] = defaultdict(int)
    for row, _ in speech.train:
        sources[row.source or "unnamed"] += 1
    lines = [
        f"{len(speech.train)} utterances to train on: " + ", ".join(f"{n} {s}" for s, n in sorted(sources.items()))
    ]
    lines += [f"{len(found)} to evaluate on in “{name}”" for name, found in speech.evaluate.items()]
    lines += [f"{count} left out: {key}" for key, count in counts.items()] or ["Nothing was left out."]
    return "\n".join([*lines, "No evaluation sentence and no evaluation speaker stands in training."])
