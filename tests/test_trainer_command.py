"""`laaj-trainer` says in one sentence what is missing, and loads no torch to say it."""

import subprocess
import sys

import pytest


def _run(*arguments, cwd):
    return subprocess.run(
        [sys.executable, "-m", "engine.trainer.cli", *arguments], capture_output=True, text=True, cwd=cwd, timeout=120
    )


@pytest.fixture
def here(request):
    return request.config.rootpath


def test_an_unknown_key_of_a_recipe_is_named(tmp_path, here):
    (tmp_path / "r.toml").write_text("[fit]\nspeed = 9\n")
    done = _run("fit", "--recipe", str(tmp_path / "r.toml"), cwd=here)
    assert done.returncode == 2
    assert "fit.speed" in done.stderr and done.stderr.count("\n") == 1


def test_missing_data_says_which_option_names_it(tmp_path, here):
    done = _run("synthesise", "--data", str(tmp_path / "nowhere"), "--run", str(tmp_path / "run"), cwd=here)
    assert done.returncode == 3
    assert "--data" in done.stderr and "Traceback" not in done.stderr


def test_help_names_every_stage(here):
    done = _run("--help", cwd=here)
    assert done.returncode == 0
    for verb in ("synthesise", "text", "fit", "export", "evaluate"):
        assert verb in done.stdout


def test_the_command_line_itself_loads_no_torch(here):
    code = "import sys, engine.trainer.cli; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=here, timeout=60).returncode == 0
