"""`laaj-trainer`: from public data and a recipe to a model bundle, one verb a stage.

synthesise   speak the training and evaluation sentences
text         stage one: the text model becomes bilingual and Matryoshka
fit          stage two: the bridge (computes the frozen speech features first); resumes where it stopped
export       two bundles: int8, which ships, and fp32, to compare with
evaluate     measure both on what training never saw; writes the figures into the manifests
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from engine.trainer import recipe as recipes
from engine.trainer.recipe import Recipe, RecipeError
from faults import Fault


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="laaj-trainer", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("verb", choices=("synthesise", "text", "fit", "export", "evaluate"))
    parser.add_argument("--recipe", type=Path, default=Path(__file__).parent / "recipes" / "starter.toml")
    parser.add_argument("--run", type=Path, default=Path("runs/starter"), help="folder of everything this run makes")
    parser.add_argument("--data", type=Path, help="folder of the training data, instead of the recipe's")
    parser.add_argument("--models", type=Path, help="folder of the base weights, instead of the recipe's")
    parser.add_argument("--voices", type=Path, help="folder of Kokoro voice styles, instead of the recipe's")
    parser.add_argument("--processes", type=int, default=2, help="for synthesis and features")
    parser.add_argument("--bf16", action="store_true", help="train in bfloat16, where the processor has it")
    options = parser.parse_args(arguments)
    try:
        recipe = _with_options(recipes.load(options.recipe), options)
        _VERBS[options.verb](recipe, options.run, options.processes)
    except RecipeError as error:
        print(f"laaj-trainer: {error}", file=sys.stderr)
        return 2
    except Fault as fault:
        print(f"laaj-trainer: {fault.text('en')}", file=sys.stderr)
        return fault.exit_status
    except FileNotFoundError as error:
        print(f"laaj-trainer: {error.filename} is missing; give --data, --models or --voices, or run the verb before.",
              file=sys.stderr)  # fmt: skip
        return 3
    return 0


def _with_options(recipe: Recipe, options: argparse.Namespace) -> Recipe:
    data, text, bridge = recipe.data, recipe.text, recipe.bridge
    if options.data:
        data = dataclasses.replace(data, folder=options.data)
    if options.voices:
        data = dataclasses.replace(data, voices=options.voices)
    if options.models:
        text = dataclasses.replace(text, base=options.models / text.base.name)
        bridge = dataclasses.replace(bridge, base=options.models / bridge.base.name)
    return dataclasses.replace(recipe, data=data, text=text, bridge=bridge, bf16=recipe.bf16 or options.bf16)


def _synthesise(recipe: Recipe, run: Path, processes: int) -> None:
    from engine.trainer import spoken

    spoken.speak(recipe, run, processes)


def _text(recipe: Recipe, run: Path, processes: int) -> None:
    from engine.trainer import text_stage

    text_stage.fit(recipe, run)


def _fit(recipe: Recipe, run: Path, processes: int) -> None:
    from engine.trainer import feature_store, fit

    feature_store.compute(recipe, run, processes)
    fit.fit(recipe, run)


def _export(recipe: Recipe, run: Path, processes: int) -> None:
    from engine.trainer import export

    export.export_run(recipe, run)


def _evaluate(recipe: Recipe, run: Path, processes: int) -> None:
    from engine.trainer import evaluate

    print(json.dumps(evaluate.evaluate_run(recipe, run), indent=1))


_VERBS = {"synthesise": _synthesise, "text": _text, "fit": _fit, "export": _export, "evaluate": _evaluate}

if __name__ == "__main__":
    sys.exit(main())
