"""`laaj-trainer` says in one sentence what is missing, and loads no torch to say it."""

import subprocess
import sys

import pytest

from engine.trainer import cli


def _run(*arguments, cwd):
    return subprocess.run(
        [sys.executable, "-m", "engine.trainer.cli", *arguments], capture_output=True, text=True, cwd=cwd, timeout=120
    )


@pytest.fixture
def here(request):
    return request.config.rootpath


def test_an_unknown_key_of_a_recipe_is_named(tmp_path, here):
    (tmp_path / "r.toml").write_text("[optimiser]\nspeed = 9\n")
    done = _run("fit", "--recipe", str(tmp_path / "r.toml"), cwd=here)
    assert done.returncode == 2
    assert "optimiser.speed" in done.stderr and done.stderr.count("\n") == 1


@pytest.mark.filterwarnings("ignore")  # other libraries' own
@pytest.mark.parametrize("verb", ["text", "fit", "check", "evaluate", "export"])
def test_a_base_that_is_not_there_is_one_sentence(tmp_path, capsys, verb):
    (tmp_path / "pairs.jsonl").write_text('{"query": "ndox", "passage": "eau"}\n{"query": "ceeb", "passage": "riz"}\n')
    nowhere = [f"--set={key}=nowhere/at-all" for key in ("text.base", "speech.base")]
    empty = ["--set=data.train=[]", "--set=data.evaluate=[]", "--set=data.wolof_text=[]"]
    pairs = f"--set=data.pairs=['{tmp_path / 'pairs.jsonl'}']"
    status = cli.main([verb, *nowhere, *empty, pairs, "--run", str(tmp_path / "run")])
    told = capsys.readouterr().err.strip()
    assert status in (2, 3) and told.startswith("laaj-trainer: ") and told.count("\n") == 0
    assert "nowhere/at-all" in told or "laaj-trainer fit" in told


def test_help_names_every_stage(here):
    done = _run("--help", cwd=here)
    assert done.returncode == 0
    for verb in ("prepare", "check", "text", "fit", "evaluate", "export", "compare", "table", "augment", "recipe"):
        assert f"  {verb} " in done.stdout


def test_every_key_of_a_recipe_can_be_asked_for(here):
    done = _run("recipe", cwd=here)
    assert done.returncode == 0 and "[optimiser]" in done.stdout and "\nsteps = " in done.stdout


def test_the_command_line_itself_loads_no_torch(here):
    code = "import sys, engine.trainer.cli; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=here, timeout=60).returncode == 0
