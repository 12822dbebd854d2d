"""A recipe is checked before any work: what it does not know or cannot fit is one sentence."""

import tomllib

import pytest

from engine.trainer import recipes
from engine.trainer.recipe import Recipe, RecipeError, Section
from engine.trainer.recipes import RECIPES


def _load(tmp_path, text, changes=()):
    path = tmp_path / "recipe.toml"
    path.write_text(text, encoding="utf-8")
    return recipes.load(path, changes)


def test_an_empty_recipe_is_the_defaults(tmp_path):
    assert _load(tmp_path, "") == Recipe()


def test_values_reach_their_section(tmp_path):
    recipe = _load(
        tmp_path,
        'dims = [64, 32]\ndefault_dim = 32\n[optimiser]\nsteps = 5\n[[data.train]]\nmanifest = "a.jsonl"\nweight = 3',
    )
    assert (recipe.dims, recipe.optimiser.steps, recipe.data.train[0].weight) == ((64, 32), 5, 3)


def test_a_key_can_be_changed_from_outside(tmp_path):
    recipe = _load(tmp_path, "[optimiser]\nsteps = 5", ["optimiser.steps=9", "architecture=dual", "speech.layers=[2]"])
    assert (recipe.optimiser.steps, recipe.architecture, recipe.speech.layers) == (9, "dual", (2,))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("colour = 3", "colour"),
        ("[optimiser]\nstep = 3", "optimiser.step”; known: steps"),
        ('[optimiser]\nsteps = "many"', "optimiser.steps"),
        ("[optimiser]\nsteps = 0", "optimiser.steps"),
        ("dims = [32, 64]", "Dims"),
        ("default_dim = 63", "default_dim"),
        ("dims = [", "cannot be read"),
        ('architecture = "cascade"', "text-only"),
        ('architecture = "text-only"\n[bridge]\nkind = "plain"', "guided"),
        ("[bridge]\nstride = 3", "bridge.stride"),
        ('[bridge]\nkind = "guided"\nstride = 1', "stride"),
        ("[bridge]\nwidth = 100\nheads = 6", "multiple"),
        ('[[data.train]]\nmanifest = "a"\nwight = 2', "wight"),
        ("[[data.train]]\nweight = 2", "manifest"),
        ("[losses]\npieces = -1", "losses.pieces"),
    ],
)
def test_what_does_not_fit_is_named(tmp_path, text, says):
    with pytest.raises(RecipeError, match=says) as caught:
        _load(tmp_path, text)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("change", ["steps", "optimiser.step=3", "name.first=3"])
def test_a_change_that_names_no_key_is_refused(tmp_path, change):
    with pytest.raises(RecipeError):
        _load(tmp_path, "name = 'x'", [change])


@pytest.mark.parametrize("name", sorted(path.stem for path in RECIPES.glob("*.toml")))
def test_the_recipes_that_come_along_load_by_name(name):
    assert recipes.load(name).name == name


def test_these_recipes_come_along():
    assert {path.stem for path in RECIPES.glob("*.toml")} == {"starter", "paper", "best", "smoke", "compare"}


def test_the_papers_recipe_is_the_papers():
    recipe = recipes.load("paper")
    assert recipe.dims == (1024, 512, 256, 128) and recipe.batch.most == 16 and recipe.optimiser.learning_rate == 3e-4
    assert (recipe.bridge.kind, recipe.bridge.stride, recipe.losses.negatives) == ("plain", 2, "batch")


def test_every_key_is_explained_with_its_default(tmp_path):
    text = "\n".join(recipes.explain())
    told = tomllib.loads("\n".join(line for line in text.splitlines() if "# absent" not in line))
    assert Recipe.model_validate(told) == Recipe()
    for section in Recipe.model_fields.values():
        if isinstance(section.default, Section):
            for key in type(section.default).model_fields:
                assert f"\n{key} = " in text or f".{key}]]" in text, key
