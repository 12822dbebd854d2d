"""The recipes that come along, and how a recipe is read, changed and explained."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import ValidationError

from engine.trainer.recipe import Recipe, RecipeError, Section

RECIPES = Path(__file__).parent
Kind = TypeVar("Kind", bound=Section)


def load(path: Path | str, changes: Iterable[str] = ()) -> Recipe:
    """Read a recipe: a file, or the name of one that comes along; then apply `changes`, each like "optimiser.steps=10".

    Raises:
        RecipeError: an unknown key, a value of the wrong kind, or values that do not fit together.
    """
    return load_as(Recipe, RECIPES, path, changes)


def load_as(kind: type[Kind], folder: Path, path: Path | str, changes: Iterable[str] = ()) -> Kind:
    """The same for another kind of recipe, whose own ones lie in `folder`. Raises RecipeError."""
    file = Path(path)
    if not file.suffix and (folder / f"{path}.toml").is_file():
        file = folder / f"{path}.toml"
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RecipeError(f"The recipe {path} cannot be read: {error}.") from error
    return _validated(kind, table, changes)


def changed(recipe: Kind, changes: Iterable[str]) -> Kind:
    """A recipe with some keys changed, each like "optimiser.steps=10". Raises RecipeError."""
    return _validated(type(recipe), recipe.model_dump(mode="json"), changes)


def _validated(kind: type[Kind], table: dict[str, Any], changes: Iterable[str]) -> Kind:
    for change in changes:
        _change(table, change)
    try:
        return kind.model_validate(table)
    except ValidationError as error:
        raise RecipeError(_sentence(error, kind)) from error


def explain(section: type[Section] = Recipe, path: str = "") -> Iterator[str]:
    """Every key with its default and its sentence, as TOML."""
    nested: list[tuple[str, type[Section]]] = []
    for name, field in section.model_fields.items():
        if isinstance(field.default, Section):
            nested.append((f"{path}{name}", type(field.default)))
            continue
        if field.description:
            yield from (f"# {line.strip()}" for line in field.description.splitlines())
        listed = next((kind for kind in get_args(field.annotation) if isinstance(kind, type)), None)
        if listed and issubclass(listed, Section):
            yield f"# [[{path}{name}]]: " + ", ".join(listed.model_fields)
        else:
            yield f"{name} = {_toml(field.default)}"
    for name, kind in nested:
        yield from ("", f"# {(kind.__doc__ or '').strip()}", f"[{name}]", *explain(kind, f"{name}."))


def _toml(value: object) -> str:
    if value is None:
        return '""  # absent'
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | Path):
        return f'"{value}"'
    if isinstance(value, tuple):
        return f"[{', '.join(map(_toml, value))}]"
    return str(value)


def _change(table: dict[str, Any], change: str) -> None:
    name, equals, text = change.partition("=")
    if not equals:
        raise RecipeError(f"“{change}” is no change: write KEY=VALUE, like optimiser.steps=100.")
    try:
        value = tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        value = text  # a bare word is a string
    *sections, key = name.strip().split(".")
    for section in sections:
        if isinstance(table, list) and section.isdigit() and int(section) < len(table):
            table = table[int(section)]
        elif isinstance(table, dict):
            table = table.setdefault(section, {})
        else:
            raise RecipeError(f"“{name}” names no key of a recipe.")
    if not isinstance(table, dict):
        raise RecipeError(f"“{name}” names no key of a recipe.")
    table[key] = value


def _sentence(error: ValidationError, kind: type[Section]) -> str:
    """The first thing that is wrong, with the key it is wrong about."""
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        known = ", ".join(_section(kind, first["loc"][:-1]).model_fields)
        return f"Unknown key “{where}”; known: {known}."
    what = str(first["msg"]).removeprefix("Value error, ")
    return f"“{where}”: {what}; found {first['input']!r}." if where else f"{what[0].upper()}{what[1:]}."


def _section(section: type[Section], location: Sequence[int | str]) -> type[Section]:
    for part in location:
        if isinstance(part, int):
            continue
        field = section.model_fields[part]
        kinds = [field.annotation, *get_args(field.annotation)]
        section = next(kind for kind in kinds if isinstance(kind, type) and issubclass(kind, Section))
    return section
