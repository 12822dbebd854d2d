"""argparse that speaks French: its own sentences are in English and go to whoever mistyped a command."""

from __future__ import annotations

import argparse
import re
from typing import Any, NoReturn

_SENTENCES = [
    (r"the following arguments are required: (.+)", r"il manque : \1"),
    (r"unrecognized arguments: (.+)", r"Laaj ne connaît pas : \1"),
    (r"argument (.+?): invalid choice: (.+?) \(choose from (.+)\)", r"« \1 » ne peut pas être \2 ; choix : \3"),
    (r"argument (.+?): invalid \w+ value: (.+)", r"« \1 » attend un nombre entier positif, pas \2"),
    (r"argument (.+?): expected (?:one|at least one) argument", r"« \1 » attend une valeur"),
    (r"argument (.+?): not allowed with argument (.+)", r"« \1 » ne va pas avec « \2 »"),
    (r"argument (.+?): ignored explicit argument (.+)", r"« \1 » ne prend pas de valeur"),
    (r"ambiguous option: (.+?) could match (.+)", r"« \1 » peut vouloir dire : \2"),
]


class FrenchFormatter(argparse.HelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "utilisation : " if prefix is None else prefix)


class FrenchParser(argparse.ArgumentParser):
    """Has `--help` and `--debug` before and behind every command."""

    def __init__(self, **options: Any):
        options.setdefault("formatter_class", FrenchFormatter)
        super().__init__(add_help=False, allow_abbrev=False, **options)
        self._positionals.title = "arguments"
        self._optionals.title = "options"
        self.add_argument("-h", "--help", action="help", help="montrer cette aide")
        # Left unset unless given: a command's own default would overwrite what was said before the command.
        self.add_argument(
            "--debug", action="store_true", default=argparse.SUPPRESS, help="dire où une erreur s'est produite"
        )

    def error(self, message: str) -> NoReturn:
        """One sentence on standard error, exit status 2."""
        for english, french in _SENTENCES:
            if re.fullmatch(english, message):
                message = re.sub(english, french, message)
                break
        self.exit(2, f"laaj : {message}. Voir « {self.prog} --help ».\n")
