"""`laaj-trainer`: from public data and a recipe to a model bundle, one verb a stage.

  import      a corpus, as it is laid out on the disk, becomes a manifest
  curate      corpora, or a folder of raw sound, become a training set, with a report to look at and listen to
  synthesise  Wolof texts are spoken by voices of machines
  listen      does the speech encoder find a sentence again in another voice: a proxy for listening
  project     what a curation would take for 1.4 TB of sound, from what its stages cost
  convert     a manifest of the data line to and from Parquet and lhotse
  prepare     the starter data set, curated and spoken, for the model that ships
  check       read every recording and text that a recipe names, look for leaks, count what the model costs
  text        stage one: the text model becomes bilingual and Matryoshka
  fit         stage two: speech, into the frozen text model
  evaluate    measure a run, or a bundle, on what training never saw
  export      a bundle for `laaj model install`; refused when it is not as good as what was trained
  compare     two runs, question by question
  table       several runs, by dimension, over their seeds
  study       a model beside others, its costs, its limits and its worth, as a report with plots
  augment     hear what augmentation does to a recording
  bench       throughput here, against the straightforward loop
  recipe      every key of a recipe, with its default

A stage that was stopped goes on where it was. On several cards or machines:

  accelerate launch -m engine.trainer.cli fit …
"""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

from engine.trainer import recipes
from engine.trainer.recipe import Recipe, RecipeError
from faults import Fault, InputFault

# What engine.trainer.importers.registry.IMPORTERS reads; named here so that --help waits for nothing heavy.
LAYOUTS = ("kaldi", "stm", "fleurs", "wolbanking77", "afriqa", "common-voice", "table", "folder", "consented")


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        options.action(options)
    except RecipeError as error:
        return _refuse(str(error), 2, options.debug)
    except Fault as fault:
        return _refuse(fault.text("en"), fault.exit_status, options.debug)
    except KeyboardInterrupt:
        return _refuse("Stopped. The same command goes on where it was.", 130, False)
    return 0


def _refuse(sentence: str, status: int, debug: bool) -> int:
    if debug:
        traceback.print_exc()
    print(f"laaj-trainer: {sentence}", file=sys.stderr)
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="laaj-trainer", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--debug", action="store_true", help="say where a refusal came from")
    recipe = argparse.ArgumentParser(add_help=False, parents=[common])
    recipe.add_argument("--recipe", default="starter", help="a TOML file, or starter, paper, best, smoke, compare")
    recipe.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="change a key of the recipe")
    recipe.add_argument("--run", type=Path, help="folder of everything this run makes (runs/NAME)")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")

    def verb(name: str, action, parent: argparse.ArgumentParser = recipe) -> argparse.ArgumentParser:
        added = verbs.add_parser(name, parents=[parent], help=_HELP[name])
        added.set_defaults(action=action)
        return added

    verb("prepare", _prepare).add_argument("--processes", type=int, default=os.cpu_count() or 1)
    imported = verb("import", _import, common)
    imported.add_argument("kind", choices=LAYOUTS, metavar="KIND", help=", ".join(LAYOUTS))
    imported.add_argument("folder", type=Path, metavar="FOLDER", help="where the corpus was unpacked")
    imported.add_argument("--out", type=Path, required=True, metavar="MANIFEST", help="a .jsonl; replaced if there")
    imported.add_argument("--source", help="name of the corpus; begins its ids and its speakers")
    imported.add_argument("--split", default="", help="the part of the corpus (train, where it has parts)")
    imported.add_argument("--licence", help="written into each utterance")
    imported.add_argument("--speaker-prefix", default="", help="begins each speaker instead of the source")
    imported.set_defaults(misused=imported.error)
    curate = verb("curate", _curate, common)
    curate.add_argument("folder", type=Path, nargs="?", metavar="FOLDER", help="a corpus; or name several in a recipe")
    curate.add_argument("--recipe", default="", help="a TOML file of the data line, or starter, starter+nc")
    curate.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="change a key of the recipe")
    curate.add_argument(
        "--kind", choices=LAYOUTS, metavar="KIND", default="folder", help=f"of FOLDER: {', '.join(LAYOUTS)}"
    )
    curate.add_argument("--source", default="", help="name of the corpus in FOLDER; begins its ids")
    curate.add_argument("--licence", help="of the corpus in FOLDER; written into each row")
    curate.add_argument("--out", type=Path, help="where everything goes (the recipe's out; runs/curated)")
    curate.add_argument("--processes", type=int, help="at once (all cores)")
    curate.add_argument(
        "--cluster", metavar="ADDRESS", help="compute on a Ray cluster; “auto” for the one that runs here"
    )
    curate.add_argument("--keys", action="store_true", help="print every key of such a recipe, with its default")
    curate.set_defaults(misused=curate.error)
    synthesise = verb("synthesise", _synthesise, common)
    synthesise.add_argument(
        "manifest", type=Path, metavar="MANIFEST", help="rows of the data line, such as curated.jsonl"
    )
    synthesise.add_argument("--out", type=Path, required=True, metavar="FOLDER")
    synthesise.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE", help="kind=espeak, sentences=1000"
    )
    synthesise.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    synthesise.add_argument("--keys", action="store_true", help="print every key, with its default")
    listen = verb("listen", _listen, common)
    listen.add_argument("manifests", type=Path, nargs="+", metavar="MANIFEST", help="rows with sound and Wolof")
    listen.add_argument("--bundle", type=Path, default=Path("assets/model"))
    project = verb("project", _project, common)
    project.add_argument("folder", type=Path, metavar="FOLDER", help="of a curation")
    project.add_argument("--cores", type=int, default=16, help="of each machine")
    convert = verb("convert", _convert, common)
    convert.add_argument("manifest", type=Path, metavar="FROM", help=".jsonl, .parquet or .cuts.jsonl.gz")
    convert.add_argument("target", type=Path, metavar="TO", help="likewise")
    verb("check", _check)
    verb("text", _text)
    verb("fit", _fit)
    evaluate = verb("evaluate", _evaluate)
    evaluate.add_argument("--bundle", type=Path, help="measure this bundle; its figures go into its manifest")
    evaluate.add_argument("--against", type=Path, help="a bundle in fp32 to say what the other loses against")
    verb("export", _export).add_argument("--bundle", type=Path, help="where it is written (RUN/bundle)")
    compare = verb("compare", _compare, common)
    compare.add_argument("a", type=Path, metavar="RUN")
    compare.add_argument("b", type=Path, metavar="RUN")
    verb("table", _table, common).add_argument("runs", type=Path, nargs="+", metavar="RUN")
    study = verb("study", _study, common)
    study.add_argument("--study", default="starter", help="a TOML file of settings, or starter")
    study.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="change a key of the settings")
    study.add_argument(
        "--readme", type=Path, metavar="FILE", help="put the summary into a Markdown file, between its marks"
    )
    study.add_argument("--seal", action="store_true", help="put what was asked for into the bundle's manifest and card")
    study.add_argument("--keys", action="store_true", help="print every key, with its default")
    augment = verb("augment", _augment)
    augment.add_argument("file", type=Path, metavar="FILE")
    augment.add_argument("--out", type=Path, default=Path("runs/augmented"))
    augment.add_argument("--copies", type=int, default=8)
    bench = verb("bench", _bench)
    bench.add_argument("--utterances", type=int, default=64)
    bench.add_argument("--steps", type=int, default=8)
    verb("recipe", _recipe, common)
    return parser


_HELP = {
    line.split(maxsplit=1)[0]: line.split(maxsplit=1)[1]
    for line in (__doc__ or "").splitlines()
    if line.startswith("  ") and len(line.split(maxsplit=1)) == 2
}


def _load(options: argparse.Namespace) -> tuple[Recipe, Path]:
    recipe = recipes.load(options.recipe, options.set)
    return recipe, options.run or Path("runs") / recipe.name


def _recipe(options: argparse.Namespace) -> None:
    print("\n".join(recipes.explain()))


def _prepare(options: argparse.Namespace) -> None:
    from engine.trainer.starter import prepare

    prepare.prepare(_load(options)[0], options.processes)


def _import(options: argparse.Namespace) -> None:
    from engine.trainer.importers import registry
    from engine.trainer.importers.gathering import Request

    importer = registry.IMPORTERS[options.kind]
    source = options.source or importer.source
    if not source:
        options.misused(f"--source is needed: many corpora are laid out as {options.kind}; name yours")
    licence = importer.licence if options.licence is None else options.licence
    request = Request(options.kind, options.folder, source, options.split, licence, options.speaker_prefix)
    print(registry.import_corpus(request, options.out))


def _curate(options: argparse.Namespace) -> None:
    from engine.trainer.curation import curate, pipeline, scale
    from engine.trainer.curation.recipe import RECIPES, Curation, Source

    if options.keys:
        print("\n".join(recipes.explain(Curation)))
        return
    if bool(options.folder) == bool(options.recipe):
        options.misused("name a FOLDER or a --recipe")
    if options.recipe:
        recipe = recipes.load_as(Curation, RECIPES, options.recipe, options.set)
    else:
        source = options.source or options.folder.resolve().name
        source = Source(kind=options.kind, path=options.folder, name=source, licence=options.licence)
        recipe = recipes.changed(Curation(sources=(source,)), options.set)
    if options.out:
        recipe = recipe.model_copy(update={"out": options.out})
    if options.cluster:
        runner = scale.run_on_ray(options.cluster, options.processes)
    else:
        runner = pipeline.run_in_processes(options.processes or os.cpu_count() or 1)
    print(curate.curate(recipe, runner))


def _synthesise(options: argparse.Namespace) -> None:
    from engine.trainer.synthesis import run
    from engine.trainer.synthesis.run import Synthesis

    if options.keys:
        print("\n".join(recipes.explain(Synthesis)))
        return
    settings = recipes.changed(Synthesis(), options.set)
    print(run.synthesise_manifest(options.manifest, settings, options.out, options.processes))


def _listen(options: argparse.Namespace) -> None:
    from engine.trainer.synthesis import proxies

    print(proxies.listen(options.manifests, options.bundle))


def _project(options: argparse.Namespace) -> None:
    from engine.trainer.curation import pipeline, projection

    stages = pipeline.read_done(options.folder)
    if not stages:
        raise InputFault("file-missing", path=options.folder / "curation.json")
    print(projection.report(stages, cores=options.cores))


def _convert(options: argparse.Namespace) -> None:
    from engine.trainer.curation import formats

    print(f"{formats.convert(options.manifest, options.target):,} rows")


def _check(options: argparse.Namespace) -> None:
    from engine.trainer import checking

    recipe, folder = _load(options)
    print(checking.check(recipe, folder))


def _text(options: argparse.Namespace) -> None:
    from engine.trainer import text_stage

    text_stage.fit(*_load(options))


def _fit(options: argparse.Namespace) -> None:
    from engine.trainer import speech_stage

    speech_stage.fit(*_load(options))


def _evaluate(options: argparse.Namespace) -> None:
    from engine.trainer import evaluate
    from engine.trainer.starter import library_evaluation

    recipe, folder = _load(options)
    if options.bundle:
        library_evaluation.seal_scores(recipe, options.bundle, options.against)
    else:
        print(evaluate.evaluate_run(recipe, folder))


def _export(options: argparse.Namespace) -> None:
    from engine.trainer.export import bundle

    recipe, folder = _load(options)
    bundle.export_run(recipe, folder, options.bundle)


def _compare(options: argparse.Namespace) -> None:
    from engine.trainer import comparison

    print(comparison.compare(options.a, options.b))


def _table(options: argparse.Namespace) -> None:
    from engine.trainer import comparison

    print(comparison.table(options.runs))


def _study(options: argparse.Namespace) -> None:
    from engine.trainer.study import study
    from engine.trainer.study.settings import STUDIES, Study

    if options.keys:
        print("\n".join(recipes.explain(Study)))
        return
    settings = recipes.load_as(Study, STUDIES, options.study, options.set)
    print(study.study(settings, options.readme, options.seal))


def _augment(options: argparse.Namespace) -> None:
    from engine.trainer import augmentation

    recipe, _ = _load(options)
    for path in augmentation.listen(options.file, options.out, recipe.augmentation, options.copies, recipe.seed):
        print(path)


def _bench(options: argparse.Namespace) -> None:
    from engine.trainer import bench

    recipe, folder = _load(options)
    print(bench.bench(recipe, folder, options.utterances, options.steps))


if __name__ == "__main__":
    sys.exit(main())
