"""A recipe is checked before any work: what it does not know or cannot fit is one sentence."""

import pytest

from engine.trainer import recipe as recipes


def _load(tmp_path, text):
    path = tmp_path / "recipe.toml"
    path.write_text(text, encoding="utf-8")
    return recipes.load(path)


def test_an_empty_recipe_is_the_defaults(tmp_path):
    assert _load(tmp_path, "") == recipes.Recipe()


def test_values_reach_their_section(tmp_path):
    recipe = _load(tmp_path, 'dims = [64, 32]\ndefault_dim = 32\n[fit]\nsteps = 5\n[data]\nfolder = "here"')
    assert (recipe.dims, recipe.fit.steps, recipe.data.folder.name) == ((64, 32), 5, "here")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("colour = 3", "colour"),
        ("[fit]\nstep = 3", "fit.step"),
        ('[fit]\nsteps = "many"', "fit.steps"),
        ("dims = [32, 64]", "dims"),
        ("default_dim = 63", "default_dim"),
        ("dims = [", "cannot be read"),
    ],
)
def test_what_does_not_fit_is_named(tmp_path, text, says):
    with pytest.raises(recipes.RecipeError, match=says):
        _load(tmp_path, text)


def test_the_recipe_that_comes_along_loads(request):
    assert recipes.load(request.config.rootpath / "engine/trainer/recipes/starter.toml").name == "starter"
