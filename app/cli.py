"""The command `laaj`: what it understands, and how it ends.

Exit status: 0, 1 (our fault), 2 (the command is mistyped), 3 (the input's or the machine's fault), 130 (interrupted).
A failure is one sentence on standard error; `--debug` adds where it happened. Nothing here imports Qt until the window
is asked for, and no command loads more than it needs.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from app import paths as places
from app.arguments import FrenchParser
from app.log import logging_to
from app.report import report
from corpus.whole_file import is_disk_full
from faults import InputFault

INTERRUPTED = 130  # as a shell says it of any program


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; returns its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that has no ŋ shows a mark instead of a traceback
            stream.reconfigure(errors="replace")
    options = parser().parse_args(arguments, argparse.Namespace(debug=False))
    options.paths = places.find()
    with logging_to(options.paths.log, options.debug):
        try:
            status = options.run(options)
            print(end="", flush=True)  # here, where a closed pipe or a full disk can still be told
            return status
        except KeyboardInterrupt:
            return INTERRUPTED
        except BrokenPipeError:  # `laaj library list | head` closed its end
            _write_no_more()
            return 0
        except Exception as failure:
            if is_disk_full(failure):
                _write_no_more()
            return report(failure, options)


def parser() -> FrenchParser:
    whole = FrenchParser(prog="laaj", description="Demander à voix haute en wolof, trouver la page en français.")
    whole.set_defaults(run=_window)
    commands = whole.add_subparsers(title="commandes", metavar="COMMANDE", parser_class=FrenchParser)
    _add_questions(commands)
    _add_library(commands)
    _add_model(commands)
    _add_checks(commands)
    return whole


def _add_questions(commands: argparse._SubParsersAction) -> None:
    ask = commands.add_parser("ask", help="poser une question en wolof, enregistrée ou au microphone")
    ask.add_argument(
        "recordings", metavar="QUESTION.wav", nargs="*", type=Path, help="enregistrements (wav, flac, ogg, mp3)"
    )
    ask.add_argument("--microphone", action="store_true", help="écouter le microphone")
    find = commands.add_parser("find", help="chercher avec une question écrite en français")
    find.add_argument("text", metavar="TEXTE", nargs="+", type=_text, help="la question")
    for command in (ask, find):
        command.add_argument("--top", metavar="K", type=_positive, help="nombre de pages montrées")
        command.add_argument("--dim", metavar="N", type=_positive, help="dimension de la première recherche")
        command.add_argument("--json", action="store_true", help="une ligne de JSON par question")
    ask.set_defaults(run=_ask, parser=ask)
    find.set_defaults(run=_find)


def _add_library(commands: argparse._SubParsersAction) -> None:
    library = commands.add_parser("library", help="la bibliothèque : ajouter, montrer, échanger, retirer, vérifier")
    actions = library.add_subparsers(title="actions", metavar="ACTION", parser_class=FrenchParser, required=True)
    add = actions.add_parser("add", help="ajouter des documents (.md, .txt) ou des dossiers entiers")
    add.add_argument("files", metavar="CHEMIN", nargs="+", type=Path)
    show = actions.add_parser("show", help="montrer un document")
    remove = actions.add_parser("remove", help="retirer un document")
    for action in (show, remove):
        action.add_argument("document", metavar="NOM", type=_text)
    actions.add_parser("list", help="nommer tous les documents")
    _add_packs(actions)
    actions.add_parser("verify", help="vérifier que la bibliothèque est saine")
    actions.add_parser("rebuild", help="remettre les documents de départ et refaire l'index")
    for name, action in actions.choices.items():
        action.add_argument("--json", action="store_true", help="du JSON")
        action.set_defaults(run=_library, action=name)


def _add_packs(actions: argparse._SubParsersAction) -> None:
    export = actions.add_parser("export", help="faire d'une collection un paquet, pour une clé USB")
    export.add_argument("pack", metavar="PAQUET.laajpack", type=Path)
    export.add_argument("--collection", metavar="NOM", type=_text, default="added", help="par défaut : les ajouts")
    export.add_argument("--title", metavar="TITRE", type=_text, default="", help="le titre du paquet")
    export.add_argument("--licence", metavar="LICENCE", type=_text, default="", help="ce qu'il est permis d'en faire")
    receive = actions.add_parser("import", help="prendre un paquet dans la bibliothèque")
    receive.add_argument("pack", metavar="PAQUET.laajpack", type=Path)
    actions.add_parser("collections", help="nommer les collections")
    remove = actions.add_parser("remove-collection", help="retirer une collection entière")
    remove.add_argument("collection", metavar="NOM", type=_text)


def _add_model(commands: argparse._SubParsersAction) -> None:
    model = commands.add_parser("model", help="le modèle : ce qu'il est, s'il est entier, en prendre un autre")
    actions = model.add_subparsers(title="actions", metavar="ACTION", parser_class=FrenchParser, required=True)
    for name, words in (("info", "dire ce qu'est le modèle"), ("verify", "vérifier chaque fichier du modèle")):
        actions.add_parser(name, help=words)
    install = actions.add_parser("install", help="prendre un autre modèle, ou revenir à celui d'origine")
    install.add_argument("bundle", metavar="DOSSIER", nargs="?", type=Path, help="le dossier du modèle")
    install.add_argument("--shipped", action="store_true", help="revenir au modèle qui vient avec Laaj")
    for name, action in actions.choices.items():
        action.add_argument("--json", action="store_true", help="du JSON")
        action.set_defaults(run=_model, action=name, parser=action)


def _add_checks(commands: argparse._SubParsersAction) -> None:
    bench = commands.add_parser("bench", help="mesurer le temps et la mémoire sur cet ordinateur")
    bench.add_argument(
        "--question", metavar="QUESTION.wav", type=Path, help="l'enregistrement mesuré (5 s de préférence)"
    )
    bench.add_argument("--compare", metavar="DOSSIER", type=Path, help="un autre modèle, par exemple le même en fp32")
    bench.add_argument("--bare", metavar="FICHIER.onnx", type=Path, help="l'encodeur Whisper nu")
    bench.add_argument("--runs", metavar="N", type=_positive, default=9, help="nombre de mesures (médiane)")
    doctor = commands.add_parser("doctor", help="dire ce qui marche ici : microphone, processeur, disque, modèle")
    for command, run in ((bench, _bench), (doctor, _doctor)):
        command.add_argument("--json", action="store_true", help="du JSON")
        command.set_defaults(run=run)


# Each command imports its own module, when it is called: each brings the weight it needs and no more.


def _ask(options: argparse.Namespace) -> int:
    from app import asking

    if bool(options.recordings) == options.microphone:
        options.parser.error("indiquez des enregistrements, ou bien --microphone")
    return asking.ask(options)


def _find(options: argparse.Namespace) -> int:
    from app import asking

    return asking.find(options)


def _library(options: argparse.Namespace) -> int:
    from app import library_commands, pack_commands

    return (library_commands.ACTIONS | pack_commands.ACTIONS)[options.action](options)


def _model(options: argparse.Namespace) -> int:
    from app import model_commands

    if options.action == "install" and (options.bundle is None) != options.shipped:
        options.parser.error("indiquez le dossier d'un modèle, ou bien --shipped")
    return model_commands.ACTIONS[options.action](options)


def _bench(options: argparse.Namespace) -> int:
    from app import bench

    return bench.run(options)


def _doctor(options: argparse.Namespace) -> int:
    from app import doctor

    return doctor.run(options)


def _window(options: argparse.Namespace) -> int:
    from app import screen

    if not screen.is_there():
        raise InputFault("no-screen")
    from app import window

    return window.run(options.paths)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


_positive.__name__ = "int"  # argparse puts it into its sentence


def _text(argument: str) -> str:
    """What is not in the terminal's encoding becomes a question mark, which can be searched for and shown."""
    return argument.encode("utf-8", "replace").decode()


def _write_no_more() -> None:
    """Python would try once more to write what could not be written, and end with another status."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
