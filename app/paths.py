"""Where everything lies: the one module that decides a location.

`LAAJ_HOME` names another home for library, settings, cache and log. What Laaj ships (model, icons, starter documents)
lies beside the source tree, or where a frozen program unpacked it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Paths:
    data: Path  # what a person would miss: the library and its backups
    config: Path
    cache: Path  # what Laaj can make again
    logs: Path
    shipped: Path  # read-only: assets/ and corpus/starter/

    @property
    def library(self) -> Path:
        return self.data / "library.db"

    @property
    def journal(self) -> Path:
        """What people did here, and the questions they agreed to give."""
        return self.data / "journal"

    @property
    def gists(self) -> Path:
        """Recorded Wolof summaries of documents."""
        return self.data / "gists"

    @property
    def settings(self) -> Path:
        return self.config / "settings.json"

    @property
    def index_cache(self) -> Path:
        return self.cache / "index"

    @property
    def log(self) -> Path:
        return self.logs / "laaj.log"

    @property
    def model(self) -> Path:
        """The model that answers: the one that was installed last, or the one that comes with Laaj."""
        try:
            name = self.chosen_model.read_text(encoding="utf-8", errors="replace").strip()
        except (FileNotFoundError, NotADirectoryError):
            return self.shipped_model
        return self.models / (name or "?")  # a name that is lost is a missing model, and is said to be

    @property
    def shipped_model(self) -> Path:
        return self.shipped / "assets" / "model"

    @property
    def models(self) -> Path:
        return self.data / "models"

    @property
    def chosen_model(self) -> Path:
        """Names the folder in `models` of the model that answers; there is none while it is the one that ships."""
        return self.models / "chosen"

    @property
    def voice_activity_model(self) -> Path:
        return self.shipped / "assets" / "vad" / "silero_vad.onnx"

    @property
    def bench_question(self) -> Path:
        return self.shipped / "assets" / "bench" / "question.flac"

    @property
    def icons(self) -> Path:
        return self.shipped / "assets" / "icons"

    @property
    def fonts(self) -> Path:
        return self.shipped / "assets" / "fonts"

    @property
    def tones(self) -> Path:
        return self.shipped / "assets" / "tones"

    @property
    def translations(self) -> Path:
        return self.shipped / "assets" / "translations"

    @property
    def spoken(self) -> Path:
        """The names of the controls, said."""
        return self.shipped / "assets" / "spoken"

    @property
    def own_spoken(self) -> Path:
        """The same, recorded here; they go first."""
        return self.data / "spoken"

    @property
    def starter(self) -> Path:
        return self.shipped / "corpus" / "starter"


def find(environ: Mapping[str, str] = os.environ) -> Paths:
    """The locations of this computer and this person. Makes no folder."""
    shipped = Path(getattr(sys, "_MEIPASS", Path(__file__).resolve().parent.parent))
    if home := environ.get("LAAJ_HOME"):
        root = Path(home).expanduser().absolute()
        return Paths(data=root, config=root, cache=root / "cache", logs=root / "log", shipped=shipped)
    from platformdirs import PlatformDirs  # only where no home is named: it costs a tenth of the window's start

    dirs = PlatformDirs("laaj", appauthor=False)
    return Paths(
        data=dirs.user_data_path,
        config=dirs.user_config_path,
        cache=dirs.user_cache_path,
        logs=dirs.user_log_path,
        shipped=shipped,
    )
