"""Fixtures of each room stand in tests/fixtures/<room>.py."""

import os
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"  # a base that is not there is not looked for on a network

ROOMS = sorted((Path(__file__).parent / "fixtures").glob("[!_]*.py"))
pytest_plugins = [f"tests.fixtures.{module.stem}" for module in ROOMS]
