"""The settings: one typed table, each entry with a default and a sentence that says what it does.

Kept as JSON so that a facilitator can read and repair it. A value that is missing, of the wrong type or not among the
choices falls back to its default: a settings file that somebody edited by hand must never keep Laaj from starting.
"""

from __future__ import annotations

import json
import logging
from dataclasses import Field, asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from corpus.whole_file import make_folder, whole_file

log = logging.getLogger(__name__)


def _entry(default: Any, sentence: str, choices: tuple[Any, ...] = ()) -> Any:
    return field(default=default, metadata={"sentence": sentence, "choices": choices})


@dataclass(frozen=True)
class Settings:
    appearance: str = _entry("system", "Couleurs de la fenêtre.", ("system", "light", "dark", "contrast"))
    language: str = _entry("fr", "Langue de la fenêtre : français, wolof ou anglais.", ("fr", "wo", "en"))
    text_percent: int = _entry(100, "Taille du texte, en pour cent.", (90, 100, 125, 150, 200))
    motion: bool = _entry(True, "Montrer ce qui bouge ; non : des dessins qui restent en place.")
    voice_percent: int = _entry(80, "Vitesse de la lecture à voix haute, en pour cent.", (60, 80, 100, 120))
    facilitator: bool = _entry(False, "Montrer les outils de l'animateur.")
    pin: str = _entry("", "Code des outils de l'animateur ; vide : aucun.")
    consent: bool = _entry(False, "Demander à chacun si sa question peut être gardée sur cet ordinateur.")
    tones: bool = _entry(True, "Jouer un son quand l'écoute commence et quand elle finit.")
    microphone: str = _entry("", "Nom du microphone ; vide : celui que l'ordinateur propose.")
    results: int = _entry(5, "Nombre de pages montrées pour une question.", tuple(range(1, 21)))
    dim: int = _entry(0, "Dimension de la première recherche ; 0 : celle du modèle.")
    threads: int = _entry(0, "Cœurs du processeur donnés au moteur ; 0 : Laaj choisit.", tuple(range(0, 65)))


def entries() -> tuple[Field, ...]:
    return fields(Settings)


def values(settings: Settings) -> dict[str, object]:
    return asdict(settings)


def with_value(settings: Settings, name: str, value: object) -> Settings:
    """The settings with one entry changed. Raises ValueError when the entry does not take that value."""
    entry = next((one for one in entries() if one.name == name), None)
    if entry is None or not _fits(entry, value):
        raise ValueError(f"{name} does not take {value!r}")
    changed: dict[str, Any] = {name: value}
    return replace(settings, **changed)


def load(path: Path) -> Settings:
    """The settings kept at `path`, or the defaults where there are none or they cannot be read."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Settings()
    except (OSError, ValueError) as error:
        log.warning("settings at %s cannot be read, defaults serve: %s", path, error)
        return Settings()
    if not isinstance(kept, dict):
        log.warning("settings at %s are no table, defaults serve", path)
        return Settings()
    return Settings(**{one.name: kept[one.name] for one in entries() if _fits(one, kept.get(one.name))})


def save(settings: Settings, path: Path) -> None:
    """Raises InputFault disk-full or not-writable; the file is then as it was."""
    make_folder(path.parent)
    with whole_file(path, "w", encoding="utf-8") as file:
        json.dump(asdict(settings), file, ensure_ascii=False, indent=2)


def _fits(entry: Field, value: object) -> bool:
    if type(value) is not type(entry.default):  # bool is an int to isinstance
        return False
    choices = entry.metadata["choices"]
    return value in choices if choices else not (isinstance(value, int) and value < 0)
