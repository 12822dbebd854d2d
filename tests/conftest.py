"""Fixtures of each room stand in tests/fixtures/<room>.py."""

from pathlib import Path

ROOMS = sorted((Path(__file__).parent / "fixtures").glob("[!_]*.py"))
pytest_plugins = [f"tests.fixtures.{module.stem}" for module in ROOMS]
